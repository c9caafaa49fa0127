//! The same by the command line.

use super::{Browser, CLIENT, SECRET, empty, location, path, sees};
use crate::desk::{Desk, PUBLIC_URL, UK, customer};
use crate::postgres;
use serde_json::{Value, json};
use std::io::{BufRead as _, BufReader};
use std::process::{Child, ChildStdout, Stdio};

/// `store connect --app`: a process that waits, and the link that it printed.
fn waiting(desk: &Desk, app: &str) -> (Child, BufReader<ChildStdout>, String) {
    let arguments = ["--json", "store", "connect", "--tenant", &desk.tenant, "--shop", UK, "--app", app];
    let mut child = desk
        .setup()
        .command(&arguments)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut said = BufReader::new(child.stdout.take().unwrap());
    let mut line = String::new();
    said.read_line(&mut line).unwrap();
    let first: Value = serde_json::from_str(&line).unwrap();
    (child, said, first["url"].as_str().unwrap().to_owned())
}

/// Opens a link and goes to Shopify: the address of the consent page.
async fn open(desk: &Desk, guest: &Browser, url: &str) -> String {
    let token = url.strip_prefix(&format!("{PUBLIC_URL}/connect#")).expect("our address");
    let ours = location(&guest.post(desk, "/connect", &[("token", token)]).await);
    location(&guest.post(desk, &ours, &[]).await)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_command_prints_a_link_and_waits_until_the_store_is_connected() {
    let desk = Desk::in_real_time().await;
    desk.note_public_url().await;
    let app = desk.app();
    let (mut child, mut said, url) = waiting(&desk, &app);
    let guest = Browser::default();
    let consent = open(&desk, &guest, &url).await;
    location(&guest.get(&desk, &desk.approve(&consent)).await);
    let mut line = String::new();
    said.read_line(&mut line).unwrap();
    let store: Value = serde_json::from_str(&line).unwrap();
    assert_eq!((&store["shop"], &store["grant"]), (&json!(UK), &json!("authorization_code")));
    assert_eq!((&store["missing_scopes"], &store["state"]), (&json!([]), &json!("connected")));
    assert!(child.wait().unwrap().success());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_command_that_waits_says_why_it_was_not_connected() {
    let desk = Desk::in_real_time().await;
    desk.note_public_url().await;
    let app = desk.app();
    let (child, _said, url) = waiting(&desk, &app);
    let guest = Browser::default();
    let consent = open(&desk, &guest, &url).await;
    let denied = desk.sandbox.deny(&consent).unwrap();
    sees(&guest.get(&desk, path(&denied)).await, "The request was declined in Shopify.");
    let output = child.wait_with_output().unwrap();
    let text = String::from_utf8(output.stderr).unwrap();
    assert_eq!((output.status.code(), text.lines().count()), (Some(1), 1), "{text}");
    assert!(text.contains(UK) && text.contains("declined in Shopify") && text.contains("reference c_"), "{text}");
}

#[tokio::test(flavor = "multi_thread")]
async fn client_credentials_connect_by_one_command() {
    let desk = empty().await;
    let own = desk.sandbox.own_app();
    let arguments = [
        "store",
        "connect",
        "--tenant",
        &desk.tenant,
        "--shop",
        UK,
        "--client-id",
        &own.client_id,
        "--client-secret-stdin",
    ];
    let store = desk.setup().json_with(&arguments, &format!("{}\n", own.client_secret));
    assert_eq!((&store["grant"], &store["state"]), (&json!("client_credentials"), &json!("connected")));
    let (_, card) = desk.open_conversation("maria@example.com").await;
    assert_eq!(customer(&card, 0)["name"], "Maria Sørensen");
    let again = desk.setup().json_with(&arguments, &own.client_secret);
    assert_eq!(again["store"], store["store"], "rotating keeps the store");
    assert_eq!(again["app"], store["app"]);
    for (secret, says) in [
        ("wrong", "does not accept the app's client id and secret"),
        ("", "no client secret"),
        ("a b", "no client secret"),
    ] {
        let output = desk.setup().run(&arguments, secret);
        let text = String::from_utf8(output.stderr).unwrap();
        assert!(!output.status.success() && text.contains(says) && text.lines().count() == 1, "{text}");
    }
    let listed = desk.setup().json(&["store", "attempts", "--tenant", &desk.tenant]);
    let outcomes: Vec<_> =
        listed["attempts"].as_array().unwrap().iter().map(|attempt| attempt["outcome"].clone()).collect();
    assert_eq!(outcomes, ["bad_secret", "connected", "connected"], "newest first");
    let elsewhere =
        ["store", "connect", "--tenant", &desk.tenant, "--shop", UK, "--client-id", CLIENT, "--client-secret-stdin"];
    desk.app();
    let output = desk.setup().run(&elsewhere, SECRET);
    assert!(String::from_utf8(output.stderr).unwrap().contains("not in the same Shopify organisation"));
    assert_eq!(desk.stores()[0]["state"], "connected", "nothing was lost by all that");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pasted_token_may_name_its_app() {
    let desk = empty().await;
    let app = desk.app();
    let base = ["store", "connect", "--tenant", &desk.tenant, "--shop", UK, "--token-stdin", "--app"];
    let store = desk.setup().json_with(&[&base[..], &[&app]].concat(), &desk.sandbox.token(UK));
    assert_eq!((&store["grant"], &store["app"]), (&json!("token"), &json!(app)));
    let output = desk.setup().run(&[&base[..], &["a_nobody"]].concat(), &desk.sandbox.token(UK));
    assert!(String::from_utf8(output.stderr).unwrap().contains("there is no app a_nobody"));
    let neighbour = desk.neighbour();
    let theirs = ["store", "connect", "--tenant", &neighbour, "--shop", UK, "--token-stdin", "--app", &app];
    let output = desk.setup().run(&theirs, &desk.sandbox.token(UK));
    assert!(!output.status.success(), "another organisation's app");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_app_is_added_listed_and_its_secret_rotated() {
    let desk = empty().await;
    desk.note_public_url().await;
    let add = ["app", "add", "--tenant", &desk.tenant, "--client-id", CLIENT, "--client-secret-stdin"];
    let added = desk.setup().json_with(&add, SECRET);
    let app = added["app"].as_str().unwrap();
    assert_eq!(added["redirect_url"], format!("{PUBLIC_URL}/connect/{app}/callback"));
    assert_eq!(added["webhook_url"], format!("{PUBLIC_URL}/webhooks/{app}"));
    let toml = added["toml"].as_str().unwrap();
    for line in
        ["compliance_topics = [\"customers/data_request\", \"customers/redact\", \"shop/redact\"]", "redirect_urls = ["]
    {
        assert!(toml.contains(line), "{toml}");
    }
    let words = String::from_utf8(desk.setup().run(&add, "hush-another").stdout).unwrap();
    assert!(words.starts_with("Replaced the secret of the app") && !words.contains("hush-another"), "{words}");
    let scoped = [&add[..], &["--scopes", "read_customers,write_orders"]].concat();
    let changed = desk.setup().json_with(&scoped, "hush-another");
    assert_eq!((&changed["app"], &changed["scopes"]), (&added["app"], &json!(["read_customers", "write_orders"])));
    let vendors =
        desk.setup().json_with(&["app", "add", "--client-id", CLIENT, "--client-secret-stdin"], "hush-vendor");
    assert_ne!(vendors["app"], added["app"], "the vendor's is another");
    assert_eq!(vendors["tenant"], Value::Null);
    let listed = desk.setup().json(&["app", "list", "--tenant", &desk.tenant]);
    let ids: Vec<_> = listed["apps"].as_array().unwrap().iter().map(|app| app["app"].clone()).collect();
    assert_eq!(ids, [added["app"].clone(), vendors["app"].clone()]);
    assert_eq!(desk.setup().json(&["app", "list"])["apps"].as_array().unwrap().len(), 1, "the vendor's own");
    for (more, says) in [(&["--scopes", "read_orders"][..], "read_customers"), (&["--scopes", "orders"], "--scopes")] {
        let output = desk.setup().run(&[&add[..], more].concat(), SECRET);
        assert!(String::from_utf8(output.stderr).unwrap().contains(says));
    }
    for secret in [SECRET, "hush-another", "hush-vendor"] {
        let bytes = desk.setup().kept();
        assert!(!bytes.windows(secret.len()).any(|window| window == secret.as_bytes()), "{secret} is in the database");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn keys_are_rotated_with_everything_still_open() {
    let desk = empty().await;
    let app = desk.app();
    let vendors = desk.setup().json_with(&["app", "add", "--client-id", "vendor-1", "--client-secret-stdin"], "hush-v");
    let vendors = vendors["app"].as_str().unwrap().to_owned();
    desk.register(&vendors, "vendor-1", "hush-v");
    let owner = desk.owner().await;
    let consent = desk.to_consent(&owner, &app, UK).await;
    desk.setup().json(&["keys", "rotate"]);
    desk.setup().json(&["keys", "rotate", "--finish"]);
    location(&owner.get(&desk, &desk.approve(&consent)).await);
    let page = super::connected(&desk, &owner, &vendors).await;
    sees(&page, "is connected");
}

#[test]
fn a_lost_key_file_is_not_replaced_where_only_the_vendor_has_something() {
    let folder = tempfile::tempdir().unwrap();
    let setup = crate::desk::Setup { folder: folder.path(), template: "http://127.0.0.1:9/{shop}".into() };
    setup.json_with(&["app", "add", "--client-id", "vendor-1", "--client-secret-stdin"], "hush-v");
    std::fs::remove_file(folder.path().join("card.key")).unwrap();
    let output = setup.run(&["app", "list"], "");
    assert!(String::from_utf8(output.stderr).unwrap().contains("backup") && !folder.path().join("card.key").exists());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_prefix_is_set_and_cleared() {
    let desk = empty().await;
    let store = desk.setup().connect(&desk.tenant, UK, &desk.sandbox.token(UK))["store"].as_str().unwrap().to_owned();
    let set = |prefix: &str| desk.setup().run(&["--json", "store", "set", "--store", &store, "--prefix", prefix], "");
    for (prefix, good) in
        [("UK-", true), ("#1", true), ("ABCDEFGHIJ", true), ("ABCDEFGHIJK", false), ("U K", false), ("Ü-", false)]
    {
        let output = set(prefix);
        assert_eq!(output.status.success(), good, "{prefix}: {}", String::from_utf8_lossy(&output.stderr));
    }
    assert_eq!(desk.stores()[0]["prefix"], "ABCDEFGHIJ");
    set("");
    assert_eq!(desk.stores()[0]["prefix"], Value::Null);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_backup_holds_both_files_and_is_put_back_as_a_whole() {
    let desk = empty().await;
    let setup = desk.setup();
    let store = setup.connect(&desk.tenant, UK, &desk.sandbox.token(UK));
    let folder = desk.folder.path().join("backup");
    let to = folder.display().to_string();
    if postgres::here() {
        let refused = setup.run(&["backup", "--to", &to], "");
        assert!(String::from_utf8(refused.stderr).unwrap().contains("pg_dump"));
        return;
    }
    let words = String::from_utf8(setup.run(&["backup", "--to", &to], "").stdout).unwrap();
    for name in ["context-card.db", "context-card.key", "restore"] {
        assert!(words.contains(name), "{words}");
    }
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = std::fs::metadata(folder.join("context-card.key")).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
    let again = setup.run(&["backup", "--to", &to], "");
    assert!(String::from_utf8(again.stderr).unwrap().contains("is there already"));
    let over = setup.run(&["restore", "--from", &to], "");
    assert!(String::from_utf8(over.stderr).unwrap().contains("is there already"), "nothing is overwritten");

    let elsewhere = tempfile::tempdir().unwrap();
    let other = crate::desk::Setup { folder: elsewhere.path(), template: desk.sandbox.url_template() };
    other.json(&["restore", "--from", &to]);
    assert_eq!(other.json(&["store", "test", "--store", store["store"].as_str().unwrap()])["state"], "connected");

    let mixed = tempfile::tempdir().unwrap();
    let third = crate::desk::Setup { folder: mixed.path(), template: desk.sandbox.url_template() };
    let strangers = tempfile::tempdir().unwrap();
    let stranger = crate::desk::Setup { folder: strangers.path(), template: desk.sandbox.url_template() };
    stranger.json(&["tenant", "add", "Stranger"]);
    std::fs::copy(strangers.path().join("card.key"), folder.join("context-card.key")).unwrap();
    let refused = third.run(&["restore", "--from", &to], "");
    assert!(String::from_utf8(refused.stderr).unwrap().contains("does not open"), "a key file of another database");
    assert!(!mixed.path().join("card.db").exists() && !mixed.path().join("card.key").exists(), "nothing was put there");
}
