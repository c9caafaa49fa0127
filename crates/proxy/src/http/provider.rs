//! `GET /sign-in/{inbox}` and `/sign-in/callback`: an agent signs in at the organisation's provider, in a window of its own, and
//! comes back with a one-time code of ours for the card.
//!
//! Neither is framed by anybody. What the browser keeps meanwhile is in a sealed cookie, so that only the browser that began can
//! end it. The page at the end hands the code to the window that opened it, to exactly our own origin, or shows it to be typed.

use super::embed::found;
use super::pages::{Cookie, NotSignedIn, Page, PageError, cookie, go, sentence, set};
use super::reader::Reader;
use crate::app::App;
use crate::codes::{self, Whom};
use crate::connect::browser;
use crate::db::{Inbox, Way};
use crate::error::reference;
use crate::host_kind::Trust;
use crate::ids::InboxId;
use crate::provider::{self, Brought, Kept, Provider, ProviderError, reason};
use crate::tokens::{ClientSecret, Purpose};
use axum::extract::rejection::QueryRejection;
use axum::extract::{Path, Query, State};
use axum::http::HeaderMap;
use axum::response::{IntoResponse as _, Response};
use maud::html;
use serde::Deserialize;
use sha2::{Digest as _, Sha256};
use std::fmt;
use utoipa::IntoParams;

/// Where providers send the browser back to.
pub(crate) const CALLBACK: &str = "/sign-in/callback";
/// What the browser keeps while somebody is at the provider.
const COOKIE: &str = "context-card-provider";
/// So long somebody may take there, in seconds.
const LIFE: i64 = 10 * 60;

/// What the provider brings back.
#[derive(Deserialize, IntoParams)]
pub(crate) struct Answer {
    /// Proves that the browser is the one that began.
    state: Option<String>,
    /// To be traded for who it was; none where the provider or the person said no.
    code: Option<String>,
    /// Who says so, where the provider names itself.
    iss: Option<String>,
    /// Why the provider or the person said no.
    error: Option<String>,
}

/// Why nobody was signed in. The texts are for the log.
#[derive(Debug, thiserror::Error)]
enum Why {
    #[error("what the provider sent the browser back with is not as specified")]
    Malformed,
    #[error("the browser keeps no sign-in that began here in the last ten minutes")]
    NotBegun,
    #[error("the state is not the one that this browser began with")]
    State,
    #[error("the provider, or the person there, said no: {0}")]
    Denied(String),
    #[error(transparent)]
    Provider(#[from] ProviderError),
}

/// Sends the agent to the provider.
#[utoipa::path(get, path = "/sign-in/{inbox}", params(("inbox" = String, Path)),
    responses((status = 303), (status = "4XX", body = String, content_type = "text/html"),
    (status = "5XX", body = String, content_type = "text/html")))]
pub(crate) async fn begin(
    State(app): State<App>,
    Path(inbox): Path<String>,
    headers: HeaderMap,
) -> Result<Response, PageError> {
    if is_framed(&headers) {
        return Err(PageError::NotFromHere);
    }
    let inbox = unsigned(&app, &inbox).await?;
    let provider = provider_of(&app, &inbox).await?;
    let begun = provider::begin(&app.providers, &provider, &redirect(&app), inbox.inbox.clone()).await;
    let (url, kept) = begun.map_err(|error| failed(Some(&inbox.inbox), error.into()))?;
    let until = app.clock.unix() + LIFE;
    let name = app.public_url.cookie(COOKIE);
    let sealed = browser::seal(&app.vault, &name, &kept, until).map_err(internal)?;
    Ok(go(url.as_str(), vec![Cookie::new(name, sealed, LIFE)]))
}

/// Takes the provider's answer, and hands a one-time code to the card.
#[utoipa::path(get, path = "/sign-in/callback", params(Answer),
    responses((status = 200, body = String, content_type = "text/html"), (status = "4XX", body = String, content_type = "text/html"),
    (status = "5XX", body = String, content_type = "text/html")))]
