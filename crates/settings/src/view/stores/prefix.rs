//! How a store's order numbers begin, changed in place.

use super::Screen;
use crate::dom;
use crate::view::entry::Entry;
use context_card_markup::view;
use context_card_wire::Notice;
use context_card_wire::settings::{PrefixRequest, StoreOverview, StoresDone};
use leptos::prelude::*;

/// The prefix, and for owners a button that makes it a field.
pub(super) fn prefix(screen: Screen, store: &StoreOverview) -> AnyView {
    let (id, name) = (store.store.clone(), store.name.clone());
    let now = store.prefix.clone().unwrap_or_default();
    let owner = screen.is_owner();
    let editing = {
        let id = id.clone();
        move || screen.prefixing.with(|of| of.as_deref() == Some(id.as_str()))
    };
    view! {
        {move || if editing() {
            form(screen, &id, &now)
        } else {
            let shown = if now.is_empty() { screen.word(|words| &words.no_prefix) } else { now.clone() };
            let label = screen.word(|words| &words.change);
            let spoken = screen.fill(|words| &words.change_prefix, &[("name", &name)]);
            let id = id.clone();
            view! {
                <span>{shown}</span>" "
                {owner.then(|| view! {
                    <button type="button" class="button small plain" id=format!("{id}-prefix") aria-label=spoken on:click=move |_| {
                        screen.prefixing.set(Some(id.clone()));
                        dom::focus_soon("prefix");
                    }>{label}</button>
                })}
            }
            .into_any()
        }}
    }
    .into_any()
}

fn form(screen: Screen, id: &str, now: &str) -> AnyView {
    let value = RwSignal::new(now.to_owned());
    let problem = RwSignal::new(None::<Notice>);
    let (store, back) = (id.to_owned(), format!("{id}-prefix"));
    let stop = move || {
        screen.prefixing.set(None);
        dom::focus_soon(back.clone());
    };
    let save = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let body = PrefixRequest { store: store.clone(), prefix: value.get_untracked() };
        let place = store.clone();
        screen.work(
            "prefix".to_owned(),
            async move { screen.put::<StoresDone>("/api/settings/stores/prefix", &body).await },
            move |answer| match answer {
                Err(wrong) if wrong.field.is_some() => {
                    problem.set(Some(wrong));
                    dom::focus_soon("prefix");
                }
                answer => {
                    screen.prefixing.set(None);
                    screen.done(&place, answer);
                }
            },
        );
    };
    view! {
        <form class="in-place" on:submit=save novalidate>
            {Entry {
                id: "prefix".to_owned(),
                label: screen.word(|words| &words.prefix),
                help: screen.word(|words| &words.prefix_help),
                example: "UK-".to_owned(),
                ..Entry::over(value, problem, "prefix")
            }.draw()}
            <div class="actions">
                <button class="button small strong" aria-disabled=move || screen.disabled()>{move || screen.saving("prefix")}</button>
                <button type="button" class="button small" on:click=move |_| stop()>{screen.panel.word(|words| &words.shell.cancel)}</button>
            </div>
        </form>
    }
    .into_any()
}
