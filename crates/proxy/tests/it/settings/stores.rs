//! The screen for stores: what it tells of each, what is wrong, and what an owner does about it.

use crate::connect::{Browser, CLIENT, SECRET, connected, empty, refused, told};
use crate::desk::{Desk, LUMIERE, UK};
use axum::http::StatusCode;
use context_card_sandbox::{Fault, OauthFault};
use serde_json::{Value, json};

/// The tenant's store.
fn store_of(desk: &Desk) -> String {
    desk.stores()[0]["store"].as_str().unwrap().to_owned()
}

async fn does(desk: &Desk, owner: &Browser, what: &str, store: &str) -> Value {
    let reply = owner.does(desk, what, &json!({"store": store})).await;
    assert_eq!(reply.status, StatusCode::OK, "{what}: {}", reply.text);
    reply.json()
}

/// The kinds of changes of the owner's that were recorded, oldest first.
fn changes(desk: &Desk) -> Vec<String> {
    desk.setup().behind("SELECT what FROM changes WHERE made_by <> 'command-line' ORDER BY change")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_store_that_works_tells_all_about_itself() {
    let desk = empty().await;
    let app = desk.app();
    let owner = desk.owner().await;
    connected(&desk, &owner, &app).await;
    let first = owner.stores(&desk).await["stores"][0].clone();
    assert_eq!(first["protected_data"]["state"]["code"], "given", "it is tried when the store is connected");
    let told = does(&desk, &owner, "test", &store_of(&desk)).await;
    assert_eq!((&told["said"], &told["good"]), (&json!("Acme UK answers. The connection works."), &json!(true)));
    let store = &told["stores"]["stores"][0];
    assert_eq!((&store["state"]["text"], &store["problems"]), (&json!("Connected"), &json!([])), "{store}");
    assert_eq!((&store["way"], &store["client_id"]), (&json!("consent"), &json!(CLIENT)));
    assert_eq!(store["admin_url"], "https://admin.shopify.com/store/acme-uk");
    assert_eq!(store["connected_by"], "An owner");
    assert_eq!(store["token"]["expires"]["at"], "2026-11-21T13:00:00Z");
    assert!(store["token"]["renewable"]["at"].as_str().unwrap().starts_with("2027-02-19"), "{store}");
    assert_eq!(store["last_answer"]["at"], "2026-11-21T12:00:00Z");
    let throttle = store["throttle"].as_str().unwrap();
    assert!(throttle.starts_with("Points for requests:") && throttle.contains("2,000"), "{throttle}");
    assert_eq!(store["protected_data"]["state"]["code"], "given");
    for scope in store["scopes"].as_array().unwrap() {
        assert!(scope["granted"] == true && scope["asked"] == true, "{scope}");
        assert!(scope["why"].as_str().unwrap().ends_with('.'), "{scope}");
    }
    assert_eq!(store["inboxes"], json!(["inbox.example"]), "the inbox shows all stores");
    assert_eq!(changes(&desk), ["store_connected"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_nobody_has_seen_yet_is_not_made_up() {
    let desk = Desk::open().await;
    let owner = desk.owner().await;
    let store = owner.stores(&desk).await["stores"][0].clone();
    assert_eq!((&store["last_answer"], &store["protected_data"]["state"]["code"]), (&Value::Null, &json!("unknown")));
    assert_eq!(store["no_answer"], "No request since the server started");
    assert!(store["throttle"].as_str().unwrap().starts_with("Not known yet"), "{store}");
    assert_eq!(store["connected_by"], "the command line");
    assert!(store["token"]["expires"].is_null() && store["webhooks"]["state"]["code"] == "within_seconds");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dead_token_is_told_with_what_helps_and_connecting_again_mends_it() {
    let desk = Desk::open().await;
    let owner = desk.owner().await;
    let store = store_of(&desk);
    desk.sandbox.fault(UK, Fault::RevokeToken, 1);
    let told = does(&desk, &owner, "test", &store).await;
    assert_eq!(told["good"], false);
    let now = &told["stores"]["stores"][0];
    assert_eq!(now["state"]["code"], "reconnect_needed");
    let problem = &now["problems"][0];
    assert_eq!(problem["what"], "Shopify does not accept the access token.");
    assert_eq!((&problem["critical"], &problem["fixes"]), (&json!(true), &json!(["reconnect", "test"])));
    assert_eq!(problem["at"]["at"], "2026-11-21T12:00:00Z");
    assert_eq!(desk.stores()[0]["error"]["reference"], problem["reference"]);
    assert_eq!(desk.stores()[0]["error"]["code"], "token_refused");
    desk.sandbox.fault(UK, Fault::RestoreToken, 1);
    let token = desk.sandbox.token(UK);
    let verified = owner.does(&desk, "verify", &json!({"shop": UK, "token": token})).await.json();
    let saved = owner.does(&desk, "connect", &json!({"pending": verified["pending"]})).await.json();
    assert_eq!((&saved["store"], &saved["stores"]["stores"][0]["state"]["code"]), (&json!(store), &json!("connected")));
    assert_eq!(changes(&desk), ["store_rotated"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_store_that_can_not_be_asked_says_so_until_it_can() {
    let desk = Desk::open().await;
    let owner = desk.owner().await;
    let store = store_of(&desk);
    desk.sandbox.fault(UK, Fault::Frozen(402), 5);
    let frozen = does(&desk, &owner, "test", &store).await;
    let problem = frozen["stores"]["stores"][0]["problems"][0].clone();
    assert_eq!((&problem["code"], &problem["fixes"]), (&json!("frozen"), &json!(["test"])));
    assert_eq!(problem["what"], "Shopify has frozen or locked the store.");
    assert_eq!(problem["reference"].as_str().unwrap().len(), 10);
    desk.sandbox.clear_faults();
    let well = does(&desk, &owner, "test", &store).await;
    assert_eq!((&well["good"], &well["stores"]["stores"][0]["problems"]), (&json!(true), &json!([])));
}

#[tokio::test(flavor = "multi_thread")]
async fn data_that_shopify_holds_back_is_found_out_by_a_test() {
    let desk = Desk::open().await;
    let owner = desk.owner().await;
    let store = store_of(&desk);
    for level in [context_card_sandbox::Protected::Level2Withheld, context_card_sandbox::Protected::Level1Withheld] {
        desk.sandbox.fault(UK, Fault::Protected(level), 1);
        let told = does(&desk, &owner, "test", &store).await;
        let now = &told["stores"]["stores"][0];
        assert_eq!((&told["good"], &now["protected_data"]["state"]["code"]), (&json!(true), &json!("held_back")));
        assert_eq!(now["problems"][0]["code"], "protected_data");
        assert!(now["problems"][0]["remedy"].as_str().unwrap().ends_with('.'));
    }
    desk.sandbox.clear_faults();
    let told = does(&desk, &owner, "test", &store).await;
    assert_eq!(told["stores"]["stores"][0]["protected_data"]["state"]["code"], "given", "{told}");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_app_without_a_scope_that_it_asks_for_may_ask_for_it() {
    let desk = empty().await;
    let app = desk.app();
    let owner = desk.owner().await;
    connected(&desk, &owner, &app).await;
    let asks = json!({"app": app, "scopes": "read_customers, read_orders, read_draft_orders"});
    let reply = owner.call(&desk, "PUT", "/api/settings/apps/scopes", &asks).await;
    assert_eq!(reply.status, StatusCode::OK, "{}", reply.text);
    let store = reply.json()["stores"]["stores"][0].clone();
    let problem = &store["problems"][0];
    assert_eq!((&problem["code"], &problem["critical"]), (&json!("scope_missing"), &json!(false)));
    assert_eq!(problem["fixes"], json!(["grant_scopes", "test"]));
    assert_eq!(store["state"]["code"], "needs_care");
    for scopes in ["read_orders", "", "orders", "read_orders,read_customers,<b>"] {
        let asks = json!({"app": app, "scopes": scopes});
        let reply = owner.call(&desk, "PUT", "/api/settings/apps/scopes", &asks).await;
        assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(reply.json()["problem"]["field"], "scopes");
    }
    assert_eq!(changes(&desk), ["store_connected", "app_scopes"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_owner_adds_an_app_and_replaces_its_secret() {
    let desk = empty().await;
    let owner = desk.owner().await;
    let add = async |secret: &str| {
        owner.call(&desk, "POST", "/api/settings/apps", &json!({"client_id": CLIENT, "client_secret": secret})).await
    };
    let added = add(SECRET).await;
    assert_eq!(added.status, StatusCode::OK, "{}", added.text);
    let app = added.json()["app"].clone();
    let id = app["app"].as_str().unwrap();
    assert_eq!(app["redirect_url"], format!("https://card.example/connect/{id}/callback"));
    assert_eq!(app["webhook_url"], format!("https://card.example/webhooks/{id}"));
    assert!(app["toml"].as_str().unwrap().contains("compliance_topics"));
    assert_eq!(app["previous_secret"], false);
    let same = add(SECRET).await.json();
    assert_eq!((&same["app"], &same["said"]), (&app, &json!("The app is known already, with this secret.")));
    let replaced = add("hush-another").await;
    assert_eq!(
        (&replaced.json()["app"]["app"], &replaced.json()["app"]["previous_secret"]),
        (&json!(id), &json!(true))
    );
    for reply in [&added, &replaced] {
        assert!(!reply.text.contains(SECRET) && !reply.text.contains("hush"), "{}", reply.text);
    }
    for (body, field) in [
        (json!({"client_id": "a b", "client_secret": "x"}), "client_id"),
        (json!({"client_id": "a", "client_secret": "two words"}), "client_secret"),
        (json!({"client_id": "a", "client_secret": "x", "scopes": "read_orders"}), "scopes"),
    ] {
        let reply = owner.call(&desk, "POST", "/api/settings/apps", &body).await;
        assert_eq!(
            (reply.status, &reply.json()["problem"]["field"]),
            (StatusCode::UNPROCESSABLE_ENTITY, &json!(field))
        );
    }
    assert_eq!(changes(&desk), ["app_added", "app_secret"]);
    // Connected through it at once.
    desk.register(id, CLIENT, "hush-another");
    connected(&desk, &owner, id).await;
    assert_eq!(desk.stores()[0]["state"], "connected");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_vendors_app_is_there_to_connect_through_and_not_to_change() {
    let desk = empty().await;
    let vendors = desk.setup().json_with(&["app", "add", "--client-id", "vendor-1", "--client-secret-stdin"], "hush-v");
    let owner = desk.owner().await;
    let app = owner.stores(&desk).await["apps"][0].clone();
    assert_eq!((&app["app"], &app["own"]), (&vendors["app"], &json!(false)));
    let asks = json!({"app": vendors["app"], "scopes": "read_customers,read_orders"});
    assert_eq!(owner.call(&desk, "PUT", "/api/settings/apps/scopes", &asks).await.status, StatusCode::NOT_FOUND);
    let same = json!({"client_id": "vendor-1", "client_secret": "hush-mine"});
    let added = owner.call(&desk, "POST", "/api/settings/apps", &same).await.json();
    assert_ne!(added["app"]["app"], vendors["app"], "the vendor's secret stays as it is");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_prefix_is_set_cleared_and_checked() {
    let desk = Desk::open().await;
    let owner = desk.owner().await;
    let store = store_of(&desk);
    let set = async |prefix: &str| {
        owner.call(&desk, "PUT", "/api/settings/stores/prefix", &json!({"store": store, "prefix": prefix})).await
    };
    for (prefix, good) in [("UK-", true), ("ABCDEFGHIJ", true), ("ABCDEFGHIJK", false), ("U K", false), ("Ü-", false)]
    {
        let reply = set(prefix).await;
        assert_eq!(reply.status.is_success(), good, "{prefix}: {}", reply.text);
        assert!(good || reply.json()["problem"]["field"] == "prefix");
    }
    assert_eq!(desk.stores()[0]["prefix"], "ABCDEFGHIJ");
    set(" ").await;
    assert_eq!(desk.stores()[0]["prefix"], Value::Null);
    assert_eq!(changes(&desk), ["prefix", "prefix", "prefix"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_that_never_expires_becomes_one_that_does() {
    let desk = empty().await;
    let app = desk.app();
    let owner = desk.owner().await;
    let token = desk.sandbox.token(UK);
    let verified = owner.does(&desk, "verify", &json!({"shop": UK, "token": token, "app": app})).await.json();
    let saved = owner.does(&desk, "connect", &json!({"pending": verified["pending"]})).await.json();
    let store = saved["store"].as_str().unwrap().to_owned();
    assert!(saved["stores"]["stores"][0]["actions"].as_array().unwrap().contains(&json!("migrate")), "{saved}");
    // The sandbox's tokens belong to apps of their own, so this one is not exchanged; that is said, and nothing is lost.
    let reply = does(&desk, &owner, "migrate", &store).await;
    assert_eq!(reply["good"], false);
    let plain = Desk::open().await;
    let owner = plain.owner().await;
    let reply = owner.does(&plain, "migrate", &json!({"store": store_of(&plain)})).await;
    assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY, "its app is not known: {}", reply.text);
}

#[tokio::test(flavor = "multi_thread")]
async fn changes_are_asked_for_anew() {
    let desk = empty().await;
    let app = desk.app();
    let owner = desk.owner().await;
    connected(&desk, &owner, &app).await;
    let told = does(&desk, &owner, "webhooks", &store_of(&desk)).await;
    assert_eq!(told["good"], true, "{told}");
    let store = &told["stores"]["stores"][0];
    assert_eq!(
        (&store["webhooks"]["state"]["code"], &store["topics"][0]["state"]["code"]),
        (&json!("at_once"), &json!("ok"))
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn an_owner_disconnects_a_store_and_connects_it_again() {
    let desk = empty().await;
    let app = desk.app();
    let owner = desk.owner().await;
    connected(&desk, &owner, &app).await;
    let store = store_of(&desk);
    desk.open_conversation("maria@example.com").await;
    let told = does(&desk, &owner, "disconnect", &store).await;
    assert_eq!(told["said"], "Acme UK is disconnected. Nothing is asked from it any more.");
    assert_eq!((&told["stores"]["stores"], &told["stores"]["disconnected"][0]["store"]), (&json!([]), &json!(store)));
    desk.sandbox.clear_log();
    desk.open_conversation("maria@example.com").await;
    assert_eq!(desk.asked(), 0, "nothing is asked any more");
    assert_eq!(owner.does(&desk, "disconnect", &json!({"store": store})).await.status, StatusCode::NOT_FOUND);
    connected(&desk, &owner, &app).await;
    assert_eq!(store_of(&desk), store, "connected again, it is the same store");
    assert_eq!(changes(&desk), ["store_connected", "store_disconnected", "store_connected"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn another_organisations_stores_and_apps_are_not_there() {
    let desk = empty().await;
    let app = desk.app();
    let owner = desk.owner().await;
    connected(&desk, &owner, &app).await;
    let store = store_of(&desk);
    let theirs = desk.owner_of(&desk.neighbour()).await;
    let seen = theirs.stores(&desk).await;
    for part in ["stores", "disconnected", "attempts", "apps"] {
        assert_eq!(seen[part], json!([]), "{part}");
    }
    for what in ["test", "webhooks", "migrate", "disconnect"] {
        assert_eq!(theirs.does(&desk, what, &json!({"store": store})).await.status, StatusCode::NOT_FOUND, "{what}");
    }
    for what in ["consent", "link"] {
        let reply = theirs.does(&desk, what, &json!({"app": app, "shop": UK})).await;
        assert_eq!(reply.status, StatusCode::NOT_FOUND, "{what}");
    }
    for (path, body) in [
        ("/api/settings/stores/prefix", json!({"store": store, "prefix": "X"})),
        ("/api/settings/apps/scopes", json!({"app": app, "scopes": "read_customers,read_orders"})),
    ] {
        assert_eq!(theirs.call(&desk, "PUT", path, &body).await.status, StatusCode::NOT_FOUND, "{path}");
    }
    assert_eq!(desk.stores()[0]["state"], "connected");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_failed_is_among_the_attempts_with_what_to_do() {
    let desk = empty().await;
    let app = desk.app();
    let owner = desk.owner().await;
    let consent = desk.to_consent(&owner, &app, LUMIERE).await;
    let denied = owner.get(&desk, crate::connect::path(&desk.sandbox.deny(&consent).unwrap())).await;
    refused(&desk, &denied, "The request was declined in Shopify.");
    desk.sandbox.oauth_fault(UK, OauthFault::Html, 3);
    let own = desk.sandbox.own_app();
    let body = json!({"shop": UK, "client_id": own.client_id, "client_secret": own.client_secret});
    told(&desk, &owner.does(&desk, "verify", &body).await, "Shopify gave no usable answer.");
    desk.to_consent(&owner, &app, LUMIERE).await;
    let attempts = owner.stores(&desk).await["attempts"].clone();
    let told: Vec<_> = attempts.as_array().unwrap().iter().map(|one| one["state"]["text"].as_str().unwrap()).collect();
    assert_eq!(told, ["Open", "Not connected", "Not connected"], "newest first");
    assert!(attempts[2]["remedy"].as_str().unwrap().starts_with("Begin again"), "{attempts}");
    desk.wait(10 * 60);
    assert_eq!(owner.stores(&desk).await["attempts"][0]["state"]["text"], "Not finished");
}

#[tokio::test(flavor = "multi_thread")]
async fn it_speaks_the_readers_language_and_time() {
    let desk = Desk::open().await;
    let mut claims = desk.claims(json!({}));
    claims["role"] = json!("admin");
    claims["timezone"] = json!("Asia/Tokyo");
    let token = desk.sign(&claims);
    let admin =
        desk.post("/api/session", "", &json!({"token": token})).await.json()["session"].as_str().unwrap().to_owned();
    let seen = desk.call("GET", "/api/settings/stores", &admin, &Value::Null).await.json();
    let connected = seen["stores"][0]["connected"]["exact"].as_str().unwrap();
    assert!(!connected.is_empty());
}
