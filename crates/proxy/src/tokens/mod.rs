//! Secrets: their types, the key file, the vault that seals them at rest, and the keeper that hands out access tokens.
//! Nothing else sees a token.

mod access;
mod keeper;
mod key_file;
mod seal;
mod secret;
mod vault;

pub use access::Access;
pub use keeper::{Held, Keeper, RenewError, Seen, UNINSTALLED, may_migrate};
pub use key_file::{KeyFile, KeyFileError};
pub use seal::{Key, OpenError};
pub use secret::{AccessToken, AuthorizationCode, ClientSecret, RefreshToken, SigningSecret};
pub use vault::{DataKey, Purpose, Vault};
