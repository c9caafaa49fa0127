//! `GET /api/settings`: what the panel's first screen needs.

use super::admin::Admin;
use crate::app::App;
use crate::auth::Role;
use crate::connect::scopes;
use crate::db::{AppRow, ConnectionState, Inbox, StoreRow};
use crate::error::ApiError;
use crate::http::search::may_search;
use axum::Json;
use axum::extract::{Query, State};
use context_card_wire::settings::{InboxName, PanelAgent, PanelOpened, PanelRole, PanelSpeech, StoresAtAGlance};
use context_card_wire::{Problem, ProblemReply};
use serde::Deserialize;
use utoipa::IntoParams;

/// What the page knows already.
#[derive(Deserialize, IntoParams)]
pub(crate) struct Known {
    /// The language of the words that it came with.
    language: Option<String>,
}

/// Who has the panel open, the inboxes by name, the stores counted, and what agents see in place of a card.
#[utoipa::path(get, path = "/api/settings", params(Known), security(("session" = [])), responses(
    (status = 200, body = PanelOpened), (status = "4XX", body = ProblemReply), (status = "5XX", body = ProblemReply)))]
pub(crate) async fn read(
    State(app): State<App>,
    admin: Admin,
    Query(known): Query<Known>,
) -> Result<Json<PanelOpened>, ApiError> {
    let tenant = &admin.tenant.tenant;
    let (stores, apps) = (app.db.stores(tenant).await?, app.db.apps(tenant).await?);
    let own = app.db.inboxes_with_own_fields(tenant).await?;
    let inboxes = app.db.inboxes(tenant).await?;
    let text = admin.text();
    let may_search = match &admin.session {
        Some(session) => {
            let own = app.db.inbox(&session.inbox).await?.ok_or_else(ApiError::session_expired)?;
            may_search(session, &own)
        }
        None => true,
    };
    let pending = stores.is_empty().then(|| text.notice(&Problem::NotConfigured, ""));
    let speech = (known.language.as_deref() != Some(text.language())).then(|| PanelSpeech {
        language: text.language().to_owned(),
        direction: text.direction().to_owned(),
        panel: text.settings().panel.clone(),
        words: text.words().ui.clone(),
    });
    Ok(Json(PanelOpened {
        tenant: admin.tenant.name.clone(),
        agent: PanelAgent { id: admin.id.clone(), name: admin.name.clone(), role: role_of(admin.role), may_search },
        inboxes: inboxes.iter().map(|inbox| name_of(inbox, own.contains(&inbox.inbox))).collect(),
        stores: StoresAtAGlance {
            connected: count(stores.iter()),
            need_care: count(stores.iter().filter(|row| needs_care(row, &apps))),
        },
        pending,
        speech,
    }))
}

fn count<T>(all: impl Iterator<Item = T>) -> u32 {
    u32::try_from(all.count()).unwrap_or(u32::MAX)
}

const fn role_of(role: Role) -> PanelRole {
    match role {
        Role::Owner => PanelRole::Owner,
        Role::Admin | Role::Agent => PanelRole::Admin,
    }
}

/// An inbox by name.
pub(super) fn name_of(inbox: &Inbox, own_fields: bool) -> InboxName {
    InboxName {
        inbox: inbox.inbox.to_string(),
        name: inbox.shown().to_owned(),
        host: inbox.host.clone(),
        active: inbox.active,
        own_fields,
    }
}

/// Whether somebody should look at a store: it does not answer, or does not tell all that its app asks for.
fn needs_care(row: &StoreRow, apps: &[AppRow]) -> bool {
    let StoreRow { store, connection } = row;
    let asked = apps.iter().find(|app| Some(&app.app) == connection.app.as_ref()).map(|app| &app.scopes);
    connection.state == ConnectionState::ReconnectNeeded
        || connection.failure.is_some()
        || asked.is_some_and(|asked| !scopes::not_granted(asked, &store.scopes).is_empty())
}
