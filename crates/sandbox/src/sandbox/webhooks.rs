//! The sandbox's webhooks, as tests hold them.

use std::sync::atomic::Ordering;

use serde_json::Value;

use super::Sandbox;
use crate::webhooks::{payload, topic_name};
use crate::{Delivery, WebhookRequest};

impl Sandbox {
    /// What a webhook of this topic carries. `about` is an order's name (`#1042`) for `orders/…`, a customer's e-mail for
    /// `customers/…`, and nothing otherwise. There is none for an unknown topic, order or customer.
    pub fn payload(&self, shop: &str, topic: &str, about: &str) -> Option<Value> {
        payload::of_topic(&self.state.shops.get(shop)?.shop(), topic, about)
    }

    /// What `app/scopes_update` carries.
    pub fn scopes_payload(&self, shop: &str, previous: &[&str], current: &[&str]) -> Option<Value> {
        let owned = |scopes: &[&str]| scopes.iter().map(|&s| s.to_owned()).collect::<Vec<_>>();
        let shop = self.state.shops.get(shop)?.shop();
        Some(payload::scopes(&shop, &owned(previous), &owned(current), self.now()))
    }

    /// A webhook as Shopify would send it, signed with the app's current secret, without sending it.
    /// There is none for an unknown app.
    pub fn webhook_request(&self, shop: &str, client_id: &str, topic: &str, payload: &Value) -> Option<WebhookRequest> {
        self.state.webhook(shop, client_id, topic, payload)
    }

    /// Sends a webhook to every address that the app subscribed with this topic, or to its compliance address.
    pub async fn send_webhook(&self, shop: &str, client_id: &str, topic: &str, payload: &Value) -> Vec<Delivery> {
        self.state.send_webhook(shop, client_id, topic, payload).await
    }

    /// Sends a webhook to any address: what the app answered, or nothing.
    pub async fn deliver(&self, request: &WebhookRequest, url: &str) -> Option<u16> {
        self.state.courier.carry(request, url).await
    }

    /// Sends the same webhook once more, under the same id, as Shopify does when no answer came.
    pub async fn resend(&self, delivery: &Delivery) -> Delivery {
        self.state.carry(delivery.request.clone(), delivery.url.clone()).await
    }

    /// An app's subscriptions in a shop: topic (`orders/updated`) and address, oldest first.
    pub fn subscriptions(&self, shop: &str, client_id: &str) -> Vec<(String, String)> {
        let grants = self.state.shops.get(shop).map(|open| open.grants());
        let installation = grants.as_ref().and_then(|grants| grants.installation(client_id));
        let all = installation.into_iter().flat_map(|i| i.subscriptions.all());
        all.map(|s| (topic_name(&s.topic).to_owned(), s.wanted.uri.clone())).collect()
    }

    /// Whether webhook addresses without TLS, and of this machine, are taken. Shopify takes none.
    pub fn plain_webhooks(&self, taken: bool) {
        self.state.plain_webhooks.store(taken, Ordering::Relaxed);
    }
}
