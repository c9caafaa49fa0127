//! Webhooks, for tests in other processes.

use serde_json::{Value, json};

use crate::Delivery;

/// What became of a webhook.
pub(super) fn delivered(delivery: &Delivery) -> Value {
    json!({"topic": delivery.request.topic, "url": delivery.url, "status": delivery.status})
}
