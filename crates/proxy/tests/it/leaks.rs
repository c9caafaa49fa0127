//! No token, and no personal data, where it should not be: searched for byte by byte.

use crate::desk::{Desk, ORIGIN, Setup, UK, browser, sign_with};
use crate::postgres;
use crate::signed_url;
use context_card_sandbox::{Options, Sandbox};
use serde_json::{Value, json};
use std::io::{BufRead as _, BufReader, Read as _};
use std::process::Stdio;

/// What must appear in no log line and no file: Maria's data, and what she bought.
const PERSONAL: &[&str] = &["maria", "Maria", "Sørensen", "447700900142", "7700 900142", "Ada", "agent-9"];

fn holds(bytes: &[u8], text: &str) -> bool {
    bytes.windows(text.len()).any(|window| window == text.as_bytes())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_day_at_full_log_level_leaves_no_trace_of_anybody() {
    let sandbox = Sandbox::start(Options::default()).await.unwrap();
    let folder = tempfile::tempdir().unwrap();
    let setup = Setup { folder: folder.path(), template: sandbox.url_template() };
    let tenant = setup.json(&["tenant", "add", "Acme"])["tenant"].as_str().unwrap().to_owned();
    let inbox = setup.inbox(&tenant, &[]);
    let signing = signed_url::signed(&setup, &tenant, "hmac");
    let add = ["inbox", "add", "--tenant", &tenant, "--host", "url", "--origin", ORIGIN];
    let hinting = setup.json(&add)["inbox"].as_str().unwrap().to_owned();
    let token = sandbox.token(UK);
    setup.connect(&tenant, UK, &token);
    let mut child = setup
        .command(&["serve", "--listen", "127.0.0.1:0", "--until-stdin-closes"])
        .env("RUST_LOG", "trace")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut log = child.stderr.take().unwrap();
    let reading = std::thread::spawn(move || {
        let mut text = Vec::new();
        log.read_to_end(&mut text).map(|_| text).unwrap()
    });
    let mut line = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
    let proxy = line.trim().strip_prefix("listening on ").expect("the address").to_owned();

    let browser = browser();
    let host_token = |number: u32| {
        let now = time::OffsetDateTime::now_utc().unix_timestamp();
        let claims = json!({"aud": "shopify-context-card", "iss": ORIGIN, "sub": "agent-9", "name": "Ada", "iat": now, "exp": now + 60,
            "jti": format!("jti-{number}"), "contact": {"name": "Maria Sørensen", "emails": ["maria@example.com"], "phones": ["+44 7700 900142"]}});
        sign_with(&inbox, &claims)
    };
    let post = async |path: &str, session: &str, body: Value| {
        let request =
            browser.post(format!("{proxy}{path}")).header("content-type", "application/json").bearer_auth(session);
        request.body(body.to_string()).send().await.unwrap().text().await.unwrap()
    };
    let mut answers = Vec::new();
    let reply = post("/api/card", "", json!({"token": host_token(1), "seq": 1})).await;
    let opened: Value = serde_json::from_str(&reply).unwrap();
    let session = opened["session"].as_str().unwrap().to_owned();
    let maria = &opened["card"]["stores"][0]["found"]["customer"];
    assert_eq!(maria["name"], "Maria Sørensen", "{reply}");
    answers.push(post("/api/order", &session, json!({"handle": maria["orders"]["rows"][0]["handle"]})).await);
    answers.push(post("/api/orders", &session, json!({"handle": maria["handle"], "query": "maria@example.com"})).await);
    answers.push(post("/api/card", &session, json!({"token": "maria@example.com", "seq": 1})).await);
    answers.push(post("/api/order", &session, json!({"handle": "maria@example.com"})).await);
    let ticket: Value = serde_json::from_str(&post("/api/tickets", "", json!({"token": host_token(2)})).await).unwrap();
    let url = ticket["url"].as_str().unwrap().to_owned();
    answers.push(browser.get(&url).send().await.unwrap().text().await.unwrap());
    answers.push(reply);
    let now = time::OffsetDateTime::now_utc().unix_timestamp();
    let context = signed_url::context("maria@example.com").to_string();
    let scx = signed_url::by_hmac(&signing, now, "0123456789abcdef", &context);
    for shown in [true, false] {
        let page = browser.get(format!("{proxy}/embed/{}?scx={scx}", signing.id)).send().await.unwrap();
        let page = page.text().await.unwrap();
        assert_eq!(page.contains("Maria Sørensen"), shown, "once: {page}");
    }
    let hint = format!("{proxy}/embed/{hinting}?email=maria@example.com&name=Maria&conversation=conversation-7");
    assert!(!browser.get(hint).send().await.unwrap().text().await.unwrap().contains("maria"));

    drop(child.stdin.take());
    assert!(child.wait().unwrap().success(), "it stops cleanly");
    let log = reading.join().unwrap();
    assert!(holds(&log, "answered"), "there is a log at all");
    let ticket = url.split("ticket=").nth(1).unwrap();
    let payload = scx.split('.').nth(4).unwrap();
    let secrets = [
        token.as_str(),
        &inbox.secret,
        &signing.secret,
        session.as_str(),
        ticket,
        payload,
        scx.rsplit('.').next().unwrap(),
        "conversation-7",
        postgres::PASSWORD,
    ];
    for text in PERSONAL.iter().chain(&secrets) {
        assert!(!holds(&log, text), "{text} is in the log");
    }
    let kept = setup.kept();
    assert!(holds(&kept, "Acme UK") && holds(&kept, &inbox.id), "it is looked at the right place");
    // The access record names the agents by the host's ids, and nothing else of them.
    for text in PERSONAL.iter().filter(|text| **text != "agent-9").chain(&secrets) {
        assert!(!holds(&kept, text), "{text} is kept");
    }
    for answer in &answers {
        for secret in [token.as_str(), &inbox.secret, "gid://"] {
            assert!(!answer.contains(secret), "{secret} is in an answer");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn another_contacts_data_is_in_no_answer() {
    let desk = Desk::open().await;
    let (_, card) = desk.open_conversation("mari@example.com").await;
    for text in ["maria@example.com", "Sørensen", "#1042"] {
        assert!(!card.to_string().contains(text), "{text}");
    }
}
