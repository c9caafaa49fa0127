//! `POST /{shop}/admin/oauth/access_token`: codes, refresh tokens, client credentials and old tokens for new ones.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use axum::Json;
use axum::body::Bytes;
use axum::extract::{Path, State as Shared};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Map, Value};
use url::form_urlencoded::parse;

use super::page::{escaped, page};
use super::refusals;
use crate::oauth::{OauthFault, Refusal, TokenGate};
use crate::state::{OpenShop, State};

const EXCHANGE: &str = "urn:ietf:params:oauth:grant-type:token-exchange";
const OFFLINE: &str = "urn:shopify:params:oauth:token-type:offline-access-token";

/// How a request ends.
enum End {
    Answer(Response),
    /// The connection breaks.
    Lost,
    /// Nothing comes, ever.
    Silence,
}

pub(super) async fn answer(
    Shared(state): Shared<Arc<State>>,
    Path(domain): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    // The work goes on when the client goes away, as it does at Shopify.
    match tokio::spawn(run(state, domain, headers, body)).await {
        Ok(End::Answer(response)) => response,
        Ok(End::Silence) => std::future::pending().await,
        // Unwinding ends the task of this connection and closes it, without a word in the log.
        Ok(End::Lost) => std::panic::resume_unwind(Box::new("the answer is lost, as the test asked")),
        Err(_) => refusals::refusal(500),
    }
}

async fn run(state: Arc<State>, domain: String, headers: HeaderMap, body: Bytes) -> End {
    let path = format!("/{domain}/admin/oauth/access_token");
    let Some(open) = state.shops.get(&domain) else {
        state.record_plain(&domain, &path, "oauth:unknown", 404);
        return End::Answer(refusals::page(StatusCode::NOT_FOUND, "Sorry, this shop is currently unavailable."));
    };
    let asked = Asked::read(&headers, &body);
    let fault = open.next_oauth_fault();
    if fault == Some(OauthFault::NeverAnswers) {
        state.record_plain(&domain, &path, &asked.operation(), 0);
        return End::Silence;
    }
    if let Some(OauthFault::Slow(milliseconds)) = fault {
        tokio::time::sleep(Duration::from_millis(milliseconds)).await;
    }
    open.token_gate(TokenGate::BeforeWork).passed().await;
    let response = match &fault {
        Some(OauthFault::Status(status)) => refusals::refusal(*status),
        Some(OauthFault::Html) => refusals::page(StatusCode::OK, "Something went wrong"),
        Some(OauthFault::Refuse(code)) => asked.refused(&Refusal::Told(code.clone())),
        other => match asked.work(&state, open) {
            Err(refusal) => asked.refused(&refusal),
            Ok(mut granted) => {
                if let (Some(OauthFault::NoExpiresIn), Some(granted)) = (other, granted.as_object_mut()) {
                    granted.remove("expires_in");
                }
                ([(header::CACHE_CONTROL, "no-store")], Json(granted)).into_response()
            }
        },
    };
    let lost = fault == Some(OauthFault::LostAnswer);
    state.record_plain(&domain, &path, &asked.operation(), if lost { 0 } else { response.status().as_u16() });
    open.token_gate(TokenGate::AfterWork).passed().await;
    if lost { End::Lost } else { End::Answer(response) }
}

/// What was asked for. Its values are secrets: none of them is shown or kept.
struct Asked {
    values: HashMap<String, String>,
    /// Whether the client takes JSON.
    json: bool,
}

impl Asked {
    /// JSON or form, as the content type says.
    fn read(headers: &HeaderMap, body: &[u8]) -> Self {
        let header = |name| headers.get(name).and_then(|v| v.to_str().ok()).unwrap_or_default();
        let accept = header(header::ACCEPT);
        let json = accept.is_empty() || accept.contains("json") || accept.contains("*/*");
        let values = if header(header::CONTENT_TYPE).starts_with("application/json") {
            let body: Map<String, Value> = serde_json::from_slice(body).unwrap_or_default();
            let text = |value: Value| match value {
                Value::String(text) => Some(text),
                Value::Number(number) => Some(number.to_string()),
                Value::Bool(yes) => Some(if yes { "1" } else { "0" }.to_owned()),
                _ => None,
            };
            body.into_iter().filter_map(|(key, value)| Some((key, text(value)?))).collect()
        } else {
            parse(body).into_owned().collect()
        };
        Self { values, json }
    }

    fn value(&self, name: &'static str) -> Result<&str, Refusal> {
        self.values.get(name).map(String::as_str).filter(|value| !value.is_empty()).ok_or(Refusal::Missing(name))
    }

    fn grant_type(&self) -> &str {
        self.values.get("grant_type").map_or("authorization_code", String::as_str)
    }

    /// For the log.
    fn operation(&self) -> String {
        let name = match self.grant_type() {
            EXCHANGE => "token_exchange",
            known @ ("authorization_code" | "refresh_token" | "client_credentials") => known,
            _ => "unknown",
        };
        format!("oauth:{name}")
    }

    fn expiring(&self) -> bool {
        self.values.get("expiring").is_some_and(|value| matches!(value.as_str(), "1" | "true"))
    }

    fn work(&self, state: &State, open: &OpenShop) -> Result<Value, Refusal> {
        let app = state.app(self.value("client_id")?).ok_or(Refusal::Client)?;
        if !app.knows(self.value("client_secret")?) {
            return Err(Refusal::Client);
        }
        let (id, now) = (app.client_id.as_str(), state.clock.now());
        let mut grants = open.grants();
        let granted = match self.grant_type() {
            "authorization_code" => {
                let redirect = self.values.get("redirect_uri").map(String::as_str);
                grants.exchange(id, self.value("code")?, redirect, self.expiring(), now)?
            }
            "refresh_token" => grants.refresh(id, self.value("refresh_token")?, now)?,
            "client_credentials" => grants.client_credentials(&app, now)?,
            EXCHANGE => {
                for name in ["subject_token_type", "requested_token_type"] {
                    if self.value(name)? != OFFLINE {
                        return Err(Refusal::Subject);
                    }
                }
                if !self.expiring() {
                    return Err(Refusal::Missing("expiring"));
                }
                grants.migrate(id, self.value("subject_token")?, now)?
            }
            _ => return Err(Refusal::GrantType),
        };
        Ok(granted.json())
    }

    fn refused(&self, refusal: &Refusal) -> Response {
        let status = StatusCode::from_u16(refusal.status()).unwrap_or(StatusCode::BAD_REQUEST);
        if refusal.is_page() || !self.json {
            return page(status, "Oauth error", &format!("<p>{}</p>", escaped(&refusal.sentence())));
        }
        (status, Json(refusal.json())).into_response()
    }
}
