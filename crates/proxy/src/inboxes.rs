//! What an inbox may be, and how its keys are made: the same rules for the command line (`command/inbox.rs`) and for the
//! settings panel (`http/settings/inboxes`).

use crate::auth::{Algorithm, NotAPublicKey};
use crate::db::InboxKey;
use crate::host_kind::HostKind;
use crate::ids::{InboxId, KeyId, random_text};
use crate::origin::{NotAnOrigin, Origin};
use crate::text::{Locale, Zone};
use crate::tokens::{DataKey, OpenError, Purpose, SigningSecret};
use context_card_wire::AddressSignature;
use context_card_wire::settings::SignsWith;

/// Characters of a signing secret, five bits each: 260 bits.
const SECRET_LENGTH: usize = 52;
/// The largest text that is read as a public key, in bytes.
pub const LARGEST_PUBLIC_KEY: usize = 16 * 1024;
/// So many origins an inbox may have.
pub const MOST_ORIGINS: usize = 20;
/// So many keys of an inbox may hold at once.
pub const MOST_KEYS: usize = 10;
/// So many inboxes a tenant may have.
pub const MOST_INBOXES: usize = 200;
/// The longest beginning of a host's messages, in characters.
pub const LONGEST_PREFIX: usize = 40;
/// The lengths of a secret of a host's own making, in characters.
pub const HOST_SECRET: std::ops::RangeInclusive<usize> = 16..=200;
/// The longest name, in characters.
pub const LONGEST_NAME: usize = 60;

/// What an inbox can't be. The texts are the command line's; the panel has its own, in the reader's language.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unfit {
    /// No origin that may embed the card.
    #[error("{why}")]
    Origin {
        /// Which of them, from 0.
        at: usize,
        /// What is wrong.
        why: NotAnOrigin,
        /// What was meant, where that can be told.
        better: Option<Origin>,
    },
    /// No origin at all.
    #[error("an inbox needs an origin, like https://inbox.example")]
    NoOrigin,
    /// More than [`MOST_ORIGINS`].
    #[error("an inbox has at most {MOST_ORIGINS} origins")]
    TooManyOrigins,
    /// Longer than [`LONGEST_NAME`], or with characters that can't be seen.
    #[error("a name has at most {LONGEST_NAME} characters, and none that can't be seen")]
    Name,
    /// No locale.
    #[error("a locale looks like de-DE")]
    Locale,
    /// No time zone.
    #[error("a time zone looks like Europe/Berlin")]
    Zone,
    /// No beginning of messages, or of a host whose messages have none.
    #[error(
        "only Chatwoot's messages begin with a name that can be set: small letters, digits and dashes, {LONGEST_PREFIX} at most"
    )]
    Prefix,
    /// Of a host whose backend signs no address.
    #[error("only the hosts that frame a signed address have a signature: --host signed-url")]
    Signature,
    /// A key of a kind that the host doesn't sign with.
    #[error("{}", says_what(*.0))]
    Key(SignsWith),
    /// Of a host whose pages are not a vendor's own.
    #[error("only a page of your own can have the card without an iframe: --host generic")]
    Inline,
    /// No secret of a host's.
    #[error("a host's secret has {} to {} characters, and no spaces", HOST_SECRET.start(), HOST_SECRET.end())]
    HostSecret,
    /// No public key that can be used.
    #[error(transparent)]
    PublicKey(#[from] NotAPublicKey),
}

fn says_what(signs: SignsWith) -> &'static str {
    match signs {
        SignsWith::SecretOrKey => "its host signs with a secret of ours, or with a private key of its own",
        SignsWith::OurSecret => "its host signs with a secret of ours",
        SignsWith::ItsSecret => "its host signs with a secret of its own: pipe it in with --secret-stdin",
        SignsWith::ItsKey => "its host signs with a private key of its own: give the public one, --public-key",
        SignsWith::Nothing => "its host signs nothing: agents sign in by themselves, context-card sign-in-code",
    }
}

