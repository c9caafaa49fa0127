//! What can become of an attempt to connect a shop. The sentences are in `words.rs`.

use super::ConnectError;
use crate::db::DbError;
use crate::shopify::{ShopifyError, TokenError};

macro_rules! outcomes {
    ($($(#[$doc:meta])+ $name:ident = $code:literal,)+) => {
        /// What became of an attempt.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Outcome { $($(#[$doc])+ $name,)+ }

        impl Outcome {
            /// Every one there is.
            pub const ALL: &[Self] = &[$(Self::$name,)+];

            /// Its name in the database and in `--json`.
            #[must_use]
            pub const fn code(self) -> &'static str {
                match self { $(Self::$name => $code,)+ }
            }
        }
    };
}

outcomes! {
    /// Nothing has become of it yet.
    Open = "open",
    /// The shop is connected.
    Connected = "connected",
    /// The person said no in Shopify.
    Denied = "denied",
    /// Shopify did not ask the person at all.
    NotOffered = "not_offered",
    /// The address that brought the answer is not Shopify's.
    WrongSignature = "wrong_signature",
    /// The answer is older than a minute and a half.
    TooOld = "too_old",
    /// The answer is about another shop than the one that was asked for.
    OtherShop = "other_shop",
    /// The answer came to another app's address.
    OtherApp = "other_app",
    /// The answer came to another browser than the one that began.
    OtherBrowser = "other_browser",
    /// The owner who began has signed out meanwhile, or is somebody else.
    OtherOwner = "other_owner",
    /// It took longer than ten minutes.
    Expired = "expired",
    /// The answer was used before.
    Used = "used",
    /// Nobody knows of such an attempt.
    Unknown = "unknown",
    /// The link does not hold any more.
    LinkExpired = "link_expired",
    /// Another organisation has the shop through the same app.
    Taken = "taken",
    /// The app is gone, or its secret does not open.
    AppGone = "app_gone",
    /// Shopify does not accept the app's client id and secret.
    BadSecret = "bad_secret",
    /// Shopify does not accept the code.
    CodeRefused = "code_refused",
    /// The app is not installed in the shop.
    NotInstalled = "not_installed",
    /// App and shop are not of one organisation.
    NotSameOrganisation = "not_same_organisation",
    /// There is no such shop.
    NoSuchShop = "no_such_shop",
    /// The shop is frozen, unpaid or locked.
    Frozen = "frozen",
    /// Shopify does not accept the token.
    TokenRefused = "token_refused",
    /// The connection's refresh token is spent, expired or revoked.
    DeadRefreshToken = "dead_refresh_token",
    /// The token that was to be exchanged for one that expires is not accepted.
    DeadToken = "dead_token",
    /// The app was uninstalled in the shop.
    Uninstalled = "uninstalled",
    /// Shopify holds the data back from this app.
    NotApproved = "not_approved",
    /// No usable answer from Shopify.
    Unreachable = "unreachable",
    /// Shopify refuses for a reason that is new to us.
    Refused = "refused",
    /// This program failed.
    Internal = "internal",
}

impl Outcome {
    /// Reads what the database holds.
    #[must_use]
    pub fn parse(code: &str) -> Self {
        Self::ALL.iter().copied().find(|outcome| outcome.code() == code).unwrap_or(Self::Internal)
    }
}

impl From<&ConnectError> for Outcome {
    fn from(error: &ConnectError) -> Self {
        match error {
            ConnectError::Taken | ConnectError::Db(DbError::Taken) => Self::Taken,
            ConnectError::NoApp => Self::AppGone,
            ConnectError::Shopify(error) => error.into(),
            ConnectError::Token(error) => error.into(),
            ConnectError::Db(_) | ConnectError::Seal(_) => Self::Internal,
        }
    }
}

impl From<&ShopifyError> for Outcome {
    fn from(error: &ShopifyError) -> Self {
        match error {
            ShopifyError::NotApproved => Self::NotApproved,
            ShopifyError::Frozen => Self::Frozen,
            ShopifyError::Gone => Self::NoSuchShop,
            ShopifyError::Throttled { .. } | ShopifyError::Unreachable(_) => Self::Unreachable,
            ShopifyError::Scope { .. } | ShopifyError::Refused(_) => Self::Refused,
            // Whatever is wrong with a token that was just given: it is not accepted.
            _ => Self::TokenRefused,
        }
    }
}

impl From<&TokenError> for Outcome {
    fn from(error: &TokenError) -> Self {
        match error {
            TokenError::BadSecret => Self::BadSecret,
            TokenError::CodeRefused => Self::CodeRefused,
            TokenError::NotInstalled => Self::NotInstalled,
            TokenError::NotSameOrganisation => Self::NotSameOrganisation,
            TokenError::NoSuchShop => Self::NoSuchShop,
            TokenError::Frozen => Self::Frozen,
            TokenError::Passing(_) => Self::Unreachable,
            TokenError::DeadRefreshToken => Self::DeadRefreshToken,
            TokenError::DeadToken => Self::DeadToken,
            TokenError::Refused(_) => Self::Refused,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shopify::{Cause, Refused};

    #[test]
    fn every_code_reads_back() {
        for outcome in Outcome::ALL {
            assert_eq!(Outcome::parse(outcome.code()), *outcome);
        }
        assert_eq!(Outcome::parse("from a newer version"), Outcome::Internal);
    }

    #[test]
    fn a_renewal_that_failed_is_told_by_its_own_code() {
        let refused = Refused { status: 400, code: String::new() };
        for error in [
            TokenError::BadSecret,
            TokenError::DeadRefreshToken,
            TokenError::DeadToken,
            TokenError::CodeRefused,
            TokenError::NotInstalled,
            TokenError::NotSameOrganisation,
            TokenError::NoSuchShop,
            TokenError::Frozen,
            TokenError::Passing(Cause::Timeout),
            TokenError::Refused(refused),
        ] {
            assert_eq!(Outcome::parse(error.code()), Outcome::from(&error), "{error}");
        }
    }
}
