//! `POST /admin/oauth/access_token`: where a shop's tokens come from. The keeper in `tokens/` and the ways to connect a
//! store call this; nothing is kept here.
//!
//! Only expiring tokens are asked for. What can be asked again without harm is tried three times within the time limit:
//! a refresh whose answer was lost is answered again for the same refresh token. A code is spent by its first use, so
//! it is sent again only where no connection could be made.

mod answer;
mod error;

pub use answer::Granted;
pub use error::{Refused, TokenError};

use super::client::{Client, cause, read_body, text};
use super::error::Cause;
use crate::store::ShopDomain;
use crate::tokens::{AccessToken, AuthorizationCode, ClientSecret, RefreshToken};
use answer::Asked;
use reqwest::header::{ACCEPT, CONTENT_TYPE};
use std::time::{Duration, Instant};
use zeroize::Zeroizing;

const PATH: &str = "/admin/oauth/access_token";
/// The largest answer that is read; one with tokens is below 1 KB, a page for people may be larger.
const LARGEST: usize = 64 * 1024;
/// The pauses before the second and the third attempt.
const PAUSES: [Duration; 2] = [Duration::from_millis(200), Duration::from_secs(1)];
const OFFLINE_TOKEN: &str = "urn:shopify:params:oauth:token-type:offline-access-token";

/// What an app proves itself with.
#[derive(Clone, Debug)]
pub struct AppCredentials {
    /// Its client id. No secret.
    pub client_id: String,
    /// Its client secret.
    pub secret: ClientSecret,
}

/// Gets tokens. Cheap to clone.
#[derive(Clone, Debug)]
pub struct TokenEndpoint {
    client: Client,
}

impl TokenEndpoint {
    /// Over the connections of this client, with its time limit. A client without patience tries again without a pause.
    #[must_use]
    pub const fn new(client: Client) -> Self {
        Self { client }
    }

    /// Trades the code that an owner brought back from Shopify for a first pair of tokens.
    ///
    /// # Errors
    /// When no tokens come. A code whose answer was lost is spent: the owner begins again.
    pub async fn exchange_code(
        &self,
        shop: &ShopDomain,
        app: &AppCredentials,
        code: &AuthorizationCode,
    ) -> Result<Granted, TokenError> {
        self.ask(Asked::Code, shop, app, &[("code", code.expose()), ("expiring", "1")]).await
    }

    /// Gets the next pair. The refresh token that was used stays good until the new one is used, so asking again with it is
    /// the cure for a lost answer.
    ///
    /// # Errors
    /// When no tokens come.
    pub async fn refresh(
        &self,
        shop: &ShopDomain,
        app: &AppCredentials,
        token: &RefreshToken,
    ) -> Result<Granted, TokenError> {
        let fields = [("grant_type", "refresh_token"), ("refresh_token", token.expose())];
        self.ask(Asked::Refresh, shop, app, &fields).await
    }

    /// Gets a token for an app of the shop's own organisation. It has no refresh token: the next one is asked for the same way.
    ///
    /// # Errors
    /// When no token comes.
    pub async fn client_credentials(&self, shop: &ShopDomain, app: &AppCredentials) -> Result<Granted, TokenError> {
        self.ask(Asked::Client, shop, app, &[("grant_type", "client_credentials")]).await
    }

    /// Trades a token that does not expire for a pair that does. There is no way back; for seven days the same token brings
    /// the same pair, until that is refreshed.
    ///
    /// # Errors
    /// When no tokens come.
    pub async fn migrate(
        &self,
        shop: &ShopDomain,
        app: &AppCredentials,
        token: &AccessToken,
    ) -> Result<Granted, TokenError> {
        let fields = [
            ("grant_type", "urn:ietf:params:oauth:grant-type:token-exchange"),
            ("subject_token", token.expose()),
            ("subject_token_type", OFFLINE_TOKEN),
            ("requested_token_type", OFFLINE_TOKEN),
            ("expiring", "1"),
        ];
        self.ask(Asked::Migration, shop, app, &fields).await
    }

    /// Asks until there is an answer that stands, up to three times.
    async fn ask(
        &self,
        asked: Asked,
        shop: &ShopDomain,
        app: &AppCredentials,
        fields: &[(&str, &str)],
    ) -> Result<Granted, TokenError> {
        let body = form(app, fields);
        let total = self.client.time_limit();
        // An attempt that hangs leaves time for another, except with a code, which has only the one.
        let each = if asked == Asked::Code { total } else { total.mul_f32(0.4) };
        let mut pauses = PAUSES.into_iter().map(|pause| pause.min(self.client.patience()));
        let asking = async {
            loop {
                let attempt = tokio::time::timeout(each, self.ask_once(asked, shop, &body));
                let result = attempt.await.unwrap_or_else(|_| Err(out_of_time(asked, shop)));
                let again = result.as_ref().err().is_some_and(|error| worth_a_retry(asked, error));
                match pauses.next().filter(|_| again) {
                    Some(pause) => tokio::time::sleep(pause).await,
                    None => return result,
                }
            }
        };
        tokio::time::timeout(total, asking).await.unwrap_or_else(|_| Err(out_of_time(asked, shop)))
    }

    async fn ask_once(&self, asked: Asked, shop: &ShopDomain, body: &Zeroizing<String>) -> Result<Granted, TokenError> {
        let (began, operation) = (Instant::now(), asked.operation());
        let request = self
            .client
            .post(shop, PATH)
            .header(ACCEPT, "application/json")
            .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(String::clone(body));
        let response = match request.send().await {
            Ok(response) => response,
            Err(error) => {
                let cause = cause(&error);
                tracing::warn!(%shop, operation, %cause, "Shopify can't be asked for a token");
                return Err(TokenError::Passing(cause));
            }
        };
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        let content = text(&headers, CONTENT_TYPE.as_str()).unwrap_or_default();
        let result = match read_body(response, LARGEST).await {
            Ok(bytes) => answer::read(asked, status, &Zeroizing::new(bytes)),
            Err(cause) => Err(TokenError::Passing(cause)),
        };
        let request_id = text(&headers, "x-request-id").unwrap_or_default();
        let ms = u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX);
        match &result {
            Ok(granted) => {
                let expires_in = granted.expires_in;
                tracing::info!(%shop, operation, status, ms, expires_in, request_id, "Shopify gave a token");
            }
            Err(error) => {
                tracing::warn!(%shop, operation, status, ms, %error, content, request_id, "Shopify gave no token");
            }
        }
        result
    }
}

/// The request's body. It holds secrets, so it is zeroed when it has been sent; the library's own copies are not.
fn form(app: &AppCredentials, fields: &[(&str, &str)]) -> Zeroizing<String> {
    let mut form = url::form_urlencoded::Serializer::new(String::new());
    form.append_pair("client_id", &app.client_id).append_pair("client_secret", app.secret.expose());
    form.extend_pairs(fields);
    Zeroizing::new(form.finish())
}

fn out_of_time(asked: Asked, shop: &ShopDomain) -> TokenError {
    tracing::warn!(%shop, operation = asked.operation(), "Shopify did not answer in time");
    TokenError::Passing(Cause::Timeout)
}

/// Whether asking once more, at once, may help and can do no harm.
const fn worth_a_retry(asked: Asked, error: &TokenError) -> bool {
    match (asked, error) {
        (Asked::Code, TokenError::Passing(cause)) => matches!(cause, Cause::Connect),
        (_, TokenError::Passing(cause)) => !matches!(cause, Cause::Status(430)),
        _ => false,
    }
}

#[cfg(test)]
mod tests;
