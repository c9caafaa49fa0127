//! Every row of the catalogue on what may come in place of what should: nothing, emptiness, other types, hostile texts.

use super::tests::Answer;
use super::{Reader, example_data};
use context_card_wire::catalogue::FIELDS;
use context_card_wire::{Field, FieldSpec, Group, Money, Tone, Value as Shown};
use serde_json::{Value, json};
use time::macros::datetime;

const ALL: &[&str] = &["read_customers", "read_orders", "read_products", "read_locations", "read_returns"];

fn example() -> Value {
    example_data(datetime!(2026-11-21 10:00 UTC))
}

/// What is drawn of each row.
fn drawn(data: Value) -> Vec<(&'static FieldSpec, Vec<Field>)> {
    let answer = Answer::new(data).with_scopes(ALL);
    answer.read(|reader: Reader<'_>| FIELDS.iter().map(|spec| (spec, reader.example(spec))).collect())
}

/// The same data with every leaf changed.
fn with_leaves(data: &Value, change: &impl Fn(&Value) -> Value) -> Value {
    match data {
        Value::Object(map) => map.iter().map(|(key, value)| (key.clone(), with_leaves(value, change))).collect(),
        Value::Array(list) => list.iter().map(|value| with_leaves(value, change)).collect(),
        leaf => change(leaf),
    }
}

#[test]
fn what_is_not_there_is_not_drawn() {
    for nothing in [
        with_leaves(&example(), &|_| Value::Null),
        with_leaves(&example(), &|leaf| if leaf.is_string() { json!("") } else { Value::Null }),
        with_leaves(&example(), &|leaf| if leaf.is_string() { json!(" \n ") } else { Value::Null }),
        json!({"order": {"fulfillments": [{}], "lineItems": {"nodes": [{}]}}, "changed": {}, "customer": {}, "product": {}, "productVariant": {}}),
        json!({}),
    ] {
        for (spec, fields) in drawn(nothing) {
            // A parcel of which nothing is known has still left.
            let told_by_parcels = spec.id == "order.delivery_status";
            if spec.group != Group::Store && !spec.is_always_shown() && !told_by_parcels {
                assert_eq!(fields, [], "{}", spec.id);
            }
        }
    }
}

#[test]
fn lists_that_are_empty_or_nulled_are_not_drawn() {
    fn emptied(data: &Value, with: &Value) -> Value {
        match data {
            Value::Object(map) => map.iter().map(|(key, value)| (key.clone(), emptied(value, with))).collect(),
            Value::Array(_) => with.clone(),
            leaf => leaf.clone(),
        }
    }
    for with in [json!([]), json!([null, null]), Value::Null] {
        for of in ["order", "customer"] {
            let mut data = example();
            data[of] = emptied(&data[of], &with);
            let lists = ["tags", "discount_codes", "payment_method", "custom_attributes", "risk", "other_phones"];
            for (spec, fields) in drawn(data) {
                let list = lists.iter().any(|name| spec.id == format!("{of}.{name}"));
                assert!(!list || fields.is_empty(), "{} with {with}: {fields:?}", spec.id);
            }
        }
    }
}

#[test]
fn whatever_comes_nothing_breaks_and_only_honest_addresses_are_links() {
    let long = "ß".repeat(70_000);
    for text in [
        "<script>alert(1)</script>",
        "javascript:alert(1)",
        "https://user:pw@evil.example/",
        "http://plain.example/",
        "data:text/html,hi",
        "\u{202e}gnp.exe",
        "\u{0}\u{7}",
        "-",
        "--1",
        "1e999999",
        "99999999999999999999999999999999999999",
        "-0",
        "0.0.0",
        "NaN",
        "2026-02-30T25:61:00Z",
        "👩‍👩‍👧‍👦",
        "_",
        "#D",
        "gid://shopify/LineItem/",
        "gid://shopify/LineItem/../5",
        &long,
    ] {
        for change in [
            &(|leaf: &Value| if leaf.is_string() { json!(text) } else { leaf.clone() }) as &dyn Fn(&Value) -> Value,
            &|_| json!(text),
        ] {
            for (spec, fields) in drawn(with_leaves(&example(), &change)) {
                for field in fields {
                    match field.value {
                        Shown::Link(link) => assert!(link.url.starts_with("https://"), "{} {}", spec.id, link.url),
                        Shown::Image(picture) => assert!(picture.url.starts_with("https://"), "{}", spec.id),
                        _ => {}
                    }
                }
            }
        }
    }
}

#[test]
fn values_of_another_type_break_nothing() {
    for odd in [
        json!(true),
        json!(-7),
        json!(1.5e300),
        json!([]),
        json!({}),
        json!([[]]),
        json!({"amount": {}}),
        json!(u64::MAX),
    ] {
        let _ = drawn(with_leaves(&example(), &|_| odd.clone()));
        for name in ["order", "changed", "customer", "product", "productVariant"] {
            let mut data = example();
            data[name] = odd.clone();
            let _ = drawn(data);
            let Value::Object(fields) = example()[name].clone() else { panic!("no object") };
            for key in fields.keys() {
                let mut data = example();
                data[name][key] = odd.clone();
                let _ = drawn(data);
            }
        }
    }
}

/// What one row draws of an object.
fn one(id: &str, object: Value) -> Option<Shown> {
    let spec = FIELDS.iter().find(|spec| spec.id == id).unwrap();
    let place = match spec.group {
        Group::Customer => "customer",
        Group::Product => "product",
        Group::Variant => "productVariant",
        _ => "order",
    };
    let data = match spec.group {
        Group::LineItem => json!({"order": {"lineItems": {"nodes": [object]}}}),
        Group::Fulfillment => json!({"order": {"fulfillments": [object]}}),
        _ => json!({place: object.clone(), "changed": object}),
    };
    let answer = Answer::new(data).with_scopes(ALL);
    answer.read(|reader| reader.example(spec)).into_iter().next().map(|field| field.value)
}

fn text(id: &str, object: Value) -> Option<String> {
    one(id, object).map(|value| match value {
        Shown::Text(text) => text,
        Shown::Badge(badge) => badge.text,
        Shown::Money(Money { text, presentment, .. }) => {
            [text, presentment.unwrap_or_default()].join(" ").trim().to_owned()
        }
        Shown::Date(moment) => moment.text,
        Shown::Link(link) => link.url,
        Shown::List(texts) => texts.join("|"),
        other => panic!("{other:?}"),
    })
}

fn money(amount: &str, currency: &str) -> Value {
    json!({"amount": amount, "currencyCode": currency})
}

fn bag(amount: &str) -> Value {
    json!({"shopMoney": money(amount, "GBP"), "presentmentMoney": money(amount, "GBP")})
}

#[test]
fn an_orders_type_and_source_are_told_in_words() {
    for (order, kind, source) in [
        (json!({"name": "#1042", "sourceName": "web"}), Some("Online"), Some("Online store")),
        (json!({"name": "#1042", "sourceName": "pos"}), Some("Till"), Some("Point of sale")),
        (json!({"name": "#D12", "sourceName": null}), Some("Draft order"), None),
        (json!({"name": "#DE12", "sourceName": null}), None, None),
        (json!({"name": "#1042", "sourceName": "shopify_draft_order"}), Some("Draft order"), Some("Draft order")),
        (json!({"name": "#1042", "sourceName": "subscription_contract"}), Some("Subscription"), Some("Subscription")),
        (json!({"name": "#1042", "sourceName": "web", "test": true}), Some("Test order"), Some("Online store")),
        (json!({"name": "#1042", "sourceName": "347082227713"}), None, None),
        (json!({"name": "#1042", "sourceName": "347082227713", "app": {"name": "Wholesale"}}), None, Some("Wholesale")),
        (
            json!({"name": "#1042", "sourceName": "1", "attribution": {"displayName": "TikTok"}, "app": {"name": "x"}}),
            None,
            Some("TikTok"),
        ),
        (json!({"name": "#1042", "sourceName": "hologram"}), None, Some("hologram")),
    ] {
        assert_eq!(text("order.type", order.clone()).as_deref(), kind, "{order}");
        assert_eq!(text("order.source", order.clone()).as_deref(), source, "{order}");
    }
}

#[test]
fn both_totals_are_told_where_they_differ() {
    for (original, current, told) in [
        ("120.0", "84.0", (Some("£120.00"), Some("£84.00"))),
        ("120.0", "0.0", (Some("£120.00"), Some("£0.00"))),
        ("120.0", "120.00", (None, None)),
        ("0.0", "0", (None, None)),
    ] {
        let order = json!({"totalPriceSet": bag(original), "currentTotalPriceSet": bag(current)});
        assert_eq!(text("order.original_total", order.clone()).as_deref(), told.0, "{original} {current}");
        assert_eq!(text("order.current_total", order).as_deref(), told.1, "{original} {current}");
    }
}

#[test]
fn an_average_is_exact_and_has_its_currencys_decimals() {
    for (spent, currency, orders, expected) in [
        ("1284.5", "GBP", "14", Some("£91.75")),
        ("100.0", "GBP", "3", Some("£33.33")),
        ("200.0", "GBP", "3", Some("£66.67")),
        ("0.05", "GBP", "2", Some("£0.03")),
        ("10000.0", "JPY", "3", Some("JP¥3,333")),
        ("10.000", "KWD", "3", Some("KWD 3.333")),
        ("0.0", "GBP", "2", Some("£0.00")),
        ("99999999999999.99", "GBP", "1", Some("£99,999,999,999,999.99")),
        ("100.0", "GBP", "0", None),
        ("lots", "GBP", "2", None),
        ("100.0", "GBP", "-1", None),
    ] {
        let customer = json!({"amountSpent": money(spent, currency), "numberOfOrders": orders});
        let told = text("customer.average_order", customer).map(|text| text.replace('\u{a0}', " "));
        assert_eq!(told.as_deref(), expected, "{spent} {currency} by {orders}");
    }
}

#[test]
fn a_line_items_discounts_are_summed() {
    let item = |amounts: &[Value]| {
        let allocations: Vec<_> = amounts.iter().map(|bag| json!({"allocatedAmountSet": bag})).collect();
        json!({"discountAllocations": allocations})
    };
    assert_eq!(text("line_item.discount", item(&[bag("0.1"), bag("0.2")])).as_deref(), Some("£0.30"));
    assert_eq!(text("line_item.discount", item(&[bag("0.0")])), None);
    assert_eq!(text("line_item.discount", item(&[])), None);
    let abroad = json!({"shopMoney": money("10.0", "GBP"), "presentmentMoney": money("11.7", "EUR")});
    assert_eq!(text("line_item.discount", item(&[abroad.clone(), abroad])).as_deref(), Some("£20.00 €23.40"));
    let mixed = json!({"shopMoney": money("1.0", "USD"), "presentmentMoney": null});
    assert_eq!(text("line_item.discount", item(&[bag("1.0"), mixed])), None, "apples and pears");
}

#[test]
fn attributes_that_begin_with_an_underscore_are_hidden() {
    let attributes = json!({"customAttributes": [
        {"key": "Gift message", "value": "Happy <b>birthday</b>"},
        {"key": "_tracking", "value": "secret"},
        {"key": "Empty", "value": ""},
        {"key": "", "value": "nameless"},
        null,
        {"key": "Link", "value": "javascript:alert(1)"},
    ]});
    let expected = Some("Gift message: Happy <b>birthday</b>|Link: javascript:alert(1)");
    assert_eq!(text("order.custom_attributes", attributes.clone()).as_deref(), expected);
    assert_eq!(text("line_item.custom_attributes", attributes).as_deref(), expected);
    assert_eq!(text("order.custom_attributes", json!({"customAttributes": [{"key": "_a", "value": "b"}]})), None);
}

#[test]
fn the_highest_risk_speaks() {
    let of = |levels: &[&str]| {
        let assessments: Vec<_> = levels.iter().map(|level| json!({"riskLevel": level})).collect();
        one("order.risk", json!({"risk": {"assessments": assessments}})).map(|value| match value {
            Shown::Badge(badge) => (badge.text, badge.tone),
            other => panic!("{other:?}"),
        })
    };
    assert_eq!(of(&["LOW", "HIGH", "MEDIUM"]), Some(("High risk".into(), Tone::Critical)));
    assert_eq!(of(&["LOW", "MEDIUM", "NONE"]), Some(("Medium risk".into(), Tone::Caution)));
    assert_eq!(of(&["PENDING", "LOW"]), Some(("Low risk".into(), Tone::Positive)));
    assert_eq!(of(&["SOMETHING_NEW", "LOW"]), Some(("Something new".into(), Tone::Neutral)));
    assert_eq!((of(&["NONE"]), of(&[])), (None, None));
    let advice = |code: &str| text("order.risk_recommendation", json!({"risk": {"recommendation": code}}));
    assert_eq!((advice("CANCEL").as_deref(), advice("NONE")), (Some("Cancel"), None));
}

#[test]
fn small_things_are_told_only_where_there_is_something() {
    for (id, object, expected) in [
        ("order.return_status", json!({"returnStatus": "NO_RETURN"}), None),
        ("order.return_status", json!({"returnStatus": "RETURNED"}), Some("Returned")),
        ("order.accepts_marketing", json!({"customerAcceptsMarketing": false}), Some("No")),
        ("line_item.gift_card", json!({"isGiftCard": false}), None),
        ("line_item.gift_card", json!({"isGiftCard": true}), Some("Gift card")),
        ("line_item.variant", json!({"variantTitle": "Default Title"}), None),
        ("line_item.id", json!({"id": "gid://shopify/LineItem/5"}), Some("5")),
        ("line_item.product_link", json!({"product": null}), None),
        (
            "line_item.product_link",
            json!({"product": {"legacyResourceId": "5", "onlineStoreUrl": null}}),
            Some("https://admin.shopify.com/store/acme-uk/products/5"),
        ),
        (
            "customer.other_phones",
            json!({"defaultPhoneNumber": {"phoneNumber": "+1"}, "addressesV2": {"nodes": [{"phone": "+1"}, {"phone": "+2"}, {"phone": "+2"}, {"phone": null}]}}),
            Some("+2"),
        ),
        (
            "fulfillment.location",
            json!({"location": {"name": "Souq stall", "address": {"country": null}}}),
            Some("Souq stall"),
        ),
        ("fulfillment.location", json!({"location": null}), None),
        ("variant.stock", json!({"inventoryQuantity": -3, "inventoryItem": {"tracked": true}}), Some("-3")),
        ("variant.stock", json!({"inventoryQuantity": 0, "inventoryItem": {"tracked": false}}), None),
        ("variant.price", json!({"price": "7.25"}), Some("£7.25")),
        ("product.stock", json!({"totalInventory": 0, "tracksInventory": true}), Some("0")),
    ] {
        assert_eq!(text(id, object.clone()).as_deref(), expected, "{id} of {object}");
    }
}

#[test]
fn a_metafield_is_drawn_by_its_type() {
    let answer = Answer::new(json!({}));
    let draw = |of: &str, value: &str| {
        answer.read(|reader| reader.metafield(&json!({"type": of, "value": value, "definition": null})))
    };
    let told = |of: &str, value: &str| {
        let words = draw(of, value).into_iter().map(|value| match value {
            Shown::Text(text) => text,
            Shown::Money(money) => money.text,
            Shown::Date(moment) => moment.text,
            Shown::Link(link) => format!("[{}]({})", link.text, link.url),
            Shown::List(texts) => texts.join("|"),
            other => panic!("{other:?}"),
        });
        words.collect::<Vec<_>>().join(" + ").replace('\u{a0}', " ")
    };
    for (of, value, expected) in [
        ("single_line_text_field", " <b>Gold</b> ", "<b>Gold</b>"),
        ("multi_line_text_field", "one\ntwo", "one\ntwo"),
        ("number_integer", "1284", "1,284"),
        ("number_decimal", "-12.50", "-12.50"),
        ("number_integer", "many", "many"),
        ("boolean", "true", "Yes"),
        ("boolean", "false", "No"),
        ("boolean", "perhaps", "perhaps"),
        ("date", "2026-11-20", "yesterday"),
        ("date", "soon", "soon"),
        ("date_time", "2026-11-21T09:00:00", "1 hour ago"),
        ("date_time", "2026-11-21T09:00:00+00:00", "1 hour ago"),
        ("money", r#"{"amount":"84.00","currency_code":"GBP"}"#, "£84.00"),
        ("money", "84 pounds", ""),
        ("url", "https://a.example/x", "[https://a.example/x](https://a.example/x)"),
        ("url", "javascript:alert(1)", "javascript:alert(1)"),
        ("link", r#"{"text":"Proof","url":"https://a.example/"}"#, "[Proof](https://a.example/)"),
        ("link", r#"{"text":"Proof","url":"javascript:alert(1)"}"#, ""),
        ("rating", r#"{"value":"4.50","scale_min":"1.0","scale_max":"5.0"}"#, "4.5 of 5"),
        ("rating", "4.5", ""),
        ("weight", r#"{"value":1.40,"unit":"kg"}"#, "1.4 kg"),
        ("dimension", r#"{"value":25,"unit":"CENTIMETERS"}"#, "25 cm"),
        ("volume", r#"{"value":20.0,"unit":"ml"}"#, "20 ml"),
        ("color", "#ff8800", "#ff8800"),
        ("json", r#"{"number":4711,"open":true,"deep":{"a":1},"none":null}"#, "number: 4,711|open: Yes"),
        ("json", r#"["a",2,[3]]"#, "a|2"),
        ("json", r#"{"deep":{"a":1}}"#, ""),
        ("json", "not json", ""),
        (
            "rich_text_field",
            r#"{"type":"root","children":[{"type":"paragraph","children":[{"type":"text","value":"One "},{"type":"text","bold":true,"value":"two"}]},{"type":"paragraph","children":[{"type":"text","value":"Three"}]}]}"#,
            "One two\nThree",
        ),
        ("rich_text_field", "{}", ""),
        ("list.single_line_text_field", r#"["A-04",""," C-17 "]"#, "A-04|C-17"),
        ("list.number_integer", "[1,2000]", "1|2,000"),
        ("list.date", r#"["2026-11-20"]"#, "Fri, 20 Nov 2026"),
        (
            "list.url",
            r#"["https://a.example/","javascript:alert(1)"]"#,
            "[https://a.example/](https://a.example/) + javascript:alert(1)",
        ),
        ("list.weight", r#"[{"value":1.4,"unit":"kg"},{"value":2,"unit":"kg"}]"#, "1.4 kg|2 kg"),
        ("list.single_line_text_field", "[]", ""),
        ("list.single_line_text_field", "not a list", ""),
        ("product_reference", "gid://shopify/Product/1", ""),
        ("list.metaobject_reference", r#"["gid://shopify/Metaobject/1"]"#, ""),
        ("something_new", "readable", "readable"),
        ("something_new", r#"{"x":1}"#, ""),
        ("single_line_text_field", r#"{"x":1}"#, r#"{"x":1}"#),
        ("single_line_text_field", "", ""),
        ("", "x", ""),
    ] {
        assert_eq!(told(of, value), expected, "{of} {value}");
    }
    let long = told("multi_line_text_field", &"ß".repeat(70_000));
    assert_eq!((long.chars().count(), long.ends_with('…')), (2001, true));
    let many = serde_json::to_string(&vec!["x"; 300]).unwrap();
    assert_eq!(told("list.single_line_text_field", &many).split('|').count(), 50);
}
