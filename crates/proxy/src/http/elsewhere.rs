//! Where a request comes from, of a card without an iframe: then the page that asks has another origin than ours. It is answered
//! where its inbox says so: the card may do without an iframe, and the page is on one of its origins.
//!
//! A preflight lets every origin in (`router.rs`), since it knows no inbox; this is the check that counts. It protects the inbox's
//! own choice of pages: whoever holds a session and is no browser can say any origin.

use super::pages::is_ours;
use crate::app::App;
use crate::db::Inbox;
use crate::error::ApiError;
use crate::public_url::PublicUrl;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, header};
use context_card_wire::Problem;
use std::convert::Infallible;

/// The origin of the page that asks; none where that is ours, has no origin of its own, or is no page at all.
#[derive(Debug)]
pub(crate) struct Elsewhere(Option<String>);

/// Of a question that no page asks.
pub(super) static NO_PAGE: Elsewhere = Elsewhere(None);

impl Elsewhere {
    fn of(headers: &HeaderMap, public_url: &PublicUrl) -> Self {
        let says = |name| headers.get(name).and_then(|value| value.to_str().ok());
        let here = |origin: &str| {
            // A proxy behind several names is called by them; browsers that don't say more name the host.
            is_ours(headers, public_url)
                || origin.split("://").nth(1).is_some_and(|name| says(header::HOST) == Some(name))
        };
        Self(says(header::ORIGIN).filter(|origin| *origin != "null" && !here(origin)).map(str::to_owned))
    }

    /// The same, where the inbox lets it have a card.
    ///
    /// # Errors
    /// When the inbox's cards are in iframes only, or the page is on none of its origins. The log has which.
    pub(super) fn in_inbox(&self, inbox: &Inbox) -> Result<Option<&str>, ApiError> {
        let Some(origin) = self.0.as_deref() else { return Ok(None) };
        let why = match () {
            () if !inbox.host.can_be_inline() => "only a generic inbox has cards without an iframe",
            () if !inbox.options.inline => "cards without an iframe are switched off in this inbox",
            () if !inbox.origins.iter().any(|one| one == origin) => "the page is on none of the inbox's origins",
            () => return Ok(Some(origin)),
        };
        tracing::warn!(inbox = %inbox.inbox, origin, why, "refused a card without an iframe");
        Err(Problem::EmbeddingNotAllowed.into())
    }
}

impl FromRequestParts<App> for Elsewhere {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Self::Rejection> {
        Ok(Self::of(&parts.headers, &app.public_url))
    }
}
