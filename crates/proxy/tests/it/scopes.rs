//! Scopes that change in Shopify while the card is open: what is shown follows them.

use crate::desk::{Desk, UK, customer};
use axum::http::StatusCode;
use context_card::db::What;
use context_card::subscriptions;
use context_card_sandbox::Fault;
use serde_json::{Value, json};

fn notices(card: &Value) -> Vec<(String, String)> {
    let text = |notice: &Value, key: &str| notice[key].as_str().unwrap_or_default().to_owned();
    let notices = card["stores"][0]["notices"].as_array().unwrap();
    notices.iter().map(|notice| (text(notice, "code"), text(notice, "admin"))).collect()
}

async fn refreshed(desk: &Desk, session: &str) -> Value {
    let reply = desk.post("/api/card", session, &json!({"seq": 2, "fresh": true})).await;
    assert_eq!(reply.status, StatusCode::OK, "{}", reply.text);
    reply.json()["card"].clone()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_scope_that_is_taken_away_is_noticed_named_and_no_longer_asked_for() {
    let desk = Desk::open().await;
    let (session, card) = desk.open_conversation("maria@example.com").await;
    assert_eq!(notices(&card), []);
    let mut signals = desk.app.db.own_signals();
    desk.sandbox.fault(UK, Fault::Scopes(vec!["read_customers".to_owned()]), 1);
    refreshed(&desk, &session).await;
    // The look that follows from the denial is announced when it is kept.
    assert_eq!(signals.recv().await.unwrap().what, What::Changed);
    desk.sandbox.clear_log();
    let card = refreshed(&desk, &session).await;
    assert_eq!(customer(&card, 0)["name"], "Maria Sørensen", "who the customer is stays");
    assert_eq!(notices(&card).len(), 1, "{card}");
    let (code, admin) = &notices(&card)[0];
    assert!(code == "scope_missing" && admin.contains("read_orders"), "{admin}");
    let asked = desk.sandbox.log();
    assert!(asked.iter().all(|entry| entry.root_fields.iter().all(|field| !field.contains("orders"))), "{asked:?}");
    let listed = desk.setup().json(&["store", "list"]);
    assert_eq!(listed["stores"][0]["missing_scopes"], json!(["read_orders"]));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_scope_that_is_granted_is_used_once_the_store_was_tested() {
    let desk = Desk::with_stores(&[]).await;
    let setup = desk.setup();
    let narrow = desk.sandbox.token_with_scopes(UK, &["read_customers"]);
    let made = setup.connect(&desk.tenant, UK, &narrow);
    let (session, card) = desk.open_conversation("maria@example.com").await;
    assert_eq!(notices(&card)[0].0, "scope_missing");
    desk.sandbox.fault(UK, Fault::Scopes(vec!["read_customers".to_owned(), "read_orders".to_owned()]), 1);
    setup.json(&["store", "test", "--store", made["store"].as_str().unwrap()]);
    let card = refreshed(&desk, &session).await;
    assert_eq!(notices(&card), [], "{card}");
    assert_eq!(customer(&card, 0)["orders"]["rows"][0]["fields"][0]["label"].as_str().map(str::is_empty), Some(false));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_scope_that_is_granted_to_a_pasted_token_is_noticed_within_a_day() {
    let desk = Desk::with_stores(&[]).await;
    desk.setup().connect(&desk.tenant, UK, &desk.sandbox.token_with_scopes(UK, &["read_customers"]));
    let now = desk.now();
    subscriptions::check_due(&desk.app, now).await;
    desk.sandbox.fault(UK, Fault::Scopes(vec!["read_customers".to_owned(), "read_orders".to_owned()]), 1);
    subscriptions::check_due(&desk.app, now + 60 * 60).await;
    let missing = || desk.setup().json(&["store", "list"])["stores"][0]["missing_scopes"].clone();
    assert_eq!(missing(), json!(["read_orders"]), "not looked at yet");
    subscriptions::check_due(&desk.app, now + 25 * 60 * 60).await;
    assert_eq!(missing(), json!([]));
}
