//! Whether an id token holds: signed with one of the provider's keys, for us, for this browser, now. Pure.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::jwk::{AlgorithmParameters, EllipticCurve, Jwk, PublicKeyUse};
use jsonwebtoken::{Algorithm, DecodingKey, Validation};
use serde::Deserialize;
use serde_json::Value;
use sha2::{Digest as _, Sha256};
use std::str::FromStr as _;

/// By how much clocks may differ, in seconds.
const CLOCK_DIFFERENCE: i64 = 60;
/// The longest token that is looked at, in bytes. Some list a hundred groups.
const LONGEST: usize = 64 * 1024;
/// The shortest modulus of an RSA key that is accepted, in characters of base64: 2048 bits.
const SHORTEST_MODULUS: usize = 341;

/// Why an id token does not hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// There is none.
    #[error("there is none")]
    Missing,
    /// Not a JWT.
    #[error("it is not a signed JWT")]
    NotAToken,
    /// Signed with a secret, in a way that we don't know, or not at all.
    #[error("its algorithm is none that is checked with a public key")]
    Algorithm,
    /// None of the provider's keys is for it.
    #[error("the provider has no key for it")]
    Key,
    /// The signature is wrong.
    #[error("its signature is wrong")]
    Signature,
    /// The claims are not as specified.
    #[error("its claims are not as specified")]
    Claims,
    /// Somebody else made it.
    #[error("its issuer (iss) is another")]
    Issuer,
    /// For somebody else.
    #[error("its audience (aud, azp) is another client")]
    Audience,
    /// Too old.
    #[error("it has expired")]
    Expired,
    /// From the future.
    #[error("it was made in the future; check the clocks")]
    Future,
    /// Made for another browser.
    #[error("its nonce is not the one that was sent")]
    Nonce,
}

/// What a token must say.
#[derive(Clone, Copy, Debug)]
pub(super) struct Expected<'a> {
    pub(super) issuer: &'a str,
    pub(super) client: &'a str,
    pub(super) nonce: &'a str,
}

#[derive(Deserialize)]
struct Head {
    alg: String,
    kid: Option<String>,
    crit: Option<Value>,
}

/// What a token says, where it holds.
pub(super) fn open(token: &str, keys: &[Jwk], expected: Expected<'_>, now: i64) -> Result<Value, Refused> {
    if token.len() > LONGEST {
        return Err(Refused::NotAToken);
    }
    let (head, _) = token.split_once('.').ok_or(Refused::NotAToken)?;
    let head = URL_SAFE_NO_PAD.decode(head).map_err(|_| Refused::NotAToken)?;
    let head: Head = serde_json::from_slice(&head).map_err(|_| Refused::NotAToken)?;
    if head.crit.is_some() {
        return Err(Refused::NotAToken);
    }
    let algorithm = Algorithm::from_str(&head.alg).map_err(|_| Refused::Algorithm)?;
    if matches!(algorithm, Algorithm::HS256 | Algorithm::HS384 | Algorithm::HS512) {
        return Err(Refused::Algorithm);
    }
    // Times and audience are checked below, against the clock we were given.
    let mut validation = Validation::new(algorithm);
    validation.validate_exp = false;
    validation.validate_aud = false;
    validation.required_spec_claims.clear();
    let mut why = Refused::Key;
    for key in keys.iter().filter(|key| is_for(key, algorithm, head.kid.as_deref())) {
        let Ok(key) = DecodingKey::from_jwk(key) else { continue };
        match jsonwebtoken::decode::<Value>(token, &key, &validation) {
            Ok(data) => return hold(data.claims, expected, now),
            Err(_) => why = Refused::Signature,
        }
    }
    Err(why)
}

/// Whether a key may have signed it: public, of the algorithm's kind, for signatures, and of this name.
fn is_for(key: &Jwk, algorithm: Algorithm, name: Option<&str>) -> bool {
    let kind = match (algorithm, &key.algorithm) {
        (
            Algorithm::RS256
            | Algorithm::RS384
            | Algorithm::RS512
            | Algorithm::PS256
            | Algorithm::PS384
            | Algorithm::PS512,
            AlgorithmParameters::RSA(key),
        ) => key.n.trim_end_matches('=').len() >= SHORTEST_MODULUS,
        (Algorithm::ES256, AlgorithmParameters::EllipticCurve(key)) => key.curve == EllipticCurve::P256,
        (Algorithm::ES384, AlgorithmParameters::EllipticCurve(key)) => key.curve == EllipticCurve::P384,
        (Algorithm::EdDSA, AlgorithmParameters::OctetKeyPair(key)) => key.curve == EllipticCurve::Ed25519,
        _ => false,
    };
    kind && key.common.public_key_use.as_ref().is_none_or(|it| *it == PublicKeyUse::Signature)
        && key.common.key_algorithm.is_none_or(|it| it == algorithm.into())
        && name.is_none_or(|name| key.common.key_id.as_deref().is_none_or(|it| it == name))
}

