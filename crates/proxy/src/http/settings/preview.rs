//! `POST /api/settings/preview`: the card as agents would see it with fields that are not saved yet.

use super::admin::Admin;
use super::card::checked;
use super::{Which, breaks_a_rule, own_inbox};
use crate::app::App;
use crate::auth::{Handles, Session, Whom};
use crate::contact::{Contact, Email};
use crate::db::{AccessKind, Inbox, NewAccess, StoreRow};
use crate::error::ApiError;
use crate::http::body::Body;
use crate::http::card::witness;
use crate::http::search::may_search;
use crate::ids::InboxId;
use crate::lookup::{Enquiry, Scene, Viewer};
use crate::matching::Matching;
use crate::store::OpenStore;
use crate::witness::{Seen, seen_on};
use axum::Json;
use axum::extract::State;
use context_card_wire::settings::{Preview, PreviewOf, PreviewOrder, PreviewRequest};
use context_card_wire::{CardConfig, Problem, ProblemReply};
use std::collections::BTreeSet;
use std::sync::Arc;

/// What stands for the inbox in the access record, where an owner looked somebody up for all inboxes.
const NO_INBOX: &str = "i_settings";

/// The card of an invented customer, of the contact of the open conversation, or of whoever has an e-mail: for owners, and for
/// admins whose inbox may search. Nothing is saved; who is looked up is on record.
#[utoipa::path(post, path = "/api/settings/preview", request_body = PreviewRequest, security(("session" = [])), responses(
    (status = 200, body = Preview), (status = 403, body = ProblemReply), (status = 422, body = ProblemReply),
    (status = "4XX", body = ProblemReply), (status = "5XX", body = ProblemReply)))]
pub(crate) async fn show(
    State(app): State<App>,
    admin: Admin,
    Body(PreviewRequest { config, inbox, whose, order }): Body<PreviewRequest>,
) -> Result<Json<Preview>, ApiError> {
    let inbox = own_inbox(&app, &admin, Which { inbox }).await?;
    checked(&admin, &config)?;
    let preview = match whose {
        None => invented(&app, &admin, inbox.as_ref(), &config, order.as_ref()).await?,
        Some(PreviewOf::Conversation) => of_conversation(&app, &admin, inbox.as_ref(), config, order.as_ref()).await?,
        Some(PreviewOf::Email(email)) => of_email(&app, &admin, inbox.as_ref(), config, &email, order.as_ref()).await?,
    };
    Ok(Json(preview))
}

async fn invented(
    app: &App,
    admin: &Admin,
    inbox: Option<&Inbox>,
    config: &CardConfig,
    order: Option<&PreviewOrder>,
) -> Result<Preview, ApiError> {
    let stores = opened(app, stores_of(app, admin, inbox).await?);
    let scene = Scene { config, stores: &stores, text: &admin.text(), zone: admin.zone.as_ref(), order };
    app.lookup.invented(&scene).await.ok_or_else(|| ApiError::internal("the invented store has no name"))
}

async fn of_conversation(
    app: &App,
    admin: &Admin,
    inbox: Option<&Inbox>,
    config: CardConfig,
    order: Option<&PreviewOrder>,
) -> Result<Preview, ApiError> {
    let nobody = || breaks_a_rule(admin, "whose", "no conversation is open");
    let session = admin.session.as_ref().ok_or_else(nobody)?;
    let (own, viewer) = beside(app, admin, session, inbox, config).await?;
    let viewer = Viewer { matching: own.matching, ..viewer };
    // Of several contacts, the first.
    let contact = match session.whom(None).or(Some(Whom::Nobody)) {
        Some(Whom::One(contact)) => contact.clone(),
        _ => session.contacts.first().cloned().unwrap_or_default(),
    };
    let sought = app.enquiry(&viewer, session, &contact).await?;
    let preview = app.lookup.preview(&viewer, &sought, order).await;
    witness(app, session, &seen(&viewer, &preview)).await?;
    Ok(preview)
}

