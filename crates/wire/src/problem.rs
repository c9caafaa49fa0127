//! Honest reasons why something is not shown, and what to do about it.
//!
//! The proxy finds a [`Problem`], puts it into words as a [`Notice`], and the card draws the notice.

use serde::{Deserialize, Serialize};

/// Why something is not shown. Each has a code, a sentence for the agent, one for the admin, and an action;
/// the sentences are in the message catalogue under `problem.<code>`.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Problem {
    /// No store is connected, or the card has not been set up.
    #[error("no store is connected")]
    NotConfigured,
    /// An admin has switched the card off in this inbox.
    #[error("the card is switched off in this inbox")]
    SwitchedOff,
    /// The conversation names nobody: no e-mail, no phone.
    #[error("the conversation names no contact")]
    NoContact,
    /// Shopify answered, and nobody matches.
    #[error("no customer matches")]
    NoMatch,
    /// The host has not verified what the contact is known by, and the inbox looks up verified identifiers only.
    #[error("the contact's identifiers are not verified")]
    NotVerified,
    /// The inbox looks nobody up by what the contact is known by.
    #[error("matching is switched off")]
    MatchingOff,
    /// The contact has nothing that a link could hang on.
    #[error("there is nothing to link")]
    NothingToLink,
    /// What was typed into the search says too little, or too much.
    #[error("the search says too little")]
    BadSearch,
    /// Nobody was found for what the agent typed.
    #[error("nobody was found")]
    NothingFound,
    /// More were found than are shown.
    #[error("more than {shown} were found")]
    MoreFound {
        /// So many are shown.
        shown: u32,
    },
    /// More than one customer matches; the agent chooses.
    #[error("several customers match")]
    SeveralMatches,
    /// The store's connection lacks a scope.
    #[error("the scope {scope} is missing")]
    ScopeMissing {
        /// The missing scope, for example `read_orders`.
        scope: String,
    },
    /// Shopify holds back protected customer data from this app.
    #[error("Shopify holds back protected customer data")]
    ProtectedData,
    /// Older than 60 days, and the connection has no `read_all_orders`.
    #[error("orders older than 60 days need read_all_orders")]
    OlderThan60Days,
    /// Shopify asks to wait.
    #[error("throttled for {seconds} s")]
    Throttled {
        /// How long, in whole seconds.
        seconds: u32,
    },
    /// The store is frozen, unpaid or locked.
    #[error("the store is frozen")]
    StoreFrozen,
    /// Shopify did not answer, or not in a way that can be understood.
    #[error("the store can't be reached")]
    StoreUnreachable,
    /// There is no such shop any more.
    #[error("the store is gone")]
    StoreGone,
    /// The store was disconnected while the answer was on its way.
    #[error("the store was disconnected")]
    Disconnected,
    /// The connection's token is no longer accepted.
    #[error("the store must be connected again")]
    ReconnectNeeded,
    /// The session, ticket or host token is too old.
    #[error("the session has expired")]
    SessionExpired,
    /// The host signs nothing, and the agent has not signed in.
    #[error("the agent has to sign in")]
    SignInNeeded,
    /// A code to sign in is wrong, too old, or was used.
    #[error("the code is not accepted")]
    CodeRefused,
    /// All that is known of the contact is a hint of an unsigned host, and the inbox doesn't have the reach `search`.
    #[error("the contact is only a hint")]
    HintOnly,
    /// More was asked in a short time than is answered.
    #[error("too many requests")]
    TooManyRequests,
    /// The host's proof of who is asking is not accepted.
    #[error("the host token is not accepted: {reason}")]
    NotSignedIn {
        /// What is wrong with it, in a few words for the vendor; nothing of the token itself.
        reason: String,
    },
    /// The page around the card is not one of the inbox's origins.
    #[error("embedding is not allowed here")]
    EmbeddingNotAllowed,
    /// Who asks may not do this.
    #[error("not allowed")]
    NotAllowed,
    /// What was asked for is not there, or not for this session.
    #[error("not found")]
    NotFound,
    /// What was sent can't be understood.
    #[error("the request is wrong: {reason}")]
    BadRequest {
        /// The field that is wrong.
        field: Option<String>,
        /// What is wrong with it, in a few words.
        reason: String,
    },
    /// Somebody else has saved a newer version.
    #[error("changed by somebody else")]
    Conflict,
    /// The proxy itself failed; the reference finds it in the log.
    #[error("internal error")]
    Internal,
}

