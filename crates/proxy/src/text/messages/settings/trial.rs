//! What a trial of an inbox finds: the part `trial`.

use crate::text::messages::Message;
use serde::Deserialize;

/// One step: its name, and what is said of it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs, reason = "each is its sentence in www/messages/settings/en.json")]
pub struct CheckMessages {
    pub label: Message,
    pub passed: Message,
    pub failed: Message,
}

/// What a trial of an inbox finds.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs, reason = "each is its sentence in www/messages/settings/en.json")]
pub struct TrialMessages {
    pub readable: CheckMessages,
    pub key: CheckMessages,
    pub key_holds: CheckMessages,
    pub algorithm: CheckMessages,
    pub signature: CheckMessages,
    pub claims: CheckMessages,
    pub audience: CheckMessages,
    pub issuer: CheckMessages,
    pub lifetime: CheckMessages,
    pub clock: CheckMessages,
    pub nonce: CheckMessages,
    pub unused: CheckMessages,
    pub role: CheckMessages,
    pub contact: CheckMessages,
    pub skipped: Message,
    pub clock_future: Message,
    pub no_nonce: Message,
    pub nonce_later: Message,
    pub verified: Message,
    pub unverified: Message,
    pub not_matched: Message,
    pub not_verified: Message,
    pub hint: Message,
    pub role_admin: Message,
    pub role_agent: Message,
    pub no_store: Message,
    pub switched_off: Message,
    pub no_key: Message,
    pub cant_sign: Message,
    pub not_secure: Message,
    pub email: Message,
}
