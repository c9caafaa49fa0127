//! `POST /{shop}/admin/api/{version}/graphql.json`.

use std::sync::Arc;
use std::time::Duration;

use axum::body::Bytes;
use axum::extract::{Path, State as Shared};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Map, Value, json};

use super::refusals::{code, page, plain, refusal};
use crate::engine::{self, Answer, Asker, Request};
use crate::shop::dates::iso;
use crate::state::{Caller, Installed, OpenShop, State};
use crate::{API_VERSION, Fault, LogEntry};

pub(super) async fn answer(
    Shared(state): Shared<Arc<State>>,
    Path((domain, version)): Path<(String, String)>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let Some(open) = state.shops.get(&domain) else {
        return refusal(404);
    };
    let fault = open.next_fault();
    if fault == Some(Fault::NeverAnswers) {
        record(&state, &domain, &version, &Answer::default(), 0);
        return std::future::pending().await;
    }
    if let Some(Fault::Slow(milliseconds)) = fault {
        tokio::time::sleep(Duration::from_millis(milliseconds)).await;
    }
    let (answer, mut response) = respond(&state, &domain, open, &version, &headers, &body, fault.as_ref());
    record(&state, &domain, &version, &answer, response.status().as_u16());
    open.gate.passed().await;
    let set = |headers: &mut HeaderMap, name: &'static str, value: &str| {
        if let Ok(value) = HeaderValue::from_str(value) {
            headers.insert(name, value);
        }
    };
    let served = if fault == Some(Fault::WrongVersion) { "2027-01" } else { API_VERSION };
    set(response.headers_mut(), "x-shopify-api-version", served);
    set(response.headers_mut(), "x-request-id", &state.request_id());
    if !answer.deprecated.is_empty() {
        set(response.headers_mut(), "x-shopify-api-deprecated-reason", &answer.deprecated.join(", "));
    }
    response
}

fn record(state: &State, domain: &str, version: &str, answer: &Answer, status: u16) {
    state.record(LogEntry {
        time: iso(state.clock.now()),
        shop: domain.to_owned(),
        path: format!("/{domain}/admin/api/{version}/graphql.json"),
        operation: answer.operation.clone(),
        root_fields: answer.root_fields.clone(),
        requested_cost: answer.requested,
        actual_cost: answer.actual,
        status,
    });
}

fn respond(
    state: &Arc<State>,
    domain: &str,
    open: &OpenShop,
    version: &str,
    headers: &HeaderMap,
    body: &[u8],
    fault: Option<&Fault>,
) -> (Answer, Response) {
    let only = |response: Response| (Answer::default(), response);
    match fault {
        Some(Fault::Status(status)) => return only(refusal(*status)),
        Some(Fault::HtmlStatus(status)) => return only(page(code(*status), "Something went wrong")),
        Some(Fault::Frozen(status)) => return only(plain(code(*status), "Unavailable Shop")),
        Some(Fault::NonExpiringRefused) => return only(refusal(403)),
        Some(Fault::ApprovalRequired) => {
            let message = "[API] This action requires merchant approval for read_orders scope.";
            return only(plain(StatusCode::FORBIDDEN, message));
        }
        _ => {}
    }
    if !known_version(version) {
        return only(refusal(404));
    }
    let token = headers.get("x-shopify-access-token").and_then(|v| v.to_str().ok()).unwrap_or_default();
    let (app, scopes) = match state.caller(open, token) {
        Caller::Unknown => return only(refusal(401)),
        Caller::MustExpire => return only(refusal(403)),
        Caller::App { client_id, scopes } => (client_id, scopes),
    };
    let (query, variables, name) = match read(headers, body) {
        Ok(read) => read,
        Err(response) => return only(response),
    };
    let now = state.clock.now();
    let installed = Installed { state, domain, shop: open, app: &app, scopes: &scopes, now };
    let ok = |body: Value| axum::Json(body).into_response();
    match fault {
        Some(Fault::Throttled) => return only(ok(drained())),
        Some(Fault::InternalError) => return only(ok(internal_error(&state.request_id()))),
        Some(Fault::ErrorCode(code)) => return only(ok(coded(code))),
        Some(Fault::Html) => return only(page(StatusCode::OK, "Something went wrong")),
        Some(Fault::EmptyBody) => return only(StatusCode::OK.into_response()),
        _ => {}
    }
    let schema = match engine::schema() {
        Ok(schema) => schema,
        Err(error) => return only(plain(StatusCode::INTERNAL_SERVER_ERROR, &error.to_string())),
    };
    let request = Request { query: &query, variables: &variables, operation_name: name.as_deref() };
    let shop = open.shop();
    let asker = Asker {
        shop: &shop,
        scopes: &scopes,
        protected: open.protected(),
        denied: &open.denied(),
        now,
        desk: &installed,
    };
    let answer = engine::answer(schema, &request, &asker, &installed);
    let response = if fault == Some(&Fault::TruncatedJson) {
        let text = &answer.body;
        let half: String = text.chars().take(text.chars().count() / 2).collect();
        raw(half)
    } else {
        raw(answer.body.clone())
    };
    (answer, response)
}

