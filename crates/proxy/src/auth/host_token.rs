//! Host tokens: a short-lived JWT by which the host's backend says which agent, which conversation, which contact.
//!
//! Pure: the caller finds the key, and remembers that the token was used.

use super::algorithm::Algorithm;
use super::claims::Claims;
use crate::ids::KeyId;
use crate::tokens::SigningSecret;
use jsonwebtoken::{EncodingKey, Header, Validation};
use serde::Serialize;
use sha2::{Digest as _, Sha256};

/// Whom a host token must be for.
pub(crate) const AUDIENCE: &str = "shopify-context-card";
/// The longest time between `iat` and `exp`, in seconds.
pub(crate) const LONGEST_LIFE: i64 = 120;
/// By how much clocks may differ, in seconds.
pub(super) const CLOCK_DIFFERENCE: i64 = 5;
/// The longest token that is looked at, in bytes.
const LONGEST_TOKEN: usize = 16 * 1024;
/// The longest `jti`, in bytes.
pub(super) const LONGEST_ID: usize = 256;

/// Why a host token is not accepted. The text is for the vendor and holds nothing of the token.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// Not a JWT.
    #[error("it is not a signed JWT")]
    NotAToken,
    /// Not a signed address.
    #[error("it is not v1.<kid>.<time>.<nonce>.<context>.<mac>, or too long")]
    NotAnAddress,
    /// No `kid` in the header, or not one of ours.
    #[error("it names no key (kid) of this inbox")]
    UnknownKey,
    /// The key was revoked.
    #[error("its key was revoked")]
    RevokedKey,
    /// Another algorithm than the key's.
    #[error("its algorithm is not the key's")]
    Algorithm,
    /// The signature is wrong.
    #[error("its signature is wrong")]
    Signature,
    /// The claims are not as they should be.
    #[error("its claims are not as documented")]
    Claims,
    /// For somebody else.
    #[error("its audience (aud) is not shopify-context-card")]
    Audience,
    /// Not made by one of the inbox's origins.
    #[error("its issuer (iss) is not one of the inbox's origins")]
    Issuer,
    /// Too old.
    #[error("it has expired")]
    Expired,
    /// From the future.
    #[error("it was made in the future; check the clocks")]
    Future,
    /// Holds too long.
    #[error("it holds longer than 120 seconds")]
    TooLong,
    /// Its nonce is not the one of this card's hello.
    #[error("its nonce is not the card's")]
    Nonce,
    /// Used before.
    #[error("it was used before")]
    Used,
}

/// A host token that was accepted, up to its being used for the first time.
#[derive(Clone, Debug)]
pub struct Vouched {
    /// What it says.
    pub claims: Claims,
    /// What to remember it by: accepted once.
    pub fingerprint: Vec<u8>,
    /// Until when to remember it, Unix seconds.
    pub remember_until: i64,
}

/// The `kid` of a token's header: which key to check it with. Nothing is trusted yet.
///
/// # Errors
/// When it is no JWT, or names no key.
pub fn kid(token: &str) -> Result<String, Refused> {
    if token.len() > LONGEST_TOKEN {
        return Err(Refused::NotAToken);
    }
    let header = jsonwebtoken::decode_header(token).map_err(|_| Refused::NotAToken)?;
    header.kid.ok_or(Refused::UnknownKey)
}

/// How the card's hello and the token go together.
#[derive(Clone, Copy, Debug)]
pub enum Nonce<'a> {
    /// From the card: where the token has a nonce, it must be this one.
    OfCard(Option<&'a str>),
    /// From the host's backend, before there is a card.
    Backend,
}

/// One rule for host tokens, in the order in which they are checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rule {
    /// It is a signed JWT that names a key.
    Readable,
    /// The key is one of ours.
    Key,
    /// The key was not revoked.
    KeyHolds,
    /// The algorithm is the key's.
    Algorithm,
    /// The signature is right.
    Signature,
    /// The claims are as documented.
    Claims,
    /// It is for us.
    Audience,
    /// One of the inbox's origins made it.
    Issuer,
    /// It holds for 120 seconds at most.
    Lifetime,
    /// It holds by now.
    Clock,
    /// Its nonce is the one of the card's hello.
    Nonce,
    /// It was not used before.
    Unused,
}

impl Rule {
    /// All of them, in order.
    pub const ALL: [Self; 12] = [
        Self::Readable,
        Self::Key,
        Self::KeyHolds,
        Self::Algorithm,
        Self::Signature,
        Self::Claims,
        Self::Audience,
        Self::Issuer,
        Self::Lifetime,
        Self::Clock,
        Self::Nonce,
        Self::Unused,
    ];
}

