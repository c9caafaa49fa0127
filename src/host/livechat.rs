//! LiveChat's and HelpDesk's widgets: calls and answers on the window above, after a handshake that the boot script has gone
//! through. The chat's customer, or the ticket's requester, comes in a call, and again whenever another one is chosen.
//!
//! A reply is put into the message box of a chat that is going on; HelpDesk has no such call. No room, no links.
#![no_main]

use js_sys::{Array, Object};
use shopify_context_card::host::{
    Adapter, Caps, Decode, Heard, Line, each, get,
    hint::{self, Person},
    object, set, speak, text, theme,
};
use wasm_bindgen::prelude::*;

#[wasm_bindgen(start)]
fn begin() {
    speak(|met, _| Some(Box::new(LiveChat::new(met.caps()))));
}

/// Marks every message.
const MARK: &str = "@@livechat/postmessenger";

struct LiveChat {
    /// Whose messages these are, as the handshake said, and which plugin this is, as the address said.
    met: JsValue,
    /// Whether a chat is going on.
    chatting: bool,
}

impl LiveChat {
    fn new(met: JsValue) -> Self {
        Self { met, chatting: false }
    }

    fn tell(&self, line: &Line, request: u32, message: &str, data: JsValue) {
        let said = object(&[("plugin_id", get(&self.met, "plugin")), ("message", message.into()), ("data", data)]);
        let call = object(&[("method", "handle".into()), ("args", Array::of1(&said).into())]);
        line.post(&object(&[
            (MARK, true.into()),
            ("owner", get(&self.met, "owner")),
            ("instance", get(&self.met, "instance")),
            ("type", "call".into()),
            ("request", request.into()),
            ("data", call),
        ]));
    }

    /// What the host says in a call.
    fn told(&mut self, name: &str, data: &JsValue) -> Vec<Heard> {
        let (person, conversation, channel) = match name {
            "livechat:customer_profile" => {
                self.chatting = text(data, "source").as_deref() == Some("chats");
                (data.clone(), get(&get(data, "chat"), "id"), "chat")
            }
            "livechat:ticket_info" => {
                self.chatting = false;
                (get(data, "requester"), get(data, "id"), "email")
            }
            "livechat:change_theme" => {
                theme::take(&get(data, "theme"), &JsValue::UNDEFINED);
                return Vec::new();
            }
            _ => return Vec::new(),
        };
        let person = Person::named(&get(&person, "name")).email(&get(&person, "email"));
        vec![Heard::Caps(self.caps()), hint::conversation(&conversation, &channel.into(), [person])]
    }
}

impl Adapter for LiveChat {
    fn caps(&self) -> Caps {
        Caps { insert: self.chatting, ..Caps::default() }
    }

    fn begin(&mut self, line: &Line) {
        self.tell(line, 0, "plugin_inited", JsValue::NULL);
    }

    fn hear(&mut self, line: &Line, message: &JsValue) -> Vec<Heard> {
        let is_same = |name| get(message, name) == get(&self.met, name);
        if !get(message, MARK).is_truthy() || !is_same("owner") || !is_same("instance") {
            return Vec::new();
        }
        let data = get(message, "data");
        match text(message, "type").as_deref() {
            Some("call") => {
                let answer = Object::assign(&Object::new(), message.unchecked_ref()).into();
                let result = object(&[("error", false.into()), ("result", JsValue::NULL)]);
                for (name, value) in [("type", "response".into()), ("data", result)] {
                    set(&answer, name, &value);
                }
                line.post(&answer);
                let said = each(&get(&data, "args"))
                    .iter()
                    .next()
                    .filter(|_| text(&data, "method").as_deref() == Some("handle"));
                let Some(said) = said else { return Vec::new() };
                self.told(&text(&said, "event_name").unwrap_or_default(), &get(&said, "event_data"))
            }
            Some("response") => {
                let refused = get(&data, "error").is_truthy();
                let answer = |id| if refused { Heard::Refused(id) } else { Heard::Granted(id, None) };
                u32::decode(&get(message, "request")).map(answer).into_iter().collect()
            }
            _ => Vec::new(),
        }
    }

    fn insert(&mut self, line: &Line, id: u32, _seq: u32, text: &str) {
        self.tell(line, id, "put_message", text.into());
    }
}
