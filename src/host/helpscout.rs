//! Help Scout's apps: plain objects on the window above. The context comes when it is asked for and whenever it changes. It
//! makes room; it takes no replies and opens nothing but its own side panel.

use super::adapter::{Adapter, Caps, Heard, each, hint, id, object, text, texts};
use super::line::Line;
use crate::decode::get;
use crate::dom;
use context_card_wire::{HintedAccount, HintedContact};
use wasm_bindgen::prelude::*;

pub(super) struct HelpScout;

impl Adapter for HelpScout {
    fn caps(&self) -> Caps {
        Caps { resize: true, ..Caps::default() }
    }

    fn hear(&mut self, _line: &Line, message: &JsValue) -> Vec<Heard> {
        if text(message, "type").as_deref() != Some("SEND_APP_CONTEXT") {
            return Vec::new();
        }
        let (conversation, customer) = (get(message, "conversation"), get(message, "customer"));
        // The customer whom the agent has chosen, else all of them.
        let people = if customer.is_object() {
            vec![person(&customer)]
        } else {
            each(&get(&conversation, "customers")).map(|one| person(&one)).collect()
        };
        vec![hint(id(&conversation, "id"), None, people)]
    }

    fn resize(&mut self, line: &Line, height: i32) {
        say(line, "SET_APP_HEIGHT", height.into());
    }

    fn look_again(&mut self, line: &Line) {
        say(line, "GET_APP_CONTEXT", JsValue::UNDEFINED);
    }
}

fn say(line: &Line, what: &str, value: JsValue) {
    // The frame's name says which app this is: `app-<id>-<id>`, or `app-side-panel-<id>-<id>`.
    let name = dom::window().name().unwrap_or_default();
    let app = name.replace("app-side-panel-", "").replace("app-", "");
    line.post(&object(&[("type", what.into()), ("value", value), ("appId", app.into()), ("iframeId", name.into())]));
}

fn person(customer: &JsValue) -> HintedContact {
    let names: Vec<_> = ["firstName", "lastName"].iter().filter_map(|name| text(customer, name)).collect();
    let social = each(&get(customer, "socialProfiles")).filter_map(|profile| {
        // `https://twitter.com/maria`: the last part is the name there.
        let url = text(&profile, "url")?;
        let username = url.trim_end_matches('/').rsplit('/').next()?.to_owned();
        Some(HintedAccount { network: text(&profile, "type")?, id: None, username: Some(username) })
    });
    HintedContact {
        name: Some(names.join(" ")).filter(|name| !name.is_empty()),
        emails: texts(&get(customer, "emails"), "value"),
        phones: texts(&get(customer, "phones"), "value"),
        social: social.collect(),
    }
}
