//! What an owner does with a store: test it, have its changes told, move it to tokens that expire, disconnect it, say how
//! its order numbers begin.

use super::{broken, done, store_of};
use crate::app::App;
use crate::auth::Role;
use crate::connect::Outcome;
use crate::db::{ChangeKind, Failure, StoreRow};
use crate::error::{ApiError, reference};
use crate::http::body::Body;
use crate::http::settings::admin::Admin;
use crate::shopify::probe_store;
use crate::store::{LONGEST_PREFIX, Store, is_prefix};
use crate::subscriptions::subscribe;
use crate::text::Told;
use crate::tokens::may_migrate;
use axum::Json;
use axum::extract::{FromRequest, FromRequestParts as _, Request, State};
use context_card_wire::ProblemReply;
use context_card_wire::settings::{PrefixRequest, StoresDone, WhichStore};
use serde_json::{Value, json};

/// An owner, and the store that they do something with: how most of these requests begin.
pub(crate) struct Chosen {
    admin: Admin,
    row: StoreRow,
}

impl FromRequest<App> for Chosen {
    type Rejection = ApiError;

    async fn from_request(request: Request, app: &App) -> Result<Self, ApiError> {
        let (mut parts, body) = request.into_parts();
        let admin = Admin::from_request_parts(&mut parts, app).await?;
        let Body(WhichStore { store }) = Body::from_request(Request::from_parts(parts, body), app).await?;
        admin.needs(Role::Owner)?;
        let row = store_of(app, &admin, &store).await?;
        Ok(Self { admin, row })
    }
}

/// What is recorded of a store.
fn named(row: &StoreRow) -> Value {
    json!({"store": row.store.id, "shop": row.store.shop.as_str(), "name": row.store.name})
}

/// Asks a store whether its connection works, and keeps what it says.
#[utoipa::path(post, path = "/api/settings/stores/test", request_body = WhichStore, security(("session" = [])), responses(
    (status = 200, body = StoresDone), (status = "4XX", body = ProblemReply), (status = "5XX", body = ProblemReply)))]
pub(crate) async fn test(State(app): State<App>, Chosen { admin, row }: Chosen) -> Result<Json<StoresDone>, ApiError> {
    let worked = ask(&app, &row).await?;
    let text = admin.text();
    let says = &text.settings().store;
    let said = if worked { &says.said_tested } else { &says.said_test_failed };
    let said = said.fill(&[("name", &row.store.name)]);
    done(&app, &admin, Some(&row.store.id), worked, said).await
}

/// Whether it answers. What it says is kept, or why it does not.
async fn ask(app: &App, row: &StoreRow) -> Result<bool, ApiError> {
    let open = app.keeper.open_store(row.clone());
    match probe_store(&app.client, &open).await {
        Ok(found) => {
            let Store { id, tenant, shop, .. } = row.store.clone();
            let store = found.store(id, tenant, shop);
            app.db.keep_probe(&store).await?;
            app.keeper.look_at_protected(&app.client, &StoreRow { store, ..row.clone() }).await;
            Ok(true)
        }
        // The keeper has noted that.
        Err(error) if error.needs_reconnect() => Ok(false),
        Err(error) => {
            let code = Outcome::from(&error).code().to_owned();
            let failure = Failure { code, at: app.clock.unix(), reference: reference() };
            tracing::info!(reference = failure.reference, store = %row.store.id, code = failure.code, "a test failed");
            let (store, connection) = (&row.store, &row.connection);
            app.db
                .note_connection(&store.tenant, &store.id, connection.version, connection.state, Some(&failure))
                .await?;
            Ok(false)
        }
    }
}

/// Asks Shopify anew to tell of a store's changes.
#[utoipa::path(post, path = "/api/settings/stores/webhooks", request_body = WhichStore, security(("session" = [])), responses(
    (status = 200, body = StoresDone), (status = "4XX", body = ProblemReply), (status = "5XX", body = ProblemReply)))]
pub(crate) async fn webhooks(
    State(app): State<App>,
    Chosen { admin, row }: Chosen,
) -> Result<Json<StoresDone>, ApiError> {
    subscribe(&app, row.clone()).await?;
    let now = store_of(&app, &admin, row.store.id.as_str()).await?;
    admin.change(&app, ChangeKind::StoreSubscribed, None, None, Some(named(&row))).await?;
    let text = admin.text();
    let settings = text.settings();
    let good = settings.connect.webhooks(now.connection.webhooks.as_ref()).0 == Told::AtOnce;
    let said = if good { &settings.store.said_subscribed } else { &settings.store.said_subscribe_failed };
    let said = said.fill(&[("name", &row.store.name)]);
    done(&app, &admin, Some(&row.store.id), good, said).await
}

