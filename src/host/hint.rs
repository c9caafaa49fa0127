//! What a host that signs nothing says of a conversation: the wire's `HostHint`, put together as JavaScript, since nothing in
//! the card reads it. It goes to the proxy, which does.

use super::adapter::{Heard, set};
use js_sys::{Array, JSON, Object};
use wasm_bindgen::prelude::*;

/// One person whom a conversation is with: the wire's `HintedContact`. What the host says that is no text, or an empty one, is
/// left out.
pub struct Person(JsValue);

impl Person {
    /// Somebody of this name.
    pub fn named(name: &JsValue) -> Self {
        let person = Object::new().into();
        if is_text(name) {
            set(&person, "name", name);
        }
        Self(person)
    }

    /// One of their e-mail addresses.
    #[must_use]
    pub fn email(self, address: &JsValue) -> Self {
        self.with("emails", address)
    }

    /// One of their phone numbers.
    #[must_use]
    pub fn phone(self, number: &JsValue) -> Self {
        self.with("phones", number)
    }

    /// An account in a social network, by its name there.
    #[must_use]
    pub fn account(self, network: &JsValue, username: &JsValue) -> Self {
        if is_text(network) && is_text(username) {
            let account = super::adapter::object(&[("network", network.clone()), ("username", username.clone())]);
            self.list("social").push(&account);
        }
        self
    }

    fn with(self, list: &str, value: &JsValue) -> Self {
        if is_text(value) {
            let list = self.list(list);
            if !list.includes(value, 0) {
                list.push(value);
            }
        }
        self
    }

    /// A list of theirs; begun where there is none yet.
    fn list(&self, name: &str) -> Array {
        crate::decode::get(&self.0, name).dyn_into().unwrap_or_else(|_| {
            let list = Array::new();
            set(&self.0, name, &list);
            list
        })
    }
}

/// Which conversation is open, where it comes from, and whom it is with. Of somebody of whom nothing is said, nothing is said.
pub fn conversation(id: &JsValue, channel: &JsValue, people: impl IntoIterator<Item = Person>) -> Heard {
    let said = Object::new().into();
    // A host may count its conversations.
    if let Some(number) = id.as_f64() {
        set(&said, "conversation", &(number as u64).to_string().into());
    } else if is_text(id) {
        set(&said, "conversation", id);
    }
    if is_text(channel) {
        set(&said, "channel", channel);
    }
    let contacts = Array::new();
    for Person(person) in people {
        let person: Object = person.unchecked_into();
        if Object::keys(&person).length() > 0 {
            contacts.push(&person);
        }
    }
    set(&said, "contacts", &contacts);
    // Texts and lists of texts can always be written.
    Heard::Conversation(JSON::stringify(&said).map(String::from).unwrap_or_default())
}

/// Nobody's conversation: nothing is open, or nothing that has a contact.
pub fn nothing() -> Heard {
    conversation(&JsValue::UNDEFINED, &JsValue::UNDEFINED, [])
}

fn is_text(value: &JsValue) -> bool {
    value.is_string() && value.is_truthy()
}
