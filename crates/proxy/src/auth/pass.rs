//! 32 random bytes that open something for whoever holds them: a link, an owner's session, the state that Shopify brings
//! back. Kept hashed.

use crate::tokens::{Key, OpenError};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest as _, Sha256};

/// A pass. Never logged.
#[derive(Clone, Debug)]
pub struct Pass(Key);

impl Pass {
    /// A new one.
    ///
    /// # Errors
    /// When the operating system has no randomness to give.
    pub fn random() -> Result<Self, OpenError> {
        Key::random().map(Self)
    }

    /// Reads its text. `None` where it can't be one.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Key::from_bytes(&URL_SAFE_NO_PAD.decode(text).ok()?).map(Self)
    }

    /// Its text.
    #[must_use]
    pub fn text(&self) -> String {
        URL_SAFE_NO_PAD.encode(self.0.bytes())
    }

    /// What it is kept under.
    #[must_use]
    pub fn hash(&self) -> Vec<u8> {
        Sha256::digest(self.0.bytes()).to_vec()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_its_own_text_and_shows_nothing() {
        let pass = Pass::random().unwrap();
        assert_eq!(Pass::parse(&pass.text()).unwrap().hash(), pass.hash());
        assert!(!format!("{pass:?}").contains(&pass.text()));
        for text in ["", "AAAA", &format!("{}=", pass.text())] {
            assert!(Pass::parse(text).is_none(), "{text}");
        }
    }
}
