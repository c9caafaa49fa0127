//! Scopes, and what a missing one takes with it.

use context_card_sandbox::{Fault, Protected};
use serde_json::{Value, json};

use crate::support::{Day, UK, operation};

#[tokio::test]
async fn a_missing_scope_empties_a_field_that_may_be_empty() {
    let day = Day::begin().await;
    let id = day.order(UK, "#1042").await;
    let token = day.sandbox.token_with_scopes(UK, &["read_orders"]);
    let query = "query Q($id: ID!) { o: order(id: $id) { name customer { id } } }";
    let answer = day.ask_as(UK, &token, query, json!({"id": id})).await;
    assert_eq!(answer["data"], json!({"o": {"name": "#1042", "customer": null}}));
    let error = &answer["errors"][0];
    assert_eq!(error["message"], "Access denied for customer field. Required access: `read_customers` access scope.");
    assert_eq!(error["path"], json!(["o", "customer"]));
    assert_eq!(error["locations"], json!([{"line": 1, "column": 46}]));
    let extensions = json!({
        "code": "ACCESS_DENIED", "documentation": "https://shopify.dev/api/usage/access-scopes",
        "requiredAccess": "`read_customers` access scope.",
    });
    assert_eq!(error["extensions"], extensions);
    assert!(answer["extensions"]["cost"].is_object());
}

#[tokio::test]
async fn a_field_that_may_not_be_empty_takes_its_parents_along() {
    let day = Day::begin().await;
    let id = day.order(UK, "#1042").await;
    let token = day.sandbox.token_with_scopes(UK, &["read_orders"]);
    let query = "query Q($id: ID!) { order(id: $id) { name returns(first: 1) { nodes { id } } } }";
    let answer = day.ask_as(UK, &token, query, json!({"id": id})).await;
    assert_eq!(answer["data"], json!({"order": null}), "no returns, no order");
    assert_eq!(answer["errors"][0]["path"], json!(["order", "returns"]));
    let answer = day.ask_as(UK, &token, "{ customers(first: 1) { nodes { id } } }", json!({})).await;
    assert_eq!(answer["data"], Value::Null, "and at the root everything");
    assert!(answer.as_object().unwrap().contains_key("data"));
}

#[tokio::test]
async fn pictures_need_no_scope_for_products() {
    let day = Day::begin().await;
    let id = day.order(UK, "#1042").await;
    let token = day.sandbox.token_with_scopes(UK, &["write_orders"]);
    let query = "query Q($id: ID!) { order(id: $id) { lineItems(first: 1) { nodes { title sku image { url } product { id } } } } }";
    let answer = day.ask_as(UK, &token, query, json!({"id": id})).await;
    let line = &answer["data"]["order"]["lineItems"]["nodes"][0];
    assert_eq!(line["title"], "Merino throw");
    assert!(line["image"]["url"].as_str().unwrap().ends_with("/cdn/merino-throw.svg"));
    assert_eq!(line["product"], Value::Null);
    assert_eq!(answer["errors"][0]["path"], json!(["order", "lineItems", "nodes", 0, "product"]));
}

#[tokio::test]
async fn scopes_can_change_while_a_token_lives() {
    let day = Day::begin().await;
    day.sandbox.fault(UK, Fault::Scopes(vec!["read_customers".to_owned()]), 1);
    let answer = day.ask(UK, "{ orders(first: 1) { nodes { id } } }", json!({})).await;
    assert_eq!(answer["errors"][0]["extensions"]["code"], "ACCESS_DENIED");
    day.sandbox.clear_faults();
    let answer = day.ask(UK, "{ orders(first: 1) { nodes { id } } }", json!({})).await;
    assert_eq!(answer["errors"], Value::Null);
}

#[tokio::test]
async fn protected_data_is_withheld_by_level() {
    let day = Day::begin().await;
    let who = json!({"who": {"emailAddress": "maria@example.com"}});
    let query =
        "query Q($who: CustomerIdentifierInput!) { customer: customerByIdentifier(identifier: $who) { tags phone } }";
    day.sandbox.fault(UK, Fault::Protected(Protected::Level2Withheld), 1);
    let answer = day.ask(UK, query, who.clone()).await;
    assert_eq!(answer["data"], json!({"customer": {"tags": ["VIP", "wholesale"], "phone": null}}));
    let message = "This app is not approved to access the Customer object. See https://partners.shopify.com/123/apps/456/customer_data for more details.";
    assert_eq!(answer["errors"], json!([{"message": message, "locations": [], "path": ["customer", "phone"]}]));
    day.sandbox.fault(UK, Fault::Protected(Protected::Level1Withheld), 1);
    let answer = day.ask(UK, query, who).await;
    assert_eq!(answer["data"], json!({"customer": null}));
    assert_eq!(answer["errors"][0]["message"], message);
}

#[tokio::test]
async fn tokens_are_checked_on_each_request() {
    let day = Day::begin().await;
    let refused = "[API] Invalid API key or access token (unrecognized login or wrong password)";
    let wrong = day.send(UK, "shpat_wrong", operation!("probe"), json!({})).await;
    assert_eq!(wrong.status(), 401);
    assert_eq!(crate::support::read(wrong).await, json!({"errors": refused}));
    let other_shop = day.sandbox.token(crate::support::JAPAN);
    assert_eq!(day.send(UK, &other_shop, operation!("probe"), json!({})).await.status(), 401);
    let token = day.sandbox.token(UK);
    day.sandbox.fault(UK, Fault::RevokeToken, 1);
    assert_eq!(day.send(UK, &token, operation!("probe"), json!({})).await.status(), 401);
    day.sandbox.fault(UK, Fault::RestoreToken, 1);
    assert_eq!(day.send(UK, &token, operation!("probe"), json!({})).await.status(), 200);
}
