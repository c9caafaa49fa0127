//! Signed addresses: what a host's backend puts into the address of the card's frame, where it can do nothing else.
//!
//! ```text
//! v1.<kid>.<time>.<nonce>.<context>.<mac>
//! ```
//!
//! The time is in Unix seconds. The nonce is 16 to 64 letters, digits, `-` or `_`, new each time. The context is the base64url of
//! JSON, without padding. The mac is the HMAC-SHA256, in hex, of all that stands before its dot, byte by byte as it was sent:
//! nothing is taken apart, sorted or written anew before it is checked. No part can hold a dot, so nothing can be read in two
//! ways; and no JWT begins like it, so neither ever passes for the other.
//!
//! Pure: the caller finds the key, and remembers that the address was used.

use super::claims::Claims;
use super::host_token::{CLOCK_DIFFERENCE, LONGEST_ID, Refused, Vouched};
use crate::ids::KeyId;
use crate::tokens::SigningSecret;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::{Digest as _, Sha256};

/// How long a signed address holds, in seconds.
pub const ADDRESS_LIFE: i64 = 60;
/// The longest that is looked at, in bytes: many servers on the way take no more than 8 KiB of a request's first line.
pub const LONGEST_ADDRESS: usize = 6 * 1024;
/// What it begins with.
const VERSION: &str = "v1";
/// How many bytes the HMAC has.
const MAC: usize = 32;

/// A signed address, read but not yet believed.
#[derive(Debug)]
pub struct Signed<'a> {
    /// Which key it says that it goes with.
    pub key: KeyId,
    time: i64,
    nonce: &'a str,
    context: &'a str,
    /// All before the mac, as it was sent.
    signed: &'a str,
    mac: [u8; MAC],
}

impl<'a> Signed<'a> {
    /// Takes one apart. Nothing is trusted yet.
    ///
    /// # Errors
    /// When it is none, or too long.
    pub fn read(text: &'a str) -> Result<Self, Refused> {
        if text.len() > LONGEST_ADDRESS {
            return Err(Refused::NotAnAddress);
        }
        Self::parse(text).ok_or(Refused::NotAnAddress)
    }

    fn parse(text: &'a str) -> Option<Self> {
        let (signed, mac) = text.rsplit_once('.')?;
        let parts: Vec<_> = signed.split('.').collect();
        let [VERSION, key, time, nonce, context] = parts[..] else { return None };
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
        if !(16..=64).contains(&nonce.len()) || !nonce.bytes().all(plain) {
            return None;
        }
        if !time.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        let key = KeyId::parse(key)?;
        Some(Self { key, time: time.parse().ok()?, nonce, context, signed, mac: bytes_of(mac)? })
    }

    /// Opens it with the secret that it names: whoever holds that has written what it says. Compared in constant time.
    ///
    /// # Errors
    /// Where the mac is wrong, or the context is not as documented.
    pub fn open(&self, secret: &SigningSecret) -> Result<Claims, Refused> {
        let mac = Hmac::<Sha256>::new_from_slice(secret.expose().as_bytes());
        let mac = mac.map_err(|_| Refused::Signature)?.chain_update(self.signed);
        mac.verify_slice(&self.mac).map_err(|_| Refused::Signature)?;
        let context = URL_SAFE_NO_PAD.decode(self.context).map_err(|_| Refused::Claims)?;
        let claims = Claims::of_address(&context, self.time, ADDRESS_LIFE, self.nonce).ok_or(Refused::Claims)?;
        if claims.sub.is_empty() || claims.sub.len() > LONGEST_ID { Err(Refused::Claims) } else { Ok(claims) }
    }

    /// Whether it holds by now.
    ///
    /// # Errors
    /// When it is too old, or from the future.
    pub fn in_time(&self, now: i64) -> Result<(), Refused> {
        if now > self.time.saturating_add(ADDRESS_LIFE + CLOCK_DIFFERENCE) {
            return Err(Refused::Expired);
        }
        if self.time > now.saturating_add(CLOCK_DIFFERENCE) { Err(Refused::Future) } else { Ok(()) }
    }

    /// What it vouches for, and what to remember it by.
    #[must_use]
    pub fn vouch(&self, claims: Claims) -> Vouched {
        let name = [VERSION, self.key.as_str(), self.nonce].join("\0");
        let remember_until = self.time.saturating_add(ADDRESS_LIFE + CLOCK_DIFFERENCE + 1);
        Vouched { claims, fingerprint: Sha256::digest(name).to_vec(), remember_until }
    }
}

