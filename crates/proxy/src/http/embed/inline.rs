//! `GET /embed/{inbox}/inline`: what a card without an iframe begins with, for the loader in somebody else's page (`www/inline.js`):
//! where the program is, and the words. Nothing of anybody.

use super::found;
use super::page::Shell;
use crate::app::{App, locale_of_page};
use crate::error::ApiError;
use crate::http::elsewhere::Elsewhere;
use axum::Json;
use axum::extract::{Path, State};
use axum::http::{HeaderName, HeaderValue, header};
use axum::response::{IntoResponse as _, Response};
use context_card_wire::{Inline, Problem, ProblemReply};

/// Where the program of a card without an iframe is, and its words. Only for pages on the inbox's origins, and where the inbox
/// allows such cards.
#[utoipa::path(get, path = "/embed/{inbox}/inline", params(("inbox" = String, Path)), responses(
    (status = 200, description = "For the loader of the same server.", content_type = "application/json"),
    (status = "4XX", body = ProblemReply)))]
pub(crate) async fn page(State(app): State<App>, Path(inbox): Path<String>, elsewhere: Elsewhere) -> Response {
    // Whoever is refused may read why: it is the same for everybody.
    let mut response = match begin(&app, &inbox, &elsewhere).await {
        Ok(inline) => Json(inline).into_response(),
        Err(error) => error.into_response(),
    };
    let allowed: [(HeaderName, HeaderValue); 2] = [
        (header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*")),
        (header::VARY, HeaderValue::from_static("origin")),
    ];
    response.headers_mut().extend(allowed);
    response
}

async fn begin(app: &App, inbox: &str, elsewhere: &Elsewhere) -> Result<Inline, ApiError> {
    let inbox = found(app, inbox).await?;
    let locale = locale_of_page(&inbox);
    match elsewhere.in_inbox(&inbox) {
        Ok(Some(_)) => Ok(Shell::new(app, &inbox, &locale, None).inline(&app.public_url)),
        // Our own pages have the card in an iframe.
        Ok(None) => Err(ApiError::from(Problem::EmbeddingNotAllowed).in_locale(&locale)),
        Err(error) => Err(error.in_locale(&locale)),
    }
}
