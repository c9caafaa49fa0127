//! A webhook as it goes over the wire, signed with the app's secret.

use serde_json::Value;
use time::OffsetDateTime;

use crate::API_VERSION;
use crate::oauth::{SandboxApp, chance, signature};
use crate::shop::dates::iso;

/// A signed webhook, whole: whoever holds it can send it as often as it likes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WebhookRequest {
    /// The shop's domain.
    pub shop: String,
    /// The app that it is signed for.
    pub client_id: String,
    /// Such as `orders/updated`.
    pub topic: String,
    /// All headers, with lowercase names.
    pub headers: Vec<(&'static str, String)>,
    /// The raw JSON that the signature covers.
    pub body: Vec<u8>,
}

impl WebhookRequest {
    /// Signs a payload with the app's current secret, under a new id.
    pub(crate) fn new(app: &SandboxApp, shop: &str, topic: &str, payload: &Value, now: OffsetDateTime) -> Self {
        let body = payload.to_string().into_bytes();
        let headers = vec![
            ("content-type", "application/json".to_owned()),
            ("x-shopify-topic", topic.to_owned()),
            ("x-shopify-hmac-sha256", signature::of_body(&app.client_secret, &body)),
            ("x-shopify-shop-domain", shop.to_owned()),
            ("x-shopify-api-version", API_VERSION.to_owned()),
            ("x-shopify-webhook-id", id()),
            ("x-shopify-event-id", id()),
            ("x-shopify-triggered-at", iso(now)),
        ];
        let (shop, client_id, topic) = (shop.to_owned(), app.client_id.clone(), topic.to_owned());
        Self { shop, client_id, topic, headers, body }
    }

    /// The value of a header.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }

    /// The same with another value of a header, such as a wrong signature; with none it goes away.
    #[must_use]
    pub fn with_header(mut self, name: &'static str, value: Option<&str>) -> Self {
        self.headers.retain(|(key, _)| *key != name);
        self.headers.extend(value.map(|value| (name, value.to_owned())));
        self
    }
}

/// An id in the shape of a UUID.
fn id() -> String {
    let chance = chance();
    let part = |from: usize, to: usize| chance.get(from..to).unwrap_or_default();
    format!("{}-{}-4{}-8{}-{}", part(0, 8), part(8, 12), part(13, 16), part(17, 20), part(20, 32))
}

/// A webhook that was sent somewhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delivery {
    /// What was sent; send it again with `Sandbox::resend`.
    pub request: WebhookRequest,
    /// Where to.
    pub url: String,
    /// What the app answered; nothing where no answer came within five seconds.
    pub status: Option<u16>,
}
