//! What the browser can ask of the helpdesk.
//!
//! A real helpdesk checks here that its agent is signed in and may see the conversation. The demo has one agent, and
//! listens on the own machine only.

use crate::card::Card;
use crate::conversations::{Conversation, Conversations};
use crate::host_token::Signer;
use crate::pages::{self, ASSETS};
use axum::extract::{Path, Request, State};
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use serde::Deserialize;
use serde_json::{Value, json};
use std::sync::Arc;

/// Everything the routes need.
pub(crate) struct Helpdesk {
    origin: String,
    policy: HeaderValue,
    conversations: Conversations,
    signer: Signer,
    card: Card,
}

type Shared = State<Arc<Helpdesk>>;

impl Helpdesk {
    pub(crate) fn new(origin: String, conversations: Conversations, signer: Signer, card: Card) -> Self {
        let policy = format!(
            "default-src 'none'; script-src 'self' {0}; style-src 'self'; img-src 'self'; connect-src 'self'; \
             frame-src {0}; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
            card.site().origin
        );
        // An origin is ASCII, so this can't fail; without a frame the page would at least say so.
        let policy = HeaderValue::try_from(policy).unwrap_or(HeaderValue::from_static("default-src 'none'"));
        Self { origin, policy, conversations, signer, card }
    }

    fn find(&self, id: &str) -> Result<&Conversation, Failure> {
        self.conversations.find(id).ok_or(Failure(StatusCode::NOT_FOUND, "There is no such conversation."))
    }
}

/// The helpdesk's routes.
pub(crate) fn router(helpdesk: Helpdesk) -> Router {
    let helpdesk = Arc::new(helpdesk);
    let mut router = Router::new()
        .route("/", get(page))
        .route("/api/conversations", get(conversations))
        .route("/api/settings/token", post(settings_token))
        .route("/api/conversations/{id}/ticket", post(ticket))
        .route("/api/conversations/{id}/token", post(token));
    for asset in ASSETS {
        router = router.route(asset.path, get(asset));
    }
    router
        .fallback(|| async { Failure(StatusCode::NOT_FOUND, "There is nothing here.") })
        .layer(middleware::from_fn_with_state(Arc::clone(&helpdesk), guard))
        .with_state(helpdesk)
}

async fn page(State(desk): Shared) -> impl IntoResponse {
    ([(header::CACHE_CONTROL, "no-cache")], pages::page(&desk.card.site().address))
}

/// What is in the inbox, and where the card comes from.
async fn conversations(State(desk): Shared) -> Json<Value> {
    let agent = desk.signer.agent();
    Json(json!({
        "agent": { "name": agent.name, "locale": agent.locale, "role": agent.role.name() },
        "card": { "inbox": desk.card.inbox() },
        "conversations": desk.conversations,
    }))
}

/// The first card of a page comes by ticket: it is drawn before its own code has loaded.
async fn ticket(State(desk): Shared, Path(id): Path<String>) -> Result<Json<Value>, Failure> {
    let conversation = desk.find(&id)?;
    let token = desk.signer.sign(conversation, None).map_err(Failure::of_signing)?;
    let url = desk.card.ticket(&token).await.map_err(|reason| {
        tracing::warn!(conversation = %id, %reason, "no ticket");
        Failure(StatusCode::BAD_GATEWAY, "The card's server gave no ticket.")
    })?;
    Ok(Json(json!({ "url": url })))
}

/// What the page says of the card that asks.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TokenRequest {
    /// From the card's hello.
    nonce: String,
}

/// Every further card comes by a host token, which the page hands to the card.
async fn token(
    State(desk): Shared,
    Path(id): Path<String>,
    Json(TokenRequest { nonce }): Json<TokenRequest>,
) -> Result<Json<Value>, Failure> {
    let conversation = desk.find(&id)?;
    let nonce = checked(&nonce)?;
    let token = desk.signer.sign(conversation, Some(nonce)).map_err(Failure::of_signing)?;
    Ok(Json(json!({ "token": token })))
}

/// The card's settings come by a host token about nobody; it says which role the agent has.
async fn settings_token(
    State(desk): Shared,
    Json(TokenRequest { nonce }): Json<TokenRequest>,
) -> Result<Json<Value>, Failure> {
    let token = desk.signer.sign_settings(checked(&nonce)?).map_err(Failure::of_signing)?;
    Ok(Json(json!({ "token": token })))
}

fn checked(nonce: &str) -> Result<&str, Failure> {
    let wrong = Failure(StatusCode::UNPROCESSABLE_ENTITY, "The nonce must have 1 to 128 characters.");
    if (1..=128).contains(&nonce.len()) { Ok(nonce) } else { Err(wrong) }
}

/// Headers for every answer, and no answer for other names of this machine: a page elsewhere could otherwise point its
/// own name at us and read along.
async fn guard(State(desk): Shared, request: Request, next: Next) -> Response {
    let host = request.headers().get(header::HOST).and_then(|host| host.to_str().ok());
    let mut response = if host.is_some_and(|host| desk.origin.strip_prefix("http://") == Some(host)) {
        next.run(request).await
    } else if request.uri().path() == "/" {
        Redirect::temporary(&format!("{}/", desk.origin)).into_response()
    } else {
        Failure(StatusCode::MISDIRECTED_REQUEST, "This inbox goes by another address.").into_response()
    };
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_SECURITY_POLICY, desk.policy.clone());
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    headers.insert(HeaderName::from_static("cross-origin-opener-policy"), HeaderValue::from_static("same-origin"));
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    response
}

/// A refusal: its status and a sentence for the page.
struct Failure(StatusCode, &'static str);

impl Failure {
    fn of_signing(reason: crate::host_token::SignError) -> Self {
        tracing::error!(%reason, "no host token");
        Self(StatusCode::INTERNAL_SERVER_ERROR, "The host token could not be signed.")
    }
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        (self.0, Json(json!({ "error": self.1 }))).into_response()
    }
}
