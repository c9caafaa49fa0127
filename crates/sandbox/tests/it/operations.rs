//! Each operation, with the shape of its answer.

use serde_json::{Value, json};

use crate::support::{Day, FRANCE, UK, operation};

#[tokio::test]
async fn maria_is_found_and_her_figures_agree() {
    let day = Day::begin().await;
    let who = json!({"who": {"emailAddress": "maria@example.com"}});
    let found = day.ask(UK, operation!("find_customer"), who).await;
    let maria = &found["data"]["customerByIdentifier"];
    assert_eq!(maria["displayName"], "Maria Sørensen");
    assert_eq!(maria["numberOfOrders"], "14", "a count is a string");
    assert_eq!(maria["amountSpent"], json!({"amount": "1284.5", "currencyCode": "GBP"}), "and money is not padded");
    assert_eq!(maria["defaultPhoneNumber"]["phoneNumber"], "+447700900142");
    assert_eq!(maria["defaultPhoneNumber"]["smsMarketingConsent"]["state"], "SUBSCRIBED");
    assert_eq!(maria["tags"], json!(["VIP", "wholesale"]));
    assert!(maria["createdAt"].as_str().unwrap().starts_with("2021-"));
}

#[tokio::test]
async fn the_answer_keeps_the_order_of_the_query() {
    let day = Day::begin().await;
    let token = day.sandbox.token(UK);
    let text = day.send(UK, &token, "{ shop { name currencyCode id } b: shop { id } a: shop { id } }", json!({})).await;
    let text = text.text().await.unwrap();
    let places: Vec<usize> = ["\"name\"", "\"currencyCode\"", "\"b\"", "\"a\"", "\"extensions\""]
        .iter()
        .map(|w| text.find(w).unwrap())
        .collect();
    assert!(places.is_sorted(), "{text}");
}

#[tokio::test]
async fn the_parcel_of_1042_is_in_transit_and_a_day_late() {
    let day = Day::begin().await;
    let who = json!({"who": {"phoneNumber": "+447700900142"}});
    let found = day.ask(UK, operation!("customer_with_orders"), who).await;
    let orders = found["data"]["customerByIdentifier"]["orders"]["nodes"].as_array().unwrap();
    assert_eq!(orders[0]["name"], "#1042");
    assert_eq!(orders[0]["currentTotalPriceSet"]["shopMoney"], json!({"amount": "84.0", "currencyCode": "GBP"}));
    let parcel = &orders[0]["fulfillments"][0];
    assert_eq!(parcel["displayStatus"], "IN_TRANSIT");
    assert_eq!(parcel["createdAt"], "2026-11-17T14:03:00Z", "shipped four days ago");
    assert_eq!(parcel["estimatedDeliveryAt"], "2026-11-20T18:00:00Z", "due yesterday");
    assert_eq!(parcel["deliveredAt"], Value::Null);
    assert_eq!(parcel["trackingInfo"][0]["company"], "DHL");
    assert!(parcel["trackingInfo"][0]["url"].as_str().unwrap().starts_with("https://"));
    assert_eq!(orders[1]["name"], "#1038");
    assert_eq!(orders[1]["displayFinancialStatus"], "REFUNDED");
    assert_eq!(orders[1]["currentTotalPriceSet"]["shopMoney"]["amount"], "0.0");
}

#[tokio::test]
async fn all_orders_of_all_shops_can_be_read_whole() {
    let day = Day::begin().await;
    for shop in day.sandbox.shops() {
        let text = json!({"text": "-tag:standing-order", "many": 100});
        let list = day.ask(&shop.domain, operation!("list_orders"), text).await;
        let orders = list["data"]["orders"]["nodes"].as_array().unwrap();
        assert!(orders.len() >= 7, "{} has {}", shop.name, orders.len());
        for order in orders {
            let whole = day.ask(&shop.domain, operation!("whole_order"), json!({"id": order["id"]})).await;
            assert_eq!(whole["errors"], Value::Null, "{}", order["name"]);
            assert_eq!(whole["data"]["order"]["name"], order["name"]);
        }
        day.sandbox.advance(time::Duration::minutes(5));
    }
}