/// The origins of a kind of host, as browsers write them, each once. A host without a page needs none.
///
/// # Errors
/// The first that can't be one.
pub fn origins<T: AsRef<str>>(host: HostKind, texts: &[T]) -> Result<Vec<String>, Unfit> {
    let mut origins = Vec::new();
    for (at, text) in texts.iter().enumerate() {
        let text = text.as_ref();
        let origin = Origin::parse_or(host.patterns(), text);
        let origin = origin.map_err(|why| Unfit::Origin { at, why, better: Origin::meant(text) })?;
        let origin = origin.to_string();
        if !origins.contains(&origin) {
            origins.push(origin);
        }
    }
    match origins.len() {
        0 if host.has_page() => Err(Unfit::NoOrigin),
        ..=MOST_ORIGINS => Ok(origins),
        _ => Err(Unfit::TooManyOrigins),
    }
}

/// A name without spaces around it.
///
/// # Errors
/// When it is too long, or can't be seen.
pub fn name(text: &str) -> Result<String, Unfit> {
    let name = text.trim();
    if name.chars().count() > LONGEST_NAME || name.chars().any(char::is_control) {
        return Err(Unfit::Name);
    }
    Ok(name.to_owned())
}

/// What a host's messages begin with, where that is not as usual. Without a text, as usual.
///
/// # Errors
/// When it is none, or the host's messages have none.
pub fn prefix(host: HostKind, text: &str) -> Result<Option<String>, Unfit> {
    let prefix = text.trim();
    let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    match prefix {
        "" => Ok(None),
        _ if host.has_prefix() && prefix.len() <= LONGEST_PREFIX && prefix.bytes().all(plain) => {
            Ok(Some(prefix.to_owned()))
        }
        _ => Err(Unfit::Prefix),
    }
}

/// How a host's backend signs the frame's address, where it does: as was asked for, else by HMAC. Kept with the inbox, so that
/// no address is ever read in another way.
///
/// # Errors
/// When the host's backend signs none.
pub fn signature(host: HostKind, wanted: Option<AddressSignature>) -> Result<Option<AddressSignature>, Unfit> {
    match (host.signs_address(), wanted) {
        (true, wanted) => Ok(Some(wanted.unwrap_or_default())),
        (false, None) => Ok(None),
        (false, Some(_)) => Err(Unfit::Signature),
    }
}

/// Whether pages may have the card without an iframe: as was asked for.
///
/// # Errors
/// When the pages are those of somebody else's product, or the agent's word is not signed.
pub fn inline(host: HostKind, wanted: bool) -> Result<bool, Unfit> {
    if wanted && !host.can_be_inline() { Err(Unfit::Inline) } else { Ok(wanted) }
}

/// A locale as it is kept.
///
/// # Errors
/// When it is none.
pub fn locale(text: &str) -> Result<String, Unfit> {
    Locale::parse(text).map(|locale| locale.to_string()).ok_or(Unfit::Locale)
}

/// A time zone as it is kept.
///
/// # Errors
/// When it is not known.
pub fn zone(text: &str) -> Result<String, Unfit> {
    Zone::parse(text).map(|_| text.trim().to_owned()).ok_or(Unfit::Zone)
}

/// A new signing secret, and the key as it is kept.
///
/// # Errors
/// When there is no randomness.
pub fn new_secret(data_key: &DataKey, inbox: &InboxId) -> Result<(SigningSecret, InboxKey), OpenError> {
    let secret = SigningSecret::new(random_text(SECRET_LENGTH).map_err(|_| OpenError::NoRandomness)?);
    let key = sealed(data_key, inbox, Algorithm::Hs256, &secret)?;
    Ok((secret, key))
}

/// A secret that a host has made, and signs with.
///
/// # Errors
/// When it can't be one.
pub fn host_secret(text: &str) -> Result<SigningSecret, Unfit> {
    let text = text.trim();
    if HOST_SECRET.contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Ok(SigningSecret::new(text.to_owned()));
    }
    Err(Unfit::HostSecret)
}

