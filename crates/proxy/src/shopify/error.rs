//! What can go wrong when Shopify is asked, by what the caller can do about it. No text of Shopify's is in here.

use context_card_wire::Problem;

/// No data came.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ShopifyError {
    /// Connect the store again: its token is not accepted.
    #[error("Shopify does not accept the token; make a new one and connect the store again")]
    Token,
    /// Exchange the token for one that expires, or connect the store again: Shopify takes no others from this app any more.
    #[error("Shopify takes no token from this app that never expires; exchange it, or connect the store again")]
    TokenMustExpire,
    /// Ask Shopify for approval: the app may not see what it asked for at all.
    #[error("Shopify holds customer data back from this app; ask Shopify for access to protected customer data")]
    NotApproved,
    /// Grant a scope: without it nothing of what was asked for is given.
    #[error("the token lacks the scope {scope}; grant it to the app in Shopify")]
    Scope {
        /// The scope.
        scope: String,
    },
    /// Wait for the owner: the store is frozen, unpaid or locked.
    #[error("Shopify has frozen or locked the store; its owner must settle that with Shopify")]
    Frozen,
    /// Check the address: there is no such shop.
    #[error("Shopify knows no such store; check its address")]
    Gone,
    /// Ask nothing more: the store was disconnected meanwhile.
    #[error("the store was disconnected")]
    Disconnected,
    /// Ask again after so many seconds.
    #[error("Shopify asks to wait {seconds} s; try again then")]
    Throttled {
        /// How long, in whole seconds, at least one.
        seconds: u32,
    },
    /// Try again later.
    #[error("no usable answer from Shopify ({0}); try again")]
    Unreachable(Cause),
    /// Mend this program: Shopify refuses the request itself.
    #[error("Shopify refused the request itself ({0}); a newer version of this program may help")]
    Refused(Refusal),
}

/// Why there is no answer that can be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Cause {
    /// An HTTP status that says so.
    #[error("status {0}")]
    Status(u16),
    /// Shopify says that it failed inside.
    #[error("internal error")]
    Internal,
    /// A body that is not JSON, is cut off, or holds neither data nor errors.
    #[error("not an answer of GraphQL")]
    NotAnAnswer,
    /// A body above the limit.
    #[error("an answer that is too large")]
    TooLarge,
    /// No answer in time.
    #[error("no answer in time")]
    Timeout,
    /// No connection could be made.
    #[error("no connection")]
    Connect,
    /// The connection broke.
    #[error("the connection broke")]
    Broken,
    /// The task that asked has died.
    #[error("the asking task died")]
    Died,
    /// Nothing was asked: the store's credentials can't be read, opened or kept on this side.
    #[error("the credentials can't be read or kept here")]
    Credentials,
}

/// Why Shopify refuses a request that this program made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// It costs more than one request may.
    #[error("it costs too much")]
    TooExpensive,
    /// A variable is wrong.
    #[error("a variable is wrong")]
    Variable,
    /// It does not fit Shopify's schema.
    #[error("it does not fit the schema")]
    Schema,
    /// An HTTP status that says so.
    #[error("status {0}")]
    Status(u16),
}

impl ShopifyError {
    /// The task that asked has died.
    #[must_use]
    pub const fn died() -> Self {
        Self::Unreachable(Cause::Died)
    }

    /// What the agent is told.
    #[must_use]
    pub fn problem(&self) -> Problem {
        match *self {
            Self::Token | Self::TokenMustExpire => Problem::ReconnectNeeded,
            Self::NotApproved => Problem::ProtectedData,
            Self::Scope { ref scope } => Problem::ScopeMissing { scope: scope.clone() },
            Self::Frozen => Problem::StoreFrozen,
            Self::Gone => Problem::StoreGone,
            Self::Disconnected => Problem::Disconnected,
            Self::Throttled { seconds } => Problem::Throttled { seconds },
            Self::Unreachable(_) => Problem::StoreUnreachable,
            Self::Refused(_) => Problem::Internal,
        }
    }

    /// Whether the store must be connected again: its token is not accepted, and nothing else can be done.
    #[must_use]
    pub const fn needs_reconnect(&self) -> bool {
        matches!(self, Self::Token | Self::TokenMustExpire)
    }

    /// Whether an older answer may stand in: the store is as it was, it just can't be asked now.
    #[must_use]
    pub const fn is_passing(&self) -> bool {
        matches!(self, Self::Frozen | Self::Unreachable(_) | Self::Throttled { .. })
    }

    /// Whether asking once more, at once, may help.
    #[must_use]
    pub const fn is_worth_a_retry(&self) -> bool {
        match *self {
            Self::Unreachable(Cause::Status(status)) => matches!(status, 500 | 502 | 503 | 504 | 520),
            Self::Unreachable(cause) => matches!(cause, Cause::Internal | Cause::Broken),
            _ => false,
        }
    }
}

/// A part of the data that Shopify holds back; it is `null` there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Denial {
    /// Where, as a JSON pointer into the data.
    pub path: String,
    /// Why.
    pub why: Why,
}

/// Why a part is held back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Why {
    /// The connection lacks a scope.
    Scope(String),
    /// Protected customer data.
    Protected,
    /// Shopify failed there, or says something that is new to us.
    Failed,
}

impl Why {
    /// What the agent is told.
    #[must_use]
    pub fn problem(&self) -> Problem {
        match self {
            Self::Scope(scope) => Problem::ScopeMissing { scope: scope.clone() },
            Self::Protected => Problem::ProtectedData,
            Self::Failed => Problem::StoreUnreachable,
        }
    }
}
