//! Client credentials and pasted tokens in the panel: verified first, saved by a second click.

use super::{Browser, empty, exchanges, told};
use crate::desk::{Desk, Reply, UK, customer};
use axum::http::StatusCode;
use context_card_sandbox::OauthFault;
use serde_json::{Value, json};

async fn verify(desk: &Desk, owner: &Browser, id: &str, secret: &str) -> Reply {
    owner.does(desk, "verify", &json!({"shop": UK, "client_id": id, "client_secret": secret})).await
}

async fn save(desk: &Desk, owner: &Browser, verified: &Reply) -> Reply {
    owner.does(desk, "connect", &json!({"pending": verified.json()["pending"]})).await
}

/// The scope of this name in a list.
fn scope<'a>(scopes: &'a Value, name: &str) -> &'a Value {
    scopes.as_array().unwrap().iter().find(|scope| scope["scope"] == name).expect("it is in the list")
}

#[tokio::test(flavor = "multi_thread")]
async fn client_credentials_are_verified_and_then_saved() {
    let desk = empty().await;
    let own = desk.sandbox.own_app();
    let owner = desk.owner().await;
    let verified = verify(&desk, &owner, &own.client_id, &own.client_secret).await;
    assert_eq!(verified.status, StatusCode::OK, "{}", verified.text);
    assert_eq!(verified.json()["name"], "Acme UK");
    let orders = scope(&verified.json()["scopes"], "read_orders").clone();
    assert!(orders["granted"] == true && orders["why"].as_str().unwrap().contains("orders"), "{orders}");
    assert!(!verified.text.contains(&own.client_secret), "the secret is not in the answer");
    assert!(owner.cookies().iter().all(|cookie| !cookie.contains(&own.client_secret)), "nor readable in a cookie");
    assert_eq!(desk.stores(), json!([]), "nothing is saved yet");
    assert_eq!(desk.setup().json(&["app", "list", "--tenant", &desk.tenant])["apps"], json!([]));
    let saved = save(&desk, &owner, &verified).await;
    assert_eq!(saved.status, StatusCode::OK, "{}", saved.text);
    assert_eq!(saved.json()["said"], "Acme UK is connected.");
    let stores = desk.stores();
    assert_eq!((&stores[0]["grant"], &stores[0]["state"]), (&json!("client_credentials"), &json!("connected")));
    assert!(stores[0]["expires"].as_str().unwrap().starts_with("2026-11-22T11:59:59"), "{stores}");
    let (_, card) = desk.open_conversation("maria@example.com").await;
    assert_eq!(customer(&card, 0)["name"], "Maria Sørensen");
    // Saved again it is the same store: other credentials are given in the same way.
    let store = stores[0]["store"].clone();
    save(&desk, &owner, &verify(&desk, &owner, &own.client_id, &own.client_secret).await).await;
    assert_eq!((&desk.stores()[0]["store"], desk.stores().as_array().unwrap().len()), (&store, 1));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_shopify_says_of_wrong_credentials_is_understood() {
    let desk = empty().await;
    let own = desk.sandbox.own_app();
    let app = desk.app();
    assert!(!app.is_empty());
    let owner = desk.owner().await;
    let wrong = verify(&desk, &owner, &own.client_id, "another").await;
    told(&desk, &wrong, "Shopify does not accept the app's client id and secret.");
    // A page of HTML with the code in its text.
    let elsewhere = verify(&desk, &owner, super::CLIENT, super::SECRET).await;
    told(&desk, &elsewhere, "App and store are not in the same Shopify organisation.");
    let not_installed = context_card_sandbox::SandboxApp {
        same_organization: true,
        ..context_card_sandbox::SandboxApp::new("client-3", "hush-3", &[])
    };
    desk.sandbox.add_app(not_installed);
    told(&desk, &verify(&desk, &owner, "client-3", "hush-3").await, "The app is not installed in the store.");
    desk.sandbox.oauth_fault(UK, OauthFault::Html, 3);
    let reply = verify(&desk, &owner, &own.client_id, &own.client_secret).await;
    assert_eq!(reply.status, StatusCode::BAD_GATEWAY);
    told(&desk, &reply, "Shopify gave no usable answer.");
    assert_eq!(desk.stores(), json!([]));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_is_checked_before_it_is_saved_and_never_shown() {
    let desk = empty().await;
    let owner = desk.owner().await;
    let token = desk.sandbox.token_with_scopes(UK, &["read_customers"]);
    let wrong = owner.does(&desk, "verify", &json!({"shop": UK, "token": "shpat_wrong"})).await;
    told(&desk, &wrong, "Shopify does not accept the access token.");
    let verified = owner.does(&desk, "verify", &json!({"shop": UK, "token": format!(" {token} ")})).await;
    let orders = scope(&verified.json()["scopes"], "read_orders").clone();
    assert_eq!((&orders["granted"], &orders["lacks"]), (&json!(false), &json!("No orders are shown.")));
    assert!(!verified.text.contains(&token));
    assert_eq!(desk.stores(), json!([]));
    let saved = save(&desk, &owner, &verified).await;
    assert!(!saved.text.contains(&token));
    let store = saved.json()["stores"]["stores"][0].clone();
    assert_eq!((&store["way"], &store["way_label"]), (&json!("token"), &json!("an access token")));
    let problem = &store["problems"][0];
    assert_eq!((&problem["code"], &problem["critical"]), (&json!("scope_missing"), &json!(true)));
    assert_eq!(problem["what"], "Shopify has not granted read_orders. No orders are shown.");
    assert_eq!(desk.stores()[0]["missing_scopes"], json!(["read_orders"]));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_can_be_no_shop_and_no_secret_is_said_without_asking_anybody() {
    let desk = empty().await;
    let owner = desk.owner().await;
    desk.sandbox.clear_log();
    for (body, field, sentence) in [
        (json!({"shop": "evil.example", "token": "x"}), "shop", "That is not a store's address."),
        (json!({"shop": UK, "token": "two words"}), "token", "That is not an access token."),
        (json!({"shop": UK, "client_id": "a b", "client_secret": "x"}), "client_id", "That is not a client id."),
        (json!({"shop": UK, "client_id": "a", "client_secret": ""}), "client_secret", "That is not a client secret."),
        (json!({"shop": UK}), "client_id", "Give either client id and secret"),
        (json!({"shop": UK, "client_id": "a", "client_secret": "b", "token": "c"}), "client_id", "Give either"),
    ] {
        let reply = owner.does(&desk, "verify", &body).await;
        assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", reply.text);
        let problem = reply.json()["problem"].clone();
        assert!(problem["field"] == field && problem["message"].as_str().unwrap().starts_with(sentence), "{problem}");
    }
    let app = desk.app();
    for what in ["consent", "link"] {
        let reply = owner.does(&desk, what, &json!({"app": app, "shop": "127.0.0.1"})).await;
        assert_eq!(
            (reply.status, &reply.json()["problem"]["field"]),
            (StatusCode::UNPROCESSABLE_ENTITY, &json!("shop"))
        );
    }
    assert!(desk.sandbox.log().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn an_app_that_another_organisation_connected_the_shop_through_is_not_asked() {
    let desk = empty().await;
    let own = desk.sandbox.own_app();
    let owner = desk.owner().await;
    save(&desk, &owner, &verify(&desk, &owner, &own.client_id, &own.client_secret).await).await;
    let before = exchanges(&desk);
    let neighbour = desk.neighbour();
    let theirs = desk.owner_of(&neighbour).await;
    let reply = verify(&desk, &theirs, &own.client_id, &own.client_secret).await;
    assert_eq!(reply.status, StatusCode::CONFLICT);
    assert!(reply.text.contains("Another organisation has connected this store through the same app."));
    assert_eq!(exchanges(&desk), before);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_verified_is_saved_by_its_own_organisation_in_time_and_unchanged() {
    let desk = empty().await;
    let owner = desk.owner().await;
    let token = desk.sandbox.token(UK);
    let verified = owner.does(&desk, "verify", &json!({"shop": UK, "token": token})).await;
    let theirs = desk.owner_of(&desk.neighbour()).await;
    let refused = |reply: &Reply| {
        assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", reply.text);
        assert_eq!(reply.json()["problem"]["field"], "pending");
    };
    refused(&save(&desk, &theirs, &verified).await);
    let mut pending = verified.json()["pending"].as_str().unwrap().to_owned();
    let last = pending.pop().unwrap();
    pending.push(if last == 'A' { 'Q' } else { 'A' });
    for text in [pending.as_str(), "", "m_x.AAAA", "nonsense"] {
        refused(&owner.does(&desk, "connect", &json!({"pending": text})).await);
    }
    desk.wait(10 * 60);
    refused(&save(&desk, &owner, &verified).await);
    assert_eq!(desk.stores(), json!([]));
}
