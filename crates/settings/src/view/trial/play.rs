//! What the browser does for a trial: it frames the card, hears its window, and speaks with it over one port, as any host does.
//! The card's frame is of our own origin here, so that what it shows can be looked at; a helpdesk can't, and need not.

use super::Stage;
use crate::dom;
use crate::state::trial::{Heard, Step};
use context_card_markup::view;
use js_sys::{Array, Object, Reflect};
use leptos::html::Iframe;
use leptos::prelude::*;
use std::cell::Cell;
use wasm_bindgen::prelude::*;
use web_sys::{MessageChannel, MessageEvent, MessagePort};

/// How often the frame is looked at after the welcome, and how many times.
const LOOK: i32 = 250;
const LOOKS: u32 = 60;

thread_local! {
    static STARTED: Cell<f64> = const { Cell::new(0.0) };
}

/// Starts the watch.
pub(super) fn start() {
    STARTED.set(js_sys::Date::now());
}

/// Milliseconds since the start.
pub(super) fn since_start() -> u32 {
    (js_sys::Date::now() - STARTED.get()).clamp(0.0, f64::from(u32::MAX)) as u32
}

fn get(value: &JsValue, name: &str) -> JsValue {
    if value.is_object() { Reflect::get(value, &name.into()).unwrap_or(JsValue::UNDEFINED) } else { JsValue::UNDEFINED }
}

fn object(fields: &[(&str, JsValue)]) -> JsValue {
    let object = Object::new();
    for (name, value) in fields {
        // A plain object takes any field.
        drop(Reflect::set(&object, &(*name).into(), value));
    }
    object.into()
}

/// The card's frame. Its window is heard for as long as it is on the page.
pub(super) fn frame(stage: Stage) -> impl IntoView {
    let node = NodeRef::<Iframe>::new();
    let heard = leptos::ev::message;
    let handle = window_event_listener(heard, move |event: MessageEvent| {
        let Some(frame) = node.get_untracked() else { return };
        let own = frame.content_window().map(JsValue::from);
        if event.source().is_none_or(|source| Some(JsValue::from(source)) != own) {
            return;
        }
        let data = event.data();
        if get(&data, "scx").as_string().as_deref() == Some("hello") {
            let versions = get(&data, "v").dyn_into::<Array>().unwrap_or_default();
            stage.hear(Heard::Hello {
                origin: event.origin(),
                versions: versions.iter().filter_map(|version| version.as_f64()).collect(),
                nonce: get(&data, "nonce").as_string(),
            });
        }
    });
    on_cleanup(move || handle.remove());
    view! {
        <iframe class="trial-frame" id="trial-frame" node_ref=node title=stage.word(|words| &words.frame)
            src=move || stage.address.get()></iframe>
    }
}

/// Welcomes the card: the token where there is one, what this host can do, and one port.
pub(super) fn welcome(stage: Stage, nonce: &str, token: Option<String>) {
    let Some(window) = dom::find::<web_sys::HtmlIFrameElement>("trial-frame").and_then(|frame| frame.content_window())
    else {
        return;
    };
    let Ok(channel) = MessageChannel::new() else { return };
    let port = channel.port1();
    let turn = stage.turn.get_untracked();
    let mine = port.clone();
    let hear = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
        if stage.is_turn(turn) {
            answer(stage, &mine, &event.data());
        }
    });
    port.set_onmessage(Some(hear.as_ref().unchecked_ref()));
    hear.forget();
    let insert = object(&[
        ("modes", Array::of1(&"insert".into()).into()),
        ("formats", Array::of1(&"text".into()).into()),
        ("maxLen", 5000.into()),
    ]);
    let mut fields = vec![
        ("scx", "welcome".into()),
        ("v", 1.into()),
        ("nonce", nonce.into()),
        ("seq", 1.into()),
        ("host", object(&[("name", "context-card".into()), ("version", "1".into())])),
        ("caps", object(&[("insertReply", insert)])),
    ];
    fields.extend(token.map(|token| ("token", token.into())));
    let ports = Array::of1(&channel.port2());
    // The exact origin: the port can be delivered to nobody else.
    if window.post_message_with_transfer(&object(&fields), &dom::origin(), &ports).is_err() {
        return;
    }
    let theme = object(&[("scheme", scheme().into())]);
    send(&port, &[("method", "theme/changed".into()), ("params", theme)]);
    look(stage, turn, LOOKS);
}

fn scheme() -> &'static str {
    let dark = dom::window().match_media("(prefers-color-scheme: dark)").ok().flatten();
    if dark.is_some_and(|query| query.matches()) { "dark" } else { "light" }
}

fn send(port: &MessagePort, fields: &[(&str, JsValue)]) {
    let message = object(&[&[("jsonrpc", "2.0".into())], fields].concat());
    // A port that was closed takes nothing any more.
    drop(port.post_message(&message));
}

/// What the card asks of its host.
fn answer(stage: Stage, port: &MessagePort, message: &JsValue) {
    let Some(method) = get(message, "method").as_string() else { return };
    let (id, params) = (get(message, "id"), get(message, "params"));
    let done = match method.as_str() {
        "reply/insert" => {
            if let Some(text) = get(&params, "text").as_string() {
                stage.hear(Heard::Reply(text));
            }
            Some(object(&[("inserted", true.into())]))
        }
        "ready" | "size/changed" | "notify" => Some(object(&[])),
        _ => None,
    };
    stage.hear(Heard::Method(method));
    if id.is_undefined() {
        return;
    }
    match done {
        Some(result) => send(port, &[("id", id), ("result", result)]),
        None => {
            let error = object(&[("code", (-32601).into()), ("message", "method not found".into())]);
            send(port, &[("id", id), ("error", error)]);
        }
    }
}

/// Looks at what the card shows, until it shows something.
fn look(stage: Stage, turn: u32, left: u32) {
    if !stage.is_turn(turn) || left == 0 {
        return;
    }
    let page = dom::find::<web_sys::HtmlIFrameElement>("trial-frame").and_then(|frame| frame.content_document());
    let ready = stage.trial.with_untracked(|trial| trial.passed(Step::Ready));
    if let Some(page) = page.filter(|_| ready) {
        let text = |selector: &str| {
            let found = page.query_selector(selector).ok().flatten();
            found.and_then(|element| element.text_content()).filter(|text| !text.trim().is_empty())
        };
        if page.document_element().and_then(|html| html.get_attribute("data-scheme")).as_deref() == Some(scheme()) {
            stage.hear(Heard::Colours);
        }
        let failed = text("#scx-card .notice.failed .notice-text p");
        let empty = text("#scx-card .notice.empty .notice-text p");
        match (failed, empty) {
            (Some(why), _) => return stage.hear(Heard::Problem(why)),
            (None, Some(why)) => return stage.hear(Heard::Shown(Some(why))),
            (None, None) if text("#scx-card .card .section").is_some() => return stage.hear(Heard::Shown(None)),
            (None, None) => {}
        }
    }
    dom::later(LOOK, move || look(stage, turn, left - 1));
}
