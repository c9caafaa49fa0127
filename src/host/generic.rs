//! The generic protocol scx/1: JSON-RPC 2.0 on the port that the host transferred.
//!
//! The table of methods is closed: what is not in it is answered with -32601 or ignored. Nothing that a host says is
//! trusted: a token goes to the proxy unread, and what the card shows comes from the proxy alone.
#![no_main]

use shopify_context_card::host::{
    Adapter, Caps, Decode, Heard, Line, get, limits, object, random,
    rpc::{VERSION, answer, no_such_method, say},
    speak, theme,
};
use shopify_context_card::state::{Event, Token};
use wasm_bindgen::prelude::*;

#[wasm_bindgen(start)]
fn begin() {
    speak(|met, _| {
        let caps = met.caps();
        caps.is_object().then(|| Box::new(Generic { caps }) as _)
    });
}

/// A host that speaks it, with the capabilities that its welcome named.
struct Generic {
    caps: JsValue,
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
        say(line, None, "ready", &[]);
    }

    fn hear(&mut self, line: &Line, message: &JsValue) -> Vec<Heard> {
        read(line, message).into_iter().collect()
    }

    fn ask_token(&mut self, line: &Line, id: u32, nonce: &str) {
        say(line, Some(id), "token/refresh", &[("nonce", nonce.into())]);
    }

    fn insert(&mut self, line: &Line, id: u32, seq: u32, text: &str) {
        let key = random();
        let params = [
            ("seq", seq.into()),
            ("mode", "insert".into()),
            ("format", "text".into()),
            ("text", text.into()),
            ("key", key.into()),
        ];
        say(line, Some(id), "reply/insert", &params);
    }

    fn tell_problem(&mut self, line: &Line, [code, reference]: &[String; 2]) {
        // It names nobody: what kind of problem the agent is told of, and where the proxy's log has it.
        say(line, None, "problem", &[("code", code.into()), ("reference", reference.into())]);
    }

    fn resize(&mut self, line: &Line, height: i32) {
        say(line, None, "size/changed", &[("height", height.into())]);
    }

    fn open(&mut self, line: &Line, id: u32, url: &str) {
        say(line, Some(id), "url/open", &[("url", url.into()), ("target", "tab".into())]);
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
        "context/next" => Some(Event::Next(get(&params, "token").as_string()?)),
        "theme/changed" => {
            theme::take(&get(&params, "scheme"), &get(&params, "tokens"));
            None
        }
        "visibility/changed" => Some(Event::Visible(get(&params, "visible").as_bool()?)),
        "teardown" => Some(Event::Teardown),
        _ => {
            if !id.is_undefined() {
                answer(line, id, no_such_method());
            }
            return None;
        }
    };
    if !id.is_undefined() {
        answer(line, id, ("result", object(&[])));
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
