//! A notice: what is not shown, why, and what to do. "Nothing found" and "failed" never look alike.

use super::html::{self, Button, div, p};
use super::{Look, copy, icon, nothing};
use crate::state::Problem;
use context_card_wire::{Action, Notice, Words};
use leptos::prelude::*;

/// How a notice feels.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Mood {
    /// Everything works, and there is nothing.
    Empty,
    /// Something failed.
    Failed,
    /// Something is left out, beside what is there.
    Aside,
}

/// One notice. `since` is when it came: the countdown to the next try starts there.
pub(super) fn notice(look: &Look<'_>, notice: &Notice, mood: Mood, since: f64) -> AnyView {
    let words = look.words;
    let (class, picture) = match mood {
        Mood::Empty => ("notice empty", icon::EMPTY),
        Mood::Failed => ("notice failed", icon::WARNING),
        Mood::Aside => ("notice aside", icon::WARNING),
    };
    let message = if notice.message.is_empty() { words.reopen.clone() } else { notice.message.clone() };
    let admin = notice.admin.as_ref().map_or_else(nothing, |sentence| {
        let summary = vec![words.for_admins.clone().into_any()];
        html::disclosure("admin", summary, vec![p("", vec![sentence.clone().into_any()])])
    });
    let again = if mood == Mood::Aside { nothing() } else { retry(look, notice, since) };
    let text = vec![p("", vec![message.into_any()]), admin, again, reference(look, &notice.reference)];
    div(class, vec![icon::icon(picture), div("notice-text", text)])
}

/// A notice that stands on its own.
pub(super) fn problem(look: &Look<'_>, it: &Problem) -> AnyView {
    notice(look, &it.notice, mood_of(&it.notice), it.since)
}

/// The mood that follows from what can be done.
pub(super) fn mood_of(notice: &Notice) -> Mood {
    match notice.code.as_str() {
        "no_contact" | "no_match" | "nothing_found" | "not_configured" | "switched_off" | "not_verified"
        | "matching_off" => Mood::Empty,
        // What was typed says too little: nothing is broken.
        "bad_request" | "bad_search" => Mood::Aside,
        _ => Mood::Failed,
    }
}

/// The button that tries again, once Shopify lets it.
fn retry(look: &Look<'_>, notice: &Notice, since: f64) -> AnyView {
    if notice.action != Action::Retry && notice.retry_in.is_none() {
        return nothing();
    }
    let words = look.words;
    let left = (f64::from(notice.retry_in.unwrap_or(0)) - (look.state.now - since) / 1_000.0).ceil();
    let waits = left > 0.0;
    let label = if waits { Words::fill(&words.retry_in, &(left as u32).to_string()) } else { words.retry.clone() };
    let it = Button { class: "button", act: "retry", off: waits, ..Button::default() };
    html::button(it, vec![label.into_any()])
}

/// Finds the occasion in the log.
fn reference(look: &Look<'_>, reference: &str) -> AnyView {
    if reference.is_empty() {
        return nothing();
    }
    let text = Words::fill(&look.words.reference, reference);
    p("reference", vec![text.clone().into_any(), copy::button(look, reference, &text)])
}