/// The bytes that are written in hex, whichever letters.
fn bytes_of(hex: &str) -> Option<[u8; MAC]> {
    let digits: Option<Vec<u8>> =
        hex.chars().map(|c| c.to_digit(16).and_then(|digit| u8::try_from(digit).ok())).collect();
    let bytes: Vec<u8> = digits?.chunks(2).map(|pair| pair.iter().fold(0, |byte, digit| byte << 4 | digit)).collect();
    if hex.len() == 2 * MAC { bytes.try_into().ok() } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: i64 = 1_795_000_000;
    const NONCE: &str = "0123456789abcdef";
    const SECRET: &str = "a secret of at least thirty-two bytes";

    fn sign(signed: &str) -> String {
        let mac = Hmac::<Sha256>::new_from_slice(SECRET.as_bytes()).unwrap().chain_update(signed).finalize();
        let hex: String = mac.into_bytes().iter().map(|byte| format!("{byte:02x}")).collect();
        format!("{signed}.{hex}")
    }

    fn address(context: &str) -> String {
        sign(&format!("v1.k_a.{NOW}.{NONCE}.{}", URL_SAFE_NO_PAD.encode(context)))
    }

    fn open(text: &str) -> Result<Claims, Refused> {
        Signed::read(text)?.open(&SigningSecret::new(SECRET.into()))
    }

    #[test]
    fn what_was_signed_is_read_as_it_was_meant() {
        let claims =
            open(&address(r#"{"sub":"agent-9","role":"admin","contact":{"emails":["m@example.com"]}}"#)).unwrap();
        assert_eq!((&*claims.sub, claims.role.as_deref()), ("agent-9", Some("admin")));
        assert_eq!((claims.iat, claims.exp, &*claims.jti), (NOW, NOW + ADDRESS_LIFE, NONCE));
        assert_eq!(claims.contacts()[0].emails[0].address, "m@example.com");
    }

    #[test]
    fn another_programs_address_is_read() {
        // By Python: hmac.new(SECRET, signed, hashlib.sha256).hexdigest()
        let mac = "7525689b4abff446b25ed316b4640a94a7ddf9484aa69f06db3942aa5b5bc322";
        let address = format!("v1.k_a.1795000000.0123456789abcdef.eyJzdWIiOiJhZ2VudC05In0.{mac}");
        assert_eq!(open(&address).unwrap().sub, "agent-9");
        assert_eq!(open(&address.replace(mac, &mac.to_uppercase())).unwrap().sub, "agent-9", "hex is hex");
    }

    #[test]
    fn no_byte_of_it_can_be_changed() {
        let good = address(r#"{"sub":"agent-9"}"#);
        assert!(open(&good).is_ok());
        for at in 0..good.len() {
            let mut bytes = good.clone().into_bytes();
            // A letter that is another one in every alphabet here.
            bytes[at] = if bytes[at] == b'5' { b'6' } else { b'5' };
            assert!(open(std::str::from_utf8(&bytes).unwrap()).is_err(), "{at}");
        }
    }

    #[test]
    fn what_is_no_signed_address_is_refused() {
        let context = URL_SAFE_NO_PAD.encode(r#"{"sub":"a"}"#);
        for signed in [
            String::new(),
            format!("v2.k_a.{NOW}.{NONCE}.{context}"),
            format!("v1.k_a.{NOW}.{NONCE}.{context}.{context}"),
            format!("v1.k_a.{NOW}.{NONCE}"),
            format!("v1.key.{NOW}.{NONCE}.{context}"),
            format!("v1.k_a.+1.{NONCE}.{context}"),
            format!("v1.k_a..{NONCE}.{context}"),
            format!("v1.k_a.99999999999999999999.{NONCE}.{context}"),
            format!("v1.k_a.{NOW}.short.{context}"),
            format!("v1.k_a.{NOW}.{NONCE}{NONCE}{NONCE}{NONCE}{NONCE}.{context}"),
            format!("v1.k_a.{NOW}.0123456789 bcdef.{context}"),
        ] {
            assert_eq!(open(&sign(&signed)).err(), Some(Refused::NotAnAddress), "{signed}");
        }
        let good = sign(&format!("v1.k_a.{NOW}.{NONCE}.{context}"));
        for text in [&good[..good.len() - 1], &format!("{good}0"), &good.replace("v1.", " v1."), "é.é"] {
            assert_eq!(open(text).err(), Some(Refused::NotAnAddress), "{text}");
        }
        assert_eq!(Signed::read(&"x".repeat(LONGEST_ADDRESS + 1)).err(), Some(Refused::NotAnAddress));
    }

    #[test]
    fn the_context_says_what_is_documented_and_nothing_else() {
        for context in [
            "",
            "[]",
            "null",
            "{}",
            r#"{"sub":""}"#,
            r#"{"sub":7}"#,
            r#"{"sub":"a","iat":1}"#,
            r#"{"sub":"a","more":1}"#,
            r#"{"sub":"a","sub":"b"}"#,
        ] {
            assert_eq!(open(&address(context)).err(), Some(Refused::Claims), "{context}");
        }
        let padded = format!("v1.k_a.{NOW}.{NONCE}.{}==", URL_SAFE_NO_PAD.encode(r#"{"sub":"ab"}"#));
        assert_eq!(open(&sign(&padded)).err(), Some(Refused::Claims));
    }

    #[test]
    fn clocks_may_differ_by_five_seconds() {
        let text = address(r#"{"sub":"a"}"#);
        let at = |now| Signed::read(&text).unwrap().in_time(now).err();
        assert_eq!((at(NOW - 5), at(NOW - 6)), (None, Some(Refused::Future)));
        assert_eq!((at(NOW + 65), at(NOW + 66)), (None, Some(Refused::Expired)));
    }
}
