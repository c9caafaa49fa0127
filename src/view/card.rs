//! The whole card: what is heard, and what is on screen.

use super::html::{all, div, p, section as block};
use super::notice::{self, Mood};
use super::{Look, details, from_people, header, hidden, nothing, section, skeleton};
use crate::state::{Place, Said, Screen, Shown};
use context_card_wire::{Card, Notice, Words};
use leptos::prelude::*;

/// Everything inside `#scx-card`.
#[must_use]
pub fn card(look: &Look<'_>) -> AnyView {
    let body = match &look.state.screen {
        Screen::Loading => skeleton::card(look),
        Screen::Problem(problem) => block("section", vec![notice::problem(look, problem)]),
        Screen::Card(shown) => shown_card(look, shown),
    };
    let stale = look.state.stale.as_ref().map_or_else(nothing, |problem| {
        let why = notice::notice(look, &problem.notice, Mood::Failed, problem.since);
        div("stale", vec![why, hidden(look.words.still_shown.clone())])
    });
    let said = Some(said(look.words, &look.state.said)).filter(|text| !text.is_empty()).map(IntoAny::into_any);
    let class = if look.state.is_refreshing() { "card refreshing" } else { "card" };
    view! {
        <div class=class>
            <h1 class="hid">{look.words.card.clone()}</h1>
            <p class="hid" role="status">{said}</p>
            {stale}
            {body}
        </div>
    }
    .into_any()
}

fn shown_card(look: &Look<'_>, shown: &Shown) -> AnyView {
    match &shown.place {
        Place::List => list(look, shown),
        Place::Order(open) => details::order(look, shown, open),
        Place::Customer { at, .. } => match shown.customer(*at) {
            Some(who) => details::customer(look, shown, *at, who),
            None => list(look, shown),
        },
    }
}

fn list(look: &Look<'_>, shown: &Shown) -> AnyView {
    let notice = shown.card.notice.as_ref().map_or_else(nothing, |it| no_section(look, it, shown.since));
    let mut parts = vec![contact(&shown.card), notice];
    parts.extend((0..shown.card.stores.len()).map(|at| section::section(look, shown, at)));
    all(parts)
}

/// Why there is no section at all.
fn no_section(look: &Look<'_>, it: &Notice, since: f64) -> AnyView {
    let head = div("head", vec![header::refresh(look)]);
    block("section", vec![head, notice::notice(look, it, notice::mood_of(it), since)])
}

/// Whom the conversation is with, where no store knows them.
fn contact(card: &Card) -> AnyView {
    use context_card_wire::Found::{Customer, Several};
    let known = card.stores.iter().any(|store| matches!(store.found, Customer(_) | Several(_)));
    match &card.contact {
        Some(name) if !known => p("contact", vec![from_people(name.clone())]),
        _ => nothing(),
    }
}

fn said(words: &Words, said: &Said) -> String {
    match said {
        Said::Nothing => String::new(),
        Said::Loading => words.loading.clone(),
        Said::Loaded(name) => Words::fill(&words.loaded, name),
        Said::Refreshing => words.refreshing.clone(),
        Said::Refreshed => words.refreshed.clone(),
        Said::LoadingMore => words.loading_more.clone(),
        Said::Copied => words.copied.clone(),
        Said::CopyFailed => words.copy_failed.clone(),
        Said::Inserted => words.inserted.clone(),
        Said::InsertFailed => words.insert_failed.clone(),
        Said::Failed(message) if message.is_empty() => words.reopen.clone(),
        Said::Failed(message) => message.clone(),
    }
}
