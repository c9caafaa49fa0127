//! Which fields the card shows.

use super::{admin_session, read, session_of};
use crate::desk::{Desk, customer};
use axum::http::StatusCode;
use serde_json::{Value, json};

#[tokio::test(flavor = "multi_thread")]
async fn an_admin_chooses_the_fields_and_agents_see_them() {
    let desk = Desk::open().await;
    let admin = admin_session(&desk).await;
    let path = format!("/api/settings/card?inbox={}", desk.inbox.id);
    let mut config = read(&desk, &admin, &path).await;
    assert_eq!(config["version"], 0);
    config["order_card"] = json!(["order.created"]);
    let saved = desk.call("PUT", &path, &admin, &config).await;
    assert_eq!(saved.status, StatusCode::OK, "{}", saved.text);
    assert_eq!(saved.json()["version"], 1);
    let (_, card) = desk.open_conversation("maria@example.com").await;
    let fields = customer(&card, 0)["orders"]["rows"][0]["fields"].clone();
    assert_eq!(fields.as_array().unwrap().len(), 1);
    assert_eq!(fields[0]["id"], "order.created");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_inbox_without_a_choice_of_its_own_shows_the_tenants() {
    let desk = Desk::open().await;
    let admin = admin_session(&desk).await;
    let mut config = read(&desk, &admin, "/api/settings/card").await;
    config["order_card"] = json!(["order.total"]);
    desk.call("PUT", "/api/settings/card", &admin, &config).await;
    let of_inbox = read(&desk, &admin, &format!("/api/settings/card?inbox={}", desk.inbox.id)).await;
    assert_eq!(of_inbox["order_card"], json!(["order.total"]));
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_admins_the_second_is_told() {
    let desk = Desk::open().await;
    let admin = admin_session(&desk).await;
    let config = read(&desk, &admin, "/api/settings/card").await;
    assert_eq!(desk.call("PUT", "/api/settings/card", &admin, &config).await.status, StatusCode::OK);
    let second = desk.call("PUT", "/api/settings/card", &admin, &config).await;
    assert_eq!(second.status, StatusCode::CONFLICT);
    assert_eq!(second.json()["current"]["version"], 1);
    assert_eq!(second.problem(), "conflict");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_rules_hold_in_the_api() {
    let desk = Desk::open().await;
    let admin = admin_session(&desk).await;
    let good = read(&desk, &admin, "/api/settings/card").await;
    for (list, ids, field) in [
        ("order_card", json!(["order.number", "order.total", "order.created", "order.tags"]), "order_card"),
        ("order_card", json!([]), "order_card"),
        ("order_details", json!(["order.created", "order.total"]), "order_details"),
        ("customer_details", json!(["customer.email", "customer.note", "customer.colour"]), "customer_details[2]"),
        ("order_card", json!(["customer.email"]), "order_card[0]"),
        ("order_card", json!(["order.colour"]), "order_card[0]"),
        ("order_card", json!(["order.total", "order.tags", "order.total"]), "order_card[2]"),
        ("order_details", json!(["order.created", "order.total", "customer.note"]), "order_details[2]"),
        ("order_details", json!(["order.created", "order.total", "product.vendor"]), "order_details[2]"),
        ("order_details", json!(["order.created", "order.tags", "order.tags", "order.total"]), "order_details[2]"),
        ("customer_details", json!([]), "customer_details"),
        ("customer_details", json!(["customer.email", "customer.note"]), "customer_details"),
        ("customer_details", json!(["customer.email", "customer.note", "order.total"]), "customer_details[2]"),
    ] {
        let mut config = good.clone();
        config[list] = ids;
        let reply = desk.call("PUT", "/api/settings/card", &admin, &config).await;
        assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", reply.text);
        assert_eq!(reply.json()["problem"]["field"], field);
    }
    for odd in [json!({"version": 0, "order_card": ["order.total"]}), json!({}), json!([]), json!({"more": 1})] {
        let mut config = good.clone();
        match odd.as_object() {
            Some(odd) if odd.contains_key("more") => config["more"] = json!(1),
            _ => config = odd,
        }
        let reply = desk.call("PUT", "/api/settings/card", &admin, &config).await;
        assert!(reply.status.is_client_error(), "{config}: {}", reply.text);
    }
    assert_eq!(read(&desk, &admin, "/api/settings/card").await, good, "nothing was lost");
}

#[tokio::test(flavor = "multi_thread")]
async fn agents_read_and_change_no_settings() {
    let desk = Desk::open().await;
    let agent = session_of(&desk, "agent").await;
    let reply = desk.call("GET", "/api/settings/card", &agent, &Value::Null).await;
    assert_eq!(reply.status, StatusCode::FORBIDDEN);
    assert_eq!(reply.problem(), "not_allowed");
    let config = json!({"version": 0, "order_card": ["order.total"], "order_details": [], "customer_details": []});
    assert_eq!(desk.call("PUT", "/api/settings/card", &agent, &config).await.problem(), "not_allowed");
}
