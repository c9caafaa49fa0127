//! A page in place of the one that was asked for.

use super::{Page, problem};
use crate::connect::{Failed, Outcome, words};
use crate::db::DbError;
use crate::error::{ApiError, reference};
use crate::ids::TenantId;
use axum::Json;
use axum::extract::Request;
use axum::http::{StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use context_card_wire::{Problem, ProblemReply};
use maud::{Markup, html};
use std::sync::Arc;

/// Why the page that was asked for is not shown.
#[derive(Debug)]
pub(crate) enum PageError {
    /// Nobody is signed in. Whose cookie it was, where there is one.
    SignedOut(Option<TenantId>),
    /// The link to sign in was used, or is too old. Whose it was, where it says so.
    OwnerLink(Option<TenantId>),
    /// A form of another site.
    NotFromHere,
    /// A form that none of our pages has.
    BadForm,
    /// What the address names is not there.
    NotFound,
    /// Connecting failed.
    Failed(Box<Failed>),
    /// This program failed.
    Internal(String),
}

impl From<DbError> for PageError {
    fn from(error: DbError) -> Self {
        Self::Internal(error.to_string())
    }
}

impl From<Failed> for PageError {
    fn from(failed: Failed) -> Self {
        Self::Failed(Box::new(failed))
    }
}

/// The same failure for a program: what asks for no page gets no page.
#[derive(Clone)]
struct Told(Arc<ApiError>);

/// Answers programs, which do not say that they take HTML, with a problem in JSON in place of a page about a failure.
pub(crate) async fn for_programs(request: Request, next: Next) -> Response {
    let accepted = request.headers().get(header::ACCEPT).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let takes_pages = accepted.contains("text/html");
    let mut response = next.run(request).await;
    match response.extensions_mut().remove::<Told>() {
        Some(Told(error)) if !takes_pages => {
            (response.status(), Json(ProblemReply { problem: error.notice() })).into_response()
        }
        _ => response,
    }
}

impl PageError {
    /// What a program is told.
    fn told(&self) -> ApiError {
        match self {
            Self::SignedOut(_) | Self::OwnerLink(_) => ApiError::session_expired(),
            Self::NotFromHere => Problem::NotAllowed.into(),
            Self::BadForm => ApiError::bad_request(None, "the form is not whole"),
            Self::NotFound => Problem::NotFound.into(),
            Self::Failed(failed) => ApiError::bad_request(None, failed.outcome.code()),
            Self::Internal(cause) => ApiError::internal(cause),
        }
    }
}

impl IntoResponse for PageError {
    fn into_response(self) -> Response {
        let told = Told(Arc::new(self.told()));
        let mut response = self.page();
        response.extensions_mut().insert(told);
        response
    }
}

impl PageError {
    fn page(self) -> Response {
        let (status, title, body) = match self {
            Self::SignedOut(tenant) => (
                StatusCode::UNAUTHORIZED,
                "Sign in",
                asking_for_a_link("Only owners see this page, and you are not signed in.", tenant.as_ref()),
            ),
            Self::OwnerLink(tenant) => (
                StatusCode::GONE,
                "Not signed in",
                asking_for_a_link(
                    "This link does not hold any more: it was used, or is older than 15 minutes.",
                    tenant.as_ref(),
                ),
            ),
            Self::NotFromHere => (
                StatusCode::FORBIDDEN,
                "Not done",
                plain("This was not sent from this site's own pages, so nothing was done."),
            ),
            Self::BadForm => (
                StatusCode::UNPROCESSABLE_ENTITY,
                "Not done",
                plain("Something is missing in what was sent. Go back and fill in the whole form."),
            ),
            Self::NotFound => (StatusCode::NOT_FOUND, "Not found", plain("There is nothing at this address.")),
            Self::Internal(cause) => {
                let reference = reference();
                tracing::error!(reference, cause, "a page failed");
                let body = html! {
                    (plain(&words::outcome(Outcome::Internal).what))
                    p class="ref" { "Reference " code { (reference) } }
                };
                (StatusCode::INTERNAL_SERVER_ERROR, "Failed", body)
            }
            Self::Failed(failed) => return not_connected(&failed),
        };
        Page::new(title, html! { h1 { (title) } (body) }).status(status).into_response()
    }
}

fn plain(sentence: &str) -> Markup {
    html! {
        p { (sentence) }
        p { a href="/settings#stores" { "Stores" } }
    }
}

fn asking_for_a_link(sentence: &str, tenant: Option<&TenantId>) -> Markup {
    html! {
        p { (sentence) }
        p { "Who runs the proxy makes a link to sign in with this command:" }
        pre tabindex="0" { code { (words::new_owner_link(tenant)) } }
    }
}

/// Logs why a store was not connected, under the reference that is shown.
pub(crate) fn logged(failed: &Failed) -> String {
    let Failed { attempt, outcome, cause, .. } = failed;
    let reference = attempt.as_ref().map_or_else(reference, |attempt| attempt.attempt.to_string());
    let code = outcome.code();
    if *outcome == Outcome::Internal {
        tracing::error!(reference, code, cause, "a store was not connected");
    } else {
        tracing::info!(reference, code, cause, "a store was not connected");
    }
    reference
}

/// The status of an answer about an attempt that failed.
pub(crate) const fn status_of(outcome: Outcome) -> StatusCode {
    match outcome {
        Outcome::Internal => StatusCode::INTERNAL_SERVER_ERROR,
        Outcome::Unreachable => StatusCode::BAD_GATEWAY,
        Outcome::LinkExpired | Outcome::Expired | Outcome::Used => StatusCode::GONE,
        Outcome::Taken => StatusCode::CONFLICT,
        _ => StatusCode::BAD_REQUEST,
    }
}

/// The page of an attempt that failed.
fn not_connected(failed: &Failed) -> Response {
    let Failed { attempt, outcome, at, .. } = failed;
    let (reference, status) = (logged(failed), status_of(*outcome));
    let by_link = attempt.as_ref().is_some_and(|attempt| attempt.by_link);
    let body = html! {
        h1 { "Not connected" }
        @if let Some(attempt) = attempt { p { (attempt.shop.as_str()) } }
        (problem(*outcome, &reference, *at))
        @if !by_link {
            p { a class="button" href="/settings#stores" { "Stores" } }
        } @else if *outcome != Outcome::LinkExpired {
            p { "To begin again, open the link that you were sent. Until the store is connected it holds for a day." }
        }
    };
    Page::new("Not connected", body).status(status).into_response()
}
