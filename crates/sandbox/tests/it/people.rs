//! The people in the shops, and what is odd about each.

use serde_json::{Value, json};

use crate::support::{Day, FRANCE, JAPAN, UK, operation};

#[tokio::test]
async fn there_are_at_least_twenty_five_customers() {
    let day = Day::begin().await;
    let mut all = 0;
    for shop in day.sandbox.shops() {
        let answer = day.ask(&shop.domain, "{ customersCount { count precision } }", json!({})).await;
        all += answer["data"]["customersCount"]["count"].as_u64().unwrap();
    }
    assert!(all >= 25, "{all}");
}

#[tokio::test]
async fn jonas_paid_in_francs_for_two_parcels() {
    let day = Day::begin().await;
    let order = day.whole(FRANCE, "ML-2071").await;
    assert_eq!(order["customer"]["displayName"], "Jonas Weber");
    assert_eq!(order["totalPriceSet"]["shopMoney"]["currencyCode"], "EUR");
    assert_eq!(order["totalPriceSet"]["presentmentMoney"]["currencyCode"], "CHF");
    assert_ne!(order["totalPriceSet"]["shopMoney"]["amount"], order["totalPriceSet"]["presentmentMoney"]["amount"]);
    let statuses: Vec<&Value> = order["fulfillments"].as_array().unwrap().iter().map(|f| &f["displayStatus"]).collect();
    assert_eq!(statuses, ["DELIVERED", "OUT_FOR_DELIVERY"]);
}

#[tokio::test]
async fn sakura_pays_in_yen_and_picks_up() {
    let day = Day::begin().await;
    let order = day.whole(JAPAN, "#501").await;
    assert_eq!(order["totalPriceSet"]["shopMoney"], json!({"amount": "7580.0", "currencyCode": "JPY"}));
    assert_eq!(order["fulfillments"][0]["displayStatus"], "READY_FOR_PICKUP");
    assert_eq!(order["fulfillments"][0]["trackingInfo"], json!([]));
    let who = json!({"who": {"phoneNumber": "+819012345678"}});
    let found = day.ask(JAPAN, operation!("find_customer"), who).await;
    assert_eq!(found["data"]["customerByIdentifier"]["displayName"], "山本 さくら");
}

#[tokio::test]
async fn the_odd_orders_are_odd_in_the_right_way() {
    let day = Day::begin().await;
    let guest = day.whole(UK, "#1043").await;
    assert_eq!((&guest["customer"], &guest["email"]), (&Value::Null, &json!("priya.nair@example.com")));
    let till = day.whole(UK, "#1032").await;
    assert_eq!(
        (&till["customer"], &till["email"], &till["shippingAddress"]),
        (&Value::Null, &Value::Null, &Value::Null)
    );
    assert_eq!(till["retailLocation"]["name"], "Covent Garden shop");

    let cancelled = day.whole(UK, "#1040").await;
    assert_eq!(cancelled["cancelReason"], "CUSTOMER");
    assert_eq!(cancelled["displayFinancialStatus"], "REFUNDED");
    assert_eq!(cancelled["displayFulfillmentStatus"], "UNFULFILLED");
    assert_eq!(cancelled["currentTotalPriceSet"]["shopMoney"]["amount"], "0.0");
    assert_eq!(cancelled["totalReceivedSet"], cancelled["totalRefundedSet"]);
    assert_eq!(cancelled["closed"], true);

    let unpaid = day.whole(UK, "#1026").await;
    assert_eq!(unpaid["displayFinancialStatus"], Value::Null);
    assert_eq!((&unpaid["transactions"], &unpaid["paymentGatewayNames"]), (&json!([]), &json!([])));

    let kofi = day.whole(UK, "#1037").await;
    assert_eq!((&kofi["edited"], &kofi["displayFinancialStatus"]), (&json!(true), &json!("PARTIALLY_REFUNDED")));
    assert_eq!(kofi["totalPriceSet"]["shopMoney"]["amount"], "93.45");
    assert_eq!(kofi["currentTotalPriceSet"]["shopMoney"]["amount"], "55.45");
    assert_eq!(kofi["netPaymentSet"]["shopMoney"]["amount"], "55.45");
    let lines = kofi["lineItems"]["nodes"].as_array().unwrap();
    assert_eq!((&lines[0]["title"], &lines[0]["product"]), (&json!("Enamel teapot"), &Value::Null));
    assert_eq!(
        (&lines[1]["sku"], &lines[1]["variant"], &lines[1]["image"]),
        (&Value::Null, &Value::Null, &Value::Null)
    );
    assert_eq!((&lines[2]["quantity"], &lines[2]["currentQuantity"]), (&json!(2), &json!(0)));

    let odd_link = day.whole(UK, "#1033").await;
    assert!(odd_link["fulfillments"][0]["trackingInfo"][0]["url"].as_str().unwrap().starts_with("javascript:"));
    let resent = day.whole(UK, "#1041").await;
    assert_eq!(resent["fulfillments"][0]["status"], "CANCELLED");
    assert_eq!(resent["fulfillments"][0]["displayStatus"], "CANCELED");
    let zoe = day.whole(UK, "#1034").await;
    assert_eq!(zoe["fulfillments"][0]["trackingInfo"].as_array().unwrap().len(), 3);
    assert!(zoe["customAttributes"].as_array().unwrap().iter().any(|a| a["key"].as_str().unwrap().starts_with('_')));
    let coffee = day.whole(UK, "#1039").await;
    assert_eq!(coffee["lineItems"]["nodes"][0]["sellingPlan"]["name"], "Every 4 weeks");
}

