//! What an admin chooses from, and what an agent opens, from the outside.

use crate::desk::{Desk, LUMIERE, UK, customer};
use axum::http::StatusCode;
use context_card_sandbox::Fault;
use context_card_wire::catalogue::FIELDS;
use context_card_wire::config::lists_of;
use serde_json::{Value, json};

async fn session(desk: &Desk, role: &str) -> String {
    let mut claims = desk.claims(json!({"emails": ["maria@example.com"]}));
    claims["role"] = json!(role);
    let reply = desk.post("/api/session", "", &json!({"token": desk.sign(&claims)})).await.json();
    reply["session"].as_str().unwrap().to_owned()
}

async fn choices(desk: &Desk, path: &str) -> Value {
    let admin = session(desk, "admin").await;
    let reply = desk.call("GET", path, &admin, &Value::Null).await;
    assert_eq!(reply.status, StatusCode::OK, "{}", reply.text);
    reply.json()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_admin_sees_every_field_with_label_help_and_example() {
    let desk = Desk::open().await;
    let choices = choices(&desk, "/api/settings/fields").await;
    let fields = choices["fields"].as_array().unwrap();
    let ids: Vec<_> = fields.iter().map(|field| field["id"].as_str().unwrap()).collect();
    let choosable = FIELDS.iter().filter(|spec| !lists_of(spec.group).is_empty());
    assert_eq!(ids, choosable.map(|spec| spec.id).collect::<Vec<_>>());
    for field in fields {
        for text in ["label", "help", "group", "group_label", "kind"] {
            assert!(!field[text].as_str().unwrap().is_empty(), "{text} of {}", field["id"]);
        }
        assert!(!field["example"].as_array().unwrap().is_empty(), "{}", field["id"]);
        assert!(!field["lists"].as_array().unwrap().is_empty(), "{}", field["id"]);
        assert_eq!(field["missing"], json!([]), "{}", field["id"]);
    }
    let total = fields.iter().find(|field| field["id"] == "order.total").unwrap();
    assert_eq!(total["scope"], "read_orders");
    assert_eq!(total["example"][0]["value"]["money"]["presentment"], "€140.40");
    assert_eq!(total["lists"], json!(["order_card", "order_details"]));
    let note = fields.iter().find(|field| field["id"] == "customer.note").unwrap();
    assert_eq!(
        (&note["personal"], &note["kind"], &note["group_label"]),
        (&json!(true), &json!("text"), &json!("Customer"))
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn an_admin_sees_which_store_lacks_a_scope_and_what_to_grant() {
    let desk = Desk::open().await;
    let few = desk.sandbox.token_with_scopes(LUMIERE, &["read_customers", "read_orders"]);
    desk.setup().connect(&desk.tenant, LUMIERE, &few);
    let of = |choices: &Value, id: &str| {
        let fields = choices["fields"].as_array().unwrap();
        fields.iter().find(|field| field["id"] == id).unwrap()["missing"].clone()
    };
    let all = choices(&desk, "/api/settings/fields").await;
    assert_eq!(
        of(&all, "order.location"),
        json!([{"store": "Maison Lumière", "shop": LUMIERE,
            "grant": "Grant the scope read_locations to the app of Maison Lumière in Shopify, then connect the store again."}])
    );
    assert_eq!(of(&all, "line_item.product_link")[0]["shop"], LUMIERE);
    assert_eq!(of(&all, "order.total"), json!([]));
    assert_eq!(of(&all, "store.name"), json!([]));

    // An inbox that shows one store only lacks nothing.
    let stores = desk.setup().json(&["store", "list"]);
    let store = stores["stores"].as_array().unwrap().iter().find(|store| store["shop"] == UK).unwrap();
    desk.setup().json(&["inbox", "set", "--inbox", &desk.inbox.id, "--stores", store["store"].as_str().unwrap()]);
    let one = choices(&desk, &format!("/api/settings/fields?inbox={}", desk.inbox.id)).await;
    assert_eq!(of(&one, "order.location"), json!([]));
    assert_eq!(one["metafields"].as_array().unwrap().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_admin_chooses_metafields_from_the_stores_definitions() {
    let desk = Desk::with_stores(&[UK, LUMIERE]).await;
    let choices = choices(&desk, "/api/settings/fields").await;
    let stores = choices["metafields"].as_array().unwrap();
    assert_eq!(stores.iter().map(|store| store["shop"].as_str().unwrap()).collect::<Vec<_>>(), [UK, LUMIERE]);
    let definitions = stores[0]["definitions"].as_array().unwrap();
    let find = |id: &str| definitions.iter().find(|one| one["id"] == id).unwrap_or_else(|| panic!("{id}"));
    let window = find("order.metafields.custom.delivery_window");
    assert_eq!((&window["label"], &window["help"]), (&json!("Delivery window"), &json!("When the buyer is at home")));
    assert_eq!((&window["kind"], &window["type"]), (&json!("text"), &json!("single_line_text_field")));
    assert_eq!(window["lists"], json!(["order_card", "order_details"]));
    assert_eq!(find("customer.metafields.loyalty.tier")["lists"], json!(["customer_details"]));
    assert!(definitions.iter().all(|one| one["group"] == "order" || one["group"] == "customer"), "no products'");
    assert_eq!((&stores[0]["more"], &stores[0]["notices"]), (&json!(false), &json!([])));

    // What was chosen is kept, and stands on the card.
    let admin = session(&desk, "admin").await;
    let mut config = desk.call("GET", "/api/settings/card", &admin, &Value::Null).await.json();
    config["customer_details"] = json!(["customer.email", "customer.created", "customer.metafields.loyalty.tier"]);
    let kept = desk.call("PUT", "/api/settings/card", &admin, &config).await;
    assert_eq!(kept.status, StatusCode::OK, "{}", kept.text);
    let (_, card) = desk.open_conversation("maria@example.com").await;
    let details = customer(&card, 0)["details"].as_array().unwrap().clone();
    assert_eq!((&details[2]["label"], &details[2]["value"]), (&json!("Loyalty tier"), &json!({"text": "Gold"})));

    config["version"] = json!(1);
    config["customer_details"][2] = json!("customer.metafields.loyalty.ti\") { id } x: metafield(key: \"er");
    let hostile = desk.call("PUT", "/api/settings/card", &admin, &config).await;
    assert_eq!(hostile.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(hostile.json()["problem"]["field"], "customer_details[2]");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_store_that_fails_is_named_with_its_reason() {
    let desk = Desk::with_stores(&[UK, LUMIERE]).await;
    desk.sandbox.fault(LUMIERE, Fault::RevokeToken, 1);
    let choices = choices(&desk, "/api/settings/fields").await;
    let stores = choices["metafields"].as_array().unwrap();
    assert!(!stores[0]["definitions"].as_array().unwrap().is_empty());
    assert_eq!(stores[1]["definitions"], json!([]));
    let notice = &stores[1]["notices"][0];
    assert_eq!((&notice["code"], &stores[1]["store"]), (&json!("reconnect_needed"), &json!("Maison Lumière")));
    assert!(!notice["reference"].as_str().unwrap().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn agents_and_strangers_see_no_choices() {
    let desk = Desk::open().await;
    let agent = session(&desk, "agent").await;
    let path = "/api/settings/fields";
    assert_eq!(desk.call("GET", path, &agent, &Value::Null).await.problem(), "not_allowed");
    assert_eq!(desk.call("GET", path, "", &Value::Null).await.problem(), "session_expired");
    let admin = session(&desk, "admin").await;
    let other = desk.setup().json(&["tenant", "add", "Other"])["tenant"].as_str().unwrap().to_owned();
    let foreign = desk.setup().inbox(&other, &[]);
    let reply = desk.call("GET", &format!("{path}?inbox={}", foreign.id), &admin, &Value::Null).await;
    assert_eq!(reply.problem(), "not_found");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_agent_opens_a_product_and_no_strangers_handle_does() {
    let desk = Desk::open().await;
    let (agent, card) = desk.open_conversation("maria@example.com").await;
    let order = json!({"handle": customer(&card, 0)["orders"]["rows"][0]["handle"]});
    let details = desk.post("/api/order", &agent, &order).await.json();
    let handle = details["items"][0]["product"].as_str().expect("a product").to_owned();
    let product = desk.post("/api/product", &agent, &json!({"handle": handle})).await;
    assert_eq!(product.status, StatusCode::OK, "{}", product.text);
    assert!(!product.text.contains("gid://"), "no bare id goes to the browser");
    let product = product.json();
    assert!(details["items"][0]["title"].as_str().unwrap().starts_with(product["title"].as_str().unwrap()));
    assert!(!product["fields"].as_array().unwrap().is_empty());

    let (other, _) = desk.open_conversation("maria@example.com").await;
    assert_eq!(desk.post("/api/product", &other, &json!({"handle": handle})).await.problem(), "not_found");
    assert_eq!(desk.post("/api/product", &agent, &order).await.problem(), "not_found", "an order is no product");
    assert_eq!(desk.post("/api/product", "", &json!({"handle": handle})).await.problem(), "session_expired");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_routes_are_documented() {
    let desk = Desk::open().await;
    let description = desk.get("/openapi.json").await.json();
    assert!(description["paths"]["/api/settings/fields"]["get"]["responses"]["200"].is_object());
    assert!(description["paths"]["/api/product"]["post"]["requestBody"].is_object());
    assert!(description["components"]["schemas"]["FieldChoices"]["properties"]["metafields"].is_object());
}
