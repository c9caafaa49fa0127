//! Secrets: their types, the key file, and the vault that seals them at rest. Nothing else sees a token.

mod key_file;
mod seal;
mod secret;
mod vault;

pub use key_file::{KeyFile, KeyFileError};
pub use seal::{Key, OpenError};
<<<<<<< HEAD
pub use secret::{AccessToken, ClientSecret, RefreshToken, SigningSecret};
=======
pub use secret::{AccessToken, AuthorizationCode, ClientSecret, RefreshToken, SigningSecret};
>>>>>>> tokens3
pub use vault::{DataKey, Purpose, Vault};
