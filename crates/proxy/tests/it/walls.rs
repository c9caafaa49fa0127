//! Walls: between sessions, stores and tenants.

use crate::desk::{Desk, Inbox, LUMIERE, UK, customer, sign_with};
use axum::http::StatusCode;
use serde_json::{Value, json};

/// Opens a conversation through another inbox of the same proxy.
async fn open_at(desk: &Desk, inbox: &Inbox, email: &str) -> (String, Value) {
    let token = sign_with(inbox, &desk.claims(json!({"emails": [email]})));
    let reply = desk.post("/api/card", "", &json!({"token": token, "seq": 1})).await;
    assert_eq!(reply.status, StatusCode::OK, "{}", reply.text);
    (reply.json()["session"].as_str().unwrap().to_owned(), reply.json()["card"].clone())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_handle_of_another_session_opens_nothing() {
    let desk = Desk::open().await;
    let (_, card) = desk.open_conversation("maria@example.com").await;
    let (other, _) = desk.open_conversation("maria@example.com").await;
    let maria = customer(&card, 0);
    desk.sandbox.clear_log();
    let order = json!({"handle": maria["orders"]["rows"][0]["handle"]});
    assert_eq!(desk.post("/api/order", &other, &order).await.problem(), "not_found");
    let orders = json!({"handle": maria["handle"]});
    assert_eq!(desk.post("/api/orders", &other, &orders).await.problem(), "not_found");
    assert_eq!(desk.asked(), 0, "Shopify was not even asked");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_handle_of_one_kind_opens_no_other() {
    let desk = Desk::open().await;
    let (session, card) = desk.open_conversation("maria@example.com").await;
    let maria = customer(&card, 0);
    let order = &maria["orders"]["rows"][0]["handle"];
    assert_eq!(desk.post("/api/orders", &session, &json!({"handle": order})).await.problem(), "not_found");
    assert_eq!(desk.post("/api/order", &session, &json!({"handle": maria["handle"]})).await.problem(), "not_found");
    let as_cursor = json!({"handle": maria["handle"], "cursor": order});
    assert_eq!(desk.post("/api/orders", &session, &as_cursor).await.problem(), "not_found");
}

#[tokio::test(flavor = "multi_thread")]
async fn bare_shopify_ids_open_nothing() {
    let desk = Desk::open().await;
    let (session, card) = desk.open_conversation("maria@example.com").await;
    assert!(!card.to_string().contains("gid://"), "and none is sent");
    for id in ["gid://shopify/Order/1", "1", "", "AAAA", "../../order"] {
        assert_eq!(desk.post("/api/order", &session, &json!({"handle": id})).await.problem(), "not_found");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn one_tenants_handles_and_stores_are_not_anothers() {
    let desk = Desk::open().await;
    let setup = desk.setup();
    let neighbour = setup.json(&["tenant", "add", "Neighbour"])["tenant"].as_str().unwrap().to_owned();
    let inbox = setup.inbox(&neighbour, &[]);
    setup.connect(&neighbour, LUMIERE, &desk.sandbox.token(LUMIERE));
    let (theirs, their_card) = open_at(&desk, &inbox, "maria@example.com").await;
    assert_eq!(their_card["stores"].as_array().unwrap().len(), 1);
    assert_eq!(their_card["stores"][0]["shop"], LUMIERE, "they see their own store only");
    let (_, card) = desk.open_conversation("maria@example.com").await;
    let handle = json!({"handle": customer(&card, 0)["orders"]["rows"][0]["handle"]});
    assert_eq!(desk.post("/api/order", &theirs, &handle).await.problem(), "not_found");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_admin_reaches_no_inbox_of_another_tenant() {
    let desk = Desk::open().await;
    let setup = desk.setup();
    let neighbour = setup.json(&["tenant", "add", "Neighbour"])["tenant"].as_str().unwrap().to_owned();
    let inbox = setup.inbox(&neighbour, &[]);
    let mut claims = desk.claims(json!({}));
    claims["role"] = json!("admin");
    let reply = desk.post("/api/session", "", &json!({"token": desk.sign(&claims)})).await.json();
    let admin = reply["session"].as_str().unwrap();
    let path = format!("/api/settings/card?inbox={}", inbox.id);
    assert_eq!(desk.call("GET", &path, admin, &Value::Null).await.problem(), "not_found");
    let config = json!({"version": 0, "order_card": ["order.total"], "order_details": ["order.total", "order.tax", "order.tags"],
        "customer_details": ["customer.email", "customer.note", "customer.tags"]});
    assert_eq!(desk.call("PUT", &path, admin, &config).await.problem(), "not_found");
}

#[tokio::test(flavor = "multi_thread")]
async fn two_tenants_with_the_same_shop_share_no_answers() {
    let desk = Desk::open().await;
    let setup = desk.setup();
    let neighbour = setup.json(&["tenant", "add", "Neighbour"])["tenant"].as_str().unwrap().to_owned();
    let inbox = setup.inbox(&neighbour, &[]);
    setup.connect(&neighbour, UK, &desk.sandbox.token(UK));
    desk.sandbox.clear_log();
    desk.open_conversation("maria@example.com").await;
    open_at(&desk, &inbox, "maria@example.com").await;
    assert_eq!(desk.asked(), 2, "each tenant asks for itself");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_removed_tenants_sessions_end_at_once() {
    let desk = Desk::open().await;
    let (session, _) = desk.open_conversation("maria@example.com").await;
    desk.setup().json(&["tenant", "remove", &desk.tenant]);
    assert_eq!(desk.post("/api/card", &session, &json!({"seq": 2})).await.problem(), "session_expired");
}

/// The secrets of one tenant in another's rows, behind the proxy's back: nothing of it opens.
#[tokio::test(flavor = "multi_thread")]
async fn a_row_that_was_copied_to_another_tenant_does_not_open() {
    let desk = Desk::open().await;
    let setup = desk.setup();
    let neighbour = setup.json(&["tenant", "add", "Neighbour"])["tenant"].as_str().unwrap().to_owned();
    let inbox = setup.inbox(&neighbour, &[]);
    setup.connect(&neighbour, UK, &desk.sandbox.token(UK));
    let ours = &desk.tenant;
    open_at(&desk, &inbox, "maria@example.com").await;
    desk.wait(3600);
    desk.sandbox.clear_log();

    // Our token in their connection, of the same shop.
    setup.behind(&format!(
        "UPDATE connections SET access = (SELECT access FROM connections WHERE tenant = '{ours}') WHERE tenant = '{neighbour}'"
    ));
    let token = sign_with(&inbox, &desk.claims(json!({"emails": ["maria@example.com"]})));
    let reply = desk.post("/api/card", "", &json!({"token": token, "seq": 1})).await;
    assert!(!reply.text.contains("Sørensen") && !reply.text.contains("\"customer\""), "{}", reply.text);
    assert_eq!(desk.asked(), 0, "Shopify is not asked with another tenant's token");

    // Our signing secret under their key.
    setup.behind(&format!(
        "UPDATE inbox_keys SET sealed = (SELECT sealed FROM inbox_keys WHERE tenant = '{ours}') WHERE tenant = '{neighbour}'"
    ));
    let forged = Inbox { id: inbox.id.clone(), key: inbox.key.clone(), secret: desk.inbox.secret.clone() };
    let token = sign_with(&forged, &desk.claims(json!({"emails": ["maria@example.com"]})));
    let reply = desk.post("/api/card", "", &json!({"token": token, "seq": 1})).await;
    assert!(!reply.status.is_success(), "{}", reply.text);

    // Our data key as theirs, which would open all of it.
    setup.behind(&format!(
        "UPDATE tenants SET data_key = (SELECT data_key FROM tenants WHERE tenant = '{ours}') WHERE tenant = '{neighbour}'"
    ));
    let output = setup.run(&["serve", "--listen", "127.0.0.1:0"], "");
    assert!(String::from_utf8_lossy(&output.stderr).contains("does not open"), "serve notices");
    let reply = desk.post("/api/card", "", &json!({"token": token, "seq": 1})).await;
    assert!(!reply.status.is_success());
    assert_eq!(desk.asked(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn two_processes_on_one_database_are_one_proxy() {
    let desk = Desk::open().await;
    let other = desk.beside().await;
    // A host token that one has accepted, the other does not accept again.
    let token = desk.host_token("maria@example.com");
    let first = desk.post("/api/card", "", &json!({"token": token, "seq": 1})).await;
    assert_eq!(first.status, StatusCode::OK);
    assert_eq!(other.post("/api/card", "", &json!({"token": token, "seq": 1})).await.problem(), "not_signed_in");
    // A session goes with its page to whichever process answers, handles included.
    let first = first.json();
    let session = first["session"].as_str().unwrap();
    let order = json!({"handle": customer(&first["card"], 0)["orders"]["rows"][0]["handle"]});
    assert_eq!(other.post("/api/order", session, &order).await.status, StatusCode::OK);
    // A ticket is used up for both.
    let ticket = desk.ticket("maria@example.com").await;
    assert!(other.get(&ticket).await.text.contains("Sørensen"));
    assert!(!desk.get(&ticket).await.text.contains("Sørensen"));
    assert!(!other.get(&ticket).await.text.contains("Sørensen"));
    // A revoked key ends its sessions everywhere at once.
    desk.setup().json(&["inbox", "key", "revoke", "--inbox", &desk.inbox.id, "--key", &desk.inbox.key]);
    for reply in [
        desk.post("/api/card", session, &json!({"seq": 2})).await,
        other.post("/api/card", session, &json!({"seq": 2})).await,
    ] {
        assert_eq!(reply.problem(), "session_expired");
    }
}