impl Problem {
    /// One of each, for tests and for the documentation.
    #[must_use]
    pub fn every() -> Vec<Self> {
        vec![
            Self::NotConfigured,
            Self::SwitchedOff,
            Self::NoContact,
            Self::NoMatch,
            Self::NotVerified,
            Self::MatchingOff,
            Self::NothingToLink,
            Self::BadSearch,
            Self::NothingFound,
            Self::MoreFound { shown: 5 },
            Self::SeveralMatches,
            Self::ScopeMissing { scope: "read_orders".into() },
            Self::ProtectedData,
            Self::OlderThan60Days,
            Self::Throttled { seconds: 3 },
            Self::StoreFrozen,
            Self::StoreUnreachable,
            Self::StoreGone,
            Self::Disconnected,
            Self::ReconnectNeeded,
            Self::SessionExpired,
            Self::SignInNeeded,
            Self::CodeRefused,
            Self::HintOnly,
            Self::TooManyRequests,
            Self::NotSignedIn { reason: "its signature is wrong".into() },
            Self::EmbeddingNotAllowed,
            Self::NotAllowed,
            Self::NotFound,
            Self::BadRequest { field: Some("token".into()), reason: "it is missing".into() },
            Self::Conflict,
            Self::Internal,
        ]
    }

    /// The code on the wire and in the log.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::NotConfigured => "not_configured",
            Self::SwitchedOff => "switched_off",
            Self::NoContact => "no_contact",
            Self::NoMatch => "no_match",
            Self::NotVerified => "not_verified",
            Self::MatchingOff => "matching_off",
            Self::NothingToLink => "nothing_to_link",
            Self::BadSearch => "bad_search",
            Self::NothingFound => "nothing_found",
            Self::MoreFound { .. } => "more_found",
            Self::SeveralMatches => "several_matches",
            Self::ScopeMissing { .. } => "scope_missing",
            Self::ProtectedData => "protected_data",
            Self::OlderThan60Days => "older_than_60_days",
            Self::Throttled { .. } => "throttled",
            Self::StoreFrozen => "store_frozen",
            Self::StoreUnreachable => "store_unreachable",
            Self::StoreGone => "store_gone",
            Self::Disconnected => "disconnected",
            Self::ReconnectNeeded => "reconnect_needed",
            Self::SessionExpired => "session_expired",
            Self::SignInNeeded => "sign_in_needed",
            Self::CodeRefused => "code_refused",
            Self::HintOnly => "hint_only",
            Self::TooManyRequests => "too_many_requests",
            Self::NotSignedIn { .. } => "not_signed_in",
            Self::EmbeddingNotAllowed => "embedding_not_allowed",
            Self::NotAllowed => "not_allowed",
            Self::NotFound => "not_found",
            Self::BadRequest { .. } => "bad_request",
            Self::Conflict => "conflict",
            Self::Internal => "internal",
        }
    }

    /// What the agent can do about it.
    #[must_use]
    pub const fn action(&self) -> Action {
        match self {
            Self::NotConfigured
            | Self::SwitchedOff
            | Self::NotVerified
            | Self::MatchingOff
            | Self::HintOnly
            | Self::ScopeMissing { .. }
            | Self::ProtectedData
            | Self::OlderThan60Days
            | Self::StoreGone
            | Self::Disconnected
            | Self::ReconnectNeeded
            | Self::EmbeddingNotAllowed
            | Self::NotAllowed => Action::AskAdmin,
            Self::Throttled { .. }
            | Self::StoreFrozen
            | Self::StoreUnreachable
            | Self::TooManyRequests
            | Self::Conflict
            | Self::Internal => Action::Retry,
            Self::SessionExpired | Self::NotSignedIn { .. } => Action::Reopen,
            Self::SeveralMatches => Action::Choose,
            Self::NoContact
            | Self::NoMatch
            | Self::NothingToLink
            | Self::BadSearch
            | Self::NothingFound
            | Self::MoreFound { .. }
            | Self::SignInNeeded
            | Self::CodeRefused
            | Self::NotFound
            | Self::BadRequest { .. } => Action::Nothing,
        }
    }
}

/// What the agent can do about a problem.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Action {
    /// Nothing is wrong, or nothing can be done from here.
    Nothing,
    /// Try again.
    Retry,
    /// Choose one of several.
    Choose,
    /// Open the conversation again.
    Reopen,
    /// Tell an admin; the notice carries the sentence for them.
    AskAdmin,
}

/// A [`Problem`] in words, as it stands on the card and in every error answer: `{"problem":{…}}`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Notice {
    /// The problem's code.
    pub code: String,
    /// The sentence for the agent.
    pub message: String,
    /// The sentence for the admin, where there is something an admin can do.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub admin: Option<String>,
    /// What the agent can do.
    pub action: Action,
    /// The field that is wrong or not shown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub field: Option<String>,
    /// Try again after so many seconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retry_in: Option<u32>,
    /// Finds this occasion in the proxy's log. It can be copied with one click. Empty where nothing failed.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub reference: String,
}
