//! What queries cost, and what happens when the bucket is empty.

use serde_json::{Value, json};
use time::Duration;

use crate::support::{Day, UK, operation};

#[tokio::test]
async fn every_operation_costs_what_it_was_seen_to_cost() {
    let day = Day::begin().await;
    let id = json!({"id": day.order(UK, "#1042").await});
    let who = json!({"who": {"emailAddress": "nobody@example.net"}});
    let text = json!({"text": "name:1042"});
    let cases = [
        (operation!("find_customer"), &who, 4),
        (operation!("customer_with_orders"), &who, 18),
        (operation!("search_customers"), &text, 11),
        (operation!("list_orders"), &text, 38),
        (operation!("order_by_number"), &text, 11),
        (operation!("whole_order"), &id, 60),
        (operation!("deliveries"), &id, 15),
        (operation!("refund_preview"), &id, 8),
        (operation!("drafts"), &text, 10),
        (operation!("changed_customers"), &text, 29),
        (operation!("probe"), &Value::Null, 6),
        (operation!("job"), &id, 1),
        (operation!("subscriptions"), &Value::Null, 16),
        ("{ ordersCount { count } }", &Value::Null, 10),
    ];
    for (query, variables, cost) in cases {
        let answer = day.ask(UK, query, variables.clone()).await;
        assert_eq!(answer["extensions"]["cost"]["requestedQueryCost"], cost, "{query}");
    }
}

#[tokio::test]
async fn every_mutation_costs_what_it_was_seen_to_cost() {
    let day = Day::begin().await;
    let costs = [10, 10, 20, 10, 10, 12, 13, 10, 11, 10, 10, 10];
    for (mutation, cost) in operation!("mutations").lines().zip(costs) {
        let all = json!({
            "id": "gid://shopify/Order/1", "key": "k", "tags": ["a"], "topic": "ORDERS_UPDATED", "sub": {},
            "input": if mutation.contains("OrderInput!") && !mutation.contains("Draft") { json!({"id": "gid://shopify/Order/1"}) }
                     else if mutation.contains("RefundInput") { json!({"orderId": "gid://shopify/Order/1"}) } else { json!({}) },
        });
        let answer = day.ask(UK, mutation, all).await;
        assert_eq!(answer["extensions"]["cost"]["requestedQueryCost"], cost, "{mutation} {answer}");
    }
}

#[tokio::test]
async fn what_did_not_come_is_given_back() {
    let day = Day::begin().await;
    let answer = day.ask(UK, operation!("whole_order"), json!({"id": "gid://shopify/Order/1"})).await;
    assert_eq!(answer["data"]["order"], Value::Null);
    let cost = &answer["extensions"]["cost"];
    assert_eq!(cost["requestedQueryCost"], 60);
    assert_eq!(cost["actualQueryCost"], 0);
    assert_eq!(
        cost["throttleStatus"],
        json!({"maximumAvailable": 2000.0, "currentlyAvailable": 2000, "restoreRate": 100.0})
    );
}

#[tokio::test]
async fn an_empty_bucket_throttles_and_fills_with_time() {
    let day = Day::begin().await;
    // A count costs ten, and comes as dear as it was asked for.
    let counts: String = (0..90).map(|n| format!("n{n}: productsCount {{ count }} ")).collect();
    let query = &format!("{{ {counts} }}");
    let throttled = loop {
        let answer = day.ask(UK, query, json!({})).await;
        if answer["data"] == Value::Null {
            break answer;
        }
    };
    assert_eq!(throttled["errors"][0]["message"], "Throttled");
    assert_eq!(throttled["errors"][0]["extensions"]["code"], "THROTTLED");
    let cost = &throttled["extensions"]["cost"];
    assert_eq!(cost["actualQueryCost"], Value::Null);
    let wanted = cost["requestedQueryCost"].as_i64().unwrap();
    let left = cost["throttleStatus"]["currentlyAvailable"].as_i64().unwrap();
    assert!(left < wanted);
    // As long as a client should wait.
    day.sandbox.advance(Duration::seconds((wanted - left + 99) / 100));
    let answer = day.ask(UK, query, json!({})).await;
    assert!(answer["data"].is_object(), "{answer}");
    // Another token has a bucket of its own.
    let other = day.sandbox.token_with_scopes(UK, &["read_orders"]);
    let answer = day.ask_as(UK, &other, "{ shop { name } }", json!({})).await;
    assert_eq!(answer["extensions"]["cost"]["throttleStatus"]["currentlyAvailable"], 1999);
}

#[tokio::test]
async fn too_dear_a_query_never_runs() {
    let day = Day::begin().await;
    let query = "{ orders(first: 250) { nodes { lineItems(first: 250) { nodes { product { id variants(first: 250) { nodes { id } } } } } } } }";
    let answer = day.ask(UK, query, json!({})).await;
    assert_eq!(answer.get("data"), None);
    let error = &answer["errors"][0];
    assert_eq!(error["extensions"]["code"], "MAX_COST_EXCEEDED");
    assert_eq!(error["extensions"]["maxCost"], 1000);
    let cost = error["extensions"]["cost"].as_u64().unwrap();
    let beginning = format!("Query cost is {cost}, which exceeds the single query max cost limit (1000).");
    assert!(error["message"].as_str().unwrap().starts_with(&beginning));
    assert_eq!(answer["extensions"]["cost"], json!({"requestedQueryCost": cost, "actualQueryCost": null}));
}