/// The claims, where they say what they must.
fn hold(claims: Value, expected: Expected<'_>, now: i64) -> Result<Value, Refused> {
    let text = |name: &str| claims.get(name).and_then(Value::as_str);
    let time = |name: &str| claims.get(name).and_then(|value| value.as_i64().or_else(|| Some(value.as_f64()? as i64)));
    if text("iss") != Some(expected.issuer) {
        return Err(Refused::Issuer);
    }
    let (ours, alone) = match claims.get("aud") {
        Some(Value::String(one)) => (one == expected.client, true),
        Some(Value::Array(all)) => (all.iter().any(|one| one.as_str() == Some(expected.client)), all.len() == 1),
        _ => (false, false),
    };
    // Where it is for several, it says which of them asked.
    let asked = match claims.get("azp") {
        Some(party) => party.as_str() == Some(expected.client),
        None => alone,
    };
    if !ours || !asked {
        return Err(Refused::Audience);
    }
    let (Some(until), Some(made)) = (time("exp"), time("iat")) else { return Err(Refused::Claims) };
    if now >= until.saturating_add(CLOCK_DIFFERENCE) {
        return Err(Refused::Expired);
    }
    let latest = now.saturating_add(CLOCK_DIFFERENCE);
    if made > latest || time("nbf").is_some_and(|from| from > latest) {
        return Err(Refused::Future);
    }
    // By their hashes: how long it takes says nothing of the nonce.
    let is_sent = text("nonce").is_some_and(|said| Sha256::digest(said) == Sha256::digest(expected.nonce));
    if is_sent { Ok(claims) } else { Err(Refused::Nonce) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jsonwebtoken::{EncodingKey, Header};
    use serde_json::json;

    const NOW: i64 = 1_795_000_000;
    const EXPECTED: Expected<'_> = Expected { issuer: "https://issuer.example", client: "client-1", nonce: "n-1" };
    /// RFC 8037's example, and another one.
    const KEY: (&str, &str) =
        ("nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A", "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo");
    const OTHER: &str = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8";

    fn signer(seed: &str) -> EncodingKey {
        let prefix = [0x30, 0x2e, 2, 1, 0, 0x30, 5, 6, 3, 0x2b, 0x65, 0x70, 4, 0x22, 4, 0x20];
        EncodingKey::from_ed_der(&[&prefix[..], &URL_SAFE_NO_PAD.decode(seed).unwrap()].concat())
    }

    fn keys(more: &Value) -> Vec<Jwk> {
        let mut key = json!({"kty": "OKP", "crv": "Ed25519", "x": KEY.1, "kid": "one", "use": "sig", "alg": "EdDSA"});
        for (name, value) in more.as_object().unwrap() {
            key[name] = value.clone();
        }
        vec![serde_json::from_value(key).unwrap()]
    }

    fn claims() -> Value {
        json!({"iss": "https://issuer.example", "aud": "client-1", "sub": "9", "iat": NOW, "exp": NOW + 300, "nonce": "n-1"})
    }

    fn signed(claims: &Value, seed: &str, kid: Option<&str>) -> String {
        let header = Header { kid: kid.map(str::to_owned), ..Header::new(Algorithm::EdDSA) };
        jsonwebtoken::encode(&header, claims, &signer(seed)).unwrap()
    }

    fn outcome(change: impl FnOnce(&mut Value)) -> Option<Refused> {
        let mut claims = claims();
        change(&mut claims);
        open(&signed(&claims, KEY.0, Some("one")), &keys(&json!({})), EXPECTED, NOW).err()
    }

    #[test]
    fn a_good_token_holds() {
        assert_eq!(outcome(|_| {}), None);
        assert_eq!(outcome(|c| c["aud"] = json!(["client-1"])), None);
        assert_eq!(outcome(|c| (c["aud"], c["azp"]) = (json!(["api", "client-1"]), json!("client-1"))), None);
        assert_eq!(outcome(|c| c["exp"] = json!(NOW as f64 + 0.5)), None);
        assert_eq!(outcome(|c| c["exp"] = json!(NOW - 59)), None, "clocks differ");
        assert_eq!(outcome(|c| c["iat"] = json!(NOW + 60)), None);
        let nameless = signed(&claims(), KEY.0, None);
        assert!(open(&nameless, &keys(&json!({})), EXPECTED, NOW).is_ok());
    }

    #[test]
    fn every_rule_bites() {
        assert_eq!(outcome(|c| c["iss"] = json!("https://issuer.example/")), Some(Refused::Issuer));
        assert_eq!(outcome(|c| c["aud"] = json!("client-2")), Some(Refused::Audience));
        assert_eq!(outcome(|c| c["aud"] = json!([])), Some(Refused::Audience));
        assert_eq!(outcome(|c| c["aud"] = json!(["client-1", "api"])), Some(Refused::Audience), "who asked?");
        assert_eq!(outcome(|c| c["azp"] = json!("client-2")), Some(Refused::Audience));
        assert_eq!(outcome(|c| c["exp"] = json!(NOW - 60)), Some(Refused::Expired));
        assert_eq!(outcome(|c| c["exp"] = json!("soon")), Some(Refused::Claims));
        assert_eq!(outcome(|c| c["iat"] = json!(NOW + 61)), Some(Refused::Future));
        assert_eq!(outcome(|c| c["nbf"] = json!(NOW + 61)), Some(Refused::Future));
        assert_eq!(outcome(|c| c["nonce"] = json!("n-2")), Some(Refused::Nonce));
        for (missing, refused) in [
            ("iss", Refused::Issuer),
            ("aud", Refused::Audience),
            ("exp", Refused::Claims),
            ("iat", Refused::Claims),
            ("nonce", Refused::Nonce),
        ] {
            let told = outcome(|c| {
                c.as_object_mut().unwrap().remove(missing);
            });
            assert_eq!(told, Some(refused), "{missing}");
        }
    }

    #[test]
    fn only_the_providers_keys_for_signatures_count() {
        let good = signed(&claims(), KEY.0, Some("one"));
        let told = |token: &str, more: Value| open(token, &keys(&more), EXPECTED, NOW).err();
        assert_eq!(told(&signed(&claims(), OTHER, Some("one")), json!({})), Some(Refused::Signature));
        for more in [json!({"kid": "two"}), json!({"use": "enc"}), json!({"alg": "RS256"})] {
            assert_eq!(told(&good, more.clone()), Some(Refused::Key), "{more}");
        }
        assert_eq!(open(&good, &[], EXPECTED, NOW).err(), Some(Refused::Key));
        let short: Jwk = serde_json::from_value(json!({"kty": "RSA", "n": "A".repeat(171), "e": "AQAB"})).unwrap();
        assert!(!is_for(&short, Algorithm::RS256, None), "1024 bits");
    }

    #[test]
    fn what_no_public_key_checks_is_refused() {
        let told = |token: &str| open(token, &keys(&json!({})), EXPECTED, NOW).err();
        let body = URL_SAFE_NO_PAD.encode(claims().to_string());
        for alg in ["none", "None", "HS256", "XX"] {
            let head = URL_SAFE_NO_PAD.encode(json!({"alg": alg, "kid": "one"}).to_string());
            assert_eq!(told(&format!("{head}.{body}.")), Some(Refused::Algorithm), "{alg}");
        }
        // The public key, taken for a secret.
        let header = Header { kid: Some("one".into()), ..Header::new(Algorithm::HS256) };
        let forged = jsonwebtoken::encode(&header, &claims(), &EncodingKey::from_secret(KEY.1.as_bytes())).unwrap();
        assert_eq!(told(&forged), Some(Refused::Algorithm));
        let head = URL_SAFE_NO_PAD.encode(r#"{"alg":"EdDSA","crit":["x"]}"#);
        for token in ["", "x", "a.b.c", &format!("{head}.{body}."), &"x".repeat(LONGEST + 1)] {
            assert_eq!(told(token), Some(Refused::NotAToken), "{token:.20}");
        }
        let cut = signed(&claims(), KEY.0, Some("one"));
        assert_eq!(told(cut.rsplit_once('.').unwrap().0), Some(Refused::Signature));
    }
}
