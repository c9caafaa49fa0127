//! What can go wrong at the token endpoint, when a test wants it.

use serde::{Deserialize, Serialize};

/// Something that goes wrong at the token endpoint of one shop. As JSON: `"html"`, `{"status": 503}`, `{"refuse": "invalid_grant"}`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OauthFault {
    /// Answers with this HTTP status and Shopify's body for it; nothing is done.
    Status(u16),
    /// Answers 200 with a page of HTML; nothing is done.
    Html,
    /// Does the work, then closes the connection without an answer.
    LostAnswer,
    /// Takes the request, does nothing and never answers.
    NeverAnswers,
    /// Answers after so many milliseconds.
    Slow(u64),
    /// Leaves `expires_in` out, though the token expires.
    NoExpiresIn,
    /// Refuses with this error code; nothing is done.
    Refuse(String),
}

/// Where a request to the token endpoint can be held back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TokenGate {
    /// The request has arrived; nothing is done yet. Once released it is done, even if the client has gone.
    BeforeWork,
    /// The work is done and the old state is gone; the answer has not left.
    AfterWork,
}