impl Refused {
    /// The rule that was broken.
    #[must_use]
    pub const fn rule(self) -> Rule {
        match self {
            Self::NotAToken | Self::NotAnAddress => Rule::Readable,
            Self::UnknownKey => Rule::Key,
            Self::RevokedKey => Rule::KeyHolds,
            Self::Algorithm => Rule::Algorithm,
            Self::Signature => Rule::Signature,
            Self::Claims => Rule::Claims,
            Self::Audience => Rule::Audience,
            Self::Issuer => Rule::Issuer,
            Self::TooLong => Rule::Lifetime,
            Self::Expired | Self::Future => Rule::Clock,
            Self::Nonce => Rule::Nonce,
            Self::Used => Rule::Unused,
        }
    }
}

/// Opens a token with the key that its `kid` names: whoever holds that key has written what it says.
///
/// # Errors
/// Where algorithm or signature is wrong, or the claims can't be read.
pub fn open(token: &str, algorithm: Algorithm, secret: &SigningSecret) -> Result<Claims, Refused> {
    let key = algorithm.key(secret).map_err(|_| Refused::UnknownKey)?;
    // Times and audience are checked below, against the clock we were given.
    let mut validation = Validation::new(algorithm.of_library());
    validation.validate_exp = false;
    validation.validate_aud = false;
    validation.required_spec_claims.clear();
    Ok(jsonwebtoken::decode::<Claims>(token, &key, &validation).map_err(|error| reason(error.kind()))?.claims)
}

/// Every rule about what a token says that it breaks, the first one first. None: it holds, up to its being used for the first
/// time. The card's sign-in looks at the first; who tries an inbox wants to see them all.
#[must_use]
pub fn broken(claims: &Claims, origins: &[String], nonce: Nonce<'_>, now: i64) -> Vec<Refused> {
    let ids = claims.jti.is_empty() || claims.jti.len() > LONGEST_ID || claims.sub.is_empty();
    let life = claims.exp.checked_sub(claims.iat);
    let expired = life.is_some_and(|life| life < 0) || now > claims.exp.saturating_add(CLOCK_DIFFERENCE);
    let other_nonce = match (&claims.nonce, nonce) {
        (Some(said), Nonce::OfCard(expected)) => expected != Some(said.as_str()),
        (None, _) | (_, Nonce::Backend) => false,
    };
    let rules = [
        (ids || life.is_none(), Refused::Claims),
        (!claims.aud.names(AUDIENCE), Refused::Audience),
        (!origins.contains(&claims.iss), Refused::Issuer),
        (life.is_some_and(|life| life > LONGEST_LIFE), Refused::TooLong),
        (expired, Refused::Expired),
        (!expired && claims.iat > now.saturating_add(CLOCK_DIFFERENCE), Refused::Future),
        (other_nonce, Refused::Nonce),
    ];
    rules.into_iter().filter_map(|(broken, refused)| broken.then_some(refused)).collect()
}

impl Vouched {
    /// From claims that break no rule.
    #[must_use]
    pub fn new(claims: Claims) -> Self {
        let remember_until = claims.exp.saturating_add(CLOCK_DIFFERENCE + 1);
        let fingerprint = Sha256::digest([claims.iss.as_bytes(), b"\0", claims.jti.as_bytes()].concat()).to_vec();
        Self { claims, fingerprint, remember_until }
    }
}

/// Signs claims with an inbox's signing secret, as the host's backend would: for a trial of the inbox.
///
/// # Errors
/// Where the claims can't be written.
pub fn sign(
    claims: &impl Serialize,
    kid: &KeyId,
    secret: &SigningSecret,
) -> Result<String, jsonwebtoken::errors::Error> {
    let header = Header { kid: Some(kid.to_string()), ..Header::new(jsonwebtoken::Algorithm::HS256) };
    jsonwebtoken::encode(&header, claims, &EncodingKey::from_secret(secret.expose().as_bytes()))
}

