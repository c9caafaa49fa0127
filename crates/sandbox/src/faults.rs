//! What a test can make go wrong, and what it can read afterwards.

use serde::{Deserialize, Serialize};

use crate::state::Protected;

/// Something that goes wrong in one shop. As JSON: `"throttled"`, `{"slow": 300}`, `{"status": 503}`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fault {
    /// Answers after so many milliseconds.
    Slow(u64),
    /// Answers with this HTTP status and Shopify's body for it.
    Status(u16),
    /// Answers with this HTTP status and a page of HTML, as what stands before Shopify does.
    HtmlStatus(u16),
    /// Answers `Unavailable Shop` with this HTTP status: 402, and 403 has been seen too.
    Frozen(u16),
    /// Answers 403: tokens without end are no longer taken.
    NonExpiringRefused,
    /// Answers 403: the merchant must approve a scope first.
    ApprovalRequired,
    /// Answers 200 with one error of this code and no data, such as `SHOP_INACTIVE`.
    ErrorCode(String),
    /// Answers `THROTTLED`.
    Throttled,
    /// Answers `INTERNAL_SERVER_ERROR` with HTTP 200.
    InternalError,
    /// Answers 200 with a page of HTML.
    Html,
    /// Answers 200 with nothing.
    EmptyBody,
    /// Answers half of the JSON.
    TruncatedJson,
    /// Says that another version of the API was served.
    WrongVersion,
    /// Never answers.
    NeverAnswers,
    /// Refuses all tokens of the shop, until `RestoreToken`.
    RevokeToken,
    /// Takes them again.
    RestoreToken,
    /// Gives all tokens of the shop these scopes.
    Scopes(Vec<String>),
    /// Withholds protected customer data.
    Protected(Protected),
    /// Denies fields such as `Order.returns` as if a scope were missing, and with them what can't be without them.
    Denied(Vec<String>),
}

/// One request that reached a shop. No token is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LogEntry {
    /// When, by the sandbox's clock.
    pub time: String,
    /// The shop's domain.
    pub shop: String,
    /// The path that was asked for.
    pub path: String,
    /// The operation's name, where it could be read.
    pub operation: Option<String>,
    /// The fields at the root, `alias: field` where they have one.
    pub root_fields: Vec<String>,
    /// The cost before it ran.
    pub requested_cost: Option<u64>,
    /// The cost of what came.
    pub actual_cost: Option<u64>,
    /// The HTTP status.
    pub status: u16,
}
