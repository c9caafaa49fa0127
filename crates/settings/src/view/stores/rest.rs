//! Stores that were connected once, and the newest attempts.

use super::Screen;
use super::details::moment;
use crate::view::parts::{copy_button, tone_badge};
use context_card_markup::view;
use context_card_wire::settings::{ConnectAttempt, DisconnectedStore};
use leptos::prelude::*;

/// Stores that are not connected any more, each with a button that connects it again.
pub(super) fn disconnected(screen: Screen, gone: &[DisconnectedStore]) -> Option<AnyView> {
    if gone.is_empty() {
        return None;
    }
    let owner = screen.is_owner();
    let one = |store: &DisconnectedStore| {
        let label = screen.word(|words| &words.connect_again);
        let spoken = screen.fill(|words| &words.action_of, &[("action", &label), ("name", &store.name)]);
        let shop = store.shop.clone();
        view! {
            <li>
                <span><bdi>{store.name.clone()}</bdi>" "<span class="quiet">{store.shop.clone()}</span></span>
                {owner.then(|| view! {
                    <button type="button" class="button small" aria-label=spoken
                        on:click=move |_| screen.wizard.begin_with(screen, &shop)>{label}</button>
                })}
            </li>
        }
    };
    Some(
        view! {
            <section class="box" aria-labelledby="gone-heading">
                <h3 id="gone-heading">{screen.word(|words| &words.disconnected)}</h3>
                <ul class="rows">{gone.iter().map(one).collect_view()}</ul>
            </section>
        }
        .into_any(),
    )
}

/// The newest attempts, folded.
pub(super) fn attempts(screen: Screen, attempts: &[ConnectAttempt]) -> Option<AnyView> {
    const PART: &str = "attempts";
    if attempts.is_empty() {
        return None;
    }
    let attempts = attempts.to_vec();
    let word = move || {
        screen.panel.words.with_value(|words| {
            if screen.is_unfolded(PART) { words.stores.hide_attempts.clone() } else { words.stores.attempts.clone() }
        })
    };
    let list = move || {
        screen.is_unfolded(PART).then(|| {
            view! { <ul class="rows attempts">{attempts.iter().map(|attempt| one(screen, attempt)).collect_view()}</ul> }
        })
    };
    Some(
        view! {
            <div class="attempts-part">
                <button type="button" class="button small plain" aria-controls="attempts-list"
                    aria-expanded=move || if screen.is_unfolded(PART) { "true" } else { "false" }
                    on:click=move |_| screen.unfold(PART)>{word}</button>
                <div id="attempts-list">{list}</div>
            </div>
        }
        .into_any(),
    )
}

fn one(screen: Screen, attempt: &ConnectAttempt) -> AnyView {
    let reference = attempt.attempt.clone();
    view! {
        <li>
            <div>
                <p>{tone_badge(attempt.state.tone, &attempt.state.text)}" "{attempt.shop.clone()}
                    {attempt.by_link.then(|| view! { " "<span class="quiet">{screen.word(|words| &words.by_link)}</span> })}</p>
                {(!attempt.what.is_empty()).then(|| view! { <p>{attempt.what.clone()}" "{attempt.remedy.clone()}</p> })}
                <p class="quiet">{moment(&attempt.at)}" "<code>{attempt.attempt.clone()}</code></p>
            </div>
            {copy_button(screen.panel, &attempt.attempt, move || reference.clone())}
        </li>
    }
    .into_any()
}
