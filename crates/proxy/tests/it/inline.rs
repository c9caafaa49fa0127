//! A card without an iframe, in a vendor's own page: who may have one, and what that page may ask.

use crate::desk::{Desk, ORIGIN, PUBLIC_URL, Reply};
use crate::log;
use crate::settings::{as_owner, owner_cookie};
use axum::body::Body;
use axum::http::{Request, StatusCode};
use serde_json::{Value, json};

const EVIL: &str = "https://evil.example";

impl Desk {
    /// What a page on this origin gets, with a browser's own words about it.
    async fn from(&self, origin: &str, method: &str, path: &str, session: &str, body: &Value) -> Reply {
        let site = if origin == PUBLIC_URL { "same-origin" } else { "cross-site" };
        let mut request =
            Request::builder().method(method).uri(path).header("origin", origin).header("sec-fetch-site", site);
        if !session.is_empty() {
            request = request.header("authorization", format!("Bearer {session}"));
        }
        let body = if body.is_null() { Body::empty() } else { Body::from(body.to_string()) };
        self.send(request.header("content-type", "application/json").body(body).unwrap()).await
    }

    async fn inline_page(&self, origin: &str) -> Reply {
        self.from(origin, "GET", &format!("/embed/{}/inline", self.inbox.id), "", &Value::Null).await
    }

    fn switch_inline(&self, to: &str) {
        self.setup().json(&["inbox", "set", "--inbox", &self.inbox.id, "--inline", to]);
    }

