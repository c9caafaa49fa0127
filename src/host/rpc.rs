//! JSON-RPC 2.0, which our own protocol and that of MCP Apps are written in.

use super::adapter::object;
use super::line::Line;
use wasm_bindgen::JsValue;

/// The version, in every message.
pub const VERSION: &str = "2.0";
/// Says something to the host, or asks it: then with a number for the answer.
pub fn say(line: &Line, id: Option<u32>, method: &str, params: &[(&str, JsValue)]) {
    let mut message = vec![("jsonrpc", VERSION.into()), ("method", method.into()), ("params", object(params))];
    message.extend(id.map(|id| ("id", id.into())));
    line.post(&object(&message));
}

/// Answers the host's question of this number.
pub fn answer(line: &Line, id: JsValue, with: (&str, JsValue)) {
    line.post(&object(&[("jsonrpc", VERSION.into()), ("id", id), with]));
}

/// The answer to a question that is refused, with the error's number and words for a developer.
pub fn refused(code: i32, why: &str) -> (&'static str, JsValue) {
    ("error", object(&[("code", code.into()), ("message", why.into())]))
}
