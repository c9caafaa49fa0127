//! Who is asking: the session in the header `Authorization: Bearer …`.

use super::elsewhere::Elsewhere;
use crate::app::{App, locale_of};
use crate::auth::{Behind, Session};
use crate::db::{DbError, Inbox};
use crate::error::ApiError;
use axum::extract::FromRequestParts;
use axum::http::header::AUTHORIZATION;
use axum::http::request::Parts;
use context_card_wire::Problem;

/// The session of a request, sealed by us, in time, its key or sign-in still good, lowered to what its inbox allows; and the inbox as it
/// is now, in which the card is switched on.
pub(crate) struct Asker {
    pub(crate) session: Session,
    pub(crate) inbox: Inbox,
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
    app.limits.session(&session.id)?;
    app.limits.inbox(&session.inbox)?;
    match behind(app, &session).await? {
        Some(inbox) => Ok(Asker { session: session.within(&inbox)?, inbox }),
        None => Err(ApiError::session_expired()),
    }
}

/// The inbox of a session, while what the session hangs on holds: its key, or the agent's sign-in.
pub(super) async fn behind(app: &App, session: &Session) -> Result<Option<Inbox>, DbError> {
    let inbox = match &session.behind {
        Behind::Key(key) => {
            let found = app.db.inbox_key(&session.tenant, key).await?;
            found.filter(|(_, key)| !key.revoked).map(|(inbox, _)| inbox)
        }
        Behind::SignIn(sign_in) => app.db.inbox_of_sign_in(&session.tenant, sign_in, app.clock.unix()).await?,
    };
    Ok(inbox.filter(|inbox| inbox.inbox == session.inbox && inbox.tenant == session.tenant))
}

/// Whether a session that was opened before still holds: it has not expired, what it hangs on holds, and its origin is still
/// the inbox's.
pub(super) async fn holds(app: &App, session: &Session) -> bool {
    session.expires_in(app.clock.unix()) > 0
        && match behind(app, session).await {
            Ok(found) => found.is_some_and(|inbox| session.clone().within(&inbox).is_ok()),
            Err(error) => {
                tracing::warn!(%error, "could not look at what a session hangs on");
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
        let asker = open(app, text).await?;
        let Ok(elsewhere) = Elsewhere::from_request_parts(parts, app).await;
        elsewhere.in_inbox(&asker.inbox).map_err(|error| error.in_locale(&locale_of(&asker.session)))?;
        Ok(Self(asker))
    }
}

/// The session, where one is sent at all.
pub(crate) struct MaybeAsker(pub(super) Option<Asker>);

impl FromRequestParts<App> for MaybeAsker {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, ApiError> {
        if bearer(parts).is_none() {
            return Ok(Self(None));
        }
        let AnyAsker(asker) = AnyAsker::from_request_parts(parts, app).await?;
        Ok(Self(Some(asker)))
    }
}
