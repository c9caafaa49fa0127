//! The embed page and the files behind it.

use crate::desk::{Desk, ORIGIN};
use axum::body::Body;
use axum::http::{Request, StatusCode};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use context_card::assets;
use sha2::{Digest as _, Sha256};

#[tokio::test(flavor = "multi_thread")]
async fn only_the_inboxs_origins_may_frame_the_page_and_only_our_two_scripts_run() {
    let desk = Desk::open().await;
    let page = desk.get(&format!("/embed/{}", desk.inbox.id)).await;
    assert_eq!(page.status, StatusCode::OK);
    let policy = page.header("content-security-policy");
    assert!(policy.ends_with(&format!("frame-ancestors {ORIGIN}")), "{policy}");
    let scripts = page.text.split("<script>").skip(1).map(|rest| rest.split_once("</script>").unwrap().0);
    let hashes: Vec<_> =
        scripts.map(|script| format!("'sha256-{}'", STANDARD.encode(Sha256::digest(script)))).collect();
    assert_eq!(hashes.len(), 2);
    assert!(policy.contains(&format!("script-src 'self' {} 'wasm-unsafe-eval';", hashes.join(" "))), "{policy}");
    assert!(!page.text.contains(" style=") && !page.text.contains(" onclick="));
    assert_eq!(page.header("referrer-policy"), "no-referrer");
    assert_eq!(page.header("x-content-type-options"), "nosniff");
    assert_eq!(page.header("cache-control"), "no-store");
    assert_eq!(page.header("x-frame-options"), "", "it can't express a list");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_inbox_that_does_not_exist_has_a_page_that_nobody_can_frame() {
    let desk = Desk::open().await;
    for inbox in ["i_nobody", "nonsense", "%2e%2e", "i_%3Cscript%3E"] {
        let page = desk.get(&format!("/embed/{inbox}")).await;
        assert_eq!(page.status, StatusCode::NOT_FOUND, "{inbox}");
        assert!(page.header("content-security-policy").contains("frame-ancestors 'none'"));
        assert!(!page.text.contains("<script"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn files_are_kept_for_ever_and_come_compressed() {
    let desk = Desk::open().await;
    let css = assets::url(&desk.app.public_url, "card.css");
    let plain = desk.get(&css).await;
    assert_eq!(plain.status, StatusCode::OK);
    assert_eq!(plain.header("cache-control"), "public, max-age=31536000, immutable");
    assert_eq!(plain.header("content-encoding"), "");
    let request = Request::get(&css).header("accept-encoding", "gzip, br;q=0.9").body(Body::empty()).unwrap();
    let packed = desk.send(request).await;
    assert_eq!(packed.header("content-encoding"), "br");
    assert_eq!(packed.header("vary"), "accept-encoding");
    for missing in ["card.css", "card.000000000000.css", "..%2fcard.css", "card_bg.wasm"] {
        assert_eq!(desk.get(&format!("/assets/{missing}")).await.status, StatusCode::NOT_FOUND, "{missing}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn any_page_may_load_the_loader_and_no_other_address_is_open_to_any_page() {
    let desk = Desk::open().await;
    let asked = |path: &str, name: &'static str, value: &str| {
        let request = Request::get(path).header("origin", "https://shop.example").header(name, value);
        desk.send(request.body(Body::empty()).unwrap())
    };
    let newest = asked("/embed.js", "accept-encoding", "br").await;
    assert_eq!((newest.status, newest.header("access-control-allow-origin")), (StatusCode::OK, "*"));
    assert_eq!((newest.header("cache-control"), newest.header("content-encoding")), ("public, max-age=300", "br"));
    let tag = newest.header("etag").to_owned();
    let known = asked("/embed.js", "if-none-match", &format!("\"old\", W/{tag}")).await;
    assert_eq!((known.status, known.text.as_str()), (StatusCode::NOT_MODIFIED, ""));
    assert_eq!(asked("/embed.js", "if-none-match", "\"old\"").await.status, StatusCode::OK);

    let loader = assets::loader().unwrap();
    let pinned = desk.get(&format!("/{}", loader.hashed)).await;
    assert_eq!(pinned.header("cache-control"), "public, max-age=31536000, immutable");
    assert_eq!((pinned.text.as_bytes(), tag), (loader.raw, format!("\"{}\"", loader.hashed)));
    assert!(loader.integrity().starts_with("sha384-") && loader.integrity().len() == 7 + 64);
    assert_eq!(desk.get("/embed.000000000000.js").await.status, StatusCode::NOT_FOUND);
    for path in ["/api/tickets", "/settings", "/healthz", "/openapi.json"] {
        let reply = asked(path, "accept", "*/*").await;
        assert_eq!(reply.header("access-control-allow-origin"), "", "{path}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sandboxed_frame_may_call_for_the_card_and_for_nothing_else() {
    let desk = Desk::open().await;
    let preflight = |path: &str, method: &str| {
        Request::builder()
            .method("OPTIONS")
            .uri(path)
            .header("origin", "null")
            .header("access-control-request-method", method)
            .header("access-control-request-headers", "authorization,content-type")
            .body(Body::empty())
            .unwrap()
    };
    for path in ["/api/card", "/api/order", "/api/orders", "/api/session", "/api/session/renew"] {
        let reply = desk.send(preflight(path, "POST")).await;
        assert_eq!(reply.header("access-control-allow-origin"), "null", "{path}");
        assert_eq!(reply.header("access-control-allow-credentials"), "", "{path}");
    }
    for (path, method) in [("/api/settings/card", "PUT"), ("/api/tickets", "POST"), ("/metrics", "GET")] {
        let reply = desk.send(preflight(path, method)).await;
        assert_eq!(reply.header("access-control-allow-origin"), "", "{path}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_process_says_how_it_is() {
    let desk = Desk::open().await;
    assert_eq!(desk.get("/healthz").await.text, "ok");
    assert_eq!(desk.get("/readyz").await.text, "ok");
    let metrics = desk.get("/metrics").await;
    assert!(
        metrics.text.contains(r#"context_card_requests_total{route="/healthz",status="200"} 1"#),
        "{}",
        metrics.text
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn the_description_names_every_route_of_the_design() {
    let desk = Desk::open().await;
    let description = desk.get("/openapi.json").await.json();
    for path in [
        "/api/tickets",
        "/api/card",
        "/api/session",
        "/api/session/renew",
        "/api/orders",
        "/api/order",
        "/api/settings/card",
        "/embed/{inbox}",
        "/healthz",
        "/readyz",
        "/metrics",
    ] {
        assert!(description["paths"][path].is_object(), "{path}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_an_unsigned_host_calls_a_ticket_is_its_own() {
    let desk = Desk::open().await;
    let add = ["inbox", "add", "--tenant", &desk.tenant, "--host", "url", "--origin", "https://chat.example"];
    let inbox = desk.setup().json(&add)["inbox"].as_str().unwrap().to_owned();
    let plain = desk.get(&format!("/embed/{inbox}")).await;
    let named = desk.get(&format!("/embed/{inbox}?ticket=4711&email=maria%40example.com")).await;
    assert_eq!((named.status, &named.text), (StatusCode::OK, &plain.text));
}
