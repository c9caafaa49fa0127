//! The command line: what it prints, and what it says when something is wrong.

use crate::desk::{Setup, UK};
use context_card_sandbox::{Options, Sandbox};
use serde_json::Value;
use std::io::{BufRead as _, BufReader};
use std::process::Stdio;

fn setup(folder: &std::path::Path) -> Setup<'_> {
    Setup { folder, template: "http://127.0.0.1:9/{shop}".into() }
}

/// One line on standard error, and the exit status.
fn complaint(setup: &Setup<'_>, arguments: &[&str], stdin: &str) -> (i32, String) {
    let output = setup.run(arguments, stdin);
    let text = String::from_utf8(output.stderr).unwrap();
    assert_eq!(text.lines().count(), 1, "{arguments:?} says more than one line: {text}");
    assert!(output.stdout.is_empty(), "{arguments:?} prints");
    (output.status.code().unwrap(), text)
}

#[test]
fn what_is_wrong_is_said_in_one_line() {
    let folder = tempfile::tempdir().unwrap();
    let setup = setup(folder.path());
    let tenant = setup.json(&["tenant", "add", "Acme"])["tenant"].as_str().unwrap().to_owned();
    let connect = ["store", "connect", "--tenant", &tenant, "--token-stdin", "--shop"];
    for (arguments, stdin, status, says) in [
        (vec!["serve", "--listen", "nowhere"], "", 2, "--listen"),
        (vec!["serve", "--public-url", "card.example"], "", 1, "--public-url"),
        (vec!["serve", "--public-url", "https://card.example/?query"], "", 1, "without user, query"),
        (vec!["serve", "--public-url", "https://card.example/embed"], "", 1, "choose another"),
        (vec!["--database-url", "mysql://x", "tenant", "list"], "", 1, "sqlite:PATH"),
        (vec!["--database-url", "sqlite:/nowhere/at/all/card.db", "tenant", "list"], "", 1, "does not exist"),
        (vec!["tenant", "add", " "], "", 1, "1 to 100 characters"),
        (vec!["tenant", "remove", "t_nobody"], "", 1, "context-card tenant list"),
        (vec!["tenant", "remove", "nonsense"], "", 1, "there is no tenant"),
        (vec!["inbox", "add", "--tenant", &tenant, "--host", "generic"], "", 2, "--origin"),
        (vec!["inbox", "add", "--tenant", &tenant, "--host", "fax", "--origin", "https://a.example"], "", 2, "generic"),
        (
            vec!["inbox", "add", "--tenant", &tenant, "--host", "generic", "--origin", "http://a.example"],
            "",
            1,
            "https://",
        ),
        (
            vec!["inbox", "add", "--tenant", &tenant, "--host", "generic", "--origin", "https://a.example/x"],
            "",
            1,
            "no path",
        ),
        ([connect.as_slice(), &["evil.test"]].concat(), "shpat_x", 1, "acme.myshopify.com"),
        ([connect.as_slice(), &[UK]].concat(), "", 1, "no access token"),
        ([connect.as_slice(), &[UK]].concat(), "two words", 1, "no access token"),
        (vec!["store", "test", "--store", "s_nobody"], "", 1, "context-card store list"),
        (vec!["store", "test"], "", 2, "--store"),
        (vec!["embed-url", "--inbox", "i_nobody", "--email", "maria@example.com"], "", 1, "there is no inbox"),
        (vec!["embed-url", "--inbox", "i_nobody", "--email", "maria"], "", 1, "no e-mail address"),
        (vec!["embed-url", "--inbox", "i_nobody"], "", 2, "--email"),
        (vec!["tenant", "rename"], "", 2, "rename"),
    ] {
        let (code, line) = complaint(&setup, &arguments, stdin);
        assert_eq!(code, status, "{arguments:?}: {line}");
        assert!(line.starts_with("error: ") && line.contains(says), "{arguments:?}: {line}");
    }
    assert_eq!(setup.json(&["tenant", "list"])["tenants"].as_array().unwrap().len(), 1, "nothing was lost");
}

