//! Searching by hand, as an agent does it: where the inbox allows it, and never off the record.

use crate::desk::{Desk, LUMIERE, UK, customer};
use axum::http::StatusCode;
use serde_json::{Value, json};

impl Desk {
    fn allow_search(&self, reach: &str) {
        self.setup().json(&["inbox", "set", "--inbox", &self.inbox.id, "--reach", reach]);
    }

    fn searched(&self) -> Vec<Value> {
        let export = self.setup().json(&["access", "export", "--tenant", &self.tenant]);
        let entries = export["entries"].as_array().unwrap().clone();
        entries.into_iter().filter(|entry| entry["what"] == "searched").collect()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn where_the_inbox_does_not_allow_it_nobody_is_asked() {
    let desk = Desk::open().await;
    let (session, card) = desk.open_conversation("maria@example.com").await;
    assert_eq!(card["search"], Value::Null);
    desk.sandbox.clear_log();
    let reply = desk.post("/api/search", &session, &json!({"query": "priya.nair@example.com"})).await;
    assert_eq!((reply.status, reply.problem().as_str()), (StatusCode::FORBIDDEN, "not_allowed"));
    assert!(reply.json()["problem"]["admin"].as_str().unwrap().contains("--reach search"));
    assert_eq!((desk.asked(), desk.searched().len()), (0, 0));
    assert_eq!(desk.post("/api/search", "", &json!({"query": "maria"})).await.problem(), "session_expired");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_allowed_can_be_taken_back_at_once() {
    let desk = Desk::open().await;
    desk.allow_search("search");
    let (session, card) = desk.open_conversation("nobody@example.com").await;
    assert_eq!(card["search"], true);
    assert_eq!(desk.post("/api/search", &session, &json!({"query": "maria"})).await.status, StatusCode::OK);
    desk.allow_search("contact");
    assert_eq!(desk.post("/api/search", &session, &json!({"query": "maria"})).await.problem(), "not_allowed");
    let (session, card) = desk.open_conversation("nobody@example.com").await;
    assert_eq!(card["search"], Value::Null);
    assert_eq!(desk.post("/api/search", &session, &json!({"query": "maria"})).await.problem(), "not_allowed");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_search_that_says_too_little_is_told_so_and_asks_nobody() {
    let desk = Desk::open().await;
    desk.allow_search("search");
    let (session, _) = desk.open_conversation("nobody@example.com").await;
    desk.sandbox.clear_log();
    for query in ["", " ", "a", "***", &"x".repeat(201)] {
        let reply = desk.post("/api/search", &session, &json!({"query": query})).await;
        assert_eq!((reply.status, reply.problem().as_str()), (StatusCode::UNPROCESSABLE_ENTITY, "bad_search"));
    }
    assert_eq!((desk.asked(), desk.searched().len()), (0, 0));
}

#[tokio::test(flavor = "multi_thread")]
async fn every_search_is_recorded_with_whom_it_showed_and_never_with_what_was_typed() {
    let desk = Desk::with_stores(&[UK, LUMIERE]).await;
    desk.allow_search("search");
    let (session, _) = desk.open_conversation("nobody@example.com").await;
    for times in 1..=2 {
        let card = desk.post("/api/search", &session, &json!({"query": "harriet blackwood"})).await.json();
        assert_eq!(card["stores"][0]["found"]["several"].as_array().unwrap().len(), 1);
        let record = desk.searched();
        assert_eq!(record.len(), 2 * times, "each time, in each store: {record:?}");
        let subjects = record.iter().filter(|entry| entry["subject"].is_string());
        assert_eq!(subjects.count(), times, "who was found, and that nobody was");
    }
    let kept = String::from_utf8_lossy(&desk.setup().kept()).to_lowercase();
    assert!(!kept.contains("harriet") && !kept.contains("blackwood"));
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_was_found_can_be_opened_guests_too() {
    let desk = Desk::open().await;
    desk.allow_search("search");
    let (session, _) = desk.open_conversation("nobody@example.com").await;
    for (query, orders) in [("priya.nair@example.com", 3), ("#1042", 10)] {
        let card = desk.post("/api/search", &session, &json!({"query": query})).await.json();
        let found = &card["stores"][0]["found"]["several"][0];
        let page = desk.post("/api/orders", &session, &json!({"handle": found["handle"]})).await.json();
        assert_eq!(page["rows"].as_array().unwrap().len(), orders, "{page}");
        let order = desk.post("/api/order", &session, &json!({"handle": page["rows"][0]["handle"]})).await;
        assert_eq!(order.status, StatusCode::OK);
        let history = desk.post("/api/history", &session, &json!({"handle": found["handle"]})).await.json();
        assert!(history["bars"].as_array().unwrap().len() > 1, "{history}");
        let open = json!({"handle": found["handle"], "filter": "refunded"});
        assert_eq!(desk.post("/api/orders", &session, &open).await.status, StatusCode::OK);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_guests_handle_opens_for_its_own_session_only_and_their_orders_are_recorded() {
    let desk = Desk::open().await;
    let (session, card) = desk.open_conversation("priya.nair@example.com").await;
    let priya = customer(&card, 0)["handle"].clone();
    assert!(priya.is_string());
    let page = desk.post("/api/orders", &session, &json!({"handle": priya})).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.text);
    let export = desk.setup().json(&["access", "export", "--tenant", &desk.tenant]);
    let entries = export["entries"].as_array().unwrap();
    assert!(entries.len() == 3 && entries.iter().all(|entry| entry["subject"].as_str().unwrap().contains("/Order/")));
    let (other, _) = desk.open_conversation("priya.nair@example.com").await;
    assert_eq!(desk.post("/api/orders", &other, &json!({"handle": priya})).await.problem(), "not_found");
    assert_eq!(desk.post("/api/history", &other, &json!({"handle": priya})).await.problem(), "not_found");
}
