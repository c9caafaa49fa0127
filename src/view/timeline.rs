//! What happened to an order, oldest first.

use super::html::{div, span, ul, word};
use super::{fields, icon};
use context_card_wire::{Step, Tone};
use leptos::prelude::*;

/// The steps as a list, along a line.
pub(super) fn timeline(steps: &[Step]) -> AnyView {
    ul("steps", None, steps.iter().map(step).collect())
}

fn step(it: &Step) -> AnyView {
    let mark = span(mark(it.tone), vec![icon::icon(icon::of_tone(it.tone))]);
    super::html::li(div("step", vec![mark, word("step-text", it.text.clone()), fields::moment(&it.at)]))
}

/// The class of a step's icon.
const fn mark(tone: Tone) -> &'static str {
    match tone {
        Tone::Positive => "mark positive",
        Tone::Caution => "mark caution",
        Tone::Critical => "mark critical",
        Tone::Info => "mark info",
        Tone::Neutral => "mark",
    }
}
