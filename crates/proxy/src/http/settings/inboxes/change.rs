//! `POST|PUT /api/settings/inboxes`: an owner adds an inbox, or changes what is set of it. What is changed counts from the
//! next request on, for sessions that have begun too: see `Session::within`.

use super::list::{set_of, tell, version_of};
use super::rules::{broken, most, unfit};
use crate::app::App;
use crate::auth::{Reach, Role};
use crate::db::{ChangeKind, Inbox, NewInbox};
use crate::error::ApiError;
use crate::host_kind::HostKind;
use crate::http::body::Body;
use crate::http::settings::admin::Admin;
use crate::http::settings::inbox_of;
use crate::ids::{InboxId, StoreId, TenantId};
use crate::inboxes::{self, MOST_INBOXES};
use crate::matching::{Matching, Mode};
use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse as _, Response};
use context_card_wire::settings::{
    ChangeInboxRequest, FirstKey, HighestRole, InboxAdded, InboxConflict, InboxReach, InboxSet, InboxSettings, MatchBy,
    NewInboxRequest, ShownSecret,
};
use context_card_wire::{HostOptions, Problem, ProblemReply};
use serde_json::Value;
use std::collections::HashSet;

/// Adds an inbox. Its signing secret, where its host signs with one of ours, is in this answer, and never again.
#[utoipa::path(post, path = "/api/settings/inboxes", request_body = NewInboxRequest, security(("session" = [])), responses(
    (status = 200, body = InboxAdded), (status = 422, body = ProblemReply), (status = "4XX", body = ProblemReply),
    (status = "5XX", body = ProblemReply)))]
pub(crate) async fn add(
    State(app): State<App>,
    admin: Admin,
    Body(request): Body<NewInboxRequest>,
) -> Result<Json<InboxAdded>, ApiError> {
    admin.needs(Role::Owner)?;
    let tenant = &admin.tenant.tenant;
    let host = HostKind::parse(&request.host).ok_or_else(|| broken(&admin, "host", |says| says.host.text()))?;
    if app.db.inboxes(tenant).await?.len() >= MOST_INBOXES {
        let n = most(&admin, MOST_INBOXES);
        return Err(broken(&admin, "inbox", |says| says.too_many_inboxes.fill(&[("n", &n)])));
    }
    let bare = Inbox {
        inbox: InboxId::random().map_err(ApiError::internal)?,
        tenant: tenant.clone(),
        name: String::new(),
        active: true,
        host,
        origins: Vec::new(),
        max_role: Role::Agent,
        reach: Reach::Contact,
        matching: Matching::default(),
        all_stores: true,
        locale: None,
        timezone: None,
        options: HostOptions::default(),
    };
    let (inbox, stores) = checked(&app, &admin, bare, &request.set, &HashSet::new()).await?;
    let data_key = app.data_key(tenant).await?;
    let first = match host.signs_with().takes_ours() {
        true => Some(inboxes::new_secret(&data_key, &inbox.inbox).map_err(ApiError::internal)?),
        false => None,
    };
    let shown = first
        .as_ref()
        .map(|(secret, key)| FirstKey { key: key.key.to_string(), secret: ShownSecret(secret.expose().to_owned()) });
    let new = NewInbox { inbox, key: first.map(|(_, key)| key), stores };
    app.db.add_inbox(&new, app.clock.unix()).await?;
    let inbox = tell(&app, &admin, &new.inbox.inbox).await?;
    let after = recorded(&inbox.shown, &inbox.set)?;
    admin.change(&app, ChangeKind::InboxAdded, Some(&new.inbox.inbox), None, Some(after)).await?;
    Ok(Json(InboxAdded { inbox, key: shown }))
}

/// Changes what is set of an inbox. `version` is the one that was read; 409 with the inbox as it is where somebody else was
/// faster.
#[utoipa::path(put, path = "/api/settings/inboxes", request_body = ChangeInboxRequest, security(("session" = [])), responses(
    (status = 200, body = InboxSettings), (status = 409, body = InboxConflict), (status = 422, body = ProblemReply),
    (status = "4XX", body = ProblemReply), (status = "5XX", body = ProblemReply)))]
