//! Webhook subscriptions and the app's own uninstall: what the engine changes for the app that asks.

use apollo_compiler::response::{JsonMap, JsonValue};
use serde_json::{Value, json};

use super::error::Failure;
use super::resolve::Asking;
use super::roots::number;
use crate::answers::{self, gid};
use crate::shop::dates::iso;
use crate::webhooks::{Refused, Subscription, Wanted};

/// What an app keeps in a shop.
pub(crate) trait Desk {
    /// Its subscriptions, oldest first.
    fn subscriptions(&self) -> Vec<Subscription>;
    /// Adds one.
    fn subscribe(&self, topic: &str, wanted: Wanted) -> Result<Subscription, Refused>;
    /// Changes one.
    fn resubscribe(&self, id: u64, wanted: Wanted) -> Result<Subscription, Refused>;
    /// Removes one.
    fn unsubscribe(&self, id: u64) -> Result<(), Refused>;
    /// Removes the app itself.
    fn uninstall(&self);
}

/// The answer to one of these mutations; `None` for any other.
pub(super) fn mutation(ask: &Asking<'_>, field: &str, arguments: &JsonMap) -> Result<Option<Value>, Failure> {
    let text = |name: &str| arguments.get(name).and_then(JsonValue::as_str).unwrap_or_default();
    let id = || number(text("id"), "WebhookSubscription");
    let input = || wanted(arguments.get("webhookSubscription"));
    Ok(Some(match field {
        "webhookSubscriptionCreate" => made(ask.desk.subscribe(text("topic"), input())),
        "webhookSubscriptionUpdate" => made(ask.desk.resubscribe(id()?, input())),
        "webhookSubscriptionDelete" => match ask.desk.unsubscribe(id()?) {
            Ok(()) => json!({"deletedWebhookSubscriptionId": text("id"), "userErrors": []}),
            Err(refused) => json!({"deletedWebhookSubscriptionId": null, "userErrors": [user_error(&refused)]}),
        },
        "appUninstall" => {
            let app = answers::installation(ask.shop, &ask.scopes.0).get("app").cloned();
            ask.desk.uninstall();
            json!({"app": app, "userErrors": []})
        }
        _ => return Ok(None),
    }))
}

/// The subscriptions that a query asks for.
pub(super) fn listed(ask: &Asking<'_>, arguments: &JsonMap) -> Value {
    let text = |name: &str| arguments.get(name).and_then(JsonValue::as_str);
    let topics = arguments.get("topics").and_then(JsonValue::as_array);
    let fits = |s: &&Subscription| {
        text("uri").or_else(|| text("callbackUrl")).is_none_or(|uri| s.wanted.uri == uri)
            && text("format").is_none_or(|format| format == s.wanted.format.as_deref().unwrap_or("JSON"))
            && topics.is_none_or(|topics| topics.iter().any(|t| t.as_str() == Some(&s.topic)))
    };
    ask.desk.subscriptions().iter().filter(fits).map(object).collect()
}

/// One subscription by its id.
pub(super) fn one(ask: &Asking<'_>, id: &str) -> Result<Value, Failure> {
    let id = number(id, "WebhookSubscription")?;
    Ok(ask.desk.subscriptions().iter().find(|s| s.id == id).map_or(Value::Null, object))
}

fn made(result: Result<Subscription, Refused>) -> Value {
    match result {
        Ok(subscription) => json!({"webhookSubscription": object(&subscription), "userErrors": []}),
        Err(refused) => json!({"webhookSubscription": null, "userErrors": [user_error(&refused)]}),
    }
}

fn user_error(refused: &Refused) -> Value {
    json!({"field": refused.field, "message": refused.message})
}

fn wanted(input: Option<&JsonValue>) -> Wanted {
    let value = |name: &str| input.and_then(|input| input.get(name));
    let text = |name: &str| value(name).and_then(JsonValue::as_str).map(str::to_owned);
    let list = |name: &str| {
        let items = value(name).and_then(JsonValue::as_array).into_iter().flatten();
        items.filter_map(JsonValue::as_str).map(str::to_owned).collect()
    };
    Wanted {
        uri: text("uri").or_else(|| text("callbackUrl")).unwrap_or_default(),
        format: text("format"),
        filter: text("filter"),
        name: text("name"),
        include_fields: list("includeFields"),
        metafield_namespaces: list("metafieldNamespaces"),
    }
}

fn object(subscription: &Subscription) -> Value {
    let Subscription { id, topic, wanted, created, updated, .. } = subscription;
    let version = crate::API_VERSION;
    json!({
        "id": gid("WebhookSubscription", id), "legacyResourceId": id.to_string(), "topic": topic, "uri": wanted.uri,
        "callbackUrl": wanted.uri, "endpoint": {"__typename": "WebhookHttpEndpoint", "callbackUrl": wanted.uri},
        "format": wanted.format.as_deref().unwrap_or("JSON"), "filter": wanted.filter, "name": wanted.name,
        "includeFields": wanted.include_fields, "metafieldNamespaces": wanted.metafield_namespaces,
        "createdAt": iso(*created), "updatedAt": iso(*updated),
        "apiVersion": {"handle": version, "displayName": version, "supported": true},
    })
}
