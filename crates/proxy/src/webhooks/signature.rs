//! The check of a webhook's raw body with an app's secrets.

use crate::tokens::ClientSecret;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;

/// Whether `signature`, Base64, is the HMAC-SHA256 of `body` under one of the secrets: the app's, or the one before,
/// which Shopify may still use. Compared in constant time.
#[must_use]
pub fn is_signed(body: &[u8], signature: &str, secrets: &[ClientSecret]) -> bool {
    let Ok(signature) = STANDARD.decode(signature.trim()) else { return false };
    // Each secret is tried, whichever fits: how long it takes says nothing.
    secrets.iter().fold(false, |signed, secret| verify(body, &signature, secret) | signed)
}

fn verify(body: &[u8], signature: &[u8], secret: &ClientSecret) -> bool {
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(secret.expose().as_bytes()) else { return false };
    mac.update(body);
    mac.verify_slice(signature).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    const BODY: &[u8] = br#"{"shop_id":954889,"shop_domain":"example.myshopify.com"}"#;
    const SIGNATURE: &str = "aWGfbqUACx5KtRhny0TE1/GqBn4XUmextJmCws4UcYE=";

    fn secrets(texts: &[&str]) -> Vec<ClientSecret> {
        texts.iter().map(|text| ClientSecret::new((*text).to_owned())).collect()
    }

    #[test]
    fn the_secret_of_now_and_the_one_before_sign() {
        assert!(is_signed(BODY, SIGNATURE, &secrets(&["hush"])));
        assert!(is_signed(BODY, SIGNATURE, &secrets(&["newer", "hush"])));
        assert!(is_signed(BODY, SIGNATURE, &secrets(&["hush", "older"])));
    }

    #[test]
    fn nothing_else_does() {
        for signature in ["", "aWGf", "not base64!", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=", &SIGNATURE[..40]] {
            assert!(!is_signed(BODY, signature, &secrets(&["hush"])), "{signature}");
        }
        assert!(!is_signed(BODY, SIGNATURE, &secrets(&["another"])));
        assert!(!is_signed(BODY, SIGNATURE, &[]));
        assert!(!is_signed(&BODY[1..], SIGNATURE, &secrets(&["hush"])));
        let mut changed = BODY.to_vec();
        changed[5] ^= 1;
        assert!(!is_signed(&changed, SIGNATURE, &secrets(&["hush"])));
    }
}