pub(crate) async fn change(
    State(app): State<App>,
    admin: Admin,
    Body(request): Body<ChangeInboxRequest>,
) -> Result<Response, ApiError> {
    admin.needs(Role::Owner)?;
    let inbox = inbox_of(&app, &admin, &request.inbox).await?;
    let before = set_of(&app, &inbox).await?;
    if version_of(&before)? != request.version {
        return conflict(&app, &admin, &inbox.inbox).await;
    }
    // What was chosen once may stay chosen, though it is disconnected by now.
    let known = before.stores.clone().unwrap_or_default().into_iter().collect();
    let (changed, stores) = checked(&app, &admin, inbox.clone(), &request.set, &known).await?;
    if !app.db.change_inbox(&inbox, &changed, Some(&stores)).await? {
        return conflict(&app, &admin, &inbox.inbox).await;
    }
    let now = tell(&app, &admin, &inbox.inbox).await?;
    let kinds = [
        (before.stores != now.set.stores, ChangeKind::InboxStores),
        (
            InboxSet { stores: None, ..before.clone() } != InboxSet { stores: None, ..now.set.clone() },
            ChangeKind::InboxChanged,
        ),
    ];
    for (_, what) in kinds.into_iter().filter(|(changed, _)| *changed) {
        let (before, after) = (recorded(&now.shown, &before)?, recorded(&now.shown, &now.set)?);
        admin.change(&app, what, Some(&inbox.inbox), Some(before), Some(after)).await?;
    }
    Ok(Json(now).into_response())
}

/// What is answered where somebody else was faster.
async fn conflict(app: &App, admin: &Admin, inbox: &InboxId) -> Result<Response, ApiError> {
    let sentence = admin.text().settings().inbox.changed.text();
    let problem = ApiError::from(Problem::Conflict).saying(sentence).in_locale(&admin.locale);
    let current = tell(app, admin, inbox).await?;
    Ok((problem.status(), Json(InboxConflict { problem: problem.notice(), current })).into_response())
}

/// What is recorded of an inbox: what people call it, and what is set of it.
fn recorded(shown: &str, set: &InboxSet) -> Result<Value, ApiError> {
    let mut value = serde_json::to_value(set).map_err(ApiError::internal)?;
    if let Some(object) = value.as_object_mut() {
        object.insert("name".to_owned(), shown.into());
    }
    Ok(value)
}

/// The inbox as it was asked for, and the stores that are chosen for it, once every rule holds.
async fn checked(
    app: &App,
    admin: &Admin,
    inbox: Inbox,
    set: &InboxSet,
    known: &HashSet<String>,
) -> Result<(Inbox, Vec<StoreId>), ApiError> {
    let wrong = |why| unfit(admin, &why);
    let of_text =
        |text: &Option<String>| text.as_deref().map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned);
    let inbox = Inbox {
        name: inboxes::name(&set.name).map_err(wrong)?,
        origins: inboxes::origins(inbox.host, &set.origins).map_err(wrong)?,
        max_role: match set.max_role {
            HighestRole::Agent => Role::Agent,
            HighestRole::Admin => Role::Admin,
        },
        reach: match set.reach {
            InboxReach::Contact => Reach::Contact,
            InboxReach::Search => Reach::Search,
        },
        matching: Matching { email: mode(set.match_email), phone: mode(set.match_phone) },
        all_stores: set.stores.is_none(),
        locale: of_text(&set.locale).map(|text| inboxes::locale(&text)).transpose().map_err(wrong)?,
        timezone: of_text(&set.timezone).map(|text| inboxes::zone(&text)).transpose().map_err(wrong)?,
        options: HostOptions {
            prefix: inboxes::prefix(inbox.host, set.prefix.as_deref().unwrap_or_default()).map_err(wrong)?,
            signature: inboxes::signature(inbox.host, set.signature).map_err(wrong)?,
            inline: inboxes::inline(inbox.host, set.inline).map_err(wrong)?,
        },
        ..inbox
    };
    let stores = chosen(app, admin, &inbox.tenant, set.stores.as_deref(), known).await?;
    Ok((inbox, stores))
}

const fn mode(by: MatchBy) -> Mode {
    match by {
        MatchBy::All => Mode::All,
        MatchBy::Verified => Mode::Verified,
        MatchBy::Off => Mode::Off,
    }
}

/// The stores that were chosen, each one of the tenant's. None stand for all.
async fn chosen(
    app: &App,
    admin: &Admin,
    tenant: &TenantId,
    named: Option<&[String]>,
    known: &HashSet<String>,
) -> Result<Vec<StoreId>, ApiError> {
    let Some(named) = named else { return Ok(Vec::new()) };
    if named.is_empty() {
        return Err(broken(admin, "stores", |says| says.no_store.text()));
    }
    let own: HashSet<String> = app.db.stores(tenant).await?.iter().map(|row| row.store.id.to_string()).collect();
    let unknown = || broken(admin, "stores", |says| says.unknown_store.text());
    let one = |id: &String| {
        let there = own.contains(id) || known.contains(id);
        StoreId::parse(id).filter(|_| there).ok_or_else(unknown)
    };
    named.iter().map(one).collect()
}
