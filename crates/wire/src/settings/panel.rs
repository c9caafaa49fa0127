//! Who has the panel open, and what its first screen needs.

use super::words::PanelWords;
use crate::problem::Notice;
use crate::words::Words;
use serde::{Deserialize, Serialize};

/// What an admin or an owner may do here. Owners may do all that admins may.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum PanelRole {
    /// Chooses fields, switches the card on and off, and reads the rest.
    Admin,
    /// Connects stores and adds inboxes too.
    Owner,
}

/// The panel's page, before anybody is known: in the page as JSON, `<script type="application/json" id="scx-page">`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PanelPage {
    /// What stands before each of the proxy's paths: nothing, or the prefix that a reverse proxy gave it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub base: String,
    /// The inbox that it is embedded in; empty where it is a page of its own.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub inbox: String,
    /// The origins that may be around it, compared exactly; empty where it is a page of its own.
    #[serde(default)]
    pub origins: Vec<String>,
    /// The language that its words are in, BCP 47.
    pub language: String,
    /// The panel's words.
    pub panel: PanelWords,
    /// The card's words, for the boot script and the preview.
    pub words: Words,
    /// Where the glue of the Wasm module is.
    pub script: String,
    /// Where the Wasm module is.
    pub wasm: String,
    /// The version of the card.
    pub version: String,
}

/// Who has the panel open.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct PanelAgent {
    /// The agent's id at the host, or the owner's id here.
    pub id: String,
    /// The name, where one is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// What they may do.
    pub role: PanelRole,
    /// Whether they may look at a card of whoever has an e-mail: owners, and admins where their own inbox may search, whichever
    /// inbox the fields are for.
    pub may_search: bool,
}

/// `GET /api/settings`: what the panel's first screen needs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct PanelOpened {
    /// The organisation's name.
    pub tenant: String,
    /// Who is asking.
    pub agent: PanelAgent,
    /// Its inboxes, in the order in which they were added.
    pub inboxes: Vec<InboxName>,
    /// Its stores, counted.
    pub stores: StoresAtAGlance,
    /// What agents see in place of a card, and who can mend it; none where they see cards.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pending: Option<Notice>,
    /// The words in the reader's language, where the page came in another one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub speech: Option<PanelSpeech>,
}

/// The words of a page that came in another language.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct PanelSpeech {
    /// The language, BCP 47.
    pub language: String,
    /// `ltr` or `rtl`.
    pub direction: String,
    /// The panel's words.
    #[cfg_attr(feature = "schema", schema(value_type = Object))]
    pub panel: PanelWords,
    /// The card's words, for the preview.
    #[cfg_attr(feature = "schema", schema(value_type = Object))]
    pub words: Words,
}

/// An inbox by name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct InboxName {
    /// Its id, `i_…`.
    pub inbox: String,
    /// What people call it; where it has no name, where it is embedded.
    pub name: String,
    /// Its host kind: `generic`.
    pub host: String,
    /// Whether agents see the card there.
    pub active: bool,
    /// Whether it has a choice of fields of its own.
    pub own_fields: bool,
}

/// The tenant's stores, counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct StoresAtAGlance {
    /// How many are connected.
    pub connected: u32,
    /// How many of them need care: reconnect, a missing scope, a failure.
    pub need_care: u32,
}