/// Exchanges a token that never expires for one that does. There is no way back.
#[utoipa::path(post, path = "/api/settings/stores/migrate", request_body = WhichStore, security(("session" = [])), responses(
    (status = 200, body = StoresDone), (status = 422, body = ProblemReply), (status = "4XX", body = ProblemReply),
    (status = "5XX", body = ProblemReply)))]
pub(crate) async fn migrate(
    State(app): State<App>,
    Chosen { admin, row }: Chosen,
) -> Result<Json<StoresDone>, ApiError> {
    if !may_migrate(&row) {
        return Err(broken(&admin, "store", |says| says.wrong_migration.text()));
    }
    let text = admin.text();
    let says = &text.settings().store;
    let migrated = app.keeper.migrate(&row).await;
    let said = match &migrated {
        Ok(_) => {
            admin.change(&app, ChangeKind::StoreRotated, None, None, Some(named(&row))).await?;
            &says.said_migrated
        }
        Err(error) => {
            tracing::warn!(store = %row.store.id, %error, "a token was not exchanged");
            &says.said_test_failed
        }
    };
    done(&app, &admin, Some(&row.store.id), migrated.is_ok(), said.fill(&[("name", &row.store.name)])).await
}

/// Disconnects: the credentials are forgotten, nothing is asked any more. Links, settings and the access record stay.
#[utoipa::path(post, path = "/api/settings/stores/disconnect", request_body = WhichStore, security(("session" = [])), responses(
    (status = 200, body = StoresDone), (status = "4XX", body = ProblemReply), (status = "5XX", body = ProblemReply)))]
pub(crate) async fn disconnect(
    State(app): State<App>,
    Chosen { admin, row }: Chosen,
) -> Result<Json<StoresDone>, ApiError> {
    if app.db.disconnect(&row.store.tenant, &row.store.id).await? {
        tracing::info!(store = %row.store.id, owner = admin.id, "an owner disconnected a store");
        admin.change(&app, ChangeKind::StoreDisconnected, None, Some(named(&row)), None).await?;
    }
    let said = admin.text().settings().store.said_disconnected.fill(&[("name", &row.store.name)]);
    done(&app, &admin, None, true, said).await
}

/// Says what a store's order numbers begin with, so that a number in a conversation leads to the right store.
#[utoipa::path(put, path = "/api/settings/stores/prefix", request_body = PrefixRequest, security(("session" = [])), responses(
    (status = 200, body = StoresDone), (status = 422, body = ProblemReply), (status = "4XX", body = ProblemReply),
    (status = "5XX", body = ProblemReply)))]
pub(crate) async fn prefix(
    State(app): State<App>,
    admin: Admin,
    Body(PrefixRequest { store, prefix }): Body<PrefixRequest>,
) -> Result<Json<StoresDone>, ApiError> {
    admin.needs(Role::Owner)?;
    let row = store_of(&app, &admin, &store).await?;
    let prefix = prefix.trim();
    let text = admin.text();
    if !is_prefix(prefix) {
        let n = text.count(u64::try_from(LONGEST_PREFIX).unwrap_or(u64::MAX));
        return Err(broken(&admin, "prefix", |says| says.wrong_prefix.fill(&[("n", &n)])));
    }
    let new = Some(prefix).filter(|prefix| !prefix.is_empty());
    if new != row.store.prefix.as_deref() {
        app.db.set_prefix(&row.store.tenant, &row.store.id, new).await?;
        let with = |prefix: Option<&str>| {
            let mut store = named(&row);
            store["prefix"] = json!(prefix.unwrap_or_default());
            Some(store)
        };
        admin.change(&app, ChangeKind::Prefix, None, with(row.store.prefix.as_deref()), with(new)).await?;
    }
    let says = &text.settings().store;
    let said = if new.is_some() { &says.said_prefix } else { &says.said_no_prefix };
    let said = said.fill(&[("name", &row.store.name), ("prefix", prefix)]);
    done(&app, &admin, Some(&row.store.id), true, said).await
}
