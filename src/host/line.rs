//! The way messages go between the card and its host: the port that the host transferred, or the window above the card.

use super::adapter::Met;
use crate::dom;
use crate::error::CardError;
use js_sys::Function;
use wasm_bindgen::prelude::*;
use web_sys::{MessageEvent, MessagePort, Window};

/// Where messages go to, and come from.
pub enum Line {
    /// The port that the host transferred: only its holder hears and speaks.
    Port(MessagePort),
    /// The window above, on this origin.
    Window {
        /// It gets the messages.
        above: Window,
        /// Exactly this origin: the browser gives a message to no other.
        origin: String,
    },
}

impl Line {
    /// The line of a host that has answered. From here on `hear` is its listener.
    pub(crate) fn open(met: &Met, hear: &Closure<dyn FnMut(MessageEvent)>) -> Result<Self, CardError> {
        let listener: &Function = hear.as_ref().unchecked_ref();
        if let Some(port) = met.port() {
            port.set_onmessage(Some(listener));
            return Ok(Self::Port(port));
        }
        let above = dom::window().parent().ok().flatten().ok_or(CardError::NoPort)?;
        dom::window().set_onmessage(Some(listener));
        Ok(Self::Window { above, origin: met.origin().ok_or(CardError::Handover("origin"))? })
    }

    /// Whether an event came over this line, and not from another window.
    pub(crate) fn brought(&self, event: &MessageEvent) -> bool {
        match self {
            Self::Port(_) => true,
            Self::Window { above, origin } => {
                event.source().is_some_and(|source| source.loose_eq(above)) && event.origin() == *origin
            }
        }
    }

    /// Says something.
    pub fn post(&self, message: &JsValue) {
        // Neither fails: the messages are ours, and on a closed line nobody is left to be told.
        match self {
            Self::Port(port) => drop(port.post_message(message)),
            Self::Window { above, origin } => drop(above.post_message(message, origin)),
        }
    }
}
