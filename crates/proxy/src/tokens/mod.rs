//! Secrets: their types, the key file, and the vault that seals them at rest. Nothing else sees a token.

mod key_file;
mod seal;
mod secret;
mod vault;

pub use key_file::{KeyFile, KeyFileError};
pub use seal::{Key, OpenError};
pub use secret::{AccessToken, ClientSecret, RefreshToken, SigningSecret};
pub use vault::{DataKey, Purpose, Vault};
