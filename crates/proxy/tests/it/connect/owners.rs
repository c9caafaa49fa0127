//! Owners: signing in by a one-time link, and what only they may do.

use super::{Browser, connected, empty, location, sees};
use crate::desk::{Desk, PUBLIC_URL, UK};
use axum::body::Body;
use axum::http::{Request, StatusCode};

#[tokio::test(flavor = "multi_thread")]
async fn a_link_signs_an_owner_in_once() {
    let desk = Desk::in_real_time().await;
    desk.note_public_url().await;
    let link = desk.setup().json(&["owner-link", "--tenant", &desk.tenant]);
    assert_eq!(link["expires_in"], 900);
    let url = link["url"].as_str().unwrap();
    let (page, token) = url.split_once('#').expect("the secret is behind the #, where no server sees it");
    assert_eq!(page, format!("{PUBLIC_URL}/owner"));
    let owner = Browser::default();
    let looked_at = owner.get(&desk, "/owner").await;
    sees(&looked_at, "Sign in");
    assert!(owner.cookies().is_empty(), "a preview of the page uses nothing up");
    assert_eq!(location(&owner.post(&desk, "/owner", &[("token", token)]).await), "/settings");
    sees(&owner.get(&desk, "/stores").await, "Stores of");
    sees(&owner.get(&desk, "/owner").await, "You are signed in as an owner of");

    let second = Browser::default();
    let used = second.post(&desk, "/owner", &[("token", token)]).await;
    assert_eq!(used.status, StatusCode::GONE);
    sees(&used, "This link does not hold any more");
    sees(&used, &format!("context-card owner-link --tenant {}", desk.tenant));
    assert!(second.cookies().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_holds_for_fifteen_minutes_and_a_session_for_twelve_hours() {
    let desk = empty().await;
    let token = desk.owner_link(&desk.tenant).await;
    desk.wait(15 * 60);
    let late = Browser::default().post(&desk, "/owner", &[("token", &token)]).await;
    sees(&late, "is older than 15 minutes");
    desk.wait(-1);
    let owner = Browser::default();
    location(&owner.post(&desk, "/owner", &[("token", &token)]).await);
    desk.wait(12 * 60 * 60 - 1);
    assert_eq!(owner.get(&desk, "/stores").await.status, StatusCode::OK);
    desk.wait(1);
    let ended = owner.get(&desk, "/stores").await;
    assert_eq!(ended.status, StatusCode::UNAUTHORIZED);
    sees(&ended, &format!("context-card owner-link --tenant {}", desk.tenant));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_link_signs_nobody_in() {
    let desk = empty().await;
    for token in ["", "x", "t_a.AAAA", &format!("{}.{}", desk.tenant, "A".repeat(43))] {
        let browser = Browser::default();
        let reply = browser.post(&desk, "/owner", &[("token", token)]).await;
        assert_eq!(reply.status, StatusCode::GONE, "{token:?}");
        assert!(browser.cookies().is_empty());
    }
    let forged = Browser::default();
    assert_eq!(forged.post(&desk, "/owner", &[]).await.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_is_for_its_own_organisation() {
    let desk = empty().await;
    let token = desk.owner_link(&desk.tenant).await;
    let pass = token.split_once('.').unwrap().1;
    let neighbour = desk.neighbour();
    let reply = Browser::default().post(&desk, "/owner", &[("token", &format!("{neighbour}.{pass}"))]).await;
    assert_eq!(reply.status, StatusCode::GONE);
}

#[tokio::test(flavor = "multi_thread")]
async fn signing_out_ends_the_session() {
    let desk = empty().await;
    let owner = desk.owner().await;
    let kept = owner.cookies();
    assert_eq!(location(&owner.post(&desk, "/owner/sign-out", &[]).await), "/owner");
    assert!(owner.cookies().is_empty());
    let request = Request::get("/stores").header("cookie", kept.join("; ")).body(Body::empty()).unwrap();
    assert_eq!(desk.send(request).await.status, StatusCode::UNAUTHORIZED, "not only in this browser");
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_but_an_owner_comes_in() {
    let desk = empty().await;
    let app = desk.app();
    let stranger = Browser::default();
    for address in ["/stores", "/stores/connect", "/stores/review?app=a_x&shop=acme-uk", "/stores/disconnect?store=s_x"]
    {
        assert_eq!(stranger.get(&desk, address).await.status, StatusCode::UNAUTHORIZED, "{address}");
    }
    let form = [("app", app.as_str()), ("shop", UK), ("store", "s_x"), ("token", "shpat_x")];
    for address in ["begin", "link", "verify", "save", "test", "disconnect"] {
        let reply = stranger.post(&desk, &format!("/stores/{address}"), &form).await;
        assert_eq!(reply.status, StatusCode::UNAUTHORIZED, "{address}");
    }
    // Not an agent's or admin's session either.
    let (session, _) = desk.open_conversation("maria@example.com").await;
    let request = Request::get("/stores").header("authorization", format!("Bearer {session}"));
    let reply = desk.send(request.body(Body::empty()).unwrap()).await;
    assert_eq!(reply.status, StatusCode::UNAUTHORIZED);
}

#[tokio::test(flavor = "multi_thread")]
async fn another_sites_form_does_nothing() {
    let desk = empty().await;
    let app = desk.app();
    let owner = desk.owner().await;
    let cookie = owner.cookies().join("; ");
    let form = format!("app={app}&shop={UK}&store=s_x&token=x");
    for address in [
        "/stores/begin",
        "/stores/link",
        "/stores/verify",
        "/stores/save",
        "/stores/test",
        "/stores/disconnect",
        "/owner",
        "/owner/sign-out",
        "/connect",
        "/connect/link/c_x",
    ] {
        for (header, value) in [
            ("sec-fetch-site", "cross-site"),
            ("sec-fetch-site", "same-site"),
            ("origin", "https://evil.example"),
            ("origin", "null"),
            ("accept", "*/*"),
        ] {
            let request = Request::post(address)
                .header("cookie", &cookie)
                .header("content-type", "application/x-www-form-urlencoded")
                .header(header, value);
            let reply = desk.send(request.body(Body::from(form.clone())).unwrap()).await;
            assert_eq!(reply.status, StatusCode::FORBIDDEN, "{address}, {header}: {value}");
            assert_eq!(reply.header("access-control-allow-origin"), "");
        }
    }
    sees(&owner.get(&desk, "/stores").await, "Stores of");
}

#[tokio::test(flavor = "multi_thread")]
async fn every_page_keeps_itself_to_itself() {
    let desk = empty().await;
    let owner = desk.owner().await;
    for address in [
        "/owner",
        "/connect",
        "/connect/cancelled",
        "/stores",
        "/stores/connect",
        "/connect/a_x/callback",
        "/stores/nothing",
    ] {
        let reply = owner.get(&desk, address).await;
        let policy = reply.header("content-security-policy");
        if reply.header("content-type").starts_with("text/html") {
            assert!(
                policy.contains("default-src 'none'") && policy.contains("frame-ancestors 'none'"),
                "{address}: {policy}"
            );
            assert!(!policy.contains("unsafe") && policy.contains("form-action 'self'"), "{address}: {policy}");
            assert!(!reply.text.contains("<script>") && !reply.text.contains(" style="), "{address}: nothing inline");
            assert_eq!(reply.header("x-frame-options"), "DENY");
        }
        assert_eq!(reply.header("cache-control"), "no-store", "{address}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn names_of_people_and_shops_are_text_on_the_page() {
    let desk = empty().await;
    let evil =
        desk.setup().json(&["tenant", "add", "<img src=x onerror=alert(1)>\"'"])["tenant"].as_str().unwrap().to_owned();
    let owner = desk.owner_of(&evil).await;
    let page = owner.get(&desk, "/stores").await;
    assert!(!page.text.contains("<img"), "{}", page.text);
    sees(&page, "&lt;img src=x");
    let shop = "%22%3E%3Cscript%3Ealert(1)%3C/script%3E";
    assert!(!owner.get(&desk, &format!("/stores/connect?shop={shop}")).await.text.contains("<script>alert"));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_owner_tests_and_disconnects_a_store() {
    let desk = empty().await;
    let app = desk.app();
    let owner = desk.owner().await;
    connected(&desk, &owner, &app).await;
    let store = desk.stores()[0]["store"].as_str().unwrap().to_owned();
    let tested = location(&owner.post(&desk, "/stores/test", &[("store", &store)]).await);
    sees(&owner.get(&desk, tested.split('#').next().unwrap()).await, "The store was asked just now");
    desk.open_conversation("maria@example.com").await;
    let asking = owner.get(&desk, &format!("/stores/disconnect?store={store}")).await;
    for words in ["Disconnect", "Acme UK", "nothing is asked from the shop", "stay"] {
        sees(&asking, words);
    }
    assert_eq!(desk.stores()[0]["state"], "connected", "asking changes nothing");
    location(&owner.post(&desk, "/stores/disconnect", &[("store", &store)]).await);
    assert_eq!(desk.stores(), serde_json::json!([]));
    sees(&owner.get(&desk, "/stores").await, "Connect again");
    desk.sandbox.clear_log();
    desk.open_conversation("maria@example.com").await;
    assert_eq!(desk.asked(), 0, "nothing is asked any more");
    connected(&desk, &owner, &app).await;
    assert_eq!(desk.stores()[0]["store"], store.as_str(), "connected again, it is the same store");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_store_that_does_not_work_says_so_with_a_reference() {
    let desk = empty().await;
    let token = desk.sandbox.token(UK);
    let store = desk.setup().connect(&desk.tenant, UK, &token)["store"].as_str().unwrap().to_owned();
    let owner = desk.owner().await;
    desk.sandbox.fault(UK, context_card_sandbox::Fault::RevokeToken, 1);
    owner.post(&desk, "/stores/test", &[("store", &store)]).await;
    let page = owner.get(&desk, "/stores").await;
    for words in [
        "Reconnect needed",
        "Shopify does not accept the access token.",
        "Reference <code>",
        "<time datetime=\"2026-11-21T12:00:00Z\">",
    ] {
        sees(&page, words);
    }
    assert_eq!(desk.stores()[0]["error"]["code"], "token_refused");
}

#[tokio::test(flavor = "multi_thread")]
async fn one_owner_does_not_see_anothers_stores() {
    let desk = empty().await;
    let app = desk.app();
    let owner = desk.owner().await;
    connected(&desk, &owner, &app).await;
    let store = desk.stores()[0]["store"].as_str().unwrap().to_owned();
    let neighbour = desk.neighbour();
    let theirs = desk.owner_of(&neighbour).await;
    assert!(!theirs.get(&desk, "/stores").await.text.contains("Acme UK"));
    assert_eq!(theirs.get(&desk, &format!("/stores/disconnect?store={store}")).await.status, StatusCode::NOT_FOUND);
    for address in ["test", "disconnect"] {
        let reply = theirs.post(&desk, &format!("/stores/{address}"), &[("store", &store)]).await;
        assert_eq!(reply.status, StatusCode::NOT_FOUND, "{address}");
    }
    for address in ["begin", "link"] {
        let reply = theirs.post(&desk, &format!("/stores/{address}"), &[("app", &app), ("shop", UK)]).await;
        assert_eq!(reply.status, StatusCode::NOT_FOUND, "another organisation's app: {address}");
    }
    assert_eq!(desk.stores()[0]["state"], "connected");
}
