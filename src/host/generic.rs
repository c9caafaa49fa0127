//! The generic protocol scx/1: JSON-RPC 2.0 on the port that the host transferred.
//!
//! The table of methods is closed: what is not in it is answered with -32601 or ignored. Nothing that a host says is
//! trusted: a token goes to the proxy unread, and what the card shows comes from the proxy alone.

use super::{limits, theme};
use crate::decode::{Decode, get};
use crate::dom;
use crate::error::CardError;
use crate::state::{Event, Token};
use js_sys::{Array, JSON, Object};
use serde::Serialize;
use wasm_bindgen::prelude::*;
use web_sys::{MessageEvent, MessagePort};

/// The JSON-RPC error for an unknown method.
const UNKNOWN_METHOD: i32 = -32601;
/// The version of JSON-RPC.
const VERSION: &str = "2.0";

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
    fn caps(this: &Met) -> JsValue;
    #[wasm_bindgen(method, getter)]
    fn queue(this: &Met) -> Option<Array>;
}

/// What a host can do. Of the rest there is no use yet.
struct Caps {
    /// Takes replies into its composer.
    insert: bool,
    /// The longest reply it takes.
    longest: Option<u32>,
    /// Makes room for the card's height.
    resize: bool,
}

impl Decode for Caps {
    fn decode(caps: &JsValue) -> Option<Self> {
        let insert = get(caps, "insertReply");
        // A list that is left out names everything.
        let has = |list: &str, word: &str| {
            let list: Option<Option<Vec<String>>> = Decode::decode(&get(&insert, list));
            list.is_some_and(|list| list.is_none_or(|list| list.iter().any(|it| it == word)))
        };
        Some(Self {
            insert: insert.is_object() && has("modes", "insert") && has("formats", "text"),
            longest: Decode::decode(&get(&insert, "maxLen")),
            resize: get(caps, "resize").is_object(),
        })
    }
}

/// One message to the host.
#[derive(Serialize)]
struct Message<'a, P: Serialize> {
    jsonrpc: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<u32>,
    method: &'a str,
    params: P,
}

/// An answer to the host.
#[derive(Serialize)]
struct Answer {
    jsonrpc: &'static str,
    #[serde(with = "serde_wasm_bindgen::preserve")]
    id: JsValue,
    #[serde(skip_serializing_if = "Option::is_none")]
    result: Option<Nothing>,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<Refusal>,
}

#[derive(Serialize)]
struct Nothing {}

#[derive(Serialize)]
struct Refusal {
    code: i32,
    message: &'static str,
}

#[derive(Serialize)]
struct Insert<'a> {
    seq: u32,
    mode: &'static str,
    format: &'static str,
    text: &'a str,
    key: String,
}

#[derive(Serialize)]
struct Refresh<'a> {
    nonce: &'a str,
}

#[derive(Serialize)]
struct Size {
    height: i32,
}

/// Names nobody: what kind of problem the agent is told of, and where the proxy's log has it.
#[derive(Serialize)]
struct Told<'a> {
    code: &'a str,
    reference: &'a str,
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
    /// The problem that was told last.
    told: Option<[String; 2]>,
}

impl Host {
    /// Takes over the port. Gives the host, what is known at once, and the messages that waited.
    pub(crate) fn meet(met: &Met, hear: &Closure<dyn FnMut(MessageEvent)>) -> Result<(Self, Vec<Event>), CardError> {
        let port = met.port().ok_or(CardError::NoPort)?;
        let caps = Caps::decode(&met.caps()).ok_or(CardError::Handover("caps"))?;
        port.set_onmessage(Some(hear.as_ref().unchecked_ref()));
        let mut host =
            Self { port, origin: met.origin(), caps, waiting: Vec::new(), last_id: 0, height: 0, told: None };
        let queue: Vec<Event> =
            met.queue().iter().flat_map(Array::iter).filter_map(|message| host.hear(&message)).collect();
        let moves = queue.iter().any(|event| matches!(event, Event::Context { .. }));
        let mut events = vec![Event::Met { seq: met.seq(), can_insert: host.caps.insert, moves }];
        events.extend(queue);
        host.post(&Message { jsonrpc: VERSION, id: None, method: "ready", params: Nothing {} });
        Ok((host, events))
    }

