//! An OpenID Connect provider on this machine, with faults.

use axum::extract::{Form, Query, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use std::collections::HashMap;
use std::path::Path;
use std::process::Command;
use std::sync::{Arc, Mutex};

/// What it does wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    None,
    WrongNonce,
    WrongAudience,
    WrongIssuer,
    Expired,
    Early,
    OtherIssuer,
    OtherKey,
    NoSignature,
    Secret,
    HttpKeys,
    PrivateKeys,
    PrivateToken,
    PrivateSignIn,
    Redirect,
    KeysRedirect,
    TokenRedirect,
    Huge,
    HugeKeys,
    NoIdToken,
    Garbage,
}

#[derive(Clone)]
pub(crate) struct Issuer {
    pub(crate) address: String,
    inner: Arc<Inner>,
}

struct Inner {
    address: String,
    fault: Mutex<Fault>,
    claims: Mutex<Value>,
    /// What each code was given out for: the challenge and the nonce.
    codes: Mutex<HashMap<String, (String, String)>>,
    /// What each trade of a code was proven with.
    proofs: Mutex<Vec<String>>,
    now: Box<dyn Fn() -> i64 + Send + Sync>,
    key: EncodingKey,
    other: EncodingKey,
    jwk: Value,
}

/// A private key, PEM.
fn rsa(folder: &Path, name: &str) -> Vec<u8> {
    let file = folder.join(name);
    let done = Command::new("openssl")
        .args(["genpkey", "-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048", "-out"])
        .arg(&file)
        .output()
        .unwrap();
    assert!(done.status.success());
    std::fs::read(file).unwrap()
}

/// What of it is public.
fn modulus(folder: &Path, name: &str) -> String {
    let told =
        Command::new("openssl").args(["rsa", "-noout", "-modulus", "-in"]).arg(folder.join(name)).output().unwrap();
    let told = String::from_utf8(told.stdout).unwrap();
    let digits = told.trim().strip_prefix("Modulus=").unwrap();
    let bytes: Vec<u8> =
        (0..digits.len()).step_by(2).map(|at| u8::from_str_radix(&digits[at..at + 2], 16).unwrap()).collect();
    URL_SAFE_NO_PAD.encode(bytes)
}

impl Issuer {
    pub(crate) async fn start(now: impl Fn() -> i64 + Send + Sync + 'static) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let (key, other) = (rsa(folder.path(), "one"), rsa(folder.path(), "other"));
        let jwk = json!({"kty": "RSA", "kid": "one", "use": "sig", "alg": "RS256", "n": modulus(folder.path(), "one"), "e": "AQAB"});
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let claims = json!({"sub": "u-9", "name": "Ada Lovelace", "email": "ada@inbox.example", "email_verified": true, "groups": ["support"]});
        let inner = Arc::new(Inner {
            address: address.clone(),
            fault: Mutex::new(Fault::None),
            claims: Mutex::new(claims),
            codes: Mutex::default(),
            proofs: Mutex::default(),
            now: Box::new(now),
            key: EncodingKey::from_rsa_pem(&key).unwrap(),
            other: EncodingKey::from_rsa_pem(&other).unwrap(),
            jwk,
        });
        let router = Router::new()
            .route("/.well-known/openid-configuration", get(discovery))
            .route("/authorize", get(authorize))
            .route("/token", post(token))
            .route("/jwks", get(keys))
            .with_state(inner.clone());
        tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        Self { address, inner }
    }

    pub(crate) fn does(&self, fault: Fault) {
        *self.inner.fault.lock().unwrap() = fault;
    }

    /// What the last trade of a code was proven with.
    pub(crate) fn proof(&self) -> Option<String> {
        self.inner.proofs.lock().unwrap().last().cloned()
    }

    pub(crate) fn says(&self, name: &str, value: Value) {
        self.inner.claims.lock().unwrap()[name] = value;
    }
}

async fn discovery(State(it): State<Arc<Inner>>) -> Response {
    let (fault, here) = (*it.fault.lock().unwrap(), &*it.address);
    let at = |bad: Fault, elsewhere: &str, path: &str| format!("{}{path}", if fault == bad { elsewhere } else { here });
    let keys = if fault == Fault::HttpKeys {
        "http://issuer.example/jwks".to_owned()
    } else {
        at(Fault::PrivateKeys, "https://10.0.0.1", "/jwks")
    };
    let about = json!({
        "issuer": at(Fault::OtherIssuer, "http://127.0.0.1:1", ""),
        "authorization_endpoint": at(Fault::PrivateSignIn, "https://192.168.1.1", "/authorize?tenant=acme"),
        "token_endpoint": at(Fault::PrivateToken, "https://169.254.169.254", "/token"),
        "jwks_uri": keys, "response_types_supported": ["code"], "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["RS256"],
    });
    match fault {
        Fault::Redirect => elsewhere(here),
        Fault::Huge => huge(),
        Fault::Garbage => "<html>".into_response(),
        _ => Json(about).into_response(),
    }
}

