//! Host tokens: accepted once, from the inbox's own backend, for this card.

use crate::desk::{Desk, ORIGIN, sign_with};
use axum::http::StatusCode;
use serde_json::json;

async fn outcome(desk: &Desk, token: &str) -> String {
    let reply = desk.post("/api/card", "", &json!({"token": token, "seq": 1})).await;
    if reply.status == StatusCode::OK {
        "accepted".into()
    } else {
        reply.json()["problem"]["admin"].as_str().unwrap_or("").to_owned()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_is_accepted_once() {
    let desk = Desk::open().await;
    let token = desk.host_token("maria@example.com");
    assert_eq!(outcome(&desk, &token).await, "accepted");
    assert!(outcome(&desk, &token).await.contains("used before"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_is_accepted_once_however_many_come_at_the_same_moment() {
    let desk = Desk::open().await;
    let token = desk.host_token("maria@example.com");
    let outcomes = futures_util::future::join_all((0..20).map(|_| outcome(&desk, &token))).await;
    assert_eq!(outcomes.iter().filter(|outcome| *outcome == "accepted").count(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refused_token_is_not_used_up() {
    let desk = Desk::open().await;
    let token = desk.host_token("maria@example.com");
    let framed = json!({"token": token, "seq": 1, "parent_origin": "https://evil.test"});
    assert_eq!(desk.post("/api/card", "", &framed).await.problem(), "embedding_not_allowed");
    let framed = json!({"token": token, "seq": 1, "parent_origin": ORIGIN});
    assert_eq!(desk.post("/api/card", "", &framed).await.status, StatusCode::OK);
}

#[tokio::test(flavor = "multi_thread")]
async fn tokens_of_somebody_else_are_refused() {
    let desk = Desk::open().await;
    let claims = desk.claims(json!({"emails": ["maria@example.com"]}));
    let other = desk.setup().inbox(&desk.tenant, &[]);
    let mut forged = other.clone();
    forged.key.clone_from(&desk.inbox.key);
    assert!(outcome(&desk, &sign_with(&forged, &claims)).await.contains("signature"));
    forged.key = "k_nobody".into();
    assert!(outcome(&desk, &sign_with(&forged, &claims)).await.contains("kid"));
    let mut foreign = claims.clone();
    foreign["iss"] = json!("https://evil.test");
    assert!(outcome(&desk, &desk.sign(&foreign)).await.contains("origins"));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_nonce_must_be_the_cards_where_there_is_one() {
    let desk = Desk::open().await;
    let mut claims = desk.claims(json!({"emails": ["maria@example.com"]}));
    claims["nonce"] = json!("n-1");
    let token = desk.sign(&claims);
    let reply = desk.post("/api/card", "", &json!({"token": token, "nonce": "n-2", "seq": 1})).await;
    assert_eq!(reply.problem(), "not_signed_in");
    assert_eq!(reply.status, StatusCode::UNAUTHORIZED);
    let reply = desk.post("/api/card", "", &json!({"token": token, "nonce": "n-1", "seq": 1})).await;
    assert_eq!(reply.status, StatusCode::OK);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_inbox_that_may_vouch_for_agents_only_makes_no_admin() {
    let desk = Desk::open().await;
    let agents_only = desk.setup().inbox(&desk.tenant, &["--max-role", "agent"]);
    let mut claims = desk.claims(json!({"emails": ["maria@example.com"]}));
    claims["role"] = json!("admin");
    let token = sign_with(&agents_only, &claims);
    let reply = desk.post("/api/session", "", &json!({"token": token})).await.json();
    assert_eq!(reply["agent"]["role"], "agent");
    assert_eq!(reply["inbox"], agents_only.id);
}
