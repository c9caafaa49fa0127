//! Links to connect a shop: made by an owner or the command line, opened by somebody who has no account here.

use super::{Browser, empty, exchanges, location, path, reference, refused, sees};
use crate::desk::{PUBLIC_URL, UK};
use axum::http::StatusCode;
use serde_json::{Value, json};

/// An owner makes a link: what stands behind its `#`.
pub(super) async fn link(desk: &crate::desk::Desk, owner: &Browser, app: &str) -> String {
    let made = owner.does(desk, "link", &json!({"app": app, "shop": UK})).await;
    assert_eq!(made.status, StatusCode::OK, "{}", made.text);
    assert!(made.json()["until"]["at"].as_str().unwrap().starts_with("2026-11-22T12:00"), "a day: {}", made.text);
    let url = made.json()["url"].as_str().unwrap().to_owned();
    url.strip_prefix(&format!("{PUBLIC_URL}/connect#")).expect("our address").to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn somebody_without_an_account_connects_the_shop() {
    let desk = empty().await;
    let app = desk.app();
    let owner = desk.owner().await;
    let token = link(&desk, &owner, &app).await;
    let guest = Browser::default();
    sees(&guest.get(&desk, "/connect").await, "Open this page by the link that you were sent.");
    let ours = location(&guest.post(&desk, "/connect", &[("token", &token)]).await);
    assert!(!ours.contains(&token), "the address holds nothing that opens: {ours}");
    let page = guest.get(&desk, &ours).await;
    for words in ["Acme", UK, "read_orders", "To show a customer&#39;s orders", "Continue to Shopify", "Cancel"] {
        let words = words.replace("&#39;", "'");
        sees(&page, &words);
    }
    assert_eq!(exchanges(&desk), 0);
    let consent = location(&guest.post(&desk, &ours, &[]).await);
    let done = location(&guest.get(&desk, &desk.approve(&consent)).await);
    let page = guest.get(&desk, &done).await;
    sees(&page, "is connected");
    sees(&page, "You can close this window.");
    assert_eq!(desk.stores()[0]["state"], "connected");
    let nothing = guest.call(&desk, "GET", "/api/settings/stores", &Value::Null).await;
    assert_eq!(nothing.status, StatusCode::UNAUTHORIZED, "the link opens nothing else");
    assert_eq!(owner.stores(&desk).await["attempts"][0]["attempt"], reference(&page));

    let again = Browser::default().post(&desk, "/connect", &[("token", &token)]).await;
    assert_eq!(again.status, StatusCode::GONE);
    sees(&again, "This link does not hold any more");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_holds_for_a_day_and_until_then_may_be_tried_again() {
    let desk = empty().await;
    let app = desk.app();
    let owner = desk.owner().await;
    let token = link(&desk, &owner, &app).await;
    let guest = Browser::default();
    let ours = location(&guest.post(&desk, "/connect", &[("token", &token)]).await);
    let consent = location(&guest.post(&desk, &ours, &[]).await);
    let denied = guest.get(&desk, path(&desk.sandbox.deny(&consent).unwrap())).await;
    refused(&desk, &denied, "The request was declined in Shopify.");
    sees(&denied, "open the link that you were sent");
    desk.wait(24 * 60 * 60 - 1);
    assert_eq!(Browser::default().post(&desk, "/connect", &[("token", &token)]).await.status, StatusCode::SEE_OTHER);
    desk.wait(1);
    let late = Browser::default().post(&desk, "/connect", &[("token", &token)]).await;
    assert_eq!(late.status, StatusCode::GONE);
    assert_eq!(guest.post(&desk, &ours, &[]).await.status, StatusCode::GONE);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_link_opens_nothing() {
    let desk = empty().await;
    let app = desk.app();
    let owner = desk.owner().await;
    let token = link(&desk, &owner, &app).await;
    let opened = Browser::default();
    let ours = location(&opened.post(&desk, "/connect", &[("token", &token)]).await);
    let stranger = Browser::default();
    assert_eq!(stranger.get(&desk, &ours).await.status, StatusCode::NOT_FOUND, "the address alone opens nothing");
    assert_eq!(stranger.post(&desk, &ours, &[]).await.status, StatusCode::NOT_FOUND);
    let unknown = "A".repeat(43);
    assert_eq!(stranger.post(&desk, "/connect", &[("token", &unknown)]).await.status, StatusCode::GONE);
    assert_eq!(stranger.post(&desk, "/connect", &[("token", "x")]).await.status, StatusCode::NOT_FOUND);
    for text in [&token, "x"] {
        let address = format!("/connect/link/{text}");
        assert_eq!(stranger.get(&desk, &address).await.status, StatusCode::NOT_FOUND);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_browser_that_goes_to_shopify_is_the_one_that_comes_back() {
    let desk = empty().await;
    let app = desk.app();
    let owner = desk.owner().await;
    let token = link(&desk, &owner, &app).await;
    let (guest, other) = (Browser::default(), Browser::default());
    let ours = location(&guest.post(&desk, "/connect", &[("token", &token)]).await);
    let consent = location(&guest.post(&desk, &ours, &[]).await);
    let answer = desk.approve(&consent);
    refused(&desk, &other.get(&desk, &answer).await, "This was begun in another browser.");
    // The same link opened there does not help: each browser's state is its own.
    location(&other.post(&desk, "/connect", &[("token", &token)]).await);
    sees(&other.get(&desk, &answer).await, "This was begun in another browser.");
    guest.forget("__Host-context-card-connect-");
    sees(&guest.get(&desk, &answer).await, "let it keep cookies");
    assert_eq!(exchanges(&desk), 0);
}
