//! What the embed page carries for the boot script and the card, as JSON in a script tag that is never run.

use crate::card::Card;
use crate::words::Words;
use serde::{Deserialize, Serialize};

/// Known before any customer is: in the page's first bytes, `<script type="application/json" id="scx-page">`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Page {
    /// The inbox.
    pub inbox: String,
    /// The origins that may be around the card: compared exactly, as strings.
    pub origins: Vec<String>,
    /// The interface's words.
    pub words: Words,
    /// Where the glue of the Wasm module is.
    pub script: String,
    /// Where the Wasm module is.
    pub wasm: String,
    /// The version of the card.
    pub version: String,
}

/// The card that came with the page by ticket: `<script type="application/json" id="scx-card-data">`.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct Arrival {
    /// The session.
    pub session: String,
    /// Seconds until it must be renewed.
    pub expires_in: u32,
    /// The card, drawn above.
    pub card: Card,
}
