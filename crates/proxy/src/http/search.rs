//! `POST /api/search`: customers and guests that an agent looks for by hand.

use super::asker::Asker;
use super::body::Body;
use crate::app::{App, locale_of};
use crate::auth::{Reach, Session};
use crate::contact::Contact;
use crate::db::{AccessKind, Inbox, NewAccess};
use crate::error::ApiError;
use crate::lookup::{Sought, Viewer};
use crate::witness::{Seen, seen_on};
use axum::Json;
use axum::extract::State;
use context_card_wire::{Card, Problem, ProblemReply, SearchRequest};

/// Looks for customers and guests in every store of the inbox. The sections of the answer hold whoever was found, to choose
/// from. Needs the reach `search`; every search is recorded, without what was typed.
#[utoipa::path(post, path = "/api/search", request_body = SearchRequest, security(("session" = [])), responses(
    (status = 200, body = Card), (status = 403, body = ProblemReply), (status = 422, body = ProblemReply),
    (status = "4XX", body = ProblemReply), (status = "5XX", body = ProblemReply)))]
pub(crate) async fn search(
    State(app): State<App>,
    Asker { session, inbox }: Asker,
    Body(request): Body<SearchRequest>,
) -> Result<Json<Card>, ApiError> {
    let refused = |problem: Problem| ApiError::from(problem).in_locale(&locale_of(&session));
    if !may_search(&session, &inbox) {
        return Err(refused(Problem::NotAllowed));
    }
    let sought = Sought::parse(&request.query).ok_or_else(|| refused(Problem::BadSearch))?;
    let viewer = app.viewer(&session, &inbox).await?;
    let card = app.lookup.search(&viewer, &sought, session.contacts.iter().any(Contact::can_be_linked)).await;
    record(&app, &session, &viewer, &card).await?;
    Ok(Json(card))
}

/// Whether an agent may look for others than the contact: their session says so, and the inbox still does.
pub(crate) fn may_search(session: &Session, inbox: &Inbox) -> bool {
    session.reach == Reach::Search && inbox.reach == Reach::Search
}

/// Records the search, each time: whom it shows, and in which stores it found nobody. What can't be recorded is not shown.
async fn record(app: &App, session: &Session, viewer: &Viewer, card: &Card) -> Result<(), ApiError> {
    let seen = seen_on(viewer, card);
    app.live.showed(session, &seen);
    let empty = viewer.stores.iter().map(|open| &open.store.id).filter(|id| seen.iter().all(|seen| seen.store != **id));
    let entry = |store, subject| NewAccess {
        what: AccessKind::Searched,
        inbox: &session.inbox,
        agent: &session.agent,
        store,
        subject,
    };
    let found = seen.iter().map(|Seen { store, subject }| entry(store, Some(subject.as_str())));
    let entries: Vec<_> = found.chain(empty.map(|store| entry(store, None))).collect();
    Ok(app.db.record_access(&session.tenant, &entries, app.clock.unix()).await?)
}
