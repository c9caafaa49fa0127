//! Searching for customers and orders by hand, and what else can be looked up.
//!
//! The field stands in a place of its own in the card, so that drawing anything else leaves it alone, with what is typed in
//! it and the caret.

use super::html::{self, Button, div, p};
use super::{Look, icon, nothing};
use crate::state::{FIELD, SEARCH, Screen};
use context_card_wire::{Card, Words};
use leptos::prelude::*;

/// The search, where it is open.
pub(super) fn search(look: &Look<'_>) -> AnyView {
    let (state, words) = (look.state, look.words);
    if !state.search_is_open() {
        return nothing();
    }
    let it = Button { class: "find", act: "find", name: Some(words.search.clone()), ..Button::default() };
    let find = html::button(it, vec![icon::icon(icon::EMPTY)]);
    let (said, leave) = match (&state.whom.query, &state.screen) {
        (None, _) => (nothing(), nothing()),
        (Some(query), screen) => {
            let said = match screen {
                Screen::Loading => p("count", vec![words.searching.clone().into_any()]),
                Screen::Card(shown) if shown.knows_somebody() => {
                    // What was typed may run in the other direction than the sentence.
                    let query = ["\u{2068}", query, "\u{2069}"].concat();
                    p("count", vec![Words::fill(&words.search_found, &query).into_any()])
                }
                _ => nothing(),
            };
            let it = Button { class: "plain", act: "leave", ..Button::default() };
            let leave = vec![icon::icon(icon::BACK), html::word("", words.search_leave.clone())];
            (said, html::button(it, leave))
        }
    };
    let (name, hint) = (words.search.clone(), words.search_hint.clone());
    let field = html::field("", FIELD.to_owned(), name, hint, state.whom.query.clone());
    html::named("search", "search", words.search.clone(), vec![div("query", vec![field, find]), leave, said])
}

/// Opens the search, and closes it.
pub(super) fn toggle(look: &Look<'_>) -> AnyView {
    let state = look.state;
    if !state.may_search || state.search_stays_open() {
        return nothing();
    }
    let it = Button {
        class: "small",
        act: "search",
        id: Some(SEARCH.to_owned()),
        name: Some(look.words.search.clone()),
        expanded: Some(state.search_open),
        ..Button::default()
    };
    html::button(it, vec![icon::icon(icon::EMPTY)])
}

/// What was not looked up: more addresses of the contact, and what the conversation suggests to search for.
pub(super) fn ways(look: &Look<'_>, card: &Card) -> AnyView {
    let way = |text: &String, act, arg, off| {
        let it = Button { class: "plain", act, arg, off, ..Button::default() };
        html::button(it, vec![icon::icon(icon::EMPTY), html::word("", text.clone())])
    };
    let rest = card.rest.as_ref().map(|text| {
        let busy = look.state.looks_further();
        way(if busy { &look.words.looking_further } else { text }, "all", None, busy)
    });
    let hints = card.hints.iter().map(|hint| way(&hint.text, "search", Some(hint.query.clone()), false));
    let ways: Vec<_> = rest.into_iter().chain(hints).collect();
    if ways.is_empty() { nothing() } else { div("ways", ways) }
}
