//! Webhooks: subscriptions, signed requests, payloads, and their way to the app.

mod courier;
pub(crate) mod payload;
mod request;
mod send;
mod subscriptions;
mod topic;

pub(crate) use courier::Courier;
pub(crate) use subscriptions::{Refused, Rules, Subscription, Subscriptions, Wanted};
pub(crate) use topic::name as topic_name;

pub use request::{Delivery, WebhookRequest};
