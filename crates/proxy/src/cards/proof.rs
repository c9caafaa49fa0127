//! How a host's backend proves itself: with one of the inbox's secrets, of which several may hold while one is replaced.

use crate::app::App;
use crate::auth::Algorithm;
use crate::db::{Inbox, KeyRow};
use crate::error::ApiError;
use crate::host_kind::HostKind;
use crate::ids::{InboxId, KeyId};
use crate::tokens::{Purpose, SigningSecret};
use context_card_wire::Problem;
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;

/// Why a host is not believed. For the log alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum Refusal {
    /// No inbox of this id.
    #[error("there is no such inbox")]
    NoInbox,
    /// The inbox is of another kind.
    #[error("the inbox is of another host")]
    OtherHost,
    /// No key that holds.
    #[error("the inbox has no secret that holds")]
    NoKey,
    /// A header that has to be there.
    #[error("the header {0} is missing")]
    Missing(&'static str),
    /// A header that nobody can read.
    #[error("the header {0} can't be read")]
    Unreadable(&'static str),
    /// Signed with something else, or something else was signed.
    #[error("the signature is wrong")]
    Signature,
    /// Signed too long ago.
    #[error("the signature is too old")]
    Old,
    /// Signed in the future.
    #[error("the signature is from the future")]
    Future,
    /// Another secret.
    #[error("the secret is wrong")]
    Secret,
}

/// The inbox of an address, and which of its keys the host has proven itself with.
pub(super) async fn proven(
    app: &App,
    host: HostKind,
    inbox: &str,
    holds: impl Fn(&SigningSecret) -> Result<(), Refusal>,
) -> Result<(Inbox, KeyId), ApiError> {
    let refused = |inbox: Option<&InboxId>, why: Refusal| {
        tracing::warn!(inbox = inbox.map(InboxId::as_str), host = host.as_str(), %why, "a host's backend was refused");
        // One answer for all of these.
        ApiError::from(Problem::NotSignedIn { reason: "the host has not proven itself".to_owned() })
    };
    let Some(id) = InboxId::parse(inbox) else { return Err(refused(None, Refusal::NoInbox)) };
    let Some(inbox) = app.db.inbox(&id).await? else { return Err(refused(Some(&id), Refusal::NoInbox)) };
    if inbox.host != host {
        return Err(refused(Some(&id), Refusal::OtherHost));
    }
    let data_key = app.data_key(&inbox.tenant).await?;
    let mut why = Refusal::NoKey;
    let good = |row: &KeyRow| row.inbox == id && row.revoked.is_none() && row.algorithm == Algorithm::Hs256;
    for row in app.db.keys(&inbox.tenant).await?.into_iter().filter(good) {
        let Some((_, key)) = app.db.inbox_key(&inbox.tenant, &row.key).await? else { continue };
        let text = data_key
            .open(Purpose::SigningSecret, &[id.as_str(), key.key.as_str()], &key.sealed)
            .map_err(ApiError::internal)?;
        match holds(&SigningSecret::new(text)) {
            Ok(()) => {
                // Counted once it is proven: nobody else uses up what the inbox may ask.
                app.limits.inbox(&id)?;
                return Ok((inbox, key.key));
            }
            Err(refusal) => why = refusal,
        }
    }
    Err(refused(Some(&id), why))
}

/// HMAC-SHA256.
pub(super) fn mac(key: &[u8], text: &[u8]) -> Option<Hmac<Sha256>> {
    Some(Hmac::<Sha256>::new_from_slice(key).ok()?.chain_update(text))
}

/// Whether `signature`, hexadecimal, is the HMAC-SHA256 of `text`. Compared in constant time.
pub(super) fn is_signed(key: &[u8], text: &[u8], signature: &str) -> bool {
    let (Some(mac), Some(signature)) = (mac(key, text), unhex(signature)) else { return false };
    mac.verify_slice(&signature).is_ok()
}

/// Whether two secrets are the same. How long it takes says nothing of how much of it is right.
pub(super) fn is_same(kept: &str, sent: &str) -> bool {
    let of = |secret: &str| mac(secret.as_bytes(), b"secret of a host");
    let (Some(kept), Some(sent)) = (of(kept), of(sent)) else { return false };
    kept.verify(&sent.finalize().into_bytes()).is_ok()
}

/// Bytes as hexadecimal digits.
pub(super) fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let digit = |at: u8| char::from(DIGITS[usize::from(at)]);
    bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}

fn unhex(text: &str) -> Option<Vec<u8>> {
    let digit = |byte: u8| char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    let text = text.trim().as_bytes();
    if text.len() % 2 == 1 {
        return None;
    }
    text.chunks_exact(2).map(|pair| Some(digit(pair[0])? << 4 | digit(pair[1])?)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 4231, test case 2.
    const SIGNATURE: &str = "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843";

    #[test]
    fn a_signature_holds_for_its_text_and_key_alone() {
        let text = b"what do ya want for nothing?";
        assert!(is_signed(b"Jefe", text, SIGNATURE));
        assert!(is_signed(b"Jefe", text, &SIGNATURE.to_uppercase()));
        assert!(!is_signed(b"jefe", text, SIGNATURE));
        assert!(!is_signed(b"Jefe", &text[1..], SIGNATURE));
        for wrong in ["", "5b", &SIGNATURE[1..], &SIGNATURE[2..], "zz", &"é".repeat(32)] {
            assert!(!is_signed(b"Jefe", text, wrong), "{wrong}");
        }
        assert_eq!(hex(&unhex(SIGNATURE).unwrap()), SIGNATURE);
    }

    #[test]
    fn only_the_same_secret_is_the_same() {
        assert!(is_same("abc", "abc"));
        for other in ["", "ab", "abcd", "abC"] {
            assert!(!is_same("abc", other), "{other}");
        }
    }
}