    /// The first card, as a page on this origin asks for it.
    async fn first_card(&self, origin: &str) -> Reply {
        let body = json!({"token": self.host_token("maria@example.com"), "parent_origin": ORIGIN, "seq": 1});
        self.from(origin, "POST", "/api/card", "", &body).await
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_has_the_card_without_an_iframe_once_an_owner_has_switched_that_on() {
    let desk = Desk::open().await;
    log::keep();
    let refused = desk.inline_page(ORIGIN).await;
    assert_eq!((refused.status, refused.problem()), (StatusCode::FORBIDDEN, "embedding_not_allowed".to_owned()));
    assert_eq!(refused.header("access-control-allow-origin"), "*", "the page may read why");
    assert_eq!(desk.first_card(ORIGIN).await.problem(), "embedding_not_allowed");
    assert!(log::lines_with(&desk.inbox.id).iter().any(|line| line.contains("switched off") && line.contains(ORIGIN)));

    desk.switch_inline("yes");
    let page = desk.inline_page(ORIGIN).await;
    assert_eq!((page.status, page.header("access-control-allow-credentials")), (StatusCode::OK, ""));
    let page = page.json();
    assert_eq!((&page["page"]["inbox"], &page["page"]["base"]), (&json!(desk.inbox.id), &json!("")));
    assert!(page["program"].as_str().unwrap().starts_with("/assets/inline-card."), "{}", page["program"]);
    assert!(page["html"].as_str().unwrap().contains("skeleton"));
    assert_eq!((&page["language"], &page["direction"]), (&json!("en"), &json!("ltr")));

    let card = desk.first_card(ORIGIN).await;
    assert_eq!((card.status, card.header("access-control-allow-origin")), (StatusCode::OK, ORIGIN));
    let session = card.json()["session"].as_str().unwrap().to_owned();
    let again = || desk.from(ORIGIN, "POST", "/api/card", &session, &Value::Null);
    let renewed = desk.from(ORIGIN, "POST", "/api/session/renew", &session, &Value::Null).await;
    assert_eq!(renewed.status, StatusCode::OK, "{}", renewed.text);
    // Switched off again, that counts with the next request.
    desk.switch_inline("no");
    assert_eq!(
        desk.from(ORIGIN, "POST", "/api/session/renew", &session, &Value::Null).await.status,
        StatusCode::FORBIDDEN
    );
    assert_eq!(again().await.status, StatusCode::FORBIDDEN);
    // In an iframe, everything is as it was.
    assert_eq!(desk.first_card(PUBLIC_URL).await.status, StatusCode::OK);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_on_another_origin_gets_nothing_and_uses_no_token_up() {
    let desk = Desk::open().await;
    log::keep();
    desk.switch_inline("yes");
    assert_eq!(desk.inline_page(EVIL).await.problem(), "embedding_not_allowed");
    assert_eq!(desk.inline_page(PUBLIC_URL).await.problem(), "embedding_not_allowed", "our own pages have iframes");
    assert!(
        log::lines_with(&desk.inbox.id)
            .iter()
            .any(|line| line.contains("none of the inbox's origins") && line.contains(EVIL))
    );
    // Whatever it says of itself in the body.
    let body = json!({"token": desk.host_token("maria@example.com"), "parent_origin": ORIGIN, "seq": 1});
    for path in ["/api/card", "/api/session", "/api/next"] {
        let mut body = body.clone();
        if path != "/api/card" {
            body.as_object_mut().unwrap().remove("seq");
        }
        assert_eq!(desk.from(EVIL, "POST", path, "", &body).await.problem(), "embedding_not_allowed", "{path}");
    }
    let card = desk.from(ORIGIN, "POST", "/api/card", "", &body).await;
    assert_eq!(card.status, StatusCode::OK, "the token is still good: {}", card.text);
    // With a session that it has got hold of, neither.
    let session = card.json()["session"].as_str().unwrap().to_owned();
    let all = "card session/renew search order orders link unlink product history";
    for path in all.split(' ').map(|name| format!("/api/{name}")) {
        let path = path.as_str();
        assert_eq!(desk.from(EVIL, "POST", path, &session, &json!({})).await.status, StatusCode::FORBIDDEN, "{path}");
    }
    assert_eq!(desk.from(EVIL, "GET", "/api/live", &session, &Value::Null).await.status, StatusCode::FORBIDDEN);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_preflight_is_cheap_and_opens_nothing_that_lives_by_a_cookie() {
    let desk = Desk::open().await;
    let preflight = async |path: &str, method: &str| {
        let request = Request::builder()
            .method("OPTIONS")
            .uri(path)
            .header("origin", EVIL)
            .header("access-control-request-method", method)
            .header("access-control-request-headers", "authorization,content-type");
        desk.send(request.body(Body::empty()).unwrap()).await
    };
    for path in ["/api/card", "/api/order", "/api/live", "/api/session/renew"] {
        let reply = preflight(path, "POST").await;
        assert_eq!(reply.header("access-control-allow-origin"), EVIL, "{path}");
        assert_eq!(
            (reply.header("access-control-max-age"), reply.header("access-control-allow-credentials")),
            ("600", "")
        );
        assert!(reply.headers.get_all("vary").iter().any(|vary| vary.to_str().unwrap().contains("origin")), "{path}");
    }
    for (path, method) in [
        ("/api/sign-in/code", "POST"),
        ("/api/sign-in/resume", "POST"),
        ("/api/settings/card", "PUT"),
        ("/api/settings/inboxes", "GET"),
        ("/api/tickets", "POST"),
        ("/settings", "GET"),
    ] {
        assert_eq!(preflight(path, method).await.header("access-control-allow-origin"), "", "{path}");
        let reply = desk.from(EVIL, method, path, "", &Value::Null).await;
        assert_eq!(reply.header("access-control-allow-origin"), "", "{path}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_owner_switches_it_on_in_the_settings_and_the_history_has_it() {
    let desk = Desk::open().await;
    let owner = owner_cookie(&desk).await;
    let path = "/api/settings/inboxes";
    let list = as_owner(&desk, &owner, "GET", path, &Value::Null).await.json();
    let inbox = list["inboxes"][0].clone();
    let mut set = inbox["set"].clone();
    assert_eq!(set["inline"], Value::Null, "off unless somebody wants it");
    set["inline"] = json!(true);
    let request = json!({"inbox": inbox["inbox"], "version": inbox["version"], "set": set});
    let saved = as_owner(&desk, &owner, "PUT", path, &request).await;
    assert_eq!((saved.status, &saved.json()["set"]["inline"]), (StatusCode::OK, &json!(true)), "{}", saved.text);
    assert_eq!(desk.inline_page(ORIGIN).await.status, StatusCode::OK);
    let kept = desk.setup().behind("SELECT after FROM changes");
    assert!(kept.iter().any(|after| after.contains(r#""inline":true"#)), "{kept:?}");
    // Only a page of one's own.
    let front = json!({"host": "front", "set": {"origins": ["https://app.frontapp.com"], "inline": true}});
    let refused = as_owner(&desk, &owner, "POST", path, &front).await;
    assert_eq!(
        (refused.status, &refused.json()["problem"]["field"]),
        (StatusCode::UNPROCESSABLE_ENTITY, &json!("inline"))
    );
}
