//! A developer's day with webhooks: subscribing, being told, checking the signature, and being gone.

#![expect(clippy::unwrap_used, reason = "a test that can't ask has failed")]

use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::Bytes;
use axum::http::{HeaderMap, StatusCode};
use base64::Engine as _;
use context_card_sandbox::{CustomerChange, Fault, OrderChange, Protected, SandboxApp};
use hmac::{Hmac, KeyInit as _, Mac as _};
use serde_json::{Value, json};
use sha2::Sha256;
use time::Duration;

use crate::support::{Day, JAPAN, UK, operation, read};

const ID: &str = "card-app";
const SECRET: &str = "card-secret";
const CREATE: &str = "mutation S($topic: WebhookSubscriptionTopic!, $sub: WebhookSubscriptionInput!) { webhookSubscriptionCreate(topic: $topic, webhookSubscription: $sub) { webhookSubscription { id topic uri format includeFields apiVersion { handle } } userErrors { field message } } }";
const UPDATE: &str = "mutation U($id: ID!, $sub: WebhookSubscriptionInput!) { webhookSubscriptionUpdate(id: $id, webhookSubscription: $sub) { webhookSubscription { uri } userErrors { field message } } }";
const DELETE: &str = "mutation D($id: ID!) { webhookSubscriptionDelete(id: $id) { deletedWebhookSubscriptionId userErrors { message } } }";

type Got = Arc<Mutex<Vec<(HeaderMap, Vec<u8>)>>>;

/// The app's own server, which keeps what it is told and answers with a status.
async fn server(status: StatusCode) -> (String, Got) {
    let got = Got::default();
    let kept = got.clone();
    let router = Router::new().fallback(move |headers: HeaderMap, body: Bytes| {
        kept.lock().unwrap().push((headers, body.to_vec()));
        async move { status }
    });
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/webhooks/card-app", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, router).await });
    (url, got)
}

/// A day on which the app is installed, and its token.
async fn day(scopes: &[&str]) -> (Day, String) {
    let day = Day::begin().await;
    let app = SandboxApp { same_organization: true, ..SandboxApp::new(ID, SECRET, &[]) };
    day.sandbox.add_app(app);
    day.sandbox.install(UK, ID, scopes);
    let url = format!("{}/{UK}/admin/oauth/access_token", day.sandbox.origin());
    let body = json!({"client_id": ID, "client_secret": SECRET, "grant_type": "client_credentials"});
    let request = day.client().post(url).header("Content-Type", "application/json").body(body.to_string());
    let token = read(request.send().await.unwrap()).await["access_token"].as_str().unwrap().to_owned();
    (day, token)
}

/// The answer of `webhookSubscriptionCreate`.
async fn subscribe(day: &Day, token: &str, topic: &str, uri: &str) -> Value {
    let mut answer =
        day.ask_as(UK, token, CREATE, json!({"topic": topic, "sub": {"uri": uri, "format": "JSON"}})).await;
    answer["data"]["webhookSubscriptionCreate"].take()
}

fn signature(secret: &str, body: &[u8]) -> String {
    let mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).unwrap().chain_update(body);
    base64::engine::general_purpose::STANDARD.encode(mac.finalize().into_bytes())
}

