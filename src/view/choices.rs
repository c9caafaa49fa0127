//! Several customers match: the agent chooses, it is never the first.

use super::html::{self, Button, div, li, span, ul, word};
use super::{Look, customer, from_people, icon, link, nothing};
use crate::state::{At, arg, choice_id};
use context_card_wire::CustomerCard;
use leptos::prelude::*;

/// The customers to choose from.
pub(super) fn choices(look: &Look<'_>, several: &[CustomerCard], store: usize) -> AnyView {
    let rows = several
        .iter()
        .enumerate()
        .map(|(place, who)| {
            let at = At { store, customer: place };
            let value = match who.matched.value.as_str() {
                "" => nothing(),
                value => from_people(value.to_owned()),
            };
            let name = span("choice-name", vec![from_people(who.name.clone())]);
            let text = vec![
                span("name-line", vec![name, customer::guest(who)]),
                span("why", vec![value, customer::reason(&who.matched)]),
                word("why", who.figures.join(" · ")),
            ];
            let (arg, id) = (Some(arg(at)), Some(choice_id(at)));
            let it = Button { class: "choice", act: "choose", arg, id, ..Button::default() };
            let button = html::button(it, vec![span("choice-text", text), icon::icon(icon::CHEVRON)]);
            li(html::all(vec![button, link::link(look, who, at)]))
        })
        .collect();
    // What was searched for need not be the contact.
    let heading = match look.state.whom.query {
        None => html::h3(vec![look.words.choose_customer.clone().into_any()]),
        Some(_) => nothing(),
    };
    div("choices", vec![heading, ul("rows", None, rows)])
}

/// Back to the choice.
pub(super) fn choose_again(look: &Look<'_>, store: usize) -> AnyView {
    let it = Button { class: "plain", act: "again", arg: Some(store.to_string()), ..Button::default() };
    html::button(it, vec![icon::icon(icon::BACK), word("", look.words.choose_again.clone())])
}
