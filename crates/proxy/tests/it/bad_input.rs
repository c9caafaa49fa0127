//! Bad input on every route: a clear error, nothing lost, no panic. The routes come from `/openapi.json`, so that later
//! ones join by themselves.

use crate::desk::{Desk, PUBLIC_URL};
use axum::body::Body;
use axum::http::{Request, StatusCode};
use serde_json::{Value, json};

/// Every route with its method.
async fn routes(desk: &Desk) -> Vec<(String, String)> {
    let description = desk.get("/openapi.json").await.json();
    let paths = description["paths"].as_object().unwrap();
    let routes = paths.iter().flat_map(|(path, methods)| {
        methods.as_object().unwrap().keys().map(|method| (method.to_uppercase(), path.replace("{inbox}", "i_nobody")))
    });
    routes.collect()
}

const KINDS: [&str; 2] = ["application/json", "application/x-www-form-urlencoded"];

fn bodies() -> Vec<Vec<u8>> {
    let mut bodies: Vec<Vec<u8>> = [
        "",
        "{",
        "null",
        "[]",
        "\"text\"",
        "{}",
        r#"{"token":1}"#,
        r#"{"token":"a.b.c"}"#,
        r#"{"handle":"x"}"#,
        r#"{"seq":-1}"#,
        r#"{"handle":null,"cursor":{}}"#,
    ]
    .iter()
    .map(|text| text.as_bytes().to_vec())
    .collect();
    bodies.push(vec![0xff, 0xfe, 0x00]);
    bodies.push("[".repeat(5000).into_bytes());
    bodies.push(json!({"token": "x".repeat(70_000)}).to_string().into_bytes());
    bodies
}

#[tokio::test(flavor = "multi_thread")]
async fn every_route_answers_bad_bodies_with_a_clear_problem() {
    let desk = Desk::open().await;
    let (session, _) = desk.open_conversation("maria@example.com").await;
    let routes = routes(&desk).await;
    assert!(routes.len() >= 10);
    for (method, path) in routes.iter().filter(|(method, _)| method != "GET") {
        for (body, kind) in bodies().into_iter().flat_map(|body| KINDS.map(|kind| (body.clone(), kind))) {
            for authorization in [format!("Bearer {session}"), "Bearer nonsense".to_owned(), "\u{1}".to_owned()] {
                let mut request = Request::builder()
                    .method(method.as_str())
                    .uri(path)
                    .header("content-type", kind)
                    // As a form of our own pages would come, so that the refusal is about what it holds.
                    .header("origin", PUBLIC_URL);
                if let Ok(value) = axum::http::HeaderValue::from_str(&authorization) {
                    request = request.header("authorization", value);
                }
                let reply = desk.send(request.body(Body::from(body.clone())).unwrap()).await;
                assert!(!reply.status.is_server_error(), "{method} {path} {}", reply.text);
                let page = reply.header("content-type").starts_with("text/html");
                match (reply.status.is_client_error(), page) {
                    (true, true) => check_page(&reply.text, &body),
                    (true, false) => check_problem(&reply.json(), &body),
                    (false, _) => {}
                }
            }
        }
    }
}

/// What people send from a page is answered with a page: a heading, a sentence, a way on.
fn check_page(page: &str, sent: &[u8]) {
    let way_on = ["<a href=", "<code>", "<button"].iter().any(|way| page.contains(way));
    assert!(page.contains("<h1>") && page.contains(".</p>") && way_on, "{page}");
    let sent = String::from_utf8_lossy(sent);
    assert!(sent.len() < 12 || !page.contains(sent.as_ref()), "what was sent is not repeated");
}

fn check_problem(answer: &Value, sent: &[u8]) {
    let problem = &answer["problem"];
    let message = problem["message"].as_str().expect("a sentence");
    assert!(message.ends_with('.') && !message.contains('{'), "{message}");
    assert!(problem["reference"].as_str().is_some_and(|reference| reference.len() == 10));
    let sent = String::from_utf8_lossy(sent);
    assert!(sent.len() < 12 || !message.contains(sent.as_ref()), "what was sent is not repeated");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_wrong_field_is_named() {
    let desk = Desk::open().await;
    for (path, body, field) in [
        ("/api/card", json!({"token": 7, "seq": 1}), "token"),
        ("/api/session", json!({}), "token"),
        ("/api/card", json!({"seq": "one"}), "seq"),
    ] {
        let reply = desk.post(path, "", &body).await;
        assert_eq!(reply.status, StatusCode::BAD_REQUEST);
        assert_eq!(reply.json()["problem"]["field"], field, "{}", reply.text);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unknown_address_and_a_wrong_method_are_problems_too() {
    let desk = Desk::open().await;
    assert_eq!(desk.get("/api/nothing").await.problem(), "not_found");
    let reply = desk.get("/api/card").await;
    assert_eq!(reply.status, StatusCode::METHOD_NOT_ALLOWED);
    assert_eq!(reply.problem(), "bad_request");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_body_without_its_content_type_is_refused() {
    let desk = Desk::open().await;
    let request = Request::post("/api/tickets").body(Body::from("{}")).unwrap();
    assert_eq!(desk.send(request).await.status, StatusCode::UNSUPPORTED_MEDIA_TYPE);
}

#[tokio::test(flavor = "multi_thread")]
async fn hostile_contacts_find_nobody_and_break_nothing() {
    let desk = Desk::open().await;
    for email in [
        "*",
        "\" OR email:*",
        "maria@example.com OR maria@example.co",
        "'; DROP TABLE tenants;--@x",
        "a@b\u{0}",
        "\u{202e}moc.elpmaxe@airam",
    ] {
        let claims =
            desk.claims(json!({"name": "<script>alert(1)</script>", "emails": [email], "phones": ["*", "+44 OR 1=1"]}));
        let reply = desk.post("/api/card", "", &json!({"token": desk.sign(&claims), "seq": 1})).await;
        assert_eq!(reply.status, StatusCode::OK, "{}", reply.text);
        let reply = reply.json();
        assert!(!reply["card"].to_string().contains("Maria"), "{email}");
        assert!(!reply["html"].as_str().unwrap().contains("<script"));
    }
}
