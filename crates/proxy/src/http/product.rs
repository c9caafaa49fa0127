//! `POST /api/product`: a line item's product, opened. Nobody is seen by it, so nothing is recorded.

use super::asker::Asker;
use super::body::Body;
use super::card::named;
use crate::app::App;
use crate::auth::Named;
use crate::error::ApiError;
use axum::Json;
use axum::extract::State;
use context_card_wire::{ProblemReply, ProductDetails, ProductRequest};

/// A line item's product.
#[utoipa::path(post, path = "/api/product", request_body = ProductRequest, security(("session" = [])), responses(
    (status = 200, body = ProductDetails), (status = "4XX", body = ProblemReply), (status = "5XX", body = ProblemReply)))]
pub(crate) async fn open(
    State(app): State<App>,
    Asker { session, inbox }: Asker,
    Body(request): Body<ProductRequest>,
) -> Result<Json<ProductDetails>, ApiError> {
    let viewer = app.viewer(&session, &inbox).await?;
    let localised = |error: ApiError| error.in_locale(&viewer.locale);
    let (store, name) = named(&viewer, Named::Product, &request.handle).map_err(localised)?;
    let details = app.lookup.product(&viewer, store, &name).await;
    Ok(Json(details.map_err(|problem| localised(problem.into()))?))
}
