//! What a browser keeps for us while somebody connects a shop, in a cookie that only we can read: sealed under a key made
//! from the key file's current key, never under an app's secret.

use crate::tokens::{OpenError, Vault};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

#[derive(Serialize, Deserialize)]
struct Kept<T> {
    until: i64,
    what: T,
}

/// Seals something for a cookie of this name. `until`: Unix seconds.
///
/// # Errors
/// When it can't be sealed.
pub fn seal<T: Serialize>(vault: &Vault, name: &str, what: &T, until: i64) -> Result<String, OpenError> {
    let (id, key) = vault.browser_key().ok_or(OpenError::Refused)?;
    let text = Zeroizing::new(serde_json::to_vec(&Kept { until, what }).map_err(|_| OpenError::Refused)?);
    Ok(format!("{id}.{}", URL_SAFE_NO_PAD.encode(key.seal(name.as_bytes(), &text)?)))
}

/// Opens what a cookie of this name holds. `None` where it is not ours, another cookie's, or too old.
#[must_use]
pub fn open<T: DeserializeOwned>(vault: &Vault, name: &str, text: &str, now: i64) -> Option<T> {
    let (id, sealed) = text.split_once('.')?;
    let sealed = URL_SAFE_NO_PAD.decode(sealed).ok()?;
    let text = Zeroizing::new(vault.browser_key_of(id)?.open(name.as_bytes(), &sealed).ok()?);
    let kept: Kept<T> = serde_json::from_slice(&text).ok()?;
    (now < kept.until).then_some(kept.what)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tokens::KeyFile;

    #[test]
    fn a_cookie_opens_under_its_own_name_and_in_time() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("card.key");
        let vault = Vault::new(&path, KeyFile::make(&path).unwrap());
        let text = seal(&vault, "a", &"kept".to_owned(), 100).unwrap();
        assert!(!text.contains("kept"));
        assert_eq!(open::<String>(&vault, "a", &text, 99).as_deref(), Some("kept"));
        assert_eq!(open::<String>(&vault, "a", &text, 100), None);
        assert_eq!(open::<String>(&vault, "b", &text, 99), None);
        assert_eq!(open::<String>(&vault, "a", "m_x.AAAA", 99), None);
    }
}