async fn of_email(
    app: &App,
    admin: &Admin,
    inbox: Option<&Inbox>,
    config: CardConfig,
    email: &str,
    order: Option<&PreviewOrder>,
) -> Result<Preview, ApiError> {
    let (viewer, place) = match &admin.session {
        Some(session) => {
            let (own, viewer) = beside(app, admin, session, inbox, config).await?;
            if !may_search(session, &own) {
                return Err(ApiError::from(Problem::NotAllowed).in_locale(&admin.locale));
            }
            (viewer, Some(own.inbox))
        }
        None => {
            let known = app.lookup.now();
            let stores = opened(app, stores_of(app, admin, inbox).await?);
            let place = inbox.map(|inbox| inbox.inbox.clone());
            (viewer_of(admin, config, stores, random_handles(admin)?, known), place)
        }
    };
    let email = Email::parse(email, true).ok_or_else(|| breaks_a_rule(admin, "whose", "it is no e-mail address"))?;
    let sought = Enquiry::from(Contact { emails: vec![email], ..Contact::default() });
    let preview = app.lookup.preview(&viewer, &sought, order).await;
    let place = place.or_else(|| InboxId::parse(NO_INBOX)).ok_or_else(|| ApiError::internal("no name of an inbox"))?;
    record(app, admin, &place, &viewer, &preview).await?;
    Ok(preview)
}

/// A session's own inbox, and who looks at the stores of another one beside it: only those that the session reaches anyway.
async fn beside(
    app: &App,
    admin: &Admin,
    session: &Session,
    inbox: Option<&Inbox>,
    config: CardConfig,
) -> Result<(Inbox, Viewer), ApiError> {
    let known = app.lookup.now();
    let own = app.db.inbox(&session.inbox).await?.ok_or_else(ApiError::session_expired)?;
    let reached: BTreeSet<_> = app.db.stores_of_inbox(&own).await?.into_iter().map(|row| row.store.id).collect();
    let mut rows = stores_of(app, admin, inbox).await?;
    rows.retain(|row| reached.contains(&row.store.id));
    let viewer = viewer_of(admin, config, opened(app, rows), session.handles(), known);
    Ok((own, viewer))
}

fn viewer_of(
    admin: &Admin,
    config: CardConfig,
    stores: Vec<OpenStore>,
    handles: Handles,
    known: crate::lookup::Moment,
) -> Viewer {
    Viewer {
        tenant: admin.tenant.tenant.clone(),
        handles,
        stores,
        about: None,
        config: Arc::new(config),
        locale: admin.locale.clone(),
        timezone: admin.zone.clone(),
        matching: Matching::default(),
        // There is nothing to click in a preview.
        may_search: false,
        known,
    }
}

async fn stores_of(app: &App, admin: &Admin, inbox: Option<&Inbox>) -> Result<Vec<StoreRow>, ApiError> {
    Ok(match inbox {
        Some(inbox) => app.db.stores_of_inbox(inbox).await?,
        None => app.db.stores(&admin.tenant.tenant).await?,
    })
}

fn opened(app: &App, rows: Vec<StoreRow>) -> Vec<OpenStore> {
    rows.into_iter().map(|row| app.keeper.open_store(row)).collect()
}

/// Handles that open nowhere: an owner has no session of the card's.
fn random_handles(admin: &Admin) -> Result<Handles, ApiError> {
    let mut secret = [0; 32];
    getrandom::fill(&mut secret).map_err(ApiError::internal)?;
    Ok(Handles::new(&secret, &admin.tenant.tenant, ""))
}

/// Whom a preview shows.
fn seen(viewer: &Viewer, preview: &Preview) -> Vec<Seen> {
    let order =
        preview.order.as_ref().and_then(|order| viewer.handles.open(crate::auth::Named::Order, &order.handle).ok());
    let order = order.map(|(store, subject)| Seen { store, subject });
    seen_on(viewer, &preview.card).into_iter().chain(order).collect()
}

/// Records the search, each time: whom it shows, and in which stores it found nobody. What can't be recorded is not shown.
async fn record(app: &App, admin: &Admin, inbox: &InboxId, viewer: &Viewer, preview: &Preview) -> Result<(), ApiError> {
    let seen = seen(viewer, preview);
    let empty = viewer.stores.iter().map(|open| &open.store.id).filter(|id| seen.iter().all(|seen| seen.store != **id));
    let entry = |store, subject| NewAccess { what: AccessKind::Searched, inbox, agent: &admin.id, store, subject };
    let found = seen.iter().map(|Seen { store, subject }| entry(store, Some(subject.as_str())));
    let entries: Vec<_> = found.chain(empty.map(|store| entry(store, None))).collect();
    Ok(app.db.record_access(&admin.tenant.tenant, &entries, app.clock.unix()).await?)
}
