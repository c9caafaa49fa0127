//! The binary: what it says when it is started wrongly, and that its control routes refuse what they can't read.

use std::process::Command;

use crate::support::Day;

fn said(arguments: &[&str]) -> std::io::Result<(bool, String)> {
    let output = Command::new(env!("CARGO_BIN_EXE_context-card-sandbox")).args(arguments).output()?;
    Ok((output.status.success(), String::from_utf8_lossy(&output.stderr).into_owned()))
}

#[test]
fn a_wrong_start_is_said_in_plain_words() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    for (arguments, says) in [
        (&["--listen", "nowhere"][..], "--listen"),
        (&["--listen", &address], "in use"),
        (&["--now", "tomorrow"], "2026-11-21T09:00:00Z"),
        (&["--shops", "3"], "--shops"),
    ] {
        let (fine, text) = said(arguments).unwrap();
        assert!(!fine && text.contains(says) && !text.contains("panicked"), "{arguments:?}: {text}");
    }
}

#[test]
fn the_shops_and_their_tokens_are_printed() {
    let output = Command::new(env!("CARGO_BIN_EXE_context-card-sandbox")).arg("--print-tokens").output().unwrap();
    let shops: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(shops.as_array().unwrap().len(), 4);
    assert!(shops[0]["token"].as_str().unwrap().starts_with("shpat_"));
}

#[tokio::test]
async fn control_routes_refuse_what_they_can_t_read() {
    let day = Day::begin().await;
    for (path, body) in [
        ("faults", "{"),
        ("faults", r#"{"shop":"nobody.myshopify.com","fault":"throttled","times":1}"#),
        ("faults", r#"{"shop":"acme-uk.myshopify.com","fault":"earthquake","times":1}"#),
        ("hold", r#"{"shop":7}"#),
        ("faults", r#"{"shop":"acme-uk.myshopify.com","oauth":"earthquake"}"#),
        ("faults", r#"{"shop":"acme-uk.myshopify.com"}"#),
        ("apps", r#"{"client_id":"a"}"#),
        ("install", r#"{"shop":"nobody.myshopify.com","client_id":"a"}"#),
        ("token-gates", r#"{"shop":"acme-uk.myshopify.com","gate":"sideways"}"#),
        ("tokens", r#"{"shop":"acme-uk.myshopify.com","end":"everything"}"#),
        ("points", r#"{"shop":"acme-uk.myshopify.com","available":"many"}"#),
        ("clock", r#"{"advance":"soon"}"#),
    ] {
        let url = format!("{}/_sandbox/{path}", day.sandbox.origin());
        let answer = day.client().post(url).header("content-type", "application/json").body(body).send().await.unwrap();
        assert!(answer.status().is_client_error(), "{path} {body}: {}", answer.status());
    }
}
