//! For whom the fields are: all inboxes, or one; and whether agents see the card there.

use super::modal::{close, modal};
use super::screen::{Load, Screen};
use crate::client;
use crate::dom;
use crate::state::fields::Work;
use crate::view::parts::notice;
use context_card_markup::view;
use context_card_wire::settings::{ActiveRequest, InboxName};
use context_card_wire::{CardConfig, Notice};
use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;

const ASK: &str = "fields-use-all";

/// Chooses the inbox, and what holds for it as a whole.
pub(super) fn chooser(screen: Screen) -> AnyView {
    let failed = RwSignal::new(None::<Notice>);
    let choose = move |event| {
        failed.set(None);
        let inbox = event_target_value(&event);
        screen.begin((!inbox.is_empty()).then_some(inbox));
    };
    let inboxes = Memo::new(move |_| {
        screen.panel.opened.with(|opened| opened.as_ref().map(|opened| opened.inboxes.clone()).unwrap_or_default())
    });
    let options = move || inboxes.get().into_iter().map(|inbox| option(screen, &inbox)).collect::<Vec<_>>();
    let inbox = Memo::new(move |_| screen.inbox_name());
    view! {
        <div class="fields-for">
            <div class="fields-for-line">
                <label for="fields-for">{screen.word(|words| &words.for_whom)}</label>
                <select id="fields-for" on:change=choose prop:value=move || screen.inbox.get().unwrap_or_default()>
                    <option value="">{screen.word(|words| &words.all_inboxes)}</option>
                    {options}
                </select>
                {move || inbox.get().map(|inbox| switch(screen, &inbox, failed))}
            </div>
            {move || failed.get().map(|problem| notice(screen.panel, &problem))}
            {move || match inbox.get() {
                None => others(screen, &inboxes.get()),
                Some(inbox) => own(screen, inbox, failed),
            }}
        </div>
    }
    .into_any()
}

fn option(screen: Screen, inbox: &InboxName) -> AnyView {
    let text = if inbox.own_fields {
        screen.fill(|words| &words.own_choice, &[("name", &inbox.name)])
    } else {
        inbox.name.clone()
    };
    let here = screen.inbox.with_untracked(|chosen| chosen.as_ref() == Some(&inbox.inbox));
    view! { <option value=inbox.inbox.clone() selected=here>{text}</option> }.into_any()
}

/// Whether agents see the card in this inbox.
fn switch(screen: Screen, inbox: &InboxName, failed: RwSignal<Option<Notice>>) -> AnyView {
    let (id, active) = (inbox.inbox.clone(), inbox.active);
    let busy = RwSignal::new(false);
    let turn = move |_| {
        if busy.get_untracked() {
            return;
        }
        busy.set(true);
        failed.set(None);
        let request = ActiveRequest { inbox: id.clone(), active: !active };
        spawn_local(async move {
            let path = "/api/settings/active";
            let answer = client::put::<InboxName, serde::de::IgnoredAny>(&screen.panel, path, &request).await;
            // Another inbox may be chosen by now, or another screen be open.
            let here = busy.try_set(false).is_none();
            match answer {
                Ok(inbox) => {
                    let values = [("name", &*inbox.name)];
                    let said = screen
                        .fill(|words| if inbox.active { &words.switched_on } else { &words.switched_off }, &values);
                    screen.panel.say(said);
                    replace(screen, inbox);
                    if here {
                        dom::focus_soon("fields-active");
                    }
                }
                Err(Err(_)) if !here => {}
                Err(Err(refused)) => failed.set(Some(refused.notice(&screen.panel))),
                // Nothing here counts versions.
                Err(Ok(_)) => {}
            }
        });
    };
    view! {
        <button
            type="button" id="fields-active" class="switch" role="switch" aria-checked=if active { "true" } else { "false" }
            aria-busy=move || busy.get().then_some("true") on:click=turn
        >
            <span class="switch-track" aria-hidden="true"><span class="switch-knob"></span></span>
            {screen.word(|words| &words.active)}
        </button>
    }
    .into_any()
}

fn replace(screen: Screen, inbox: InboxName) {
    screen.panel.opened.update(|opened| {
        let there = opened.as_mut().and_then(|it| it.inboxes.iter_mut().find(|it| it.inbox == inbox.inbox));
        if let Some(there) = there {
            *there = inbox;
        }
    });
}

