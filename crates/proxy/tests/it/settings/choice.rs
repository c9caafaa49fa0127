//! Versions of a choice: two admins at once, an inbox that gives up its own, and cards that are open meanwhile.

use super::{admin_session, as_owner, owner_cookie, read};
use crate::desk::{Desk, Reply, customer};
use axum::http::StatusCode;
use serde_json::{Value, json};

const ALL: &str = "/api/settings/card";

fn of_inbox(desk: &Desk) -> String {
    format!("{ALL}?inbox={}", desk.inbox.id)
}

fn choice(version: &Value, order_card: &[&str]) -> Value {
    json!({"version": version, "order_card": order_card, "order_details": ["order.created", "order.total", "order.tags"],
        "customer_details": ["customer.email", "customer.phone", "customer.note"]})
}

async fn save(desk: &Desk, admin: &str, path: &str, version: &Value, order_card: &[&str]) -> Reply {
    desk.call("PUT", path, admin, &choice(version, order_card)).await
}

async fn reset(desk: &Desk, admin: &str, version: &Value) -> Reply {
    desk.call("DELETE", &format!("{}&version={version}", of_inbox(desk)), admin, &Value::Null).await
}

#[tokio::test(flavor = "multi_thread")]
async fn an_inbox_begins_from_the_tenants_version_and_gives_up_its_own_again() {
    let desk = Desk::open().await;
    let admin = admin_session(&desk).await;
    let path = of_inbox(&desk);
    let tenants = save(&desk, &admin, ALL, &json!(0), &["order.total"]).await.json();
    assert_eq!(save(&desk, &admin, &path, &json!(0), &["order.tags"]).await.status, StatusCode::CONFLICT);
    let own = save(&desk, &admin, &path, &tenants["version"], &["order.tags"]).await;
    assert_eq!(own.status, StatusCode::OK, "{}", own.text);
    assert_eq!(read(&desk, &admin, ALL).await["order_card"], json!(["order.total"]), "the others keep theirs");
    assert_eq!(read(&desk, &admin, "/api/settings").await["inboxes"][0]["own_fields"], true);
    let after = reset(&desk, &admin, &own.json()["version"]).await;
    assert_eq!((after.status, after.json()), (StatusCode::OK, tenants.clone()));
    assert_eq!(read(&desk, &admin, &path).await, tenants);
    assert_eq!(read(&desk, &admin, "/api/settings").await["inboxes"][0]["own_fields"], false);
    let again = reset(&desk, &admin, &tenants["version"]).await;
    assert_eq!((again.status, again.json()), (StatusCode::OK, tenants), "there is nothing left to give up");
    assert_eq!(read(&desk, &admin, "/api/settings/changes").await["changes"].as_array().unwrap().len(), 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_version_that_was_given_up_never_counts_again() {
    let desk = Desk::open().await;
    let admin = admin_session(&desk).await;
    let path = of_inbox(&desk);
    let tenants = save(&desk, &admin, ALL, &json!(0), &["order.total"]).await.json()["version"].clone();
    let first = save(&desk, &admin, &path, &tenants, &["order.tags"]).await.json()["version"].clone();
    // Ada has this one on her screen; meanwhile it is given up, and another one is chosen.
    assert_eq!(reset(&desk, &admin, &first).await.status, StatusCode::OK);
    let second = save(&desk, &admin, &path, &tenants, &["order.note"]).await.json()["version"].clone();
    assert_ne!(first, second);
    for late in [save(&desk, &admin, &path, &first, &["order.created"]).await, reset(&desk, &admin, &first).await] {
        assert_eq!(late.status, StatusCode::CONFLICT, "{}", late.text);
        assert_eq!(late.json()["current"]["version"], second);
        assert_eq!(late.json()["current"]["order_card"], json!(["order.note"]));
    }
    // Given up a second time, the tenant's holds: its version stands for the fields that it always stood for.
    assert_eq!(reset(&desk, &admin, &second).await.json()["version"], tenants);
    let newer = save(&desk, &admin, ALL, &tenants, &["order.number"]).await.json()["version"].clone();
    assert_eq!(save(&desk, &admin, &path, &tenants, &["order.created"]).await.status, StatusCode::CONFLICT);
    assert_eq!(read(&desk, &admin, &path).await["version"], newer);
}

#[tokio::test(flavor = "multi_thread")]
async fn of_many_who_save_and_reset_at_once_exactly_one_wins() {
    let desk = Desk::open().await;
    let (admin, owner) = (admin_session(&desk).await, owner_cookie(&desk).await);
    let path = of_inbox(&desk);
    let own = save(&desk, &admin, &path, &json!(0), &["order.tags"]).await.json()["version"].clone();
    for (at, version) in [(path.as_str(), own), (ALL, json!(0))] {
        let (total, note) = (choice(&version, &["order.total"]), choice(&version, &["order.note"]));
        let replies = tokio::join!(
            desk.call("PUT", at, &admin, &total),
            as_owner(&desk, &owner, "PUT", at, &note),
            desk.call("PUT", at, &admin, &note),
            async {
                if at == ALL {
                    desk.call("PUT", at, &admin, &total).await
                } else {
                    reset(&desk, &admin, &version).await
                }
            },
        );
        let replies = [replies.0, replies.1, replies.2, replies.3];
        let won: Vec<_> = replies.iter().filter(|reply| reply.status == StatusCode::OK).collect();
        assert_eq!(won.len(), 1, "{:?}", replies.iter().map(|reply| &reply.text).collect::<Vec<_>>());
        let holds = read(&desk, &admin, at).await;
        assert_eq!(won[0].json(), holds);
        for lost in replies.iter().filter(|reply| reply.status != StatusCode::OK) {
            assert_eq!((lost.status, &lost.json()["current"]), (StatusCode::CONFLICT, &holds));
        }
    }
    let entries = read(&desk, &admin, "/api/settings/changes").await;
    assert_eq!(entries["changes"].as_array().unwrap().len(), 3, "one entry for each that won: {entries}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_given_up_is_an_inboxs_and_its_version_is_named() {
    let desk = Desk::open().await;
    let admin = admin_session(&desk).await;
    for (path, field) in [(format!("{ALL}?version=0"), "inbox"), (of_inbox(&desk), "version")] {
        let reply = desk.call("DELETE", &path, &admin, &Value::Null).await;
        assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", reply.text);
        assert_eq!(reply.json()["problem"]["field"], field);
    }
    let odd = desk.call("DELETE", &format!("{}&version=x", of_inbox(&desk)), &admin, &Value::Null).await;
    assert!(odd.status.is_client_error());
}

#[tokio::test(flavor = "multi_thread")]
async fn an_open_card_shows_what_was_saved_with_its_next_request() {
    let desk = Desk::open().await;
    let admin = admin_session(&desk).await;
    let (session, card) = desk.open_conversation("maria@example.com").await;
    let ids = |card: &Value| {
        let fields = customer(card, 0)["orders"]["rows"][0]["fields"].as_array().unwrap().clone();
        fields.into_iter().map(|field| field["id"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(ids(&card), ["order.number", "order.total", "order.delivery_status"], "nothing is saved: the default");
    let again = async || desk.post("/api/card", &session, &json!({"seq": 2})).await.json()["card"].clone();
    let other = desk.beside().await;
    let tenants = save(&desk, &admin, ALL, &json!(0), &["order.created"]).await.json()["version"].clone();
    assert_eq!(ids(&again().await), ["order.created"]);
    let there = other.post("/api/card", &session, &json!({"seq": 2})).await.json()["card"].clone();
    assert_eq!(ids(&there), ["order.created"], "in every process");
    let own = save(&desk, &admin, &of_inbox(&desk), &tenants, &["order.number", "order.payment_status"]).await;
    assert_eq!(own.status, StatusCode::OK, "{}", own.text);
    assert_eq!(ids(&again().await), ["order.number", "order.payment_status"]);
    reset(&desk, &admin, &own.json()["version"]).await;
    assert_eq!(ids(&again().await), ["order.created"]);
}
