//! Chatwoot's dashboard apps, and its white labels': one JSON text, `{"event":"appContext","data":{…}}`, when the frame has
//! loaded and when it is asked. A contact that is edited is not told by itself, so the agent's coming back asks again.
//!
//! It takes no replies, makes no room and opens nothing; another conversation is another frame.
#![no_main]

use js_sys::JSON;
use shopify_context_card::host::{
    Adapter, Caps, Heard, Line, first, get,
    hint::{self, Person},
    speak, theme,
};
use wasm_bindgen::prelude::*;

#[wasm_bindgen(start)]
fn begin() {
    speak(|_, options| Some(Box::new(Chatwoot::new(options))));
}

struct Chatwoot {
    /// What it is asked with.
    question: String,
}

impl Chatwoot {
    /// `options.prefix`: a white label's name for its messages.
    fn new(options: &JsValue) -> Self {
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
    let person = Person::named(&get(&contact, "name"));
    let person = person.email(&get(&contact, "email")).phone(&get(&contact, "phone_number"));
    // `Channel::WebWidget`: the part that says which.
    let channel = first(get(&get(&conversation, "meta"), "channel"), get(&conversation, "channel"));
    let channel = channel.as_string().unwrap_or_default().to_ascii_lowercase();
    let at = channel.bytes().rposition(|byte| byte == b':').map_or(0, |colon| colon + 1);
    let channel = channel.get(at..).unwrap_or_default();
    Some(hint::conversation(&get(&conversation, "id"), &channel.into(), [person]))
}
