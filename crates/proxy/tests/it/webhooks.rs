//! What Shopify tells by itself: what follows from it, who may say it, and what it must not touch.

use crate::desk::{Desk, LUMIERE, Reply, UK, customer};
use axum::body::Body;
use axum::http::{Request, StatusCode};
use context_card::db::{AppRow, Grant, NewConnection, Sealed};
use context_card::ids::{AppId, StoreId, TenantId};
use context_card::store::{ShopDomain, Store};
use context_card::subscriptions;
use context_card::tokens::Purpose;
use context_card_sandbox::{CustomerChange, Protected, SandboxApp, WebhookRequest};
use serde_json::{Value, json};
use time::Duration;

pub(crate) const MARIA: &str = "maria@example.com";
const KOFI: &str = "kofi.mensah@example.com";
const SCOPES: [&str; 3] = ["read_customers", "read_orders", "read_products"];

/// A connection through an app.
pub(crate) struct Through {
    pub(crate) app: AppId,
    pub(crate) client_id: String,
    pub(crate) tenant: TenantId,
    pub(crate) store: StoreId,
}

impl Desk {
    /// Keeps an app: a tenant's own, or the vendor's.
    pub(crate) async fn add_app(&self, tenant: Option<&str>, of: &SandboxApp) -> AppId {
        self.sandbox.add_app(of.clone());
        let (db, vault) = (&self.app.db, &self.app.vault);
        let tenant = tenant.map(|tenant| TenantId::parse(tenant).unwrap());
        let key = match &tenant {
            Some(tenant) => self.app.data_key(tenant).await.unwrap(),
            None => match db.vendor_key().await.unwrap() {
                Some(row) => vault.open_vendor_key(&row).unwrap(),
                None => {
                    let (key, row) = vault.new_vendor_key().unwrap();
                    assert!(db.keep_vendor_key(None, &row).await.unwrap());
                    key
                }
            },
        };
        let known = match &tenant {
            Some(tenant) => db.apps(tenant).await.unwrap(),
            None => Vec::new(),
        };
        let known = known.into_iter().find(|row| row.client_id == of.client_id).map(|row| row.app);
        let app = known.unwrap_or_else(|| AppId::random().unwrap());
        let secret = key.seal(Purpose::ClientSecret, &[app.as_str(), &of.client_id], &of.client_secret).unwrap();
        let client_id = of.client_id.clone();
        let row = AppRow { app, tenant, client_id, secret, previous_secret: None, scopes: Vec::new() };
        db.save_app(&row, 0).await.unwrap()
    }

    /// Connects a shop through an app, now.
    pub(crate) async fn connect_through(&self, tenant: &str, shop: &str, app: &AppId, of: &SandboxApp) -> Through {
        let tenant = TenantId::parse(tenant).unwrap();
        let shop = ShopDomain::parse(shop).unwrap();
        let known = self.app.db.store_of_shop(&tenant, &shop).await.unwrap();
        let id = known.unwrap_or_else(|| StoreId::random().unwrap());
        let key = self.app.data_key(&tenant).await.unwrap();
        let token = self.sandbox.token(shop.as_str());
        let access = key.seal(Purpose::AccessToken, &[id.as_str(), shop.as_str()], &token).unwrap();
        let new = NewConnection {
            store: Store {
                id: id.clone(),
                tenant: tenant.clone(),
                shop,
                name: "Acme UK".into(),
                currency: "GBP".into(),
                timezone: "Europe/London".into(),
                country: "GB".to_owned(),
                prefix: None,
                scopes: SCOPES.map(str::to_owned).to_vec(),
            },
            app: Some(app.clone()),
            client_id: Some(of.client_id.clone()),
            grant: Grant::Token,
            sealed: Sealed { access, refresh: None, previous_refresh: None },
            expires: None,
            refresh_expires: None,
            metadata: json!({}),
            connected_by: "a test".into(),
        };
        self.app.db.connect(&new, self.app.clock.unix()).await.unwrap();
        Through { app: app.clone(), client_id: of.client_id.clone(), tenant, store: id }
    }

