//! The vault: seals and opens what is kept, tenant by tenant.
//!
//! The key file seals each tenant's data key; the data key seals that tenant's secrets. The identity of the row is
//! authenticated with it, so that a row copied elsewhere does not open.

use super::key_file::KeyFile;
use super::seal::{Key, OpenError};
use crate::ids::TenantId;
use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock};
use zeroize::Zeroizing;

/// What a sealed text is. Together with its tenant and its row this is what it opens as, and nothing else.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// A store's access token; the row is store and shop.
    AccessToken,
    /// A store's refresh token; the row is store and shop.
    RefreshToken,
    /// An app's client secret; the row is app and client id.
    ClientSecret,
    /// An inbox's signing secret; the row is inbox and key.
    SigningSecret,
    /// The secret part of an agent's code to sign in; the row is the inbox and the code's place.
    SignInCode,
    /// The client secret of an organisation's provider; the row is the issuer and the client id.
    ProviderSecret,
    /// What one process tells the others of a customer; the row is the store.
    Signal,
}

impl Purpose {
    const fn tag(self) -> &'static str {
        match self {
            Self::AccessToken => "access-token",
            Self::RefreshToken => "refresh-token",
            Self::ClientSecret => "client-secret",
            Self::SigningSecret => "signing-secret",
            Self::SignInCode => "sign-in-code",
            Self::ProviderSecret => "provider-secret",
            Self::Signal => "signal",
        }
    }
}

/// Seals and opens, with the keys of the key file. The file is read again when a key is missing: it may have been rotated.
#[derive(Clone, Debug)]
pub struct Vault(Arc<Shelf>);

#[derive(Debug)]
struct Shelf {
    path: PathBuf,
    keys: RwLock<Arc<KeyFile>>,
}

/// One tenant's data key, or the vendor's, opened.
#[derive(Clone, Debug)]
pub struct DataKey {
    /// The tenant's id; [`VENDOR`] for the vendor.
    whose: String,
    key: Key,
}

/// Stands where a tenant's id would, for what is the vendor's own. No tenant has this id.
const VENDOR: &str = "";

impl Vault {
    /// A vault with the keys of this file.
    #[must_use]
    pub fn new(path: &Path, keys: KeyFile) -> Self {
        Self(Arc::new(Shelf { path: path.to_owned(), keys: RwLock::new(Arc::new(keys)) }))
    }

    fn keys(&self) -> Arc<KeyFile> {
        self.0.keys.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The key with this id; where it is not known, the key file is read again.
    fn key(&self, id: &str) -> Option<Key> {
        if let Some(key) = self.keys().key(id) {
            return Some(key.clone());
        }
        // Only what looks like an id of ours costs a look at the file.
        if !id.starts_with("m_") || id.len() > 16 {
            return None;
        }
        let again = match KeyFile::read(&self.0.path) {
            Ok(keys) => Arc::new(keys),
            Err(error) => {
                tracing::warn!(%error, "the key file can't be read again");
                return None;
            }
        };
        let key = again.key(id).cloned();
        *self.0.keys.write().unwrap_or_else(PoisonError::into_inner) = again;
        key
    }

    /// A data key for a new tenant: opened, and sealed for the database.
    ///
    /// # Errors
    /// When the operating system has no randomness to give.
    pub fn new_data_key(&self, tenant: &TenantId) -> Result<(DataKey, Vec<u8>), OpenError> {
        self.new_key(tenant.as_str())
    }

    /// The data key for the vendor's own secrets: opened, and sealed for the database.
    ///
    /// # Errors
    /// When the operating system has no randomness to give.
    pub fn new_vendor_key(&self) -> Result<(DataKey, Vec<u8>), OpenError> {
        self.new_key(VENDOR)
    }

    fn new_key(&self, whose: &str) -> Result<(DataKey, Vec<u8>), OpenError> {
        let key = DataKey { whose: whose.to_owned(), key: Key::random()? };
        let row = self.seal_data_key(&key)?;
        Ok((key, row))
    }

    /// A data key as the database keeps it, sealed by the current key.
    ///
    /// # Errors
    /// When the operating system has no randomness to give.
    pub fn seal_data_key(&self, data_key: &DataKey) -> Result<Vec<u8>, OpenError> {
        let keys = self.keys();
        let (id, master) = keys.current().ok_or(OpenError::Refused)?;
        let sealed = master.seal(&data_key_identity(&data_key.whose), data_key.key.bytes())?;
        Ok([id.as_bytes(), b":", &sealed].concat())
    }

    /// Whether a data key, as the database has it, is sealed by the current key.
    #[must_use]
    pub fn is_current(&self, row: &[u8]) -> bool {
        let keys = self.keys();
        keys.current()
            .is_some_and(|(id, _)| row.strip_prefix(id.as_bytes()).is_some_and(|rest| rest.first() == Some(&b':')))
    }

    /// Opens a tenant's data key as the database has it: the sealing key's id, a colon, and the sealed key.
    ///
    /// # Errors
    /// When the key file does not hold the key that sealed it, or it was sealed for another tenant.
    pub fn open_data_key(&self, tenant: &TenantId, row: &[u8]) -> Result<DataKey, OpenError> {
        self.open_key(tenant.as_str(), row)
    }

    /// Opens the vendor's data key as the database has it.
    ///
    /// # Errors
    /// As [`open_data_key`](Self::open_data_key).
    pub fn open_vendor_key(&self, row: &[u8]) -> Result<DataKey, OpenError> {
        self.open_key(VENDOR, row)
    }

    fn open_key(&self, whose: &str, row: &[u8]) -> Result<DataKey, OpenError> {
        let colon = row.iter().position(|byte| *byte == b':').ok_or(OpenError::Refused)?;
        let (id, sealed) = row.split_at(colon);
        let id = std::str::from_utf8(id).map_err(|_| OpenError::Refused)?;
        let master = self.key(id).ok_or(OpenError::Refused)?;
        let bytes = Zeroizing::new(master.open(&data_key_identity(whose), &sealed[1..])?);
        let key = Key::from_bytes(&bytes).ok_or(OpenError::Refused)?;
        Ok(DataKey { whose: whose.to_owned(), key })
    }

    /// The key that seals new sessions, and its id: derived from the current key of the key file.
    #[must_use]
    pub fn session_key(&self) -> Option<(String, Key)> {
        self.keys().current().map(|(id, key)| (id.to_owned(), key.derive(b"session")))
    }

    /// The key that sealed sessions under this id.
    #[must_use]
    pub fn session_key_of(&self, id: &str) -> Option<Key> {
        self.key(id).map(|key| key.derive(b"session"))
    }

    /// The key that seals what a browser keeps for us while somebody connects a shop, and its id.
    #[must_use]
    pub fn browser_key(&self) -> Option<(String, Key)> {
        self.keys().current().map(|(id, key)| (id.to_owned(), key.derive(b"connect-browser")))
    }

    /// The key that sealed something for a browser under this id.
    #[must_use]
    pub fn browser_key_of(&self, id: &str) -> Option<Key> {
        self.key(id).map(|key| key.derive(b"connect-browser"))
    }
}

impl DataKey {
    /// Another key made from this one, for one use.
    #[must_use]
    pub fn derive(&self, purpose: &[u8]) -> Key {
        self.key.derive(purpose)
    }

