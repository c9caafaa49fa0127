//! MCP Apps: JSON-RPC 2.0 on the window above. A host says what it can do when it is met, and its scheme and tokens then and
//! whenever they change. Of a contact the standard knows nothing: one that means us says it under a key of its own in its
//! context, or in the arguments of the tool that the card belongs to.
//!
//! It has no composer, so replies are copied; it makes room and opens links.
#![no_main]

use shopify_context_card::host::{
    Adapter, Caps, Heard, Line, each, first, get,
    hint::{self, Person},
    object,
    rpc::{answer, refused, say},
    speak, text, theme,
};
use shopify_context_card::state::Event;
use wasm_bindgen::prelude::*;

#[wasm_bindgen(start)]
fn begin() {
    speak(|_, _| Some(Box::new(McpApps::default())));
}

/// Where a host's context names the conversation and its contact.
const KEY: &str = "shopify-context-card/context";

/// Our tokens, and what the standard calls them.
const TOKENS: [(&str, &str); 8] = [
    ("--scx-ink", "--color-text-primary"),
    ("--scx-muted", "--color-text-secondary"),
    ("--scx-surface", "--color-background-primary"),
    ("--scx-sunken", "--color-background-secondary"),
    ("--scx-line", "--color-border-primary"),
    ("--scx-focus", "--color-ring-primary"),
    ("--scx-font", "--font-sans"),
    ("--scx-radius", "--border-radius-md"),
];

/// The largest of the standard's three displays.
const FULL: &str = "fullscreen";

#[derive(Default)]
struct McpApps {
    links: bool,
    /// Whether it can show the card in full.
    full: bool,
}

impl McpApps {
    /// What a host says of itself: all of it at first, later what has changed.
    fn follow(&mut self, context: &JsValue) -> Vec<Heard> {
        let said = get(&get(context, "styles"), "variables");
        let tokens: Vec<_> = TOKENS.iter().map(|(ours, theirs)| (*ours, get(&said, theirs))).collect();
        theme::take(&get(context, "theme"), &object(&tokens));
        let full = each(&get(context, "availableDisplayModes")).iter().any(|mode| mode == FULL);
        let offered = (full && !self.full).then_some(Heard::Event(Event::Full(false)));
        self.full |= full;
        let shown = shown(&get(context, "displayMode")).filter(|_| self.full);
        offered.into_iter().chain(shown).chain(named(&get(context, KEY))).collect()
    }
}

impl Adapter for McpApps {
    fn caps(&self) -> Caps {
        Caps { resize: true, open: self.links, ..Caps::default() }
    }

    fn begin(&mut self, line: &Line) {
        say(line, None, "ui/notifications/initialized", &[]);
    }

    fn hear(&mut self, line: &Line, message: &JsValue) -> Vec<Heard> {
        let (params, asked) = (get(message, "params"), get(message, "id"));
        match text(message, "method").as_deref() {
            // The answer to the boot script's first words, and to nothing else.
            None if asked.as_f64() == Some(0.0) => {
                let met = get(message, "result");
                self.links = get(&get(&met, "hostCapabilities"), "openLinks").is_object();
                let mut heard = vec![Heard::Caps(self.caps())];
                heard.extend(self.follow(&get(&met, "hostContext")));
                heard
            }
            // To the question how the card is to be shown: how it is shown now.
            None => shown(&get(&get(message, "result"), "mode")).into_iter().collect(),
            Some("ui/notifications/host-context-changed") => self.follow(&params),
            Some("ui/notifications/tool-input") => named(&get(&params, "arguments")).into_iter().collect(),
            Some(method) if !asked.is_undefined() => {
                let ends = method == "ui/resource-teardown";
                let known = ends || method == "ping";
                let no = || refused(-32601, "the card has no such method");
                answer(line, asked, if known { ("result", object(&[])) } else { no() });
                ends.then_some(Heard::Event(Event::Teardown)).into_iter().collect()
            }
            _ => Vec::new(),
        }
    }

    fn resize(&mut self, line: &Line, height: i32) {
        say(line, None, "ui/notifications/size-changed", &[("height", height.into())]);
    }

    fn display(&mut self, line: &Line, id: u32, full: bool) {
        let mode = if full { FULL } else { "inline" };
        say(line, Some(id), "ui/request-display-mode", &[("mode", mode.into())]);
    }

    fn open(&mut self, line: &Line, id: u32, url: &str) {
        say(line, Some(id), "ui/open-link", &[("url", url.into())]);
    }
}

/// How the card is shown. Beside its place in the page only the whole screen is larger.
fn shown(mode: &JsValue) -> Option<Heard> {
    Some(Heard::Event(Event::Full(mode.as_string()? == FULL)))
}

/// The conversation and whom it is with, written as in a host token; everything in it is unverified.
fn named(context: &JsValue) -> Option<Heard> {
    let (contact, conversation) = (get(context, "contact"), get(context, "conversation"));
    let people: Vec<_> = each(&get(context, "contacts"))
        .iter()
        .chain(contact.is_object().then_some(contact))
        .map(|one| person(&one))
        .collect();
    // The arguments of some other tool.
    let is_ours = !people.is_empty() || conversation.is_object();
    is_ours.then(|| hint::conversation(&get(&conversation, "id"), &get(&conversation, "channel"), people))
}

fn person(contact: &JsValue) -> Person {
    let mut person = Person::named(&get(contact, "name"));
    for email in each(&get(contact, "emails")).iter() {
        person = person.email(&first(get(&email, "address"), email));
    }
    for phone in each(&get(contact, "phones")).iter() {
        person = person.phone(&first(get(&phone, "number"), phone));
    }
    person
}
