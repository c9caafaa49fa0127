//! Who changed what, when; and going back.

use super::conflict::difference;
use super::modal::{close, modal};
use super::screen::Screen;
use crate::client;
use crate::view::parts::notice;
use context_card_markup::view;
use context_card_wire::settings::{Change, Changes};
use context_card_wire::{CardConfig, Notice};
use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;

const ID: &str = "fields-history";

/// The dialog, while it is open.
pub(super) fn dialog(screen: Screen) -> impl IntoView {
    let open = Memo::new(move |_| screen.history.get());
    move || open.get().then(|| history(screen))
}

/// What has come so far.
#[derive(Clone, Copy)]
struct Read {
    changes: RwSignal<Vec<Change>>,
    more: RwSignal<bool>,
    busy: RwSignal<bool>,
    failed: RwSignal<Option<Notice>>,
}

fn read(screen: Screen, it: Read) {
    let before = it.changes.with_untracked(|changes| changes.last().map(|last| last.change.clone()));
    let path = screen.path("/api/settings/changes");
    let path = match before {
        Some(before) if path.contains('?') => format!("{path}&before={before}"),
        Some(before) => format!("{path}?before={before}"),
        None => path,
    };
    it.busy.set(true);
    it.failed.set(None);
    spawn_local(async move {
        let answer = client::get::<Changes>(&screen.panel, &path).await;
        if it.busy.try_set(false).is_some() {
            return;
        }
        match answer {
            Ok(answer) => {
                it.changes.update(|changes| changes.extend(answer.changes));
                it.more.set(answer.more);
            }
            Err(refused) => it.failed.set(Some(refused.notice(&screen.panel))),
        }
    });
}

fn history(screen: Screen) -> AnyView {
    let it = Read {
        changes: RwSignal::new(Vec::new()),
        more: RwSignal::new(false),
        busy: RwSignal::new(false),
        failed: RwSignal::new(None),
    };
    read(screen, it);
    let none = move || !it.busy.get() && it.failed.with(Option::is_none) && it.changes.with(Vec::is_empty);
    let body = view! {
        <h3 id="fields-history-heading" tabindex="-1">{screen.word(|words| &words.history)}</h3>
        <ol class="changes">
            <For each=move || it.changes.get() key=|change| change.change.clone() children=move |change| row(screen, change) />
        </ol>
        {move || none().then(|| view! { <p class="quiet">{screen.word(|words| &words.history_none)}</p> })}
        {move || it.busy.get().then(|| view! {
            <div aria-busy="true">
                <p class="hid">{screen.panel.word(|words| &words.shell.loading)}</p>
                <div class="bone wide"></div>
                <div class="bone wide"></div>
            </div>
        })}
        {move || it.failed.get().map(|problem| view! {
            {notice(screen.panel, &problem)}
            <button type="button" class="button small" on:click=move |_| read(screen, it)>
                {screen.panel.word(|words| &words.shell.retry)}
            </button>
        })}
        <div class="actions">
            {move || (it.more.get() && !it.busy.get()).then(|| view! {
                <button type="button" class="button" on:click=move |_| read(screen, it)>{screen.word(|words| &words.history_older)}</button>
            })}
            <button type="button" class="button" on:click=move |_| close(ID)>{screen.panel.word(|words| &words.shell.close)}</button>
        </div>
    };
    modal(ID, "fields-history-heading", "modal", move || screen.history.set(false), body.into_any())
}

fn row(screen: Screen, change: Change) -> AnyView {
    let Change { at, by, what, inbox, config, .. } = change;
    let inbox = inbox.map(|name| screen.fill(|words| &words.history_for, &[("name", &name)]));
    let when = at.text.clone();
    view! {
        <li class="change">
            <p class="change-what">{what}</p>
            <p class="quiet">
                <bdi>{by}</bdi>" · "<time datetime=at.at title=at.exact.clone()>{at.text}</time>
                <span class="hid">{format!(" ({})", at.exact)}</span>
                {inbox.map(|inbox| view! { " · "<bdi>{inbox}</bdi> })}
            </p>
            {config.map(|config| fields(screen, config, when))}
        </li>
    }
    .into_any()
}

/// A change of fields can be looked at, and gone back to.
fn fields(screen: Screen, config: CardConfig, when: String) -> AnyView {
    let open = RwSignal::new(false);
    let config = StoredValue::new(config);
    let look_name = screen.fill(|words| &words.history_look_at, &[("when", &when)]);
    let back_name = screen.fill(|words| &words.history_back_to, &[("when", &when)]);
    let went_back = screen.fill(|words| &words.history_went_back, &[("when", &when)]);
    let back = move |_| {
        let said = went_back.clone();
        let done = config.with_value(|config| screen.edit(|work| work.replace(config), |_| said));
        if done {
            close(ID);
        } else {
            open.set(true);
            screen.panel.say(screen.word(|words| &words.history_same));
        }
    };
    view! {
        <div class="change-acts">
            <button
                type="button" class="button small" aria-label=look_name aria-expanded=move || if open.get() { "true" } else { "false" }
                on:click=move |_| open.update(|open| *open = !*open)
            >
                {screen.word(|words| &words.history_look)}
            </button>
            <button type="button" class="button small" aria-label=back_name on:click=back>{screen.word(|words| &words.history_back)}</button>
        </div>
        {move || open.get().then(|| {
            let (then, now) = (config.get_value(), screen.work.with(|work| work.lists().clone()));
            view! {
                <div class="change-look">
                    <p class="quiet">{screen.word(|words| &words.history_now)}</p>
                    {difference(screen, &now, &then, screen.word(|words| &words.history_same))}
                </div>
            }
        })}
    }
    .into_any()
}
