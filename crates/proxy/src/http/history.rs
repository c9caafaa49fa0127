//! `POST /api/history`: a customer's or a guest's orders over time.

use super::asker::Asker;
use super::body::Body;
use super::card::{owner, witness};
use crate::app::App;
use crate::error::ApiError;
use crate::shopify::Whose;
use crate::witness::Seen;
use axum::Json;
use axum::extract::State;
use context_card_wire::{History, HistoryRequest, ProblemReply};

/// The newest orders of a customer or a guest, counted by month, quarter or year.
#[utoipa::path(post, path = "/api/history", request_body = HistoryRequest, security(("session" = [])), responses(
    (status = 200, body = History), (status = "4XX", body = ProblemReply), (status = "5XX", body = ProblemReply)))]
pub(crate) async fn history(
    State(app): State<App>,
    Asker { session, inbox }: Asker,
    Body(request): Body<HistoryRequest>,
) -> Result<Json<History>, ApiError> {
    let viewer = app.viewer(&session, &inbox).await?;
    let localised = |error: ApiError| error.in_locale(&viewer.locale);
    let (store, whose) = owner(&viewer, &request.handle).map_err(localised)?;
    let history = app.lookup.history(&viewer, store, &session.contacts, whose.clone()).await;
    let history = history.map_err(|problem| localised(problem.into()))?;
    // A guest is known by their orders, and these were recorded when the card or the list showed them.
    if let Whose::Customer(id) = whose {
        witness(&app, &session, &[Seen { store: store.store.id.clone(), subject: id }]).await?;
    }
    Ok(Json(history))
}
