//! `POST /api/tickets`: the host's backend trades a host token for a one-time embed address.

use super::asker::Asker;
use super::body::Body;
use super::elsewhere::NO_PAGE;
use super::next::ask_ahead;
use super::sign_in::{Proof, sign_in};
use crate::app::App;
use crate::auth::{Nonce, TICKET_LIFE, Ticket};
use crate::error::ApiError;
use axum::Json;
use axum::extract::State;
use context_card_wire::{ProblemReply, TicketReply, TicketRequest};

/// Makes a ticket, and asks Shopify at this very moment, before the frame even loads.
#[utoipa::path(post, path = "/api/tickets", request_body = TicketRequest, responses(
    (status = 200, body = TicketReply), (status = "4XX", body = ProblemReply), (status = "5XX", body = ProblemReply)))]
pub(crate) async fn make(
    State(app): State<App>,
    Body(request): Body<TicketRequest>,
) -> Result<Json<TicketReply>, ApiError> {
    let proof = Proof { token: &request.token, nonce: Nonce::Backend, parent_origin: None, elsewhere: &NO_PAGE };
    let asker = sign_in(&app, proof).await?;
    let Asker { session, inbox } = &asker;
    let ticket = Ticket::random()?;
    let expires = app.clock.unix() + TICKET_LIFE;
    app.db.add_ticket(&ticket.hash(), inbox, &ticket.seal(session)?, expires).await?;
    let url = ticket.url(&app.public_url, &session.inbox);
    let expires_in = u32::try_from(TICKET_LIFE).unwrap_or(0);
    ask_ahead(&app, &asker).await?;
    Ok(Json(TicketReply { url, expires_in }))
}