/// JSON that is text already.
fn raw(json: String) -> Response {
    ([(header::CONTENT_TYPE, "application/json; charset=utf-8")], json).into_response()
}

/// Versions that exist, or have: a retired one is served as the one that is imitated.
fn known_version(version: &str) -> bool {
    let stable = |(year, month): (&str, &str)| {
        year.len() == 4 && year.bytes().all(|b| b.is_ascii_digit()) && matches!(month, "01" | "04" | "07" | "10")
    };
    version == "unstable" || version.split_once('-').is_some_and(stable)
}

type Read = (String, Map<String, Value>, Option<String>);

/// The request's three parts.
#[expect(clippy::result_large_err, reason = "it is the answer itself, made once a request")]
fn read(headers: &HeaderMap, body: &[u8]) -> Result<Read, Response> {
    let header = |name| headers.get(name).and_then(|v: &HeaderValue| v.to_str().ok()).unwrap_or_default();
    let accept = header(header::ACCEPT);
    if !(accept.is_empty() || accept.contains("json") || accept.contains("*/*") || accept.contains("application/*")) {
        return Err(refusal(406));
    }
    let kind = header(header::CONTENT_TYPE).split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    let missing = || {
        let body = json!({"errors": {"query": "Required parameter missing or invalid"}});
        (StatusCode::BAD_REQUEST, axum::Json(body)).into_response()
    };
    match kind.as_str() {
        "application/json" => {}
        "application/graphql" => {
            let query = std::str::from_utf8(body).map_err(|_| missing())?;
            return Ok((query.to_owned(), Map::new(), None));
        }
        _ => return Err(refusal(415)),
    }
    let bad = || plain(StatusCode::BAD_REQUEST, "Bad Request");
    let mut body: Map<String, Value> = serde_json::from_slice(body).map_err(|_| bad())?;
    let Some(Value::String(query)) = body.remove("query").filter(|q| q.as_str().is_some_and(|q| !q.trim().is_empty()))
    else {
        return Err(missing());
    };
    let variables = match body.remove("variables") {
        None | Some(Value::Null) => Map::new(),
        Some(Value::Object(variables)) => variables,
        Some(_) => return Err(bad()),
    };
    let name = match body.remove("operationName") {
        Some(Value::String(name)) => Some(name),
        _ => None,
    };
    Ok((query, variables, name))
}

/// As if others had emptied the bucket: a client should wait a second.
fn drained() -> Value {
    let status = json!({"maximumAvailable": 2000.0, "currentlyAvailable": 5, "restoreRate": 100.0});
    engine::throttled(38, &status)
}

fn coded(code: &str) -> Value {
    json!({"errors": [{"message": format!("The request failed with {code}"), "extensions": {"code": code}}]})
}

fn internal_error(request_id: &str) -> Value {
    let message = format!(
        "Internal error. Looks like something went wrong on our end.\nRequest ID: {request_id} (include this in support requests)."
    );
    json!({
        "data": null,
        "errors": [{"message": message, "extensions": {"code": "INTERNAL_SERVER_ERROR", "requestId": request_id}}],
    })
}
