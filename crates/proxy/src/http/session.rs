//! `POST /api/session` and `/api/session/renew`.

use super::asker::{AnyAsker, Asker};
use super::body::Body;
use super::elsewhere::Elsewhere;
use super::sign_in::{Proof, sign_in};
use crate::app::{App, locale_of};
use crate::auth::{Nonce, Session};
use crate::error::ApiError;
use axum::Json;
use axum::extract::State;
use context_card_wire::{AgentInfo, ProblemReply, SessionReply, SessionRequest, SessionStarted};

/// Trades a host token for a session, where no card is wanted yet.
#[utoipa::path(post, path = "/api/session", request_body = SessionRequest, responses(
    (status = 200, body = SessionStarted), (status = "4XX", body = ProblemReply), (status = "5XX", body = ProblemReply)))]
pub(crate) async fn start(
    State(app): State<App>,
    elsewhere: Elsewhere,
    Body(request): Body<SessionRequest>,
) -> Result<Json<SessionStarted>, ApiError> {
    let nonce = Nonce::OfCard(request.nonce.as_deref());
    let parent_origin = request.parent_origin.as_deref();
    let proof = Proof { token: &request.token, nonce, parent_origin, elsewhere: &elsewhere };
    let Asker { session, .. } = sign_in(&app, proof).await?;
    let SessionReply { session: text, expires_in } = seal(&app, &session)?;
    let agent = AgentInfo { id: session.agent, name: session.agent_name, role: session.role.as_str().to_owned() };
    Ok(Json(SessionStarted { session: text, expires_in, agent, inbox: session.inbox.to_string() }))
}

/// Five more minutes, up to twelve hours after the host token. In an inbox whose card is switched off too: an admin may have
/// the settings open.
#[utoipa::path(post, path = "/api/session/renew", security(("session" = [])), responses(
    (status = 200, body = SessionReply), (status = "4XX", body = ProblemReply), (status = "5XX", body = ProblemReply)))]
pub(crate) async fn renew(
    State(app): State<App>,
    AnyAsker(Asker { session, .. }): AnyAsker,
) -> Result<Json<SessionReply>, ApiError> {
    let locale = locale_of(&session);
    let session = session.renewed(app.clock.unix()).map_err(|error| ApiError::from(error).in_locale(&locale))?;
    Ok(Json(seal(&app, &session)?))
}

/// A session as the card gets it.
pub(super) fn seal(app: &App, session: &Session) -> Result<SessionReply, ApiError> {
    Ok(SessionReply { session: app.sessions.seal(session)?, expires_in: session.expires_in(app.clock.unix()) })
}
