//! The card with fields that are not saved yet.

use super::{admin_session, as_owner, owner_cookie, read, session_of};
use crate::desk::{Desk, Reply, UK, customer};
use axum::http::StatusCode;
use serde_json::{Value, json};

const PATH: &str = "/api/settings/preview";

fn config(order_card: &[&str]) -> Value {
    json!({"order_card": order_card, "order_details": ["order.note", "line_item.sku", "fulfillment.tracking"],
        "customer_details": ["customer.email", "customer.note", "customer.tags"]})
}

async fn preview(desk: &Desk, session: &str, whose: &Value) -> Reply {
    let mut body = json!({"config": config(&["order.created", "order.total"])});
    if !whose.is_null() {
        body["whose"] = whose.clone();
    }
    desk.post(PATH, session, &body).await
}

fn ids(fields: &Value) -> Vec<&str> {
    fields.as_array().unwrap().iter().map(|field| field["id"].as_str().unwrap()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_invented_customer_shows_what_is_chosen_and_asks_no_shop() {
    let desk = Desk::open().await;
    let admin = admin_session(&desk).await;
    desk.sandbox.clear_log();
    let reply = preview(&desk, &admin, &Value::Null).await;
    assert_eq!(reply.status, StatusCode::OK, "{}", reply.text);
    let shown = reply.json();
    let maria = customer(&shown["card"], 0);
    assert_eq!(shown["card"]["stores"][0]["name"], "Acme UK", "the tenant's own store by name");
    let rows = maria["orders"]["rows"].as_array().unwrap();
    assert_eq!(rows.len(), 3);
    assert!(rows.iter().all(|row| ids(&row["fields"]) == ["order.created", "order.total"]), "{rows:?}");
    assert_eq!(ids(&maria["details"]), ["customer.email", "customer.note", "customer.tags"]);
    assert_eq!(ids(&shown["order"]["fields"]), ["order.note"]);
    assert_eq!(ids(&shown["order"]["items"][0]["fields"]), ["line_item.sku"]);
    assert_eq!(desk.asked(), 0);
    assert_eq!(read(&desk, &admin, "/api/settings/card").await["version"], 0, "nothing is saved");
    assert_eq!(read(&desk, &admin, "/api/settings/changes").await["changes"], json!([]));
    let record = desk.setup().behind("SELECT what FROM access_record");
    assert!(record.is_empty(), "nobody was seen: {record:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_invented_card_speaks_the_readers_language_and_the_stores_currency() {
    let desk = Desk::with_stores(&[crate::desk::LUMIERE]).await;
    let mut claims = desk.claims(json!({"emails": ["maria@example.com"]}));
    (claims["role"], claims["locale"]) = (json!("admin"), json!("de-DE"));
    let session = desk.post("/api/session", "", &json!({"token": desk.sign(&claims)})).await.json()["session"].clone();
    let shown = preview(&desk, session.as_str().unwrap(), &Value::Null).await.json();
    let total = customer(&shown["card"], 0)["orders"]["rows"][0]["fields"][1].clone();
    assert_eq!(total["value"]["money"]["currency"], "EUR", "{total}");
    assert!(total["value"]["money"]["text"].as_str().unwrap().contains("120,00"), "{total}");
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_store_there_is_a_preview_already() {
    let desk = Desk::with_stores(&[]).await;
    let owner = owner_cookie(&desk).await;
    let body = json!({"config": config(&["order.number"])});
    let shown = as_owner(&desk, &owner, "POST", PATH, &body).await.json();
    assert_eq!(customer(&shown["card"], 0)["name"], "Maria Sørensen");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_metafield_has_an_example_by_what_its_owner_defined() {
    let desk = Desk::open().await;
    let admin = admin_session(&desk).await;
    let fields = read(&desk, &admin, "/api/settings/fields").await;
    let definitions = fields["metafields"][0]["definitions"].as_array().unwrap();
    let of_order = definitions.iter().filter(|one| one["group"] == "order" && !one["kind"].is_null());
    let chosen: Vec<_> = of_order.clone().map(|one| one["id"].as_str().unwrap()).collect();
    assert!(!chosen.is_empty(), "{definitions:?}");
    let mut body = json!({"config": config(&["order.number"])});
    body["config"]["order_details"].as_array_mut().unwrap().extend(chosen.iter().map(|id| json!(id)));
    desk.sandbox.clear_log();
    let shown = desk.post(PATH, &admin, &body).await.json();
    for one in of_order {
        let drawn = shown["order"]["fields"].as_array().unwrap().iter().find(|field| field["id"] == one["id"]);
        let drawn = drawn.unwrap_or_else(|| panic!("{one} is not drawn: {shown}"));
        assert_eq!(drawn["label"], one["label"]);
        let kind = drawn["value"].as_object().unwrap().keys().next().unwrap();
        assert_eq!(one["kind"], kind.as_str(), "{drawn}");
    }
    desk.post(PATH, &admin, &body).await;
    assert_eq!(desk.asked(), 1, "dragging fields about asks the shop for definitions once a minute");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_details_of_every_order_can_be_seen() {
    let desk = Desk::open().await;
    let admin = admin_session(&desk).await;
    for whose in [Value::Null, json!("conversation")] {
        let mut body = json!({"config": config(&["order.created", "order.total"])});
        if !whose.is_null() {
            body["whose"] = whose.clone();
        }
        let shown = desk.post(PATH, &admin, &body).await.json();
        let shop = shown["card"]["stores"][0]["shop"].clone();
        let rows = customer(&shown["card"], 0)["orders"]["rows"].as_array().unwrap().clone();
        assert!(rows.len() > 2, "{shown}");
        for row in rows {
            body["order"] = json!({"shop": shop, "name": row["name"]});
            let reply = desk.post(PATH, &admin, &body).await;
            assert_eq!(reply.json()["order"]["name"], row["name"], "{whose}: {}", reply.text);
            assert_eq!(reply.json()["order"]["handle"], row["handle"]);
        }
        if whose.is_null() {
            continue;
        }
        // Only what is on the card: not a stranger's order, not another shop's.
        for other in [json!({"shop": shop, "name": "#1046"}), json!({"shop": "x.myshopify.com", "name": "#1042"})] {
            body["order"] = other.clone();
            assert_eq!(desk.post(PATH, &admin, &body).await.json()["order"], Value::Null, "{other}");
        }
    }
    let seen = desk.setup().behind("SELECT DISTINCT subject FROM access_record WHERE subject LIKE '%Order%'");
    assert!(seen.len() > 2, "each order that was opened is on record: {seen:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn whether_somebody_may_look_up_an_email_is_said_beforehand() {
    let desk = Desk::open().await;
    let may = async |session: &str| read(&desk, session, "/api/settings").await["agent"]["may_search"].clone();
    let before = admin_session(&desk).await;
    assert_eq!(may(&before).await, false);
    // Another inbox that may search says nothing of one's own.
    let other = desk.setup().inbox(&desk.tenant, &[]);
    desk.setup().json(&["inbox", "set", "--inbox", &other.id, "--reach", "search"]);
    assert_eq!(may(&before).await, false);
    desk.setup().json(&["inbox", "set", "--inbox", &desk.inbox.id, "--reach", "search"]);
    assert_eq!(may(&before).await, false, "this session began without it");
    assert_eq!(may(&admin_session(&desk).await).await, true);
    let owner = owner_cookie(&desk).await;
    let opened = as_owner(&desk, &owner, "GET", "/api/settings", &Value::Null).await.json();
    assert_eq!(opened["agent"]["may_search"], true);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_contact_of_the_conversation_is_shown_and_on_record() {
    let desk = Desk::open().await;
    let admin = admin_session(&desk).await;
    let reply = preview(&desk, &admin, &json!("conversation")).await;
    assert_eq!(reply.status, StatusCode::OK, "{}", reply.text);
    let shown = reply.json();
    let maria = customer(&shown["card"], 0);
    assert_eq!(maria["name"], "Maria Sørensen");
    assert_eq!(ids(&maria["orders"]["rows"][0]["fields"]), ["order.created", "order.total"]);
    assert_eq!(shown["order"]["name"], maria["orders"]["rows"][0]["name"]);
    let record = desk.setup().behind("SELECT what || ' by ' || agent FROM access_record");
    assert!(!record.is_empty() && record.iter().all(|entry| entry == "seen by agent-9"), "{record:?}");
    let owner = owner_cookie(&desk).await;
    let body = json!({"config": config(&["order.number"]), "whose": "conversation"});
    let nobody = as_owner(&desk, &owner, "POST", PATH, &body).await;
    assert_eq!(nobody.status, StatusCode::UNPROCESSABLE_ENTITY, "on a page of its own there is no conversation");
    assert_eq!(nobody.json()["problem"]["field"], "whose");
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_has_an_email_is_shown_to_owners_and_where_admins_may_search() {
    let desk = Desk::open().await;
    let admin = admin_session(&desk).await;
    let whose = json!({"email": "kofi.mensah@example.com"});
    desk.sandbox.clear_log();
    let refused = preview(&desk, &admin, &whose).await;
    assert_eq!((refused.status, &*refused.problem()), (StatusCode::FORBIDDEN, "not_allowed"));
    assert_eq!(desk.asked(), 0);

    desk.setup().json(&["inbox", "set", "--inbox", &desk.inbox.id, "--reach", "search"]);
    assert_eq!(preview(&desk, &admin, &whose).await.status, StatusCode::FORBIDDEN, "this session began without it");
    let searching = admin_session(&desk).await;
    let shown = preview(&desk, &searching, &whose).await.json();
    assert_eq!(customer(&shown["card"], 0)["matched"]["value"], "kofi.mensah@example.com");
    let owner = owner_cookie(&desk).await;
    let body = json!({"config": config(&["order.number"]), "whose": whose});
    let shown = as_owner(&desk, &owner, "POST", PATH, &body).await;
    assert_eq!(shown.status, StatusCode::OK, "{}", shown.text);
    assert_eq!(customer(&shown.json()["card"], 0)["matched"]["value"], "kofi.mensah@example.com");

    let record = desk.setup().behind("SELECT DISTINCT what || ' in ' || inbox FROM access_record");
    let mut expected = vec![format!("searched in {}", desk.inbox.id), "searched in i_settings".to_owned()];
    let mut record = record;
    expected.sort();
    record.sort();
    assert_eq!(record, expected);
    let bad = preview(&desk, &searching, &json!({"email": "kofi"})).await;
    assert_eq!((bad.status, &bad.json()["problem"]["field"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!("whose")));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_search_that_finds_nobody_is_recorded_too() {
    let desk = Desk::open().await;
    let owner = owner_cookie(&desk).await;
    let body =
        json!({"config": config(&["order.number"]), "inbox": desk.inbox.id, "whose": {"email": "nobody@example.com"}});
    let shown = as_owner(&desk, &owner, "POST", PATH, &body).await.json();
    assert_eq!(shown["card"]["stores"][0]["found"]["nothing"]["code"], "no_match", "{shown}");
    let record =
        desk.setup().behind("SELECT what || ' in ' || inbox || ' ' || coalesce(subject, 'nobody') FROM access_record");
    assert_eq!(record, [format!("searched in {} nobody", desk.inbox.id)]);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_admin_looks_into_no_store_that_their_own_inbox_does_not_show() {
    let desk = Desk::with_stores(&[UK, crate::desk::LUMIERE]).await;
    let uk = desk.stores().as_array().unwrap().iter().find(|store| store["shop"] == UK).unwrap()["store"].clone();
    desk.setup().json(&["inbox", "set", "--inbox", &desk.inbox.id, "--stores", uk.as_str().unwrap()]);
    let other = desk.setup().inbox(&desk.tenant, &[]);
    let admin = admin_session(&desk).await;
    let body = json!({"config": config(&["order.number"]), "inbox": other.id, "whose": "conversation"});
    let shown = desk.post(PATH, &admin, &body).await.json();
    let shops: Vec<_> = shown["card"]["stores"].as_array().unwrap().iter().map(|store| store["shop"].clone()).collect();
    assert_eq!(shops, [UK]);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_could_not_be_saved_is_not_previewed_either() {
    let desk = Desk::open().await;
    let admin = admin_session(&desk).await;
    let body = json!({"config": config(&["order.number", "order.total", "order.created", "order.tags"])});
    let reply = desk.post(PATH, &admin, &body).await;
    assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(reply.json()["problem"]["field"], "order_card");
    let agent = session_of(&desk, "agent").await;
    assert_eq!(preview(&desk, &agent, &Value::Null).await.problem(), "not_allowed");
}
