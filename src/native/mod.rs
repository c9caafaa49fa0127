//! The card as HTML, for the proxy: the same bytes that Wasm draws.

use crate::state::State;
use crate::view::{self, Look};
use context_card_wire::{Card, Notice, Words};
use leptos::prelude::*;

/// The card as HTML: exactly what Wasm draws for the same card on its list screen. `now_ms`: Unix milliseconds.
#[must_use]
pub fn card_html(card: &Card, words: &Words, now_ms: f64) -> String {
    draw(words, &State::showing(card.clone(), now_ms))
}

/// What stands there until a card comes, in the final layout.
#[must_use]
pub fn skeleton_html(words: &Words) -> String {
    draw(words, &State::loading(0.0))
}

/// A notice in place of a card: a ticket that was used, an inbox that does not exist.
#[must_use]
pub fn notice_html(notice: &Notice, words: &Words) -> String {
    draw(words, &State::failed(notice.clone(), 0.0))
}

/// Any state as HTML, for tests.
pub(crate) fn draw(words: &Words, state: &State) -> String {
    Owner::new().with(|| view::card(&Look { words, state }).to_html())
}

#[cfg(test)]
mod tests;
