//! Walls: between sessions, stores and tenants.

use crate::desk::{Desk, Inbox, LUMIERE, UK, customer, sign_with};
use axum::http::StatusCode;
use serde_json::{Value, json};

/// Opens a conversation through another inbox of the same proxy.
async fn open_at(desk: &Desk, inbox: &Inbox, email: &str) -> (String, Value) {
    let token = sign_with(inbox, &desk.claims(json!({"emails": [email]})));
    let reply = desk.post("/api/card", "", &json!({"token": token, "seq": 1})).await;
    assert_eq!(reply.status, StatusCode::OK, "{}", reply.text);
    (reply.json()["session"].as_str().unwrap().to_owned(), reply.json()["card"].clone())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_handle_of_another_session_opens_nothing() {
    let desk = Desk::open().await;
    let (_, card) = desk.open_conversation("maria@example.com").await;
    let (other, _) = desk.open_conversation("maria@example.com").await;
    let maria = customer(&card, 0);
    desk.sandbox.clear_log();
    let order = json!({"handle": maria["orders"]["rows"][0]["handle"]});
    assert_eq!(desk.post("/api/order", &other, &order).await.problem(), "not_found");
    let orders = json!({"handle": maria["handle"]});
    assert_eq!(desk.post("/api/orders", &other, &orders).await.problem(), "not_found");
    assert_eq!(desk.asked(), 0, "Shopify was not even asked");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_handle_of_one_kind_opens_no_other() {
    let desk = Desk::open().await;
    let (session, card) = desk.open_conversation("maria@example.com").await;
    let maria = customer(&card, 0);
    let order = &maria["orders"]["rows"][0]["handle"];
    assert_eq!(desk.post("/api/orders", &session, &json!({"handle": order})).await.problem(), "not_found");
    assert_eq!(desk.post("/api/order", &session, &json!({"handle": maria["handle"]})).await.problem(), "not_found");
    let as_cursor = json!({"handle": maria["handle"], "cursor": order});
    assert_eq!(desk.post("/api/orders", &session, &as_cursor).await.problem(), "not_found");
}

#[tokio::test(flavor = "multi_thread")]
async fn bare_shopify_ids_open_nothing() {
    let desk = Desk::open().await;
    let (session, card) = desk.open_conversation("maria@example.com").await;
    assert!(!card.to_string().contains("gid://"), "and none is sent");
    for id in ["gid://shopify/Order/1", "1", "", "AAAA", "../../order"] {
        assert_eq!(desk.post("/api/order", &session, &json!({"handle": id})).await.problem(), "not_found");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn one_tenants_handles_and_stores_are_not_anothers() {
    let desk = Desk::open().await;
    let setup = desk.setup();
    let neighbour = setup.json(&["tenant", "add", "Neighbour"])["tenant"].as_str().unwrap().to_owned();
    let inbox = setup.inbox(&neighbour, &[]);
    setup.connect(&neighbour, LUMIERE, &desk.sandbox.token(LUMIERE));
    let (theirs, their_card) = open_at(&desk, &inbox, "maria@example.com").await;
    assert_eq!(their_card["stores"].as_array().unwrap().len(), 1);
    assert_eq!(their_card["stores"][0]["shop"], LUMIERE, "they see their own store only");
    let (_, card) = desk.open_conversation("maria@example.com").await;
    let handle = json!({"handle": customer(&card, 0)["orders"]["rows"][0]["handle"]});
    assert_eq!(desk.post("/api/order", &theirs, &handle).await.problem(), "not_found");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_admin_reaches_no_inbox_of_another_tenant() {
    let desk = Desk::open().await;
    let setup = desk.setup();
    let neighbour = setup.json(&["tenant", "add", "Neighbour"])["tenant"].as_str().unwrap().to_owned();
    let inbox = setup.inbox(&neighbour, &[]);
    let mut claims = desk.claims(json!({}));
    claims["role"] = json!("admin");
    let reply = desk.post("/api/session", "", &json!({"token": desk.sign(&claims)})).await.json();
    let admin = reply["session"].as_str().unwrap();
    let path = format!("/api/settings/card?inbox={}", inbox.id);
    assert_eq!(desk.call("GET", &path, admin, &Value::Null).await.problem(), "not_found");
    let config = json!({"version": 0, "order_card": ["order.total"], "order_details": ["order.total", "order.tax", "order.tags"],
        "customer_details": ["customer.email", "customer.note", "customer.tags"]});
    assert_eq!(desk.call("PUT", &path, admin, &config).await.problem(), "not_found");
}

#[tokio::test(flavor = "multi_thread")]
async fn two_tenants_with_the_same_shop_share_no_answers() {
    let desk = Desk::open().await;
    let setup = desk.setup();
    let neighbour = setup.json(&["tenant", "add", "Neighbour"])["tenant"].as_str().unwrap().to_owned();
    let inbox = setup.inbox(&neighbour, &[]);
    setup.connect(&neighbour, UK, &desk.sandbox.token(UK));
    desk.sandbox.clear_log();
    desk.open_conversation("maria@example.com").await;
    open_at(&desk, &inbox, "maria@example.com").await;
    assert_eq!(desk.asked(), 2, "each tenant asks for itself");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_removed_tenants_sessions_end_at_once() {
    let desk = Desk::open().await;
    let (session, _) = desk.open_conversation("maria@example.com").await;
    desk.setup().json(&["tenant", "remove", &desk.tenant]);
    assert_eq!(desk.post("/api/card", &session, &json!({"seq": 2})).await.problem(), "session_expired");
}
