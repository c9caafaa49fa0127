//! `POST /api/settings/tab`: the panel out of the host's frame, in a tab of its own.

use super::admin::Admin;
use crate::app::App;
use crate::auth::{TICKET_LIFE, Ticket};
use crate::error::ApiError;
use axum::Json;
use axum::extract::State;
use context_card_wire::settings::TabReply;
use context_card_wire::{Problem, ProblemReply};

/// An address that opens the panel once, with the session of the one who is asking: for admins whom a host vouches for. Owners
/// have a cookie and need none.
#[utoipa::path(post, path = "/api/settings/tab", security(("session" = [])), responses(
    (status = 200, body = TabReply), (status = "4XX", body = ProblemReply), (status = "5XX", body = ProblemReply)))]
pub(crate) async fn open(State(app): State<App>, admin: Admin) -> Result<Json<TabReply>, ApiError> {
    let not_found = || ApiError::from(Problem::NotFound).in_locale(&admin.locale);
    let session = admin.session.as_ref().ok_or_else(not_found)?;
    let inbox = app.db.inbox(&session.inbox).await?.ok_or_else(not_found)?;
    let ticket = Ticket::random()?;
    let expires = app.clock.unix() + TICKET_LIFE;
    app.db.add_ticket(&ticket.hash(), &inbox, &ticket.seal(session)?, expires).await?;
    Ok(Json(TabReply { url: ticket.settings_url(&app.public_url, &inbox.inbox) }))
}
