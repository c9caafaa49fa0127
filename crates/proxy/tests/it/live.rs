//! `GET /api/live`: an open card learns of what concerns it, and of nothing else.

use crate::desk::{Desk, ORIGIN, Setup, UK, browser, customer, sign_with};
use crate::webhooks::{MARIA, soon};
use axum::body::{Body, BodyDataStream};
use axum::http::{Request, StatusCode};
use context_card_sandbox::{CustomerChange, Options, Sandbox};
use futures_util::StreamExt as _;
use serde_json::{Value, json};
use std::io::{BufRead as _, BufReader, Read as _};
use std::process::Stdio;
use tower::ServiceExt as _;

/// An open stream.
pub(crate) struct Stream(BodyDataStream);

impl Desk {
    pub(crate) async fn listen(&self, session: &str) -> Stream {
        let request = Request::get("/api/live").header("authorization", format!("Bearer {session}"));
        let response = self.router().oneshot(request.body(Body::empty()).unwrap()).await.unwrap();
        assert_eq!(response.status(), StatusCode::OK);
        assert_eq!(response.headers()["content-type"], "text/event-stream");
        let mut stream = Stream(response.into_body().into_data_stream());
        assert_eq!(stream.line().await.as_deref(), Some(":\n\n"), "open");
        stream
    }
}

impl Stream {
    /// The next line; none at the end.
    async fn line(&mut self) -> Option<String> {
        let bytes = soon(self.0.next()).await?.unwrap();
        Some(String::from_utf8(bytes.to_vec()).unwrap())
    }

    /// The next change.
    pub(crate) async fn change(&mut self) -> Value {
        let line = self.line().await.expect("a change, not the end");
        serde_json::from_str(line.strip_prefix("data: ").expect("a change").trim()).unwrap()
    }

