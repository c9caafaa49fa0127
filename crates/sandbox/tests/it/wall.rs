//! Orders older than sixty days.

use serde_json::{Value, json};
use time::Duration;

use crate::support::{Day, UK, operation};

#[tokio::test]
async fn without_the_scope_old_orders_are_not_there_but_still_count() {
    let day = Day::begin().await;
    let old = day.order(UK, "#1001").await;
    let token = day.sandbox.token_with_scopes(UK, &["read_orders", "read_customers"]);
    let who = json!({"who": {"emailAddress": "maria@example.com"}, "many": 50});
    let answer = day.ask_as(UK, &token, operation!("customer_with_orders"), who).await;
    let maria = &answer["data"]["customerByIdentifier"];
    let names: Vec<&str> =
        maria["orders"]["nodes"].as_array().unwrap().iter().map(|n| n["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["#1042", "#1038", "#1029"]);
    assert_eq!(maria["numberOfOrders"], "14");
    assert_eq!(maria["amountSpent"]["amount"], "1284.5");
    let query = "query Q($id: ID!) { order(id: $id) { name } node(id: $id) { id } }";
    let answer = day.ask_as(UK, &token, query, json!({"id": old})).await;
    assert_eq!(answer["data"], json!({"order": null, "node": null}));
    assert_eq!(answer["errors"], Value::Null, "without an error");
    let answer = day.ask(UK, query, json!({"id": old})).await;
    assert_eq!(answer["data"]["order"]["name"], "#1001");
}

#[tokio::test]
async fn the_wall_moves_with_time() {
    let day = Day::begin().await;
    let token = day.sandbox.token_with_scopes(UK, &["read_orders"]);
    day.sandbox.advance(Duration::days(50));
    let answer = day.ask_as(UK, &token, operation!("list_orders"), json!({"text": "name:1038"})).await;
    assert_eq!(answer["data"]["orders"]["nodes"], json!([]));
    let answer = day.ask_as(UK, &token, operation!("list_orders"), json!({"text": "name:1042"})).await;
    assert_eq!(answer["data"]["orders"]["nodes"][0]["name"], "#1042");
}
