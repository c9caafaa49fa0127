//! Adding an inbox: a short form, then its secret and the steps to build the card in.

use super::form::{self, Form};
use super::guide::guide;
use super::secret::{done, secret};
use super::{Above, Screen};
use crate::client;
use crate::dom;
use crate::state::inboxes::Draft;
use crate::view::parts::{copy_button, notice};
use context_card_markup::view;
use context_card_wire::settings::{FirstKey, HostChoice, InboxAdded, NewInboxRequest};
use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;

/// The form for a new inbox.
pub(super) fn form(screen: Screen) -> impl IntoView {
    let hosts = screen.hosts.get_untracked();
    let host = RwSignal::new(hosts.first().map(|host| host.host.clone()).unwrap_or_default());
    let form = Form {
        screen,
        id: StoredValue::new("new".to_owned()),
        draft: RwSignal::new(screen.stores.with_untracked(|stores| Draft::new(stores))),
        problem: RwSignal::new(None),
    };
    let busy = RwSignal::new(false);
    let add = move || {
        if busy.get_untracked() {
            return;
        }
        busy.set(true);
        form.problem.set(None);
        let request = NewInboxRequest { host: host.get_untracked(), set: form.draft.with_untracked(Draft::sent) };
        spawn_local(async move {
            let answer = client::post::<InboxAdded>(&screen.panel, "/api/settings/inboxes", &request).await;
            if screen.is_gone() {
                return screen.panel.look();
            }
            busy.set(false);
            match answer {
                Ok(added) => {
                    screen.panel.say(screen.say(|words| &words.added, &[("name", &added.inbox.shown)]));
                    screen.inboxes.update(|inboxes| inboxes.push(RwSignal::new(added.inbox.clone())));
                    screen.above.set(Above::Added(StoredValue::new(added)));
                    screen.panel.look();
                    dom::focus_soon("added-heading");
                }
                Err(refused) => form.refuse(refused.notice(&screen.panel)),
            }
        });
    };
    let cancel = move |_| {
        screen.above.set(Above::Nothing);
        dom::focus_soon("add-inbox");
    };
    let chosen = move || hosts.iter().find(|one| one.host == host.get()).cloned();
    let has = |what: fn(&HostChoice) -> bool| {
        let with: Vec<_> = screen.hosts.get_untracked().into_iter().filter(what).map(|one| one.host).collect();
        move || with.contains(&host.get())
    };
    let (has_prefix, has_signature) = (has(|one| one.prefix), has(|one| one.signature));
    let has_inline = has(|one| one.inline);
    let addresses = move || chosen().map(|HostChoice { origins, example, .. }| form::origins(form, origins, example));
    view! {
        <form
            class="box add"
            novalidate
            aria-labelledby="add-heading"
            on:submit=move |event| { event.prevent_default(); add(); }
        >
            <h2 id="add-heading" tabindex="-1">{screen.word(|words| &words.adding)}</h2>
            {choose_host(form, host)}
            {addresses}
            {move || has_signature().then(|| form::signature(form))}
            {form::name(form)}
            {form::max_role(form)}
            {form::reach(form)}
            {form::stores(form)}
            <details class="fold">
                <summary>{screen.word(|words| &words.more_settings)}</summary>
                {form::more(form)}
                {move || has_prefix().then(|| form::prefix(form))}
                {move || has_inline().then(|| form::inline(form))}
            </details>
            {move || form.other_problem().map(|problem| notice(screen.panel, &problem))}
            <div class="actions">
                <button type="submit" class="button strong" aria-disabled=move || busy.get().then_some("true")>
                    {move || screen.word(|words| if busy.get() { &words.adding_now } else { &words.add_button })}
                </button>
                <button type="button" class="button" on:click=cancel>{screen.panel.word(|words| &words.shell.cancel)}</button>
            </div>
        </form>
    }
}

fn choose_host(form: Form, host: RwSignal<String>) -> impl IntoView {
    let screen = form.screen;
    let all = screen.hosts.get_untracked().into_iter().map(|one| {
        let (id, help_id) = (format!("host-{}", one.host), format!("host-{}-help", one.host));
        let (mine, chosen) = (one.host.clone(), one.host);
        view! {
            <div class="choice">
                <input
                    type="radio"
                    name="host"
                    id=id.clone()
                    aria-describedby=help_id.clone()
                    prop:checked=move || host.get() == mine
                    on:change=move |_| {
                        host.set(chosen.clone());
                        // They belong to the kind before.
                        form.draft.update(|draft| {
                            (draft.set.prefix, draft.set.signature, draft.set.inline) = (None, None, false);
                        });
                    }
                />
                <div>
                    <label for=id>{one.label}</label>
                    <p class="quiet" id=help_id>{one.help}</p>
                </div>
            </div>
        }
    });
    let all = all.collect_view();
    view! { <fieldset class="entry"><legend>{screen.word(|words| &words.host)}</legend>{all}</fieldset> }
}

/// What was just added: the secret, this one time, and what to do with it.
pub(super) fn added(screen: Screen, added: StoredValue<InboxAdded>) -> impl IntoView {
    let InboxAdded { inbox, key } = added.get_value();
    // What was not shown need not be kept.
    let kept = RwSignal::new(key.is_none());
    let close = move || {
        screen.above.set(Above::Nothing);
        dom::focus_soon("inboxes-heading");
    };
    let heading = screen.say(|words| &words.added, &[("name", &inbox.shown)]);
    let newest = key.as_ref().map(|first| first.key.clone());
    let created = screen.word(|words| if key.is_some() { &words.created } else { &words.created_bare });
    let shown = key.map(|FirstKey { key, secret: shown }| {
        view! { <h3>{screen.word(|words| &words.secret)}</h3> {secret(screen, &key, &shown.0, kept)} }
    });
    let address = inbox.card_url.clone();
    view! {
        <section class="box added" aria-labelledby="added-heading">
            <h2 id="added-heading" tabindex="-1"><bdi>{heading}</bdi></h2>
            <p>{created}</p>
            {shown}
            <h3>{screen.word(|words| &words.guide)}</h3>
            <p class="quiet">{screen.word(|words| &words.address)}</p>
            <div class="copied">
                <code dir="ltr">{inbox.card_url.clone()}</code>
                {copy_button(screen.panel, &screen.word(|words| &words.address), move || address.clone())}
            </div>
            {guide(screen, inbox.inbox, move || newest.clone())}
            <div class="actions">{done(screen, kept, close)}</div>
        </section>
    }
}
