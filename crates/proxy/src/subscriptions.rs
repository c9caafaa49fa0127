//! Seeing to it that Shopify tells of changes: webhook subscriptions, made on connect and looked at once a day.
//!
//! Only for connections through an app whose secret is known, which signs the webhooks; and only where Shopify can reach
//! this proxy. The card works without them: its answers are good for seconds. On the same occasion the granted scopes of
//! every connection are looked at: where no webhook tells, that is how a new one is noticed.

use crate::app::App;
use crate::db::StoreRow;
use crate::error::ApiError;
use crate::ids::{StoreId, TenantId};
use crate::shopify::{Operation, Question, Reply, ShopifyError};
use crate::shopify::{webhook_create_document, webhook_delete_document, webhooks_document};
use crate::webhooks::{SUBSCRIBED, Subscribed, address};
use serde_json::{Map, Value, json};
use std::time::Duration;
use tokio::sync::broadcast::error::RecvError;
use url::Url;

/// How often it is looked for connections that are due: also for those that a command has just made.
const EVERY: Duration = Duration::from_secs(30);
/// How long a look is good, in seconds.
const GOOD: i64 = 24 * 60 * 60;

/// Keeps the subscriptions of all connections, until it is dropped.
pub async fn keep(app: App) {
    let mut own = app.db.own_signals();
    let mut every = tokio::time::interval(EVERY);
    loop {
        let going_on = tokio::select! {
            _ = every.tick() => true,
            signal = own.recv() => !matches!(signal, Err(RecvError::Closed)),
        };
        if !going_on {
            return;
        }
        // What else was announced meanwhile is covered by one look.
        own = own.resubscribe();
        check_due(&app, app.clock.unix()).await;
    }
}

/// Looks at every connection that was not looked at for a day.
pub async fn check_due(app: &App, now: i64) {
    let due = match app.db.due_checks(now - GOOD).await {
        Ok(due) => due,
        Err(error) => {
            tracing::warn!(%error, "could not look for connections that are due");
            return;
        }
    };
    for (tenant, store) in due {
        if let Err(error) = check(app, &tenant, &store, now).await {
            let reference = error.notice().reference;
            tracing::warn!(reference, %store, "could not look at a store's connection");
        }
    }
}

/// Looks at one connection, if no other process does.
async fn check(app: &App, tenant: &TenantId, store: &StoreId, now: i64) -> Result<(), ApiError> {
    if !app.db.claim_webhook_check(tenant, store, now - GOOD, now).await? {
        return Ok(());
    }
    let Some(row) = app.db.store(tenant, store).await? else { return Ok(()) };
    if row.connection.webhooks.is_none() {
        // Just connected: its scopes are of this moment.
        return subscribe(app, row).await;
    }
    app.keeper.look_again(&app.client, row).await;
    match app.db.store(tenant, store).await? {
        Some(row) => subscribe(app, row).await,
        None => Ok(()),
    }
}

/// Makes the subscriptions that are missing, and notes for each topic how it stands.
///
/// # Errors
/// When the database fails. A refusal of Shopify's is noted.
pub async fn subscribe(app: &App, row: StoreRow) -> Result<(), ApiError> {
    let (tenant, store) = (row.store.tenant.clone(), row.store.id.clone());
    let found = match &row.connection.app {
        None => json!({"off": "no_app"}),
        Some(_) if !reachable(app) => json!({"off": "no_https"}),
        Some(of) => {
            let uri = address(&app.public_url, of);
            let shop = Shop { app, row: &row };
            match shop.complete(&uri).await {
                Ok(topics) => json!({"uri": uri, "topics": topics}),
                Err(error) => {
                    tracing::warn!(%store, %error, "a shop does not tell its webhook subscriptions");
                    json!({"uri": uri, "error": error.problem().code()})
                }
            }
        }
    };
    app.db.note_webhooks(&tenant, &store, &found, app.clock.unix()).await?;
    Ok(())
}

/// Whether Shopify can reach this proxy: over https, or on this machine where the sandbox stands in for Shopify.
fn reachable(app: &App) -> bool {
    app.public_url.is_https() || app.client.template().plain_http()
}

/// A shop, asked by its app in the background.
struct Shop<'a> {
    app: &'a App,
    row: &'a StoreRow,
}

impl Shop<'_> {
    /// Makes what is missing, and removes what an earlier address of this proxy left behind. How each topic stands.
    async fn complete(&self, uri: &str) -> Result<Map<String, Value>, ShopifyError> {
        let there = self.ask(&webhooks_document(), &json!({})).await?;
        let there = there.data.pointer("/webhookSubscriptions/nodes").and_then(Value::as_array).cloned();
        let there = there.unwrap_or_default();
        let has = |topic: &str| there.iter().any(|it| it["topic"] == topic && it["uri"] == uri);
        let mut topics = Map::new();
        for Subscribed { topic, scope } in SUBSCRIBED {
            let state = if !self.row.store.grants(scope) {
                "scope_missing"
            } else if has(topic) {
                "ok"
            } else {
                self.create(topic, uri).await?
            };
            topics.insert((*topic).to_owned(), state.into());
        }
        for old in there.iter().filter(|it| it["uri"].as_str().is_some_and(|other| is_left_behind(other, uri))) {
            self.ask(&webhook_delete_document(), &json!({"id": old["id"]})).await?;
        }
        Ok(topics)
    }

    /// Subscribes to a topic. Shopify refuses what its rules about customer data forbid.
    async fn create(&self, topic: &str, uri: &str) -> Result<&'static str, ShopifyError> {
        let variables = json!({"topic": topic, "subscription": {"uri": uri, "format": "JSON"}});
        let said = match self.ask(&webhook_create_document(), &variables).await {
            Ok(reply) => reply.data["webhookSubscriptionCreate"].clone(),
            Err(ShopifyError::NotApproved) => return Ok("protected_data"),
            Err(ShopifyError::Scope { .. }) => return Ok("scope_missing"),
            Err(error) => return Err(error),
        };
        if said["webhookSubscription"].is_object() {
            return Ok("ok");
        }
        let why = said.pointer("/userErrors/0/message").and_then(Value::as_str).unwrap_or_default();
        Ok(match why {
            // Another process was faster.
            why if why.contains("already been taken") => "ok",
            why if why.contains("protected customer data") => "protected_data",
            _ => "refused",
        })
    }

    async fn ask(&self, operation: &Operation, variables: &Value) -> Result<Reply, ShopifyError> {
        let question = Question::new(operation, variables).in_background();
        self.app.keeper.ask(&self.app.client, self.row, question).await
    }
}

/// Whether an address is this very app's at another place: its path ends the same, with the app's own id in it.
fn is_left_behind(other: &str, ours: &str) -> bool {
    let end = |text: &str| {
        let path = Url::parse(text).ok()?.path().to_owned();
        let (before, id) = path.rsplit_once('/')?;
        Some((before.rsplit('/').next()?.to_owned(), id.to_owned()))
    };
    other != ours && end(other).is_some() && end(other) == end(ours)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_our_own_path_at_another_place_is_left_behind() {
        let ours = "https://card.example/webhooks/a_x";
        let prefixed = "https://helpdesk.example/shopify/webhooks/a_x";
        assert!(is_left_behind("https://old.example/webhooks/a_x", ours));
        assert!(is_left_behind(ours, prefixed) && is_left_behind(prefixed, ours));
        for other in [ours, "https://card.example/webhooks/a_y", "https://erp.example/webhooks", "pubsub://x", ""] {
            assert!(!is_left_behind(other, ours), "{other}");
        }
    }
}
