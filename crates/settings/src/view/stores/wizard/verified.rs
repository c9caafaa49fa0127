//! After credentials were tried: what they may do, before they are saved.

use super::super::{Screen, details};
use super::{back, cancel};
use context_card_markup::view;
use context_card_wire::settings::{SaveRequest, StoresDone, Verified};
use leptos::prelude::*;

/// What was found, and the button that saves it.
pub(super) fn verified(screen: Screen, verified: &Verified) -> AnyView {
    let pending = verified.pending.clone();
    let save = move |_| {
        let body = SaveRequest { pending: pending.clone() };
        screen.work(
            "save".to_owned(),
            async move { crate::client::post::<StoresDone>(&screen.panel, "/api/settings/stores/connect", &body).await },
            move |answer| match answer {
                Ok(done) => {
                    screen.wizard.close();
                    let place = done.store.clone().unwrap_or_default();
                    screen.done(&place, Ok(done));
                }
                Err(problem) => screen.wizard.refused(problem),
            },
        );
    };
    let missing = verified.scopes.iter().any(|scope| !scope.granted);
    view! {
        <p>{screen.fill(|words| &words.works, &[("shop", &verified.shop)])}</p>
        {missing.then(|| view! { <p class="message caution">{screen.word(|words| &words.works_in_part)}</p> })}
        <h4>{screen.word(|words| &words.scopes)}</h4>
        {details::scopes(screen, &verified.scopes, true)}
        <div class="actions">
            <button type="button" class="button strong" aria-disabled=move || screen.disabled() on:click=save>{move || screen.saving("save")}</button>
            {back(screen)}
            {cancel(screen)}
        </div>
    }
    .into_any()
}