#[tokio::test]
async fn the_other_questions_are_answered_too() {
    let day = Day::begin().await;
    let id = day.order(UK, "#1042").await;
    let probe = day.ask(UK, operation!("probe"), json!({})).await;
    assert_eq!(probe["data"]["shop"]["name"], "Acme UK");
    assert_eq!(probe["data"]["currentAppInstallation"]["accessScopes"].as_array().unwrap().len(), 6);
    let preview = day.ask(UK, operation!("refund_preview"), json!({"id": id})).await;
    assert_eq!(preview["data"]["order"]["suggestedRefund"]["amountSet"]["shopMoney"]["amount"], "84.0");
    assert_eq!(preview["data"]["order"]["suggestedRefund"]["suggestedTransactions"][0]["kind"], "SUGGESTED_REFUND");
    let job = day.ask(UK, operation!("job"), json!({"id": "gid://shopify/Job/1"})).await;
    assert_eq!(job["data"]["job"]["done"], true);
    let hooks = day.ask(UK, operation!("subscriptions"), json!({})).await;
    assert_eq!(hooks["data"]["webhookSubscriptions"]["nodes"], json!([]));
    let changed =
        day.ask(UK, operation!("changed_customers"), json!({"text": "updated_at:>='2026-11-01T00:00:00Z'"})).await;
    assert!(changed["data"]["customers"]["nodes"].as_array().unwrap().len() > 5);
    let more = day
        .sandbox
        .token_with_scopes(UK, &["read_orders", "read_draft_orders", "read_merchant_managed_fulfillment_orders"]);
    let deliveries = day.ask_as(UK, &more, operation!("deliveries"), json!({"id": id})).await;
    let delivery = &deliveries["data"]["order"]["fulfillmentOrders"]["nodes"][0];
    assert_eq!(delivery["deliveryMethod"]["methodType"], "SHIPPING");
    let drafts = day.ask_as(UK, &more, operation!("drafts"), json!({"text": "status:open"})).await;
    assert_eq!(drafts["data"]["draftOrders"]["nodes"], json!([]));
}

#[tokio::test]
async fn mutations_are_checked_and_then_say_that_they_are_not_carried_out() {
    let day = Day::begin().await;
    let token = day.sandbox.token_with_scopes(UK, &["write_orders"]);
    let cancel = operation!("mutations").lines().next().unwrap();
    let answer = day.ask_as(UK, &token, cancel, json!({"id": "gid://shopify/Order/1"})).await;
    assert_eq!(answer["data"], json!({"orderCancel": null}));
    assert_eq!(answer["errors"][0]["extensions"]["code"], "NOT_IMPLEMENTED");
    let bare = "mutation R($input: RefundInput!) { refundCreate(input: $input) { refund { id } } }";
    let input = json!({"input": {"orderId": "gid://shopify/Order/1"}});
    let answer = day.ask_as(UK, &token, bare, input).await;
    let message = "The @idempotent directive is required for this mutation but was not provided.";
    assert_eq!(answer["errors"][0]["message"], message);
    assert_eq!(answer["errors"][0]["extensions"]["code"], "BAD_REQUEST");
}

#[tokio::test]
async fn deprecated_fields_still_answer_and_say_so_in_a_header() {
    let day = Day::begin().await;
    let token = day.sandbox.token(UK);
    let query = "{ customers(first: 1, query: \"email:\\\"maria@example.com\\\"\") { nodes { email phone } } }";
    let response = day.send(UK, &token, query, json!({})).await;
    let header = response.headers()["x-shopify-api-deprecated-reason"].to_str().unwrap().to_owned();
    assert_eq!(header, "Customer.email, Customer.phone");
    let body = crate::support::read(response).await;
    assert_eq!(body["data"]["customers"]["nodes"][0], json!({"email": "maria@example.com", "phone": "+447700900142"}));
}

#[tokio::test]
async fn pictures_are_drawn_for_products() {
    let day = Day::begin().await;
    let whole = day.whole(FRANCE, "ML-2071").await;
    let url = whole["lineItems"]["nodes"][0]["image"]["url"].as_str().unwrap();
    let path = url.strip_prefix(&day.sandbox.origin()).unwrap();
    let picture = day.get(path).await;
    assert_eq!(picture.headers()["content-type"], "image/svg+xml");
    assert!(picture.text().await.unwrap().starts_with("<svg"));
    assert_eq!(day.get(&format!("/{FRANCE}/cdn/nothing.svg")).await.status(), 404);
}
