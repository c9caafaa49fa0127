//! `POST /webhooks/{app}`: what Shopify tells by itself.
//!
//! The raw body is checked with that app's secrets alone, and only stores connected through that app are touched. Whoever
//! can't sign learns nothing, not even whether there is such an app.

mod act;
mod privacy;

use crate::app::App;
use crate::db::AppRow;
use crate::error::ApiError;
use crate::ids::AppId;
use crate::tokens::{ClientSecret, Purpose};
use crate::webhooks::{Delivery, Headers, is_signed, shop_named};
use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use context_card_wire::ProblemReply;
use serde_json::Value;
use sha2::{Digest as _, Sha256};

/// The largest body that is read. An order with some hundred line items has less.
const LARGEST: usize = 2 * 1024 * 1024;

impl Headers for HeaderMap {
    fn text(&self, name: &str) -> Option<&str> {
        self.get(name)?.to_str().ok()
    }
}

/// Takes a webhook of Shopify's.
#[utoipa::path(post, path = "/webhooks/{app}", params(("app" = String, Path)), request_body = Value, responses(
    (status = 200, description = "acted on, or nothing to do"), (status = "4XX", body = ProblemReply),
    (status = "5XX", body = ProblemReply)))]
pub(crate) async fn receive(
    State(app): State<App>,
    Path(name): Path<String>,
    headers: HeaderMap,
    body: Body,
) -> Result<StatusCode, ApiError> {
    let Ok(body) = to_bytes(body, LARGEST).await else {
        return Err(refuse(StatusCode::PAYLOAD_TOO_LARGE, "the body is larger than 2 MiB"));
    };
    let Some(row) = signer(&app, &name, &headers, &body).await? else {
        return Err(refuse(StatusCode::UNAUTHORIZED, "the body is not signed with this app's secret"));
    };
    let Ok(delivery) = Delivery::read(&headers) else {
        tracing::warn!(app = %row.app, "a signed webhook names no shop or no topic");
        return Err(refuse(StatusCode::BAD_REQUEST, "the headers name no shop or no topic"));
    };
    let payload: Value = serde_json::from_slice(&body).unwrap_or_default();
    if shop_named(&payload).is_some_and(|named| !named.eq_ignore_ascii_case(delivery.shop.as_str())) {
        tracing::warn!(app = %row.app, shop = %delivery.shop, "a webhook's body names another shop than its header");
        return Err(refuse(StatusCode::BAD_REQUEST, "the body names another shop than the headers"));
    }
    let id = delivery.id.clone().unwrap_or_else(|| fingerprint(&body));
    act::on(&app, &row, &delivery, &id, &payload).await?;
    Ok(StatusCode::OK)
}

fn refuse(status: StatusCode, why: &str) -> ApiError {
    ApiError::bad_request(None, why).with_status(status)
}

/// The app, if the body is signed with one of its secrets.
async fn signer(app: &App, name: &str, headers: &HeaderMap, body: &Bytes) -> Result<Option<AppRow>, ApiError> {
    let (Some(id), Some(signature)) = (AppId::parse(name), Delivery::signature(headers)) else { return Ok(None) };
    let Some(row) = app.db.app_of_webhook(&id).await? else { return Ok(None) };
    let secrets = secrets(app, &row).await?;
    Ok(is_signed(body, signature, &secrets).then_some(row))
}

/// An app's secrets: that of now, and the one before it.
async fn secrets(app: &App, row: &AppRow) -> Result<Vec<ClientSecret>, ApiError> {
    let data_key = match &row.tenant {
        Some(tenant) => app.data_key(tenant).await?,
        None => {
            let sealed = app.db.vendor_key().await?.ok_or_else(|| ApiError::internal("the vendor has no data key"))?;
            app.vault.open_vendor_key(&sealed).map_err(ApiError::internal)?
        }
    };
    let sealed = [Some(&row.secret), row.previous_secret.as_ref()];
    let opened = sealed.into_iter().flatten().map(|sealed| {
        let text = data_key.open(Purpose::ClientSecret, &[row.app.as_str(), &row.client_id], sealed);
        text.map(ClientSecret::new).map_err(ApiError::internal)
    });
    opened.collect()
}

/// Stands in for the id of a delivery that has none.
fn fingerprint(body: &[u8]) -> String {
    ["body:", &URL_SAFE_NO_PAD.encode(Sha256::digest(body))].concat()
}
