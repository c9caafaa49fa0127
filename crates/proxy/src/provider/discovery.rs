//! What a provider says of itself, and its keys. Looked up anew each time: both may be others by now, and signing in is rare.

use super::ProviderError;
use super::http::{Answer, Http, HttpError};
use jsonwebtoken::jwk::Jwk;
use serde::Deserialize;
use serde_json::Value;
use std::fmt;
use url::Url;

/// What is asked of a provider.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    /// What it says of itself.
    Discovery,
    /// Its keys.
    Keys,
    /// Who somebody was.
    Token,
}

impl fmt::Display for What {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Discovery => "discovery document",
            Self::Keys => "keys",
            Self::Token => "token",
        })
    }
}

/// What of its description can't be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Described {
    /// It can't be read.
    #[error("its discovery document is not as specified")]
    Unreadable,
    /// It is another's.
    #[error("its discovery document names another issuer")]
    Issuer,
    /// It leads to where nobody may be led.
    #[error("one of its addresses is not https, or not public")]
    Address,
    /// They can't be read.
    #[error("its keys are not as specified")]
    Keys,
}

/// What a provider says of itself, as far as we need it.
#[derive(Debug)]
pub(super) struct About {
    /// Where people sign in.
    pub(super) authorization: Url,
    /// Where codes are traded.
    pub(super) token: Url,
    keys: Url,
    /// Whether it wants the client secret in the form, and not in the header as is usual.
    pub(super) secret_in_form: bool,
}

#[derive(Deserialize)]
struct Document {
    issuer: String,
    authorization_endpoint: String,
    token_endpoint: String,
    jwks_uri: String,
    token_endpoint_auth_methods_supported: Option<Vec<String>>,
}

pub(super) async fn read(http: &Http, issuer: &str) -> Result<About, ProviderError> {
    let unusable = ProviderError::Unusable;
    let address = format!("{}/.well-known/openid-configuration", issuer.trim_end_matches('/'));
    let address = Url::parse(&address).map_err(|_| unusable(Described::Address))?;
    let found = good(http.get(&address).await, What::Discovery)?;
    let document: Document = serde_json::from_value(found).map_err(|_| unusable(Described::Unreadable))?;
    // Exactly as it was set: a provider with many organisations has one for each.
    if document.issuer != issuer {
        return Err(unusable(Described::Issuer));
    }
    // The browser goes to the first: it must be as good an address as those that we ask.
    let address = |text: &str| {
        let url = Url::parse(text).ok().filter(|url| http.may_ask(url));
        url.ok_or(unusable(Described::Address))
    };
    let authorization = address(&document.authorization_endpoint)?;
    let (token, keys) = (address(&document.token_endpoint)?, address(&document.jwks_uri)?);
    let takes = |method: &str| {
        document.token_endpoint_auth_methods_supported.as_ref().is_some_and(|all| all.iter().any(|one| one == method))
    };
    let secret_in_form = takes("client_secret_post") && !takes("client_secret_basic");
    Ok(About { authorization, token, keys, secret_in_form })
}

/// Its keys, as far as they can be read: another kind among them disturbs nobody.
pub(super) async fn keys(http: &Http, about: &About) -> Result<Vec<Jwk>, ProviderError> {
    let mut found = good(http.get(&about.keys).await, What::Keys)?;
    match found.get_mut("keys").map(Value::take) {
        Some(Value::Array(list)) => Ok(list.into_iter().filter_map(|one| serde_json::from_value(one).ok()).collect()),
        _ => Err(ProviderError::Unusable(Described::Keys)),
    }
}

fn good(answer: Result<Answer, HttpError>, what: What) -> Result<Value, ProviderError> {
    match answer {
        Ok(answer) if answer.is_good => Ok(answer.json),
        Ok(_) => Err(ProviderError::Unreachable(what, HttpError::Malformed)),
        Err(why) => Err(ProviderError::Unreachable(what, why)),
    }
}
