//! One store's section on the list screen.

use super::html::{all, section as block, word};
use super::notice::{self, Mood};
use super::{Look, answer, choices, customer, header, nothing, orders};
use crate::state::{At, Section, Shown};
use context_card_wire::{CustomerCard, Found, StoreCard};
use leptos::prelude::*;

/// The section of the store at this place.
pub(super) fn section(look: &Look<'_>, shown: &Shown, at: usize) -> AnyView {
    let (Some(store), Some(section)) = (shown.card.stores.get(at), shown.sections.get(at)) else {
        return nothing();
    };
    let folds = (shown.card.stores.len() > 1).then_some(section.open);
    let empty = matches!(store.found, Found::Nothing(_));
    let aside = if folds == Some(false) && empty { word("nobody", look.words.nobody_here.clone()) } else { nothing() };
    let body = if section.open { body(look, shown, store, section, at) } else { nothing() };
    block("section", vec![header::header(look, store, at, folds, aside), body])
}

fn body(look: &Look<'_>, shown: &Shown, store: &StoreCard, section: &Section, at: usize) -> AnyView {
    let since = shown.since;
    let found = match (&store.found, shown.on_list(at)) {
        (Found::Nothing(why), _) => notice::notice(look, why, Mood::Empty, since),
        (Found::Failed(why), _) => notice::notice(look, why, Mood::Failed, since),
        (Found::Several(several), None) => choices::choices(look, several, at),
        (Found::Several(_) | Found::Customer(_), place) => {
            match place.and_then(|place| Some((place, shown.customer(place)?))) {
                Some((place, who)) => person(look, who, place, section, since, &store.found),
                None => nothing(),
            }
        }
    };
    let mut parts = vec![found];
    parts.extend(store.notices.iter().map(|it| notice::notice(look, it, Mood::Aside, since)));
    all(parts)
}

fn person(look: &Look<'_>, who: &CustomerCard, at: At, section: &Section, since: f64, found: &Found) -> AnyView {
    let again = match found {
        Found::Several(_) => choices::choose_again(look, at.store),
        _ => nothing(),
    };
    let answer = who.answer.as_ref().map_or_else(nothing, |it| answer::answer(look, it));
    let summary = customer::summary(look, who, at);
    all(vec![again, summary, answer, orders::orders(look, who, at, section, since)])
}
