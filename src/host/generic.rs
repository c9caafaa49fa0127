//! The generic protocol scx/1: JSON-RPC 2.0 on the port that the host transferred.
//!
//! The table of methods is closed: what is not in it is answered with -32601 or ignored. Nothing that a host says is
//! trusted: a token goes to the proxy unread, and what the card shows comes from the proxy alone.

use super::{limits, theme};
use crate::dom;
use crate::error::CardError;
use crate::state::{Event, Token};
use js_sys::{Array, JSON, Object, Reflect};
use serde::Deserialize;
use wasm_bindgen::prelude::*;
use web_sys::{MessageEvent, MessagePort};

/// The JSON-RPC error for an unknown method.
const UNKNOWN_METHOD: i32 = -32601;

#[wasm_bindgen]
extern "C" {
    /// What the boot script hands over about a host.
    pub type Met;
    #[wasm_bindgen(method, getter)]
    fn port(this: &Met) -> Option<MessagePort>;
    #[wasm_bindgen(method, getter)]
    fn origin(this: &Met) -> Option<String>;
    #[wasm_bindgen(method, getter)]
    fn seq(this: &Met) -> Option<u32>;
    #[wasm_bindgen(method, getter)]
    fn token(this: &Met) -> Option<String>;
    #[wasm_bindgen(method, getter)]
    fn caps(this: &Met) -> JsValue;
    #[wasm_bindgen(method, getter)]
    fn queue(this: &Met) -> Option<Array>;
}

/// What a host can do.
#[derive(Default, Deserialize)]
struct Caps {
    #[serde(default, rename = "insertReply")]
    insert: Option<InsertCap>,
    #[serde(default)]
    resize: Option<ResizeCap>,
}

#[derive(Deserialize)]
struct InsertCap {
    #[serde(default)]
    modes: Vec<String>,
    #[serde(default)]
    formats: Vec<String>,
    #[serde(default, rename = "maxLen")]
    longest: Option<u32>,
}

#[derive(Deserialize)]
struct ResizeCap {}

/// One message on the port.
#[derive(Deserialize)]
struct Message {
    jsonrpc: String,
    #[serde(default, with = "serde_wasm_bindgen::preserve")]
    id: JsValue,
    #[serde(default)]
    method: Option<String>,
    #[serde(default, with = "serde_wasm_bindgen::preserve")]
    params: JsValue,
    #[serde(default, with = "serde_wasm_bindgen::preserve")]
    result: JsValue,
    #[serde(default, with = "serde_wasm_bindgen::preserve")]
    error: JsValue,
}

#[derive(Deserialize)]
struct Context {
    seq: u32,
    #[serde(default)]
    token: Option<String>,
}

#[derive(Deserialize)]
struct Theme {
    #[serde(default)]
    scheme: Option<String>,
    #[serde(default, with = "serde_wasm_bindgen::preserve")]
    tokens: JsValue,
}

#[derive(Deserialize)]
struct Visibility {
    visible: bool,
}

#[derive(Deserialize)]
struct Inserted {
    #[serde(default)]
    inserted: bool,
}

#[derive(Deserialize)]
struct Refreshed {
    #[serde(default)]
    token: Option<String>,
}

/// A question to the host that is not answered yet.
enum Waiting {
    Insert { seq: u32, text: String },
    Token { seq: u32, nonce: String },
}

/// A host that has answered.
pub(crate) struct Host {
    port: MessagePort,
    /// The page around the card.
    pub(crate) origin: Option<String>,
    caps: Caps,
    waiting: Vec<(u32, Waiting)>,
    last_id: u32,
    height: i32,
}

impl Host {
    /// Takes over the port. Gives the host, what is known at once, and the messages that waited.
    pub(crate) fn meet(met: &Met, hear: &Closure<dyn FnMut(MessageEvent)>) -> Result<(Self, Vec<Event>), CardError> {
        let port = met.port().ok_or(CardError::NoPort)?;
        let caps: Caps = serde_wasm_bindgen::from_value(met.caps()).unwrap_or_default();
        port.set_onmessage(Some(hear.as_ref().unchecked_ref()));
        let mut host = Self { port, origin: met.origin(), caps, waiting: Vec::new(), last_id: 0, height: 0 };
        let mut events = vec![Event::Met { seq: met.seq(), can_insert: host.inserts() }];
        if let Some(jwt) = met.token() {
            let seq = met.seq().unwrap_or(0);
            events.push(Event::Token { seq, token: Some(Token { jwt, nonce: None }) });
        }
        for message in met.queue().iter().flat_map(Array::iter) {
            events.extend(host.hear(&message));
        }
        host.tell("ready", None);
        Ok((host, events))
    }

    fn inserts(&self) -> bool {
        let has = |list: &[String], word: &str| list.is_empty() || list.iter().any(|it| it == word);
        self.caps.insert.as_ref().is_some_and(|cap| has(&cap.modes, "insert") && has(&cap.formats, "text"))
    }