#[test]
fn a_shop_that_can_t_be_reached_is_said_and_not_kept() {
    let folder = tempfile::tempdir().unwrap();
    let setup = setup(folder.path());
    let tenant = setup.json(&["tenant", "add", "Acme"])["tenant"].as_str().unwrap().to_owned();
    let (code, line) =
        complaint(&setup, &["store", "connect", "--tenant", &tenant, "--shop", UK, "--token-stdin"], "shpat_secret_1");
    assert_eq!(code, 1);
    assert!(line.contains(UK) && !line.contains("shpat_secret_1"), "{line}");
    assert_eq!(setup.json(&["store", "list"])["stores"], Value::Array(vec![]));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_store_is_connected_listed_tested_and_disconnected() {
    let sandbox = Sandbox::start(Options::default()).await.unwrap();
    let folder = tempfile::tempdir().unwrap();
    let setup = Setup { folder: folder.path(), template: sandbox.url_template() };
    let tenant = setup.json(&["tenant", "add", "Acme"])["tenant"].as_str().unwrap().to_owned();
    let made = setup.connect(&tenant, UK, &format!("  {}\n", sandbox.token(UK)));
    assert_eq!((&made["shop"], &made["grant"], &made["state"]), (&UK.into(), &"token".into(), &"connected".into()));
    assert_eq!(made["missing_scopes"], Value::Array(vec![]));
    assert!(made["scopes"].as_array().unwrap().contains(&"read_orders".into()));
    let again = setup.connect(&tenant, "https://admin.shopify.com/store/acme-uk", &sandbox.token(UK));
    assert_eq!(again["store"], made["store"], "connecting again keeps the store");
    let store = made["store"].as_str().unwrap();
    assert_eq!(setup.json(&["store", "test", "--store", store])["state"], "connected");
    assert_eq!(setup.json(&["store", "list", "--tenant", &tenant])["stores"][0]["store"], store);
    assert_eq!(setup.json(&["store", "disconnect", "--store", store])["state"], "disconnected");
    assert_eq!(setup.json(&["store", "list"])["stores"], Value::Array(vec![]));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_that_shopify_refuses_is_not_kept_and_a_missing_scope_is_named() {
    let sandbox = Sandbox::start(Options::default()).await.unwrap();
    let folder = tempfile::tempdir().unwrap();
    let setup = Setup { folder: folder.path(), template: sandbox.url_template() };
    let tenant = setup.json(&["tenant", "add", "Acme"])["tenant"].as_str().unwrap().to_owned();
    let (code, line) =
        complaint(&setup, &["store", "connect", "--tenant", &tenant, "--shop", UK, "--token-stdin"], "shpat_wrong");
    assert_eq!(code, 1);
    assert!(line.contains(UK) && !line.contains("unrecognized login"), "Shopify's own text stays out: {line}");
    let narrow = setup.connect(&tenant, UK, &sandbox.token_with_scopes(UK, &["read_customers"]));
    assert_eq!(narrow["missing_scopes"], Value::Array(vec!["read_orders".into()]));
}

#[test]
fn a_lost_key_file_is_never_replaced() {
    let folder = tempfile::tempdir().unwrap();
    let setup = setup(folder.path());
    setup.json(&["tenant", "add", "Acme"]);
    let key = folder.path().join("card.key");
    let kept = std::fs::read(&key).unwrap();
    std::fs::remove_file(&key).unwrap();
    let (code, line) = complaint(&setup, &["serve", "--listen", "127.0.0.1:0"], "");
    assert!(code == 1 && line.contains("backup"), "{line}");
    assert!(!key.exists(), "no second key");
    let elsewhere = tempfile::tempdir().unwrap();
    let other = self::setup(elsewhere.path());
    other.json(&["tenant", "add", "Other"]);
    std::fs::copy(elsewhere.path().join("card.key"), &key).unwrap();
    let (code, line) = complaint(&setup, &["serve", "--listen", "127.0.0.1:0"], "");
    assert!(code == 1 && line.contains("does not open"), "{line}");
    std::fs::write(&key, kept).unwrap();
    assert_eq!(setup.json(&["tenant", "list"])["tenants"][0]["name"], "Acme");
}

#[test]
fn every_option_has_an_environment_variable() {
    let folder = tempfile::tempdir().unwrap();
    let setup = setup(folder.path());
    let tenant = setup.json(&["tenant", "add", "Acme"])["tenant"].as_str().unwrap().to_owned();
    let output = setup
        .command(&["inbox", "add"])
        .env("CONTEXT_CARD_TENANT", tenant)
        .env("CONTEXT_CARD_HOST", "generic")
        .env("CONTEXT_CARD_ORIGIN", "https://a.example,https://b.example")
        .env("CONTEXT_CARD_JSON", "1")
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let made: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert!(made["signing_secret"].as_str().unwrap().len() >= 32);
}

#[test]
fn help_is_there_for_every_command() {
    let folder = tempfile::tempdir().unwrap();
    let setup = setup(folder.path());
    for command in [
        &["serve"][..],
        &["tenant", "add"],
        &["inbox", "add"],
        &["store", "connect"],
        &["store", "list"],
        &["store", "test"],
        &["store", "disconnect"],
        &["embed-url"],
    ] {
        let output = setup.run(&[command, &["--help"]].concat(), "");
        assert!(output.status.success() && !output.stdout.is_empty(), "{command:?}");
    }
}

/// Starts `serve` and gives the process once it listens. Its standard input stays open.
fn serving(setup: &Setup<'_>, more: &[&str]) -> std::process::Child {
    let mut child = setup
        .command(&[&["serve", "--listen", "127.0.0.1:0"], more].concat())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.as_mut().unwrap()).read_line(&mut line).unwrap();
    assert!(line.starts_with("listening on http://127.0.0.1:"), "{line}");
    child
}

#[cfg(unix)]
#[test]
fn serve_stops_cleanly_on_sigterm() {
    let folder = tempfile::tempdir().unwrap();
    let setup = setup(folder.path());
    for more in [&[][..], &["--until-stdin-closes"]] {
        let mut child = serving(&setup, more);
        let done = std::process::Command::new("kill").args(["-TERM", &child.id().to_string()]).status().unwrap();
        assert!(done.success());
        assert_eq!(child.wait().unwrap().code(), Some(0), "{more:?}");
    }
}

#[test]
fn two_servers_can_t_share_an_address() {
    let folder = tempfile::tempdir().unwrap();
    let setup = setup(folder.path());
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let (code, line) = complaint(&setup, &["serve", "--listen", &address], "");
    assert!(code == 1 && line.contains("--listen"), "{line}");
}

/// What `serve` says on standard error until it is asked to stop.
fn said(setup: &Setup<'_>) -> String {
    let mut child = setup
        .command(&["serve", "--listen", "127.0.0.1:0", "--until-stdin-closes"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.as_mut().unwrap()).read_line(&mut line).unwrap();
    let output = child.wait_with_output().unwrap();
    String::from_utf8(output.stderr).unwrap()
}

#[test]
fn serve_says_what_comes_first_where_nothing_is_set_up() {
    let folder = tempfile::tempdir().unwrap();
    let setup = setup(folder.path());
    assert!(said(&setup).contains("context-card tenant add"));
    let tenant = setup.json(&["tenant", "add", "Acme"])["tenant"].as_str().unwrap().to_owned();
    let words = said(&setup);
    assert!(words.contains(&format!("context-card owner-link --tenant {tenant}")), "{words}");
    assert!(!words.contains("tenant add"), "{words}");
}
