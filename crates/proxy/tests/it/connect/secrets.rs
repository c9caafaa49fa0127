//! No secret of all this in a log, a file or a page: searched for byte by byte, at the most verbose log level.

use super::{CLIENT, SECRET};
use crate::desk::{Setup, UK, browser};
use context_card_sandbox::{Options, Sandbox, SandboxApp};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader, Read as _};
use std::process::Stdio;

/// A person's browser, against a proxy that is a process of its own.
struct Person {
    http: reqwest::Client,
    proxy: String,
    cookies: BTreeMap<String, String>,
    pages: Vec<String>,
}

impl Person {
    fn new(proxy: &str) -> Self {
        // The library for TLS is chosen there.
        drop(browser());
        let http = reqwest::Client::builder().no_proxy().redirect(reqwest::redirect::Policy::none()).build().unwrap();
        Self { http, proxy: proxy.to_owned(), cookies: BTreeMap::new(), pages: Vec::new() }
    }

    async fn ask(&mut self, path: &str, form: Option<&[(&str, &str)]>) -> (u16, String) {
        let address = format!("{}{}", self.proxy, path.strip_prefix(&self.proxy).unwrap_or(path));
        let request = match form {
            Some(form) => {
                let body = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(form).finish();
                self.http.post(address).header("content-type", "application/x-www-form-urlencoded").body(body)
            }
            None => self.http.get(address),
        };
        let cookies: Vec<_> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let request = request.header("cookie", cookies.join("; ")).header("accept", "text/html");
        let response = request.header("sec-fetch-site", "same-origin").send().await.unwrap();
        for line in response.headers().get_all("set-cookie") {
            let (name, rest) = line.to_str().unwrap().split_once('=').unwrap();
            self.cookies.insert(name.to_owned(), rest.split(';').next().unwrap().to_owned());
        }
        let status = response.status().as_u16();
        let location = response.headers().get("location").map(|to| to.to_str().unwrap().to_owned());
        let text = response.text().await.unwrap();
        self.pages.push(text.clone());
        (status, location.unwrap_or(text))
    }
}

impl Person {
    /// Sends something to the settings' API, as the panel does.
    async fn send(&mut self, path: &str, body: &Value) -> Value {
        let cookies: Vec<_> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let request = self.http.post(format!("{}{path}", self.proxy)).header("cookie", cookies.join("; "));
        let request = request.header("sec-fetch-site", "same-origin").header("content-type", "application/json");
        let response = request.body(body.to_string()).send().await.unwrap();
        for line in response.headers().get_all("set-cookie") {
            let (name, rest) = line.to_str().unwrap().split_once('=').unwrap();
            self.cookies.insert(name.to_owned(), rest.split(';').next().unwrap().to_owned());
        }
        let text = response.text().await.unwrap();
        // What sends people on holds what opens, and is for them alone.
        if !path.ends_with("/consent") && !path.ends_with("/link") {
            self.pages.push(text.clone());
        }
        serde_json::from_str(&text).unwrap()
    }

    async fn does(&mut self, what: &str, body: &Value) -> Value {
        self.send(&format!("/api/settings/stores/{what}"), body).await
    }
}

fn part(text: &str, from: &str) -> String {
    text.split(from).nth(1).unwrap().split(['&', '"', '<']).next().unwrap().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_day_of_connecting_leaves_no_secret_anywhere() {
    let sandbox = Sandbox::start(Options::default()).await.unwrap();
    let folder = tempfile::tempdir().unwrap();
    let setup = Setup { folder: folder.path(), template: sandbox.url_template() };
    let tenant = setup.json(&["tenant", "add", "Acme"])["tenant"].as_str().unwrap().to_owned();
    let add = ["app", "add", "--tenant", &tenant, "--client-id", CLIENT, "--client-secret-stdin"];
    let app = setup.json_with(&add, SECRET)["app"].as_str().unwrap().to_owned();
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
    let redirect = format!("{proxy}/connect/{app}/callback");
    sandbox.add_app(SandboxApp::new(CLIENT, SECRET, &[&redirect]));
    let own = sandbox.own_app();

    let mut owner = Person::new(&proxy);
    let link = setup.json(&["owner-link", "--tenant", &tenant])["url"].as_str().unwrap().to_owned();
    let sign_in = link.split_once('#').unwrap().1.to_owned();
    owner.ask("/owner", Some(&[("token", &sign_in)])).await;
    owner.ask("/owner", Some(&[("token", &sign_in)])).await;
    let consent = owner.does("consent", &json!({"app": app, "shop": UK})).await["url"].as_str().unwrap().to_owned();
    let answer = sandbox.approve(&consent).unwrap();
    let (status, done) = owner.ask(&answer, None).await;
    assert_eq!(status, 303, "{done}");
    owner.ask(&done, None).await;
    owner.ask(&answer, None).await;
    let link = part(owner.does("link", &json!({"app": app, "shop": UK})).await["url"].as_str().unwrap(), "/connect#");
    let mut guest = Person::new(&proxy);
    let (_, ours) = guest.ask("/connect", Some(&[("token", &link)])).await;
    guest.ask(&ours, None).await;
    let (_, second) = guest.ask(&ours, Some(&[])).await;
    guest.ask(&sandbox.deny(&second).unwrap(), None).await;
    let credentials = json!({"shop": UK, "client_id": own.client_id, "client_secret": own.client_secret});
    owner.does("verify", &credentials).await;
    let wrong = json!({"shop": UK, "client_id": own.client_id, "client_secret": "a-wrong-secret-of-somebody"});
    owner.does("verify", &wrong).await;
    let pasted = sandbox.token(UK);
    let verified = owner.does("verify", &json!({"shop": UK, "token": pasted})).await;
    let saved = owner.does("connect", &json!({"pending": verified["pending"]})).await;
    owner.does("test", &json!({"store": saved["store"]})).await;
    owner.ask("/api/settings/stores", None).await;
    owner.ask("/settings", None).await;
    owner.send("/api/settings/apps", &json!({"client_id": CLIENT, "client_secret": "another-secret"})).await;

    drop(child.stdin.take());
    assert!(child.wait().unwrap().success(), "it stops cleanly");
    let mut secrets = vec![
        SECRET.to_owned(),
        sign_in,
        link,
        own.client_secret,
        pasted,
        "a-wrong-secret".to_owned(),
        "another-secret".into(),
    ];
    secrets.extend([part(&consent, "state="), part(&second, "state="), part(&answer, "code="), part(&answer, "hmac=")]);
    secrets.extend(["shpat_".to_owned(), "shprt_".to_owned()]);
    // What cookies hold is of no use in a page either.
    secrets.extend(owner.cookies.into_values().chain(guest.cookies.into_values()).filter(|value| !value.is_empty()));
    let mut places = vec![("the log".to_owned(), reading.join().unwrap())];
    assert!(places[0].1.len() > 10_000, "there is a log at all");
    for file in std::fs::read_dir(folder.path()).unwrap() {
        let path = file.unwrap().path();
        places.push((path.display().to_string(), std::fs::read(&path).unwrap()));
    }
    places.push(("a page".to_owned(), [owner.pages.concat(), guest.pages.concat()].concat().into_bytes()));
    for (place, bytes) in &places {
        for secret in &secrets {
            let found = bytes.windows(secret.len()).any(|window| window == secret.as_bytes());
            assert!(!found, "{secret} is in {place}");
        }
    }
}
