//! The generic protocol scx/1: JSON-RPC 2.0 on the port that the host transferred.
//!
//! The table of methods is closed: what is not in it is answered with -32601 or ignored. Nothing that a host says is
//! trusted: a token goes to the proxy unread, and what the card shows comes from the proxy alone.

use super::adapter::{Adapter, Caps, Heard, Met};
use super::line::Line;
use super::{limits, theme};
use crate::decode::{Decode, get};
use crate::dom;
use crate::error::CardError;
use crate::state::{Event, Token};
use serde::Serialize;
use wasm_bindgen::prelude::*;

/// The JSON-RPC error for an unknown method.
const UNKNOWN_METHOD: i32 = -32601;
/// The version of JSON-RPC.
const VERSION: &str = "2.0";

/// A host that speaks it, with the capabilities that its welcome named.
pub(super) struct Generic {
    caps: JsValue,
}

impl Generic {
    pub(super) fn new(met: &Met) -> Result<Self, CardError> {
        let caps = met.caps();
        if caps.is_object() { Ok(Self { caps }) } else { Err(CardError::Handover("caps")) }
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
struct Open<'a> {
    url: &'a str,
    target: &'static str,
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

impl Adapter for Generic {
    fn caps(&self) -> Caps {
        let insert = get(&self.caps, "insertReply");
        // A list that is left out names everything.
        let has = |list: &str, word: &str| {
            let list: Option<Option<Vec<String>>> = Decode::decode(&get(&insert, list));
            list.is_some_and(|list| list.is_none_or(|list| list.iter().any(|it| it == word)))
        };
        Caps {
            insert: insert.is_object() && has("modes", "insert") && has("formats", "text"),
            longest: Decode::decode(&get(&insert, "maxLen")),
            resize: get(&self.caps, "resize").is_object(),
            open: get(&self.caps, "openUrl").is_object(),
            signs: true,
        }
    }

    fn begin(&mut self, line: &Line) {
        post(line, &Message { jsonrpc: VERSION, id: None, method: "ready", params: Nothing {} });
    }

    fn hear(&mut self, line: &Line, message: &JsValue) -> Vec<Heard> {
        read(line, message).into_iter().collect()
    }

    fn ask_token(&mut self, line: &Line, id: u32, nonce: &str) {
        post(line, &Message { jsonrpc: VERSION, id: Some(id), method: "token/refresh", params: Refresh { nonce } });
    }

    fn insert(&mut self, line: &Line, id: u32, seq: u32, text: &str) {
        let params = Insert { seq, mode: "insert", format: "text", text, key: dom::random() };
        post(line, &Message { jsonrpc: VERSION, id: Some(id), method: "reply/insert", params });
    }

    fn tell_problem(&mut self, line: &Line, [code, reference]: &[String; 2]) {
        post(line, &Message { jsonrpc: VERSION, id: None, method: "problem", params: Told { code, reference } });
    }

    fn resize(&mut self, line: &Line, height: i32) {
        post(line, &Message { jsonrpc: VERSION, id: None, method: "size/changed", params: Size { height } });
    }

    fn open(&mut self, line: &Line, id: u32, url: &str) {
        post(
            line,
            &Message { jsonrpc: VERSION, id: Some(id), method: "url/open", params: Open { url, target: "tab" } },
        );
    }

    fn limits(&self) -> (usize, u32) {
        limits::OF_OURS
    }
}

fn read(line: &Line, message: &JsValue) -> Option<Heard> {
    if get(message, "jsonrpc").as_string()? != VERSION {
        return None;
    }
    let (id, params) = (get(message, "id"), get(message, "params"));
    let Some(method) = get(message, "method").as_string() else { return answered(&id, message) };
    let event = match method.as_str() {
        "context/changed" => {
            let seq = u32::decode(&get(&params, "seq"))?;
            let token = get(&params, "token").as_string().map(|jwt| Token { jwt, nonce: None });
            Some(Event::Context { seq, token })
        }
        "theme/changed" => {
            theme::take(&get(&params, "scheme"), &get(&params, "tokens"));
            None
        }
        "visibility/changed" => Some(Event::Visible(get(&params, "visible").as_bool()?)),
        "teardown" => Some(Event::Teardown),
        _ => {
            if !id.is_undefined() {
                let error = Some(Refusal { code: UNKNOWN_METHOD, message: "the card has no such method" });
                post(line, &Answer { jsonrpc: VERSION, id, result: None, error });
            }
            return None;
        }
    };
    if !id.is_undefined() {
        post(line, &Answer { jsonrpc: VERSION, id, result: Some(Nothing {}), error: None });
    }
    event.map(Heard::Event)
}

/// An answer to one of our questions. A refusal has no result.
fn answered(id: &JsValue, message: &JsValue) -> Option<Heard> {
    let id = u32::decode(id)?;
    let result = get(message, "result");
    let token = get(&result, "token").as_string();
    let yes = token.is_some() || get(&result, "inserted").is_truthy();
    Some(if yes { Heard::Granted(id, token) } else { Heard::Refused(id) })
}

fn post(line: &Line, message: &impl Serialize) {
    // It doesn't fail: the messages are ours.
    if let Ok(message) = serde_wasm_bindgen::to_value(message) {
        line.post(&message);
    }
}
