//! Metafields, and what the shop has defined for them.

use serde_json::{Value, json};

use crate::support::{Day, UK};

#[tokio::test]
async fn an_admin_sees_what_the_shop_has_defined_for_orders_and_customers() {
    let day = Day::begin().await;
    let query = "query Defined($of: MetafieldOwnerType!) { metafieldDefinitions(ownerType: $of, first: 50) { nodes { namespace key name type { name } ownerType } } }";
    let named = async |of: &str| -> Vec<String> {
        let answer = day.ask(UK, query, json!({"of": of})).await;
        let nodes = answer["data"]["metafieldDefinitions"]["nodes"].as_array().unwrap().clone();
        nodes
            .iter()
            .map(|d| format!("{}.{}: {}", d["namespace"], d["key"], d["type"]["name"]).replace('"', ""))
            .collect()
    };
    let orders = named("ORDER").await;
    assert!(orders.contains(&"custom.delivery_window: single_line_text_field".to_owned()), "{orders:?}");
    assert!(!orders.iter().any(|name| name.starts_with("loyalty.")), "{orders:?}");
    assert!(named("CUSTOMER").await.contains(&"loyalty.points: number_integer".to_owned()));
    assert_eq!(named("LOCATION").await, Vec::<String>::new());
}

#[tokio::test]
async fn definitions_are_for_those_who_may_see_what_they_are_of() {
    let day = Day::begin().await;
    let query = "{ metafieldDefinitions(ownerType: CUSTOMER, first: 5) { nodes { key } } }";
    let token = day.sandbox.token_with_scopes(UK, &["read_orders"]);
    let answer = day.ask_as(UK, &token, query, json!({})).await;
    assert_eq!(answer["errors"][0]["extensions"]["code"], "ACCESS_DENIED");
    assert!(answer["errors"][0]["message"].as_str().unwrap().contains("read_customers"), "{answer}");
    assert_eq!(answer["data"], Value::Null);
}

#[tokio::test]
async fn a_value_has_the_type_of_its_definition() {
    let day = Day::begin().await;
    let query = "{ orders(first: 1, query: \"name:1042\") { nodes {
        money: metafield(namespace: \"custom\", key: \"insured_value\") { type value jsonValue definition { name } }
        bins: metafield(namespace: \"warehouse\", key: \"bins\") { type jsonValue }
        none: metafield(namespace: \"custom\", key: \"nothing\") { value }
        some: metafields(first: 5, keys: [\"custom.engraved\", \"erp.document\"]) { nodes { key } }
    } } }";
    let order = day.ask(UK, query, json!({})).await["data"]["orders"]["nodes"][0].clone();
    assert_eq!(order["money"]["type"], "money");
    assert_eq!(order["money"]["value"], r#"{"amount":"84.00","currency_code":"GBP"}"#);
    assert_eq!(order["money"]["jsonValue"]["currency_code"], "GBP");
    assert_eq!(order["money"]["definition"]["name"], "Insured value");
    assert_eq!(
        (&order["bins"]["type"], &order["bins"]["jsonValue"]),
        (&json!("list.single_line_text_field"), &json!(["A-04", "C-17"]))
    );
    assert_eq!(order["none"], Value::Null);
    assert_eq!(order["some"]["nodes"], json!([{"key": "engraved"}, {"key": "document"}]));
}