    /// The desk's store, connected through an app of its own.
    pub(crate) async fn through_own_app(&self) -> Through {
        let of = self.sandbox.app_of_token(&self.sandbox.token(UK));
        let app = self.add_app(Some(&self.tenant), &of).await;
        self.connect_through(&self.tenant, UK, &app, &of).await
    }

    /// A webhook as Shopify would sign it for an app.
    pub(crate) fn webhook(&self, through: &Through, topic: &str, about: &str) -> WebhookRequest {
        let payload = self.sandbox.payload(UK, topic, about).expect("a payload");
        self.sandbox.webhook_request(UK, &through.client_id, topic, &payload).expect("a known app")
    }

    /// Hands a webhook in.
    pub(crate) async fn deliver(&self, app: &AppId, webhook: &WebhookRequest) -> Reply {
        let mut request = Request::post(format!("/webhooks/{app}")).header("content-type", "application/json");
        for (name, value) in &webhook.headers {
            request = request.header(*name, value);
        }
        self.send(request.body(Body::from(webhook.body.clone())).unwrap()).await
    }

    pub(crate) async fn tell(&self, through: &Through, topic: &str, about: &str) {
        let reply = self.deliver(&through.app, &self.webhook(through, topic, about)).await;
        assert_eq!(reply.status, StatusCode::OK, "{topic}: {}", reply.text);
    }

    /// Waits until the shops were asked so often.
    async fn until_asked(&self, times: usize) {
        soon(async {
            while self.asked() < times {
                tokio::task::yield_now().await;
            }
        })
        .await;
    }

    async fn name_on_card(&self, email: &str) -> String {
        let (_, card) = self.open_conversation(email).await;
        customer(&card, 0)["name"].as_str().unwrap().to_owned()
    }

    /// Everything that is kept about a tenant's stores, byte for byte.
    async fn rows(&self, tenant: &str) -> String {
        let tenant = TenantId::parse(tenant).unwrap();
        let (stores, compliance) =
            (self.app.db.stores(&tenant).await.unwrap(), self.app.db.compliance(&tenant).await.unwrap());
        let record = self.app.db.access_record(&tenant, i64::MIN, 0, 1000).await.unwrap();
        format!("{stores:?} {:?} {compliance:?} {record:?}", self.app.db.disconnected_stores(&tenant).await.unwrap())
    }
}

/// What happens soon; a test whose moment never comes fails.
pub(crate) async fn soon<T>(what: impl Future<Output = T>) -> T {
    tokio::time::timeout(std::time::Duration::from_secs(30), what).await.expect("it happens at all")
}

