//! `GET|PUT /api/settings/card`: which fields the card shows.

use super::asker::Asker;
use super::body::Body;
use crate::app::{App, locale_of};
use crate::auth::{Role, Session};
use crate::db::{Inbox, Saved};
use crate::error::ApiError;
use crate::ids::InboxId;
use axum::Json;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use context_card_wire::{CardConfig, Problem, ProblemReply, SettingsConflict};
use serde::Deserialize;
use utoipa::IntoParams;

/// Which inbox the settings are for.
#[derive(Deserialize, IntoParams)]
pub(crate) struct Which {
    /// The inbox; without it, all of the tenant's that have no choice of their own.
    inbox: Option<String>,
}

/// The chosen fields.
#[utoipa::path(get, path = "/api/settings/card", params(Which), security(("session" = [])), responses(
    (status = 200, body = CardConfig), (status = "4XX", body = ProblemReply), (status = "5XX", body = ProblemReply)))]
pub(crate) async fn read(
    State(app): State<App>,
    asker: Asker,
    Query(which): Query<Which>,
) -> Result<Json<CardConfig>, ApiError> {
    asker.needs(Role::Admin)?;
    let inbox = own_inbox(&app, &asker.session, which).await?.map(|inbox| inbox.inbox);
    Ok(Json(app.db.card_config(&asker.session.tenant, inbox.as_ref()).await?))
}

/// Chooses the fields. `version` is the one that was read; 409 with the current choice where somebody else was faster.
#[utoipa::path(put, path = "/api/settings/card", params(Which), request_body = CardConfig, security(("session" = [])), responses(
    (status = 200, body = CardConfig), (status = 409, body = SettingsConflict), (status = 422, body = ProblemReply),
    (status = "4XX", body = ProblemReply), (status = "5XX", body = ProblemReply)))]
pub(crate) async fn save(
    State(app): State<App>,
    asker: Asker,
    Query(which): Query<Which>,
    Body(config): Body<CardConfig>,
) -> Result<Response, ApiError> {
    asker.needs(Role::Admin)?;
    let locale = locale_of(&asker.session);
    let inbox = own_inbox(&app, &asker.session, which).await?.map(|inbox| inbox.inbox);
    config.check().map_err(|error| {
        ApiError::bad_request(Some(&error.field()), &error.to_string())
            .with_status(StatusCode::UNPROCESSABLE_ENTITY)
            .in_locale(&locale)
    })?;
    match app.db.save_card_config(&asker.session.tenant, inbox.as_ref(), &config).await? {
        Saved::Version(version) => Ok(Json(CardConfig { version, ..config }).into_response()),
        Saved::Conflict => {
            let current = app.db.card_config(&asker.session.tenant, inbox.as_ref()).await?;
            let problem = ApiError::from(Problem::Conflict).in_locale(&locale);
            Ok((problem.status(), Json(SettingsConflict { problem: problem.notice(), current })).into_response())
        }
    }
}

/// The inbox that was named, if it is the tenant's. One of another tenant is as little there as one that never was.
pub(super) async fn own_inbox(app: &App, session: &Session, which: Which) -> Result<Option<Inbox>, ApiError> {
    let Some(text) = which.inbox else { return Ok(None) };
    let not_found = || ApiError::from(Problem::NotFound).in_locale(&locale_of(session));
    let id = InboxId::parse(&text).ok_or_else(not_found)?;
    let inbox = app.db.inbox(&id).await?.filter(|inbox| inbox.tenant == session.tenant);
    inbox.map(Some).ok_or_else(not_found)
}
