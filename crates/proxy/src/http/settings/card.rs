//! `GET|PUT /api/settings/card`: which fields the card shows.

use super::admin::Admin;
use super::{Which, own_inbox};
use crate::app::App;
use crate::db::Saved;
use crate::error::ApiError;
use crate::http::body::Body;
use axum::Json;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use context_card_wire::{CardConfig, Problem, ProblemReply, SettingsConflict};

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
    config.check().map_err(|error| {
        ApiError::bad_request(Some(&error.field()), &error.to_string())
            .with_status(StatusCode::UNPROCESSABLE_ENTITY)
            .in_locale(&admin.locale)
    })?;
    match app.db.save_card_config(&admin.tenant.tenant, inbox.as_ref(), &config).await? {
        Saved::Version(version) => Ok(Json(CardConfig { version, ..config }).into_response()),
        Saved::Conflict => {
            let current = app.db.card_config(&admin.tenant.tenant, inbox.as_ref()).await?;
            let problem = ApiError::from(Problem::Conflict).in_locale(&admin.locale);
            Ok((problem.status(), Json(SettingsConflict { problem: problem.notice(), current })).into_response())
        }
    }
}
