//! The real card beside the lists, with the fields as they are on screen. It follows every change: the older drawing stays
//! until the newest answer is there.

use super::played::{Played, SCROLLER, Wanted};
use super::screen::{Load, Screen};
use crate::client;
use crate::dom;
use crate::view::parts::notice;
use context_card_markup::view;
use context_card_wire::Notice;
use context_card_wire::settings::{Preview, PreviewOf, PreviewOrder, PreviewRequest};
use leptos::ev;
use leptos::prelude::*;
use shopify_context_card::state::Act;
use shopify_context_card::view::{Look, card};
use wasm_bindgen::JsCast as _;
use wasm_bindgen_futures::spawn_local;
use web_sys::Element;

/// So long it waits for the next change, milliseconds.
const PAUSE: i32 = 150;
/// The widths of a sidebar.
const WIDTHS: [u16; 4] = [280, 320, 360, 400];

#[derive(Clone, Copy)]
struct Shown {
    played: Played,
    /// Whose card it is; none for an invented customer's.
    whose: RwSignal<Option<PreviewOf>>,
    failed: RwSignal<Option<Notice>>,
    busy: RwSignal<bool>,
    /// Counts the questions: only the newest answer is drawn.
    asked: StoredValue<u32>,
}

/// The preview, and what it can be set to.
pub(super) fn preview(screen: Screen) -> AnyView {
    let it = Shown {
        played: Played::new(),
        whose: RwSignal::new(None),
        failed: RwSignal::new(None),
        busy: RwSignal::new(false),
        asked: StoredValue::new(0),
    };
    let (width, dark) = (RwSignal::new(320_u16), RwSignal::new(dom::is_dark()));
    let lists = Memo::new(move |_| screen.work.with(|work| work.lists().clone()));
    Effect::new(move |before: Option<()>| {
        lists.with(|_| ());
        it.whose.with(|_| ());
        if screen.load.get_untracked() == Load::Ready {
            ask_soon(screen, it, if before.is_none() { 0 } else { PAUSE });
        }
    });
    Effect::new(move || {
        if let Some(wanted) = it.played.wanted.get() {
            ask_order(screen, it, wanted);
        }
    });
    let click = move |event: ev::MouseEvent| clicked(screen, it.played, &event);
    // The middle button opens a tab.
    let aside = move |event: ev::MouseEvent| {
        stop_link(screen, &event);
    };
    let key = move |event: ev::KeyboardEvent| {
        if event.key() == "Escape" {
            it.played.act(Act::Back, "");
        }
    };
    let draw =
        move || screen.panel.card_words.with_value(|words| it.played.state.with(|state| card(&Look { words, state })));
    view! {
        <aside class="fields-preview" aria-label=screen.word(|words| &words.preview)>
            <h3>{screen.word(|words| &words.preview)}</h3>
            <p class="quiet">{screen.word(|words| &words.preview_help)}</p>
            {settings(screen, it, width, dark)}
            {move || it.failed.get().map(|problem| view! {
                {notice(screen.panel, &problem)}
                <button type="button" class="button small" on:click=move |_| ask_soon(screen, it, 0)>
                    {screen.panel.word(|words| &words.shell.retry)}
                </button>
            })}
            <div
                class="preview-frame" class:busy=move || it.busy.get() data-scheme=move || if dark.get() { "dark" } else { "light" }
                style:max-inline-size=move || format!("{}px", width.get())
            >
                <div
                    id=SCROLLER class="preview-scroll" tabindex="0" role="group" aria-label=screen.word(|words| &words.preview)
                    on:click=click on:auxclick=aside on:keydown=key
                >
                    <div id="scx-card">{draw}</div>
                </div>
            </div>
        </aside>
    }
    .into_any()
}

/// Asks for the card with what is on screen, after a pause.
fn ask_soon(screen: Screen, it: Shown, pause: i32) {
    it.asked.update_value(|asked| *asked += 1);
    let mine = it.asked.get_value();
    dom::later(pause, move || {
        if it.asked.try_get_value() == Some(mine) {
            ask(screen, it, mine);
        }
    });
}

fn ask(screen: Screen, it: Shown, mine: u32) {
    let request = request(screen, it, it.played.open_order());
    it.busy.set(true);
    spawn_local(async move {
        let answer = client::post::<Preview>(&screen.panel, "/api/settings/preview", &request).await;
        if it.asked.try_get_value() != Some(mine) {
            return;
        }
        it.busy.set(false);
        match answer {
            Ok(preview) => {
                it.failed.set(None);
                it.played.show(preview);
            }
            Err(refused) => it.failed.set(Some(refused.notice(&screen.panel))),
        }
    });
}

/// Asks for the details of an order that was opened. What somebody has changed meanwhile brings them anew.
fn ask_order(screen: Screen, it: Shown, wanted: Wanted) {
    let request = request(screen, it, Some(wanted.order.clone()));
    spawn_local(async move {
        let answer = client::post::<Preview>(&screen.panel, "/api/settings/preview", &request).await;
        let gone = || screen.word(|words| &words.preview_not_here);
        it.played.opened(wanted, answer.map_err(|refused| refused.notice(&screen.panel)), gone);
    });
}

