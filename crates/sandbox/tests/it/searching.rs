//! The search syntax and its traps.

use serde_json::{Value, json};

use crate::support::{Day, UK, operation};

#[tokio::test]
async fn an_unquoted_address_finds_strangers_and_a_quoted_one_does_not() {
    let day = Day::begin().await;
    let loose = day.search("email:maria@example.com").await;
    assert_eq!(loose, ["maria@example.com", "maria.sorensen@example.com", "maria+shop@example.com"]);
    assert_eq!(day.search("email:\"maria@example.com\"").await, ["maria@example.com"]);
    assert_eq!(day.search("email:\"mari@example.com\"").await, ["mari@example.com"]);
    assert_eq!(day.search("email:\"maria@example.co\"").await, ["maria@example.co"]);
    assert!(day.search("email:\"nobody@example.net\"").await.is_empty());
}

#[tokio::test]
async fn an_apostrophe_is_safe_in_quotes() {
    let day = Day::begin().await;
    assert_eq!(day.search("email:\"tom.o'brien@example.com\"").await, ["tom.o'brien@example.com"]);
    assert_eq!(day.search("email:\"brien@example.com\"").await, ["brien@example.com"]);
}

#[tokio::test]
async fn terms_join_and_exclude() {
    let day = Day::begin().await;
    assert_eq!(day.search("tag:VIP -tag:wholesale state:enabled").await, ["harriet.blackwood@example.org"]);
    let both = day.search("(first_name:Daniel OR first_name:Dana) AND last_name:Price").await;
    assert_eq!(both, ["daniel.price@example.com", "dana.price@example.org"]);
    assert_eq!(day.search("phone:+447700900143").await, ["callum.reid@example.org"]);
    assert_eq!(day.search("orders_count:>100").await, ["orders@brightfield.example"]);
    assert_eq!(day.search("NOT email:*").await, ["-", "-"], "two have no address");
}

#[tokio::test]
async fn nonsense_is_ignored_which_finds_everybody() {
    let day = Day::begin().await;
    let everybody = day.search("").await.len();
    assert_eq!(day.search("email:").await.len(), everybody);
    assert_eq!(day.search("favourite_colour:red").await.len(), everybody);
    let answer = day.ask(UK, operation!("search_customers"), json!({"text": "favourite_colour:red tag:VIP"})).await;
    let notice = &answer["extensions"]["search"][0];
    assert_eq!(notice["path"], json!(["customers"]));
    assert_eq!(notice["warnings"][0]["field"], "favourite_colour");
    assert_eq!(notice["warnings"][0]["code"], "invalid_field");
}

#[tokio::test]
async fn order_names_are_found_with_and_without_their_sign() {
    let day = Day::begin().await;
    for text in ["name:1042", "name:#1042", "name:\"#1042\"", "name:\"1042\"", "#1042", "1042"] {
        let found = day.ask(UK, operation!("order_by_number"), json!({"text": text})).await;
        assert_eq!(found["data"]["orders"]["nodes"][0]["name"], "#1042", "{text}");
    }
    let found = day.ask(UK, operation!("order_by_number"), json!({"text": "name:104"})).await;
    assert_eq!(found["data"]["orders"]["nodes"], json!([]));
    let twice = day.ask(UK, operation!("order_by_number"), json!({"text": "name:\"#1017\""})).await;
    assert_eq!(twice["data"]["orders"]["nodes"].as_array().unwrap().len(), 2, "two orders have this name");
}

#[tokio::test]
async fn orders_are_found_by_what_they_are() {
    let day = Day::begin().await;
    let names = async |text: &str| -> Vec<String> {
        let found = day.ask(UK, operation!("list_orders"), json!({"text": text, "many": 50})).await;
        let nodes = found["data"]["orders"]["nodes"].as_array().unwrap().clone();
        nodes.iter().map(|n| n["name"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(names("email:\"priya.nair@example.com\"").await, ["#1043", "#1030", "#1023"]);
    // Brightfield's many are all standing orders.
    let names = async |text: &str| names(&format!("{text} -tag:standing-order")).await;
    assert_eq!(names("financial_status:refunded").await, ["#1040", "#1038"]);
    assert_eq!(names("status:cancelled").await, ["#1040", "#1026"]);
    assert_eq!(names("source_name:pos").await, ["#1032", "#1031"]);
    assert_eq!(names("test:true").await, ["#1047"]);
    assert_eq!(names("risk_level:high").await, ["#1026"]);
    assert_eq!(names("fulfillment_status:unfulfilled status:open test:false").await, ["#1046"]);
}

#[tokio::test]
async fn identifiers_are_normalised_where_shopify_does_it() {
    let day = Day::begin().await;
    let found = async |who: Value| {
        day.ask(UK, operation!("find_customer"), json!({"who": who})).await["data"]["customerByIdentifier"]["displayName"].clone()
    };
    assert_eq!(found(json!({"emailAddress": " MARIA @Example.com "})).await, "Maria Sørensen");
    assert_eq!(found(json!({"phoneNumber": "+447700900188"})).await, "Dana Price");
    assert_eq!(found(json!({"phoneNumber": "07700 900188"})).await, Value::Null, "a phone must be E.164");
    assert_eq!(found(json!({"emailAddress": "nobody@example.net"})).await, Value::Null);
    assert_eq!(found(json!({"emailAddress": "priya.nair@example.com"})).await, Value::Null, "a guest is nobody");
}
