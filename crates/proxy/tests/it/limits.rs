//! Asked too often: by one session, for one inbox, from one address.

use crate::desk::Desk;
use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::{Request, StatusCode};
use context_card::limits::Rates;
use serde_json::{Value, json};
use std::net::SocketAddr;
use tower::ServiceExt as _;

const OFF: Rates = Rates { session: 0, inbox: 0, address: 0 };

/// A request from an address; the answer's status, what it says, and when to come again.
async fn from(router: &Router, peer: &str, forwarded: &str, request: Request<Body>) -> (StatusCode, String, bool) {
    let (mut parts, body) = request.into_parts();
    parts.extensions.insert(ConnectInfo(SocketAddr::new(peer.parse().unwrap(), 4711)));
    if !forwarded.is_empty() {
        parts.headers.insert("x-forwarded-for", forwarded.parse().unwrap());
    }
    let response = router.clone().oneshot(Request::from_parts(parts, body)).await.unwrap();
    let (status, again) = (response.status(), response.headers().contains_key("retry-after"));
    let body = axum::body::to_bytes(response.into_body(), 1 << 20).await.unwrap();
    (status, String::from_utf8(body.to_vec()).unwrap(), again)
}

fn ask(path: &str, session: &str, body: &Value) -> Request<Body> {
    let request = Request::post(path).header("content-type", "application/json");
    request.header("authorization", format!("Bearer {session}")).body(Body::from(body.to_string())).unwrap()
}

fn page(desk: &Desk) -> Request<Body> {
    Request::get(format!("/embed/{}", desk.inbox.id)).body(Body::empty()).unwrap()
}

/// How many of so many cards are answered, and the last answer.
async fn cards(router: &Router, sessions: &[String], times: usize) -> (usize, (StatusCode, String, bool)) {
    let mut answered = 0;
    let mut last = None;
    for session in sessions.iter().cycle().take(times) {
        let reply = from(router, "198.51.100.7", "", ask("/api/card", session, &json!({"seq": 1}))).await;
        answered += usize::from(reply.0 == StatusCode::OK);
        last = Some(reply);
    }
    (answered, last.unwrap())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_that_asks_without_end_waits_and_others_do_not() {
    let desk = Desk::open().await;
    let wild = desk.open_conversation("maria@example.com").await.0;
    let calm = desk.open_conversation("kofi.mensah@example.com").await.0;
    let router = desk.setup().limited(desk.app.clock.clone(), Rates { session: 1, ..OFF }, &[]).await;
    let (answered, (status, says, again)) = cards(&router, &[wild], 9).await;
    assert_eq!((answered, status, again), (6, StatusCode::TOO_MANY_REQUESTS, true));
    assert!(says.contains("too_many_requests") && says.contains("Wait a moment"), "{says}");
    assert_eq!(cards(&router, &[calm], 3).await.0, 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_sessions_of_an_inbox_share_what_it_may_ask() {
    let desk = Desk::open().await;
    let sessions = [
        desk.open_conversation("maria@example.com").await.0,
        desk.open_conversation("kofi.mensah@example.com").await.0,
    ];
    let router = desk.setup().limited(desk.app.clock.clone(), Rates { inbox: 1, ..OFF }, &[]).await;
    assert_eq!(cards(&router, &sessions, 9).await.0, 6);
}

#[tokio::test(flavor = "multi_thread")]
async fn one_address_leaves_the_others_their_share_also_behind_a_reverse_proxy() {
    let desk = Desk::open().await;
    let router = desk.setup().limited(desk.app.clock.clone(), Rates { address: 1, ..OFF }, &["10.0.0.0/8"]).await;
    let visit = async |peer: &str, forwarded: &str| from(&router, peer, forwarded, page(&desk)).await;
    for _ in 0..6 {
        // What a visitor writes there themselves is not believed.
        assert_eq!(visit("198.51.100.7", "203.0.113.9").await.0, StatusCode::OK);
    }
    let (status, says, _) = visit("198.51.100.7", "203.0.113.10").await;
    assert_eq!(status, StatusCode::TOO_MANY_REQUESTS);
    assert!(says.starts_with("<!doctype html>") && says.contains("Too many requests"), "{says}");
    // Behind the reverse proxy each has their own.
    assert_eq!(visit("10.0.0.2", "203.0.113.9").await.0, StatusCode::OK);
    assert_eq!(visit("10.0.0.2", "198.51.100.7").await.0, StatusCode::TOO_MANY_REQUESTS);
    // Whether all is well, and what Shopify sends, is never kept out.
    let health = Request::get("/healthz").body(Body::empty()).unwrap();
    assert_eq!(from(&router, "198.51.100.7", "", health).await.0, StatusCode::OK);
    assert_ne!(
        from(&router, "198.51.100.7", "", ask("/webhooks/a_x", "", &json!({}))).await.0,
        StatusCode::TOO_MANY_REQUESTS
    );
}