#[tokio::test]
async fn an_app_subscribes_reads_changes_and_deletes() {
    let (day, token) = day(&["read_orders"]).await;
    let made = subscribe(&day, &token, "ORDERS_UPDATED", "https://card.example/webhooks/a").await;
    assert_eq!(made["userErrors"], json!([]));
    let hook = &made["webhookSubscription"];
    assert_eq!(
        (&hook["topic"], &hook["format"], &hook["apiVersion"]["handle"]),
        (&json!("ORDERS_UPDATED"), &json!("JSON"), &json!("2026-10"))
    );
    subscribe(&day, &token, "APP_UNINSTALLED", "https://card.example/webhooks/a").await;
    let listed = day.ask_as(UK, &token, operation!("subscriptions"), json!({})).await;
    let topics: Vec<&str> = listed["data"]["webhookSubscriptions"]["nodes"]
        .as_array()
        .unwrap()
        .iter()
        .map(|n| n["topic"].as_str().unwrap())
        .collect();
    assert_eq!(topics, ["ORDERS_UPDATED", "APP_UNINSTALLED"]);
    let some = "query S($topics: [WebhookSubscriptionTopic!]) { webhookSubscriptions(first: 5, topics: $topics) { nodes { uri } } webhookSubscriptionsCount { count } }";
    let some = day.ask_as(UK, &token, some, json!({"topics": ["APP_UNINSTALLED"]})).await;
    assert_eq!(some["data"]["webhookSubscriptions"]["nodes"].as_array().unwrap().len(), 1);
    assert_eq!(some["data"]["webhookSubscriptionsCount"]["count"], 2);

    let moved = day
        .ask_as(UK, &token, UPDATE, json!({"id": hook["id"], "sub": {"uri": "https://card.example/webhooks/b"}}))
        .await;
    assert_eq!(
        moved["data"]["webhookSubscriptionUpdate"]["webhookSubscription"]["uri"],
        "https://card.example/webhooks/b"
    );
    let one = day.ask_as(UK, &token, "query O($id: ID!) { webhookSubscription(id: $id) { uri endpoint { ... on WebhookHttpEndpoint { callbackUrl } } } }", json!({"id": hook["id"]})).await;
    assert_eq!(one["data"]["webhookSubscription"]["endpoint"]["callbackUrl"], "https://card.example/webhooks/b");
    let gone = day.ask_as(UK, &token, DELETE, json!({"id": hook["id"]})).await;
    assert_eq!(gone["data"]["webhookSubscriptionDelete"]["deletedWebhookSubscriptionId"], hook["id"]);
    let again = day.ask_as(UK, &token, DELETE, json!({"id": hook["id"]})).await;
    assert_eq!(
        again["data"]["webhookSubscriptionDelete"]["userErrors"][0]["message"],
        "Webhook subscription does not exist"
    );
    let kept = [("app/uninstalled".to_owned(), "https://card.example/webhooks/a".to_owned())];
    assert_eq!(day.sandbox.subscriptions(UK, ID), kept);
}

#[tokio::test]
async fn every_app_has_its_own_subscriptions() {
    let (day, token) = day(&[]).await;
    subscribe(&day, &token, "SHOP_UPDATE", "https://card.example/").await;
    let other = day.sandbox.token(UK);
    let listed = day.ask_as(UK, &other, operation!("subscriptions"), json!({})).await;
    assert_eq!(listed["data"]["webhookSubscriptions"]["nodes"], json!([]));
    let mine = subscribe(&day, &other, "SHOP_UPDATE", "https://card.example/").await;
    assert_eq!(mine["userErrors"], json!([]), "the address is taken only within an app");
    let pasted = day.sandbox.app_of_token(&other);
    assert_eq!(day.sandbox.subscriptions(UK, &pasted.client_id).len(), 1);
}

#[tokio::test]
async fn what_shopify_would_not_send_is_refused() {
    let (day, token) = day(&["read_orders"]).await;
    let refused = async |topic: &str, uri: &str| {
        let answer = subscribe(&day, &token, topic, uri).await;
        assert_eq!(answer["webhookSubscription"], Value::Null);
        (answer["userErrors"][0]["field"].clone(), answer["userErrors"][0]["message"].as_str().unwrap().to_owned())
    };
    let address = json!(["webhookSubscription", "callbackUrl"]);
    let plain = refused("ORDERS_UPDATED", "http://card.example/").await;
    assert_eq!(plain, (address.clone(), "Address protocol http:// is not supported".to_owned()));
    subscribe(&day, &token, "ORDERS_UPDATED", "https://card.example/").await;
    let taken = refused("ORDERS_UPDATED", "https://card.example/").await;
    assert_eq!(taken, (address, "Address for this topic has already been taken".to_owned()));
    let (_, scope) = refused("CUSTOMERS_UPDATE", "https://card.example/").await;
    assert_eq!(scope, "You do not have permission to create or update webhooks with customers/update topic.");
    day.sandbox.fault(UK, Fault::Protected(Protected::Level2Withheld), 1);
    let (_, protected) = refused("ORDERS_CREATE", "https://card.example/").await;
    assert_eq!(
        protected,
        "This app is not approved to subscribe to webhook topics containing protected customer data."
    );
    let fine = subscribe(&day, &token, "APP_UNINSTALLED", "https://card.example/").await;
    assert_eq!(fine["userErrors"], json!([]));
    let compliance = day
        .ask_as(UK, &token, CREATE, json!({"topic": "CUSTOMERS_REDACT", "sub": {"uri": "https://card.example/"}}))
        .await;
    assert_eq!(compliance["errors"][0]["extensions"]["code"], "INVALID_VARIABLE", "no such topic: {compliance}");
}

