//! A helpdesk that fills in the frame's address: what it says is read by the boot script, and comes as its one message. It can do
//! nothing for the card: replies are copied, links open by themselves and the card scrolls.
#![no_main]

use shopify_context_card::host::{
    Adapter, Caps, Heard, Line, each, get,
    hint::{self, Person},
    speak,
};
use wasm_bindgen::prelude::*;

#[wasm_bindgen(start)]
fn begin() {
    speak(|_, _| Some(Box::new(Url)));
}

struct Url;

impl Adapter for Url {
    fn caps(&self) -> Caps {
        Caps::default()
    }

    fn hear(&mut self, _line: &Line, message: &JsValue) -> Vec<Heard> {
        let mut person = Person::named(&get(message, "name"));
        for email in each(&get(message, "emails")).iter() {
            person = person.email(&email);
        }
        for phone in each(&get(message, "phones")).iter() {
            person = person.phone(&phone);
        }
        vec![hint::conversation(&get(message, "conversation"), &get(message, "channel"), [person])]
    }
}
