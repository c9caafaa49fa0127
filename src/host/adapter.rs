//! A host, as the card sees it: it names conversations, takes replies and makes room. What differs between the kinds is an
//! [`Adapter`], one file each; here is what they have in common: counting conversations, and questions that wait for answers.

use super::limits;
use super::line::Line;
use crate::decode::get;
use crate::dom;
use crate::error::CardError;
use crate::state::{Event, Token};
use js_sys::{Array, JSON, Object, Reflect};
use std::cell::Cell;
use wasm_bindgen::prelude::*;
use web_sys::{MessageEvent, MessagePort};

#[wasm_bindgen]
extern "C" {
    /// What the boot script hands over about a host.
    pub type Met;
    #[wasm_bindgen(method, getter)]
    pub(crate) fn port(this: &Met) -> Option<MessagePort>;
    #[wasm_bindgen(method, getter)]
    pub(crate) fn origin(this: &Met) -> Option<String>;
    #[wasm_bindgen(method, getter)]
    fn seq(this: &Met) -> Option<u32>;
    /// What the host can do, where it says so.
    #[wasm_bindgen(method, getter)]
    pub fn caps(this: &Met) -> JsValue;
    #[wasm_bindgen(method, getter)]
    fn queue(this: &Met) -> Option<Array>;
}

/// What a host can do. What it can't has a fallback in the card: copying, a link, scrolling.
#[derive(Default)]
pub struct Caps {
    /// It takes replies into its composer.
    pub insert: bool,
    /// The longest reply it takes.
    pub longest: Option<u32>,
    /// It makes room for the card's height.
    pub resize: bool,
    /// But never more than this.
    pub tallest: Option<u32>,
    /// It can show the card in full, beside its place in the page.
    pub full: bool,
    /// It opens links, in a window of its own.
    pub open: bool,
    /// It signs what it says: it can be asked for a host token.
    pub signs: bool,
}

/// What a message of a host means.
pub enum Heard {
    /// To the state machine as it is.
    Event(Event),
    /// An unsigned host says which conversation is open: a `HostHint` of the wire, as JSON. What it has said before means
    /// nothing new.
    Conversation(String),
    /// It has answered this question with yes, and with a host token where it was asked for one.
    Granted(u32, Option<String>),
    /// It has answered this question with no.
    Refused(u32),
    /// What it can do has changed.
    Caps(Caps),
}

/// A kind of host: what it says, and how it is asked. Whatever it can't do it is never asked.
pub trait Adapter {
    /// What it can do, as far as it is known at the handover.
    fn caps(&self) -> Caps;
    /// The first words after the handover.
    fn begin(&mut self, _line: &Line) {}
    /// Reads one message that was small enough. What is malformed means nothing.
    fn hear(&mut self, line: &Line, message: &JsValue) -> Vec<Heard>;
    /// Asks for a host token. Whether this nonce will be in it; else the hello's is, or none.
    fn ask_token(&mut self, _line: &Line, _id: u32, _nonce: &str) -> bool {
        true
    }
    /// Hands over a reply; it never sends.
    fn insert(&mut self, _line: &Line, _id: u32, _seq: u32, _text: &str) {}
    /// Says which problem the agent is told of: its code and its reference.
    fn tell_problem(&mut self, _line: &Line, _problem: &[String; 2]) {}
    /// Says how high the card is.
    fn resize(&mut self, _line: &Line, _height: i32) {}
    /// Asks to be shown in full, or as before.
    fn display(&mut self, _line: &Line, _id: u32, _full: bool) {}
    /// Says, in the agent's language, what has become of what they have just done.
    fn notify(&mut self, _line: &Line, _done: bool, _text: &str) {}
    /// Opens a link that the agent has clicked.
    fn open(&mut self, _line: &Line, _id: u32, _url: &str) {}
    /// How long, in bytes, and how deep a message may be. A vendor's own messages carry much that the card never reads.
    fn limits(&self) -> (usize, u32) {
        limits::OF_VENDORS
    }
    /// The agent looks at the card again: a host that doesn't push what was edited is asked.
    fn look_again(&mut self, _line: &Line) {}
}

