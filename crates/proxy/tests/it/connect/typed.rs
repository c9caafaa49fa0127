//! Client credentials and pasted tokens on the owners' page: verified first, saved by a second click.

use super::{Browser, empty, exchanges, location, sees};
use crate::desk::{Desk, UK, customer};
use axum::http::StatusCode;
use context_card_sandbox::OauthFault;
use serde_json::json;

async fn verify(desk: &Desk, owner: &Browser, id: &str, secret: &str) -> crate::desk::Reply {
    owner.post(desk, "/stores/verify", &[("shop", UK), ("client_id", id), ("client_secret", secret)]).await
}

#[tokio::test(flavor = "multi_thread")]
async fn client_credentials_are_verified_and_then_saved() {
    let desk = empty().await;
    let own = desk.sandbox.own_app();
    let owner = desk.owner().await;
    let page = verify(&desk, &owner, &own.client_id, &own.client_secret).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.text);
    for words in ["Acme UK", "It works", "Nothing is saved yet.", "read_orders", "Save"] {
        sees(&page, words);
    }
    assert!(!page.text.contains(&own.client_secret), "the secret is not in the page");
    assert!(owner.cookies().iter().all(|cookie| !cookie.contains(&own.client_secret)), "nor readable in a cookie");
    assert_eq!(desk.stores(), json!([]), "nothing is saved yet");
    assert_eq!(desk.setup().json(&["app", "list", "--tenant", &desk.tenant])["apps"], json!([]));
    location(&owner.post(&desk, "/stores/save", &[]).await);
    let stores = desk.stores();
    assert_eq!((&stores[0]["grant"], &stores[0]["state"]), (&json!("client_credentials"), &json!("connected")));
    assert!(stores[0]["expires"].as_str().unwrap().starts_with("2026-11-22T11:59:59"), "{stores}");
    let (_, card) = desk.open_conversation("maria@example.com").await;
    assert_eq!(customer(&card, 0)["name"], "Maria Sørensen");
    let again = owner.post(&desk, "/stores/save", &[]).await;
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY, "what was saved is forgotten");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_shopify_says_of_wrong_credentials_is_understood() {
    let desk = empty().await;
    let own = desk.sandbox.own_app();
    let app = desk.app();
    assert!(!app.is_empty());
    let owner = desk.owner().await;
    let wrong = verify(&desk, &owner, &own.client_id, "another").await;
    sees(&wrong, "Shopify does not accept the app's client id and secret.");
    // A page of HTML with the code in its text.
    let elsewhere = verify(&desk, &owner, super::CLIENT, super::SECRET).await;
    super::refused(&desk, &elsewhere, "App and shop are not in the same Shopify organisation.");
    let not_installed = context_card_sandbox::SandboxApp {
        same_organization: true,
        ..context_card_sandbox::SandboxApp::new("client-3", "hush-3", &[])
    };
    desk.sandbox.add_app(not_installed);
    super::refused(&desk, &verify(&desk, &owner, "client-3", "hush-3").await, "The app is not installed in the shop.");
    desk.sandbox.oauth_fault(UK, OauthFault::Html, 3);
    sees(&verify(&desk, &owner, &own.client_id, &own.client_secret).await, "Shopify gave no usable answer.");
    assert_eq!(desk.stores(), json!([]));
    assert_eq!(owner.post(&desk, "/stores/save", &[]).await.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_is_checked_before_it_is_saved_and_never_shown() {
    let desk = empty().await;
    let owner = desk.owner().await;
    let token = desk.sandbox.token_with_scopes(UK, &["read_customers"]);
    let wrong = owner.post(&desk, "/stores/verify", &[("shop", UK), ("token", "shpat_wrong")]).await;
    super::refused(&desk, &wrong, "Shopify does not accept the access token.");
    let page = owner.post(&desk, "/stores/verify", &[("shop", UK), ("token", &format!(" {token} "))]).await;
    sees(&page, "<code>read_orders</code>: No orders are shown.");
    assert!(!page.text.contains(&token));
    assert_eq!(desk.stores(), json!([]));
    location(&owner.post(&desk, "/stores/save", &[]).await);
    let list = owner.get(&desk, "/stores").await;
    sees(&list, "an access token");
    assert!(!list.text.contains(&token));
    assert_eq!(desk.stores()[0]["missing_scopes"], json!(["read_orders"]));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_can_be_no_shop_and_no_secret_is_said_without_asking_anybody() {
    let desk = empty().await;
    let owner = desk.owner().await;
    desk.sandbox.clear_log();
    for (form, sentence) in [
        (vec![("shop", "evil.example"), ("token", "x")], "That is not a shop's address."),
        (vec![("shop", UK), ("token", "two words")], "That is not an access token."),
        (vec![("shop", UK), ("client_id", "a b"), ("client_secret", "x")], "That is not a client id."),
        (vec![("shop", UK), ("client_id", "a"), ("client_secret", "")], "That is not a client secret."),
        (vec![("shop", UK)], "Fill in the whole form."),
    ] {
        let reply = owner.post(&desk, "/stores/verify", &form).await;
        assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY);
        sees(&reply, sentence);
    }
    let app = desk.app();
    let reply = owner.get(&desk, &format!("/stores/review?app={app}&shop=127.0.0.1")).await;
    sees(&reply, "That is not a shop's address.");
    assert!(desk.sandbox.log().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn an_app_that_another_organisation_connected_the_shop_through_is_not_asked() {
    let desk = empty().await;
    let own = desk.sandbox.own_app();
    let owner = desk.owner().await;
    verify(&desk, &owner, &own.client_id, &own.client_secret).await;
    location(&owner.post(&desk, "/stores/save", &[]).await);
    let before = exchanges(&desk);
    let neighbour = desk.neighbour();
    let theirs = desk.owner_of(&neighbour).await;
    let reply = verify(&desk, &theirs, &own.client_id, &own.client_secret).await;
    assert_eq!(reply.status, StatusCode::CONFLICT);
    sees(&reply, "Another organisation has connected this shop through the same app.");
    assert_eq!(exchanges(&desk), before);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_one_owner_verified_another_does_not_save() {
    let desk = empty().await;
    let owner = desk.owner().await;
    let token = desk.sandbox.token(UK);
    owner.post(&desk, "/stores/verify", &[("shop", UK), ("token", &token)]).await;
    let neighbour = desk.neighbour();
    let theirs = desk.owner_of(&neighbour).await;
    let pending = owner.cookies().into_iter().find(|cookie| cookie.contains("pending")).unwrap();
    let (name, value) = pending.split_once('=').unwrap();
    theirs.keep(name, value);
    assert_eq!(theirs.post(&desk, "/stores/save", &[]).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    desk.wait(10 * 60);
    assert_eq!(owner.post(&desk, "/stores/save", &[]).await.status, StatusCode::UNPROCESSABLE_ENTITY, "too late");
    assert_eq!(desk.stores(), json!([]));
}
