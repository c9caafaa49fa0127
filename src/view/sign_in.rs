//! Signing in with a code, where the host can't say who is asking.

use super::html::{self, Button, div, p, section};
use super::notice::{self, Mood};
use super::{Look, nothing};
use crate::state::{CODE, Problem};
use context_card_wire::Words;
use leptos::prelude::*;

/// The field and its button; and why the last code was refused.
pub(super) fn sign_in(look: &Look<'_>, refused: Option<&Problem>) -> AnyView {
    let (words, busy) = (look.words, look.state.is_signing_in());
    if look.state.shut {
        return section("section sign-in", vec![p("", vec![words.sign_in_shut.clone().into_any()])]);
    }
    let field = html::field("", CODE.to_owned(), words.sign_in_code.clone(), words.sign_in_code.clone(), None);
    let label = if busy { &words.signing_in } else { &words.sign_in };
    let it = Button { class: "button", act: "code", off: busy, ..Button::default() };
    let button = html::button(it, vec![label.clone().into_any()]);
    let why = refused.map_or_else(nothing, |it| notice::notice(look, &it.notice, Mood::Failed, it.since));
    let help = if look.state.at_provider { &words.sign_in_window } else { &words.sign_in_help };
    let help = p("", vec![help.clone().into_any()]);
    let provider = look.state.provider.as_ref().map_or_else(nothing, |name| {
        let it = Button { class: "button", act: "provider", ..Button::default() };
        html::button(it, vec![Words::fill(&words.sign_in_with, name).into_any()])
    });
    section("section sign-in", vec![provider, help, div("query", vec![field, button]), why])
}

/// Below the card: signs the agent out.
pub(super) fn out(look: &Look<'_>) -> AnyView {
    if !look.state.can_sign_out() {
        return nothing();
    }
    let it = Button { class: "plain", act: "sign-out", ..Button::default() };
    p("out", vec![html::button(it, vec![look.words.sign_out.clone().into_any()])])
}
