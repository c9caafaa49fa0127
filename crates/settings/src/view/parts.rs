//! Pieces that several screens are made of.

use crate::app::Panel;
use crate::dom;
use context_card_markup::view;
use context_card_wire::settings::words::fill;
use context_card_wire::{Action, Notice, Tone};
use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;

/// A state as icon and word, never as colour alone.
pub(crate) fn tone_badge(tone: Tone, word: &str) -> AnyView {
    let (class, icon) = match tone {
        Tone::Positive => ("sign positive", "✓"),
        Tone::Caution => ("sign caution", "!"),
        Tone::Critical => ("sign critical", "✕"),
        Tone::Info => ("sign", "i"),
        Tone::Neutral => ("sign neutral", "–"),
    };
    view! { <span class=class><span aria-hidden="true">{icon}</span>{word.to_owned()}</span> }.into_any()
}

/// Why something is not there, what to do about it, and its reference.
pub(crate) fn notice(panel: Panel, notice: &Notice) -> AnyView {
    let class = match notice.action {
        Action::Nothing | Action::Choose => "message",
        Action::Retry | Action::Reopen | Action::AskAdmin => "message critical",
    };
    let reference = (!notice.reference.is_empty())
        .then(|| panel.words.with_value(|words| fill(&words.shell.reference, &[("name", &notice.reference)])));
    view! {
        <div class=class role="alert">
            <p class="what">{notice.message.clone()}</p>
            {notice.admin.clone().map(|admin| view! { <p>{admin}</p> })}
            {reference.map(|reference| view! { <p class="quiet">{reference}</p> })}
        </div>
    }
    .into_any()
}

/// A button that copies a text, and says whether it did. `name`: what is copied, for its label.
pub(crate) fn copy_button(panel: Panel, name: &str, text: impl Fn() -> String + 'static) -> AnyView {
    copy_button_then(panel, name, text, || {})
}

/// The same, with something that is done once the text was copied.
pub(crate) fn copy_button_then(
    panel: Panel,
    name: &str,
    text: impl Fn() -> String + 'static,
    then: impl Fn() + Clone + 'static,
) -> AnyView {
    let label = panel.words.with_value(|words| fill(&words.shell.copy, &[("name", name)]));
    let done = RwSignal::new(None::<bool>);
    let shown = move || match done.get() {
        None => label.clone(),
        Some(true) => panel.word(|words| &words.shell.copied),
        Some(false) => panel.word(|words| &words.shell.copy_failed),
    };
    let copy =
        move |_| {
            let (text, then) = (text(), then.clone());
            spawn_local(async move {
                let copied = dom::copy(&text).await;
                if copied {
                    then();
                }
                done.set(Some(copied));
                panel.say(panel.words.with_value(|words| {
                    if copied { words.shell.copied.clone() } else { words.shell.copy_failed.clone() }
                }));
                dom::later(2500, move || done.set(None));
            });
        };
    view! { <button type="button" class="button small" on:click=copy>{shown}</button> }.into_any()
}
