//! The generic protocol scx/1: JSON-RPC 2.0 on the port that the host transferred.
//!
//! The table of methods is closed: what is not in it is answered with -32601 or ignored. Nothing that a host says is
//! trusted: a token goes to the proxy unread, and what the card shows comes from the proxy alone.
#![no_main]

use shopify_context_card::host::{
    Adapter, Caps, Decode, Heard, Line, Pace, each, get, limits, now, object, random,
    rpc::{VERSION, answer, refused, say},
    speak, theme,
};
use shopify_context_card::state::{Event, Token};
use wasm_bindgen::prelude::*;

#[wasm_bindgen(start)]
fn begin() {
    speak(|met, _| {
        let caps = met.caps();
        caps.is_object().then(|| Box::new(Generic { caps, pace: Pace::default() }) as _)
    });
}

/// A host that speaks it, with the capabilities that its welcome named.
struct Generic {
    caps: JsValue,
    pace: Pace,
}

/// The error for an unknown method.
const UNKNOWN_METHOD: i32 = -32601;
/// The error for what comes too fast.
const TOO_FAST: i32 = -32029;
/// What the host calls the display that is as large as it can be.
const FULL: &str = "full";

impl Generic {
    /// An answer to one of our questions. A refusal has no result.
    fn answered(&self, message: &JsValue) -> Vec<Heard> {
        let (id, result) = (u32::decode(&get(message, "id")), get(message, "result"));
        // Asked to be shown otherwise, it says how it is shown now.
        if let Some(mode) = get(&result, "mode").as_string() {
            return vec![Heard::Event(Event::Full(mode == FULL))];
        }
        let Some(id) = id else { return Vec::new() };
        let token = get(&result, "token").as_string();
        if token.is_none() && !get(&result, "inserted").is_truthy() {
            return vec![Heard::Refused(id)];
        }
        // Asked for the conversation that is open, it may name a newer one than the card knows. That its token is of, then.
        let newer = (!self.can("tokenRefresh")).then(|| {
            let token = token.clone().map(|jwt| Token { jwt, nonce: None })?;
            Some(Heard::Event(Event::Context { seq: u32::decode(&get(&result, "seq"))?, token: Some(token) }))
        });
        newer.flatten().into_iter().chain([Heard::Granted(id, token)]).collect()
    }

    fn can(&self, what: &str) -> bool {
        get(&self.caps, what).is_object()
    }
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
            resize: self.can("resize"),
            tallest: Decode::decode(&get(&get(&self.caps, "resize"), "max")),
            full: each(&get(&self.caps, "displayModes")).iter().any(|mode| mode == FULL),
            open: self.can("openUrl"),
            signs: true,
        }
    }

    fn begin(&mut self, line: &Line) {
        say(line, None, "ready", &[]);
    }

    fn hear(&mut self, line: &Line, message: &JsValue) -> Vec<Heard> {
        if get(message, "jsonrpc") != VERSION {
            return Vec::new();
        }
        // Which conversation is open is never missed, however fast they change; asking for their cards waits (app.rs).
        let method = get(message, "method");
        let turns = ["context/changed", "teardown"].iter().any(|name| method == *name);
        let too_fast = !turns && !method.is_undefined() && self.pace.exceeds(now()).is_some();
        if too_fast {
            let id = get(message, "id");
            if !id.is_undefined() {
                answer(line, id, refused(TOO_FAST, "twenty messages a second are enough"));
            }
            return Vec::new();
        }
        if method.is_undefined() { self.answered(message) } else { read(line, message).into_iter().collect() }
    }

    fn ask_token(&mut self, line: &Line, id: u32, nonce: &str) -> bool {
        // One that makes no new tokens may still have one for the conversation that is open.
        let refreshes = self.can("tokenRefresh");
        let (method, params): (_, &[_]) =
            if refreshes { ("token/refresh", &[("nonce", nonce.into())]) } else { ("context/get", &[]) };
        say(line, Some(id), method, params);
        refreshes
    }

    fn display(&mut self, line: &Line, id: u32, full: bool) {
        let mode = if full { FULL } else { "inline" };
        say(line, Some(id), "display/request", &[("mode", mode.into())]);
    }

    fn notify(&mut self, line: &Line, done: bool, text: &str) {
        if self.can("notify") {
            let level = if done { "success" } else { "error" };
            say(line, None, "notify", &[("level", level.into()), ("text", text.into())]);
        }
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
    let (id, params) = (get(message, "id"), get(message, "params"));
    let event = match get(message, "method").as_string()?.as_str() {
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
                answer(line, id, refused(UNKNOWN_METHOD, "the card has no such method"));
            }
            return None;
        }
    };
    if !id.is_undefined() {
        answer(line, id, ("result", object(&[])));
    }
    event.map(Heard::Event)
}
