//! What the embed page carries for the boot script and the card, as JSON in a script tag that is never run.

use crate::card::Card;
use crate::words::Words;
use serde::{Deserialize, Serialize};

/// Known before any customer is: in the page's first bytes, `<script type="application/json" id="scx-page">`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Page {
    /// What stands before each of the proxy's paths: nothing; the prefix that a reverse proxy gave us; in a card without an
    /// iframe, the proxy's whole address. It never ends in a slash.
    #[serde(default)]
    pub base: String,
    /// The inbox.
    pub inbox: String,
    /// The origins that may be around the card: compared exactly, as strings.
    pub origins: Vec<String>,
    /// The kind of host: which of the adapters in `src/host` speaks with it. Fixed by the inbox, never guessed.
    pub host: String,
    /// What has to be known of this host beside its kind.
    #[serde(default, skip_serializing_if = "HostOptions::is_empty")]
    pub options: HostOptions,
    /// How agents sign in, where the host doesn't sign what it says. None where it does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sign_in: Option<SignInWays>,
    /// The interface's words.
    pub words: Words,
    /// Where the glue of the Wasm module is.
    pub script: String,
    /// Where the Wasm module is.
    pub wasm: String,
    /// The version of the card.
    pub version: String,
}

/// What an admin sets about a host, beside its kind. Kept with the inbox, sent to the card.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct HostOptions {
    /// Chatwoot's white labels rename their messages: the part before `-dashboard-app:`. None: `chatwoot`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub prefix: Option<String>,
    /// How a host whose backend signs the frame's address does that. Of other hosts, none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signature: Option<AddressSignature>,
    /// Whether a vendor's page may have the card without an iframe. Of other hosts, none.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub inline: bool,
}

/// How the backend of a host signs the address of the card's frame. A setting, and never told from the address.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum AddressSignature {
    /// `v1.<kid>.<time>.<nonce>.<context>.<HMAC-SHA256>`.
    #[default]
    Hmac,
    /// A host token: a JWT.
    Jwt,
}

impl HostOptions {
    /// Whether nothing is set.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// How agents of a host that signs nothing sign in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignInWays {
    /// The name of the organisation's `OpenID` provider, where it has one: signed in there, in a window of its own. By a code
    /// that an admin makes, always.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub provider: Option<String>,
}

/// What a card without an iframe begins with: `GET /embed/{inbox}/inline`, for a page of somebody else's.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Inline {
    /// The same that a page of ours carries, but for `base`: only the page that asks knows where it asks.
    pub page: Page,
    /// The module that shows the card (`www/inline/card.js`).
    pub program: String,
    /// The language of the words.
    pub language: String,
    /// In which direction that is written.
    pub direction: String,
    /// What is seen until there is a card.
    pub html: String,
}

/// What came with the page: the card by ticket, or the session of an agent who has signed in before.
/// `<script type="application/json" id="scx-card-data">`.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct Arrival {
    /// The session.
    pub session: String,
    /// Seconds until it must be renewed.
    pub expires_in: u32,
    /// The card, drawn above; none where the host has yet to say of whom.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub card: Option<Card>,
}
