//! The proxy: one small binary that holds the Shopify tokens and answers the card.
//!
//! | module | what lives there |
//! |---|---|
//! | [`auth`] | who is asking: host tokens, sessions, handles, roles |
//! | [`contact`] | whom a conversation is with |
//! | [`db`] | what is kept |
//! | [`store`] | a connected shop |
//! | [`tokens`] | the vault and the secret types |

pub mod auth;
pub mod clock;
pub mod contact;
pub mod db;
pub mod ids;
pub mod store;
pub mod tokens;
