//! `/stores`: the owners' page for stores. Only owners come here; admins and agents have no session on these pages.

pub(crate) mod actions;
pub(crate) mod list;
pub(crate) mod pending;
pub(crate) mod ways;

use super::pages::PageError;
use crate::app::App;
use crate::db::StoreRow;
use crate::ids::{StoreId, TenantId};

/// A tenant's connected store by the id that a page sent.
async fn store_of(app: &App, tenant: &TenantId, id: &str) -> Result<StoreRow, PageError> {
    let id = StoreId::parse(id).ok_or(PageError::NotFound)?;
    app.db.store(tenant, &id).await?.ok_or(PageError::NotFound)
}
