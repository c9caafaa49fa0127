//! Owners: signing in by a one-time link, and what only they may do.

use super::{Browser, empty, location, sees};
use crate::desk::{Desk, PUBLIC_URL, UK};
use axum::body::Body;
use axum::http::{Request, StatusCode};
use serde_json::{Value, json};

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
    sees(&owner.get(&desk, "/settings").await, "scx-settings");
    assert_eq!(location(&owner.get(&desk, "/stores").await), "/settings#stores", "where the page was before");
    sees(&owner.get(&desk, "/owner").await, "You are signed in as an owner of");

    let second = Browser::default();
    let used = second.post(&desk, "/owner", &[("token", token)]).await;
    assert_eq!(used.status, StatusCode::GONE);
    sees(&used, "This link does not hold any more");
    sees(&used, &format!("context-card owner-link --tenant {}", desk.tenant));
    assert!(second.cookies().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn an_owner_with_a_name_is_called_by_it() {
    let desk = Desk::in_real_time().await;
    desk.note_public_url().await;
    let setup = desk.setup();
    let link = setup.json(&["owner-link", "--tenant", &desk.tenant, "--name", " Grace Hopper "]);
    let token = link["url"].as_str().unwrap().split_once('#').unwrap().1.to_owned();
    let grace = Browser::default();
    assert_eq!(location(&grace.post(&desk, "/owner", &[("token", &token)]).await), "/settings");
    sees(&grace.get(&desk, "/owner").await, "You are signed in as <bdi>Grace Hopper</bdi>, an owner of");
    assert_eq!(grace.call(&desk, "GET", "/api/settings", &Value::Null).await.json()["agent"]["name"], "Grace Hopper");
    // What she does names her, after she has signed out too.
    let app = desk.app();
    super::connected(&desk, &grace, &app).await;
    location(&grace.post(&desk, "/owner/sign-out", &[]).await);
    let other = desk.owner().await;
    assert_eq!(other.stores(&desk).await["stores"][0]["connected_by"], "Grace Hopper");
    let told = other.call(&desk, "GET", "/api/settings/changes", &Value::Null).await.json();
    assert_eq!(
        (&told["changes"][0]["by"], &told["changes"][0]["what"]),
        (&json!("Grace Hopper"), &json!("Connected the store Acme UK"))
    );
    for name in ["", "a\nb", &"a".repeat(101)] {
        let refused = setup.run(&["owner-link", "--tenant", &desk.tenant, "--name", name], "");
        assert!(!refused.status.success(), "{name:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_holds_for_fifteen_minutes_and_a_session_for_twelve_hours() {
    let desk = empty().await;
    let token = desk.owner_link(&desk.tenant, None).await;
    desk.wait(15 * 60);
    let late = Browser::default().post(&desk, "/owner", &[("token", &token)]).await;
    sees(&late, "is older than 15 minutes");
    desk.wait(-1);
    let owner = Browser::default();
    location(&owner.post(&desk, "/owner", &[("token", &token)]).await);
    desk.wait(12 * 60 * 60 - 1);
    assert_eq!(owner.get(&desk, "/settings").await.status, StatusCode::OK);
    desk.wait(1);
    let ended = owner.get(&desk, "/settings").await;
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
    let token = desk.owner_link(&desk.tenant, None).await;
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
    let request = Request::get("/api/settings/stores").header("cookie", kept.join("; ")).body(Body::empty()).unwrap();
    assert_eq!(desk.send(request).await.status, StatusCode::UNAUTHORIZED, "not only in this browser");
}

/// Everything that only an owner may do with stores and apps.
const OWNERS: [(&str, &str); 11] = [
    ("POST", "stores/test"),
    ("POST", "stores/verify"),
    ("POST", "stores/connect"),
    ("POST", "stores/consent"),
    ("POST", "stores/link"),
    ("POST", "stores/webhooks"),
    ("POST", "stores/migrate"),
    ("POST", "stores/disconnect"),
    ("PUT", "stores/prefix"),
    ("POST", "apps"),
    ("PUT", "apps/scopes"),
];

/// A body that each of them takes.
fn body_of(path: &str, app: &str, store: &str) -> Value {
    match path {
        "stores/verify" => json!({"shop": UK, "token": "shpat_x"}),
        "stores/connect" => json!({"pending": "x"}),
        "stores/consent" | "stores/link" => json!({"shop": UK, "app": app}),
        "stores/prefix" => json!({"store": store, "prefix": "UK-"}),
        "apps" => json!({"client_id": "client-9", "client_secret": "hush-9"}),
        "apps/scopes" => json!({"app": app, "scopes": "read_customers,read_orders"}),
        _ => json!({"store": store}),
    }
}

/// A session of a host token with this role.
async fn session(desk: &Desk, role: &str) -> String {
    let mut claims = desk.claims(json!({}));
    claims["role"] = json!(role);
    let reply = desk.post("/api/session", "", &json!({"token": desk.sign(&claims)})).await.json();
    reply["session"].as_str().unwrap().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn admins_read_agents_do_not_and_only_owners_change() {
    let desk = Desk::open().await;
    let app = desk.app();
    let store = desk.stores()[0]["store"].as_str().unwrap().to_owned();
    let (admin, agent) = (session(&desk, "admin").await, session(&desk, "agent").await);
    desk.sandbox.clear_log();
    let read = |papers: String| {
        let desk = &desk;
        async move { desk.call("GET", "/api/settings/stores", &papers, &Value::Null).await }
    };
    let seen = read(admin.clone()).await;
    assert_eq!((seen.status, &seen.json()["stores"][0]["name"]), (StatusCode::OK, &json!("Acme UK")));
    assert_eq!(read(agent.clone()).await.problem(), "not_allowed");
    assert_eq!(read(String::new()).await.problem(), "session_expired");
    for (method, path) in OWNERS {
        let (address, body) = (format!("/api/settings/{path}"), body_of(path, &app, &store));
        for papers in [&admin, &agent] {
            let reply = desk.call(method, &address, papers, &body).await;
            assert_eq!((reply.status, reply.problem().as_str()), (StatusCode::FORBIDDEN, "not_allowed"), "{path}");
        }
        let nobody = Browser::default().call(&desk, method, &address, &body).await;
        assert_eq!(nobody.status, StatusCode::UNAUTHORIZED, "{path}");
    }
    assert!(desk.sandbox.log().is_empty(), "nobody was asked");
    assert_eq!(desk.stores()[0]["state"], "connected");
}

#[tokio::test(flavor = "multi_thread")]
async fn another_sites_page_does_nothing() {
    let desk = Desk::open().await;
    let app = desk.app();
    let store = desk.stores()[0]["store"].as_str().unwrap().to_owned();
    let owner = desk.owner().await;
    let cookie = owner.cookies().join("; ");
    let of_panel = OWNERS.map(|(method, path)| (method, format!("/api/settings/{path}"), body_of(path, &app, &store)));
    let of_pages = ["/owner", "/owner/sign-out", "/connect", "/connect/link/c_x"];
    let of_pages = of_pages.map(|path| ("POST", path.to_owned(), Value::Null));
    for (method, address, body) in of_panel.into_iter().chain(of_pages) {
        for (header, value) in [
            ("sec-fetch-site", "cross-site"),
            ("sec-fetch-site", "same-site"),
            ("origin", "https://evil.example"),
            ("origin", "null"),
            ("accept", "*/*"),
        ] {
            let kind = if body.is_null() { "application/x-www-form-urlencoded" } else { "application/json" };
            let request = Request::builder().method(method).uri(&address).header("cookie", &cookie);
            let request = request.header("content-type", kind).header(header, value);
            let reply = desk.send(request.body(Body::from(body.to_string())).unwrap()).await;
            assert_eq!(reply.status, StatusCode::FORBIDDEN, "{address}, {header}: {value}");
            assert_eq!(reply.header("access-control-allow-origin"), "");
        }
    }
    assert_eq!(owner.stores(&desk).await["stores"][0]["prefix"], Value::Null);
    assert_eq!(desk.stores()[0]["state"], "connected");
}

#[tokio::test(flavor = "multi_thread")]
async fn every_page_keeps_itself_to_itself() {
    let desk = empty().await;
    let owner = desk.owner().await;
    for address in ["/owner", "/connect", "/connect/cancelled", "/connect/a_x/callback", "/connect/done/c_x"] {
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
    let page = owner.get(&desk, "/owner").await;
    assert!(!page.text.contains("<img"), "{}", page.text);
    sees(&page, "&lt;img src=x");
    assert!(!owner.get(&desk, "/settings").await.text.contains("<img"));
}
