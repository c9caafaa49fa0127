//! `POST /api/card`, `/api/orders`, `/api/order`: what the card shows.

use super::asker::{Asker, MaybeAsker};
use super::body::Body;
use super::elsewhere::Elsewhere;
use super::embed::found;
use super::session::seal;
use super::sign_in::{Proof, sign_in};
use super::signed_address;
use crate::app::{App, locale_of, locale_of_page};
use crate::auth::{Named, Nonce, Reach, Session, Whom};
use crate::contact::{Contact, labels};
use crate::db::AccessKind;
use crate::error::ApiError;
use crate::guest::Guest;
use crate::ids::StoreId;
use crate::lookup::{Enquiry, OrdersAsked, Viewer};
use crate::shopify::Whose;
use crate::shopify::convert::Place;
use crate::store::OpenStore;
use crate::text::Text;
use crate::witness::{Seen, seen_on, seen_orders};
use axum::Json;
use axum::extract::State;
use context_card_wire::{
    Card, CardOpened, CardReply, CardRequest, Cursor, Handle, OrderDetails, OrderPage, OrderRequest, OrderRow,
    OrdersRequest, Problem, ProblemReply, Speech,
};
use shopify_context_card::card_html;

/// The longest search among a customer's orders, in characters.
const LONGEST_QUERY: usize = 200;

/// The card: with a host token, which brings the session along, or with a session.
#[utoipa::path(post, path = "/api/card", request_body = CardRequest, security((), ("session" = [])), responses(
    (status = 200, body = CardOpened), (status = "4XX", body = ProblemReply), (status = "5XX", body = ProblemReply)))]
pub(crate) async fn open(
    State(app): State<App>,
    MaybeAsker(asker): MaybeAsker,
    elsewhere: Elsewhere,
    Body(request): Body<CardRequest>,
) -> Result<Json<CardOpened>, ApiError> {
    let mut speech = None;
    let parent_origin = request.parent_origin.as_deref();
    let signed_in = match (&request.token, &request.address) {
        (Some(token), _) => {
            let nonce = Nonce::OfCard(request.nonce.as_deref());
            Some(sign_in(&app, Proof { token, nonce, parent_origin, elsewhere: &elsewhere }).await?)
        }
        (None, Some(address)) => {
            let inbox = found(&app, &address.inbox).await?;
            elsewhere.in_inbox(&inbox)?;
            Some(signed_address::arrive(&app, &inbox, &address.scx, parent_origin).await?)
        }
        (None, None) => None,
    };
    let reply = match (signed_in, asker) {
        (Some(asker), _) => {
            let card = card_of(&app, &asker, Wish::default()).await?;
            let sealed = seal(&app, &asker.session)?;
            let html = draw(&app, &asker.session, &card);
            speech = speech_of(&asker);
            CardReply { session: Some(sealed.session), expires_in: Some(sealed.expires_in), card, html: Some(html) }
        }
        (None, Some(asker)) => {
            let (asker, hinted) = match &request.hint {
                Some(hint) => (Asker { session: asker.session.hinting(hint)?, ..asker }, true),
                None => (asker, false),
            };
            let card = card_of(&app, &asker, Wish::of(&request)).await?;
            let sealed = hinted.then(|| seal(&app, &asker.session)).transpose()?;
            let (session, expires_in) = sealed.map(|it| (it.session, it.expires_in)).unzip();
            CardReply { session, expires_in, card, html: None }
        }
        (None, None) => return Err(ApiError::session_expired()),
    };
    Ok(Json(CardOpened { reply, speech }))
}

/// The agent's language, where the page of their inbox is in another one.
fn speech_of(asker: &Asker) -> Option<Speech> {
    let (page, own) = (Text::of(&locale_of_page(&asker.inbox)), Text::of(&locale_of(&asker.session)));
    (page.language() != own.language()).then(|| Speech {
        language: own.language().to_owned(),
        direction: own.direction().to_owned(),
        words: own.words().ui.clone(),
    })
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
    let (store, whose) = owner(&viewer, &request.handle).map_err(localised)?;
    let place = request.cursor.as_ref().map(|cursor| open_place(&viewer, &store.store.id, cursor)).transpose();
    let place = place.map_err(localised)?;
    let number = request.query.filter(|query| !query.trim().is_empty());
    let asked = OrdersAsked { place, filter: request.filter, number };
    let page = app.lookup.orders(&viewer, store, &session.contacts, whose.clone(), asked).await;
    let page = page.map_err(|problem| localised(problem.into()))?;
    witness(&app, &session, &seen_in(&viewer, &store.store.id, &whose, &page.rows)).await?;
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

/// How a card is asked for.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Wish {
    /// Whatever is kept.
    fresh: bool,
    /// Of every identifier.
    all: bool,
    /// Of which of several contacts.
    person: Option<u32>,
}

