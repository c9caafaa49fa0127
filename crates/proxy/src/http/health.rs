//! `/healthz`, `/readyz`, `/metrics`.

use crate::app::App;
use crate::error::ApiError;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::IntoResponse;

/// The process runs.
#[utoipa::path(get, path = "/healthz", responses((status = 200, body = String)))]
pub(crate) async fn alive() -> &'static str {
    "ok"
}

/// The process can answer: its database does.
#[utoipa::path(get, path = "/readyz", responses((status = 200, body = String), (status = 503, body = context_card_wire::ProblemReply)))]
pub(crate) async fn ready(State(app): State<App>) -> Result<&'static str, ApiError> {
    match app.db.ping().await {
        Ok(()) => Ok("ok"),
        Err(error) => Err(ApiError::internal(error).with_status(StatusCode::SERVICE_UNAVAILABLE)),
    }
}

/// What is counted, in the `OpenMetrics` text format.
#[utoipa::path(get, path = "/metrics", responses((status = 200, body = String)))]
pub(crate) async fn metrics(State(app): State<App>) -> Result<impl IntoResponse, ApiError> {
    let text = app.metrics.text().map_err(ApiError::internal)?;
    Ok(([(header::CONTENT_TYPE, "application/openmetrics-text; version=1.0.0; charset=utf-8")], text))
}
