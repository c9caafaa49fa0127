//! What unfolds below a store: connection, scopes, token, limits, webhooks, protected data, where it is shown.

use super::{Screen, one, prefix};
use crate::view::parts::tone_badge;
use context_card_markup::view;
use context_card_wire::Moment;
use context_card_wire::settings::words::StoresWords;
use context_card_wire::settings::{Fix, ScopeState, StateOf, StoreOverview};
use context_card_wire::{Badge, Tone};
use leptos::prelude::*;

/// The details, where they are unfolded.
pub(super) fn unfolding(screen: Screen, store: &StoreOverview) -> AnyView {
    let (id, store) = (format!("{}-details", store.store), store.clone());
    let drawn = move || screen.is_unfolded(&store.store).then(|| details(screen, &store));
    view! { <div id=id class="store-details">{drawn}</div> }.into_any()
}

fn details(screen: Screen, store: &StoreOverview) -> AnyView {
    let fact = |of: fn(&StoresWords) -> &String, value: AnyView| {
        view! { <dt>{screen.word(of)}</dt><dd>{value}</dd> }.into_any()
    };
    let text = |text: &str| view! { {text.to_owned()} }.into_any();
    let by = screen.fill(|words| &words.by, &[("name", &store.connected_by), ("when", &store.connected.exact)]);
    let last = store.last_answer.as_ref().map_or_else(|| text(&store.no_answer), moment);
    let inboxes =
        if store.inboxes.is_empty() { screen.word(|words| &words.no_inbox) } else { store.inboxes.join(", ") };
    let token = &store.token;
    view! {
        <h4>{screen.word(|words| &words.connection)}</h4>
        <dl class="facts">
            {fact(|words| &words.way, text(&store.way_label))}
            {fact(|words| &words.connected_by, text(&by))}
            {store.client_id.as_ref().map(|id| fact(|words| &words.app, view! { <code>{id.clone()}</code> }.into_any()))}
            {fact(|words| &words.access, text(&token.text))}
            {token.expires.as_ref().map(|at| fact(|words| &words.expires, moment(at)))}
            {token.refreshed.as_ref().map(|at| fact(|words| &words.refreshed, moment(at)))}
            {token.renewable.as_ref().map(|at| fact(|words| &words.renewable, moment(at)))}
            {fact(|words| &words.last_answer, last)}
            {fact(|words| &words.limit, text(&store.throttle))}
            {fact(|words| &words.webhooks, state(&store.webhooks))}
            {fact(|words| &words.protected, protected(screen, store))}
            {fact(|words| &words.inboxes, text(&inboxes))}
            {fact(|words| &words.prefix, prefix::prefix(screen, store))}
        </dl>
        <h4>{screen.word(|words| &words.scopes)}</h4>
        {scopes(screen, &store.scopes, true)}
        {(!store.topics.is_empty()).then(|| view! {
            <h4>{screen.word(|words| &words.topics)}</h4>
            <ul class="topics">
                {store.topics.iter().map(|topic| view! { <li><code>{topic.topic.clone()}</code>" "{badge(&topic.state)}</li> }).collect_view()}
            </ul>
        })}
    }
    .into_any()
}

fn badge(badge: &Badge) -> AnyView {
    tone_badge(badge.tone, &badge.text)
}

fn state(of: &StateOf) -> AnyView {
    view! { {badge(&of.state)}" "{of.text.clone()} }.into_any()
}

/// Whether Shopify holds customers' data back; where nobody knows, the way to find out stands beside it.
fn protected(screen: Screen, store: &StoreOverview) -> AnyView {
    let unknown = store.protected_data.state.code == "unknown" && screen.is_owner();
    let find_out = unknown.then(|| one::fix_button(screen, store, Fix::Test, false));
    view! { {state(&store.protected_data)}" "{find_out} }.into_any()
}

/// A point in time: as people say it, exactly beside it.
pub(super) fn moment(at: &Moment) -> AnyView {
    view! { <time datetime=at.at.clone()>{at.text.clone()}</time>" "<span class="quiet">{at.exact.clone()}</span> }
        .into_any()
}

/// Scopes with what they are for. `granted`: whether it is known which are granted.
pub(super) fn scopes(screen: Screen, scopes: &[ScopeState], granted: bool) -> AnyView {
    let word = |scope: &ScopeState| {
        let (tone, of): (Tone, fn(&StoresWords) -> &String) = match (scope.granted, scope.asked) {
            (true, _) => (Tone::Positive, |words| &words.granted),
            (false, _) => (Tone::Caution, |words| &words.not_granted),
        };
        tone_badge(tone, &screen.word(of))
    };
    let one = |scope: &ScopeState| {
        let beyond = scope.granted && !scope.asked;
        view! {
            <li>
                <p><code>{scope.scope.clone()}</code>" "{granted.then(|| word(scope))}</p>
                <p class="quiet">{if beyond && granted { screen.word(|words| &words.not_asked) } else { scope.why.clone() }}</p>
                {scope.lacks.clone().filter(|_| granted).map(|lacks| view! { <p class="quiet">{lacks}</p> })}
            </li>
        }
    };
    view! { <ul class="scopes">{scopes.iter().map(one).collect_view()}</ul> }.into_any()
}