fn reason(kind: &jsonwebtoken::errors::ErrorKind) -> Refused {
    use jsonwebtoken::errors::ErrorKind;
    match kind {
        ErrorKind::InvalidAlgorithm | ErrorKind::InvalidAlgorithmName => Refused::Algorithm,
        ErrorKind::InvalidSignature => Refused::Signature,
        ErrorKind::Json(_) => Refused::Claims,
        _ => Refused::NotAToken,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    const NOW: i64 = 1_795_000_000;
    const SECRET: &str = "a secret of at least thirty-two bytes";

    fn claims() -> Value {
        json!({"aud": "shopify-context-card", "iss": "https://inbox.example", "sub": "agent-9", "iat": NOW, "exp": NOW + 60, "jti": "one"})
    }

    fn sign(claims: &Value, alg: jsonwebtoken::Algorithm, secret: &str) -> String {
        let header = Header { kid: Some("k_a".into()), ..Header::new(alg) };
        jsonwebtoken::encode(&header, claims, &EncodingKey::from_secret(secret.as_bytes())).unwrap()
    }

    fn check_at(token: &str, nonce: Nonce<'_>, now: i64) -> Result<Vouched, Refused> {
        let origins = ["https://inbox.example".to_owned()];
        let claims = open(token, Algorithm::Hs256, &SigningSecret::new(SECRET.into()))?;
        match broken(&claims, &origins, nonce, now).first() {
            Some(refused) => Err(*refused),
            None => Ok(Vouched::new(claims)),
        }
    }

    fn outcome(change: impl FnOnce(&mut Value)) -> Option<Refused> {
        let mut claims = claims();
        change(&mut claims);
        check_at(&sign(&claims, jsonwebtoken::Algorithm::HS256, SECRET), Nonce::OfCard(Some("n-1")), NOW).err()
    }

    #[test]
    fn a_good_token_is_accepted() {
        assert_eq!(outcome(|_| {}), None);
        assert_eq!(outcome(|c| c["nonce"] = json!("n-1")), None);
        assert_eq!(outcome(|c| c["aud"] = json!(["other", "shopify-context-card"])), None);
    }

    #[test]
    fn every_rule_bites() {
        assert_eq!(outcome(|c| c["aud"] = json!("other")), Some(Refused::Audience));
        assert_eq!(outcome(|c| c["iss"] = json!("https://inbox.example.evil.test")), Some(Refused::Issuer));
        assert_eq!(outcome(|c| c["iss"] = json!("https://inbox.example/")), Some(Refused::Issuer));
        assert_eq!(outcome(|c| c["exp"] = json!(NOW + 121)), Some(Refused::TooLong));
        assert_eq!(outcome(|c| c["nonce"] = json!("n-2")), Some(Refused::Nonce));
        assert_eq!(outcome(|c| c["jti"] = json!("")), Some(Refused::Claims));
        assert_eq!(outcome(|c| c["exp"] = json!("soon")), Some(Refused::Claims));
        assert_eq!(outcome(|c| c["iat"] = json!(i64::MIN)), Some(Refused::Claims));
        for missing in ["aud", "iss", "sub", "iat", "exp", "jti"] {
            let refused = outcome(|c| {
                c.as_object_mut().unwrap().remove(missing);
            });
            assert_eq!(refused, Some(Refused::Claims), "{missing}");
        }
    }

    #[test]
    fn who_tries_an_inbox_sees_every_rule_that_is_broken() {
        let mut claims = claims();
        claims["aud"] = json!("other");
        claims["iss"] = json!("https://elsewhere.example");
        claims["exp"] = json!(NOW + 500);
        claims["nonce"] = json!("n-2");
        let claims: Claims = serde_json::from_value(claims).unwrap();
        let origins = ["https://inbox.example".to_owned()];
        let all = broken(&claims, &origins, Nonce::OfCard(Some("n-1")), NOW);
        assert_eq!(all, [Refused::Audience, Refused::Issuer, Refused::TooLong, Refused::Nonce]);
        assert!(
            all.iter()
                .map(|refused| refused.rule())
                .is_sorted_by_key(|rule| Rule::ALL.iter().position(|it| *it == rule))
        );
    }

    #[test]
    fn clocks_may_differ_by_five_seconds() {
        let token = sign(&claims(), jsonwebtoken::Algorithm::HS256, SECRET);
        let at = |now| check_at(&token, Nonce::OfCard(None), now).err();
        assert_eq!(at(NOW - 5), None);
        assert_eq!(at(NOW - 6), Some(Refused::Future));
        assert_eq!(at(NOW + 65), None);
        assert_eq!(at(NOW + 66), Some(Refused::Expired));
    }

    #[test]
    fn another_secret_or_algorithm_is_refused() {
        let other = sign(&claims(), jsonwebtoken::Algorithm::HS256, "another secret of thirty-two bytes or so");
        assert_eq!(check_at(&other, Nonce::Backend, NOW).err(), Some(Refused::Signature));
        let switched = sign(&claims(), jsonwebtoken::Algorithm::HS512, SECRET);
        assert_eq!(check_at(&switched, Nonce::Backend, NOW).err(), Some(Refused::Algorithm));
        // {"alg":"none","kid":"k_a"} and the same claims, unsigned
        let parts: Vec<&str> = switched.split('.').collect();
        let none = format!("eyJhbGciOiJub25lIiwia2lkIjoia19hIn0.{}.", parts[1]);
        assert!(kid(&none).is_err() || check_at(&none, Nonce::Backend, NOW).is_err());
    }

    #[test]
    fn a_nonce_in_the_token_must_be_the_cards() {
        let mut claims = claims();
        claims["nonce"] = json!("n-1");
        let token = sign(&claims, jsonwebtoken::Algorithm::HS256, SECRET);
        assert_eq!(check_at(&token, Nonce::OfCard(None), NOW).err(), Some(Refused::Nonce));
        assert!(check_at(&token, Nonce::Backend, NOW).is_ok());
    }

    #[test]
    fn what_is_no_token_is_refused() {
        for text in ["", "a.b.c", "eyJhbGciOiJIUzI1NiJ9", &"x".repeat(LONGEST_TOKEN + 1)] {
            assert_eq!(kid(text), Err(Refused::NotAToken));
        }
        assert_eq!(kid("eyJhbGciOiJIUzI1NiJ9.e30.AAAA"), Err(Refused::UnknownKey));
    }
}