impl Wish {
    /// Of every identifier at once, for hosts where nobody can ask for the rest.
    pub(crate) const fn whole(fresh: bool) -> Self {
        Self { fresh, all: true, person: None }
    }

    const fn of(request: &CardRequest) -> Self {
        Self { fresh: request.fresh, all: request.all, person: request.person }
    }
}

/// The card of a session's contact, on record. Where there are several, and none is chosen yet: who they are, and nobody is
/// looked up.
pub(crate) async fn card_of(app: &App, asker: &Asker, wish: Wish) -> Result<Card, ApiError> {
    let Asker { session, inbox } = asker;
    if !inbox.active {
        // As a card and not as a failure, so that it takes the place of what is on the screen.
        let notice = Text::of(&locale_of(session)).notice(&Problem::SwitchedOff, "");
        return Ok(Card { notice: Some(notice), ..Card::default() });
    }
    if session.hinted && session.reach == Reach::Contact && !session.contacts.is_empty() {
        // What nobody vouches for opens nobody: only who may search by hand may follow a hint.
        let notice = Text::of(&locale_of(session)).notice(&Problem::HintOnly, "");
        return Ok(Card { notice: Some(notice), ..Card::default() });
    }
    let whom = session.whom(wish.person).ok_or_else(|| asker.no_such_person())?;
    let viewer = app.viewer(session, inbox).await?;
    let people = if session.contacts.len() > 1 { labels(&session.contacts) } else { Vec::new() };
    let card = match whom {
        Whom::Several => {
            let search = viewer.may_search && !viewer.stores.is_empty();
            return Ok(Card { people, search, ..Card::default() });
        }
        Whom::Nobody => {
            let nobody = app.enquiry(&viewer, session, &Contact::default()).await?;
            app.lookup.card(&viewer, &nobody, wish.fresh).await
        }
        Whom::One(contact) => {
            let sought = Enquiry { all: wish.all, ..app.enquiry(&viewer, session, contact).await? };
            app.lookup.card(&viewer, &sought, wish.fresh).await
        }
    };
    witness(app, session, &seen_on(&viewer, &card)).await?;
    let person = wish.person.filter(|_| !people.is_empty());
    Ok(Card { people, person, ..card })
}

/// Records who is about to be seen. What can't be recorded is not shown.
pub(crate) async fn witness(app: &App, session: &Session, seen: &[Seen]) -> Result<(), ApiError> {
    if session.is_held() {
        app.live.showed(session, seen);
    }
    // Following a hint is looking for somebody by hand.
    let kind = if session.hinted { AccessKind::Searched } else { AccessKind::Seen };
    Ok(app.witness.record(&app.db, session, kind, seen, app.clock.unix()).await?)
}

/// The card as HTML, for the page.
pub(super) fn draw(app: &App, session: &Session, card: &Card) -> String {
    card_html(card, &Text::of(&locale_of(session)).words().ui, app.clock.millis())
}

/// The store and Shopify's id behind a handle of this session.
pub(super) fn named<'a>(
    viewer: &'a Viewer,
    named: Named,
    handle: &Handle,
) -> Result<(&'a OpenStore, String), ApiError> {
    let (store, id) = viewer.handles.open(named, handle).map_err(|_| ApiError::from(Problem::NotFound))?;
    // A store that was disconnected meanwhile is not asked.
    let open = viewer.stores.iter().find(|open| open.store.id == store).ok_or(Problem::NotFound)?;
    Ok((open, id))
}

/// Whose orders a handle of a customer or of a guest opens.
pub(super) fn owner<'a>(viewer: &'a Viewer, handle: &Handle) -> Result<(&'a OpenStore, Whose), ApiError> {
    if let Ok((store, id)) = named(viewer, Named::Customer, handle) {
        return Ok((store, Whose::Customer(id)));
    }
    let (store, id) = named(viewer, Named::Guest, handle)?;
    Ok((store, Whose::Guest(Guest::parse(&id).ok_or(Problem::NotFound)?)))
}

/// Who is seen where orders are listed: the customer, or of a guest the orders.
pub(super) fn seen_in(viewer: &Viewer, store: &StoreId, whose: &Whose, rows: &[OrderRow]) -> Vec<Seen> {
    match whose {
        Whose::Customer(id) => vec![Seen { store: store.clone(), subject: id.clone() }],
        Whose::Guest(_) => seen_orders(viewer, rows),
    }
}

fn open_place(viewer: &Viewer, store: &StoreId, cursor: &Cursor) -> Result<Place, ApiError> {
    match viewer.handles.open_cursor(cursor) {
        Ok((of, text)) if of == *store => Ok(Place::parse(&text).ok_or(Problem::NotFound)?),
        _ => Err(Problem::NotFound.into()),
    }
}
