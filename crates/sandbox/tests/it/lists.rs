//! Long lists, page by page.

use std::collections::HashSet;

use serde_json::{Value, json};
use time::Duration;

use crate::support::{Day, UK, operation};

#[tokio::test]
async fn five_thousand_orders_are_paged_to_the_end() {
    let day = Day::begin().await;
    let query = "query Page($who: CustomerIdentifierInput!, $after: String) { customerByIdentifier(identifier: $who) { numberOfOrders orders(first: 250, after: $after, sortKey: PROCESSED_AT, reverse: true) { nodes { id processedAt } pageInfo { hasNextPage endCursor } } } }";
    let mut seen = HashSet::new();
    let mut last = "9999".to_owned();
    let mut after = Value::Null;
    loop {
        let variables = json!({"who": {"emailAddress": "orders@brightfield.example"}, "after": after});
        let answer = day.ask(UK, query, variables).await;
        let customer = &answer["data"]["customerByIdentifier"];
        assert_eq!(customer["numberOfOrders"], "5000");
        for order in customer["orders"]["nodes"].as_array().unwrap() {
            assert!(seen.insert(order["id"].as_str().unwrap().to_owned()), "twice: {order}");
            let at = order["processedAt"].as_str().unwrap().to_owned();
            assert!(at <= last, "newest first");
            last = at;
        }
        if customer["orders"]["pageInfo"]["hasNextPage"] == false {
            break;
        }
        after = customer["orders"]["pageInfo"]["endCursor"].clone();
        day.sandbox.advance(Duration::seconds(1));
    }
    assert_eq!(seen.len(), 5000);
}

#[tokio::test]
async fn among_five_thousand_every_filter_finds_some() {
    let day = Day::begin().await;
    let query = "query Some($text: String!) { customerByIdentifier(identifier: {emailAddress: \"orders@brightfield.example\"}) { orders(first: 250, query: $text, sortKey: PROCESSED_AT, reverse: true) { nodes { name displayFinancialStatus displayFulfillmentStatus returnStatus cancelledAt } pageInfo { hasNextPage } } } }";
    let found = async |text: &str| -> Vec<Value> {
        let answer = day.ask(UK, query, json!({"text": text})).await;
        answer["data"]["customerByIdentifier"]["orders"]["nodes"].as_array().unwrap().clone()
    };
    for (text, field, wanted) in [
        ("financial_status:refunded", "displayFinancialStatus", "REFUNDED"),
        ("financial_status:partially_refunded", "displayFinancialStatus", "PARTIALLY_REFUNDED"),
        ("financial_status:pending", "displayFinancialStatus", "PENDING"),
        ("fulfillment_status:partial", "displayFulfillmentStatus", "PARTIALLY_FULFILLED"),
        ("fulfillment_status:on_hold", "displayFulfillmentStatus", "ON_HOLD"),
        ("fulfillment_status:unshipped status:open", "displayFulfillmentStatus", "UNFULFILLED"),
        ("return_status:returned", "returnStatus", "RETURNED"),
    ] {
        let orders = found(text).await;
        assert!(!orders.is_empty(), "{text}");
        assert!(orders.iter().all(|order| order[field] == wanted), "{text}: {orders:?}");
    }
    assert!(found("status:cancelled").await.iter().all(|order| order["cancelledAt"].is_string()));
    assert_eq!(found("name:103210").await[0]["name"], "#103210");
    assert_eq!(found("name:1042").await, [json!(null); 0], "Maria's is not among them");
}

#[tokio::test]
async fn lists_want_a_size_and_good_cursors() {
    let day = Day::begin().await;
    for (query, message) in [
        ("{ orders { nodes { id } } }", "you must provide one of first or last"),
        ("{ orders(first: 251) { nodes { id } } }", "first cannot exceed 250"),
        ("{ orders(first: 1, after: \"???\") { nodes { id } } }", "Malformed cursor"),
    ] {
        let answer = day.ask(UK, query, json!({})).await;
        assert_eq!(answer["errors"][0]["message"], message);
        assert_eq!(answer["errors"][0]["extensions"]["code"], "BAD_REQUEST");
        assert!(answer.as_object().unwrap().contains_key("data") && answer["data"].is_null());
    }
}

#[tokio::test]
async fn the_root_sorts_by_date_and_a_customer_by_id() {
    let day = Day::begin().await;
    let query = "{ a: orders(first: 2, query: \"customer_id:1 OR tag:imported OR tag:wholesale\") { edges { cursor node { name } } } b: orders(last: 1, sortKey: TOTAL_PRICE, query: \"-tag:standing-order\") { nodes { name } } }";
    let answer = day.ask(UK, query, json!({})).await;
    assert_eq!(answer["data"]["a"]["edges"][0]["node"]["name"], "#1017");
    assert_eq!(answer["data"]["a"]["edges"][1]["node"]["name"], "#1042");
    assert_eq!(answer["data"]["b"]["nodes"][0]["name"], "#1001", "Maria's first order was the largest");
    let list = day.ask(UK, operation!("list_orders"), json!({"text": "", "many": 1})).await;
    assert_eq!(list["data"]["orders"]["pageInfo"]["hasNextPage"], true);
}
