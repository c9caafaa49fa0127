//! What is sent to the proxy's routes, and what comes back.
//!
//! The session goes in the header `Authorization: Bearer …`, never in a body or an address.

use crate::card::Card;
use crate::config::CardConfig;
use crate::handle::{Cursor, Handle};
use crate::host_hint::HostHint;
use crate::problem::Notice;
use crate::words::Words;
use serde::{Deserialize, Serialize};

/// `POST /api/tickets`, from the host's backend.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct TicketRequest {
    /// The host token.
    pub token: String,
}

/// The answer to [`TicketRequest`].
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct TicketReply {
    /// The one-time address of the card. It names nobody.
    pub url: String,
    /// Seconds until it no longer works.
    pub expires_in: u32,
}

/// `POST /api/session`.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct SessionRequest {
    /// The host token.
    pub token: String,
    /// The nonce of the card's hello.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub nonce: Option<String>,
    /// The origin of the page around the card, as the browser reported it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent_origin: Option<String>,
}

/// The answer to [`SessionRequest`].
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct SessionStarted {
    /// The session.
    pub session: String,
    /// Seconds until it must be renewed.
    pub expires_in: u32,
    /// Who the host says is asking.
    pub agent: AgentInfo,
    /// The inbox.
    pub inbox: String,
}

/// The person at the helpdesk.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct AgentInfo {
    /// Their id at the host.
    pub id: String,
    /// Their name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// What they may do, as granted: `admin` or `agent`.
    pub role: String,
}

/// A session for the card: the answer to `POST /api/session/renew`.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct SessionReply {
    /// The session.
    pub session: String,
    /// Seconds until it must be renewed.
    pub expires_in: u32,
}

/// `POST /api/sign-in/code`: an agent of an unsigned host trades a one-time code for a session, as [`SessionStarted`]. The
/// same session comes back from `POST /api/sign-in/resume` while the browser keeps the sign-in's cookie.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct CodeRequest {
    /// The inbox.
    pub inbox: String,
    /// The code, as it was typed: case, spaces and dashes don't matter.
    pub code: String,
}

/// `POST /api/sign-in/resume`, with the sign-in's cookie.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct ResumeRequest {
    /// The inbox.
    pub inbox: String,
}

/// `POST /api/card`: with a host token, or with a session in the header.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct CardRequest {
    /// The host token; none where a session is in the header.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub token: Option<String>,
    /// The nonce of the card's hello.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub nonce: Option<String>,
    /// The origin of the page around the card, as the browser reported it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent_origin: Option<String>,
    /// What an unsigned host says of the conversation. With the session of an agent who has signed in only; the answer brings a
    /// session for this conversation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hint: Option<HostHint>,
    /// What stood behind the `#` of an address that the host's backend has signed, in place of a host token.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Option<SignedAddress>,
    /// Counts the host's contexts; the answer to an old one is never drawn.
    #[serde(default)]
    pub seq: u32,
    /// Ask Shopify again, whatever is in the cache. With a session only.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub fresh: bool,
    /// Which of several contacts: a place in [`Card::people`](crate::Card::people). With a session only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub person: Option<u32>,
    /// Look up every identifier of the contact, not only the first four. With a session only.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub all: bool,
}

/// What the backend of a host has signed for the address of the card's frame.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct SignedAddress {
    /// The inbox whose address it is, `i_…`.
    pub inbox: String,
    /// What is signed: the value of `scx`.
    pub scx: String,
}

/// The answer to [`CardRequest`].
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct CardReply {
    /// A new session, where a host token or a hint was sent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub session: Option<String>,
    /// Seconds until the session must be renewed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires_in: Option<u32>,
    /// The card.
    pub card: Card,
    /// The card drawn, for the first one of a page, while Wasm still loads.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub html: Option<String>,
}

/// A [`CardReply`] as the boot script reads it.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct CardOpened {
    /// The answer.
    #[serde(flatten)]
    pub reply: CardReply,
    /// The agent's language, where a host token was sent and the page is in another one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub speech: Option<Speech>,
}

/// A language for a page that is in another one: it was sent before anybody knew who would read it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Speech {
    /// For the page's `lang`.
    pub language: String,
    /// For the page's `dir`.
    pub direction: String,
    /// The interface's words.
    #[cfg_attr(feature = "schema", schema(value_type = Object))]
    pub words: Words,
}

/// `POST /api/orders`: more of a customer's orders.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct OrdersRequest {
    /// The customer.
    pub handle: Handle,
    /// Where to go on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cursor: Option<Cursor>,
    /// Only the order with this number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub query: Option<String>,
    /// Only these.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub filter: Option<OrderFilter>,
}

/// Some of a customer's orders.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum OrderFilter {
    /// Neither archived nor cancelled.
    Open,
    /// Not shipped, or not wholly.
    Unfulfilled,
    /// Refunded, wholly or in part.
    Refunded,
}

impl OrderFilter {
    /// All of them.
    pub const EVERY: [Self; 3] = [Self::Open, Self::Unfulfilled, Self::Refunded];

    /// Its name on the wire.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Unfulfilled => "unfulfilled",
            Self::Refunded => "refunded",
        }
    }
}

/// `POST /api/search`: customers and guests by e-mail, phone, name or order number, in every store. Needs the reach `search`.
/// The answer is a [`Card`] whose sections hold who was found, to choose from: also where there is only one.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct SearchRequest {
    /// What the agent typed.
    pub query: String,
}

/// `POST /api/link` and `POST /api/unlink`: ties a customer to the session's contact, or unties them. Answered with 204.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct LinkRequest {
    /// The customer.
    pub handle: Handle,
    /// To which of several contacts: a place in [`Card::people`](crate::Card::people).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub person: Option<u32>,
}

/// `POST /api/history`: a customer's orders over time, as a [`History`](crate::History).
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct HistoryRequest {
    /// The customer, or the guest.
    pub handle: Handle,
}

/// `POST /api/product`: a line item's product, as [`ProductDetails`](crate::ProductDetails).
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct ProductRequest {
    /// The product.
    pub handle: Handle,
}

/// `POST /api/order`: one order's details.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct OrderRequest {
    /// The order.
    pub handle: Handle,
    /// Ask Shopify again, whatever is in the cache.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub fresh: bool,
}

/// What `GET /api/live` tells, one a line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct LiveEvent {
    /// Something that the card shows changed: ask for it again.
    pub changed: Changed,
}

/// Where something changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Changed {
    /// The shop's domain; none where it may be any, or is there no more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shop: Option<String>,
}

/// `PUT /api/settings/card` when somebody else was faster.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct SettingsConflict {
    /// What is wrong and what to do.
    pub problem: Notice,
    /// What holds now.
    pub current: CardConfig,
}

/// Every answer that is not a success.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct ProblemReply {
    /// What is wrong and what to do.
    pub problem: Notice,
}
