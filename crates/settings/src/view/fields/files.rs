//! What is done with all lists at once: the default, export, import, the history.

use super::modal::{close, modal};
use super::screen::{Load, Screen};
use crate::dom;
use crate::state::fields::{ImportError, MOST_BYTES, Work, export, import};
use context_card_markup::view;
use context_card_wire::CardConfig;
use js_sys::Array;
use leptos::prelude::*;
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{Blob, BlobPropertyBag, Event, File, HtmlAnchorElement, HtmlInputElement, Url};

const FILE: &str = "fields-import";
const FAILED: &str = "fields-import-failed";
/// The file that is made.
const NAME: &str = "context-card-fields.json";

/// Why a file was not imported.
#[derive(Clone, PartialEq)]
struct Failed {
    name: String,
    reasons: Vec<String>,
}

/// The buttons.
pub(super) fn actions(screen: Screen) -> AnyView {
    let failed = RwSignal::new(None::<Failed>);
    let ready = Memo::new(move |_| screen.load.get() == Load::Ready);
    let own = Memo::new(move |_| ready.get() && screen.work.with(Work::is_own));
    let reset = move |_| {
        if own.get_untracked() {
            let said = screen.word(|words| &words.reset_done);
            if !screen.edit(|work| work.replace(&CardConfig::default()), |_| said) {
                screen.panel.say(screen.word(|words| &words.reset_same));
            }
        }
    };
    let save_file = move |_| {
        if ready.get_untracked() && download(&screen.work.with_untracked(|work| export(work.lists()))).is_ok() {
            screen.panel.say(screen.fill(|words| &words.exported, &[("name", NAME)]));
        }
    };
    let choose = move |_| {
        if own.get_untracked()
            && let Some(field) = dom::find::<HtmlInputElement>(FILE)
        {
            field.click();
        }
    };
    view! {
        <div class="fields-acts-all">
            <button type="button" class="button small" aria-disabled=move || (!ready.get()).then_some("true") on:click=move |_| screen.history.set(true)>
                {screen.word(|words| &words.history)}
            </button>
            <button type="button" class="button small" aria-disabled=move || (!ready.get()).then_some("true") on:click=save_file>
                {screen.word(|words| &words.export_it)}
            </button>
            <button type="button" class="button small" id="fields-import-button" aria-disabled=move || (!own.get()).then_some("true") on:click=choose>
                {screen.word(|words| &words.import_it)}
            </button>
            <input id=FILE type="file" accept="application/json,.json" hidden=true tabindex="-1" on:change=move |event| chosen(screen, &event, failed) />
            <button type="button" class="button small" aria-disabled=move || (!own.get()).then_some("true") on:click=reset>
                {screen.word(|words| &words.reset)}
            </button>
            {move || failed.get().map(|it| not_imported(screen, it, failed))}
        </div>
    }
    .into_any()
}

/// Hands a text to the browser as a file.
fn download(text: &str) -> Result<(), JsValue> {
    let kind = BlobPropertyBag::new();
    kind.set_type("application/json");
    let blob = Blob::new_with_str_sequence_and_options(&Array::of1(&text.into()), &kind)?;
    let address = Url::create_object_url_with_blob(&blob)?;
    let link: HtmlAnchorElement = dom::document().create_element("a")?.unchecked_into();
    link.set_href(&address);
    link.set_download(NAME);
    link.click();
    // The browser has begun to read it by then.
    dom::later(60_000, move || drop(Url::revoke_object_url(&address)));
    Ok(())
}

fn chosen(screen: Screen, event: &Event, failed: RwSignal<Option<Failed>>) {
    let Some(field) = event.target().and_then(|it| it.dyn_into::<HtmlInputElement>().ok()) else { return };
    let Some(file) = field.files().and_then(|files| files.get(0)) else { return };
    spawn_local(async move {
        let read = read(&file).await;
        // So that the same file, mended, is a change.
        field.set_value("");
        if failed.try_get_untracked().is_none() {
            return;
        }
        let name = file.name();
        let values = [("name", &*name)];
        match read {
            Ok(config) => {
                let said = screen.fill(|words| &words.imported, &values);
                if !screen.edit(|work| work.replace(&config), |_| said) {
                    screen.panel.say(screen.fill(|words| &words.import_same, &values));
                }
            }
            Err(reasons) => {
                let reasons = match reasons {
                    Some(reasons) => reasons.iter().map(|reason| sentence(screen, reason)).collect(),
                    None => vec![screen.word(|words| &words.import_unreadable)],
                };
                failed.set(Some(Failed { name, reasons }));
            }
        }
    });
}

/// What is in a file; none where the browser can't read it.
async fn read(file: &File) -> Result<CardConfig, Option<Vec<ImportError>>> {
    if file.size() > MOST_BYTES as f64 {
        return Err(Some(vec![ImportError::TooLarge]));
    }
    let text = JsFuture::from(file.text()).await.ok().and_then(|text| text.as_string()).ok_or(None)?;
    import(&text).map_err(Some)
}

fn not_imported(screen: Screen, it: Failed, failed: RwSignal<Option<Failed>>) -> AnyView {
    let body = view! {
        <h3 id="fields-import-heading">{screen.fill(|words| &words.import_failed, &[("name", &it.name)])}</h3>
        <ul class="reasons">{it.reasons.into_iter().map(|reason| view! { <li>{reason}</li> }).collect::<Vec<_>>()}</ul>
        <div class="actions">
            <button type="button" class="button" on:click=move |_| close(FAILED)>{screen.panel.word(|words| &words.shell.close)}</button>
        </div>
    };
    let closed = move || {
        failed.set(None);
        dom::focus_soon("fields-import-button");
    };
    modal(FAILED, "fields-import-heading", "modal", closed, body.into_any())
}

/// What is wrong with a file, in a sentence.
fn sentence(screen: Screen, error: &ImportError) -> String {
    match error {
        ImportError::TooLarge => screen.word(|words| &words.import_too_large),
        ImportError::NotJson { line, column } => {
            screen.fill(|words| &words.import_not_json, &[("line", &line.to_string()), ("column", &column.to_string())])
        }
        ImportError::NotOurs => screen.word(|words| &words.import_not_ours),
        ImportError::Newer => screen.word(|words| &words.import_newer),
        ImportError::UnknownEntry { place } => screen.fill(|words| &words.import_unknown_entry, &[("place", place)]),
        ImportError::Missing { place } => screen.fill(|words| &words.import_missing, &[("place", place)]),
        ImportError::NotList { place } => screen.fill(|words| &words.import_not_list, &[("place", place)]),
        ImportError::NotText { place } => screen.fill(|words| &words.import_not_text, &[("place", place)]),
        ImportError::UnknownField { place, id } => {
            screen.fill(|words| &words.import_unknown_field, &[("place", place), ("id", id)])
        }
        ImportError::WrongList { place, id } => {
            screen.fill(|words| &words.import_wrong_list, &[("place", place), ("id", id)])
        }
        ImportError::Twice { place, id } => screen.fill(|words| &words.import_twice, &[("place", place), ("id", id)]),
        ImportError::OneToThree { place, count } => {
            screen.fill(|words| &words.import_one_to_three, &[("place", place), ("n", &count.to_string())])
        }
        ImportError::AtLeastThree { place, count } => {
            screen.fill(|words| &words.import_at_least_three, &[("place", place), ("n", &count.to_string())])
        }
        ImportError::ManyMetafields { place, count } => {
            screen.fill(|words| &words.import_many_metafields, &[("place", place), ("n", &count.to_string())])
        }
    }
}