    /// How many changes come before the end.
    pub(crate) async fn rest(mut self) -> usize {
        let mut changes = 0;
        while let Some(line) = self.line().await {
            changes += usize::from(line.starts_with("data"));
        }
        changes
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_open_card_learns_of_its_own_customer_only() {
    let desk = Desk::open().await;
    let through = desk.through_own_app().await;
    let (maria, _) = desk.open_conversation(MARIA).await;
    let (kofi, _) = desk.open_conversation("kofi.mensah@example.com").await;
    let (mut hers, his) = (desk.listen(&maria).await, desk.listen(&kofi).await);
    desk.tell(&through, "orders/updated", "#1042").await;
    assert_eq!(hers.change().await, json!({"changed": {"shop": UK}}));
    desk.app.live.close();
    assert_eq!((hers.rest().await, his.rest().await), (0, 0), "one for her, none for him");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_customer_that_was_found_by_phone_is_known_by_what_the_card_showed() {
    let desk = Desk::open().await;
    let through = desk.through_own_app().await;
    let claims = desk.claims(json!({"phones": [{"number": "+44 7700 900142", "verified": true}]}));
    let reply = desk.post("/api/card", "", &json!({"token": desk.sign(&claims), "seq": 1})).await.json();
    assert_eq!(customer(&reply["card"], 0)["name"], "Maria Sørensen");
    let mut stream = desk.listen(reply["session"].as_str().unwrap()).await;
    let mut payload = desk.sandbox.payload(UK, "customers/update", MARIA).unwrap();
    payload["phone"] = Value::Null;
    let webhook = desk.sandbox.webhook_request(UK, &through.client_id, "customers/update", &payload).unwrap();
    assert_eq!(desk.deliver(&through.app, &webhook).await.status, StatusCode::OK);
    assert_eq!(stream.change().await, json!({"changed": {"shop": UK}}));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_of_the_whole_store_concerns_everybody_who_sees_it() {
    let desk = Desk::open().await;
    let through = desk.through_own_app().await;
    let neighbour = desk.setup().json(&["tenant", "add", "Neighbour"])["tenant"].as_str().unwrap().to_owned();
    let inbox = desk.setup().inbox(&neighbour, &[]);
    let token = crate::desk::sign_with(&inbox, &desk.claims(json!({"emails": [MARIA]})));
    let theirs = desk.post("/api/session", "", &json!({"token": token})).await.json();
    let (session, _) = desk.open_conversation("nobody@example.com").await;
    let (mut ours, theirs) = (desk.listen(&session).await, desk.listen(theirs["session"].as_str().unwrap()).await);
    desk.tell(&through, "app/uninstalled", "").await;
    assert_eq!(ours.change().await, json!({"changed": {"shop": UK}}));
    desk.app.live.close();
    assert_eq!(theirs.rest().await, 0, "another tenant's card is not concerned");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_inbox_learns_only_of_the_stores_that_it_shows() {
    let desk = Desk::with_stores(&[UK, crate::desk::LUMIERE]).await;
    let through = desk.through_own_app().await;
    let listed = desk.setup().json(&["store", "list"]);
    let stores = listed["stores"].as_array().unwrap();
    let other = stores.iter().find(|store| store["shop"] != UK).unwrap()["store"].as_str().unwrap();
    desk.setup().json(&["inbox", "set", "--inbox", &desk.inbox.id, "--stores", other]);
    let (session, _) = desk.open_conversation(MARIA).await;
    let stream = desk.listen(&session).await;
    desk.tell(&through, "app/uninstalled", "").await;
    desk.tell(&through, "customers/update", MARIA).await;
    desk.app.live.close();
    assert_eq!(stream.rest().await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn another_process_tells_its_open_cards_too() {
    let desk = Desk::open().await;
    let through = desk.through_own_app().await;
    let other = desk.beside().await;
    let (session, _) = other.open_conversation(MARIA).await;
    let mut stream = other.listen(&session).await;
    desk.sandbox.clear_log();
    desk.tell(&through, "customers/update", MARIA).await;
    assert_eq!(stream.change().await, json!({"changed": {"shop": UK}}));
    other.post("/api/card", &session, &json!({"seq": 2})).await;
    assert_eq!(desk.asked(), 1, "what it kept is gone, too");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_told_between_processes_names_nobody() {
    let desk = Desk::open().await;
    let through = desk.through_own_app().await;
    desk.open_conversation(MARIA).await;
    desk.tell(&through, "orders/updated", "#1042").await;
    for file in std::fs::read_dir(desk.folder.path()).unwrap() {
        let bytes = std::fs::read(file.unwrap().path()).unwrap();
        let text = String::from_utf8_lossy(&bytes);
        assert!(!text.contains("maria") && !text.contains("447700900142"), "an identifier is on disk");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stream_ends_with_its_key() {
    let desk = Desk::open().await;
    let through = desk.through_own_app().await;
    let (session, _) = desk.open_conversation(MARIA).await;
    let stream = desk.listen(&session).await;
    desk.setup().json(&["inbox", "key", "revoke", "--inbox", &desk.inbox.id, "--key", &desk.inbox.key]);
    desk.tell(&through, "customers/update", MARIA).await;
    assert_eq!(stream.rest().await, 0, "it ends, and nothing is told before");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stream_ends_with_its_session() {
    let desk = Desk::open().await;
    let through = desk.through_own_app().await;
    let (session, _) = desk.open_conversation(MARIA).await;
    let stream = desk.listen(&session).await;
    desk.wait(301);
    desk.tell(&through, "customers/update", MARIA).await;
    assert_eq!(stream.rest().await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_next_stream_of_a_session_takes_the_place_of_the_one_before() {
    let desk = Desk::open().await;
    let through = desk.through_own_app().await;
    let (session, _) = desk.open_conversation(MARIA).await;
    let first = desk.listen(&session).await;
    let renewed = desk.post("/api/session/renew", &session, &json!({})).await.json();
    let mut second = desk.listen(renewed["session"].as_str().unwrap()).await;
    assert_eq!(first.rest().await, 0);
    desk.tell(&through, "customers/update", MARIA).await;
    second.change().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_listens_without_a_session() {
    let desk = Desk::open().await;
    assert_eq!(desk.get("/api/live").await.problem(), "session_expired");
    let (session, _) = desk.open_conversation(MARIA).await;
    desk.wait(301);
    assert_eq!(desk.call("GET", "/api/live", &session, &Value::Null).await.problem(), "session_expired");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_card_in_a_sandboxed_frame_may_listen() {
    let desk = Desk::open().await;
    let request = Request::builder()
        .method("OPTIONS")
        .uri("/api/live")
        .header("origin", "null")
        .header("access-control-request-method", "GET")
        .header("access-control-request-headers", "authorization");
    let reply = desk.send(request.body(Body::empty()).unwrap()).await;
    assert_eq!(reply.header("access-control-allow-origin"), "null");
    assert!(reply.header("access-control-allow-methods").contains("GET"));
}

/// The whole way, with processes and sockets: from the command line's `store connect` to Shopify's own delivery.
#[tokio::test(flavor = "multi_thread")]
async fn a_proxy_subscribes_hears_tells_and_stops_with_its_cards_still_open() {
    let sandbox = Sandbox::start(Options::default()).await.unwrap();
    sandbox.plain_webhooks(true);
    let folder = tempfile::tempdir().unwrap();
    let setup = Setup { folder: folder.path(), template: sandbox.url_template() };
    let tenant = setup.json(&["tenant", "add", "Acme"])["tenant"].as_str().unwrap().to_owned();
    let inbox = setup.inbox(&tenant, &[]);
    let own = sandbox.own_app();
    let connect = ["store", "connect", "--tenant", &tenant, "--shop", UK, "--client-id", &own.client_id];
    setup.json_with(&[&connect[..], &["--client-secret-stdin"]].concat(), &own.client_secret);
    let mut serve = setup
        .command(&["serve", "--listen", "127.0.0.1:0", "--until-stdin-closes"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut log = serve.stderr.take().unwrap();
    let reading = std::thread::spawn(move || {
        let mut text = String::new();
        log.read_to_string(&mut text).map(|_| text).unwrap()
    });
    let mut line = String::new();
    BufReader::new(serve.stdout.take().unwrap()).read_line(&mut line).unwrap();
    let proxy = line.trim().strip_prefix("listening on ").expect("the address").to_owned();

    // It subscribes by itself as it starts.
    soon(async {
        while sandbox.subscriptions(UK, &own.client_id).len() < context_card::webhooks::SUBSCRIBED.len() {
            tokio::task::yield_now().await;
        }
    })
    .await;
    let browser = browser();
    let now = time::OffsetDateTime::now_utc().unix_timestamp();
    let claims = json!({"aud": "shopify-context-card", "iss": ORIGIN, "sub": "agent-9", "iat": now, "exp": now + 60, "jti": "one",
        "contact": {"emails": [{"address": MARIA, "verified": true}]}});
    let card = async |session: &str, body: Value| {
        let request = browser.post(format!("{proxy}/api/card")).header("content-type", "application/json");
        let request = request.bearer_auth(session).body(body.to_string());
        serde_json::from_str::<Value>(&request.send().await.unwrap().text().await.unwrap()).unwrap()
    };
    let opened = card("", json!({"token": sign_with(&inbox, &claims), "seq": 1})).await;
    let session = opened["session"].as_str().unwrap();
    let mut stream = browser.get(format!("{proxy}/api/live")).bearer_auth(session).send().await.unwrap();
    assert_eq!(soon(stream.chunk()).await.unwrap().unwrap(), ":\n\n");

    sandbox.change_customer(UK, MARIA, CustomerChange::Name("Maria".into(), "Lind".into()));
    let payload = sandbox.payload(UK, "customers/update", MARIA).unwrap();
    let sent = sandbox.send_webhook(UK, &own.client_id, "customers/update", &payload).await;
    assert_eq!(sent.iter().map(|delivery| delivery.status).collect::<Vec<_>>(), [Some(200)]);
    assert_eq!(
        soon(stream.chunk()).await.unwrap().unwrap(),
        format!("data: {{\"changed\":{{\"shop\":\"{UK}\"}}}}\n\n")
    );
    let changed = card(session, json!({"seq": 1})).await;
    assert_eq!(customer(&changed["card"], 0)["name"], "Maria Lind");

    drop(serve.stdin.take());
    assert!(serve.wait().unwrap().success());
    assert!(matches!(soon(stream.chunk()).await, Ok(None)), "the stream ends cleanly");
    let log = reading.join().unwrap();
    assert!(!log.contains("did not finish in time"), "nobody waits for open cards: {log}");
}
