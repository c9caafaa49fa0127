//! The first words to a helpdesk around the panel: `scx/1`, as far as the panel needs it. It says hello until the host answers,
//! checks who answers, and takes the host token. What else the host tells, of conversations and themes, is heard later.

use crate::app::Panel;
use crate::client::{self, Refused};
use crate::dom;
use context_card_wire::settings::PanelPage;
use context_card_wire::{SessionReply, SessionRequest};
use js_sys::{Array, Object, Reflect};
use std::cell::Cell;
use std::rc::Rc;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::spawn_local;
use web_sys::{MessageEvent, MessagePort};

/// When hello is said, milliseconds from the start.
const HELLOS: [i32; 8] = [0, 100, 300, 1000, 2000, 4000, 6000, 8000];
/// So long the host may take.
const PATIENCE: i32 = 10_000;

/// What came of it.
pub(crate) enum Met {
    /// The host vouches for somebody.
    Session(SessionReply),
    /// The proxy did not accept the host's word.
    Refused(Refused),
    /// Nobody answered.
    Nobody,
}

fn get(value: &JsValue, name: &str) -> JsValue {
    if value.is_object() { Reflect::get(value, &name.into()).unwrap_or(JsValue::UNDEFINED) } else { JsValue::UNDEFINED }
}

/// Says hello to the page around the panel, and tells once what came of it.
pub(crate) fn meet(panel: Panel, page: &PanelPage, met: impl Fn(Met) + 'static) -> Result<(), JsValue> {
    let nonce = dom::random();
    let (met, done) = (Rc::new(met), Rc::new(Cell::new(false)));
    let Some(parent) = dom::window().parent()? else { return Ok(()) };

    let hello = Object::new();
    for (key, value) in [
        ("scx", "hello".into()),
        ("v", Array::of1(&1.into()).into()),
        ("nonce", JsValue::from(&nonce)),
        ("app", "shopify-context-card-settings".into()),
        ("appVersion", JsValue::from(&page.version)),
    ] {
        Reflect::set(&hello, &key.into(), &value)?;
    }
    for after in HELLOS {
        let (parent, hello, done) = (parent.clone(), hello.clone(), done.clone());
        dom::later(after, move || {
            if !done.get() {
                // Nothing in it: anybody may be the parent.
                drop(parent.post_message(&hello, "*"));
            }
        });
    }
    let (late, nobody) = (done.clone(), met.clone());
    dom::later(PATIENCE, move || {
        if !late.replace(true) {
            nobody(Met::Nobody);
        }
    });

    let (origins, source) = (page.origins.clone(), parent);
    let hear = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
        let (data, origin) = (event.data(), event.origin());
        let from_parent = event.source().is_some_and(|from| Object::is(&from, &source));
        let welcome = get(&data, "scx").as_string().as_deref() == Some("welcome")
            && get(&data, "v").as_f64() == Some(1.0)
            && get(&data, "nonce").as_string().as_deref() == Some(&nonce);
        if done.get() || !from_parent || !welcome || !origins.contains(&origin) {
            return;
        }
        let Some(token) = get(&data, "token").as_string() else { return };
        done.set(true);
        if let Ok(port) = event.ports().get(0).dyn_into::<MessagePort>() {
            listen(&port);
        }
        let request = SessionRequest { token, nonce: Some(nonce.clone()), parent_origin: Some(origin) };
        let met = met.clone();
        spawn_local(async move {
            met(match client::begin_session(&panel, &request).await {
                Ok(session) => Met::Session(session),
                Err(refused) => Met::Refused(refused),
            });
        });
    });
    dom::window().add_event_listener_with_callback("message", hear.as_ref().unchecked_ref())?;
    hear.forget();
    Ok(())
}

/// Hears what the host tells: the scheme of its theme.
fn listen(port: &MessagePort) {
    let hear = Closure::<dyn FnMut(MessageEvent)>::new(|event: MessageEvent| {
        let data = event.data();
        if get(&data, "method").as_string().as_deref() != Some("theme/changed") {
            return;
        }
        let scheme = get(&get(&data, "params"), "scheme").as_string();
        if let (Some(scheme @ ("dark" | "light")), Some(html)) = (scheme.as_deref(), dom::document().document_element())
        {
            // An attribute with a plain name is never refused.
            drop(html.set_attribute("data-scheme", scheme));
        }
    });
    port.set_onmessage(Some(hear.as_ref().unchecked_ref()));
    hear.forget();
}
