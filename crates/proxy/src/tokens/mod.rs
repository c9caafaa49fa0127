//! Secrets: their types, and the vault that seals them at rest. Nothing else sees a token.

mod secret;

pub use secret::AccessToken;
