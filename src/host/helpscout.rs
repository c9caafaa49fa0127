//! Help Scout's apps: plain objects on the window above. The context comes when it is asked for and whenever it changes. It
//! makes room; it takes no replies and opens nothing but its own side panel.
#![no_main]

use shopify_context_card::host::{
    Adapter, Caps, Heard, Line, each, first, get,
    hint::{self, Person},
    object, speak, text, window,
};
use wasm_bindgen::prelude::*;

#[wasm_bindgen(start)]
fn begin() {
    speak(|_, _| Some(Box::new(HelpScout)));
}

struct HelpScout;

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
        let id = get(&conversation, "id");
        vec![if customer.is_object() {
            hint::conversation(&id, &JsValue::UNDEFINED, [person(&customer)])
        } else {
            let people = each(&get(&conversation, "customers"));
            hint::conversation(&id, &JsValue::UNDEFINED, people.iter().map(|one| person(&one)))
        }]
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
    let name = window().name().unwrap_or_default();
    let app = name.strip_prefix("app-").map_or(&*name, |rest| rest.strip_prefix("side-panel-").unwrap_or(rest));
    line.post(&object(&[("type", what.into()), ("value", value), ("appId", app.into()), ("iframeId", name.into())]));
}

fn person(customer: &JsValue) -> Person {
    let names: Vec<_> = ["firstName", "lastName"].iter().filter_map(|name| text(customer, name)).collect();
    let mut person = Person::named(&names.join(" ").into());
    // Addresses and numbers are texts, or objects with one in them.
    let said = |it: JsValue| first(get(&it, "value"), it);
    for email in each(&get(customer, "emails")).iter() {
        person = person.email(&said(email));
    }
    for phone in each(&get(customer, "phones")).iter() {
        person = person.phone(&said(phone));
    }
    for profile in each(&get(customer, "socialProfiles")).iter() {
        // `https://twitter.com/maria`: the last part is the name there.
        let url = text(&profile, "url").unwrap_or_default();
        let url = url.strip_suffix('/').unwrap_or(&url);
        let username = url.bytes().rposition(|byte| byte == b'/').and_then(|at| url.get(at + 1..)).unwrap_or_default();
        person = person.account(&get(&profile, "type"), &username.into());
    }
    person
}
