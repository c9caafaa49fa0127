//! How the card looks: one file per component, each a function from plain values to HTML.
//!
//! The same functions draw in the browser (`csr`) and natively (`ssr`); none of them knows a browser. They attach no
//! listeners either: what can be clicked says so in `data-act` and `data-arg`, and one listener reads it (`app.rs`).

mod answer;
mod card;
mod choices;
mod copy;
mod customer;
mod details;
mod element;
mod fields;
mod header;
mod history;
mod html;
mod icon;
mod link;
mod notice;
mod orders;
mod people;
mod product;
mod search;
mod section;
mod sign_in;
mod skeleton;
mod timeline;

use crate::state::State;
use context_card_wire::Words;
use leptos::prelude::*;

/// What every component may look at.
pub struct Look<'a> {
    /// The interface's words.
    pub words: &'a Words,
    /// What is on screen.
    pub state: &'a State,
}

pub use card::{card, said};

/// Text for screen readers only.
fn hidden(text: String) -> AnyView {
    html::word("hid", text)
}

/// Text from people, which may run in the other direction than the interface.
fn from_people(text: String) -> AnyView {
    html::classed(element::BDI, "", text.into_any())
}

/// Nothing at all.
fn nothing() -> AnyView {
    None::<AnyView>.into_any()
}
