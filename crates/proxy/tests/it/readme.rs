//! The README's commands for a real shop, run as they stand there, with the sandbox in place of Shopify.

use crate::desk::{Setup, UK, browser};
use context_card::clock::Clock;
use context_card::public_url::PublicUrl;
use context_card_sandbox::{Options, Sandbox};
use std::collections::HashMap;
use std::io::{BufRead as _, BufReader};
use std::process::Stdio;

/// The commands of the code block behind a mark.
fn commands(mark: &str) -> Vec<String> {
    let readme = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../../README.md")).unwrap();
    let (_, block) = readme.split_once(&format!("<!-- {mark} -->\n```sh\n")).expect("the block");
    let (block, _) = block.split_once("```").unwrap();
    block.lines().map(str::to_owned).collect()
}

/// A line's arguments as a shell would give them, with the ids that earlier lines printed.
fn arguments(line: &str, ids: &HashMap<char, String>) -> Vec<String> {
    let line = line.strip_prefix("context-card ").expect("our command");
    let mut words = Vec::new();
    for (at, part) in line.split('"').enumerate() {
        if at % 2 == 1 {
            words.push(part.to_owned());
        } else {
            words.extend(part.split_whitespace().map(str::to_owned));
        }
    }
    words
        .into_iter()
        .map(|word| match word.strip_suffix("_…") {
            Some(kind) => ids[&kind.chars().next().unwrap()].clone(),
            None => word
                .replace("my-shop.myshopify.com", UK)
                .replace("127.0.0.1:8787", "127.0.0.1:0")
                .replace("customer@", "maria@"),
        })
        .collect()
}

/// The ids in what a command printed, by their letter.
fn remember(text: &str, ids: &mut HashMap<char, String>) {
    for word in text.split_whitespace() {
        let word = word.trim_matches(|c: char| !c.is_ascii_alphanumeric());
        if let [kind @ ('t' | 'i' | 'a'), '_', ..] = word.chars().collect::<Vec<_>>()[..] {
            ids.insert(kind, word.to_owned());
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_five_lines_show_a_card() {
    let sandbox = Sandbox::start(Options::default()).await.unwrap();
    let folder = tempfile::tempdir().unwrap();
    let setup = Setup { folder: folder.path(), template: sandbox.url_template() };
    let lines = commands("real-shop");
    assert_eq!(lines.len(), 5);
    let (mut ids, mut serving, mut proxy, mut shown) = (HashMap::new(), None, String::new(), String::new());
    for line in &lines {
        let (line, stdin) = match line.split_once(" < ") {
            Some((line, "token.txt")) => (line, sandbox.token(UK)),
            _ => (line.as_str(), String::new()),
        };
        let words = arguments(line, &ids);
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        if words[0] == "serve" {
            let mut child = setup
                .command(&[&words, ["--until-stdin-closes"].as_slice()].concat())
                .stdin(Stdio::piped())
                .stdout(Stdio::piped())
                .stderr(Stdio::null())
                .spawn()
                .unwrap();
            let mut said = String::new();
            BufReader::new(child.stdout.take().unwrap()).read_line(&mut said).unwrap();
            said.trim().strip_prefix("listening on ").expect("it listens").clone_into(&mut proxy);
            serving = Some(child);
            continue;
        }
        let output = setup.run(&words, &stdin);
        assert!(output.status.success(), "{line}: {}", String::from_utf8_lossy(&output.stderr));
        shown = String::from_utf8(output.stdout).unwrap();
        remember(&shown, &mut ids);
    }
    let path = shown.trim().strip_prefix("https://card.example").expect("the public address");
    let page = browser().get(format!("{proxy}{path}")).send().await.unwrap().text().await.unwrap();
    assert!(page.contains("Maria Sørensen"));
    let mut child = serving.expect("it served");
    drop(child.stdin.take());
    assert!(child.wait().unwrap().success());
}

#[tokio::test(flavor = "multi_thread")]
async fn every_way_in_works_as_it_is_written() {
    let sandbox = Sandbox::start(Options::default()).await.unwrap();
    let folder = tempfile::tempdir().unwrap();
    let setup = Setup { folder: folder.path(), template: sandbox.url_template() };
    let tenant = setup.json(&["tenant", "add", "Acme"])["tenant"].as_str().unwrap().to_owned();
    let mut ids = HashMap::from([('t', tenant.clone())]);
    setup
        .app(Clock::system())
        .await
        .db
        .set_public_url(&PublicUrl::parse("https://card.example").unwrap())
        .await
        .unwrap();
    let app = sandbox.own_app();
    let backup = folder.path().join("backup");
    let lines = commands("ways-in");
    assert_eq!(lines.len(), 5);
    for line in &lines {
        let (line, stdin) = match line.split_once(" < ") {
            Some((line, "secret.txt")) => (line, app.client_secret.as_str()),
            _ => (line.as_str(), ""),
        };
        let words = arguments(line, &ids).into_iter().map(|word| word.replace("CLIENT_ID", &app.client_id));
        let mut words: Vec<String> = words.collect();
        if let [.., option, folder] = words.as_mut_slice()
            && option == "--to"
        {
            *folder = backup.display().to_string();
        }
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        if words.contains(&"--app") {
            // It waits for somebody to open the link.
            let mut waiting = setup
                .command(&words)
                .stdin(Stdio::null())
                .stdout(Stdio::piped())
                .stderr(Stdio::null())
                .spawn()
                .unwrap();
            let said = BufReader::new(waiting.stdout.take().unwrap()).lines().map(Result::unwrap);
            assert!(said.into_iter().any(|line| line.contains("https://card.example/connect")), "a link");
            waiting.kill().unwrap();
            waiting.wait().unwrap();
            continue;
        }
        if words[0] == "backup" && crate::postgres::here() {
            // Of SQLite's files only.
            std::fs::create_dir(&backup).unwrap();
            continue;
        }
        let output = setup.run(&words, stdin);
        assert!(output.status.success(), "{line}: {}", String::from_utf8_lossy(&output.stderr));
        remember(&String::from_utf8(output.stdout).unwrap(), &mut ids);
    }
    assert_eq!(setup.json(&["store", "list"])["stores"][0]["grant"], "client_credentials");
    assert!(backup.is_dir());
}
