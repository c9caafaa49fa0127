//! Webhooks and what they tell of, for tests in other processes.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use axum::Json;
use axum::extract::State as Shared;
use axum::extract::rejection::JsonRejection;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use serde_json::{Value, json};

use super::explain;
use crate::state::State;
use crate::webhooks::payload;
use crate::{CustomerChange, Delivery, OrderChange};

type Given<T> = Result<Json<T>, JsonRejection>;

#[derive(Debug, Deserialize)]
pub(in crate::http) struct Webhook {
    shop: String,
    client_id: String,
    topic: String,
    /// The order or the customer that the payload tells of.
    #[serde(default)]
    about: String,
    /// In place of the usual payload.
    payload: Option<Value>,
    /// In place of the subscribed addresses.
    url: Option<String>,
}

#[derive(Debug, Deserialize)]
pub(in crate::http) struct Plain {
    plain: bool,
}

#[derive(Debug, Deserialize)]
#[serde(untagged)]
pub(in crate::http) enum Change {
    Order { shop: String, order: String, change: OrderChange },
    Customer { shop: String, customer: String, change: CustomerChange },
}

pub(in crate::http) async fn send(Shared(state): Shared<Arc<State>>, webhook: Given<Webhook>) -> Response {
    let Webhook { shop, client_id, topic, about, payload, url } = match webhook {
        Ok(Json(webhook)) => webhook,
        Err(problem) => return explain(&problem),
    };
    let usual = || payload::of_topic(&state.shops.get(&shop)?.shop(), &topic, &about);
    let Some(payload) = payload.or_else(usual) else {
        return nothing("there is no such shop, topic, order or customer");
    };
    let sent = match url {
        None => state.send_webhook(&shop, &client_id, &topic, &payload).await,
        Some(url) => {
            let Some(request) = state.webhook(&shop, &client_id, &topic, &payload) else {
                return nothing("there is no such app");
            };
            vec![state.carry(request, url).await]
        }
    };
    Json(sent.iter().map(delivered).collect::<Value>()).into_response()
}

pub(in crate::http) async fn plain(Shared(state): Shared<Arc<State>>, plain: Given<Plain>) -> Response {
    match plain {
        Err(problem) => explain(&problem),
        Ok(Json(Plain { plain })) => {
            state.plain_webhooks.store(plain, Ordering::Relaxed);
            StatusCode::NO_CONTENT.into_response()
        }
    }
}

pub(in crate::http) async fn change(Shared(state): Shared<Arc<State>>, change: Given<Change>) -> Response {
    let now = state.clock.now();
    let changed = match change {
        Err(problem) => return explain(&problem),
        Ok(Json(Change::Order { shop, order, change })) => {
            state.shops.get(&shop).is_some_and(|open| open.change(|shop| shop.change_order(&order, change, now)))
        }
        Ok(Json(Change::Customer { shop, customer, change })) => {
            state.shops.get(&shop).is_some_and(|open| open.change(|shop| shop.change_customer(&customer, change, now)))
        }
    };
    if changed { StatusCode::NO_CONTENT.into_response() } else { nothing("there is no such shop, order or customer") }
}

fn nothing(why: &str) -> Response {
    (StatusCode::NOT_FOUND, Json(json!({"error": why}))).into_response()
}

/// What became of a webhook.
pub(super) fn delivered(delivery: &Delivery) -> Value {
    let Delivery { request, url, status } = delivery;
    json!({"topic": request.topic, "url": url, "status": status, "webhook_id": request.header("x-shopify-webhook-id")})
}
