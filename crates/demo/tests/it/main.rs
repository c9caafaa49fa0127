//! The inbox's binary: what it says when it is started wrongly.
#![allow(clippy::unwrap_used, reason = "these are tests")]

use std::process::Command;

const GOOD: &[&str] = &["--inbox", "i_abc", "--key", "k_abc", "--listen", "127.0.0.1:0"];

fn said(arguments: &[&str], secret: Option<&str>) -> (bool, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_context-card-demo"));
    command.args(arguments).env_remove("CONTEXT_CARD_DEMO_SIGNING_SECRET");
    if let Some(secret) = secret {
        command.env("CONTEXT_CARD_DEMO_SIGNING_SECRET", secret);
    }
    let output = command.output().unwrap();
    (output.status.success(), String::from_utf8(output.stderr).unwrap())
}

#[test]
fn a_wrong_start_is_said_in_plain_words() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let secret = Some("a secret of at least thirty-two bytes");
    for (arguments, secret, says) in [
        (GOOD.to_vec(), None, "CONTEXT_CARD_DEMO_SIGNING_SECRET"),
        ([GOOD, &["--card-url", "card"]].concat(), secret, "--card-url"),
        ([&GOOD[..4], &["--listen", &address]].concat(), secret, "--listen"),
        ([&GOOD[..4], &["--listen", "nowhere"]].concat(), secret, "--listen"),
        (GOOD[..2].to_vec(), secret, "--key"),
        ([GOOD, &["--role", "owner"]].concat(), secret, "--role"),
    ] {
        let (fine, text) = said(&arguments, secret);
        assert!(!fine && text.contains(says) && !text.contains("panicked"), "{arguments:?}: {text}");
        assert!(!text.contains("thirty-two bytes"), "the secret is not repeated");
    }
}
