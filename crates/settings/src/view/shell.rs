//! What stands around every screen: whose settings these are, the navigation, what was just done, what agents see now.

use super::parts::{notice, tone_badge};
use super::setup::setup;
use super::trial::trial;
use super::{fields, inboxes, stores};
use crate::app::{Entry, Panel};
use crate::client;
use crate::dom;
use crate::state::Place;
use context_card_markup::view;
use context_card_wire::settings::words::fill;
use context_card_wire::settings::{PanelOpened, PanelRole, TabReply};
use context_card_wire::{Action, Notice, Tone};
use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;

/// The whole panel.
pub(crate) fn shell(panel: Panel) -> impl IntoView {
    view! {
        <p class="hid" role="status">{move || panel.said.get()}</p>
        {move || match panel.entry.get() {
            Entry::Waiting => waiting(panel).into_any(),
            Entry::Refused(problem) => refused(panel, &problem),
            Entry::In => inside(panel).into_any(),
        }}
    }
}

fn waiting(panel: Panel) -> impl IntoView {
    view! {
        <div class="panel" aria-busy="true">
            <p class="hid">{panel.word(|words| &words.shell.loading)}</p>
            <div class="bone wide"></div>
            <div class="bone"></div>
            <div class="bone tall"></div>
        </div>
    }
}

fn refused(panel: Panel, problem: &Notice) -> AnyView {
    view! {
        <div class="panel">
            <h1>{panel.word(|words| &words.shell.title)}</h1>
            {notice(panel, problem)}
            {(problem.action == Action::Retry).then(|| again(panel))}
        </div>
    }
    .into_any()
}

/// Tries to get in once more.
fn again(panel: Panel) -> impl IntoView {
    let click = move |_| {
        panel.entry.set(Entry::Waiting);
        panel.look();
    };
    view! { <button type="button" class="button" on:click=click>{panel.word(|words| &words.shell.retry)}</button> }
}

/// Who was signed out in the middle of work is told so; what they have on screen stays.
fn signed_out(panel: Panel) -> impl IntoView {
    view! {
        <div class="message critical" role="alert">
            <p class="what">{panel.word(|words| &words.shell.sign_in_again)}</p>
        </div>
    }
}

fn inside(panel: Panel) -> impl IntoView {
    let tried = StoredValue::new(false);
    view! {
        <div class="panel">
            <a class="skip" href="#screen" on:click=move |event| { event.prevent_default(); dom::focus("screen"); }>
                {panel.word(|words| &words.shell.skip)}
            </a>
            {move || panel.opened.with(|opened| opened.as_ref().map(|opened| top(panel, opened)))}
            {move || panel.signed_out.get().then(|| signed_out(panel))}
            {move || panel.opened.with(|opened| opened.as_ref().map(|opened| setup(panel, opened)))}
            <nav class="places" aria-label=panel.word(|words| &words.shell.nav)>
                {Place::ALL.map(|place| go_to(panel, place))}
            </nav>
            <div id="screen" class="screen" tabindex="-1">
                {move || match panel.place.get() {
                    Place::Fields => fields::screen(panel).into_any(),
                    Place::Stores => stores::screen(panel).into_any(),
                    Place::Inboxes => match Place::trial(&dom::hash()) {
                        Some(inbox) => {
                            tried.set_value(true);
                            // The link that led here is gone.
                            dom::focus_soon("trial-heading");
                            trial(panel, inbox.to_owned()).into_any()
                        }
                        None => inboxes::screen(panel, tried.try_update_value(std::mem::take).unwrap_or_default()).into_any(),
                    },
                }}
            </div>
        </div>
    }
}

fn top(panel: Panel, opened: &PanelOpened) -> AnyView {
    let heading = panel.words.with_value(|words| fill(&words.shell.for_tenant, &[("name", &opened.tenant)]));
    let role = panel.words.with_value(|words| match opened.agent.role {
        PanelRole::Owner => words.shell.role_owner.clone(),
        PanelRole::Admin => words.shell.role_admin.clone(),
    });
    let state = panel.words.with_value(|words| match opened.stores {
        stores if stores.connected == 0 => tone_badge(Tone::Caution, &words.shell.none_connected),
        stores if stores.need_care > 0 => tone_badge(Tone::Critical, &words.shell.need_care),
        _ => tone_badge(Tone::Positive, &words.shell.all_well),
    });
    view! {
        <header class="top">
            <h1><bdi>{heading}</bdi></h1>
            <div class="who">
                {state}
                <span class="quiet">{opened.agent.name.clone().map(|name| view! { <bdi>{name}</bdi> ", " })}{role}</span>
                {if panel.alone { sign_out(panel).into_any() } else { open_tab(panel).into_any() }}
            </div>
        </header>
    }
    .into_any()
}

/// Ends an owner's session here.
fn sign_out(panel: Panel) -> impl IntoView {
    let busy = RwSignal::new(false);
    let failed = RwSignal::new(None::<String>);
    let click = move |_| {
        if !busy.get_untracked() {
            busy.set(true);
            failed.set(None);
            spawn_local(async move {
                match client::sign_out(&panel).await {
                    Ok(()) => dom::go(&panel.path("/owner")),
                    Err(refused) => failed.set(Some(refused.notice(&panel).message)),
                }
                busy.set(false);
            });
        }
    };
    let label = move || panel.word(|words| if busy.get() { &words.shell.signing_out } else { &words.shell.sign_out });
    view! {
        <button type="button" class="button small plain" on:click=click>{label}</button>
        {move || failed.get().map(|text| view! { <p class="message critical" role="alert">{text}</p> })}
    }
}

/// The same panel outside of the host's frame.
fn open_tab(panel: Panel) -> Option<impl IntoView> {
    let framed = dom::window().parent().ok().flatten().is_some_and(|parent| parent != dom::window());
    let failed = RwSignal::new(None::<String>);
    let click = move |_| {
        failed.set(None);
        spawn_local(async move {
            let opened = client::post::<TabReply>(&panel, "/api/settings/tab", &()).await;
            failed.set(match opened {
                Ok(TabReply { url }) if dom::open(&url) => None,
                Ok(_) => Some(panel.word(|words| &words.shell.tab_failed)),
                Err(refused) => Some(refused.notice(&panel).message),
            });
        });
    };
    framed.then(|| {
        view! {
            <button type="button" class="button small plain" on:click=click>{panel.word(|words| &words.shell.open_tab)}</button>
            {move || failed.get().map(|text| view! { <p class="message critical" role="alert">{text}</p> })}
        }
    })
}

/// A link of the navigation.
fn go_to(panel: Panel, place: Place) -> impl IntoView {
    let word = panel.words.with_value(|words| match place {
        Place::Fields => words.shell.fields.clone(),
        Place::Stores => words.shell.stores.clone(),
        Place::Inboxes => words.shell.inboxes.clone(),
    });
    let here = move || (panel.place.get() == place).then_some("page");
    view! { <a href=format!("#{}", place.name()) aria-current=here>{word}</a> }
}