#[tokio::test]
async fn a_subscribed_app_is_told_and_can_check_who_told_it() {
    let (day, token) = day(&["read_orders"]).await;
    day.sandbox.plain_webhooks(true);
    let (url, got) = server(StatusCode::OK).await;
    assert_eq!(subscribe(&day, &token, "ORDERS_UPDATED", &url).await["userErrors"], json!([]));
    let payload = day.sandbox.payload(UK, "orders/updated", "#1042").unwrap();
    let sent = day.sandbox.send_webhook(UK, ID, "orders/updated", &payload).await;
    assert_eq!((sent.len(), sent[0].status, sent[0].url.as_str()), (1, Some(200), url.as_str()));
    let again = day.sandbox.resend(&sent[0]).await;
    assert_eq!(again.status, Some(200));
    let got = got.lock().unwrap().clone();
    let (headers, body) = &got[0];
    assert_eq!(headers["x-shopify-hmac-sha256"], signature(SECRET, body).as_str());
    for (name, value) in [
        ("content-type", "application/json"),
        ("x-shopify-topic", "orders/updated"),
        ("x-shopify-shop-domain", UK),
        ("x-shopify-api-version", "2026-10"),
        ("x-shopify-triggered-at", "2026-11-21T12:00:00Z"),
    ] {
        assert_eq!(headers[name], value, "{name}");
    }
    assert_eq!(got[1].0["x-shopify-webhook-id"], headers["x-shopify-webhook-id"], "a retry has the same id");
    assert_eq!(&got[1].1, body);
    let next = day.sandbox.send_webhook(UK, ID, "orders/updated", &payload).await;
    assert_ne!(next[0].request.header("x-shopify-webhook-id"), sent[0].request.header("x-shopify-webhook-id"));
    assert_eq!(serde_json::from_slice::<Value>(body).unwrap(), payload);
    assert!(day.sandbox.send_webhook(UK, ID, "orders/create", &payload).await.is_empty(), "nobody subscribed to that");
}

#[tokio::test]
async fn an_app_that_is_away_or_unhappy_is_reported() {
    let (day, token) = day(&[]).await;
    day.sandbox.plain_webhooks(true);
    let (url, _) = server(StatusCode::UNAUTHORIZED).await;
    let closed = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    subscribe(&day, &token, "SHOP_UPDATE", &url).await;
    subscribe(&day, &token, "SHOP_UPDATE", &format!("http://{closed}/")).await;
    let sent = day.sandbox.send_webhook(UK, ID, "shop/update", &json!({})).await;
    assert_eq!(sent.iter().map(|s| s.status).collect::<Vec<_>>(), [Some(401), None]);
    let event = |i: usize| sent[i].request.header("x-shopify-event-id").unwrap().to_owned();
    assert_eq!(event(0), event(1), "one event");
    assert_ne!(sent[0].request.header("x-shopify-webhook-id"), sent[1].request.header("x-shopify-webhook-id"));
    for _ in 0..7 {
        assert_eq!(day.sandbox.subscriptions(UK, ID).len(), 2);
        day.sandbox.resend(&sent[0]).await;
        day.sandbox.resend(&sent[1]).await;
    }
    assert_eq!(day.sandbox.subscriptions(UK, ID), [], "eight failures are too many");
}

