//! Whom the card is of, where the conversation has several contacts.

use super::html::{self, Button, div, li, section as block, span, ul, word};
use super::{Look, from_people, header, icon, nothing, search};
use crate::state::{PEOPLE, Screen, person_id};
use leptos::prelude::*;

/// The contact that was chosen, and the way to another; or the choice.
pub(super) fn people(look: &Look<'_>) -> AnyView {
    let state = look.state;
    if state.is_elsewhere() || state.whom.query.is_some() {
        return nothing();
    }
    match state.person() {
        Some(name) => {
            let it = Button { class: "plain", act: "people", id: Some(PEOPLE.to_owned()), ..Button::default() };
            let again = html::button(it, vec![word("", look.words.other_person.clone())]);
            div("person", vec![icon::icon(icon::PERSON), span("named", vec![from_people(name.clone())]), again])
        }
        None if state.must_choose_person() && matches!(state.screen, Screen::Card(_)) => choose(look),
        None => nothing(),
    }
}

fn choose(look: &Look<'_>) -> AnyView {
    let title = header::title(look.words.choose_person.clone().into_any(), None);
    let head = div("head", vec![title, search::toggle(look), header::refresh(look)]);
    let person = |(place, name): (u32, &String)| {
        let (arg, id) = (Some(place.to_string()), Some(person_id(place)));
        let it = Button { class: "choice", act: "person", arg, id, ..Button::default() };
        let name = span("choice-text", vec![from_people(name.clone())]);
        li(html::button(it, vec![icon::icon(icon::PERSON), name, icon::icon(icon::CHEVRON)]))
    };
    let people = (0..).zip(&look.state.people).map(person).collect();
    block("section", vec![head, div("choices", vec![ul("rows", None, people)])])
}
