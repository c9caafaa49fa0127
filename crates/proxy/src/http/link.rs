//! `POST /api/link` and `/api/unlink`: an agent says that a customer is the contact, or is not. Kept for the tenant, in later
//! conversations too, with who did it and when.

use super::asker::Asker;
use super::body::Body;
use super::card::named;
use crate::app::App;
use crate::auth::{Named, Whom};
use crate::db::LinkChange;
use crate::error::ApiError;
use crate::linking::Identity;
use crate::matching::Matching;
use axum::extract::State;
use axum::http::StatusCode;
use context_card_wire::{LinkRequest, Problem, ProblemReply};

/// Ties a customer to the session's contact. A second time changes nothing.
#[utoipa::path(post, path = "/api/link", request_body = LinkRequest, security(("session" = [])), responses(
    (status = 204), (status = "4XX", body = ProblemReply), (status = "5XX", body = ProblemReply)))]
pub(crate) async fn link(
    State(app): State<App>,
    asker: Asker,
    Body(request): Body<LinkRequest>,
) -> Result<StatusCode, ApiError> {
    change(&app, &asker, &request, true).await
}

/// Unties a customer from the session's contact. A second time changes nothing.
#[utoipa::path(post, path = "/api/unlink", request_body = LinkRequest, security(("session" = [])), responses(
    (status = 204), (status = "4XX", body = ProblemReply), (status = "5XX", body = ProblemReply)))]
pub(crate) async fn unlink(
    State(app): State<App>,
    asker: Asker,
    Body(request): Body<LinkRequest>,
) -> Result<StatusCode, ApiError> {
    change(&app, &asker, &request, false).await
}

async fn change(app: &App, asker: &Asker, request: &LinkRequest, tie: bool) -> Result<StatusCode, ApiError> {
    let Asker { session, inbox } = asker;
    let viewer = app.viewer(session, inbox).await?;
    let localised = |error: ApiError| error.in_locale(&viewer.locale);
    let contact = match session.whom(request.person).ok_or_else(|| asker.no_such_person())? {
        Whom::One(contact) => contact,
        Whom::Nobody => return Err(localised(Problem::NothingToLink.into())),
        Whom::Several => return Err(localised(ApiError::bad_request(Some("person"), "say which contact"))),
    };
    let (open, customer) = named(&viewer, Named::Customer, &request.handle).map_err(localised)?;
    let key = app.link_key(&session.tenant).await?;
    // What may not be tied any more can still be untied.
    let matching = if tie { viewer.matching } else { Matching::default() };
    let known = key.known(contact, &open.store.country, matching);
    let identities: Vec<Identity> = known.into_iter().map(|known| known.identity).collect();
    if identities.is_empty() {
        return Err(localised(Problem::NothingToLink.into()));
    }
    let change = LinkChange {
        inbox: &session.inbox,
        agent: &session.agent,
        store: &open.store.id,
        customer: &customer,
        identities: &identities,
    };
    let now = app.clock.unix();
    let changed = if tie {
        app.db.link(&session.tenant, change, now).await?
    } else {
        app.db.unlink(&session.tenant, change, now).await?
    };
    tracing::info!(store = %open.store.id, tie, changed, "an agent changed a link");
    Ok(StatusCode::NO_CONTENT)
}
