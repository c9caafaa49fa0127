//! Who changed what.

use super::{admin_session, as_owner, owner_cookie, read};
use crate::desk::{Desk, sign_with};
use axum::http::StatusCode;
use serde_json::{Value, json};

#[tokio::test(flavor = "multi_thread")]
async fn a_change_is_told_with_who_made_it_and_when_and_leads_back() {
    let desk = Desk::open().await;
    let admin = admin_session(&desk).await;
    let mut config = read(&desk, &admin, "/api/settings/card").await;
    config["order_card"] = json!(["order.tags", "order.number"]);
    desk.call("PUT", "/api/settings/card", &admin, &config).await;
    desk.wait(3 * 60 * 60);
    let owner = owner_cookie(&desk).await;
    let switched = json!({"inbox": desk.inbox.id, "active": false});
    assert_eq!(as_owner(&desk, &owner, "PUT", "/api/settings/active", &switched).await.status, StatusCode::OK);
    let told = as_owner(&desk, &owner, "GET", "/api/settings/changes", &Value::Null).await.json();
    assert_eq!(told["more"], false);
    let [newer, older] = &told["changes"].as_array().unwrap()[..] else { panic!("{told}") };
    assert_eq!(newer["what"], "Switched the card off");
    assert_eq!(newer["inbox"], "inbox.example", "an inbox without a name is called by where it is");
    assert_eq!(newer["by"], "An owner", "whom nobody has named");
    assert_eq!(newer["config"], Value::Null);
    assert_eq!(older["what"], "Order card: added Tags; removed Total, Delivery");
    assert_eq!((&older["by"], &older["inbox"]), (&json!("Ada"), &Value::Null));
    assert_eq!(older["at"]["at"], "2026-11-21T12:00:00Z");
    assert_eq!(older["at"]["text"], "3 hours ago");
    assert_eq!(older["config"]["order_card"], config["order_card"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_history_is_in_the_readers_language_and_zone() {
    let desk = Desk::open().await;
    let mut claims = desk.claims(json!({"emails": ["maria@example.com"]}));
    claims["role"] = json!("admin");
    claims["locale"] = json!("de-DE");
    claims["timezone"] = json!("Europe/Berlin");
    let reply = desk.post("/api/session", "", &json!({"token": desk.sign(&claims)})).await.json();
    let admin = reply["session"].as_str().unwrap();
    let mut config = read(&desk, admin, "/api/settings/card").await;
    config["order_card"] = json!(["order.number"]);
    desk.call("PUT", "/api/settings/card", admin, &config).await;
    let change = read(&desk, admin, "/api/settings/changes").await["changes"][0].clone();
    assert!(change["at"]["exact"].as_str().unwrap().contains("13:00"), "{change}");
    assert!(change["what"].as_str().unwrap().contains("Gesamt und Zustellung"), "the fields' own labels: {change}");
}

#[tokio::test(flavor = "multi_thread")]
async fn twenty_a_page_newest_first_and_of_an_inbox_only_what_concerns_it() {
    let desk = Desk::open().await;
    let admin = admin_session(&desk).await;
    let other = desk.setup().inbox(&desk.tenant, &[]);
    for turn in 0..23 {
        let switched = json!({"inbox": other.id, "active": turn % 2 == 1});
        desk.call("PUT", "/api/settings/active", &admin, &switched).await;
    }
    let config = read(&desk, &admin, "/api/settings/card").await;
    desk.call("PUT", "/api/settings/card", &admin, &config).await;
    let numbers = |page: &Value| {
        let all = page["changes"].as_array().unwrap().iter();
        all.map(|change| change["change"].as_str().unwrap().parse::<i64>().unwrap()).collect::<Vec<_>>()
    };
    let first = read(&desk, &admin, "/api/settings/changes").await;
    let all = numbers(&first);
    assert_eq!((all.len(), &first["more"]), (20, &json!(true)));
    assert!(all.is_sorted_by(|a, b| a > b), "{all:?}");
    assert_eq!(first["changes"][0]["what"], "Saved the fields as they were");
    let path = format!("/api/settings/changes?before={}", all[19]);
    let second = read(&desk, &admin, &path).await;
    assert_eq!((numbers(&second).len(), &second["more"]), (5, &json!(false)), "and that the other inbox was added");
    assert!(numbers(&second)[0] < all[19]);
    let own = read(&desk, &admin, &format!("/api/settings/changes?inbox={}", desk.inbox.id)).await;
    assert_eq!(numbers(&own), [all[0]], "of all inboxes and its own, not of another's");
    let odd = desk.call("GET", "/api/settings/changes?before=x", &admin, &Value::Null).await;
    assert_eq!(odd.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(odd.json()["problem"]["field"], "before");
}

#[tokio::test(flavor = "multi_thread")]
async fn another_tenant_sees_nothing_of_it() {
    let desk = Desk::open().await;
    let admin = admin_session(&desk).await;
    desk.call("PUT", "/api/settings/active", &admin, &json!({"inbox": desk.inbox.id, "active": false})).await;
    let neighbour = desk.neighbour();
    let inbox = desk.setup().inbox(&neighbour, &[]);
    let mut claims = desk.claims(json!({"emails": ["maria@example.com"]}));
    claims["role"] = json!("admin");
    let token = sign_with(&inbox, &claims);
    let theirs = desk.post("/api/session", "", &json!({"token": token})).await.json()["session"].clone();
    let told = read(&desk, theirs.as_str().unwrap(), "/api/settings/changes").await;
    let told: Vec<_> = told["changes"].as_array().unwrap().iter().map(|change| &change["what"]).collect();
    assert_eq!(told, ["Added the inbox inbox.example"], "their own");
}

/// The sentences of the history, oldest first, with who is named.
async fn story(desk: &Desk, admin: &str) -> Vec<String> {
    let told = read(desk, admin, "/api/settings/changes").await;
    let all = told["changes"].as_array().unwrap().iter().rev();
    all.map(|one| [one["by"].as_str().unwrap(), one["what"].as_str().unwrap()].join(": ")).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_command_line_changes_is_told_as_well() {
    let desk = Desk::open().await;
    let (setup, inbox) = (desk.setup(), &desk.inbox.id);
    let store = desk.stores()[0]["store"].as_str().unwrap().to_owned();
    setup.json(&["inbox", "set", "--inbox", inbox, "--active", "no"]);
    setup.json(&["inbox", "set", "--inbox", inbox, "--reach", "search", "--stores", &store]);
    setup.json(&["inbox", "set", "--inbox", inbox, "--reach", "search", "--active", "yes", "--stores", &store]);
    let key = setup.json(&["inbox", "key", "add", "--inbox", inbox])["key"].as_str().unwrap().to_owned();
    setup.json(&["inbox", "key", "revoke", "--inbox", inbox, "--key", &key]);
    setup.json(&["inbox", "add", "--tenant", &desk.tenant, "--host", "generic", "--origin", "https://b.example"]);
    setup.json(&["store", "set", "--store", &store, "--prefix", "UK-"]);
    setup.json(&["store", "set", "--store", &store, "--prefix", "UK-"]);
    let app = ["app", "add", "--tenant", &desk.tenant, "--client-id", "client-7", "--client-secret-stdin"];
    for secret in ["hush-1", "hush-1", "hush-2"] {
        setup.json_with(&app, secret);
    }
    setup.connect(&desk.tenant, crate::desk::UK, &desk.sandbox.token(crate::desk::UK));
    setup.json(&["store", "disconnect", "--store", &store]);
    setup.connect(&desk.tenant, crate::desk::UK, &desk.sandbox.token(crate::desk::UK));
    let admin = admin_session(&desk).await;
    let expected = [
        "Switched the card off",
        "Chose other stores for the inbox inbox.example",
        "Changed the settings of the inbox inbox.example",
        "Switched the card on",
        &format!("Added the key {key}"),
        &format!("Revoked the key {key}"),
        "Added the inbox b.example",
        "Order numbers of the store Acme UK begin with UK-",
        "Added the app client-7",
        "Gave the app client-7 another client secret",
        "Replaced the credentials of the store Acme UK",
        "Disconnected the store Acme UK",
        "Connected the store Acme UK",
    ];
    assert_eq!(story(&desk, &admin).await, expected.map(|what| format!("the command line: {what}")));
}

#[tokio::test(flavor = "multi_thread")]
async fn asking_shopify_to_tell_of_changes_is_told() {
    let desk = Desk::open().await;
    let store = desk.stores()[0]["store"].clone();
    let owner = owner_cookie(&desk).await;
    let asked = as_owner(&desk, &owner, "POST", "/api/settings/stores/webhooks", &json!({"store": store})).await;
    assert_eq!(asked.status, StatusCode::OK, "{}", asked.text);
    let admin = admin_session(&desk).await;
    assert_eq!(story(&desk, &admin).await, ["An owner: Asked Shopify to tell of changes in the store Acme UK"]);
}