pub(crate) async fn finish(
    State(app): State<App>,
    answer: Result<Query<Answer>, QueryRejection>,
    reader: Reader,
    headers: HeaderMap,
) -> Result<Response, PageError> {
    if is_framed(&headers) {
        return Err(PageError::NotFromHere);
    }
    let Query(answer) = answer.map_err(|_| failed(None, Why::Malformed))?;
    let now = app.clock.unix();
    let name = app.public_url.cookie(COOKIE);
    let kept: Option<Kept> = cookie(&headers, &name).and_then(|text| browser::open(&app.vault, &name, text, now));
    let kept = kept.ok_or_else(|| failed(None, Why::NotBegun))?;
    let refused = |why: Why| failed(Some(&kept.inbox), why);
    // By their hashes: how long it takes says nothing of the state.
    if answer.state.is_none_or(|state| Sha256::digest(state) != Sha256::digest(&kept.state)) {
        return Err(refused(Why::State));
    }
    let code = answer.code.ok_or_else(|| refused(Why::Denied(reason(answer.error.as_deref()))))?;
    let inbox = unsigned(&app, kept.inbox.as_str()).await?;
    let provider = provider_of(&app, &inbox).await?;
    let brought = Brought { code, issuer: answer.iss };
    let who = provider::finish(&app.providers, &provider, &redirect(&app), &kept, brought, now).await;
    let who = who.map_err(|error| refused(error.into()))?;
    let key = app.data_key(&inbox.tenant).await.map_err(|error| PageError::Internal(format!("{error:?}")))?;
    let whom = Whom { agent: &who.subject, name: who.name.as_deref(), way: Way::Provider, made_by: "provider" };
    let code = codes::make(&app.db, &key, &inbox, whom, now).await.map_err(internal)?.text();
    tracing::info!(inbox = %inbox.inbox, "an agent came back from a provider");
    let says = &reader.0.settings().pages;
    let body = html! {
        h1 { (says.provider_done.text()) }
        p data-handed { (says.provider_closes.text()) }
        div data-typed hidden {
            p { (says.provider_type.text()) }
            p class="code" { code dir="ltr" data-code { (code) } }
        }
        noscript { p { (sentence(&says.provider_script, &[("code", html! { code dir="ltr" { (code) } })])) } }
    };
    let page = Page::new(&reader, says.provider_done.text(), body).for_its_opener();
    Ok((set(vec![Cookie::gone(name)]), page).into_response())
}

/// Only a window of its own may show either: browsers say which it is.
fn is_framed(headers: &HeaderMap) -> bool {
    let says = headers.get("sec-fetch-dest").and_then(|value| value.to_str().ok());
    says.is_some_and(|it| it != "document")
}

fn redirect(app: &App) -> String {
    app.public_url.url(CALLBACK)
}

/// The inbox, where its host signs nothing. Another is as little there as one that never was.
async fn unsigned(app: &App, inbox: &str) -> Result<Inbox, PageError> {
    let inbox = found(app, inbox).await.map_err(|_| PageError::NotFound)?;
    if inbox.host.trust() == Trust::Unsigned && inbox.active { Ok(inbox) } else { Err(PageError::NotFound) }
}

async fn provider_of(app: &App, inbox: &Inbox) -> Result<Provider, PageError> {
    let row = app.db.provider(&inbox.tenant).await?.ok_or(PageError::NotFound)?;
    let secret = match &row.sealed {
        Some(sealed) => {
            let key = app.data_key(&inbox.tenant).await.map_err(|error| PageError::Internal(format!("{error:?}")))?;
            let opened = key.open(Purpose::ProviderSecret, &[&row.issuer, &row.client_id], sealed);
            Some(ClientSecret::new(opened.map_err(internal)?))
        }
        None => None,
    };
    Ok(Provider { issuer: row.issuer, client_id: row.client_id, secret, allowed: row.allowed })
}

fn internal(error: impl fmt::Display) -> PageError {
    PageError::Internal(error.to_string())
}

/// What the person reads: nothing of what the provider said. That is in the log, under the reference that they read.
fn failed(inbox: Option<&InboxId>, why: Why) -> PageError {
    let reference = reference();
    let inbox = inbox.map(InboxId::as_str);
    tracing::info!(reference, inbox, %why, "an agent could not sign in at a provider");
    let what = match why {
        Why::Provider(ProviderError::NotAllowed(_)) => NotSignedIn::NotAllowed,
        Why::Provider(ProviderError::Unreachable(..) | ProviderError::Unusable(_)) => NotSignedIn::Unusable,
        _ => NotSignedIn::Anew,
    };
    PageError::NotSignedIn(what, reference)
}
