//! Icons: a few strokes each on a grid of 16, drawn in the colour of the text beside them.

use context_card_wire::Tone;
use leptos::prelude::*;

pub(super) const CHECK: &str = "M3.5 8.5l3 3 6-7";
pub(super) const CHEVRON: &str = "M6 3.5L10.5 8 6 12.5";
pub(super) const BACK: &str = "M10 3.5L5.5 8l4.5 4.5";
pub(super) const FOLD: &str = "M4 6l4 4 4-4";
pub(super) const REFRESH: &str = "M13 8a5 5 0 1 1-1.6-3.7M13 2.5v3h-3";
pub(super) const LARGER: &str = "M9.5 3H13v3.5M13 3L9.2 6.8M6.5 13H3V9.5M3 13l3.8-3.8";
pub(super) const COPY: &str = "M6 6h7v7H6zM3 10V3h7";
pub(super) const OPEN: &str = "M9 3h4v4M13 3L7.5 8.5M11 9.5V13H3V5h3.5";
pub(super) const WARNING: &str = "M8 2.5l6 11H2zM8 6.5v3.2M8 11.6v.2";
pub(super) const CROSS: &str = "M4.5 4.5l7 7M11.5 4.5l-7 7";
pub(super) const EMPTY: &str = "M12.5 7.5a5 5 0 1 1-10 0 5 5 0 0 1 10 0zM11.2 11.2L14 14";
pub(super) const PERSON: &str =
    "M10.7 5.2a2.7 2.7 0 1 1-5.4 0 2.7 2.7 0 0 1 5.4 0zM3 13.5c.6-2.4 2.5-3.7 5-3.7s4.4 1.3 5 3.7";
pub(super) const BOX: &str = "M2.5 5L8 2.2 13.5 5v6L8 13.8 2.5 11zM2.5 5L8 7.8 13.5 5M8 7.8v6";
pub(super) const LINK: &str = "M6.7 9.3a2.6 2.6 0 0 0 3.7 0l2.3-2.3a2.6 2.6 0 0 0-3.7-3.7l-.9.9M9.3 6.7a2.6 2.6 0 0 0-3.7 0L3.3 9a2.6 2.6 0 0 0 3.7 3.7l.9-.9";
const MOVING: &str = "M2 8h10M8.5 4.5L12 8l-3.5 3.5";
const DOT: &str = "M8 6.5a1.5 1.5 0 1 1 0 3 1.5 1.5 0 0 1 0-3z";

/// One icon. It repeats what a word beside it says, so screen readers skip it.
pub(super) fn icon(path: &'static str) -> AnyView {
    view! {
        <svg class="icon" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
            <path d=path></path>
        </svg>
    }
    .into_any()
}

/// The icon of a tone.
pub(super) const fn of_tone(tone: Tone) -> &'static str {
    match tone {
        Tone::Positive => CHECK,
        Tone::Caution => WARNING,
        Tone::Critical => CROSS,
        Tone::Info => MOVING,
        Tone::Neutral => DOT,
    }
}

/// The class of a badge of a tone.
pub(super) const fn class_of(tone: Tone) -> &'static str {
    match tone {
        Tone::Positive => "badge positive",
        Tone::Caution => "badge caution",
        Tone::Critical => "badge critical",
        Tone::Info => "badge info",
        Tone::Neutral => "badge neutral",
    }
}
