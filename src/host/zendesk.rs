//! Zendesk's app framework (ZAF v2): texts of JSON on the window above. What is known of the ticket is asked for, and asked for
//! again when the requester changes. The agent is signed in by the page's first request; the requester is only a hint.
//!
//! A reply is put at the end of the ticket's comment; the frame grows with the card.
#![no_main]

use js_sys::{Array, JSON, JsString};
use shopify_context_card::host::{
    Adapter, Caps, Decode, Heard, Line, each, get,
    hint::{self, Person},
    object, speak, text, theme,
};
use wasm_bindgen::prelude::*;

#[wasm_bindgen(start)]
fn begin() {
    speak(|met, _| Some(Box::new(Zendesk::new(&met.caps()))));
}

/// The number of our question for the ticket; replies have numbers of their own, from 1.
const TICKET: u32 = 1_000_000;
/// What is asked of the ticket.
const PATHS: [&str; 3] = ["ticket.id", "ticket.requester", "colorScheme"];
/// What the host tells of by itself.
const EVENTS: [&str; 4] =
    ["app.activated", "ticket.requester.id.changed", "ticket.requester.email.changed", "colorScheme.changed"];

struct Zendesk {
    /// Which app this is, and which instance of it.
    app: JsValue,
    instance: JsValue,
    /// Whether a ticket is open that can be answered.
    ticket: bool,
}

impl Zendesk {
    fn new(met: &JsValue) -> Self {
        let app = get(met, "guid");
        Self { instance: app.clone(), app, ticket: false }
    }

    fn say(&self, line: &Line, parts: &[(&str, JsValue)]) {
        let mut message = parts.to_vec();
        message.extend([("appGuid", self.app.clone()), ("instanceGuid", self.instance.clone())]);
        // It doesn't fail: the messages are ours.
        if let Ok(message) = JSON::stringify(&object(&message)) {
            line.post(&message);
        }
    }

    fn request(&self, line: &Line, id: u32, request: &str, params: JsValue) {
        self.say(line, &[("id", id.into()), ("request", request.into()), ("params", params)]);
    }

    fn invoke(&self, line: &Line, id: u32, what: &str, with: JsValue) {
        self.request(line, id, "invoke", object(&[(what, Array::of1(&with).into())]));
    }

    fn ask(&self, line: &Line) {
        let paths: Array = PATHS.iter().map(|path| JsValue::from(*path)).collect();
        self.request(line, TICKET, "get", paths.into());
    }

    /// What the host says of the ticket.
    fn ticket(&self, said: &JsValue) -> Vec<Heard> {
        theme::take(&get(said, "colorScheme"), &JsValue::UNDEFINED);
        let requester = get(said, "ticket.requester");
        let person = Person::named(&get(&requester, "name")).email(&get(&requester, "email"));
        let person = each(&get(&requester, "identities")).iter().fold(person, |person, identity| {
            let value = get(&identity, "value");
            match text(&identity, "type").as_deref() {
                Some("email") => person.email(&value),
                Some("phone_number") => person.phone(&value),
                _ => person,
            }
        });
        vec![Heard::Caps(self.caps()), hint::conversation(&get(said, "ticket.id"), &JsValue::UNDEFINED, [person])]
    }
}

impl Adapter for Zendesk {
    fn caps(&self) -> Caps {
        Caps { insert: self.ticket, resize: true, ..Caps::default() }
    }

    fn hear(&mut self, line: &Line, message: &JsValue) -> Vec<Heard> {
        let Some(message) = message.as_string().and_then(|text| JSON::parse(&text).ok()) else { return Vec::new() };
        let Some(key) = text(&message, "key") else {
            let refused = get(&message, "error").is_truthy();
            return match u32::decode(&get(&message, "id")) {
                Some(TICKET) if !refused => self.ticket(&get(&message, "result")),
                Some(TICKET) | None => Vec::new(),
                Some(id) if refused => vec![Heard::Refused(id)],
                Some(id) => vec![Heard::Granted(id, None)],
            };
        };
        if get(&message, "needsReply").is_truthy() {
            let asked = key.strip_prefix("zaf.").unwrap_or(&key);
            self.say(line, &[("key", ["iframe.reply:", asked].concat().into())]);
        }
        if key == "zaf.app.registered" {
            let context = get(&get(&message, "message"), "context");
            if let Some(instance) = text(&context, "instanceGuid") {
                self.instance = instance.into();
            }
            self.ticket =
                get(&context, "location").dyn_ref::<JsString>().is_some_and(|place| place.includes("ticket", 0));
            let once = object(&[("subscriberCount", 1_u32.into())]);
            for event in EVENTS {
                self.say(line, &[("key", ["iframe.on:", event].concat().into()), ("message", once.clone())]);
            }
            self.ask(line);
        } else if EVENTS.iter().any(|event| key.strip_prefix("zaf.") == Some(*event)) {
            self.ask(line);
        }
        Vec::new()
    }

    fn insert(&mut self, line: &Line, id: u32, _seq: u32, text: &str) {
        self.invoke(line, id, "ticket.comment.appendText", text.into());
    }

    fn resize(&mut self, line: &Line, height: i32) {
        let size = object(&[("width", "100%".into()), ("height", [&height.to_string(), "px"].concat().into())]);
        self.invoke(line, TICKET + 1, "resize", size);
    }

    fn look_again(&mut self, line: &Line) {
        self.ask(line);
    }
}
