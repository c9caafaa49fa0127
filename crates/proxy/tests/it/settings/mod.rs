//! The settings panel by its API: who may do what, and what comes of it.

mod active;
mod card;
mod choice;
mod history;
mod hosts;
mod inboxes;
mod preview;
mod roles;
mod stores;
mod trial;

use crate::desk::{Desk, PUBLIC_URL, Reply};
use axum::body::Body;
use axum::http::Request;
use serde_json::{Value, json};

/// A session of an agent with this role in the desk's inbox, in the conversation with Maria.
pub(crate) async fn session_of(desk: &Desk, role: &str) -> String {
    let mut claims = desk.claims(json!({"emails": [{"address": "maria@example.com", "verified": true}]}));
    claims["role"] = json!(role);
    let reply = desk.post("/api/session", "", &json!({"token": desk.sign(&claims)})).await.json();
    reply["session"].as_str().unwrap().to_owned()
}

/// An admin's session: for `desk.call`.
pub(crate) async fn admin_session(desk: &Desk) -> String {
    session_of(desk, "admin").await
}

/// The cookie of an owner who signed in: for [`as_owner`].
pub(crate) async fn owner_cookie(desk: &Desk) -> String {
    desk.owner().await.cookies().join("; ")
}

/// A call from the owner's own page.
pub(crate) async fn as_owner(desk: &Desk, cookie: &str, method: &str, path: &str, body: &Value) -> Reply {
    with_cookie(desk, cookie, &[("sec-fetch-site", "same-origin"), ("origin", PUBLIC_URL)], method, path, body).await
}

/// A call with the owner's cookie, from wherever these headers say.
pub(crate) async fn with_cookie(
    desk: &Desk,
    cookie: &str,
    headers: &[(&str, &str)],
    method: &str,
    path: &str,
    body: &Value,
) -> Reply {
    let mut request = Request::builder().method(method).uri(path);
    for (name, value) in [&[("cookie", cookie), ("content-type", "application/json")], headers].concat() {
        request = request.header(name, value);
    }
    desk.send(request.body(Body::from(body.to_string())).unwrap()).await
}

/// What a GET answers.
pub(crate) async fn read(desk: &Desk, session: &str, path: &str) -> Value {
    let reply = desk.call("GET", path, session, &Value::Null).await;
    assert!(reply.status.is_success(), "{path}: {}", reply.text);
    reply.json()
}