#[tokio::test]
async fn a_signed_request_can_be_had_without_sending_it() {
    let (day, _) = day(&[]).await;
    let body = json!({"shop_id": 954_889, "shop_domain": "example.myshopify.com"});
    day.sandbox.add_app(SandboxApp::new("hushed", "hush", &[]));
    let request = day.sandbox.webhook_request(UK, "hushed", "shop/redact", &body).unwrap();
    assert_eq!(request.header("X-Shopify-Hmac-Sha256"), Some(signature("hush", &request.body).as_str()));
    assert_eq!(request.header("x-shopify-topic"), Some("shop/redact"));
    let forged = request.clone().with_header("x-shopify-hmac-sha256", Some("AAAA"));
    assert_eq!(forged.header("x-shopify-hmac-sha256"), Some("AAAA"));
    assert_eq!(request.with_header("x-shopify-hmac-sha256", None).header("x-shopify-hmac-sha256"), None);
    assert!(day.sandbox.webhook_request(UK, "nobody", "shop/redact", &body).is_none());
}

#[tokio::test]
async fn payloads_are_made_from_the_shops_own_data() {
    let (day, _) = day(&[]).await;
    let order = day.sandbox.payload(UK, "orders/updated", "#1042").unwrap();
    assert_eq!(day.order(UK, "#1042").await, order["admin_graphql_api_id"]);
    assert!(order["id"].is_u64());
    assert_eq!(
        (&order["name"], &order["email"], &order["total_price"]),
        (&json!("#1042"), &json!("maria@example.com"), &json!("84.00"))
    );
    assert!(order["created_at"].as_str().unwrap().ends_with("+00:00"));
    let yen = day.sandbox.payload(JAPAN, "orders/create", "#501").unwrap();
    assert!(!yen["total_price"].as_str().unwrap().contains('.'));
    assert!(yen["created_at"].as_str().unwrap().ends_with("+09:00"));
    let person = day.sandbox.payload(UK, "customers/update", "maria@example.com").unwrap();
    assert_eq!(person["id"], order["customer"]["id"]);
    for topic in ["customers/data_request", "customers/redact"] {
        let asked = day.sandbox.payload(UK, topic, "maria@example.com").unwrap();
        assert_eq!((&asked["customer"]["id"], &asked["shop_domain"]), (&person["id"], &json!(UK)), "{topic}");
        let orders = asked.get("orders_requested").or_else(|| asked.get("orders_to_redact")).unwrap();
        assert!(orders.as_array().unwrap().contains(&order["id"]));
    }
    assert_eq!(day.sandbox.payload(UK, "shop/redact", "").unwrap()["shop_domain"], UK);
    assert_eq!(day.sandbox.payload(UK, "app/uninstalled", "").unwrap()["myshopify_domain"], Value::Null);
    let scopes = day.sandbox.scopes_payload(UK, &["read_orders"], &[]).unwrap();
    assert_eq!((&scopes["previous"], &scopes["current"]), (&json!(["read_orders"]), &json!([])));
    assert_eq!(day.sandbox.payload(UK, "orders/updated", "#1"), None);
    assert_eq!(day.sandbox.payload(UK, "weather/changed", ""), None);
}

#[tokio::test]
async fn a_subscription_may_want_only_some_fields() {
    let (day, token) = day(&["read_orders"]).await;
    day.sandbox.plain_webhooks(true);
    let (url, got) = server(StatusCode::OK).await;
    let wanted =
        json!({"topic": "ORDERS_UPDATED", "sub": {"uri": url, "includeFields": ["id", "updated_at"], "name": "few"}});
    day.ask_as(UK, &token, CREATE, wanted).await;
    let payload = day.sandbox.payload(UK, "orders/updated", "#1042").unwrap();
    day.sandbox.send_webhook(UK, ID, "orders/updated", &payload).await;
    let (headers, body) = got.lock().unwrap()[0].clone();
    let body: Value = serde_json::from_slice(&body).unwrap();
    assert_eq!(body, json!({"id": payload["id"], "updated_at": payload["updated_at"]}));
    assert_eq!(headers["x-shopify-name"], "few");
}

