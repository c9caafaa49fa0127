//! `/api/settings/apps`: the apps that stores are connected through. The vendor's are shown, and looked after by the vendor.

use super::list::{self, Reader};
use super::{Refused, broken};
use crate::app::App;
use crate::auth::Role;
use crate::connect::{callback_url, configuration, is_credential, scopes};
use crate::db::{AppRow, ChangeKind};
use crate::error::ApiError;
use crate::http::body::Body;
use crate::http::settings::admin::Admin;
use crate::ids::AppId;
use crate::shopify::AppCredentials;
use crate::tokens::ClientSecret;
use crate::webhooks;
use axum::Json;
use axum::extract::State;
use context_card_wire::settings::{AppDone, AppOverview, AppScopesRequest};
use context_card_wire::{Problem, ProblemReply};
use serde::Deserialize;
use serde_json::json;
use utoipa::ToSchema;
use zeroize::Zeroizing;

/// An app from Shopify.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct AppRequest {
    client_id: String,
    #[schema(value_type = String)]
    client_secret: Zeroizing<String>,
    /// What it shall ask for, with commas between. Without it: what it asks for by now, or what is usual.
    scopes: Option<String>,
}

/// An app as the panel shows it. Its secrets stay here.
pub(super) fn overview(app: &App, reader: &Reader, row: &AppRow) -> AppOverview {
    AppOverview {
        app: row.app.to_string(),
        client_id: row.client_id.clone(),
        own: row.tenant.is_some(),
        scopes: reader.asked(&row.scopes),
        redirect_url: callback_url(&app.public_url, &row.app),
        webhook_url: webhooks::address(&app.public_url, &row.app),
        toml: configuration(row, &app.public_url),
        previous_secret: row.previous_secret.is_some(),
    }
}

/// Adds an app, or replaces the secret of one that there is: the secret before is accepted beside it, while Shopify rotates.
#[utoipa::path(post, path = "/api/settings/apps", request_body = AppRequest, security(("session" = [])), responses(
    (status = 200, body = AppDone), (status = 422, body = ProblemReply), (status = "4XX", body = ProblemReply),
    (status = "5XX", body = ProblemReply)))]
pub(crate) async fn add(
    State(app): State<App>,
    admin: Admin,
    Body(request): Body<AppRequest>,
) -> Result<Json<AppDone>, Refused> {
    admin.needs(Role::Owner)?;
    let (id, secret) = (request.client_id.trim(), request.client_secret.trim());
    if !is_credential(id) {
        return Err(broken(&admin, "client_id", |says| says.wrong_client_id.text()).into());
    }
    if !is_credential(secret) {
        return Err(broken(&admin, "client_secret", |says| says.wrong_client_secret.text()).into());
    }
    let tenant = &admin.tenant.tenant;
    let known = own(&app, &admin).await?.into_iter().find(|row| row.client_id == id);
    let asked = match (&request.scopes, &known) {
        (Some(text), _) => wanted(&admin, text)?,
        (None, Some(row)) => row.scopes.clone(),
        (None, None) => scopes::usual(),
    };
    let credentials = AppCredentials { client_id: id.to_owned(), secret: ClientSecret::new(secret.to_owned()) };
    let added = app.connector.add_app(Some(tenant), &credentials, asked).await;
    let (row, replaced) = added.map_err(|error| Refused::of(&admin)(app.connector.failed(&error)))?;
    let text = admin.text();
    let says = &text.settings().store;
    let (kind, said) = match (&known, replaced) {
        (None, _) => (Some(ChangeKind::AppAdded), &says.said_app_added),
        (Some(_), true) => (Some(ChangeKind::AppSecret), &says.said_secret_replaced),
        (Some(_), false) => (None, &says.said_app_same),
    };
    if let Some(kind) = kind {
        let after = json!({"app": row.app, "name": row.client_id});
        admin.change(&app, kind, None, None, Some(after)).await?;
    }
    Ok(told(&app, &admin, &row.app, said.text()).await?)
}

/// Changes what an app of the organisation's own asks for.
#[utoipa::path(put, path = "/api/settings/apps/scopes", request_body = AppScopesRequest, security(("session" = [])), responses(
    (status = 200, body = AppDone), (status = 422, body = ProblemReply), (status = "4XX", body = ProblemReply),
    (status = "5XX", body = ProblemReply)))]
pub(crate) async fn set_scopes(
    State(app): State<App>,
    admin: Admin,
    Body(request): Body<AppScopesRequest>,
) -> Result<Json<AppDone>, ApiError> {
    admin.needs(Role::Owner)?;
    let rows = own(&app, &admin).await?;
    let row = AppId::parse(&request.app).and_then(|id| rows.into_iter().find(|row| row.app == id));
    let row = row.ok_or_else(|| ApiError::from(Problem::NotFound).in_locale(&admin.locale))?;
    let asked = wanted(&admin, &request.scopes)?;
    if asked != row.scopes {
        app.db.set_app_scopes(&row, &asked).await?;
        let with =
            |scopes: &[String]| Some(json!({"app": row.app, "name": row.client_id, "scopes": scopes.join(", ")}));
        admin.change(&app, ChangeKind::AppScopes, None, with(&row.scopes), with(&asked)).await?;
    }
    told(&app, &admin, &row.app, admin.text().settings().store.said_scopes.text()).await
}

/// The organisation's own apps.
async fn own(app: &App, admin: &Admin) -> Result<Vec<AppRow>, ApiError> {
    let mut rows = app.db.apps(&admin.tenant.tenant).await?;
    rows.retain(|row| row.tenant.is_some());
    Ok(rows)
}

fn wanted(admin: &Admin, text: &str) -> Result<Vec<String>, ApiError> {
    scopes::parse(text).ok_or_else(|| broken(admin, "scopes", |says| says.wrong_scopes.text()))
}

async fn told(app: &App, admin: &Admin, id: &AppId, said: String) -> Result<Json<AppDone>, ApiError> {
    let stores = list::all(app, admin).await?;
    let app = stores.apps.iter().find(|known| known.app == id.as_str()).cloned();
    let app = app.ok_or_else(|| ApiError::internal("an app that was just kept is gone"))?;
    Ok(Json(AppDone { said, app, stores }))
}
