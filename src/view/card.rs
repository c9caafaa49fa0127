//! The whole card: what is heard, and what is on screen.

use super::element::{H1, P, element, fixed};
use super::html::{all, div, p, section as block};
use super::notice::{self, Mood};
use super::{Look, details, from_people, header, hidden, nothing, people, product, search, section, sign_in, skeleton};
use crate::state::{Place, Said, Screen, Shown, TOP};
use context_card_wire::{Notice, Words};
use leptos::prelude::*;

/// Everything inside `#scx-card`.
#[must_use]
pub fn card(look: &Look<'_>) -> AnyView {
    let body = match &look.state.screen {
        Screen::Loading => skeleton::card(look),
        Screen::Problem(problem) => block("section", vec![notice::problem(look, problem)]),
        Screen::SignIn(refused) => sign_in::sign_in(look, refused.as_ref()),
        Screen::Card(shown) => shown_card(look, shown),
    };
    let stale = look.state.stale.as_ref().map_or_else(nothing, |problem| {
        let why = notice::notice(look, &problem.notice, Mood::Failed, problem.since);
        div("stale", vec![why, hidden(look.words.still_shown.clone())])
    });
    let said = Some(said(look)).filter(|text| !text.is_empty()).map(IntoAny::into_any);
    let class = if look.state.is_refreshing() { "card refreshing" } else { "card" };
    let top = vec![fixed("class", "hid"), fixed("id", TOP), fixed("tabindex", "-1")];
    let heard = vec![fixed("class", "hid"), fixed("role", "status")];
    let parts = vec![
        element(H1, top, look.words.card.clone().into_any()),
        element(P, heard, said.unwrap_or_else(nothing)),
        search::search(look),
        people::people(look),
        stale,
        body,
    ];
    div(class, parts)
}

fn shown_card(look: &Look<'_>, shown: &Shown) -> AnyView {
    match &shown.place {
        Place::List => list(look, shown),
        Place::Order(open) => details::order(look, shown, open),
        Place::Customer(open) => match shown.customer(open.at) {
            Some(who) => details::customer(look, shown, open, who),
            None => list(look, shown),
        },
        Place::Product(open) => product::product(look, shown, open),
    }
}

fn list(look: &Look<'_>, shown: &Shown) -> AnyView {
    let notice = shown.card.notice.as_ref().map_or_else(nothing, |it| no_section(look, it, shown.since));
    let mut parts = vec![contact(look, shown), search::ways(look, &shown.card), notice];
    parts.extend((0..shown.card.stores.len()).map(|at| section::section(look, shown, at)));
    parts.push(sign_in::out(look));
    all(parts)
}

/// Why there is no section at all.
fn no_section(look: &Look<'_>, it: &Notice, since: f64) -> AnyView {
    let head = div("head", vec![search::toggle(look), header::refresh(look)]);
    block("section", vec![head, notice::notice(look, it, notice::mood_of(it), since)])
}

/// Whom the conversation is with, where no store knows them.
fn contact(look: &Look<'_>, shown: &Shown) -> AnyView {
    match &shown.card.contact {
        Some(name) if !shown.knows_somebody() && look.state.person().is_none() => {
            p("contact", vec![from_people(name.clone())])
        }
        _ => nothing(),
    }
}

/// What is said to screen readers, and to a host that shows such things.
#[must_use]
pub fn said(look: &Look<'_>) -> String {
    let words = look.words;
    match &look.state.said {
        Said::Nothing => String::new(),
        Said::Loading => words.loading.clone(),
        Said::Loaded(name) => Words::fill(&words.loaded, name),
        Said::SignIn if look.state.shut => words.sign_in_shut.clone(),
        Said::SignIn => words.sign_in_help.clone(),
        Said::AtProvider => words.sign_in_window.clone(),
        Said::SigningIn => words.signing_in.clone(),
        Said::Choose => words.choose_customer.clone(),
        Said::ChoosePerson => words.choose_person.clone(),
        Said::Searching => words.searching.clone(),
        Said::Found(query) => Words::fill(&words.search_found, query),
        Said::LookingFurther => words.looking_further.clone(),
        Said::Linked => words.linked.clone(),
        Said::Unlinked => words.unlinked.clone(),
        Said::Refreshing => words.refreshing.clone(),
        Said::Refreshed => words.refreshed.clone(),
        Said::LoadingMore => words.loading_more.clone(),
        Said::LoadingOrders => words.loading_orders.clone(),
        Said::Orders(count) => count.clone(),
        Said::NoSuchOrders => words.no_such_orders.clone(),
        Said::AllShown => words.all_shown.clone(),
        Said::Copied => words.copied.clone(),
        Said::CopyFailed => words.copy_failed.clone(),
        Said::Inserted => words.inserted.clone(),
        Said::InsertFailed => words.insert_failed.clone(),
        Said::Failed(message) if message.is_empty() => words.reopen.clone(),
        Said::Failed(message) => message.clone(),
    }
}
