//! What follows from each topic. Deliveries come late, twice and out of order; none of that does harm.

use super::privacy;
use crate::about::About;
use crate::app::App;
use crate::db::{AppRow, Failure, What};
use crate::error::{ApiError, reference};
use crate::ids::{StoreId, TenantId};
use crate::listening;
use crate::tokens::UNINSTALLED;
use crate::webhooks::{Delivery, Topic, of_customer, of_order, scopes_update};
use serde_json::Value;

/// One delivery for one store.
pub(super) struct Told<'a> {
    pub(super) app: &'a App,
    pub(super) row: &'a AppRow,
    pub(super) delivery: &'a Delivery,
    /// The delivery's id, so that it is acted on once.
    pub(super) id: &'a str,
    pub(super) payload: &'a Value,
    pub(super) tenant: &'a TenantId,
    pub(super) store: &'a StoreId,
}

impl Told<'_> {
    /// When it happened, Unix seconds.
    pub(super) fn at(&self) -> i64 {
        self.delivery.triggered.unwrap_or_else(|| self.app.clock.unix())
    }
}

/// Does what follows from a delivery, for every store that it is about.
pub(super) async fn on(
    app: &App,
    row: &AppRow,
    delivery: &Delivery,
    id: &str,
    payload: &Value,
) -> Result<(), ApiError> {
    let (shop, name) = (&delivery.shop, &delivery.topic_name);
    let Some(topic) = delivery.topic else {
        tracing::info!(app = %row.app, %shop, topic = name, "a webhook without a use here");
        return Ok(());
    };
    let stores = if topic.is_compliance() {
        app.db.stores_of_app_and_shop(&row.app, shop).await?
    } else {
        app.db.store_of_app_and_shop(&row.app, shop).await?.into_iter().collect()
    };
    let stores: Vec<_> =
        stores.into_iter().filter(|(tenant, _)| row.tenant.as_ref().is_none_or(|own| own == tenant)).collect();
    if stores.is_empty() {
        tracing::info!(app = %row.app, %shop, topic = name, "a webhook for a shop that is not connected through its app");
        return privacy::without_store(app, row, delivery, id, payload).await;
    }
    for (tenant, store) in &stores {
        let told = Told { app, row, delivery, id, payload, tenant, store };
        match topic {
            Topic::Order => someone(&told, of_order(payload)).await?,
            Topic::Customer => someone(&told, of_customer(payload)).await?,
            Topic::Uninstalled => uninstalled(&told).await?,
            Topic::ScopesUpdate => scopes(&told).await?,
            Topic::DataRequest => privacy::data_request(&told).await?,
            Topic::CustomerRedact => privacy::forget_customer(&told).await?,
            Topic::ShopRedact => privacy::forget_shop(&told).await?,
        }
        tracing::info!(app = %row.app, %shop, %store, topic = name, "a webhook was acted on");
    }
    Ok(())
}

/// Something of a customer or an order changed: what is kept about them goes, and the open cards learn of it.
async fn someone(told: &Told<'_>, about: About) -> Result<(), ApiError> {
    let Told { app, tenant, store, .. } = *told;
    // A body that names nobody may be about anybody.
    let about = Some(about).filter(|about| !about.is_empty());
    let what = match &about {
        Some(about) => What::About(listening::seal(app, tenant, store, about).await?),
        None => What::Changed,
    };
    let Some(mut taken) = app.db.take_delivery(tenant, &told.row.app, told.id, app.clock.unix()).await? else {
        return Ok(());
    };
    taken.announce(store, what).await?;
    taken.done().await?;
    listening::changed(app, tenant, store, about.as_ref()).await;
    Ok(())
}

/// The app is gone from the shop: its token is dead, so nothing is asked any more until somebody connects again.
async fn uninstalled(told: &Told<'_>) -> Result<(), ApiError> {
    let Told { app, tenant, store, .. } = *told;
    let Some(mut taken) = app.db.take_delivery(tenant, &told.row.app, told.id, app.clock.unix()).await? else {
        return Ok(());
    };
    let failure = Failure { code: UNINSTALLED.to_owned(), at: told.at(), reference: reference() };
    let counts = taken.uninstalled(store, &failure).await?;
    if counts {
        taken.announce(store, What::Disconnected).await?;
    }
    taken.done().await?;
    if counts {
        tracing::warn!(reference = failure.reference, %store, "the app was uninstalled; the store must be connected again");
        listening::ended(app, tenant, store).await;
    }
    Ok(())
}

/// Other scopes are granted.
async fn scopes(told: &Told<'_>) -> Result<(), ApiError> {
    let Told { app, tenant, store, .. } = *told;
    let Some(update) = scopes_update(told.payload) else {
        tracing::warn!(%store, "a webhook about scopes names none");
        return Ok(());
    };
    let Some(mut taken) = app.db.take_delivery(tenant, &told.row.app, told.id, app.clock.unix()).await? else {
        return Ok(());
    };
    let since = update.since.unwrap_or_else(|| told.at().saturating_mul(1000));
    let counts = taken.keep_scopes(store, &update.scopes, since).await?;
    if counts {
        taken.announce(store, What::Changed).await?;
    }
    taken.done().await?;
    if counts {
        listening::changed(app, tenant, store, None).await;
    }
    Ok(())
}