    /// Reads one message. What is malformed is dropped.
    pub(crate) fn hear(&mut self, message: &JsValue) -> Option<Event> {
        let json: String = JSON::stringify(message).ok()?.into();
        if !limits::fits(&json) {
            return None;
        }
        let message: Message = serde_wasm_bindgen::from_value(message.clone()).ok()?;
        if message.jsonrpc != "2.0" {
            return None;
        }
        let Some(method) = &message.method else { return self.answered(message) };
        let event = match method.as_str() {
            "context/changed" => {
                let context: Context = serde_wasm_bindgen::from_value(message.params).ok()?;
                let token = context.token.map(|jwt| Token { jwt, nonce: None });
                Some(Event::Context { seq: context.seq, token })
            }
            "theme/changed" => {
                take_theme(message.params);
                None
            }
            "visibility/changed" => {
                let visibility: Visibility = serde_wasm_bindgen::from_value(message.params).ok()?;
                Some(Event::Visible(visibility.visible))
            }
            "teardown" => Some(Event::Teardown),
            _ => {
                if !message.id.is_undefined() {
                    let error =
                        object(&[("code", UNKNOWN_METHOD.into()), ("message", "the card has no such method".into())]);
                    self.post(&[("id", message.id), ("error", error)]);
                }
                return None;
            }
        };
        if !message.id.is_undefined() {
            self.post(&[("id", message.id), ("result", Object::new().into())]);
        }
        event
    }

    /// An answer to one of our questions.
    fn answered(&mut self, message: Message) -> Option<Event> {
        let id = message.id.as_f64()? as u32;
        let at = self.waiting.iter().position(|(waiting, _)| *waiting == id)?;
        let (_, waiting) = self.waiting.swap_remove(at);
        let refused = !message.error.is_undefined();
        Some(match waiting {
            Waiting::Insert { seq, text } => {
                let result: Option<Inserted> = serde_wasm_bindgen::from_value(message.result).ok();
                Event::Inserted { seq, text, ok: !refused && result.is_some_and(|result| result.inserted) }
            }
            Waiting::Token { seq, nonce } => {
                let result: Option<Refreshed> = serde_wasm_bindgen::from_value(message.result).ok();
                let jwt = result.and_then(|result| result.token).filter(|_| !refused);
                Event::Token { seq, token: jwt.map(|jwt| Token { jwt, nonce: Some(nonce) }) }
            }
        })
    }

    /// A question that the host leaves unanswered is answered with no.
    pub(crate) fn give_up(&mut self, id: u32) -> Option<Event> {
        let at = self.waiting.iter().position(|(waiting, _)| *waiting == id)?;
        Some(match self.waiting.swap_remove(at).1 {
            Waiting::Insert { seq, text } => Event::Inserted { seq, text, ok: false },
            Waiting::Token { seq, .. } => Event::Token { seq, token: None },
        })
    }

    /// Asks for a new token. Gives the question's number.
    pub(crate) fn ask_token(&mut self, seq: u32) -> u32 {
        let nonce = dom::random();
        let params = object(&[("nonce", nonce.as_str().into())]);
        self.ask("token/refresh", params, Waiting::Token { seq, nonce })
    }

    /// Puts a reply into the composer; it never sends. Gives the question's number, or the answer where it is too long.
    pub(crate) fn insert(&mut self, seq: u32, text: String) -> Result<u32, Event> {
        let longest = self.caps.insert.as_ref().and_then(|cap| cap.longest);
        if longest.is_some_and(|longest| text.chars().count() > longest as usize) {
            return Err(Event::Inserted { seq, text, ok: false });
        }
        let params = object(&[
            ("seq", seq.into()),
            ("mode", "insert".into()),
            ("format", "text".into()),
            ("text", text.as_str().into()),
            ("key", dom::random().into()),
        ]);
        Ok(self.ask("reply/insert", params, Waiting::Insert { seq, text }))
    }

    /// Says how high the card is, where the host can make room.
    pub(crate) fn tell_height(&mut self, height: i32) {
        if self.caps.resize.is_some() && height != self.height {
            self.height = height;
            self.tell("size/changed", Some(object(&[("height", height.into())])));
        }
    }

    fn ask(&mut self, method: &str, params: JsValue, waiting: Waiting) -> u32 {
        self.last_id += 1;
        self.waiting.push((self.last_id, waiting));
        self.post(&[("id", self.last_id.into()), ("method", method.into()), ("params", params)]);
        self.last_id
    }

    fn tell(&self, method: &str, params: Option<JsValue>) {
        self.post(&[("method", method.into()), ("params", params.unwrap_or_else(|| Object::new().into()))]);
    }

    fn post(&self, parts: &[(&str, JsValue)]) {
        let message = object(parts);
        set(&message, "jsonrpc", &"2.0".into());
        // A closed port means that the host is gone; then nobody is left to be told.
        drop(self.port.post_message(&message));
    }
}

fn object(parts: &[(&str, JsValue)]) -> JsValue {
    let object = Object::new().into();
    for (name, value) in parts {
        set(&object, name, value);
    }
    object
}

fn set(object: &JsValue, name: &str, value: &JsValue) {
    // Setting a property of our own plain object can't fail.
    drop(Reflect::set(object, &name.into(), value));
}

fn take_theme(params: JsValue) {
    let Ok(theme) = serde_wasm_bindgen::from_value::<Theme>(params) else { return };
    match theme.scheme.as_deref() {
        Some(scheme @ ("light" | "dark")) => dom::set_scheme(scheme),
        Some(_) => dom::set_scheme(""),
        None => {}
    }
    let Ok(tokens) = theme.tokens.dyn_into::<Object>() else { return };
    for entry in Object::entries(&tokens).iter() {
        let entry: Array = entry.unchecked_into();
        if let (Some(name), Some(value)) = (entry.get(0).as_string(), entry.get(1).as_string())
            && theme::allowed(&name, &value)
        {
            dom::set_token(&name, value.trim());
        }
    }
}
