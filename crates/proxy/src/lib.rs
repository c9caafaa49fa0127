//! The proxy: one small binary that holds the Shopify tokens and answers the card.
//!
//! | module | what lives there |
//! |---|---|
//! | [`auth`] | who is asking: host tokens, sessions, handles, roles |
//! | [`contact`] | whom a conversation is with |
//! | [`db`] | what is kept |
//! | [`lookup`] | the card of a contact: every store asked once, answers kept for a moment |
//! | [`matching`] | contact → customers |
//! | [`shopify`] | Shopify's Admin API, asked and turned into what the card shows |
//! | [`store`] | a connected shop |
//! | [`text`] | words and numbers, in the agent's language and locale |
//! | [`tokens`] | the vault and the secret types |

pub mod auth;
pub mod clock;
pub mod contact;
pub mod db;
pub mod ids;
pub mod lookup;
pub mod matching;
pub mod shopify;
pub mod store;
pub mod text;
pub mod tokens;