/// A key from the host's public key, PEM: with which algorithm it goes is told from the key. The text is in a secret type,
/// since it may turn out to be a private key.
///
/// # Errors
/// When it is no public key that can be used.
pub fn public_key(pem: &SigningSecret) -> Result<Algorithm, Unfit> {
    if pem.expose().len() > LARGEST_PUBLIC_KEY {
        return Err(NotAPublicKey.into());
    }
    Ok(Algorithm::of_public_key(pem.expose())?)
}

/// A key as it is kept.
///
/// # Errors
/// When it can't be sealed.
pub fn sealed(
    data_key: &DataKey,
    inbox: &InboxId,
    algorithm: Algorithm,
    text: &SigningSecret,
) -> Result<InboxKey, OpenError> {
    let key = KeyId::random().map_err(|_| OpenError::NoRandomness)?;
    let sealed = data_key.seal(Purpose::SigningSecret, &[inbox.as_str(), key.as_str()], text.expose())?;
    Ok(InboxKey { key, algorithm, sealed, revoked: false })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn origins_are_kept_once_each_as_browsers_write_them() {
        let given = ["https://Inbox.Example/", "https://inbox.example", "http://localhost:3000"];
        assert_eq!(
            origins(HostKind::Generic, &given),
            Ok(vec!["https://inbox.example".into(), "http://localhost:3000".into()])
        );
        assert_eq!(origins::<&str>(HostKind::Generic, &[]), Err(Unfit::NoOrigin));
        let many: Vec<_> = (0..21).map(|n| format!("https://h{n}.example")).collect();
        assert_eq!(origins(HostKind::Generic, &many), Err(Unfit::TooManyOrigins));
        let Err(Unfit::Origin { at: 1, better: Some(better), .. }) =
            origins(HostKind::Generic, &["https://a.example", "b.example/x"])
        else {
            panic!("the second is no origin")
        };
        assert_eq!(better.to_string(), "https://b.example");
    }

    #[test]
    fn a_star_is_front_s_alone() {
        let star = ["https://*.frontapp.com"];
        assert_eq!(origins(HostKind::Front, &star), Ok(vec![star[0].to_owned()]));
        assert!(origins(HostKind::Chatwoot, &star).is_err());
        assert!(origins(HostKind::Front, &["https://*.evil.example"]).is_err());
    }

    #[test]
    fn white_labels_of_chatwoot_have_a_beginning_of_their_own() {
        assert_eq!(prefix(HostKind::Chatwoot, " trinoai "), Ok(Some("trinoai".into())));
        assert_eq!(prefix(HostKind::Front, ""), Ok(None));
        assert_eq!(prefix(HostKind::Front, "trinoai"), Err(Unfit::Prefix));
        for text in ["Trino", "a b", "x\"y", &"x".repeat(41)] {
            assert_eq!(prefix(HostKind::Chatwoot, text), Err(Unfit::Prefix), "{text}");
        }
    }

    #[test]
    fn only_a_host_with_a_page_needs_an_origin() {
        assert_eq!(origins::<&str>(HostKind::Gorgias, &[]), Ok(Vec::new()));
        assert!(origins(HostKind::Gorgias, &["nonsense"]).is_err());
        assert_eq!(host_secret(" 0123456789abcdef\n").unwrap().expose(), "0123456789abcdef");
        for text in ["", "short", "0123456789 abcdef", &"x".repeat(201)] {
            assert!(host_secret(text).is_err(), "{text}");
        }
    }

    #[test]
    fn only_a_vendor_s_own_page_does_without_an_iframe() {
        assert_eq!(inline(HostKind::Generic, true), Ok(true));
        assert_eq!(inline(HostKind::Front, false), Ok(false));
        for host in [HostKind::Front, HostKind::SignedUrl, HostKind::Url, HostKind::Intercom] {
            assert_eq!(inline(host, true), Err(Unfit::Inline), "{host:?}");
        }
    }

    #[test]
    fn names_are_short_and_can_be_seen() {
        assert_eq!(name("  Post  room "), Ok("Post  room".into()));
        assert_eq!(name(&"ü".repeat(60)), Ok("ü".repeat(60)));
        assert_eq!(name(&"ü".repeat(61)), Err(Unfit::Name));
        assert_eq!(name("Post\nroom"), Err(Unfit::Name));
    }
}
