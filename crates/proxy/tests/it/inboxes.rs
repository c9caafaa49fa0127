//! Inboxes: what they allow, which stores they show, and the keys that sign for them.

use crate::desk::{Desk, Inbox, LUMIERE, UK, sign_with};
use axum::http::StatusCode;
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use serde_json::{Value, json};
use std::process::Command;

fn change(desk: &Desk, more: &[&str]) -> Value {
    desk.setup().json(&[&["inbox", "set", "--inbox", &desk.inbox.id], more].concat())
}

#[tokio::test(flavor = "multi_thread")]
async fn an_inbox_shows_only_the_stores_that_were_chosen_for_it() {
    let desk = Desk::with_stores(&[UK, LUMIERE]).await;
    let stores = desk.setup().json(&["store", "list"])["stores"].clone();
    let uk = stores[0]["store"].as_str().unwrap();
    assert_eq!(change(&desk, &["--stores", uk])["stores"], json!([uk]));
    let (_, card) = desk.open_conversation("emma.laurent@example.fr").await;
    assert_eq!(card["stores"].as_array().unwrap().len(), 1);
    assert_eq!(card["stores"][0]["shop"], UK);
    desk.setup().json(&["store", "disconnect", "--store", uk]);
    let (_, card) = desk.open_conversation("emma.laurent@example.fr").await;
    assert_eq!(card["notice"]["code"], "not_configured", "not suddenly the other stores");
    desk.setup().connect(&desk.tenant, UK, &desk.sandbox.token(UK));
    assert_eq!(change(&desk, &["--stores", "all"])["stores"], "all");
    let (_, card) = desk.open_conversation("emma.laurent@example.fr").await;
    assert_eq!(card["stores"].as_array().unwrap().len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn where_unverified_addresses_may_not_match_nobody_is_looked_up_by_them() {
    let desk = Desk::open().await;
    let unverified = || desk.sign(&desk.claims(json!({"emails": ["maria@example.com"]})));
    let ask = async |token: String| {
        desk.post("/api/card", "", &json!({"token": token, "seq": 1})).await.json()["card"].clone()
    };
    assert_eq!(ask(unverified()).await["stores"][0]["found"]["customer"]["matched"]["grade"], "unverified");
    assert_eq!(change(&desk, &["--unverified", "no"])["unverified"], false);
    desk.sandbox.clear_log();
    assert_eq!(ask(unverified()).await["notice"]["code"], "not_verified");
    assert_eq!(desk.asked(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_inbox_speaks_its_own_language_where_the_token_names_none() {
    let desk = Desk::open().await;
    change(&desk, &["--locale", "de_DE", "--timezone", "Europe/Berlin"]);
    let mut claims = desk.claims(json!({"emails": ["maria@example.com"]}));
    claims.as_object_mut().unwrap().remove("locale");
    let reply = desk.post("/api/card", "", &json!({"token": desk.sign(&claims), "seq": 1})).await.json();
    let figures = reply["card"]["stores"][0]["found"]["customer"]["figures"][0].as_str().unwrap().to_owned();
    assert!(figures.contains("1.284,50"), "{figures}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_is_rotated_with_overlap_and_a_revoked_one_ends_its_sessions() {
    let desk = Desk::open().await;
    let (old_session, _) = desk.open_conversation("maria@example.com").await;
    let made = desk.setup().json(&["inbox", "key", "rotate", "--inbox", &desk.inbox.id]);
    let text = |name: &str| made[name].as_str().unwrap().to_owned();
    let new = Inbox { id: desk.inbox.id.clone(), key: text("key"), secret: text("signing_secret") };
    let ticket = desk.ticket("maria@example.com").await;
    for inbox in [&desk.inbox, &new] {
        let token = sign_with(inbox, &desk.claims(json!({"emails": ["maria@example.com"]})));
        assert_eq!(desk.post("/api/card", "", &json!({"token": token, "seq": 1})).await.status, StatusCode::OK);
    }
    desk.setup().json(&["inbox", "key", "revoke", "--inbox", &desk.inbox.id, "--key", &desk.inbox.key]);
    assert_eq!(desk.post("/api/card", &old_session, &json!({"seq": 2})).await.problem(), "session_expired");
    assert_eq!(desk.post("/api/session/renew", &old_session, &json!({})).await.problem(), "session_expired");
    assert!(!desk.get(&ticket).await.text.contains("Maria"), "and its tickets");
    let refused = desk.post("/api/card", "", &json!({"token": desk.host_token("maria@example.com"), "seq": 1})).await;
    assert!(refused.json()["problem"]["admin"].as_str().unwrap().contains("revoked"));
    let token = sign_with(&new, &desk.claims(json!({"emails": ["maria@example.com"]})));
    assert_eq!(desk.post("/api/card", "", &json!({"token": token, "seq": 1})).await.status, StatusCode::OK);
}

/// A key pair of the host's own, made by openssl: the private key and the file of the public one.
pub(crate) fn key_pair(desk: &Desk, name: &str, arguments: &[&str]) -> (Vec<u8>, String) {
    let folder = desk.folder.path();
    let (private, public) = (folder.join(format!("{name}.pem")), folder.join(format!("{name}.pub.pem")));
    let run = |command: &mut Command| assert!(command.output().expect("openssl is installed").status.success());
    run(Command::new("openssl").arg("genpkey").args(arguments).arg("-out").arg(&private));
    run(Command::new("openssl").args(["pkey", "-pubout", "-in"]).arg(&private).arg("-out").arg(&public));
    (std::fs::read(private).unwrap(), public.display().to_string())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_host_may_sign_with_a_key_pair_of_its_own() {
    let desk = Desk::open().await;
    let rsa: &[&str] = &["-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048"];
    let p256: &[&str] = &["-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256"];
    for (name, arguments, algorithm) in [
        ("rsa", rsa, Algorithm::RS256),
        ("p256", p256, Algorithm::ES256),
        ("ed", &["-algorithm", "ED25519"][..], Algorithm::EdDSA),
    ] {
        let (private, public) = key_pair(&desk, name, arguments);
        let made = desk.setup().json(&["inbox", "key", "add", "--inbox", &desk.inbox.id, "--public-key", &public]);
        assert_eq!(made["algorithm"], format!("{algorithm:?}"));
        assert!(made.get("signing_secret").is_none());
        let kid = made["key"].as_str().unwrap().to_owned();
        let signing = match algorithm {
            Algorithm::RS256 => EncodingKey::from_rsa_pem(&private),
            Algorithm::ES256 => EncodingKey::from_ec_pem(&private),
            _ => EncodingKey::from_ed_pem(&private),
        };
        let header = Header { kid: Some(kid.clone()), ..Header::new(algorithm) };
        let token =
            jsonwebtoken::encode(&header, &desk.claims(json!({"emails": ["maria@example.com"]})), &signing.unwrap())
                .unwrap();
        let reply = desk.post("/api/card", "", &json!({"token": token, "seq": 1})).await;
        assert_eq!(reply.status, StatusCode::OK, "{name}: {}", reply.text);
        // The oldest trick: the public key as the secret of an HMAC.
        let pem = std::fs::read_to_string(&public).unwrap();
        let forged = Inbox { id: desk.inbox.id.clone(), key: kid, secret: pem };
        let token = sign_with(&forged, &desk.claims(json!({"emails": ["maria@example.com"]})));
        let reply = desk.post("/api/card", "", &json!({"token": token, "seq": 1})).await;
        assert!(reply.json()["problem"]["admin"].as_str().unwrap().contains("algorithm"), "{}", reply.text);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_public_key_is_refused_and_not_repeated() {
    let desk = Desk::open().await;
    let (private, _) = key_pair(&desk, "ed", &["-algorithm", "ED25519"]);
    let (_, weak) = key_pair(&desk, "weak", &["-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:1024"]);
    let file = |name: &str, bytes: &[u8]| {
        let path = desk.folder.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        path.display().to_string()
    };
    for path in [
        file("private.pem", &private),
        weak,
        file("text.pem", b"hello"),
        file("large.pem", &[65; 20_000]),
        "/nowhere.pem".into(),
    ] {
        let output = desk.setup().run(&["inbox", "key", "add", "--inbox", &desk.inbox.id, "--public-key", &path], "");
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(1), "{path}");
        assert!(
            said.lines().count() == 1 && said.contains("--public-key") && !said.contains("BEGIN PRIVATE"),
            "{said}"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_can_t_be_set_is_said_and_nothing_is_changed() {
    let desk = Desk::open().await;
    let before = change(&desk, &[]);
    for (arguments, says) in [
        (["--locale", "english please"], "de-DE"),
        (["--timezone", "Middle/Earth"], "Europe/Berlin"),
        (["--stores", "s_nobody"], "store list"),
        (["--reach", "everything"], "contact"),
    ] {
        let output = desk.setup().run(&[&["inbox", "set", "--inbox", &desk.inbox.id], &arguments[..]].concat(), "");
        assert!(!output.status.success());
        assert!(String::from_utf8(output.stderr).unwrap().contains(says), "{arguments:?}");
    }
    assert_eq!(change(&desk, &[]), before);
}
