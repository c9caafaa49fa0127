//! Webhooks: subscriptions, signed requests, payloads, and their way to the app.

mod courier;
mod request;
mod send;
mod subscriptions;

pub(crate) use courier::Courier;
pub(crate) use subscriptions::Subscriptions;

pub use request::{Delivery, WebhookRequest};