fn request(screen: Screen, it: Shown, order: Option<PreviewOrder>) -> PreviewRequest {
    PreviewRequest {
        config: screen.work.with_untracked(|work| work.lists().clone()),
        inbox: screen.inbox.get_untracked(),
        whose: it.whose.get_untracked(),
        order,
    }
}

/// Whose card, how wide, light or dark.
fn settings(screen: Screen, it: Shown, width: RwSignal<u16>, dark: RwSignal<bool>) -> AnyView {
    let by_email = RwSignal::new(false);
    let choose = move |event| {
        let value = event_target_value(&event);
        by_email.set(value == "email");
        let whose = match value.as_str() {
            "conversation" => Some(PreviewOf::Conversation),
            "email" => {
                dom::focus_soon("fields-preview-email");
                return;
            }
            _ => None,
        };
        it.played.forget();
        it.whose.set(whose);
    };
    let show = move |_| {
        let typed = dom::find::<web_sys::HtmlInputElement>("fields-preview-email").map(|field| field.value());
        let typed = typed.map(|typed| typed.trim().to_owned()).filter(|typed| !typed.is_empty());
        match typed {
            Some(email) => {
                it.played.forget();
                it.whose.set(Some(PreviewOf::Email(email)));
            }
            None => drop(dom::focus("fields-preview-email")),
        }
    };
    let enter = move |event: ev::KeyboardEvent| {
        if event.key() == "Enter" && !event.is_composing() {
            event.prevent_default();
            show(());
        }
    };
    let conversation = (!screen.panel.alone)
        .then(|| view! { <option value="conversation">{screen.word(|words| &words.preview_conversation)}</option> });
    // What they may do stays the same while the panel is open: their session began with it.
    let by_email_allowed =
        screen.panel.opened.with_untracked(|opened| opened.as_ref().is_some_and(|opened| opened.agent.may_search));
    view! {
        <div class="preview-settings">
            <div class="entry">
                <label for="fields-preview-of">{screen.word(|words| &words.preview_of)}</label>
                <select id="fields-preview-of" aria-describedby=(!by_email_allowed).then_some("fields-preview-not") on:change=choose>
                    <option value="">{screen.word(|words| &words.preview_invented)}</option>
                    {conversation}
                    <option value="email" disabled=!by_email_allowed>{screen.word(|words| &words.preview_email)}</option>
                </select>
                {(!by_email_allowed).then(|| view! {
                    <span class="help" id="fields-preview-not">{screen.word(|words| &words.preview_email_not)}</span>
                })}
            </div>
            {move || by_email.get().then(|| view! {
                <div class="entry">
                    <label for="fields-preview-email">{screen.word(|words| &words.preview_email_field)}</label>
                    <div class="preview-email">
                        <input
                            id="fields-preview-email" type="email" autocomplete="off" maxlength="320"
                            aria-describedby="fields-preview-email-help" on:keydown=enter
                        />
                        <button type="button" class="button" on:click=move |_| show(())>{screen.word(|words| &words.preview_show)}</button>
                    </div>
                    <span class="help" id="fields-preview-email-help">{screen.word(|words| &words.preview_email_help)}</span>
                </div>
            })}
            <div class="preview-look">
                <fieldset class="pills">
                    <legend>{screen.word(|words| &words.preview_width)}</legend>
                    {WIDTHS.map(|it| pill("fields-width", screen.fill(|words| &words.pixels, &[("n", &it.to_string())]), move || width.get() == it, move || width.set(it)))}
                </fieldset>
                <fieldset class="pills">
                    <legend>{screen.word(|words| &words.preview_scheme)}</legend>
                    {pill("fields-scheme", screen.word(|words| &words.preview_light), move || !dark.get(), move || dark.set(false))}
                    {pill("fields-scheme", screen.word(|words| &words.preview_dark), move || dark.get(), move || dark.set(true))}
                </fieldset>
            </div>
        </div>
    }
    .into_any()
}

/// One of several that exclude each other.
fn pill(
    name: &'static str,
    text: String,
    on: impl Fn() -> bool + Send + 'static,
    choose: impl Fn() + 'static,
) -> AnyView {
    view! {
        <label class="pill"><input type="radio" name=name prop:checked=on on:change=move |_| choose() /><span>{text}</span></label>
    }
    .into_any()
}

fn closest(event: &web_sys::Event, selector: &str) -> Option<Element> {
    event.target()?.dyn_into::<Element>().ok()?.closest(selector).ok()?
}

/// A link leads out of the preview: it does not.
fn stop_link(screen: Screen, event: &ev::MouseEvent) -> bool {
    let is_link = closest(event, "a[href]").is_some();
    if is_link {
        event.prevent_default();
        screen.panel.say(screen.word(|words| &words.preview_not_here));
    }
    is_link
}

fn clicked(screen: Screen, played: Played, event: &ev::MouseEvent) {
    if stop_link(screen, event) {
        return;
    }
    let Some(button) = closest(event, "[data-act]") else { return };
    if button.get_attribute("aria-disabled").as_deref() == Some("true") {
        return;
    }
    let (act, arg) =
        (button.get_attribute("data-act").unwrap_or_default(), button.get_attribute("data-arg").unwrap_or_default());
    if let Some(act) = Act::parse(&act, &arg) {
        played.act(act, &screen.word(|words| &words.preview_not_here));
    }
}
