//! `POST /api/card`, `/api/orders`, `/api/order`: what the card shows.

use super::asker::{Asker, MaybeAsker};
use super::body::Body;
use super::session::seal;
use super::sign_in::{Proof, sign_in};
use crate::app::{App, locale_of};
use crate::auth::{Named, Nonce, Session};
use crate::error::ApiError;
use crate::ids::StoreId;
use crate::lookup::Viewer;
use crate::store::OpenStore;
use crate::text::Text;
use crate::witness::{Seen, seen_on};
use axum::Json;
use axum::extract::State;
use context_card_wire::{
    Card, CardReply, CardRequest, Cursor, Handle, OrderDetails, OrderPage, OrderRequest, OrdersRequest, Problem,
    ProblemReply,
};
use shopify_context_card::card_html;

/// The longest search among a customer's orders, in characters.
const LONGEST_QUERY: usize = 200;

/// The card: with a host token, which brings the session along, or with a session.
#[utoipa::path(post, path = "/api/card", request_body = CardRequest, security((), ("session" = [])), responses(
    (status = 200, body = CardReply), (status = "4XX", body = ProblemReply), (status = "5XX", body = ProblemReply)))]
pub(crate) async fn open(
    State(app): State<App>,
    MaybeAsker(asker): MaybeAsker,
    Body(request): Body<CardRequest>,
) -> Result<Json<CardReply>, ApiError> {
    let reply = match (&request.token, asker) {
        (Some(token), _) => {
            let nonce = Nonce::OfCard(request.nonce.as_deref());
            let proof = Proof { token, nonce, parent_origin: request.parent_origin.as_deref() };
            let asker = sign_in(&app, proof).await?;
            let card = card_of(&app, &asker, false).await?;
            let sealed = seal(&app, &asker.session)?;
            let html = draw(&app, &asker.session, &card);
            CardReply { session: Some(sealed.session), expires_in: Some(sealed.expires_in), card, html: Some(html) }
        }
        (None, Some(asker)) => {
            let card = card_of(&app, &asker, request.fresh).await?;
            CardReply { session: None, expires_in: None, card, html: None }
        }
        (None, None) => return Err(ApiError::session_expired()),
    };
    Ok(Json(reply))
}

/// More of a customer's orders.
#[utoipa::path(post, path = "/api/orders", request_body = OrdersRequest, security(("session" = [])), responses(
    (status = 200, body = OrderPage), (status = "4XX", body = ProblemReply), (status = "5XX", body = ProblemReply)))]
pub(crate) async fn orders(
    State(app): State<App>,
    Asker { session, inbox }: Asker,
    Body(request): Body<OrdersRequest>,
) -> Result<Json<OrderPage>, ApiError> {
    let viewer = app.viewer(&session, &inbox).await?;
    let localised = |error: ApiError| error.in_locale(&viewer.locale);
    if request.query.as_ref().is_some_and(|query| query.chars().count() > LONGEST_QUERY) {
        return Err(localised(ApiError::bad_request(Some("query"), "it is longer than 200 characters")));
    }
    let (store, customer) = named(&viewer, Named::Customer, &request.handle).map_err(localised)?;
    let cursor = request.cursor.as_ref().map(|cursor| open_cursor(&viewer, &store.store.id, cursor)).transpose();
    let cursor = cursor.map_err(localised)?;
    let page = app.lookup.orders(&viewer, store, &customer, cursor.as_deref(), request.query.as_deref()).await;
    let page = page.map_err(|problem| localised(problem.into()))?;
    witness(&app, &session, &[Seen { store: store.store.id.clone(), subject: customer }]).await?;
    Ok(Json(page))
}

/// One order's details.
#[utoipa::path(post, path = "/api/order", request_body = OrderRequest, security(("session" = [])), responses(
    (status = 200, body = OrderDetails), (status = "4XX", body = ProblemReply), (status = "5XX", body = ProblemReply)))]
pub(crate) async fn order(
    State(app): State<App>,
    Asker { session, inbox }: Asker,
    Body(request): Body<OrderRequest>,
) -> Result<Json<OrderDetails>, ApiError> {
    let viewer = app.viewer(&session, &inbox).await?;
    let localised = |error: ApiError| error.in_locale(&viewer.locale);
    let (store, id) = named(&viewer, Named::Order, &request.handle).map_err(localised)?;
    let details = app.lookup.order(&viewer, store, &id, request.fresh).await;
    let details = details.map_err(|problem| localised(problem.into()))?;
    witness(&app, &session, &[Seen { store: store.store.id.clone(), subject: id }]).await?;
    Ok(Json(details))
}

/// The card of a session's contact, on record.
pub(super) async fn card_of(app: &App, Asker { session, inbox }: &Asker, fresh: bool) -> Result<Card, ApiError> {
    let viewer = app.viewer(session, inbox).await?;
    let card = app.lookup.card(&viewer, &session.contact, fresh).await;
    witness(app, session, &seen_on(&viewer, &card)).await?;
    Ok(card)
}

/// Records who is about to be seen. What can't be recorded is not shown.
async fn witness(app: &App, session: &Session, seen: &[Seen]) -> Result<(), ApiError> {
    app.live.showed(session, seen);
    Ok(app.witness.record(&app.db, session, seen, app.clock.unix()).await?)
}

/// The card as HTML, for the page.
pub(super) fn draw(app: &App, session: &Session, card: &Card) -> String {
    card_html(card, &Text::of(&locale_of(session)).words().ui, app.clock.millis())
}

/// The store and Shopify's id behind a handle of this session.
fn named<'a>(viewer: &'a Viewer, named: Named, handle: &Handle) -> Result<(&'a OpenStore, String), ApiError> {
    let (store, id) = viewer.handles.open(named, handle).map_err(|_| ApiError::from(Problem::NotFound))?;
    // A store that was disconnected meanwhile is not asked.
    let open = viewer.stores.iter().find(|open| open.store.id == store).ok_or(Problem::NotFound)?;
    Ok((open, id))
}

fn open_cursor(viewer: &Viewer, store: &StoreId, cursor: &Cursor) -> Result<String, ApiError> {
    match viewer.handles.open_cursor(cursor) {
        Ok((of, text)) if of == *store => Ok(text),
        _ => Err(Problem::NotFound.into()),
    }
}
