//! The three privacy topics: what is kept about a customer, forgetting a customer, forgetting a shop. Each leaves a record.
//!
//! On disk there is no customer data but ids, in the access record and in links, and the keyed hashes of who is linked.
//! Answers are in memory for minutes.

use super::act::Told;
use crate::about::About;
use crate::app::App;
use crate::db::{AppRow, NewCompliance, What};
use crate::error::ApiError;
use crate::ids::{StoreId, TenantId};
use crate::linking::{self, Identity, LinkKey};
use crate::listening;
use crate::webhooks::{Delivery, Topic, data_request as asked, redaction};
use serde_json::{Value, json};

/// Somebody wants to know what is kept about them: how much that is goes into the record, which answers it later.
pub(super) async fn data_request(told: &Told<'_>) -> Result<(), ApiError> {
    let Told { app, tenant, store, .. } = *told;
    let now = app.clock.unix();
    let request = asked(told.payload);
    let Some(mut taken) = app.db.take_delivery(tenant, &told.row.app, told.id, now).await? else { return Ok(()) };
    let entries = taken.count_access(store, &request.subjects).await?;
    let done = json!({"entries": entries, "links": taken.count_links(store, &request.subjects).await?});
    let subjects = &request.subjects;
    let reference = request.reference.as_deref();
    taken.keep_compliance(NewCompliance { reference, subjects, ..record(told, Some(store), &done) }, now).await?;
    Ok(taken.done().await?)
}

/// A customer is to be forgotten: that somebody was looked at stays in the access record, who it was does not.
pub(super) async fn forget_customer(told: &Told<'_>) -> Result<(), ApiError> {
    let Told { app, tenant, store, .. } = *told;
    let now = app.clock.unix();
    let about = redaction(told.payload).about;
    let ids: Vec<_> = about.ids.iter().cloned().collect();
    let sealed = listening::seal(app, tenant, store, &about).await?;
    let identities = identities(app, tenant, &about).await?;
    let Some(mut taken) = app.db.take_delivery(tenant, &told.row.app, told.id, now).await? else { return Ok(()) };
    let entries = taken.forget_in_access(store, &ids).await?;
    taken.forget_in_compliance(store, Some(&ids)).await?;
    let links = taken.forget_links(store, &ids, &identities).await?;
    let done = json!({"entries": entries, "links": links});
    taken.keep_compliance(record(told, Some(store), &done), now).await?;
    taken.announce(store, What::About(sealed)).await?;
    taken.done().await?;
    listening::changed(app, tenant, store, Some(&about)).await;
    Ok(())
}

/// A shop is to be forgotten, unless somebody has connected it again since.
pub(super) async fn forget_shop(told: &Told<'_>) -> Result<(), ApiError> {
    let Told { app, tenant, store, .. } = *told;
    let now = app.clock.unix();
    let Some(mut taken) = app.db.take_delivery(tenant, &told.row.app, told.id, now).await? else { return Ok(()) };
    if taken.connected_after(store, told.at()).await? {
        let done = json!({"skipped": "connected_again"});
        taken.keep_compliance(record(told, Some(store), &done), now).await?;
        return Ok(taken.done().await?);
    }
    taken.forget_in_compliance(store, None).await?;
    let done = json!({"entries": taken.remove_store(store).await?});
    taken.keep_compliance(record(told, Some(store), &done), now).await?;
    taken.announce(store, What::Disconnected).await?;
    taken.done().await?;
    listening::ended(app, tenant, store).await;
    Ok(())
}

/// A shop that nothing is kept of. Where the app is a tenant's, the request is recorded all the same.
pub(super) async fn without_store(
    app: &App,
    row: &AppRow,
    delivery: &Delivery,
    id: &str,
    payload: &Value,
) -> Result<(), ApiError> {
    let (Some(tenant), true) = (&row.tenant, delivery.topic.is_some_and(Topic::is_compliance)) else { return Ok(()) };
    let now = app.clock.unix();
    let Some(mut taken) = app.db.take_delivery(tenant, &row.app, id, now).await? else { return Ok(()) };
    let reference = asked(payload).reference;
    let new = NewCompliance {
        topic: &delivery.topic_name,
        shop: delivery.shop.as_str(),
        store: None,
        reference: reference.as_deref(),
        subjects: &[],
        done: &json!({"entries": 0}),
    };
    taken.keep_compliance(new, now).await?;
    Ok(taken.done().await?)
}

/// What links know somebody by, who is a contact of somebody else's account too, perhaps.
async fn identities(app: &App, tenant: &TenantId, about: &About) -> Result<Vec<Identity>, ApiError> {
    let key = LinkKey::of(&app.data_key(tenant).await?);
    let emails = about.emails.iter().map(|email| key.identity(linking::EMAIL, email));
    let phones = about.phones.iter().map(|phone| key.identity(linking::PHONE, phone));
    Ok(emails.chain(phones).collect())
}

fn record<'a>(told: &Told<'a>, store: Option<&'a StoreId>, done: &'a Value) -> NewCompliance<'a> {
    let Delivery { topic_name, shop, .. } = told.delivery;
    NewCompliance { topic: topic_name, shop: shop.as_str(), store, reference: None, subjects: &[], done }
}