#[tokio::test]
async fn the_french_shop_has_gifts_and_unpaid_orders() {
    let day = Day::begin().await;
    let gift = day.whole(FRANCE, "ML-2068").await;
    assert_eq!(gift["displayFulfillmentStatus"], "FULFILLMENT_NOT_REQUIRED");
    assert_eq!(gift["shippingAddress"], Value::Null);
    assert_eq!(gift["lineItems"]["nodes"][0]["isGiftCard"], true);
    let waiting = day.whole(FRANCE, "ML-2072").await;
    assert_eq!(waiting["displayFinancialStatus"], "PENDING");
    assert_eq!(waiting["displayFulfillmentStatus"], "ON_HOLD");
    assert_eq!(waiting["totalOutstandingSet"]["shopMoney"]["amount"], "132.0");
    let unknown = day.whole(FRANCE, "ML-2069").await;
    let tracking = &unknown["fulfillments"][0]["trackingInfo"][0];
    assert_eq!(tracking, &json!({"company": null, "number": "MX-7781-22", "url": null}));
    let layla = json!({"who": {"emailAddress": "layla@example.ae"}});
    let found = day.ask(FRANCE, operation!("find_customer"), layla).await;
    assert_eq!(found["data"]["customerByIdentifier"]["displayName"], "ليلى الحسن");
}

#[tokio::test]
async fn names_fall_back_to_what_is_known() {
    let day = Day::begin().await;
    let zoe = json!({"who": {"emailAddress": "zoe@example.nl"}});
    let found = day.ask(UK, operation!("find_customer"), zoe).await;
    let zoe = &found["data"]["customerByIdentifier"];
    assert_eq!(zoe["firstName"], "Zoë 👩‍👩‍👧‍👦");
    assert_eq!(zoe["tags"].as_array().unwrap().len(), 30);
    assert!(zoe["note"].as_str().unwrap().contains("<script>") && zoe["note"].as_str().unwrap().contains('\n'));
    let phone = json!({"who": {"phoneNumber": "+447700900175"}});
    let found = day.ask(UK, operation!("find_customer"), phone).await;
    assert_eq!(found["data"]["customerByIdentifier"]["displayName"], "+44 7700 900175");
    assert_eq!(found["data"]["customerByIdentifier"]["defaultEmailAddress"], Value::Null);
    let both = json!({"who": {"emailAddress": "emma.laurent@example.fr"}});
    for shop in [UK, FRANCE] {
        let found = day.ask(shop, operation!("find_customer"), both.clone()).await;
        assert_eq!(found["data"]["customerByIdentifier"]["displayName"], "Emma Laurent");
    }
}

#[tokio::test]
async fn three_decimals_and_names_at_the_limit() {
    let day = Day::begin().await;
    let dinars = day.whole(FRANCE, "ML-2063").await;
    assert_eq!(dinars["totalPriceSet"]["presentmentMoney"], json!({"amount": "34.068", "currencyCode": "KWD"}));
    let who = json!({"who": {"emailAddress": "maria.angeles@example.es"}});
    let found = day.ask(FRANCE, operation!("find_customer"), who).await;
    let name = found["data"]["customerByIdentifier"]["displayName"].as_str().unwrap();
    assert_eq!(name.chars().count(), 255);
    let imported = day.whole(FRANCE, "ML-2066-A").await;
    assert!(imported["createdAt"].as_str() > imported["processedAt"].as_str());
    assert!(imported["customer"]["displayName"].as_str().unwrap().contains('\u{302}'), "combining marks stay");
}
