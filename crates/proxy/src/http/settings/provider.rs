//! `GET|PUT|DELETE /api/settings/provider`: where agents of hosts that sign nothing may sign in beside by code. Only owners change
//! it: whom it lets in sees customers.

use super::admin::Admin;
use crate::app::App;
use crate::auth::Role;
use crate::db::{ChangeKind, ProviderRow};
use crate::error::ApiError;
use crate::http::body::Body;
use crate::http::provider::CALLBACK;
use crate::provider::{Allowed, Unfit, answers, fit, secret};
use crate::tokens::Purpose;
use axum::Json;
use axum::extract::State;
use context_card_wire::settings::{ProviderOpened, ProviderRequest, ProviderSecret, ProviderSet};
use context_card_wire::{Problem, ProblemReply};
use serde_json::json;

/// The provider, without its secret.
#[utoipa::path(get, path = "/api/settings/provider", security(("session" = [])), responses(
    (status = 200, body = ProviderOpened), (status = "4XX", body = ProblemReply), (status = "5XX", body = ProblemReply)))]
pub(crate) async fn read(State(app): State<App>, admin: Admin) -> Result<Json<ProviderOpened>, ApiError> {
    Ok(Json(tell(&app, &admin).await?))
}

/// Sets the provider, in place of the one before.
#[utoipa::path(put, path = "/api/settings/provider", request_body = ProviderRequest, security(("session" = [])), responses(
    (status = 200, body = ProviderOpened), (status = 422, body = ProblemReply), (status = "4XX", body = ProblemReply),
    (status = "5XX", body = ProblemReply)))]
pub(crate) async fn set(
    State(app): State<App>,
    admin: Admin,
    Body(request): Body<ProviderRequest>,
) -> Result<Json<ProviderOpened>, ApiError> {
    admin.needs(Role::Owner)?;
    let tenant = &admin.tenant.tenant;
    let before = app.db.provider(tenant).await?;
    let row = fit(&app.providers, &request.set).map_err(|why| broken(&admin, why))?;
    // One that is kept may be away for a while.
    if before.as_ref().is_none_or(|before| before.issuer != row.issuer)
        && let Err(error) = answers(&app.providers, &row.issuer).await
    {
        tracing::warn!(%error, "an owner named a provider that can't be used");
        let sentence = admin.text().settings().inbox.provider_silent.text();
        return Err(ApiError::rule(Unfit::Issuer.field(), sentence).in_locale(&admin.locale));
    }
    let sealed = match request.secret {
        ProviderSecret::None => None,
        ProviderSecret::New(text) => {
            let text = secret(&text).ok_or_else(|| broken(&admin, Unfit::Secret))?.to_owned();
            let key = app.data_key(tenant).await?;
            let row_of = [row.issuer.as_str(), row.client_id.as_str()];
            Some(key.seal(Purpose::ProviderSecret, &row_of, &text).map_err(ApiError::internal)?)
        }
        // It is the other client's, and opens only there.
        ProviderSecret::Keep => match &before {
            Some(before) if before.issuer == row.issuer && before.client_id == row.client_id => before.sealed.clone(),
            _ => return Err(broken(&admin, Unfit::Secret)),
        },
    };
    let told = |row: &ProviderRow| json!({"name": row.label, "issuer": row.issuer, "allowed": row.allowed});
    let entry = admin.new_change(&app, ChangeKind::ProviderSet, None, before.as_ref().map(told), Some(told(&row)));
    app.db.set_provider(&ProviderRow { sealed, ..row }, &entry).await?;
    Ok(Json(tell(&app, &admin).await?))
}

/// Forgets the provider. Who signed in there stays signed in, until their sign-in is over or ended.
#[utoipa::path(delete, path = "/api/settings/provider", security(("session" = [])), responses(
    (status = 200, body = ProviderOpened), (status = "4XX", body = ProblemReply), (status = "5XX", body = ProblemReply)))]
pub(crate) async fn remove(State(app): State<App>, admin: Admin) -> Result<Json<ProviderOpened>, ApiError> {
    admin.needs(Role::Owner)?;
    let not_found = || ApiError::from(Problem::NotFound).in_locale(&admin.locale);
    let before = app.db.provider(&admin.tenant.tenant).await?.ok_or_else(not_found)?;
    let before = Some(json!({"name": before.label}));
    let entry = admin.new_change(&app, ChangeKind::ProviderRemoved, None, before, None);
    if !app.db.remove_provider(&entry).await? {
        return Err(not_found());
    }
    Ok(Json(tell(&app, &admin).await?))
}

/// 422 for what a provider can't be.
fn broken(admin: &Admin, why: Unfit) -> ApiError {
    let text = admin.text();
    let says = &text.settings().inbox;
    let sentence = match why {
        Unfit::Label => &says.provider_label,
        Unfit::Issuer => &says.provider_issuer,
        Unfit::Client => &says.provider_client,
        Unfit::Secret => &says.provider_secret,
        Unfit::Domains | Unfit::Groups | Unfit::Claim => &says.provider_allowed,
    };
    ApiError::rule(why.field(), sentence.text()).in_locale(&admin.locale)
}

async fn tell(app: &App, admin: &Admin) -> Result<ProviderOpened, ApiError> {
    let row = app.db.provider(&admin.tenant.tenant).await?;
    let has_secret = row.as_ref().is_some_and(|row| row.sealed.is_some());
    let set = |row: ProviderRow| {
        let ProviderRow { issuer, client_id, label, allowed: Allowed { domains, claim, groups }, .. } = row;
        ProviderSet { label, issuer, client_id, domains, claim, groups }
    };
    let redirect_url = app.public_url.url(CALLBACK);
    Ok(ProviderOpened { provider: row.map(set), has_secret, redirect_url })
}
