//! `/_sandbox/…`: the log, the faults, the gate and the clock, for tests in other processes.

pub(super) mod oauth;
pub(super) mod webhooks;

use std::sync::Arc;

use axum::Json;
use axum::extract::State as Shared;
use axum::extract::rejection::JsonRejection;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use serde_json::json;
use time::Duration;

use crate::shop::dates::iso;
use crate::state::{OpenShop, State};
use crate::{Fault, LogEntry, OauthFault};

#[derive(Debug, Deserialize)]
pub(super) struct Order {
    shop: String,
    #[serde(flatten)]
    what: What,
    #[serde(default = "once")]
    times: u32,
}

/// What shall go wrong: in the Admin API, or at the token endpoint.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
enum What {
    Fault(Fault),
    Oauth(OauthFault),
}

fn once() -> u32 {
    1
}

#[derive(Debug, Deserialize)]
pub(super) struct Gate {
    shop: String,
}

#[derive(Debug, Deserialize)]
pub(super) struct Advance {
    advance_seconds: i64,
}

pub(super) async fn log(Shared(state): Shared<Arc<State>>) -> Json<Vec<LogEntry>> {
    Json(state.log())
}

pub(super) async fn clear_log(Shared(state): Shared<Arc<State>>) -> StatusCode {
    state.clear_log();
    StatusCode::NO_CONTENT
}

pub(super) async fn fault(Shared(state): Shared<Arc<State>>, order: Result<Json<Order>, JsonRejection>) -> Response {
    match order {
        Err(problem) => explain(&problem),
        Ok(Json(order)) => in_shop(&state, &order.shop, |open| match order.what {
            What::Fault(fault) => open.fault(fault, order.times),
            What::Oauth(fault) => open.oauth_fault(fault, order.times),
        }),
    }
}

pub(super) async fn clear_faults(Shared(state): Shared<Arc<State>>) -> StatusCode {
    state.heal();
    StatusCode::NO_CONTENT
}

pub(super) async fn hold(Shared(state): Shared<Arc<State>>, gate: Result<Json<Gate>, JsonRejection>) -> Response {
    match gate {
        Err(problem) => explain(&problem),
        Ok(Json(gate)) => in_shop(&state, &gate.shop, |open| open.gate.hold(true)),
    }
}

pub(super) async fn release(Shared(state): Shared<Arc<State>>) -> StatusCode {
    state.shops.values().for_each(|open| open.gate.hold(false));
    StatusCode::NO_CONTENT
}

pub(super) async fn clock(Shared(state): Shared<Arc<State>>) -> Response {
    Json(json!({"now": iso(state.clock.now())})).into_response()
}

pub(super) async fn advance(Shared(state): Shared<Arc<State>>, by: Result<Json<Advance>, JsonRejection>) -> Response {
    match by {
        Err(problem) => explain(&problem),
        Ok(Json(by)) => {
            state.clock.advance(Duration::seconds(by.advance_seconds));
            clock(Shared(state)).await
        }
    }
}

fn in_shop(state: &State, shop: &str, then: impl FnOnce(&OpenShop)) -> Response {
    let Some(open) = state.shops.get(shop) else {
        let known: Vec<&String> = state.shops.keys().collect();
        let body = json!({"error": format!("there is no shop {shop}"), "shops": known});
        return (StatusCode::NOT_FOUND, Json(body)).into_response();
    };
    then(open);
    StatusCode::NO_CONTENT.into_response()
}

fn explain(problem: &JsonRejection) -> Response {
    (problem.status(), Json(json!({"error": problem.body_text()}))).into_response()
}