/// Which inboxes differ from what is chosen for all.
fn others(screen: Screen, inboxes: &[InboxName]) -> AnyView {
    let names: Vec<_> = inboxes.iter().filter(|it| it.own_fields).map(|it| it.name.as_str()).collect();
    if names.is_empty() {
        return ().into_any();
    }
    let text = screen.fill(|words| &words.others_own, &[("names", &names.join(", "))]);
    view! { <p class="quiet">{text}</p> }.into_any()
}

/// Whether the inbox has a choice of its own, and the way to the other.
fn own(screen: Screen, inbox: InboxName, failed: RwSignal<Option<Notice>>) -> AnyView {
    let off = (!inbox.active).then(|| screen.word(|words| &words.active_off));
    let asking = RwSignal::new(false);
    let state = Memo::new(move |_| {
        (screen.load.get() == Load::Ready).then(|| screen.work.with(|work| (work.is_own(), work.inherits())))
    });
    let begin = move |_| {
        let said = screen.word(|words| &words.own_begun);
        screen.edit(
            |work| {
                work.choose_own();
                true
            },
            |_| said,
        );
        dom::focus_soon(super::HEADING);
    };
    let line = move || match state.get() {
        None => ().into_any(),
        Some((false, _)) => view! {
            <p>{screen.word(|words| &words.uses_all)}</p>
            <button type="button" class="button small" on:click=begin>{screen.word(|words| &words.choose_own)}</button>
        }
        .into_any(),
        Some((true, true)) => view! { <p>{screen.word(|words| &words.own_begun)}</p> }.into_any(),
        Some((true, false)) => view! {
            <p>{screen.word(|words| &words.has_own)}</p>
            <button type="button" class="button small" on:click=move |_| asking.set(true)>
                {screen.word(|words| &words.use_all)}
            </button>
        }
        .into_any(),
    };
    view! {
        {off.map(|text| view! { <p class="message caution">{text}</p> })}
        <div class="fields-own">{line}</div>
        {move || asking.get().then(|| ask(screen, inbox.clone(), asking, failed))}
    }
    .into_any()
}

/// Asks whether the inbox's own choice shall go.
fn ask(screen: Screen, inbox: InboxName, asking: RwSignal<bool>, failed: RwSignal<Option<Notice>>) -> AnyView {
    let help = screen.fill(|words| &words.use_all_help, &[("name", &inbox.name)]);
    let give_up = move |_| {
        close(ASK);
        let version = screen.work.with_untracked(|work| work.saved_lists().version);
        let path = format!("{}&version={version}", screen.path("/api/settings/card"));
        let turn = screen.newest();
        spawn_local(async move {
            let answer = client::delete::<CardConfig>(&screen.panel, &path).await;
            // Another inbox may be chosen by now, or another screen be open.
            if screen.newest() != turn {
                return screen.panel.look();
            }
            match answer {
                Ok(saved) => given_up(screen, saved),
                Err(refused) => failed.set(Some(refused.notice(&screen.panel))),
            }
        });
    };
    let body = view! {
        <h3 id="fields-use-all-heading">{screen.word(|words| &words.use_all_ask)}</h3>
        <p>{help}</p>
        <div class="actions">
            <button type="button" class="button danger" on:click=give_up>{screen.word(|words| &words.use_all_do)}</button>
            <button type="button" class="button" on:click=move |_| close(ASK)>
                {screen.panel.word(|words| &words.shell.cancel)}
            </button>
        </div>
    };
    modal(ASK, "fields-use-all-heading", "modal small", move || asking.set(false), body.into_any())
}

fn given_up(screen: Screen, saved: CardConfig) {
    screen.panel.opened.update(|opened| {
        let chosen = screen.inbox.get_untracked();
        if let Some(opened) = opened {
            opened
                .inboxes
                .iter_mut()
                .filter(|it| Some(&it.inbox) == chosen.as_ref())
                .for_each(|it| it.own_fields = false);
        }
    });
    screen.work.set(Work::new(saved, true));
    screen.saving.set(super::screen::Saving::Idle);
    screen.panel.say(screen.word(|words| &words.use_all_done));
    dom::focus_soon(super::HEADING);
}
