//! `POST /api/next`: the host says which conversation is likely to come next. Shopify is asked now, so that its card is there at
//! once; nobody is shown anything, so nothing is recorded.

use super::asker::Asker;
use super::body::Body;
use super::elsewhere::Elsewhere;
use super::sign_in::{Proof, sign_in};
use crate::app::App;
use crate::auth::{Nonce, Whom};
use crate::error::ApiError;
use axum::extract::State;
use axum::http::StatusCode;
use context_card_wire::{ProblemReply, SessionRequest};

/// Asks the shops ahead for whom a host token names. Its card needs a token of its own.
#[utoipa::path(post, path = "/api/next", request_body = SessionRequest, responses(
    (status = 204, description = "Asked for."), (status = "4XX", body = ProblemReply), (status = "5XX", body = ProblemReply)))]
pub(crate) async fn next(
    State(app): State<App>,
    elsewhere: Elsewhere,
    Body(request): Body<SessionRequest>,
) -> Result<StatusCode, ApiError> {
    let nonce = Nonce::OfCard(request.nonce.as_deref());
    let parent_origin = request.parent_origin.as_deref();
    let proof = Proof { token: &request.token, nonce, parent_origin, elsewhere: &elsewhere };
    let asker = sign_in(&app, proof).await?;
    ask_ahead(&app, &asker).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Begins to ask the shops for the contact of a session, and doesn't wait.
pub(super) async fn ask_ahead(app: &App, Asker { session, inbox }: &Asker) -> Result<(), ApiError> {
    // The page says why there is no card; nobody is looked up.
    if !inbox.active {
        return Ok(());
    }
    // Of several contacts the agent chooses one first; nobody is looked up for nothing.
    let Some(Whom::One(contact)) = session.whom(None) else { return Ok(()) };
    let viewer = app.viewer(session, inbox).await?;
    let sought = app.enquiry(&viewer, session, contact).await?;
    let lookup = app.lookup.clone();
    tokio::spawn(async move { lookup.prefetch(&viewer, &sought).await });
    Ok(())
}