/// Makes the adapter from what the boot script hands over, and the inbox's options for this kind of host. None where that can't
/// be read.
pub type NewAdapter = fn(&Met, &JsValue) -> Option<Box<dyn Adapter>>;

thread_local! {
    static SPOKEN: Cell<Option<NewAdapter>> = const { Cell::new(None) };
}

/// What the program of a kind of host does first: says which adapter is its.
pub fn speak(adapter: NewAdapter) {
    SPOKEN.set(Some(adapter));
}

/// A question to the host that is not answered yet.
enum Waiting {
    Insert { seq: u32, text: String },
    Token { seq: u32, nonce: Option<String> },
}

/// A host that has answered.
pub(crate) struct Host {
    line: Line,
    adapter: Box<dyn Adapter>,
    caps: Caps,
    /// The page around the card.
    pub(crate) origin: Option<String>,
    waiting: Vec<(u32, Waiting)>,
    last_id: u32,
    height: i32,
    /// The problem that was told last.
    told: Option<[String; 2]>,
    /// The conversation that an unsigned host has named last, and how many it has named: it counts none.
    conversation: Option<String>,
    conversations: u32,
}

impl Host {
    /// Takes over from the boot script. Gives the host, and what is known at once.
    pub(crate) fn meet(
        page: &JsValue,
        met: &Met,
        hear: &Closure<dyn FnMut(MessageEvent)>,
    ) -> Result<(Self, Vec<Event>), CardError> {
        let new = SPOKEN.get().ok_or(CardError::Handover("host"))?;
        let adapter = new(met, &get(page, "options")).ok_or(CardError::Handover("host"))?;
        let mut host = Self {
            line: Line::open(met, hear)?,
            caps: adapter.caps(),
            adapter,
            origin: met.origin(),
            waiting: Vec::new(),
            last_id: 0,
            height: 0,
            told: None,
            conversation: None,
            conversations: 0,
        };
        let queue: Vec<Event> =
            met.queue().iter().flat_map(Array::iter).flat_map(|message| host.read(&message)).collect();
        let moves = queue.iter().any(|event| matches!(event, Event::Context { .. } | Event::Hinted { .. }));
        // Where agents don't sign in by themselves, only the host can bring a new session.
        let (can_insert, signs) = (host.caps.insert, !get(page, "sign_in").is_object());
        let mut events = vec![Event::Met { seq: met.seq(), can_insert, signs, moves }];
        events.extend(host.caps.full.then_some(Event::Full(false)));
        events.extend(queue);
        host.adapter.begin(&host.line);
        Ok((host, events))
    }

    /// What the browser brought. A message from anywhere else means nothing.
    pub(crate) fn hear(&mut self, event: &MessageEvent) -> Vec<Event> {
        if self.line.brought(event) { self.read(&event.data()) } else { Vec::new() }
    }

    /// Reads one message. What is too large or too deep is dropped unread.
    fn read(&mut self, message: &JsValue) -> Vec<Event> {
        let json = message.as_string().or_else(|| JSON::stringify(message).ok()?.as_string());
        let limits = self.adapter.limits();
        if !json.is_some_and(|json| limits::fits(&json, limits)) {
            return Vec::new();
        }
        let heard = self.adapter.hear(&self.line, message);
        heard.into_iter().filter_map(|heard| self.understand(heard)).collect()
    }

    fn understand(&mut self, heard: Heard) -> Option<Event> {
        match heard {
            Heard::Event(event) => Some(event),
            Heard::Conversation(hint) => {
                if self.conversation.as_ref() == Some(&hint) {
                    return None;
                }
                self.conversation = Some(hint.clone());
                self.conversations += 1;
                Some(Event::Hinted { seq: self.conversations, hint })
            }
            Heard::Granted(id, jwt) => Some(match self.take(id)? {
                Waiting::Insert { seq, text } => Event::Inserted { seq, text, ok: true },
                Waiting::Token { seq, nonce } => Event::Token { seq, token: jwt.map(|jwt| Token { jwt, nonce }) },
            }),
            Heard::Refused(id) => self.give_up(id),
            Heard::Caps(caps) => {
                self.caps = caps;
                Some(Event::CanInsert(self.caps.insert))
            }
        }
    }