#[tokio::test]
async fn an_uninstall_tells_the_app_last_of_all() {
    let (day, token) = day(&["read_orders"]).await;
    day.sandbox.plain_webhooks(true);
    let (url, got) = server(StatusCode::OK).await;
    subscribe(&day, &token, "APP_UNINSTALLED", &url).await;
    let told = day.sandbox.uninstall(UK, ID).await;
    assert_eq!((told.len(), told[0].status), (1, Some(200)));
    let (headers, body) = got.lock().unwrap()[0].clone();
    assert_eq!(headers["x-shopify-topic"], "app/uninstalled");
    assert_eq!(headers["x-shopify-shop-domain"], UK);
    assert_eq!(headers["x-shopify-hmac-sha256"], signature(SECRET, &body).as_str());
    assert_eq!(day.send(UK, &token, "{ shop { name } }", json!({})).await.status(), 401);
    assert!(day.sandbox.uninstall(UK, ID).await.is_empty(), "only once");
    day.sandbox.install(UK, ID, &["read_orders"]);
    assert_eq!(day.sandbox.subscriptions(UK, ID), [], "a new install has no subscriptions");
}

#[tokio::test]
async fn an_app_can_uninstall_itself() {
    let (day, token) = day(&["read_orders"]).await;
    let mutation = "mutation Leave { appUninstall { app { id } userErrors { message } } }";
    let left = day.ask_as(UK, &token, mutation, json!({})).await;
    assert_eq!(left["data"]["appUninstall"]["userErrors"], json!([]));
    assert!(!day.sandbox.is_installed(UK, ID));
    assert_eq!(day.send(UK, &token, "{ shop { name } }", json!({})).await.status(), 401);
}

#[tokio::test]
async fn a_change_of_scopes_is_told() {
    let (day, token) = day(&["read_orders", "write_customers"]).await;
    day.sandbox.plain_webhooks(true);
    let (url, got) = server(StatusCode::OK).await;
    subscribe(&day, &token, "APP_SCOPES_UPDATE", &url).await;
    day.sandbox.set_scopes(UK, ID, &["read_orders"]).await;
    let (_, body) = got.lock().unwrap()[0].clone();
    let body: Value = serde_json::from_slice(&body).unwrap();
    assert_eq!(
        (&body["previous"], &body["current"]),
        (&json!(["read_orders", "write_customers"]), &json!(["read_orders"]))
    );
    assert!(body["shop_id"].as_str().unwrap().starts_with("gid://shopify/Shop/"));
}

#[tokio::test]
async fn compliance_webhooks_go_where_the_apps_configuration_says() {
    let (day, _) = day(&[]).await;
    let payload = day.sandbox.payload(UK, "shop/redact", "").unwrap();
    assert!(day.sandbox.send_webhook(UK, ID, "shop/redact", &payload).await.is_empty());
    let (url, got) = server(StatusCode::OK).await;
    day.sandbox.add_app(SandboxApp { compliance_url: Some(url), ..SandboxApp::new(ID, SECRET, &[]) });
    day.sandbox.uninstall(UK, ID).await;
    let sent = day.sandbox.send_webhook(UK, ID, "shop/redact", &payload).await;
    assert_eq!(sent[0].status, Some(200), "two days after the uninstall, when no subscription is left");
    assert_eq!(got.lock().unwrap()[0].0["x-shopify-topic"], "shop/redact");
}