async fn keys(State(it): State<Arc<Inner>>) -> Response {
    match *it.fault.lock().unwrap() {
        Fault::KeysRedirect => elsewhere(&it.address),
        Fault::HugeKeys => huge(),
        // Other kinds of keys stand beside it, as providers have them.
        _ => {
            Json(json!({"keys": [{"kty": "XX", "kid": "one"}, {"kty": "oct", "k": "c2VjcmV0", "kid": "one"}, it.jwk]}))
                .into_response()
        }
    }
}

fn elsewhere(here: &str) -> Response {
    (StatusCode::FOUND, [(header::LOCATION, format!("{here}/elsewhere"))]).into_response()
}

fn huge() -> Response {
    Json(json!({"padding": "x".repeat(300_000)})).into_response()
}

/// Whoever comes here is Ada, and says yes.
async fn authorize(State(it): State<Arc<Inner>>, Query(query): Query<HashMap<String, String>>) -> Response {
    assert_eq!((&*query["response_type"], &*query["code_challenge_method"]), ("code", "S256"));
    assert!(query["scope"].split(' ').any(|scope| scope == "openid"));
    assert_eq!(query["tenant"], "acme", "what its address had stays");
    let mut codes = it.codes.lock().unwrap();
    let code = format!("code-{}", codes.len());
    codes.insert(code.clone(), (query["code_challenge"].clone(), query["nonce"].clone()));
    let to = format!("{}?code={code}&state={}", query["redirect_uri"], query["state"]);
    (StatusCode::SEE_OTHER, [(header::LOCATION, to)]).into_response()
}

async fn token(
    State(it): State<Arc<Inner>>,
    headers: HeaderMap,
    Form(form): Form<HashMap<String, String>>,
) -> Response {
    let refuse = |error: &str| {
        (StatusCode::BAD_REQUEST, Json(json!({"error": error, "error_description": "of Ada"}))).into_response()
    };
    let proof = headers.get("authorization").map(|value| value.to_str().unwrap());
    let client = match proof {
        Some(_) => None,
        None => form.get("client_id").map(String::as_str),
    };
    it.proofs.lock().unwrap().push(proof.or(client).unwrap_or_default().to_owned());
    assert!(!form.contains_key("client_secret"), "it stands in the header");
    let taken = it.codes.lock().unwrap().remove(&form["code"]);
    let Some((challenge, nonce)) = taken else { return refuse("invalid_grant") };
    let verifier = form.get("code_verifier").map(|text| URL_SAFE_NO_PAD.encode(Sha256::digest(text)));
    if verifier != Some(challenge) || form["grant_type"] != "authorization_code" {
        return refuse("invalid_grant");
    }
    let fault = *it.fault.lock().unwrap();
    if fault == Fault::TokenRedirect {
        return elsewhere(&it.address);
    }
    let now = (it.now)();
    let mut claims = it.claims.lock().unwrap().clone();
    claims["iss"] = json!(if fault == Fault::WrongIssuer { "http://127.0.0.1:1" } else { &it.address });
    claims["aud"] = json!(if fault == Fault::WrongAudience { "somebody-else" } else { "client-1" });
    claims["iat"] = json!(if fault == Fault::Early { now + 120 } else { now });
    claims["exp"] = json!(if fault == Fault::Expired { now - 60 } else { now + 300 });
    claims["nonce"] = json!(if fault == Fault::WrongNonce { "another".to_owned() } else { nonce });
    let header = Header { kid: Some("one".into()), ..Header::new(Algorithm::RS256) };
    let key = if fault == Fault::OtherKey { &it.other } else { &it.key };
    let mut signed = jsonwebtoken::encode(&header, &claims, key).unwrap();
    if fault == Fault::NoSignature {
        let none = URL_SAFE_NO_PAD.encode(r#"{"alg":"none"}"#);
        signed = format!("{none}.{}.", URL_SAFE_NO_PAD.encode(claims.to_string()));
    }
    if fault == Fault::Secret {
        // With the secret that its own keys name.
        let header = Header { alg: Algorithm::HS256, ..header };
        signed = jsonwebtoken::encode(&header, &claims, &EncodingKey::from_secret(b"secret")).unwrap();
    }
    let mut answer =
        json!({"access_token": "worthless", "token_type": "Bearer", "expires_in": 300, "id_token": signed});
    if fault == Fault::NoIdToken {
        answer.as_object_mut().unwrap().remove("id_token");
    }
    Json(answer).into_response()
}
