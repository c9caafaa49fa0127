//! OAuth as Shopify does it: apps, their installations, codes, tokens and the signatures of redirects and webhooks.
//!
//! Everything here is plain data and rules; `http::authorize` and `http::token` are the doors.

mod app;
mod consent;
mod fault;
mod grants;
mod line;
mod refusal;
mod scopes;
pub(crate) mod signature;

pub use app::{Expiring, SandboxApp};
pub use fault::{OauthFault, TokenGate};

pub(crate) use app::{installed_everywhere, of_token, ready_made};
pub(crate) use consent::Consent;
pub(crate) use grants::{Grants, Standing};
pub(crate) use refusal::Refusal;
pub(crate) use scopes::compressed;

/// An access token's hour.
pub(crate) const HOUR: i64 = 3_600;
/// A refresh token's ninety days.
pub(crate) const NINETY_DAYS: i64 = 7_776_000;
/// A day, but for the second that Shopify keeps: client credentials and tokens of one person.
pub(crate) const DAY: i64 = 86_399;

/// 32 digits of chance.
pub(crate) fn chance() -> String {
    let mut bytes = [0; 16];
    if getrandom::fill(&mut bytes).is_err() {
        // Without the system's randomness a count must do: the tokens are worth nothing.
        use std::sync::atomic::{AtomicU64, Ordering};
        static COUNT: AtomicU64 = AtomicU64::new(1);
        bytes[..8].copy_from_slice(&COUNT.fetch_add(1, Ordering::Relaxed).to_be_bytes());
    }
    signature::hex(&bytes)
}
