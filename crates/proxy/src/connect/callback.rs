//! What Shopify brings back by the browser after the consent page, and whether it is Shopify's. Pure.

use crate::store::ShopDomain;
use crate::tokens::{AuthorizationCode, ClientSecret};
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;
use std::collections::BTreeMap;

/// How far Shopify's clock may be from ours, in seconds.
const LATEST: i64 = 90;
/// The longest query that is read, in bytes.
const LONGEST: usize = 4096;
/// Keys that may stand there once only.
const ONCE: &[&str] = &["code", "error", "hmac", "host", "shop", "signature", "state", "timestamp"];

/// The query of the callback.
#[derive(Debug)]
pub struct Callback {
    /// Without the signature, sorted.
    signed: BTreeMap<String, String>,
    hmac: Option<String>,
}

/// The query can't have been made by Shopify.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not an address that Shopify makes")]
pub struct Malformed;

impl Callback {
    /// Reads a query.
    ///
    /// # Errors
    /// When it is too long, or holds twice what may be there once.
    pub fn read(query: &str) -> Result<Self, Malformed> {
        if query.len() > LONGEST {
            return Err(Malformed);
        }
        let mut signed: BTreeMap<String, String> = BTreeMap::new();
        for (key, value) in url::form_urlencoded::parse(query.as_bytes()) {
            match signed.get_mut(key.as_ref()) {
                Some(_) if ONCE.contains(&key.as_ref()) => return Err(Malformed),
                Some(values) => *values = [values.as_str(), &value].join(","),
                None => {
                    signed.insert(key.into_owned(), value.into_owned());
                }
            }
        }
        let hmac = signed.remove("hmac");
        signed.remove("signature");
        Ok(Self { signed, hmac })
    }

    fn get(&self, key: &str) -> Option<&str> {
        self.signed.get(key).map(String::as_str).filter(|value| !value.is_empty())
    }

    /// Whether it is signed at all.
    #[must_use]
    pub const fn has_signature(&self) -> bool {
        self.hmac.is_some()
    }

    /// Whether this secret signed it. Takes the same time whatever the signature is.
    #[must_use]
    pub fn is_signed_by(&self, secret: &ClientSecret) -> bool {
        let Some(given) = self.hmac.as_deref().and_then(from_hex) else { return false };
        let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(secret.expose().as_bytes()) else { return false };
        let text = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(&self.signed).finish();
        mac.update(text.replace('+', "%20").as_bytes());
        mac.verify_slice(&given).is_ok()
    }

    /// Whether it was made just now.
    #[must_use]
    pub fn is_fresh(&self, now: i64) -> bool {
        let made = self.get("timestamp").and_then(|text| text.parse::<i64>().ok());
        made.is_some_and(|made| now.abs_diff(made) <= LATEST.unsigned_abs())
    }

    /// The state that we gave along.
    #[must_use]
    pub fn state(&self) -> Option<&str> {
        self.get("state")
    }

    /// The shop that it is about.
    #[must_use]
    pub fn shop(&self) -> Option<ShopDomain> {
        ShopDomain::parse(self.get("shop")?).ok()
    }

    /// What the tokens are got for.
    #[must_use]
    pub fn code(&self) -> Option<AuthorizationCode> {
        let code = self.get("code")?;
        code.bytes().all(|byte| byte.is_ascii_graphic()).then(|| AuthorizationCode::new(code.to_owned()))
    }

    /// Why there is no code: Shopify's word for it.
    #[must_use]
    pub fn error(&self) -> Option<&str> {
        self.get("error")
    }
}

fn from_hex(text: &str) -> Option<Vec<u8>> {
    if text.len() != 64 || !text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return None;
    }
    (0..text.len()).step_by(2).map(|at| u8::from_str_radix(&text[at..at + 2], 16).ok()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const FIRST: &str = "code=0907a61c0c8d55e99db179b68161bc00&shop=some-shop.myshopify.com&timestamp=1337178173";
    const SECOND: &str = "code=0907a61c0c8d55e99db179b68161bc00&shop=some-shop.myshopify.com&state=0.6784241404160823&timestamp=1337178173";

    fn hush() -> ClientSecret {
        ClientSecret::new("hush".into())
    }

    fn read(query: &str) -> Callback {
        Callback::read(query).unwrap()
    }

    #[test]
    fn knows_shopifys_own_signatures() {
        for (query, hmac) in [
            (FIRST, "4712bf92ffc2917d15a2f5a273e39f0116667419aa4b6ac0b3baaf26fa3c4d20"),
            (SECOND, "700e2dadb827fcc8609e9d5ce208b2e9cdaab9df07390d2cbca10d7c328fc4bf"),
        ] {
            assert!(read(&format!("{query}&hmac={hmac}")).is_signed_by(&hush()), "{query}");
            assert!(read(&format!("hmac={hmac}&signature=old&{query}")).is_signed_by(&hush()), "in any order");
            assert!(!read(&format!("{query}&hmac={hmac}")).is_signed_by(&ClientSecret::new("other".into())));
            assert!(!read(&format!("{query}&extra=1&hmac={hmac}")).is_signed_by(&hush()), "something was added");
            assert!(!read(&format!("{query}&hmac={}", &hmac[..62])).is_signed_by(&hush()), "cut off");
        }
        assert!(!read(SECOND).is_signed_by(&hush()) && !read(SECOND).has_signature());
        assert!(!read(&format!("{SECOND}&hmac=zz{}", "0".repeat(62))).is_signed_by(&hush()));
    }

    #[test]
    fn what_may_stand_there_once_does() {
        for key in ONCE {
            assert_eq!(Callback::read(&format!("{key}=a&{key}=b")).unwrap_err(), Malformed, "{key}");
        }
        assert!(Callback::read("ids=1&ids=2").is_ok());
        assert_eq!(Callback::read(&"a".repeat(LONGEST + 1)).unwrap_err(), Malformed);
    }

    #[test]
    fn ninety_seconds_are_fresh() {
        let callback = read(FIRST);
        for (now, fresh) in [(0, true), (90, true), (-90, true), (91, false), (-91, false)] {
            assert_eq!(callback.is_fresh(1_337_178_173 + now), fresh, "{now}");
        }
        assert!(!read("timestamp=soon").is_fresh(0) && !read("").is_fresh(0));
    }

    #[test]
    fn only_a_shop_of_shopifys_is_one() {
        assert_eq!(read(FIRST).shop().unwrap().as_str(), "some-shop.myshopify.com");
        assert!(read("shop=evil.example").shop().is_none());
        assert!(read("code=").code().is_none() && read("code=a%0Ab").code().is_none());
    }
}
