//! `GET|PUT|DELETE /api/settings/card`: which fields the card shows.

use super::admin::Admin;
use super::{Which, breaks_a_rule, own_inbox};
use crate::app::App;
use crate::db::{ChangeKind, NewChange, Saved};
use crate::error::ApiError;
use crate::http::body::Body;
use crate::ids::InboxId;
use axum::Json;
use axum::extract::{Query, State};
use axum::response::{IntoResponse as _, Response};
use context_card_wire::{CardConfig, Problem, ProblemReply, SettingsConflict};
use serde::Deserialize;
use utoipa::IntoParams;

/// The chosen fields.
#[utoipa::path(get, path = "/api/settings/card", params(Which), security(("session" = [])), responses(
    (status = 200, body = CardConfig), (status = "4XX", body = ProblemReply), (status = "5XX", body = ProblemReply)))]
pub(crate) async fn read(
    State(app): State<App>,
    admin: Admin,
    Query(which): Query<Which>,
) -> Result<Json<CardConfig>, ApiError> {
    let inbox = own_inbox(&app, &admin, which).await?.map(|inbox| inbox.inbox);
    Ok(Json(app.db.card_config(&admin.tenant.tenant, inbox.as_ref()).await?))
}

/// Chooses the fields. `version` is the one that was read; 409 with the current choice where somebody else was faster.
#[utoipa::path(put, path = "/api/settings/card", params(Which), request_body = CardConfig, security(("session" = [])), responses(
    (status = 200, body = CardConfig), (status = 409, body = SettingsConflict), (status = 422, body = ProblemReply),
    (status = "4XX", body = ProblemReply), (status = "5XX", body = ProblemReply)))]
pub(crate) async fn save(
    State(app): State<App>,
    admin: Admin,
    Query(which): Query<Which>,
    Body(config): Body<CardConfig>,
) -> Result<Response, ApiError> {
    let inbox = own_inbox(&app, &admin, which).await?.map(|inbox| inbox.inbox);
    checked(&admin, &config)?;
    let entry = entry(&app, &admin, ChangeKind::Fields, inbox.as_ref());
    let saved = app.db.save_card_config(&admin.tenant.tenant, inbox.as_ref(), &config, entry).await?;
    Ok(answer(&admin, saved))
}

/// Whose choice is given up, and which one was read.
#[derive(Deserialize, IntoParams)]
pub(crate) struct Reset {
    /// The inbox.
    inbox: Option<String>,
    /// The version that was read.
    version: Option<u32>,
}

/// Lets an inbox give up its own choice of fields: all inboxes' holds there again, and is answered. `version` is the one that
/// was read; 409 with the current choice where somebody else was faster.
#[utoipa::path(delete, path = "/api/settings/card", params(Reset), security(("session" = [])), responses(
    (status = 200, body = CardConfig), (status = 409, body = SettingsConflict), (status = 422, body = ProblemReply),
    (status = "4XX", body = ProblemReply), (status = "5XX", body = ProblemReply)))]
pub(crate) async fn reset(
    State(app): State<App>,
    admin: Admin,
    Query(Reset { inbox, version }): Query<Reset>,
) -> Result<Response, ApiError> {
    let missing = |field| breaks_a_rule(&admin, field, "it is missing");
    let version = version.ok_or_else(|| missing("version"))?;
    let inbox = own_inbox(&app, &admin, Which { inbox }).await?.ok_or_else(|| missing("inbox"))?.inbox;
    let entry = entry(&app, &admin, ChangeKind::Reset, Some(&inbox));
    let saved = app.db.reset_card_config(&admin.tenant.tenant, &inbox, version, entry).await?;
    Ok(answer(&admin, saved))
}

/// Refuses a choice that breaks a rule, and names the field.
pub(super) fn checked(admin: &Admin, config: &CardConfig) -> Result<(), ApiError> {
    config.check().map_err(|error| breaks_a_rule(admin, &error.field(), &error.to_string()))
}

fn entry(
    app: &App,
    admin: &Admin,
    what: ChangeKind,
    inbox: Option<&InboxId>,
) -> impl FnOnce(&CardConfig, &CardConfig) -> NewChange {
    let new = admin.new_change(app, what, inbox, None, None);
    move |before, after| {
        let json = |config: &CardConfig| serde_json::to_value(config).ok();
        NewChange { before: json(before), after: json(after), ..new }
    }
}

fn answer(admin: &Admin, saved: Saved) -> Response {
    match saved {
        Saved::Kept(config) | Saved::Nothing(config) => Json(config).into_response(),
        Saved::Conflict(current) => {
            let problem = ApiError::from(Problem::Conflict).in_locale(&admin.locale);
            (problem.status(), Json(SettingsConflict { problem: problem.notice(), current })).into_response()
        }
    }
}