    /// Reads one message. What is malformed is dropped.
    pub(crate) fn hear(&mut self, message: &JsValue) -> Option<Event> {
        let json: String = JSON::stringify(message).ok()?.into();
        if !limits::fits(&json) {
            return None;
        }
        if get(message, "jsonrpc").as_string()? != VERSION {
            return None;
        }
        let (id, params) = (get(message, "id"), get(message, "params"));
        let Some(method) = get(message, "method").as_string() else { return self.answered(&id, message) };
        let event = match method.as_str() {
            "context/changed" => {
                let seq = u32::decode(&get(&params, "seq"))?;
                let token = get(&params, "token").as_string().map(|jwt| Token { jwt, nonce: None });
                Some(Event::Context { seq, token })
            }
            "theme/changed" => {
                take_theme(&params);
                None
            }
            "visibility/changed" => Some(Event::Visible(get(&params, "visible").as_bool()?)),
            "teardown" => Some(Event::Teardown),
            _ => {
                if !id.is_undefined() {
                    let error = Some(Refusal { code: UNKNOWN_METHOD, message: "the card has no such method" });
                    self.post(&Answer { jsonrpc: VERSION, id, result: None, error });
                }
                return None;
            }
        };
        if !id.is_undefined() {
            self.post(&Answer { jsonrpc: VERSION, id, result: Some(Nothing {}), error: None });
        }
        event
    }

    /// An answer to one of our questions.
    fn answered(&mut self, id: &JsValue, message: &JsValue) -> Option<Event> {
        let id = u32::decode(id)?;
        let at = self.waiting.iter().position(|(waiting, _)| *waiting == id)?;
        let (_, waiting) = self.waiting.swap_remove(at);
        // A refusal has no result.
        let result = get(message, "result");
        Some(match waiting {
            Waiting::Insert { seq, text } => {
                Event::Inserted { seq, text, ok: get(&result, "inserted").as_bool().unwrap_or(false) }
            }
            Waiting::Token { seq, nonce } => {
                let token = get(&result, "token").as_string().map(|jwt| Token { jwt, nonce: Some(nonce) });
                Event::Token { seq, token }
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
        let id = self.number();
        self.post(&Message {
            jsonrpc: VERSION,
            id: Some(id),
            method: "token/refresh",
            params: Refresh { nonce: &nonce },
        });
        self.waiting.push((id, Waiting::Token { seq, nonce }));
        id
    }

    /// Puts a reply into the composer; it never sends. Gives the question's number, or the answer where it is too long.
    pub(crate) fn insert(&mut self, seq: u32, text: String) -> Result<u32, Event> {
        if self.caps.longest.is_some_and(|longest| text.encode_utf16().count() > longest as usize) {
            return Err(Event::Inserted { seq, text, ok: false });
        }
        let id = self.number();
        let params = Insert { seq, mode: "insert", format: "text", text: &text, key: dom::random() };
        self.post(&Message { jsonrpc: VERSION, id: Some(id), method: "reply/insert", params });
        self.waiting.push((id, Waiting::Insert { seq, text }));
        Ok(id)
    }

    /// Says how high the card is, where the host can make room.
    pub(crate) fn tell_height(&mut self, height: i32) {
        if self.caps.resize && height != self.height {
            self.height = height;
            self.post(&Message { jsonrpc: VERSION, id: None, method: "size/changed", params: Size { height } });
        }
    }

    /// Says which problem the agent is told of; once for each occasion.
    pub(crate) fn tell_problem(&mut self, problem: Option<[String; 2]>) {
        if let Some([code, reference]) = &problem
            && problem != self.told
        {
            self.post(&Message { jsonrpc: VERSION, id: None, method: "problem", params: Told { code, reference } });
        }
        self.told = problem;
    }

    fn number(&mut self) -> u32 {
        self.last_id += 1;
        self.last_id
    }

    fn post(&self, message: &impl Serialize) {
        // Neither fails: the messages are ours, and on a closed port nobody is left to be told.
        if let Ok(message) = serde_wasm_bindgen::to_value(message) {
            drop(self.port.post_message(&message));
        }
    }
}

fn take_theme(params: &JsValue) {
    match get(params, "scheme").as_string().as_deref() {
        Some(scheme @ ("light" | "dark")) => dom::set_scheme(scheme),
        Some(_) => dom::set_scheme(""),
        None => {}
    }
    let Ok(tokens) = get(params, "tokens").dyn_into::<Object>() else { return };
    for entry in Object::entries(&tokens).iter() {
        let entry: Array = entry.unchecked_into();
        if let (Some(name), Some(value)) = (entry.get(0).as_string(), entry.get(1).as_string())
            && theme::allowed(&name, &value)
        {
            dom::set_token(&name, value.trim());
        }
    }
}
