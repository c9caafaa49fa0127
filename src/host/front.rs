//! Front's plugins: the port that the boot script handed up. On it the host says what is open, now and whenever that changes,
//! and which functions it has; each call names the context that it is meant for, and the host refuses one that is gone.
//!
//! A reply is put into the draft of the conversation. Where there is none, one is begun in answer to the newest message.
#![no_main]

use js_sys::{Array, Date};
use shopify_context_card::host::{
    Adapter, Caps, Heard, Line, each, first, get,
    hint::{self, Person},
    object, speak, text,
};
use wasm_bindgen::prelude::*;

#[wasm_bindgen(start)]
fn begin() {
    speak(|_, _| Some(Box::new(Front::default())));
}

#[derive(Default)]
struct Front {
    /// What is open, as the host said last.
    context: JsValue,
    /// The draft that was begun for a reply.
    draft: Option<String>,
    /// A reply that waits for the conversation's messages, and the context that it is for.
    reply: Option<(u32, JsValue, String)>,
}

impl Adapter for Front {
    fn caps(&self) -> Caps {
        let has = |function: &str| get(&get(&self.context, "functionArities"), function).as_f64().is_some();
        let draft = self.draft().is_some() && has("updateDraft");
        let insert = draft || has("createDraft") && has("listMessages");
        Caps { insert, open: has("openUrl"), ..Caps::default() }
    }

    fn hear(&mut self, line: &Line, message: &JsValue) -> Vec<Heard> {
        let answers = || text(message, "id").and_then(|id| id.parse::<u32>().ok());
        match text(message, "type").as_deref() {
            Some("context_update") => self.follow(&get(message, "context")),
            Some("function_result") => {
                answers().and_then(|id| self.answered(line, id, &get(message, "value"))).into_iter().collect()
            }
            Some("function_error") => answers().map(Heard::Refused).into_iter().collect(),
            _ => Vec::new(),
        }
    }

    fn insert(&mut self, line: &Line, id: u32, _seq: u32, text: &str) {
        if self.draft().is_some() {
            self.update(line, id, text);
        } else {
            self.reply = Some((id, get(&self.context, "id"), text.to_owned()));
            self.call(line, id, "listMessages", &[]);
        }
    }

    fn open(&mut self, line: &Line, id: u32, url: &str) {
        self.call(line, id, "openUrl", &[url.into()]);
    }
}

impl Front {
    fn draft(&self) -> Option<String> {
        text(&get(&self.context, "conversation"), "draftId").or_else(|| self.draft.clone())
    }

    fn call(&self, line: &Line, id: u32, name: &str, args: &[JsValue]) {
        line.post(&object(&[
            ("type", "function_call".into()),
            ("id", id.to_string().into()),
            ("contextId", get(&self.context, "id")),
            ("name", name.into()),
            ("args", args.iter().collect::<Array>().into()),
        ]));
    }

    fn update(&self, line: &Line, id: u32, text: &str) {
        let update = object(&[("updateMode", "insert".into()), ("content", content(text))]);
        self.call(line, id, "updateDraft", &[self.draft().into(), update]);
    }

    /// Something else is open, or something about it has changed.
    fn follow(&mut self, context: &JsValue) -> Vec<Heard> {
        let open = |context: &JsValue| text(&get(context, "conversation"), "id");
        if open(&self.context) != open(context) {
            (self.draft, self.reply) = (None, None);
        }
        self.context = context.clone();
        let conversation = get(context, "conversation");
        let heard = if text(context, "type").as_deref() == Some("multiConversations") {
            let all = each(&get(context, "conversations"));
            let people = all.iter().map(|one| recipient(&get(&one, "recipient")));
            hint::conversation(&JsValue::UNDEFINED, &JsValue::UNDEFINED, people)
        } else if conversation.is_object() {
            let person = recipient(&get(&conversation, "recipient"));
            hint::conversation(&get(&conversation, "id"), &get(&conversation, "type"), [person])
        } else {
            // Nothing is open, or only one message of something.
            hint::nothing()
        };
        vec![Heard::Caps(self.caps()), heard]
    }

    /// A call has succeeded. The messages of a conversation are no answer yet: the reply is begun with the newest of them.
    fn answered(&mut self, line: &Line, id: u32, value: &JsValue) -> Option<Heard> {
        let Some((_, context, reply)) = self.reply.take_if(|(waiting, ..)| *waiting == id) else {
            self.draft = text(value, "id").or_else(|| self.draft.take());
            return Some(Heard::Granted(id, None));
        };
        let newest = each(&get(value, "results")).iter().filter(|it| text(it, "id").is_some()).max_by(|a, b| {
            let at = |it: &JsValue| get(it, "date").dyn_ref::<Date>().map_or(0.0, Date::get_time);
            at(a).total_cmp(&at(b))
        });
        // Into no other conversation than the one that it was written for.
        let newest = newest.filter(|_| context == get(&self.context, "id"));
        let Some(message) = newest.and_then(|it| text(&it, "id")) else { return Some(Heard::Refused(id)) };
        let answer = object(&[("type", "reply".into()), ("originalMessageId", message.into())]);
        self.call(line, id, "createDraft", &[object(&[("content", content(&reply)), ("replyOptions", answer)])]);
        None
    }
}

fn content(text: &str) -> JsValue {
    object(&[("body", text.into()), ("type", "text".into())])
}

/// Whom a conversation is with: the address that is written to, and those of the contact that Front knows.
fn recipient(recipient: &JsValue) -> Person {
    let contact = get(recipient, "contact");
    let person = Person::named(&first(get(&contact, "name"), get(recipient, "name")));
    each(&get(&contact, "handles")).iter().chain([recipient.clone()]).fold(person, |person, handle| {
        let (kind, value) = (get(&handle, "type"), get(&handle, "handle"));
        match kind.as_string().as_deref() {
            Some("email") => person.email(&value),
            Some("phone" | "sms" | "whatsapp") => person.phone(&value),
            Some("twitter" | "facebook") => person.account(&kind, &value),
            _ => person,
        }
    })
}
