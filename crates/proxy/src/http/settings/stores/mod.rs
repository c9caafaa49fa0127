//! `/api/settings/stores/…` and `/api/settings/apps/…`: connecting stores, how they are, and what can be done with them.
//! Admins read; everything else is the owner's.
//!
//! | file | what lives there |
//! |---|---|
//! | `list` | all of it: stores, attempts, apps |
//! | `overview` | one store in words |
//! | `problems` | what is wrong with it, and what helps |
//! | `consent` | to Shopify's consent page, by oneself or by a link for somebody else |
//! | `pending` | client credentials and pasted tokens: verified, then saved |
//! | `actions` | test, subscribe, migrate, disconnect, prefix |
//! | `apps` | adding apps, their secrets and scopes |
//! | `refused` | why a store is not connected, in the reader's language |

pub(crate) mod actions;
pub(crate) mod apps;
pub(crate) mod consent;
pub(crate) mod list;
mod overview;
pub(crate) mod pending;
mod problems;
mod refused;

use super::admin::Admin;
use crate::app::App;
use crate::db::StoreRow;
use crate::error::ApiError;
use crate::ids::StoreId;
use crate::store::ShopDomain;
use crate::text::StoreMessages;
use axum::Json;
use context_card_wire::Problem;
use context_card_wire::settings::StoresDone;
use refused::Refused;

/// The tenant's connected store with this id. One of another tenant is as little there as one that never was.
async fn store_of(app: &App, admin: &Admin, id: &str) -> Result<StoreRow, ApiError> {
    let not_found = || ApiError::from(Problem::NotFound).in_locale(&admin.locale);
    let id = StoreId::parse(id).ok_or_else(not_found)?;
    app.db.store(&admin.tenant.tenant, &id).await?.ok_or_else(not_found)
}

/// What came of something, with all stores as they are now.
async fn done(
    app: &App,
    admin: &Admin,
    store: Option<&StoreId>,
    good: bool,
    said: String,
) -> Result<Json<StoresDone>, ApiError> {
    let store = store.map(ToString::to_string);
    Ok(Json(StoresDone { said, good, store, stores: list::all(app, admin).await? }))
}

/// 422 with one of the sentences.
fn broken(admin: &Admin, field: &str, sentence: impl Fn(&StoreMessages) -> String) -> ApiError {
    ApiError::rule(field, sentence(&admin.text().settings().store)).in_locale(&admin.locale)
}

/// The shop that somebody wrote.
fn shop_of(admin: &Admin, text: &str) -> Result<ShopDomain, ApiError> {
    ShopDomain::parse(text).map_err(|_| broken(admin, "shop", |says| says.wrong_shop.text()))
}
