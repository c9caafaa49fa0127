//! The keys of an inbox. A new one is made while the old one holds; the old one is ended once the host signs with the new.

use super::Screen;
use super::ask::{Question, ask};
use super::secret::{done, secret};
use crate::client;
use crate::dom;
use crate::state::inboxes::parted;
use crate::view::entry::{Entry, Kind};
use crate::view::parts::{copy_button, notice, tone_badge};
use context_card_markup::view;
use context_card_wire::settings::{InboxSettings, KeyAdded, KeySettings, NewKeyRequest, RevokeKeyRequest, SignsWith};
use context_card_wire::{Notice, Tone};
use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;

/// What is going on with the keys of one inbox.
#[derive(Clone, Copy)]
struct Keys {
    screen: Screen,
    inbox: RwSignal<InboxSettings>,
    id: StoredValue<String>,
    /// What is on its way, so that its button says so: the key that ends, or an empty text for a new one.
    busy: RwSignal<Option<String>>,
    problem: RwSignal<Option<Notice>>,
    /// A key that was just made, with its secret.
    made: RwSignal<Option<KeyAdded>>,
    pasted: RwSignal<String>,
    signs: SignsWith,
}

/// The keys, and for owners what can be done with them.
pub(super) fn keys(screen: Screen, inbox: RwSignal<InboxSettings>) -> impl IntoView {
    let keys = Keys {
        screen,
        inbox,
        id: StoredValue::new(inbox.with_untracked(|inbox| inbox.inbox.clone())),
        busy: RwSignal::new(None),
        problem: RwSignal::new(None),
        made: RwSignal::new(None),
        pasted: RwSignal::new(String::new()),
        signs: inbox.with_untracked(|inbox| inbox.signs_with),
    };
    let owner = screen.is_owner();
    view! {
        <p class="quiet">{screen.word(|words| &words.keys_help)}</p>
        {move || state(keys)}
        {move || keys.made.get().map(|made| just_made(keys, &made))}
        {move || inbox.with(|inbox| table(keys, inbox))}
        {move || keys.problem.get().filter(|problem| problem.field.as_deref() != Some("public_key")).map(|problem| notice(screen.panel, &problem))}
        {owner.then(|| make(keys))}
        {(!owner).then(|| view! { <p class="quiet">{screen.panel.word(|words| &words.shell.owners_only)}</p> })}
    }
}

/// What is to be done next, if anything.
fn state(keys: Keys) -> Option<AnyView> {
    let holding = keys.inbox.with(|inbox| parted(&inbox.keys).0.len());
    let (class, text) = match holding {
        0 => (
            "message critical",
            keys.screen.word(|words| if keys.signs.takes_ours() { &words.keys_none } else { &words.keys_none_told }),
        ),
        1 => return None,
        _ => ("message", keys.screen.word(|words| &words.keys_two)),
    };
    Some(view! { <p class=class>{text}</p> }.into_any())
}

fn just_made(keys: Keys, made: &KeyAdded) -> AnyView {
    let Keys { screen, .. } = keys;
    let kept = RwSignal::new(false);
    let Some(shown) = &made.secret else { return ().into_any() };
    let id = keys.id.with_value(|id| format!("{id}-made"));
    let close = move || {
        keys.made.set(None);
        dom::focus_soon(keys.id.with_value(|id| format!("{id}-new-key")));
    };
    view! {
        <section class="made" aria-labelledby=id.clone()>
            <h4 id=id.clone() tabindex="-1">{screen.word(|words| &words.key_made)}</h4>
            <p>{screen.word(|words| &words.key_made_help)}</p>
            {secret(screen, &made.key, &shown.0, kept)}
            <div class="actions">{done(screen, kept, close)}</div>
        </section>
    }
    .into_any()
}

fn table(keys: Keys, inbox: &InboxSettings) -> AnyView {
    let (holding, ended) = parted(&inbox.keys);
    let last = holding.len() == 1;
    let rows = holding.into_iter().map(|key| row(keys, key, last)).collect_view();
    let ended = (!ended.is_empty()).then(|| {
        let rows = ended.into_iter().map(|key| row(keys, key, false)).collect_view();
        view! {
            <details class="fold">
                <summary>{keys.screen.word(|words| &words.keys_old)}</summary>
                <ul class="keys">{rows}</ul>
            </details>
        }
    });
    view! { <ul class="keys">{rows}</ul>{ended} }.into_any()
}

fn row(keys: Keys, key: &KeySettings, last: bool) -> impl IntoView {
    let Keys { screen, .. } = keys;
    let kind = screen.word(|words| if key.public { &words.key_public } else { &words.key_secret });
    let (badge, since, exact) = match &key.revoked {
        None => (
            tone_badge(Tone::Positive, &screen.word(|words| &words.key_holds)),
            screen.say(|words| &words.key_since, &[("when", &key.created.text)]),
            key.created.exact.clone(),
        ),
        Some(revoked) => (
            tone_badge(Tone::Neutral, &screen.word(|words| &words.key_ended)),
            screen.say(|words| &words.key_ended_at, &[("when", &revoked.text)]),
            revoked.exact.clone(),
        ),
    };
    let id = key.key.clone();
    let end = (key.revoked.is_none() && screen.is_owner()).then(|| end(keys, &key.key, last));
    view! {
        <li>
            <div class="key">
                <code dir="ltr">{key.key.clone()}</code>
                {copy_button(screen.panel, &screen.word(|words| &words.key), move || id.clone())}
                {badge}
            </div>
            <p class="quiet">{kind} " · " <span dir="ltr">{key.algorithm.clone()}</span> " · " <span title=exact>{since}</span></p>
            {end}
        </li>
    }
}

