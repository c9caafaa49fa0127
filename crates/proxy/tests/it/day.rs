//! An agent's day.

use crate::desk::{Desk, LUMIERE, UK, customer};
use axum::http::StatusCode;
use serde_json::{Value, json};

#[tokio::test(flavor = "multi_thread")]
async fn the_first_conversation_comes_with_the_page() {
    let desk = Desk::open().await;
    let page = desk.get(&desk.ticket("maria@example.com").await).await;
    assert_eq!(page.status, StatusCode::OK);
    for text in ["Maria Sørensen", "#1042", "In transit", "£84.00", "maria@example.com", "scx-card-data"] {
        assert!(page.text.contains(text), "{text} is not on the page");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_conversation_brings_session_card_and_html_in_one_answer() {
    let desk = Desk::open().await;
    let token = desk.host_token("maria@example.com");
    let reply = desk.post("/api/card", "", &json!({"token": token, "seq": 1})).await.json();
    assert_eq!(reply["expires_in"], 300);
    assert!(reply["html"].as_str().unwrap().contains("Maria Sørensen"));
    let maria = customer(&reply["card"], 0);
    assert_eq!(maria["name"], "Maria Sørensen");
    assert_eq!(maria["matched"]["by"], "email");
    assert_eq!(maria["matched"]["grade"], "verified");
    assert_eq!(maria["orders"]["rows"][0]["name"], "#1042");
    assert_eq!(maria["figures"][0], "£1,284.50 spent");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_order_is_opened_by_its_handle() {
    let desk = Desk::open().await;
    let (session, card) = desk.open_conversation("maria@example.com").await;
    let handle = &customer(&card, 0)["orders"]["rows"][0]["handle"];
    let order = desk.post("/api/order", &session, &json!({"handle": handle})).await;
    assert_eq!(order.status, StatusCode::OK, "{}", order.text);
    let order = order.json();
    assert_eq!(order["name"], "#1042");
    assert!(!order["items"].as_array().unwrap().is_empty());
    assert!(order.to_string().contains("DHL") || !order["parcels"].as_array().unwrap().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn every_order_can_be_reached_page_by_page() {
    let desk = Desk::open().await;
    let (session, card) = desk.open_conversation("maria@example.com").await;
    let maria = customer(&card, 0);
    let mut names = names_of(&maria["orders"]);
    let mut cursor = maria["orders"]["next"].clone();
    while !cursor.is_null() {
        let page =
            desk.post("/api/orders", &session, &json!({"handle": maria["handle"], "cursor": cursor})).await.json();
        names.extend(names_of(&page));
        cursor = page["next"].clone();
    }
    assert_eq!(names.len(), 14);
    let mut once = names.clone();
    once.dedup();
    assert_eq!(names, once);
}

fn names_of(page: &Value) -> Vec<String> {
    page["rows"].as_array().unwrap().iter().map(|row| row["name"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_is_renewed_while_the_page_is_open() {
    let desk = Desk::open().await;
    let (session, _) = desk.open_conversation("maria@example.com").await;
    desk.wait(240);
    let renewed = desk.post("/api/session/renew", &session, &json!({})).await.json();
    let renewed = renewed["session"].as_str().unwrap();
    desk.wait(120);
    assert_eq!(desk.post("/api/card", &session, &json!({"seq": 2})).await.problem(), "session_expired");
    assert_eq!(desk.post("/api/card", renewed, &json!({"seq": 2})).await.status, StatusCode::OK);
}

#[tokio::test(flavor = "multi_thread")]
async fn shopify_is_asked_once_a_store_and_not_at_all_when_warm() {
    let desk = Desk::with_stores(&[UK, LUMIERE]).await;
    desk.sandbox.clear_log();
    let (session, card) = desk.open_conversation("emma.laurent@example.fr").await;
    assert_eq!(card["stores"].as_array().unwrap().len(), 2);
    let log = desk.sandbox.log();
    assert_eq!(log.iter().filter(|entry| entry.shop == UK).count(), 1);
    assert_eq!(log.iter().filter(|entry| entry.shop == LUMIERE).count(), 1);
    desk.post("/api/card", &session, &json!({"seq": 1})).await;
    desk.open_conversation("emma.laurent@example.fr").await;
    assert_eq!(desk.asked(), 2, "warm: nobody was asked again");
    desk.post("/api/card", &session, &json!({"seq": 1, "fresh": true})).await;
    assert_eq!(desk.asked(), 4, "refresh asks again");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_ticket_asks_shopify_before_the_page_is_loaded() {
    let desk = Desk::open().await;
    desk.sandbox.clear_log();
    let ticket = desk.ticket("maria@example.com").await;
    desk.get(&ticket).await;
    assert_eq!(desk.asked(), 1, "ticket and page share one request");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_conversation_that_comes_next_is_asked_for_ahead() {
    let desk = Desk::open().await;
    desk.sandbox.clear_log();
    let token = desk.host_token("maria@example.com");
    let told = desk.post("/api/next", "", &json!({"token": token})).await;
    assert_eq!((told.status, told.text.as_str()), (StatusCode::NO_CONTENT, ""), "nothing is given away");
    let (_, card) = desk.open_conversation("maria@example.com").await;
    assert_eq!(customer(&card, 0)["name"], "Maria Sørensen");
    assert_eq!(desk.asked(), 1, "what was asked ahead and the card share one request");
    assert_eq!(desk.post("/api/next", "", &json!({"token": token})).await.problem(), "not_signed_in", "once");
    assert_eq!(desk.post("/api/next", "", &json!({"token": "x"})).await.problem(), "not_signed_in");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_store_that_the_conversation_is_about_comes_first() {
    let desk = Desk::with_stores(&[UK, LUMIERE]).await;
    let mut claims = desk.claims(json!({"emails": ["emma.laurent@example.fr"]}));
    claims["conversation"]["store"] = json!(LUMIERE);
    let reply = desk.post("/api/card", "", &json!({"token": desk.sign(&claims), "seq": 1})).await.json();
    assert_eq!(reply["card"]["stores"][0]["shop"], LUMIERE);
    assert_eq!(reply["card"]["stores"][1]["shop"], UK);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_order_number_leads_to_the_store_with_its_prefix() {
    let desk = Desk::with_stores(&[UK, LUMIERE]).await;
    desk.setup().json(&["store", "set", "--tenant", &desk.tenant, "--shop", LUMIERE, "--prefix", "FR-"]);
    let mut claims = desk.claims(json!({"emails": ["maria@example.com"]}));
    claims["conversation"]["order_numbers"] = json!(["#FR-1001"]);
    let reply = desk.post("/api/card", "", &json!({"token": desk.sign(&claims), "seq": 1})).await.json();
    assert_eq!(reply["card"]["stores"][0]["shop"], LUMIERE, "though it does not know her");
    assert_eq!(reply["card"]["stores"][1]["shop"], UK);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_store_that_knows_the_contact_comes_before_one_that_does_not() {
    let desk = Desk::with_stores(&[LUMIERE, UK]).await;
    let (_, card) = desk.open_conversation("maria@example.com").await;
    assert_eq!(card["stores"][0]["shop"], UK);
    let mut claims = desk.claims(json!({"emails": ["maria@example.com"]}));
    claims["conversation"]["store"] = json!(LUMIERE);
    let reply = desk.post("/api/card", "", &json!({"token": desk.sign(&claims), "seq": 1})).await.json();
    assert_eq!(reply["card"]["stores"][0]["shop"], LUMIERE, "but not before the one that the conversation is about");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_tenant_without_stores_reads_that_configuration_is_pending() {
    let desk = Desk::with_stores(&[]).await;
    let (_, card) = desk.open_conversation("maria@example.com").await;
    assert_eq!(card["notice"]["code"], "not_configured");
    assert!(card["notice"]["message"].as_str().unwrap().contains("Configuration pending"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_store_that_is_disconnected_is_not_asked_any_more() {
    let desk = Desk::open().await;
    let (session, card) = desk.open_conversation("maria@example.com").await;
    let handle = customer(&card, 0)["orders"]["rows"][0]["handle"].clone();
    desk.setup().json(&["store", "disconnect", "--tenant", &desk.tenant, "--shop", UK]);
    desk.sandbox.clear_log();
    let card = desk.post("/api/card", &session, &json!({"seq": 2})).await.json();
    assert_eq!(card["card"]["notice"]["code"], "not_configured");
    assert_eq!(desk.post("/api/order", &session, &json!({"handle": handle})).await.problem(), "not_found");
    assert_eq!(desk.asked(), 0);
}
