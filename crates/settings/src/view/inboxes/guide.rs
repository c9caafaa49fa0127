//! How the card gets into the inbox's host: the steps that the proxy tells, each with texts to be copied.

use super::Screen;
use crate::client;
use crate::view::parts::{copy_button, notice};
use context_card_markup::view;
use context_card_wire::Notice;
use context_card_wire::settings::{Guide, GuideStep, Snippet};
use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;

#[derive(Clone)]
enum Loaded {
    Waiting,
    Failed(Notice),
    There(Guide),
}

/// The steps for an inbox. `key`: its newest key; with another one the steps are asked for anew.
pub(super) fn guide(
    screen: Screen,
    inbox: String,
    key: impl Fn() -> Option<String> + Send + Sync + 'static,
) -> impl IntoView {
    let loaded = RwSignal::new(Loaded::Waiting);
    let inbox = StoredValue::new(inbox);
    let load = move || {
        spawn_local(async move {
            let path = format!("/api/settings/inboxes/guide?inbox={}", inbox.get_value());
            loaded.set(match client::get::<Guide>(&screen.panel, &path).await {
                Ok(guide) => Loaded::There(guide),
                Err(refused) => Loaded::Failed(refused.notice(&screen.panel)),
            });
        });
    };
    let key = Memo::new(move |_| key());
    Effect::new(move || {
        // Read, not only tracked: a memo that nobody has read follows nothing.
        key.with(|_| ());
        load();
    });
    move || match loaded.get() {
        Loaded::Waiting => view! {
            <div aria-busy="true">
                <p class="hid" role="status">{screen.word(|words| &words.guide_loading)}</p>
                <div class="bone wide"></div>
                <div class="bone tall"></div>
            </div>
        }
        .into_any(),
        Loaded::Failed(problem) => view! {
            {notice(screen.panel, &problem)}
            <button type="button" class="button" on:click=move |_| load()>
                {screen.panel.word(|words| &words.shell.retry)}
            </button>
        }
        .into_any(),
        Loaded::There(guide) => {
            // A language that is chosen in one step is chosen in all that have it.
            let language = RwSignal::new(String::new());
            let steps = guide.steps.into_iter().enumerate();
            let steps = steps.map(|(at, one)| step(screen, language, &inbox.get_value(), at, one));
            view! { <ol class="todo">{steps.collect_view()}</ol> }.into_any()
        }
    }
}

fn step(screen: Screen, language: RwSignal<String>, inbox: &str, at: usize, step: GuideStep) -> impl IntoView + use<> {
    let GuideStep { title, text, optional, snippets } = step;
    let optional = optional.then(|| {
        view! { " " <span class="quiet">{screen.panel.word(|words| &words.shell.optional)}</span> }
    });
    view! {
        <li>
            <h4>{title.clone()}{optional}</h4>
            <p>{text}</p>
            {(!snippets.is_empty()).then(|| code(screen, language, format!("{inbox}-step-{at}"), title, snippets))}
        </li>
    }
}

/// A text to be copied; of several, one is shown.
fn code(
    screen: Screen,
    language: RwSignal<String>,
    id: String,
    title: String,
    snippets: Vec<Snippet>,
) -> impl IntoView {
    let shown = RwSignal::new(0_usize);
    let snippets = StoredValue::new(snippets);
    Effect::new(move || {
        let wanted = language.get();
        if let Some(at) = snippets.with_value(|all| all.iter().position(|one| one.label == wanted)) {
            shown.set(at);
        }
    });
    let labels: Vec<_> = snippets.with_value(|all| all.iter().map(|one| one.label.clone()).collect());
    let several = labels.len() > 1;
    let name = labels.first().cloned().unwrap_or_default();
    let choice = labels.into_iter().enumerate().map(move |(at, label)| {
        let pressed = move || if shown.get() == at { "true" } else { "false" };
        let name = label.clone();
        let choose = move |_| language.set(name.clone());
        view! { <button type="button" class="button small" aria-pressed=pressed on:click=choose>{label}</button> }
    });
    let of = move || snippets.with_value(|all| all.get(shown.get()).map(|one| one.code.clone()).unwrap_or_default());
    let choice = if several {
        view! { <div class="which" role="group" aria-label=title.clone()>{choice.collect_view()}</div> }.into_any()
    } else {
        view! { <span class="quiet">{name.clone()}</span> }.into_any()
    };
    let copy = move || {
        let label = snippets.with_value(|all| all.get(shown.get()).map(|one| one.label.clone()).unwrap_or_default());
        copy_button(screen.panel, &label, of)
    };
    view! {
        <div class="snippet">
            <div class="snippet-top">{choice}{copy}</div>
            <pre id=id dir="ltr" tabindex="0" role="region" aria-label=title><code>{of}</code></pre>
        </div>
    }
}
