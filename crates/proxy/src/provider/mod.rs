//! An organisation's own OpenID Connect provider, where agents of hosts that sign nothing sign in: the way there and back.
//!
//! The code flow with PKCE. What is kept meanwhile is in the browser, sealed; what comes out is who it was, for a one-time code
//! of ours, so that the card has one way in. Called by `http/provider.rs`; what an owner sets is checked by [`fit`].
//!
//! | module | |
//! |---|---|
//! | `http` | asks a provider: https, public, no redirects, in time, not too much |
//! | `discovery` | what a provider says of itself, and its keys |
//! | `id_token` | whether its word on somebody holds |
//! | `who` | whether they may sign in |
//! | `set` | what an owner sets |

mod discovery;
mod http;
mod id_token;
mod set;
mod who;

pub use discovery::{Described, What};
pub use http::{Http, HttpError, is_public};
pub use id_token::Refused;
pub use set::{Unfit, fit, secret};
pub use who::{Allowed, NotAllowed, Who};

use crate::ids::InboxId;
use crate::tokens::ClientSecret;
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sha2::{Digest as _, Sha256};
use url::{Url, form_urlencoded};

/// An organisation's provider, with its secret opened.
#[derive(Clone, Debug)]
pub struct Provider {
    /// Its issuer.
    pub issuer: String,
    /// What it knows us by.
    pub client_id: String,
    /// What we prove ourselves with; none for a public client.
    pub secret: Option<ClientSecret>,
    /// Who may sign in.
    pub allowed: Allowed,
}

/// What the browser keeps, sealed, while somebody is at the provider.
#[derive(Clone, Serialize, Deserialize)]
pub struct Kept {
    /// Where they sign in.
    pub inbox: InboxId,
    /// What the provider brings back.
    pub state: String,
    /// Where they were sent: an answer counts for this provider alone.
    issuer: String,
    nonce: String,
    verifier: String,
}

/// Why somebody could not sign in. The texts are for the log, and hold nothing of the person.
#[derive(Debug, thiserror::Error)]
pub enum ProviderError {
    /// The provider was not asked, or did not answer.
    #[error("the provider's {0} can't be had: {1}")]
    Unreachable(What, #[source] HttpError),
    /// What it says of itself can't be.
    #[error("the provider can't be used: {0}")]
    Unusable(Described),
    /// The answer is another provider's than the one they were sent to.
    #[error("the answer is of another issuer")]
    OtherIssuer,
    /// It takes the code for none of its own: used before, too old, or another browser's.
    #[error("the provider did not take the code: {0}")]
    CodeRefused(String),
    /// There is no id token, or it does not hold.
    #[error("the id token was refused: {0}")]
    Token(#[from] Refused),
    /// They are nobody who may sign in.
    #[error("the person may not sign in: {0}")]
    NotAllowed(#[from] NotAllowed),
    /// No randomness.
    #[error("the operating system gives no randomness")]
    NoRandomness(#[from] getrandom::Error),
}

/// Whether a provider answers there as is specified: asked when an owner names it, so that no agent is the first to find out.
///
/// # Errors
/// When it can't be used.
pub async fn answers(http: &Http, issuer: &str) -> Result<(), ProviderError> {
    discovery::read(http, issuer).await.map(drop)
}

/// The way there: the provider's address, and what the browser keeps meanwhile.
///
/// # Errors
/// When the provider can't be used.
pub async fn begin(
    http: &Http,
    provider: &Provider,
    redirect: &str,
    inbox: InboxId,
) -> Result<(Url, Kept), ProviderError> {
    let about = discovery::read(http, &provider.issuer).await?;
    let issuer = provider.issuer.clone();
    let kept = Kept { inbox, issuer, state: random()?, nonce: random()?, verifier: random()? };
    let mut url = about.authorization;
    url.query_pairs_mut()
        .append_pair("response_type", "code")
        .append_pair("client_id", &provider.client_id)
        .append_pair("redirect_uri", redirect)
        .append_pair("scope", "openid profile email")
        .append_pair("state", &kept.state)
        .append_pair("nonce", &kept.nonce)
        .append_pair("code_challenge", &URL_SAFE_NO_PAD.encode(Sha256::digest(&kept.verifier)))
        .append_pair("code_challenge_method", "S256");
    Ok((url, kept))
}

/// What the provider brought back, its state checked.
#[derive(Debug)]
pub struct Brought {
    /// To be traded for who it was.
    pub code: String,
    /// Who says so, where it does (RFC 9207).
    pub issuer: Option<String>,
}

/// The way back: who it was, where the provider's word holds and they may sign in. `now`: Unix seconds.
///
/// # Errors
/// When the provider can't be used, its answer does not hold, or they may not.
pub async fn finish(
    http: &Http,
    provider: &Provider,
    redirect: &str,
    kept: &Kept,
    brought: Brought,
    now: i64,
) -> Result<Who, ProviderError> {
    // Another provider may have been set meanwhile; and who says to be another one is.
    if kept.issuer != provider.issuer || brought.issuer.is_some_and(|said| said != provider.issuer) {
        return Err(ProviderError::OtherIssuer);
    }
    let about = discovery::read(http, &provider.issuer).await?;
    let token = trade(http, provider, &about, redirect, kept, &brought.code).await?;
    let keys = discovery::keys(http, &about).await?;
    let expected = id_token::Expected { issuer: &provider.issuer, client: &provider.client_id, nonce: &kept.nonce };
    let claims = id_token::open(&token, &keys, expected, now)?;
    Ok(who::who(&provider.allowed, &claims)?)
}

/// Trades the code for the id token.
async fn trade(
    http: &Http,
    provider: &Provider,
    about: &discovery::About,
    redirect: &str,
    kept: &Kept,
    code: &str,
) -> Result<String, ProviderError> {
    let mut form = vec![
        ("grant_type", "authorization_code"),
        ("code", code),
        ("redirect_uri", redirect),
        ("code_verifier", &kept.verifier),
    ];
    let mut proof = None;
    match &provider.secret {
        None => form.push(("client_id", &provider.client_id)),
        Some(secret) if about.secret_in_form => {
            form.extend([("client_id", provider.client_id.as_str()), ("client_secret", secret.expose())]);
        }
        Some(secret) => {
            // Each as in a form, and then together (RFC 6749, 2.3.1).
            let part = |text: &str| form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>();
            let pair = format!("{}:{}", part(&provider.client_id), part(secret.expose()));
            proof = Some(format!("Basic {}", STANDARD.encode(pair)));
        }
    }
    let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(&form).finish();
    let answer = http.post_form(&about.token, body, proof).await;
    let answer = answer.map_err(|why| ProviderError::Unreachable(What::Token, why))?;
    let text = |name: &str| answer.json.get(name).and_then(Value::as_str);
    if !answer.is_good {
        return Err(ProviderError::CodeRefused(reason(text("error"))));
    }
    Ok(text("id_token").ok_or(Refused::Missing)?.to_owned())
}

/// A provider's own word for what was wrong, as it may stand in the log: one of the words of the specifications, or nothing.
#[must_use]
pub fn reason(said: Option<&str>) -> String {
    let plain = |text: &&str| text.len() <= 40 && text.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_');
    said.filter(plain).unwrap_or("without a reason").to_owned()
}

/// 32 random bytes, as a text.
fn random() -> Result<String, getrandom::Error> {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes)?;
    Ok(URL_SAFE_NO_PAD.encode(bytes))
}
