//! From what happens in a shop to the webhooks that tell the app.

use serde_json::Value;

use super::subscriptions::Subscription;
use super::{Delivery, Subscriptions, WebhookRequest, payload, topic};
use crate::access::Scopes;
use crate::oauth::compressed;
use crate::state::State;

const UNINSTALLED: &str = "app/uninstalled";

impl State {
    /// Signs a webhook as Shopify would; nothing for an unknown app.
    pub(crate) fn webhook(&self, shop: &str, client_id: &str, topic: &str, payload: &Value) -> Option<WebhookRequest> {
        Some(WebhookRequest::new(&self.app(client_id)?, shop, topic, payload, self.clock.now()))
    }

    /// Sends a webhook to all addresses that the app has for its topic, one after the other.
    pub(crate) async fn send_webhook(
        &self,
        shop: &str,
        client_id: &str,
        topic: &str,
        payload: &Value,
    ) -> Vec<Delivery> {
        let addresses = self.addresses(shop, client_id, topic);
        self.send_to(shop, client_id, topic, payload, addresses).await
    }

    /// Uninstalls an app and tells it.
    pub(crate) async fn uninstall(&self, shop: &str, client_id: &str) -> Vec<Delivery> {
        let farewell = self.remove(shop, client_id);
        self.say(farewell).await
    }

    /// Removes an app with all its tokens, now; it remains to be told.
    pub(crate) fn remove(&self, shop: &str, client_id: &str) -> Option<Farewell> {
        let open = self.shops.get(shop)?;
        let gone = open.grants().uninstall(client_id)?;
        Some(Farewell {
            shop: shop.to_owned(),
            client_id: client_id.to_owned(),
            payload: payload::shop(&open.shop()),
            addresses: subscribed(&gone.subscriptions, UNINSTALLED),
        })
    }

    /// Tells an app that it was removed.
    pub(crate) async fn say(&self, farewell: Option<Farewell>) -> Vec<Delivery> {
        let Some(Farewell { shop, client_id, payload, addresses }) = farewell else {
            return Vec::new();
        };
        self.send_to(&shop, &client_id, UNINSTALLED, &payload, addresses).await
    }

    /// Changes what an installed app may do and tells it.
    pub(crate) async fn set_scopes(&self, shop: &str, client_id: &str, scopes: Scopes) -> Vec<Delivery> {
        let Some(open) = self.shops.get(shop) else {
            return Vec::new();
        };
        let previous = {
            let mut grants = open.grants();
            let Some(installation) = grants.installation_mut(client_id) else {
                return Vec::new();
            };
            compressed(&std::mem::replace(&mut installation.scopes, scopes.clone()))
        };
        let payload = payload::scopes(&open.shop(), &previous, &compressed(&scopes), self.clock.now());
        self.send_webhook(shop, client_id, "app/scopes_update", &payload).await
    }

    fn addresses(&self, shop: &str, client_id: &str, topic: &str) -> Vec<Address> {
        if topic::COMPLIANCE.contains(&topic) {
            let url = self.app(client_id).and_then(|app| app.compliance_url);
            return url.into_iter().map(|url| Address { url, fields: Vec::new(), name: None }).collect();
        }
        let grants = self.shops.get(shop).map(|open| open.grants());
        let installation = grants.as_ref().and_then(|grants| grants.installation(client_id));
        installation.map(|i| subscribed(&i.subscriptions, topic)).unwrap_or_default()
    }

    async fn send_to(
        &self,
        shop: &str,
        client_id: &str,
        topic: &str,
        payload: &Value,
        addresses: Vec<Address>,
    ) -> Vec<Delivery> {
        let mut sent = Vec::with_capacity(addresses.len());
        let mut event = None;
        for Address { url, fields, name } in addresses {
            let Some(mut request) = self.webhook(shop, client_id, topic, &only(payload, &fields)) else {
                break;
            };
            if let Some(name) = &name {
                request = request.with_header("x-shopify-name", Some(name));
            }
            // One event may reach an app by several subscriptions.
            let event =
                event.get_or_insert_with(|| request.header("x-shopify-event-id").unwrap_or_default().to_owned());
            request = request.with_header("x-shopify-event-id", Some(event));
            sent.push(self.carry(request, url).await);
        }
        sent
    }

    /// Carries a webhook to an address, and remembers how its subscription fared.
    pub(crate) async fn carry(&self, request: WebhookRequest, url: String) -> Delivery {
        let status = self.courier.carry(&request, &url).await;
        let taken = status.is_some_and(|status| (200..300).contains(&status));
        let mut grants = self.shops.get(&request.shop).map(|open| open.grants());
        if let Some(installation) = grants.as_mut().and_then(|grants| grants.installation_mut(&request.client_id)) {
            installation.subscriptions.note(&request.topic, &url, taken);
        }
        drop(grants);
        Delivery { request, url, status }
    }
}

/// The last webhook of an app: its subscriptions are gone already.
pub(crate) struct Farewell {
    shop: String,
    client_id: String,
    payload: Value,
    addresses: Vec<Address>,
}

/// Where a webhook goes, and how much of it.
struct Address {
    url: String,
    fields: Vec<String>,
    name: Option<String>,
}

fn subscribed(subscriptions: &Subscriptions, name: &str) -> Vec<Address> {
    let wanted = |s: &&Subscription| topic::name(&s.topic) == name && s.wanted.uri.starts_with("http");
    let address = |s: &Subscription| Address {
        url: s.wanted.uri.clone(),
        fields: s.wanted.include_fields.clone(),
        name: s.wanted.name.clone(),
    };
    subscriptions.all().filter(wanted).map(address).collect()
}

/// The fields that a subscription wants; all of them, where it names none.
fn only(payload: &Value, fields: &[String]) -> Value {
    match payload {
        Value::Object(all) if !fields.is_empty() => all
            .iter()
            .filter(|(key, _)| fields.contains(key))
            .map(|(key, value)| (key.clone(), value.clone()))
            .collect(),
        whole => whole.clone(),
    }
}