/// Replaces one header.
fn with_header(mut webhook: WebhookRequest, name: &str, value: &str) -> WebhookRequest {
    let header = webhook.headers.iter_mut().find(|(known, _)| known.eq_ignore_ascii_case(name)).expect(name);
    header.1 = value.to_owned();
    webhook
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_in_shopify_is_on_the_next_card() {
    let desk = Desk::open().await;
    let through = desk.through_own_app().await;
    desk.open_conversation(MARIA).await;
    desk.sandbox.change_customer(UK, MARIA, CustomerChange::Name("Maria".into(), "Lind".into()));
    assert_eq!(desk.name_on_card(MARIA).await, "Maria Sørensen", "good for a few seconds more");
    desk.tell(&through, "customers/update", MARIA).await;
    assert_eq!(desk.name_on_card(MARIA).await, "Maria Lind");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_order_purges_its_customer_and_nobody_else() {
    let desk = Desk::open().await;
    let through = desk.through_own_app().await;
    let (session, card) = desk.open_conversation(MARIA).await;
    let order = json!({"handle": customer(&card, 0)["orders"]["rows"][0]["handle"]});
    desk.post("/api/order", &session, &order).await;
    desk.open_conversation(KOFI).await;
    desk.sandbox.clear_log();
    let name = customer(&card, 0)["orders"]["rows"][0]["name"].as_str().unwrap();
    desk.tell(&through, "orders/updated", name).await;
    desk.open_conversation(KOFI).await;
    assert_eq!(desk.asked(), 0, "somebody else's answer stays");
    desk.open_conversation(MARIA).await;
    assert_eq!(desk.asked(), 1);
    desk.post("/api/order", &session, &order).await;
    assert_eq!(desk.asked(), 2, "the order's details too");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_stands_in_for_an_answer_is_purged_too() {
    let desk = Desk::open().await;
    let through = desk.through_own_app().await;
    desk.open_conversation(MARIA).await;
    desk.wait(60);
    desk.tell(&through, "customers/update", MARIA).await;
    desk.sandbox.fault(UK, context_card_sandbox::Fault::Status(503), 10);
    let (_, card) = desk.open_conversation(MARIA).await;
    assert_eq!(card["stores"][0]["found"]["failed"]["code"], "store_unreachable", "no old data in its place");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_that_began_before_a_change_does_not_put_the_old_answer_back() {
    let desk = Desk::open().await;
    let through = desk.through_own_app().await;
    desk.sandbox.hold(UK);
    desk.sandbox.clear_log();
    let slow = async { desk.open_conversation(MARIA).await };
    let meanwhile = async {
        desk.until_asked(1).await;
        desk.tell(&through, "customers/update", MARIA).await;
        desk.sandbox.release(UK);
    };
    tokio::join!(slow, meanwhile);
    assert_eq!(desk.asked(), 1);
    desk.open_conversation(MARIA).await;
    assert_eq!(desk.asked(), 2, "the first answer may be from before");
    desk.open_conversation(MARIA).await;
    assert_eq!(desk.asked(), 2, "the second one is kept");
}

#[tokio::test(flavor = "multi_thread")]
async fn who_asks_after_a_change_does_not_join_a_request_from_before() {
    let desk = Desk::open().await;
    let through = desk.through_own_app().await;
    desk.sandbox.hold(UK);
    desk.sandbox.clear_log();
    let before = async { desk.open_conversation(MARIA).await };
    let after = async {
        desk.until_asked(1).await;
        desk.tell(&through, "customers/update", MARIA).await;
        desk.open_conversation(MARIA).await
    };
    let release = async {
        desk.until_asked(2).await;
        desk.sandbox.release(UK);
    };
    tokio::join!(before, after, release);
    assert_eq!(desk.asked(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_repeated_delivery_does_nothing() {
    let desk = Desk::open().await;
    let through = desk.through_own_app().await;
    let webhook = desk.webhook(&through, "customers/update", MARIA);
    assert_eq!(desk.deliver(&through.app, &webhook).await.status, StatusCode::OK);
    desk.open_conversation(MARIA).await;
    desk.sandbox.clear_log();
    assert_eq!(desk.deliver(&through.app, &webhook).await.status, StatusCode::OK);
    desk.open_conversation(MARIA).await;
    assert_eq!(desk.asked(), 0, "it was acted on already");
    desk.tell(&through, "customers/update", MARIA).await;
    desk.open_conversation(MARIA).await;
    assert_eq!(desk.asked(), 1, "a new one is acted on");
}

#[tokio::test(flavor = "multi_thread")]
async fn only_the_apps_own_secrets_sign() {
    let desk = Desk::open().await;
    let through = desk.through_own_app().await;
    let other = SandboxApp::new("other-app", "other-secret", &[]);
    let others = desk.add_app(Some(&desk.tenant), &other).await;
    desk.open_conversation(MARIA).await;
    let before = desk.rows(&desk.tenant).await;
    let good = desk.webhook(&through, "app/uninstalled", "");
    let payload: Value = serde_json::from_slice(&good.body).unwrap();
    let of_other = desk.sandbox.webhook_request(UK, "other-app", "app/uninstalled", &payload).unwrap();
    let mut changed = good.clone();
    changed.body.push(b' ');
    let mut unsigned = good.clone();
    unsigned.headers.retain(|(name, _)| !name.to_lowercase().contains("hmac"));
    let empty = with_header(good.clone(), "x-shopify-hmac-sha256", "");
    let nonsense = with_header(good.clone(), "x-shopify-hmac-sha256", "AAAA");
    let nobody = AppId::parse("a_nobody").unwrap();
    for (app, webhook) in [
        (&through.app, &of_other),
        (&through.app, &changed),
        (&through.app, &unsigned),
        (&through.app, &empty),
        (&through.app, &nonsense),
        (&others, &good),
        (&nobody, &good),
    ] {
        let reply = desk.deliver(app, webhook).await;
        assert_eq!(reply.status, StatusCode::UNAUTHORIZED);
        assert!(!reply.text.contains(UK) && !reply.text.contains("a_"), "nothing is told: {}", reply.text);
    }
    assert_eq!(desk.deliver(&others, &of_other).await.status, StatusCode::OK, "signed well, but not its shop");
    assert_eq!(desk.rows(&desk.tenant).await, before);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_secret_before_the_rotation_still_signs() {
    let desk = Desk::open().await;
    let through = desk.through_own_app().await;
    let old = desk.webhook(&through, "customers/update", MARIA);
    let mut rotated = desk.sandbox.app_of_token(&desk.sandbox.token(UK));
    "a new secret".clone_into(&mut rotated.client_secret);
    assert_eq!(desk.add_app(Some(&desk.tenant), &rotated).await, through.app, "the same app");
    assert_eq!(desk.deliver(&through.app, &old).await.status, StatusCode::OK);
    desk.tell(&through, "customers/update", MARIA).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_app_that_names_another_tenants_shop_changes_nothing() {
    let desk = Desk::open().await;
    desk.through_own_app().await;
    let neighbour = desk.setup().json(&["tenant", "add", "Neighbour"])["tenant"].as_str().unwrap().to_owned();
    let evil = SandboxApp::new("evil-app", "evil-secret", &[]);
    let app = desk.add_app(Some(&neighbour), &evil).await;
    desk.connect_through(&neighbour, LUMIERE, &app, &evil).await;
    desk.open_conversation(MARIA).await;
    let before = (desk.rows(&desk.tenant).await, desk.rows(&neighbour).await);
    desk.sandbox.clear_log();
    for (topic, about) in
        [("app/uninstalled", ""), ("customers/update", MARIA), ("app/scopes_update", ""), ("orders/updated", "#1042")]
    {
        let payload = match topic {
            "app/scopes_update" => desk.sandbox.scopes_payload(UK, &SCOPES, &[]),
            _ => desk.sandbox.payload(UK, topic, about),
        };
        let webhook = desk.sandbox.webhook_request(UK, "evil-app", topic, &payload.unwrap()).unwrap();
        assert_eq!(desk.deliver(&app, &webhook).await.status, StatusCode::OK, "signed well: nothing more is told");
    }
    desk.open_conversation(MARIA).await;
    assert_eq!(desk.asked(), 0, "the neighbour's answers are as they were");
    assert_eq!((desk.rows(&desk.tenant).await, desk.rows(&neighbour).await), before);
    // The privacy topics leave a record with who asked, and with nobody else.
    for topic in ["customers/redact", "customers/data_request", "shop/redact"] {
        let payload = desk.sandbox.payload(UK, topic, MARIA).unwrap();
        let webhook = desk.sandbox.webhook_request(UK, "evil-app", topic, &payload).unwrap();
        assert_eq!(desk.deliver(&app, &webhook).await.status, StatusCode::OK);
    }
    assert_eq!(desk.rows(&desk.tenant).await, before.0);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_header_and_the_body_must_name_the_same_shop() {
    let desk = Desk::with_stores(&[]).await;
    let vendor = SandboxApp::new("vendor-app", "vendor-secret", &[]);
    let app = desk.add_app(None, &vendor).await;
    desk.connect_through(&desk.tenant, UK, &app, &vendor).await;
    desk.connect_through(&desk.tenant, LUMIERE, &app, &vendor).await;
    let before = desk.rows(&desk.tenant).await;
    let payload = desk.sandbox.payload(UK, "shop/redact", "").unwrap();
    let webhook = desk.sandbox.webhook_request(UK, "vendor-app", "shop/redact", &payload).unwrap();
    let moved = with_header(webhook, "x-shopify-shop-domain", LUMIERE);
    assert_eq!(desk.deliver(&app, &moved).await.status, StatusCode::BAD_REQUEST, "the header is not signed");
    assert_eq!(desk.rows(&desk.tenant).await, before);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_vendors_app_touches_only_what_was_connected_through_it() {
    let desk = Desk::open().await;
    desk.through_own_app().await;
    let neighbour = desk.setup().json(&["tenant", "add", "Neighbour"])["tenant"].as_str().unwrap().to_owned();
    let vendor = SandboxApp::new("vendor-app", "vendor-secret", &[]);
    let app = desk.add_app(None, &vendor).await;
    let theirs = desk.connect_through(&neighbour, UK, &app, &vendor).await;
    let before = desk.rows(&desk.tenant).await;
    desk.tell(&theirs, "app/uninstalled", "").await;
    assert_eq!(desk.rows(&desk.tenant).await, before, "the same shop, through another app");
    let row = desk.app.db.store(&theirs.tenant, &theirs.store).await.unwrap().unwrap();
    assert_eq!(row.connection.state.as_str(), "reconnect_needed");
    assert_eq!(row.connection.failure.unwrap().code, "uninstalled");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_app_that_was_uninstalled_asks_nothing_any_more() {
    let desk = Desk::open().await;
    let through = desk.through_own_app().await;
    desk.open_conversation(MARIA).await;
    desk.sandbox.clear_log();
    desk.tell(&through, "app/uninstalled", "").await;
    let (_, card) = desk.open_conversation(MARIA).await;
    assert_eq!(card["stores"][0]["found"]["failed"]["code"], "reconnect_needed");
    assert_eq!(desk.asked(), 0, "not even once");
    let listed = desk.setup().json(&["store", "list"]);
    assert_eq!(listed["stores"][0]["state"], "reconnect_needed");
    desk.wait(60);
    desk.through_own_app().await;
    assert_eq!(desk.name_on_card(MARIA).await, "Maria Sørensen", "connected again");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_uninstall_that_arrives_after_connecting_again_is_old() {
    let desk = Desk::open().await;
    let through = desk.through_own_app().await;
    let late = desk.webhook(&through, "app/uninstalled", "");
    desk.wait(600);
    let through = desk.through_own_app().await;
    assert_eq!(desk.deliver(&through.app, &late).await.status, StatusCode::OK);
    assert_eq!(desk.name_on_card(MARIA).await, "Maria Sørensen");
}

#[tokio::test(flavor = "multi_thread")]
async fn scopes_follow_what_shopify_says_last() {
    let desk = Desk::open().await;
    let through = desk.through_own_app().await;
    desk.open_conversation(MARIA).await;
    let update = |scopes: &[&str]| {
        let payload = desk.sandbox.scopes_payload(UK, &SCOPES, scopes).unwrap();
        desk.sandbox.webhook_request(UK, &through.client_id, "app/scopes_update", &payload).unwrap()
    };
    let older = update(&["read_customers"]);
    desk.sandbox.advance(Duration::seconds(5));
    let newer = update(&["write_customers"]);
    for webhook in [&newer, &older] {
        assert_eq!(desk.deliver(&through.app, webhook).await.status, StatusCode::OK);
    }
    let store = &desk.setup().json(&["store", "list"])["stores"][0];
    assert_eq!(store["scopes"], json!(["read_customers", "write_customers"]), "the older one came too late");
    assert_eq!(store["missing_scopes"], json!(["read_orders"]));
    let (_, card) = desk.open_conversation(MARIA).await;
    let notices = card["stores"][0]["notices"].as_array().unwrap();
    assert!(notices.iter().any(|notice| notice["code"] == "scope_missing"), "named on the card: {notices:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_body_that_names_nobody_may_be_about_anybody() {
    let desk = Desk::open().await;
    let through = desk.through_own_app().await;
    desk.open_conversation(MARIA).await;
    desk.sandbox.clear_log();
    let webhook = desk.sandbox.webhook_request(UK, &through.client_id, "orders/updated", &json!({})).unwrap();
    assert_eq!(desk.deliver(&through.app, &webhook).await.status, StatusCode::OK);
    desk.open_conversation(MARIA).await;
    assert_eq!(desk.asked(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_topic_without_a_use_is_taken_and_left() {
    let desk = Desk::open().await;
    let through = desk.through_own_app().await;
    let before = desk.rows(&desk.tenant).await;
    for topic in ["shop/update", "products/update", "themes/publish"] {
        let webhook = desk.sandbox.webhook_request(UK, &through.client_id, topic, &json!({"id": 1})).unwrap();
        assert_eq!(desk.deliver(&through.app, &webhook).await.status, StatusCode::OK, "{topic}");
    }
    assert_eq!(desk.rows(&desk.tenant).await, before);
    let huge = WebhookRequest { body: vec![b' '; 3 << 20], ..desk.webhook(&through, "orders/updated", "#1042") };
    assert_eq!(desk.deliver(&through.app, &huge).await.status, StatusCode::PAYLOAD_TOO_LARGE);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_data_request_is_answered_with_what_is_kept() {
    let desk = Desk::open().await;
    let through = desk.through_own_app().await;
    desk.open_conversation(MARIA).await;
    desk.open_conversation(KOFI).await;
    desk.tell(&through, "customers/data_request", MARIA).await;
    let listed = desk.setup().json(&["compliance", "list", "--tenant", &desk.tenant]);
    let request = &listed["requests"][0];
    assert_eq!((&request["topic"], &request["shop"]), (&json!("customers/data_request"), &json!(UK)));
    assert_eq!((&request["reference"], &request["done"]), (&json!("9999"), &json!({"entries": 1, "links": 0})));
    let number = request["request"].to_string();
    let export = ["compliance", "export", "--tenant", &desk.tenant, "--request", &number];
    let held = desk.setup().json(&export)["held"].clone();
    let entries = held["access_record"].as_array().unwrap();
    assert_eq!(entries.len(), 1, "Maria's, and nobody else's");
    assert_eq!((&entries[0]["agent"], &entries[0]["shop"]), (&json!("agent-9"), &json!(UK)));
    assert!(!held.to_string().contains("maria"), "ids only");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_customer_is_forgotten() {
    let desk = Desk::open().await;
    let through = desk.through_own_app().await;
    let (session, card) = desk.open_conversation(MARIA).await;
    let order = json!({"handle": customer(&card, 0)["orders"]["rows"][0]["handle"]});
    desk.post("/api/order", &session, &order).await;
    desk.open_conversation(KOFI).await;
    desk.tell(&through, "customers/data_request", MARIA).await;
    desk.sandbox.clear_log();
    desk.tell(&through, "customers/redact", MARIA).await;
    let record = desk.app.db.access_record(&through.tenant, 0, 0, 10).await.unwrap();
    let known: Vec<_> = record.iter().map(|entry| entry.subject.is_some()).collect();
    assert_eq!(known, [false, false, true], "that somebody looked stays; at whom does not");
    let requests = desk.app.db.compliance(&through.tenant).await.unwrap();
    assert!(requests[0].subjects.is_empty(), "nor in the request of before");
    assert_eq!(
        (requests[1].topic.as_str(), &requests[1].done),
        ("customers/redact", &json!({"entries": 2, "links": 0}))
    );
    desk.open_conversation(MARIA).await;
    assert_eq!(desk.asked(), 1, "nothing of her was in memory any more");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_shop_is_forgotten_even_after_it_was_disconnected() {
    let desk = Desk::open().await;
    let through = desk.through_own_app().await;
    desk.open_conversation(MARIA).await;
    desk.setup().json(&["store", "disconnect", "--tenant", &desk.tenant, "--shop", UK]);
    desk.tell(&through, "shop/redact", "").await;
    assert!(desk.app.db.disconnected_stores(&through.tenant).await.unwrap().is_empty());
    assert!(desk.app.db.access_record(&through.tenant, 0, 0, 10).await.unwrap().is_empty());
    let requests = desk.app.db.compliance(&through.tenant).await.unwrap();
    assert_eq!((requests[0].topic.as_str(), &requests[0].done), ("shop/redact", &json!({"entries": 1})));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_shop_that_was_connected_again_is_not_forgotten() {
    let desk = Desk::open().await;
    let through = desk.through_own_app().await;
    let late = desk.webhook(&through, "shop/redact", "");
    desk.wait(600);
    desk.through_own_app().await;
    assert_eq!(desk.deliver(&through.app, &late).await.status, StatusCode::OK);
    assert_eq!(desk.name_on_card(MARIA).await, "Maria Sørensen");
    let requests = desk.app.db.compliance(&through.tenant).await.unwrap();
    assert_eq!(requests[0].done, json!({"skipped": "connected_again"}));
}

#[tokio::test(flavor = "multi_thread")]
async fn subscriptions_are_made_once_and_looked_at_daily() {
    let desk = Desk::open().await;
    let through = desk.through_own_app().await;
    let now = desk.app.clock.unix();
    subscriptions::check_due(&desk.app, now).await;
    let there = desk.sandbox.subscriptions(UK, &through.client_id);
    let uri = format!("https://card.example/webhooks/{}", through.app);
    assert!(there.iter().all(|(_, at)| *at == uri));
    let topics: Vec<_> = there.iter().map(|(topic, _)| topic.as_str()).collect();
    for topic in ["app/uninstalled", "app/scopes_update", "orders/updated", "customers/update"] {
        assert!(topics.contains(&topic), "{topic} is not among {topics:?}");
    }
    desk.sandbox.clear_log();
    subscriptions::check_due(&desk.app, now + 60).await;
    assert_eq!(desk.asked(), 0, "not due yet");
    subscriptions::check_due(&desk.app, now + 2 * 24 * 60 * 60).await;
    assert_eq!(desk.asked(), 2, "a look at the scopes, one at the subscriptions, and nothing to do");
    let row = desk.app.db.store(&through.tenant, &through.store).await.unwrap().unwrap();
    let noted = row.connection.webhooks.unwrap();
    assert_eq!((&noted["uri"], &noted["topics"]["ORDERS_UPDATED"]), (&json!(uri), &json!("ok")));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_shopify_refuses_to_tell_is_noted_by_its_reason() {
    let desk = Desk::open().await;
    let through = desk.through_own_app().await;
    desk.sandbox.fault(UK, context_card_sandbox::Fault::Protected(Protected::Level1Withheld), 1);
    subscriptions::check_due(&desk.app, desk.app.clock.unix()).await;
    let row = desk.app.db.store(&through.tenant, &through.store).await.unwrap().unwrap();
    let topics = row.connection.webhooks.unwrap()["topics"].clone();
    assert_eq!((&topics["APP_UNINSTALLED"], &topics["CUSTOMERS_UPDATE"]), (&json!("ok"), &json!("protected_data")));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_store_that_is_disconnected_by_the_command_line_ends_what_is_under_way() {
    let desk = Desk::open().await;
    desk.sandbox.hold(UK);
    desk.sandbox.clear_log();
    let waiting = async { desk.open_conversation(MARIA).await };
    let disconnecting = async {
        desk.until_asked(1).await;
        desk.setup().json(&["store", "disconnect", "--tenant", &desk.tenant, "--shop", UK]);
    };
    // The shop never answers: the agent is answered all the same.
    let ((_, card), ()) = tokio::join!(waiting, disconnecting);
    assert_eq!(card["stores"][0]["found"]["failed"]["code"], "disconnected");
    desk.sandbox.release(UK);
    let (_, card) = desk.open_conversation(MARIA).await;
    assert_eq!(card["notice"]["code"], "not_configured");
    assert_eq!(desk.asked(), 1, "nothing went out afterwards");
}
