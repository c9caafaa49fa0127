//! AES-256-GCM with a random nonce: the one cipher for everything that is kept.

use aes_gcm::aead::{Aead, KeyInit, Payload};
use aes_gcm::{Aes256Gcm, Nonce};
use hkdf::Hkdf;
use sha2::Sha256;
use zeroize::{Zeroize, ZeroizeOnDrop};

const NONCE: usize = 12;

/// Why something sealed does not open, or can't be sealed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum OpenError {
    /// Another key sealed it, it belongs to something else, or it was changed.
    #[error("it was sealed with another key, for something else, or was changed")]
    Refused,
    /// The operating system has no randomness to give.
    #[error("the operating system gives no randomness")]
    NoRandomness,
}

/// A key of 32 bytes, zeroed on drop.
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub struct Key([u8; 32]);

impl std::fmt::Debug for Key {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Key(…)")
    }
}

impl Key {
    /// A new random key.
    ///
    /// # Errors
    /// When the operating system has no randomness to give.
    pub fn random() -> Result<Self, OpenError> {
        let mut bytes = [0; 32];
        getrandom::fill(&mut bytes).map_err(|_| OpenError::NoRandomness)?;
        Ok(Self(bytes))
    }

    /// A key from its bytes; `None` unless they are 32.
    #[must_use]
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        bytes.try_into().ok().map(Self)
    }

    /// The key's bytes, for the key file, for sealing it under another key, and for the handles.
    #[must_use]
    pub fn bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// Another key made from this one, for one use.
    #[must_use]
    pub fn derive(&self, purpose: &[u8]) -> Self {
        Self::derive_from(&self.0, purpose)
    }

    /// A key made from any secret bytes, for one use.
    #[must_use]
    pub fn derive_from(secret: &[u8], purpose: &[u8]) -> Self {
        let mut bytes = [0; 32];
        // Fails only above 255 × 32 bytes of output.
        let _ = Hkdf::<Sha256>::new(None, secret).expand(purpose, &mut bytes);
        Self(bytes)
    }

    /// Seals `text` so that it opens only with the same `identity`: what it is and whose.
    ///
    /// # Errors
    /// When the operating system has no randomness to give.
    pub fn seal(&self, identity: &[u8], text: &[u8]) -> Result<Vec<u8>, OpenError> {
        let mut nonce = [0; NONCE];
        getrandom::fill(&mut nonce).map_err(|_| OpenError::NoRandomness)?;
        let sealed = Aes256Gcm::new(&self.0.into())
            .encrypt(&Nonce::from(nonce), Payload { msg: text, aad: identity })
            .map_err(|_| OpenError::Refused)?;
        Ok([nonce.as_slice(), &sealed].concat())
    }

    /// Opens what [`seal`](Self::seal) made for the same `identity`.
    ///
    /// # Errors
    /// When this key did not seal it, or not for this identity.
    pub fn open(&self, identity: &[u8], sealed: &[u8]) -> Result<Vec<u8>, OpenError> {
        let (nonce, text) = sealed.split_first_chunk::<NONCE>().ok_or(OpenError::Refused)?;
        Aes256Gcm::new(&self.0.into())
            .decrypt(&Nonce::from(*nonce), Payload { msg: text, aad: identity })
            .map_err(|_| OpenError::Refused)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn opens_only_with_its_key_and_identity() {
        let key = Key::random().unwrap();
        let sealed = key.seal(b"token of s_a", b"shpat_1").unwrap();
        assert_eq!(key.open(b"token of s_a", &sealed).unwrap(), b"shpat_1");
        assert_eq!(key.open(b"token of s_b", &sealed), Err(OpenError::Refused));
        assert_eq!(Key::random().unwrap().open(b"token of s_a", &sealed), Err(OpenError::Refused));
        assert_eq!(key.open(b"token of s_a", &sealed[..20]), Err(OpenError::Refused));
        assert_eq!(key.open(b"token of s_a", b""), Err(OpenError::Refused));
        let mut changed = sealed;
        changed[15] ^= 1;
        assert_eq!(key.open(b"token of s_a", &changed), Err(OpenError::Refused));
    }

    #[test]
    fn sealing_twice_looks_different() {
        let key = Key::random().unwrap();
        assert_ne!(key.seal(b"", b"same").unwrap(), key.seal(b"", b"same").unwrap());
    }

    #[test]
    fn debug_shows_nothing() {
        assert_eq!(format!("{:?}", Key::from_bytes(&[65; 32]).unwrap()), "Key(…)");
    }
}
