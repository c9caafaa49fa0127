//! Chatwoot's dashboard apps, and its white labels': one JSON text, `{"event":"appContext","data":{…}}`, when the frame has
//! loaded and when it is asked. A contact that is edited is not told by itself, so the agent's coming back asks again.
//!
//! It takes no replies, makes no room and opens nothing; another conversation is another frame.

use super::adapter::{Adapter, Caps, Heard, hint, id, text};
use super::line::Line;
use super::theme;
use crate::decode::get;
use context_card_wire::HintedContact;
use js_sys::JSON;
use wasm_bindgen::prelude::*;

pub(super) struct Chatwoot {
    /// What it is asked with.
    question: String,
}

impl Chatwoot {
    /// `options.prefix`: a white label's name for its messages.
    pub(super) fn new(options: &JsValue) -> Self {
        let prefix = get(options, "prefix").as_string();
        Self { question: [prefix.as_deref().unwrap_or("chatwoot"), "-dashboard-app:fetch-info"].concat() }
    }
}

impl Adapter for Chatwoot {
    fn caps(&self) -> Caps {
        Caps::default()
    }

    fn hear(&mut self, _line: &Line, message: &JsValue) -> Vec<Heard> {
        read(message).into_iter().collect()
    }

    fn look_again(&mut self, line: &Line) {
        line.post(&self.question.as_str().into());
    }
}

fn read(message: &JsValue) -> Option<Heard> {
    let message = JSON::parse(&message.as_string()?).ok()?;
    if get(&message, "event").as_string()? != "appContext" {
        return None;
    }
    let data = get(&message, "data");
    // Newer versions say which scheme they are in.
    theme::take(&get(&data, "theme"), &JsValue::UNDEFINED);
    let (conversation, contact) = (get(&data, "conversation"), get(&data, "contact"));
    let contact = HintedContact {
        name: text(&contact, "name"),
        emails: text(&contact, "email").into_iter().collect(),
        phones: text(&contact, "phone_number").into_iter().collect(),
        social: Vec::new(),
    };
    // `Channel::WebWidget`: the part that says which.
    let channel = text(&get(&conversation, "meta"), "channel").or_else(|| text(&conversation, "channel"));
    let channel = channel.map(|name| name.rsplit(':').next().unwrap_or_default().to_lowercase());
    Some(hint(id(&conversation, "id"), channel, vec![contact]))
}
