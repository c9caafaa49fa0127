//! Who is asking: the session in the header `Authorization: Bearer …`.

use crate::app::{App, locale_of};
use crate::auth::Session;
use crate::db::Inbox;
use crate::error::ApiError;
use axum::extract::FromRequestParts;
use axum::http::header::AUTHORIZATION;
use axum::http::request::Parts;
use context_card_wire::Problem;

/// The session of a request, sealed by us, in time, its key not revoked, lowered to what its inbox allows; and the inbox as it
/// is now, in which the card is switched on.
pub(crate) struct Asker {
    pub(super) session: Session,
    pub(super) inbox: Inbox,
}

/// The same, whether the card is switched on in the inbox or not.
pub(crate) struct AnyAsker(pub(super) Asker);

impl Asker {
    /// There is no contact at the place that was named.
    pub(super) fn no_such_person(&self) -> ApiError {
        ApiError::bad_request(Some("person"), "the conversation has no such contact")
            .in_locale(&locale_of(&self.session))
    }
}

/// The text behind `Bearer`, if there is one.
pub(super) fn bearer(parts: &Parts) -> Option<&str> {
    let (scheme, text) = parts.headers.get(AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| text.trim())
}

/// Opens a session and checks that the key behind it still holds. What the inbox allows by now counts, not what it allowed
/// when the session began.
pub(super) async fn open(app: &App, text: &str) -> Result<Asker, ApiError> {
    let session = app.sessions.open(text, app.clock.unix())?;
    match app.db.inbox_key(&session.tenant, &session.key).await? {
        Some((inbox, key)) if !key.revoked && inbox.inbox == session.inbox && inbox.tenant == session.tenant => {
            Ok(Asker { session: session.within(&inbox)?, inbox })
        }
        _ => Err(ApiError::session_expired()),
    }
}

/// Whether a session that was opened before still holds: it has not expired, its key is not revoked, and its origin is still
/// the inbox's.
pub(super) async fn holds(app: &App, session: &Session) -> bool {
    session.expires_in(app.clock.unix()) > 0
        && match app.db.inbox_key(&session.tenant, &session.key).await {
            Ok(found) => found.is_some_and(|(inbox, key)| !key.revoked && session.clone().within(&inbox).is_ok()),
            Err(error) => {
                tracing::warn!(%error, "could not look at a session's key");
                false
            }
        }
}

impl FromRequestParts<App> for Asker {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, ApiError> {
        let AnyAsker(asker) = AnyAsker::from_request_parts(parts, app).await?;
        if !asker.inbox.active {
            return Err(ApiError::from(Problem::SwitchedOff).in_locale(&locale_of(&asker.session)));
        }
        Ok(asker)
    }
}

impl FromRequestParts<App> for AnyAsker {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, ApiError> {
        let text = bearer(parts).ok_or_else(ApiError::session_expired)?;
        open(app, text).await.map(Self)
    }
}

/// The session, where one is sent at all.
pub(crate) struct MaybeAsker(pub(super) Option<Asker>);

impl FromRequestParts<App> for MaybeAsker {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, ApiError> {
        match bearer(parts) {
            Some(text) => Ok(Self(Some(open(app, text).await?))),
            None => Ok(Self(None)),
        }
    }
}
