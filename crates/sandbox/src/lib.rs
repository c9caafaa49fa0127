//! A Shopify stand-in: shops with customers and orders, behind Shopify's own Admin GraphQL API over real HTTP.
//!
//! Tests start it with [`Sandbox::start`]; people start the binary `context-card-sandbox`.

// The API's objects have many fields, and `json!` recurses once for each token.
#![recursion_limit = "1024"]

mod access;
mod answers;
mod bucket;
mod clock;
mod engine;
mod faults;
mod gate;
mod http;
mod oauth;
mod sandbox;
mod search;
mod shop;
mod state;
mod webhooks;

use std::sync::{Mutex, MutexGuard, PoisonError};

pub use faults::{Fault, LogEntry};
pub use oauth::{Expiring, OauthFault, SandboxApp, TokenGate};
pub use sandbox::{Options, Sandbox, ShopInfo, StartError};
pub use shop::{CustomerChange, OrderChange};
pub use state::Protected;
pub use webhooks::{Delivery, WebhookRequest};

/// The version of the Admin API that is imitated.
pub const API_VERSION: &str = "2026-10";

/// Locks, also after a panic elsewhere: nothing here is left half-done.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A number that is the same for the same text on every start and machine (FNV-1a).
fn stable_number(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}
