//! Why Shopify gives no token, by what the caller can do about it. No text of Shopify's is in here.

use crate::shopify::{Cause, ShopifyError};
use context_card_wire::Problem;

/// No token came.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TokenError {
    /// Give the app's right client id and secret: Shopify does not know these. The connection itself may be whole.
    #[error("Shopify does not accept the app's client id and secret; check them in the app's settings at Shopify")]
    BadSecret,
    /// Connect the store again: its refresh token is spent, expired or revoked.
    #[error("the store's refresh token is dead; connect the store again")]
    DeadRefreshToken,
    /// Connect the store again: the token that was to be exchanged is not accepted.
    #[error("Shopify does not accept the store's token; connect the store again")]
    DeadToken,
    /// Begin connecting anew: the code was used before, is too old, or is another app's.
    #[error("Shopify does not accept the code; begin connecting the store again")]
    CodeRefused,
    /// Install the app in the shop.
    #[error("the app is not installed in the store; install it there first")]
    NotInstalled,
    /// Use another way to connect: this one needs app and shop in one organisation.
    #[error("app and store are not in the same Shopify organisation; connect the store in another way")]
    NotSameOrganisation,
    /// Check the shop's address.
    #[error("Shopify knows no such store; check its address")]
    NoSuchShop,
    /// Wait for the owner: the shop is frozen, unpaid or locked.
    #[error("Shopify has frozen or locked the store; its owner must settle that with Shopify")]
    Frozen,
    /// Try again later. What was asked for may have been done all the same.
    #[error("no usable answer from Shopify ({0}); try again")]
    Passing(Cause),
    /// Look into it: Shopify refuses for a reason that is new to us.
    #[error("Shopify refused to give a token ({0}); look this code up in Shopify's documentation")]
    Refused(Refused),
}

/// Shopify's own code for a refusal, where it is one, and the status.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}", if code.is_empty() { format!("status {status}") } else { code.clone() })]
pub struct Refused {
    /// The HTTP status.
    pub status: u16,
    /// The code: at most 40 of `a-z` and `_`. Empty where there was none.
    pub code: String,
}

impl TokenError {
    /// A word for it, for the database and `--json`; `connect::Outcome` has the sentences.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::BadSecret => "bad_secret",
            Self::DeadRefreshToken => "dead_refresh_token",
            Self::DeadToken => "dead_token",
            Self::CodeRefused => "code_refused",
            Self::NotInstalled => "not_installed",
            Self::NotSameOrganisation => "not_same_organisation",
            Self::NoSuchShop => "no_such_shop",
            Self::Frozen => "frozen",
            Self::Passing(_) => "unreachable",
            Self::Refused(_) => "refused",
        }
    }

    /// Whether asking again later with the same credentials may help, without anybody doing anything about the connection.
    #[must_use]
    pub const fn is_passing(&self) -> bool {
        matches!(self, Self::Passing(_) | Self::Frozen)
    }

    /// What the agent is told, who waits for a card.
    #[must_use]
    pub fn problem(&self) -> Problem {
        ShopifyError::from(self).problem()
    }
}

impl From<&TokenError> for ShopifyError {
    fn from(error: &TokenError) -> Self {
        match *error {
            TokenError::NoSuchShop => Self::Gone,
            TokenError::Frozen => Self::Frozen,
            TokenError::Passing(cause) => Self::Unreachable(cause),
            TokenError::BadSecret
            | TokenError::DeadRefreshToken
            | TokenError::DeadToken
            | TokenError::CodeRefused
            | TokenError::NotInstalled
            | TokenError::NotSameOrganisation
            | TokenError::Refused(_) => Self::Token,
        }
    }
}
