//! A page in place of the one that was asked for.

use super::{Page, command, named, problem};
use crate::app::App;
use crate::connect::{Failed, Outcome, words};
use crate::db::DbError;
use crate::error::{ApiError, reference};
use crate::http::reader::Reader;
use crate::ids::TenantId;
use crate::text::Message;
use axum::Extension;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use context_card_wire::Problem;
use maud::html;
use std::sync::Arc;

/// What somebody reads who was not signed in at the organisation's provider.
#[derive(Clone, Copy, Debug)]
pub(crate) enum NotSignedIn {
    /// It did not work, or took too long: they may try again.
    Anew,
    /// The provider knows who it is, and they may not sign in.
    NotAllowed,
    /// The provider can't be used.
    Unusable,
}

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
    /// An agent was not signed in at the organisation's provider; with the reference under which the log says why.
    NotSignedIn(NotSignedIn, String),
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

/// A failure on its way to who is told of it.
#[derive(Clone)]
struct Told(Arc<PageError>);

/// Tells of a failure: people on a page in their language; programs, which do not say that they take HTML, with a problem
/// in JSON.
pub(crate) async fn in_their_language(State(app): State<App>, request: Request, next: Next) -> Response {
    let accepted = request.headers().get(header::ACCEPT).and_then(|value| value.to_str().ok()).unwrap_or_default();
    // Programs ask far more often, and need none.
    let reader = accepted.contains("text/html").then(|| Reader::of(&app, request.headers()));
    let mut response = next.run(request).await;
    match (response.extensions_mut().remove::<Told>(), reader) {
        (Some(Told(error)), Some(reader)) => error.page(&reader),
        (Some(Told(error)), None) => error.told().into_response(),
        (None, _) => response,
    }
}

impl PageError {
    /// What a program is told.
    fn told(&self) -> ApiError {
        match self {
            Self::SignedOut(_) | Self::OwnerLink(_) => ApiError::session_expired(),
            Self::NotFromHere | Self::NotSignedIn(NotSignedIn::NotAllowed, _) => Problem::NotAllowed.into(),
            Self::NotSignedIn(..) => Problem::SignInNeeded.into(),
            Self::BadForm => ApiError::bad_request(None, "the form is not whole"),
            Self::NotFound => Problem::NotFound.into(),
            Self::Failed(failed) => ApiError::bad_request(None, failed.outcome.code()),
            Self::Internal(cause) => ApiError::internal(cause),
        }
    }
}

impl IntoResponse for PageError {
    /// Who reads it is known where the request is: see [`in_their_language`].
    fn into_response(self) -> Response {
        (StatusCode::INTERNAL_SERVER_ERROR, Extension(Told(Arc::new(self)))).into_response()
    }
}

impl PageError {
    fn page(&self, reader: &Reader) -> Response {
        let says = &reader.0.settings().pages;
        let asking = |message: &Message, tenant: &Option<TenantId>| {
            html! {
                p { (message.text()) }
                p { (says.owner_link_command.text()) }
                (command(&words::new_owner_link(tenant.as_ref())))
            }
        };
        let plain = |message: &Message| {
            html! {
                p { (message.text()) }
                p { a href=(reader.at("/settings")) { (says.settings.text()) } }
            }
        };
        let signing_in =
            |message: &Message, reference: &str| html! { p { (message.text()) } (named(&reader.0, reference, None)) };
        let (status, title, body) = match self {
            Self::SignedOut(tenant) => {
                (StatusCode::UNAUTHORIZED, &says.signed_out_title, asking(&says.signed_out, tenant))
            }
            Self::OwnerLink(tenant) => {
                (StatusCode::GONE, &says.owner_link_over_title, asking(&says.owner_link_over, tenant))
            }
            Self::NotFromHere => (StatusCode::FORBIDDEN, &says.not_done_title, plain(&says.not_from_here)),
            Self::NotSignedIn(what, reference) => {
                let (status, message) = match what {
                    NotSignedIn::Anew => (StatusCode::UNAUTHORIZED, &says.sign_in_anew),
                    NotSignedIn::NotAllowed => (StatusCode::FORBIDDEN, &says.sign_in_not_allowed),
                    NotSignedIn::Unusable => (StatusCode::BAD_GATEWAY, &says.sign_in_unusable),
                };
                (status, &says.owner_link_over_title, signing_in(message, reference))
            }
            Self::BadForm => (StatusCode::UNPROCESSABLE_ENTITY, &says.not_done_title, plain(&says.bad_form)),
            Self::NotFound => (StatusCode::NOT_FOUND, &says.not_found_title, plain(&says.not_found)),
            Self::Internal(cause) => {
                let reference = reference();
                tracing::error!(reference, cause, "a page failed");
                let said = reader.0.settings().connect.outcome(Outcome::Internal.code());
                let body = html! {
                    p { (said.what) " " (said.remedy) }
                    (named(&reader.0, &reference, None))
                };
                (StatusCode::INTERNAL_SERVER_ERROR, &says.broken_title, body)
            }
            Self::Failed(failed) => return not_connected(reader, failed),
        };
        let title = title.text();
        Page::new(reader, title.as_str(), html! { h1 { (title) } (body) }).status(status).into_response()
    }
}

/// In place of an inbox's page. Nobody can frame it, so it is read only when opened by itself, and by whom is not known.
pub(crate) fn no_card(error: ApiError, app: &App, headers: &HeaderMap) -> Response {
    let reader = Reader::of(app, headers);
    let (says, status) = (&reader.0.settings().pages, error.status());
    let notice = error.in_locale(reader.0.locale()).notice();
    let (title, sentence) = match status {
        StatusCode::NOT_FOUND => (&says.not_found_title, says.no_inbox.text()),
        _ => (&says.broken_title, notice.message),
    };
    let title = title.text();
    let body = html! {
        h1 { (title) }
        p { (sentence) }
        (named(&reader.0, &notice.reference, None))
    };
    Page::new(&reader, title, body).status(status).into_response()
}

/// In place of the page of an inbox that has none: its host draws the card by itself.
pub(crate) fn no_page(app: &App, headers: &HeaderMap) -> Response {
    let reader = Reader::of(app, headers);
    let says = &reader.0.settings().pages;
    let title = says.not_found_title.text();
    let body = html! {
        h1 { (title) }
        p { (says.no_page.text()) }
        p { a href=(reader.at("/settings")) { (says.settings.text()) } }
    };
    Page::new(&reader, title, body).status(StatusCode::NOT_FOUND).into_response()
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
fn not_connected(reader: &Reader, failed: &Failed) -> Response {
    let Failed { attempt, outcome, at, .. } = failed;
    let (reference, status) = (logged(failed), status_of(*outcome));
    let by_link = attempt.as_ref().is_some_and(|attempt| attempt.by_link);
    let says = &reader.0.settings().pages;
    let title = says.failed_title.text();
    let body = html! {
        h1 { (title) }
        @if let Some(attempt) = attempt { p { bdi { (attempt.shop.as_str()) } } }
        (problem(&reader.0, *outcome, &reference, *at))
        @if !by_link {
            p { a class="button" href=(reader.at("/settings#stores")) { (says.stores.text()) } }
        } @else if *outcome != Outcome::LinkExpired {
            p { (says.failed_again.text()) }
        }
    };
    Page::new(reader, title, body).status(status).into_response()
}