    fn take(&mut self, id: u32) -> Option<Waiting> {
        let at = self.waiting.iter().position(|(waiting, _)| *waiting == id)?;
        Some(self.waiting.swap_remove(at).1)
    }

    fn wait(&mut self, question: Waiting) -> u32 {
        self.last_id += 1;
        self.waiting.push((self.last_id, question));
        self.last_id
    }

    /// A question that the host leaves unanswered is answered with no.
    pub(crate) fn give_up(&mut self, id: u32) -> Option<Event> {
        Some(match self.take(id)? {
            Waiting::Insert { seq, text } => Event::Inserted { seq, text, ok: false },
            Waiting::Token { seq, .. } => Event::Token { seq, token: None },
        })
    }

    /// Asks for a new token. Gives the question's number; none where the host signs nothing.
    pub(crate) fn ask_token(&mut self, seq: u32) -> Option<u32> {
        if !self.caps.signs {
            return None;
        }
        let nonce = dom::random();
        let id = self.wait(Waiting::Token { seq, nonce: None });
        if self.adapter.ask_token(&self.line, id, &nonce)
            && let Some((_, Waiting::Token { nonce: given, .. })) = self.waiting.last_mut()
        {
            *given = Some(nonce);
        }
        Some(id)
    }

    /// Puts a reply into the composer; it never sends. Gives the question's number, or the answer where it is too long.
    pub(crate) fn insert(&mut self, seq: u32, text: String) -> Result<u32, Event> {
        if !self.caps.insert || self.caps.longest.is_some_and(|longest| text.encode_utf16().count() > longest as usize)
        {
            return Err(Event::Inserted { seq, text, ok: false });
        }
        let id = self.wait(Waiting::Insert { seq, text: text.clone() });
        self.adapter.insert(&self.line, id, seq, &text);
        Ok(id)
    }

    /// Says how high the card is, where the host can make room.
    pub(crate) fn tell_height(&mut self, height: i32) {
        let height =
            self.caps.tallest.and_then(|most| i32::try_from(most).ok()).map_or(height, |most| height.min(most));
        if self.caps.resize && height != self.height {
            self.height = height;
            self.adapter.resize(&self.line, height);
        }
    }

    /// Says which problem the agent is told of; once for each occasion.
    pub(crate) fn tell_problem(&mut self, problem: Option<[String; 2]>) {
        if let Some(problem) = problem.as_ref().filter(|problem| self.told.as_ref() != Some(problem)) {
            self.adapter.tell_problem(&self.line, problem);
        }
        self.told = problem;
    }

    /// Asks to be shown in full, or as before. What the host makes of it, it says itself.
    pub(crate) fn display(&mut self, full: bool) {
        self.last_id += 1;
        self.adapter.display(&self.line, self.last_id, full);
    }

    /// Says what has become of what the agent has just done.
    pub(crate) fn notify(&mut self, done: bool, text: &str) {
        self.adapter.notify(&self.line, done, text);
    }

    /// Opens a link, where the host does that. Whether it does.
    pub(crate) fn open(&mut self, url: &str) -> bool {
        if self.caps.open {
            self.last_id += 1;
            self.adapter.open(&self.line, self.last_id, url);
        }
        self.caps.open
    }

    /// The agent looks at the card again.
    pub(crate) fn look_again(&mut self) {
        self.adapter.look_again(&self.line);
    }
}

/// An object for a message.
pub fn object(parts: &[(&str, JsValue)]) -> JsValue {
    let object = Object::new().into();
    for (name, value) in parts {
        set(&object, name, value);
    }
    object
}

/// Sets a property of an object of ours.
pub fn set(object: &JsValue, name: &str, value: &JsValue) {
    // One that was made here takes every property.
    drop(Reflect::set(object, &name.into(), value));
}

/// The items of a list; none where it is something else.
pub fn each(list: &JsValue) -> Array {
    list.dyn_ref::<Array>().cloned().unwrap_or_default()
}

/// The first of these values that says something.
pub fn first(one: JsValue, other: JsValue) -> JsValue {
    if one.is_truthy() { one } else { other }
}

/// A property that is a text, and not an empty one.
pub fn text(object: &JsValue, name: &str) -> Option<String> {
    get(object, name).as_string().filter(|text| !text.is_empty())
}
