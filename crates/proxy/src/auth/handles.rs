//! Handles: opaque names for customers and orders, sealed to tenant, store and session.
//!
//! Sealed with AES-256-GCM-SIV under a key that is derived for one tenant and one session, so that a handle of another
//! session, store or tenant opens nothing. The nonce-misuse-resistant mode is on purpose: the same thing gets the same
//! handle for as long as the session lives, so the card can key its list by it.

use crate::ids::{StoreId, TenantId};
use aes_gcm_siv::aead::{Aead, KeyInit, Payload};
use aes_gcm_siv::{Aes256GcmSiv, Nonce};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use context_card_wire::{Cursor, Handle};
use hkdf::Hkdf;
use sha2::Sha256;

/// What a handle names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Named {
    /// A customer.
    Customer,
    /// An order.
    Order,
    /// A guest: whoever ordered with this e-mail or phone and no account. Its id is `email:…` or `phone:…`.
    Guest,
    /// A product.
    Product,
    /// A place in a list of orders.
    Cursor,
}

impl Named {
    const fn tag(self) -> &'static [u8] {
        match self {
            Self::Customer => b"customer",
            Self::Order => b"order",
            Self::Guest => b"guest",
            Self::Product => b"product",
            Self::Cursor => b"cursor",
        }
    }
}

/// A handle that can't be made or opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SealError {
    /// Not made for this session, store and tenant, or not a handle at all.
    #[error("the handle does not open here")]
    Foreign,
    /// The cipher refused to seal; does not happen with texts of our sizes.
    #[error("could not seal a handle")]
    Cipher,
}

/// Seals and opens the handles of one session.
#[derive(Clone)]
pub struct Handles {
    cipher: Aes256GcmSiv,
}

impl Handles {
    /// For one session of one tenant. `secret` is a key that all processes share.
    #[must_use]
    pub fn new(secret: &[u8; 32], tenant: &TenantId, session: &str) -> Self {
        let mut key = [0u8; 32];
        let info = [b"handle\0".as_slice(), tenant.as_str().as_bytes(), b"\0", session.as_bytes()];
        // 32 bytes is far below HKDF's limit, so this can't fail; a key of zeros would only make handles that open nowhere else.
        let _ = Hkdf::<Sha256>::new(None, secret).expand_multi_info(&info, &mut key);
        Self { cipher: Aes256GcmSiv::new(&key.into()) }
    }

    /// An opaque name for Shopify's `id` in a store.
    ///
    /// # Errors
    /// When the cipher refuses.
    pub fn seal(&self, store: &StoreId, named: Named, id: &str) -> Result<Handle, SealError> {
        let text = [store.as_str(), "\0", id].concat();
        let sealed = self
            .cipher
            .encrypt(&Nonce::default(), Payload { msg: text.as_bytes(), aad: named.tag() })
            .map_err(|_| SealError::Cipher)?;
        Ok(Handle(URL_SAFE_NO_PAD.encode(sealed)))
    }

    /// The store and Shopify's id behind a handle.
    ///
    /// # Errors
    /// When it is not a handle of this session for such a thing.
    pub fn open(&self, named: Named, handle: &Handle) -> Result<(StoreId, String), SealError> {
        let sealed = URL_SAFE_NO_PAD.decode(handle.as_str()).map_err(|_| SealError::Foreign)?;
        let text = self
            .cipher
            .decrypt(&Nonce::default(), Payload { msg: &sealed, aad: named.tag() })
            .map_err(|_| SealError::Foreign)?;
        let text = String::from_utf8(text).map_err(|_| SealError::Foreign)?;
        let (store, id) = text.split_once('\0').ok_or(SealError::Foreign)?;
        Ok((StoreId::parse(store).ok_or(SealError::Foreign)?, id.to_owned()))
    }

    /// A cursor of a store's list.
    ///
    /// # Errors
    /// When the cipher refuses.
    pub fn seal_cursor(&self, store: &StoreId, cursor: &str) -> Result<Cursor, SealError> {
        Ok(Cursor(self.seal(store, Named::Cursor, cursor)?.0))
    }

    /// Shopify's cursor behind ours.
    ///
    /// # Errors
    /// When it was not made for this session.
    pub fn open_cursor(&self, cursor: &Cursor) -> Result<(StoreId, String), SealError> {
        self.open(Named::Cursor, &Handle(cursor.0.clone()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ORDER: &str = "gid://shopify/Order/5001";

    fn ids() -> (TenantId, StoreId) {
        (TenantId::parse("t_a").unwrap(), StoreId::parse("s_a").unwrap())
    }

    #[test]
    fn opens_for_its_own_session_and_always_looks_the_same() {
        let (tenant, store) = ids();
        let handles = Handles::new(&[7; 32], &tenant, "session-1");
        let handle = handles.seal(&store, Named::Order, ORDER).unwrap();
        assert_eq!(handles.open(Named::Order, &handle), Ok((store.clone(), ORDER.to_owned())));
        assert_eq!(handles.seal(&store, Named::Order, ORDER).unwrap(), handle);
        assert!(!handle.as_str().contains("5001"));
    }

    #[test]
    fn opens_nowhere_else() {
        let (tenant, store) = ids();
        let handle = Handles::new(&[7; 32], &tenant, "session-1").seal(&store, Named::Order, ORDER).unwrap();
        let other_tenant = TenantId::parse("t_b").unwrap();
        for other in [
            Handles::new(&[7; 32], &tenant, "session-2"),
            Handles::new(&[7; 32], &other_tenant, "session-1"),
            Handles::new(&[8; 32], &tenant, "session-1"),
        ] {
            assert_eq!(other.open(Named::Order, &handle), Err(SealError::Foreign));
        }
        assert_eq!(
            Handles::new(&[7; 32], &tenant, "session-1").open(Named::Customer, &handle),
            Err(SealError::Foreign)
        );
    }

    #[test]
    fn what_is_no_handle_opens_nothing() {
        let handles = Handles::new(&[7; 32], &ids().0, "session-1");
        for text in ["", "x", "gid://shopify/Order/5001", "5001", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"] {
            assert_eq!(handles.open(Named::Order, &Handle(text.into())), Err(SealError::Foreign));
        }
    }
}