/// The button that ends a key, with its question.
fn end(keys: Keys, key: &str, last: bool) -> impl IntoView {
    let Keys { screen, inbox, .. } = keys;
    let asked = RwSignal::new(false);
    let mut text = vec![screen.word(|words| &words.key_end_text)];
    if last {
        text.insert(0, screen.word(|words| &words.key_end_last));
    }
    let label = screen.say(|words| &words.key_end, &[("name", key)]);
    let question = Question {
        id: format!("ask-{key}"),
        open: asked,
        title: screen.say(|words| &words.key_end_ask, &[("name", key)]),
        text: Signal::stored(text),
        yes: label.clone(),
        no: screen.panel.word(|words| &words.shell.cancel),
        danger: true,
    };
    let (mine, key) = (key.to_owned(), key.to_owned());
    let revoke = move || {
        if keys.busy.get_untracked().is_some() {
            return;
        }
        keys.busy.set(Some(key.clone()));
        keys.problem.set(None);
        let request = RevokeKeyRequest { inbox: keys.id.get_value(), key: key.clone() };
        spawn_local(async move {
            let path = "/api/settings/inboxes/keys/revoke";
            let answer = client::post::<InboxSettings>(&screen.panel, path, &request).await;
            if screen.is_gone() {
                return;
            }
            keys.busy.set(None);
            match answer {
                Ok(now) => {
                    inbox.set(now);
                    screen.panel.say(screen.say(|words| &words.key_was_ended, &[("name", &request.key)]));
                    dom::focus_soon(keys.id.with_value(|id| format!("{id}-new-key")));
                }
                Err(refused) => keys.problem.set(Some(refused.notice(&screen.panel))),
            }
        });
    };
    let ending = move || keys.busy.get().as_deref() == Some(mine.as_str());
    let word = move || if ending() { screen.word(|words| &words.key_ending) } else { label.clone() };
    view! {
        <button
            type="button"
            class="button small"
            aria-disabled=move || keys.busy.get().map(|_| "true")
            on:click=move |_| asked.set(keys.busy.get_untracked().is_none())
        >
            {word}
        </button>
        {ask(question, revoke)}
    }
}

/// A new secret, or a public key.
fn make(keys: Keys) -> impl IntoView {
    let Keys { screen, inbox, .. } = keys;
    let add = move |public_key: Option<String>| {
        if keys.busy.get_untracked().is_some() {
            return;
        }
        keys.busy.set(Some(String::new()));
        keys.problem.set(None);
        let request = NewKeyRequest { inbox: keys.id.get_value(), public_key };
        spawn_local(async move {
            let answer = client::post::<KeyAdded>(&screen.panel, "/api/settings/inboxes/keys", &request).await;
            if screen.is_gone() {
                return;
            }
            keys.busy.set(None);
            match answer {
                Ok(added) => {
                    inbox.set(added.inbox.clone());
                    if added.secret.is_some() {
                        screen.panel.say(screen.word(|words| &words.key_made));
                        keys.made.set(Some(added));
                        dom::focus_soon(keys.id.with_value(|id| format!("{id}-made")));
                    } else {
                        screen.panel.say(screen.say(|words| &words.key_pasted, &[("name", &added.key)]));
                        keys.pasted.set(String::new());
                    }
                }
                Err(refused) => {
                    keys.problem.set(Some(refused.notice(&screen.panel)));
                    if keys.problem.with_untracked(|problem| of_pasted(problem.as_ref())) {
                        dom::focus_soon(keys.id.with_value(|id| format!("{id}-paste")));
                    }
                }
            }
        });
    };
    let making = move || keys.busy.with(|busy| busy.as_deref() == Some(""));
    let new_word = move || screen.word(|words| if making() { &words.key_making } else { &words.key_new });
    let disabled = move || keys.busy.get().map(|_| "true");
    let told = keys.signs == SignsWith::ItsSecret;
    let pasted = Entry {
        id: keys.id.with_value(|id| format!("{id}-paste")),
        kind: if told { Kind::Secret } else { Kind::Lines },
        label: screen.word(|words| if told { &words.key_told } else { &words.key_paste }),
        help: screen.word(|words| if told { &words.key_told_help } else { &words.key_paste_help }),
        example: if told { String::new() } else { screen.word(|words| &words.public_key_example) },
        ..Entry::over(keys.pasted, keys.problem, "public_key")
    };
    let add_word = screen.word(|words| if told { &words.key_told_add } else { &words.key_paste_add });
    let paste = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let text = keys.pasted.get_untracked();
        if text.trim().is_empty() {
            dom::focus_soon(keys.id.with_value(|id| format!("{id}-paste")));
        } else {
            add(Some(text));
        }
    };
    let new_secret = keys.signs.takes_ours().then(|| {
        view! {
            <div class="actions">
                <button
                    type="button"
                    id=keys.id.with_value(|id| format!("{id}-new-key"))
                    class="button"
                    aria-disabled=disabled
                    on:click=move |_| add(None)
                >
                    {new_word}
                </button>
                <span class="quiet">{screen.word(|words| &words.key_new_help)}</span>
            </div>
        }
    });
    let form = (keys.signs != SignsWith::OurSecret).then(|| {
        view! {
            // Where it is the only way to a key, it is open.
            <details class="fold" open=!keys.signs.takes_ours()>
                <summary>{add_word.clone()}</summary>
                <form novalidate on:submit=paste>
                    {pasted.draw()}
                    <button type="submit" class="button" aria-disabled=disabled>{add_word}</button>
                </form>
            </details>
        }
    });
    view! { {new_secret} {form} }
}

fn of_pasted(problem: Option<&Notice>) -> bool {
    problem.is_some_and(|problem| problem.field.as_deref() == Some("public_key"))
}
