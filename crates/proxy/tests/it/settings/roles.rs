//! Role by role: who may do what with fields, history, activation and preview.

use super::{admin_session, as_owner, owner_cookie, read, session_of, with_cookie};
use crate::desk::{Desk, PUBLIC_URL};
use axum::http::StatusCode;
use serde_json::{Value, json};

/// Every route of the screen "Fields": its method, its address, what is sent.
async fn routes(desk: &Desk, inbox: &str) -> Vec<(&'static str, String, Value)> {
    let admin = admin_session(desk).await;
    let config = read(desk, &admin, "/api/settings/card").await;
    let at = |path: &str| format!("{path}?inbox={inbox}");
    vec![
        ("GET", at("/api/settings/card"), Value::Null),
        ("PUT", at("/api/settings/card"), config.clone()),
        ("DELETE", format!("/api/settings/card?inbox={inbox}&version={}", config["version"]), Value::Null),
        ("GET", at("/api/settings/fields"), Value::Null),
        ("GET", at("/api/settings/changes"), Value::Null),
        ("PUT", "/api/settings/active".to_owned(), json!({"inbox": inbox, "active": true})),
        ("POST", "/api/settings/preview".to_owned(), json!({"config": config, "inbox": inbox})),
    ]
}

#[tokio::test(flavor = "multi_thread")]
async fn role_by_role() {
    let desk = Desk::open().await;
    let (agent, owner) = (session_of(&desk, "agent").await, owner_cookie(&desk).await);
    for (method, path, body) in routes(&desk, &desk.inbox.id).await {
        let refused = desk.call(method, &path, &agent, &body).await;
        assert_eq!(
            (refused.status, &*refused.problem()),
            (StatusCode::FORBIDDEN, "not_allowed"),
            "agent: {method} {path}"
        );
        let unknown = desk.call(method, &path, "", &body).await;
        assert_eq!(unknown.status, StatusCode::UNAUTHORIZED, "nobody: {method} {path}");
        let forged = desk.call(method, &path, "AAAA", &body).await;
        assert_eq!(forged.status, StatusCode::UNAUTHORIZED, "forged: {method} {path}");
    }
    // What changes something is asked anew each time, with what holds by then.
    for at in 0..7 {
        let admin = admin_session(&desk).await;
        let (method, path, body) = routes(&desk, &desk.inbox.id).await.swap_remove(at);
        let done = desk.call(method, &path, &admin, &body).await;
        // The inbox has its own choice only after the PUT.
        assert!(done.status == StatusCode::OK || method == "DELETE", "admin: {method} {path}: {}", done.text);
    }
    for at in 0..7 {
        let (method, path, body) = routes(&desk, &desk.inbox.id).await.swap_remove(at);
        let body = match method {
            "PUT" if at == 1 => as_owner(&desk, &owner, "GET", &path, &Value::Null).await.json(),
            _ => body,
        };
        let done = as_owner(&desk, &owner, method, &path, &body).await;
        assert!(done.status == StatusCode::OK || method == "DELETE", "owner: {method} {path}: {}", done.text);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn another_tenants_inbox_is_as_little_there_as_one_that_never_was() {
    let desk = Desk::open().await;
    let (admin, owner) = (admin_session(&desk).await, owner_cookie(&desk).await);
    let theirs = desk.setup().inbox(&desk.neighbour(), &[]);
    for inbox in [theirs.id.as_str(), "i_nothing", "x"] {
        for (method, path, body) in routes(&desk, inbox).await {
            let by_admin = desk.call(method, &path, &admin, &body).await;
            assert_eq!(
                (by_admin.status, &*by_admin.problem()),
                (StatusCode::NOT_FOUND, "not_found"),
                "{method} {path}"
            );
            let by_owner = as_owner(&desk, &owner, method, &path, &body).await;
            assert_eq!(by_owner.status, StatusCode::NOT_FOUND, "owner: {method} {path}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_owners_cookie_changes_nothing_from_another_site() {
    let desk = Desk::open().await;
    let owner = owner_cookie(&desk).await;
    for (method, path, body) in routes(&desk, &desk.inbox.id).await {
        for headers in [
            &[][..],
            &[("sec-fetch-site", "cross-site"), ("origin", "https://evil.example")],
            &[("sec-fetch-site", "same-site"), ("origin", PUBLIC_URL)],
            &[("sec-fetch-site", "none")],
            &[("origin", "null")],
            &[("origin", "https://evil.example")],
        ] {
            let reply = with_cookie(&desk, &owner, headers, method, &path, &body).await;
            assert_eq!(reply.header("access-control-allow-origin"), "", "nobody else reads it: {method} {path}");
            if method != "GET" {
                assert_eq!(reply.status, StatusCode::FORBIDDEN, "{method} {path} {headers:?}");
            }
        }
    }
    let told = as_owner(&desk, &owner, "GET", "/api/settings/changes", &Value::Null).await.json();
    assert_eq!(told["changes"], json!([]));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sandboxed_frame_may_not_call_the_settings() {
    let desk = Desk::open().await;
    let admin = admin_session(&desk).await;
    for (method, path, _) in routes(&desk, &desk.inbox.id).await {
        let request = axum::http::Request::builder()
            .method("OPTIONS")
            .uri(&path)
            .header("origin", "null")
            .header("access-control-request-method", method)
            .header("access-control-request-headers", "authorization,content-type");
        let reply = desk.send(request.body(axum::body::Body::empty()).unwrap()).await;
        assert_eq!(reply.header("access-control-allow-origin"), "", "{method} {path}");
        let request = axum::http::Request::get("/api/settings/changes")
            .header("origin", "null")
            .header("authorization", format!("Bearer {admin}"));
        let reply = desk.send(request.body(axum::body::Body::empty()).unwrap()).await;
        assert_eq!(reply.header("access-control-allow-origin"), "");
    }
}
