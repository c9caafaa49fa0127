//! One store: calm where all is well; where something is wrong that stands first, with the buttons that help.

use super::{Screen, details};
use crate::view::parts::tone_badge;
use context_card_markup::view;
use context_card_wire::settings::words::fill;
use context_card_wire::settings::{Fix, StoreOverview, StoreProblem};
use leptos::prelude::*;

/// A store.
pub(super) fn store(screen: Screen, store: &StoreOverview) -> AnyView {
    let id = store.store.clone();
    let heading = format!("{id}-name");
    let owner = screen.is_owner();
    let outcome = {
        let id = id.clone();
        move || screen.outcome(&id)
    };
    let line = screen.fill(|words| &words.line, &[("way", &store.way_label), ("when", &store.connected.text)]);
    view! {
        <article class="box store" id=id.clone() aria-labelledby=heading.clone()>
            <header class="store-head">
                <h3 id=heading.clone()><bdi>{store.name.clone()}</bdi></h3>
                {tone_badge(store.state.tone, &store.state.text)}
            </header>
            <p class="quiet"><a href=store.admin_url.clone() target="_blank" rel="noopener noreferrer">{store.shop.clone()}</a>" · "{line}</p>
            {outcome}
            {store.problems.iter().map(|problem| wrong(screen, store, problem)).collect_view()}
            <div class="actions">
                {owner.then(|| view! {
                    {[Fix::Test, Fix::Reconnect, Fix::Subscribe, Fix::Migrate].into_iter().filter(|fix| calm(store, *fix))
                        .map(|fix| fix_button(screen, store, fix, false)).collect_view()}
                    {disconnect(screen, store)}
                })}
                {unfold(screen, store)}
            </div>
            {details::unfolding(screen, store)}
        </article>
    }
    .into_any()
}

/// Whether something can be done without need: where it would help with what is wrong, its button stands there.
fn calm(store: &StoreOverview, fix: Fix) -> bool {
    store.actions.contains(&fix) && !store.problems.iter().any(|problem| problem.fixes.contains(&fix))
}

/// What is wrong, what to do, and the buttons for it.
fn wrong(screen: Screen, store: &StoreOverview, problem: &StoreProblem) -> AnyView {
    let class = if problem.critical { "message critical" } else { "message caution" };
    let found = match (&problem.at, problem.reference.as_str()) {
        (Some(at), "") => Some(at.exact.clone()),
        (Some(at), reference) => {
            Some(screen.fill(|words| &words.reference_at, &[("name", reference), ("when", &at.exact)]))
        }
        (None, _) => None,
    };
    let owner = screen.is_owner();
    let fixes = problem.fixes.iter().enumerate();
    view! {
        <div class=class>
            <p class="what">{problem.what.clone()}</p>
            {(!problem.remedy.is_empty()).then(|| view! { <p>{problem.remedy.clone()}</p> })}
            {found.map(|found| view! { <p class="quiet">{found}</p> })}
            {owner.then(|| view! {
                <div class="actions">{fixes.map(|(at, fix)| fix_button(screen, store, *fix, at == 0)).collect_view()}</div>
            })}
        </div>
    }
    .into_any()
}

/// A button that helps. While it does, it says so; meanwhile nothing else can be begun.
pub(super) fn fix_button(screen: Screen, store: &StoreOverview, fix: Fix, strong: bool) -> AnyView {
    let (name, id) = (store.name.clone(), store.store.clone());
    let label = screen.panel.words.with_value(|words| {
        let words = &words.stores;
        match fix {
            Fix::Reconnect if store.problems.iter().any(|problem| problem.fixes.contains(&fix)) => {
                words.reconnect.clone()
            }
            Fix::Reconnect => words.replace_credentials.clone(),
            Fix::GrantScopes => words.grant_scopes.clone(),
            Fix::Test => words.test.clone(),
            Fix::Subscribe => words.subscribe.clone(),
            Fix::Migrate => words.migrate.clone(),
            Fix::ReplaceSecret => words.replace_secret.clone(),
        }
    });
    let (doing, key) = match fix {
        Fix::Test => (screen.word(|words| &words.testing), format!("test {id}")),
        Fix::Subscribe => (screen.word(|words| &words.subscribing), format!("webhooks {id}")),
        Fix::Migrate => (screen.word(|words| &words.migrating), format!("migrate {id}")),
        Fix::Reconnect | Fix::GrantScopes | Fix::ReplaceSecret => (String::new(), String::new()),
    };
    let spoken = fill(&screen.word(|words| &words.action_of), &[("action", &label), ("name", &name)]);
    let shown = move || if screen.is_doing(&key) { doing.clone() } else { label.clone() };
    let class = if strong { "button small strong" } else { "button small" };
    view! {
        <button type="button" class=class aria-label=spoken aria-disabled=move || screen.disabled()
            on:click=move |_| screen.fix(fix, &id)>{shown}</button>
    }
    .into_any()
}

fn disconnect(screen: Screen, store: &StoreOverview) -> AnyView {
    let label = screen.word(|words| &words.disconnect);
    let spoken = screen.fill(|words| &words.action_of, &[("action", &label), ("name", &store.name)]);
    let of = (store.store.clone(), store.name.clone());
    view! {
        <button type="button" class="button small" aria-label=spoken aria-disabled=move || screen.disabled()
            on:click=move |_| if !screen.is_busy() { screen.leaving.set(Some(of.clone())) }>{label}</button>
    }
    .into_any()
}

fn unfold(screen: Screen, store: &StoreOverview) -> AnyView {
    let (id, shown, said) = (store.store.clone(), store.store.clone(), store.store.clone());
    let word = move || {
        screen.panel.words.with_value(|words| {
            if screen.is_unfolded(&shown) { words.stores.hide_details.clone() } else { words.stores.details.clone() }
        })
    };
    let expanded = move || if screen.is_unfolded(&said) { "true" } else { "false" };
    view! {
        <button type="button" class="button small plain" aria-expanded=expanded aria-controls=format!("{id}-details") aria-describedby=format!("{id}-name")
            on:click=move |_| screen.unfold(&id)>{word}</button>
    }
    .into_any()
}