    /// Seals a secret of this tenant for one row.
    ///
    /// # Errors
    /// When the operating system has no randomness to give.
    pub fn seal(&self, purpose: Purpose, row: &[&str], text: &str) -> Result<Vec<u8>, OpenError> {
        self.key.seal(&self.identity(purpose, row), text.as_bytes())
    }

    /// Opens what was sealed for the same tenant, purpose and row.
    ///
    /// # Errors
    /// When it was sealed for something else.
    pub fn open(&self, purpose: Purpose, row: &[&str], sealed: &[u8]) -> Result<String, OpenError> {
        let bytes = self.key.open(&self.identity(purpose, row), sealed)?;
        String::from_utf8(bytes).map_err(|_| OpenError::Refused)
    }

    fn identity(&self, purpose: Purpose, row: &[&str]) -> Vec<u8> {
        [[purpose.tag(), self.whose.as_str()].as_slice(), row].concat().join("\0").into_bytes()
    }
}

fn data_key_identity(whose: &str) -> Vec<u8> {
    ["data-key", whose].join("\0").into_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn vault() -> Vault {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("card.key");
        Vault::new(&path, KeyFile::make(&path).unwrap())
    }

    fn tenant(text: &str) -> TenantId {
        TenantId::parse(text).unwrap()
    }

    #[test]
    fn a_secret_opens_only_in_its_row() {
        let vault = vault();
        let (made, row) = vault.new_data_key(&tenant("t_a")).unwrap();
        let sealed = made.seal(Purpose::AccessToken, &["s_a", "acme.myshopify.com"], "shpat_1").unwrap();
        let key = vault.open_data_key(&tenant("t_a"), &row).unwrap();
        assert_eq!(key.open(Purpose::AccessToken, &["s_a", "acme.myshopify.com"], &sealed).unwrap(), "shpat_1");
        for (purpose, row) in [
            (Purpose::AccessToken, ["s_b", "acme.myshopify.com"]),
            (Purpose::AccessToken, ["s_a", "evil.myshopify.com"]),
            (Purpose::SigningSecret, ["s_a", "acme.myshopify.com"]),
        ] {
            assert_eq!(key.open(purpose, &row, &sealed), Err(OpenError::Refused));
        }
    }

    #[test]
    fn a_data_key_copied_to_another_tenant_does_not_open() {
        let vault = vault();
        let (_, row) = vault.new_data_key(&tenant("t_a")).unwrap();
        assert!(vault.open_data_key(&tenant("t_b"), &row).is_err());
    }

    #[test]
    fn a_running_vault_opens_what_was_sealed_with_a_key_it_has_not_seen() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("card.key");
        let running = Vault::new(&path, KeyFile::make(&path).unwrap());
        let (_, before) = running.new_data_key(&tenant("t_a")).unwrap();
        KeyFile::add_next(&path).unwrap();
        let rotated = Vault::new(&path, KeyFile::use_next(&path).unwrap());
        let key = rotated.open_data_key(&tenant("t_a"), &before).unwrap();
        assert!(!rotated.is_current(&before));
        let after = rotated.seal_data_key(&key).unwrap();
        assert!(rotated.is_current(&after));
        assert!(running.open_data_key(&tenant("t_a"), &after).is_ok());
        assert!(running.open_data_key(&tenant("t_a"), &before).is_ok());
    }

    #[test]
    fn another_key_file_opens_nothing() {
        let (_, row) = vault().new_data_key(&tenant("t_a")).unwrap();
        assert!(vault().open_data_key(&tenant("t_a"), &row).is_err());
    }
}
