//! Apps, installs, tokens, points and the token endpoint's gates, for tests in other processes.

use std::sync::Arc;

use axum::Json;
use axum::extract::State as Shared;
use axum::extract::rejection::JsonRejection;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{explain, in_shop};
use crate::access::Scopes;
use crate::bucket;
use crate::state::State;
use crate::{SandboxApp, TokenGate};

type Given<T> = Result<Json<T>, JsonRejection>;

#[derive(Debug, Deserialize)]
pub(in crate::http) struct Install {
    shop: String,
    client_id: String,
    #[serde(default)]
    scopes: Vec<String>,
}

/// What shall end.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Dying {
    RefreshToken,
    AccessTokens,
}

#[derive(Debug, Deserialize)]
pub(in crate::http) struct End {
    shop: String,
    #[serde(default)]
    client_id: String,
    end: Dying,
}

#[derive(Debug, Deserialize)]
pub(in crate::http) struct Points {
    shop: String,
    available: f64,
    #[serde(default = "usual")]
    restore_rate: f64,
}

fn usual() -> f64 {
    bucket::PER_SECOND
}

#[derive(Debug, Deserialize)]
pub(in crate::http) struct Held {
    shop: String,
    gate: TokenGate,
}

pub(in crate::http) async fn add_app(Shared(state): Shared<Arc<State>>, app: Given<SandboxApp>) -> Response {
    match app {
        Err(problem) => explain(&problem),
        Ok(Json(app)) => {
            state.add_app(app);
            StatusCode::NO_CONTENT.into_response()
        }
    }
}

pub(in crate::http) async fn install(Shared(state): Shared<Arc<State>>, install: Given<Install>) -> Response {
    match install {
        Err(problem) => explain(&problem),
        Ok(Json(Install { shop, client_id, scopes })) => in_shop(&state, &shop, |open| {
            open.grants().install(&client_id, Scopes::new(scopes), state.clock.now());
        }),
    }
}

pub(in crate::http) async fn uninstall(Shared(state): Shared<Arc<State>>, install: Given<Install>) -> Response {
    match install {
        Err(problem) => explain(&problem),
        Ok(Json(Install { shop, client_id, .. })) => {
            let told = state.uninstall(&shop, &client_id).await;
            Json(told.iter().map(super::webhooks::delivered).collect::<Value>()).into_response()
        }
    }
}

pub(in crate::http) async fn scopes(Shared(state): Shared<Arc<State>>, install: Given<Install>) -> Response {
    match install {
        Err(problem) => explain(&problem),
        Ok(Json(Install { shop, client_id, scopes })) => {
            let told = state.set_scopes(&shop, &client_id, Scopes::new(scopes)).await;
            Json(told.iter().map(super::webhooks::delivered).collect::<Value>()).into_response()
        }
    }
}

pub(in crate::http) async fn tokens(Shared(state): Shared<Arc<State>>, end: Given<End>) -> Response {
    match end {
        Err(problem) => explain(&problem),
        Ok(Json(End { shop, client_id, end })) => in_shop(&state, &shop, |open| match end {
            Dying::RefreshToken => open.grants().kill_refresh_token(&client_id),
            Dying::AccessTokens => open.grants().expire_access_tokens(),
        }),
    }
}

pub(in crate::http) async fn points(Shared(state): Shared<Arc<State>>, points: Given<Points>) -> Response {
    match points {
        Err(problem) => explain(&problem),
        Ok(Json(Points { shop, available, restore_rate })) => in_shop(&state, &shop, |open| {
            let now = state.clock.now();
            open.grants().installations_mut().for_each(|i| i.bucket.set(available, restore_rate, now));
        }),
    }
}

pub(in crate::http) async fn gates(Shared(state): Shared<Arc<State>>) -> Json<Value> {
    let both = [TokenGate::BeforeWork, TokenGate::AfterWork];
    let all = state.shops.iter().flat_map(|(shop, open)| {
        both.map(|gate| {
            let (held, waiting) = open.token_gate(gate).status();
            json!({"shop": shop, "gate": gate, "held": held, "waiting": waiting})
        })
    });
    Json(all.collect())
}

pub(in crate::http) async fn hold(Shared(state): Shared<Arc<State>>, held: Given<Held>) -> Response {
    match held {
        Err(problem) => explain(&problem),
        Ok(Json(Held { shop, gate })) => in_shop(&state, &shop, |open| open.token_gate(gate).hold(true)),
    }
}

pub(in crate::http) async fn release(Shared(state): Shared<Arc<State>>) -> StatusCode {
    for open in state.shops.values() {
        open.token_gate(TokenGate::BeforeWork).hold(false);
        open.token_gate(TokenGate::AfterWork).hold(false);
    }
    StatusCode::NO_CONTENT
}