#[tokio::test]
async fn a_change_in_the_shop_is_seen_the_next_time() {
    let day = Day::begin().await;
    let before = day.whole(UK, "#1042").await;
    day.sandbox.advance(Duration::minutes(5));
    assert!(day.sandbox.change_order(UK, "#1042", OrderChange::Note(Some("Ring twice".to_owned()))));
    assert!(day.sandbox.change_order(UK, "#1042", OrderChange::Tags(vec!["urgent".to_owned()])));
    let after = day
        .ask(
            UK,
            "query O($id: ID!) { order(id: $id) { note tags updatedAt cancelledAt } }",
            json!({"id": before["id"]}),
        )
        .await;
    assert_eq!(
        after["data"]["order"],
        json!({"note": "Ring twice", "tags": ["urgent"], "updatedAt": "2026-11-21T12:05:00Z", "cancelledAt": null})
    );
    assert!(day.sandbox.change_order(UK, "#1042", OrderChange::Cancel));
    let cancelled = day
        .ask(UK, "query O($id: ID!) { order(id: $id) { cancelledAt cancelReason } }", json!({"id": before["id"]}))
        .await;
    assert_eq!(cancelled["data"]["order"], json!({"cancelledAt": "2026-11-21T12:05:00Z", "cancelReason": "CUSTOMER"}));
    assert!(day.sandbox.change_customer(
        UK,
        "maria@example.com",
        CustomerChange::Name("Mia".to_owned(), "Lind".to_owned())
    ));
    let query = "{ customerByIdentifier(identifier: {emailAddress: \"maria@example.com\"}) { displayName } }";
    assert_eq!(day.ask(UK, query, json!({})).await["data"]["customerByIdentifier"]["displayName"], "Mia Lind");
    assert!(!day.sandbox.change_order(UK, "#1", OrderChange::Cancel));
    assert!(!day.sandbox.change_customer(UK, "nobody@example.net", CustomerChange::Note(None)));
}

#[tokio::test]
async fn another_process_can_send_and_change_by_the_control_routes() {
    let (day, token) = day(&["read_orders"]).await;
    let order = async |path: &str, method: reqwest::Method, body: Value| {
        let url = format!("{}/_sandbox/{path}", day.sandbox.origin());
        let request =
            day.client().request(method, url).header("Content-Type", "application/json").body(body.to_string());
        request.send().await.unwrap()
    };
    let post = reqwest::Method::POST;
    assert_eq!(order("webhooks", reqwest::Method::PUT, json!({"plain": true})).await.status(), 204);
    let (url, got) = server(StatusCode::OK).await;
    subscribe(&day, &token, "ORDERS_UPDATED", &url).await;
    let change = json!({"shop": UK, "order": "#1042", "change": {"note": "Ring twice"}});
    assert_eq!(order("changes", post.clone(), change).await.status(), 204);
    let change = json!({"shop": UK, "customer": "maria@example.com", "change": {"tags": ["vip"]}});
    assert_eq!(order("changes", post.clone(), change).await.status(), 204);
    let webhook = json!({"shop": UK, "client_id": ID, "topic": "orders/updated", "about": "#1042"});
    let sent = read(order("webhooks", post.clone(), webhook).await).await;
    assert_eq!((&sent[0]["status"], &sent[0]["url"]), (&json!(200), &json!(url)));
    let straight = json!({"shop": UK, "client_id": ID, "topic": "shop/redact", "payload": {"a": 1}, "url": url});
    assert_eq!(read(order("webhooks", post.clone(), straight).await).await[0]["status"], 200);
    let got = got.lock().unwrap().clone();
    let body: Value = serde_json::from_slice(&got[0].1).unwrap();
    assert_eq!((&body["note"], &body["customer"]["tags"]), (&json!("Ring twice"), &json!("vip")));
    assert_eq!(got[1].1, br#"{"a":1}"#);
    for nothing in [
        json!({"shop": UK, "client_id": ID, "topic": "orders/updated", "about": "#1"}),
        json!({"shop": UK, "client_id": "nobody", "topic": "shop/redact", "url": url}),
    ] {
        assert_eq!(order("webhooks", post.clone(), nothing).await.status(), 404);
    }
    let nothing = json!({"shop": UK, "order": "#1", "change": "cancel"});
    assert_eq!(order("changes", post.clone(), nothing).await.status(), 404);
    assert_eq!(order("changes", post, json!({"shop": UK, "order": "#1042", "change": "burn"})).await.status(), 422);
}
