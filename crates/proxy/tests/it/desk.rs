//! A helpdesk for tests: sandbox shops, a tenant with an inbox and stores, and the proxy in this process, on a clock that
//! stands still until it is moved.

use crate::postgres;
use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, Request, StatusCode};
use context_card::app::App;
use context_card::clock::Clock;
use context_card::db::Db;
use context_card::limits::{Limits, Rates};
use context_card::listening;
use context_card::provider::Http;
use context_card::public_url::PublicUrl;
use context_card::router::router;
use context_card::shopify::Client;
use context_card::tokens::{KeyFile, Vault};
use context_card_sandbox::{Options, Sandbox};
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use serde_json::{Value, json};
use sqlx::{Connection as _, Executor as _, Row as _};
use std::io::Write as _;
use std::process::{Command, Output, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use tempfile::TempDir;
use time::OffsetDateTime;
use time::macros::datetime;
use tower::ServiceExt as _;

pub(crate) const ORIGIN: &str = "https://inbox.example";
pub(crate) const UK: &str = "acme-uk.myshopify.com";
pub(crate) const LUMIERE: &str = "maison-lumiere.myshopify.com";
pub(crate) const PUBLIC_URL: &str = "https://card.example";
const NOON: OffsetDateTime = datetime!(2026-11-21 12:00 UTC);

pub(crate) struct Desk {
    pub(crate) sandbox: Arc<Sandbox>,
    pub(crate) tenant: String,
    pub(crate) inbox: Inbox,
    pub(crate) folder: Arc<TempDir>,
    pub(crate) app: App,
    router: Router,
    /// The clock that stands still; none where it runs.
    now: Option<Arc<AtomicI64>>,
    tokens_made: AtomicI64,
}

#[derive(Clone)]
pub(crate) struct Inbox {
    pub(crate) id: String,
    pub(crate) key: String,
    pub(crate) secret: String,
}

/// What came back.
pub(crate) struct Reply {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) text: String,
}

impl Reply {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|_| panic!("{} is no JSON: {}", self.status, self.text))
    }

    /// The code of the problem that came in place of a success.
    pub(crate) fn problem(&self) -> String {
        assert!(!self.status.is_success(), "{}", self.text);
        self.json()["problem"]["code"].as_str().expect("a code").to_owned()
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }
}

impl Desk {
    /// A tenant with the store Acme UK.
    pub(crate) async fn open() -> Self {
        Self::with_stores(&[UK]).await
    }

    pub(crate) async fn with_stores(shops: &[&str]) -> Self {
        Self::at(shops, Some(NOON)).await
    }

    /// Without stores, and with clocks that run: for processes beside this one.
    pub(crate) async fn in_real_time() -> Self {
        Self::at(&[], None).await
    }

    async fn at(shops: &[&str], now: Option<OffsetDateTime>) -> Self {
        let sandbox = Sandbox::start(Options { now, ..Options::default() }).await.unwrap();
        let folder = tempfile::tempdir().unwrap();
        let setup = Setup { folder: folder.path(), template: sandbox.url_template() };
        let tenant = setup.json(&["tenant", "add", "Acme"])["tenant"].as_str().unwrap().to_owned();
        let inbox = setup.inbox(&tenant, &[]);
        for shop in shops {
            setup.connect(&tenant, shop, &sandbox.token(shop));
        }
        // The history that a test tells begins with the test.
        setup.behind("DELETE FROM changes");
        let now = now.map(|noon| Arc::new(AtomicI64::new(noon.unix_timestamp())));
        Self::of_process(Arc::new(sandbox), Arc::new(folder), tenant, inbox, now, (true, PUBLIC_URL)).await
    }

    /// One process of the proxy on what is there.
    async fn of_process(
        sandbox: Arc<Sandbox>,
        folder: Arc<TempDir>,
        tenant: String,
        inbox: Inbox,
        now: Option<Arc<AtomicI64>>,
        (loopback, public_url): (bool, &str),
    ) -> Self {
        let setup = Setup { folder: folder.path(), template: sandbox.url_template() };
        let clock = now.clone().map_or_else(Clock::system, |told| {
            Clock::from_fn(move || OffsetDateTime::from_unix_timestamp(told.load(Ordering::SeqCst)).unwrap())
        });
        let app = setup.app_of(clock, loopback, public_url).await;
        tokio::spawn(listening::listen(app.clone()));
        let router = router(app.clone());
        Self { sandbox, tenant, inbox, folder, app, router, now, tokens_made: AtomicI64::new(0) }
    }

    /// Another process of the proxy on the same database.
    pub(crate) async fn beside(&self) -> Self {
        self.another_process(true, PUBLIC_URL).await
    }

    /// Another process, without the option for an issuer on this machine: as everybody runs it.
    pub(crate) async fn strict(&self) -> Self {
        self.another_process(false, PUBLIC_URL).await
    }

    /// Another process, which browsers reach at this address.
    pub(crate) async fn reached_at(&self, public_url: &str) -> Self {
        self.another_process(true, public_url).await
    }

    async fn another_process(&self, loopback: bool, public_url: &str) -> Self {
        let (sandbox, folder, now) = (self.sandbox.clone(), self.folder.clone(), self.now.clone());
        let (tenant, inbox) = (self.tenant.clone(), self.inbox.clone());
        let other = Self::of_process(sandbox, folder, tenant, inbox, now, (loopback, public_url)).await;
        // Host tokens are used once, whichever process they come to.
        other.tokens_made.store(1_000_000, Ordering::SeqCst);
        other
    }

    /// The proxy as a service, for answers that don't end.
    pub(crate) fn router(&self) -> Router {
        self.router.clone()
    }

    /// The command line beside this desk.
    pub(crate) fn setup(&self) -> Setup<'_> {
        Setup { folder: self.folder.path(), template: self.sandbox.url_template() }
    }

    pub(crate) fn wait(&self, seconds: i64) {
        self.now.as_ref().expect("a clock that stands still").fetch_add(seconds, Ordering::SeqCst);
    }

    /// The proxy's time, Unix seconds.
    pub(crate) fn now(&self) -> i64 {
        self.app.clock.unix()
    }

    /// The claims of a good host token for this contact.
    pub(crate) fn claims(&self, contact: Value) -> Value {
        let now = self.app.clock.unix();
        let number = self.tokens_made.fetch_add(1, Ordering::SeqCst);
        json!({
            "aud": "shopify-context-card", "iss": ORIGIN, "sub": "agent-9", "name": "Ada", "role": "agent",
            "locale": "en-GB", "timezone": "Europe/London", "iat": now, "exp": now + 60, "jti": format!("jti-{number}"),
            "conversation": {"id": "c-77", "channel": "email"}, "contact": contact,
        })
    }

    pub(crate) fn sign(&self, claims: &Value) -> String {
        sign_with(&self.inbox, claims)
    }

    pub(crate) fn host_token(&self, email: &str) -> String {
        self.sign(&self.claims(json!({"emails": [{"address": email, "verified": true}]})))
    }

    pub(crate) async fn send(&self, request: Request<Body>) -> Reply {
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        // A stream goes on for as long as the page is open: what came is its beginning.
        let endless = parts.headers.get("content-type").is_some_and(|kind| kind == "text/event-stream");
        let bytes = if endless { Vec::new().into() } else { axum::body::to_bytes(body, usize::MAX).await.unwrap() };
        Reply {
            status: parts.status,
            headers: parts.headers,
            text: String::from_utf8(bytes.to_vec()).unwrap_or_default(),
        }
    }

    pub(crate) async fn get(&self, path: &str) -> Reply {
        self.send(Request::get(path).body(Body::empty()).unwrap()).await
    }

    pub(crate) async fn post(&self, path: &str, session: &str, body: &Value) -> Reply {
        self.call("POST", path, session, body).await
    }

    pub(crate) async fn call(&self, method: &str, path: &str, session: &str, body: &Value) -> Reply {
        let mut request = Request::builder().method(method).uri(path).header("content-type", "application/json");
        if !session.is_empty() {
            request = request.header("authorization", format!("Bearer {session}"));
        }
        self.send(request.body(Body::from(body.to_string())).unwrap()).await
    }

    /// Opens the conversation with this e-mail: session and card.
    pub(crate) async fn open_conversation(&self, email: &str) -> (String, Value) {
        let reply = self.post("/api/card", "", &json!({"token": self.host_token(email), "seq": 1})).await;
        assert_eq!(reply.status, StatusCode::OK, "{}", reply.text);
        let reply = reply.json();
        (reply["session"].as_str().unwrap().to_owned(), reply["card"].clone())
    }

    pub(crate) async fn ticket(&self, email: &str) -> String {
        let reply = self.post("/api/tickets", "", &json!({"token": self.host_token(email)})).await;
        assert_eq!(reply.status, StatusCode::OK, "{}", reply.text);
        let url = reply.json()["url"].as_str().unwrap().to_owned();
        url.strip_prefix(PUBLIC_URL).expect("our address").to_owned()
    }

    /// How many requests reached the shops since the log was cleared, probes left out.
    pub(crate) fn asked(&self) -> usize {
        self.sandbox.log().len()
    }
}

/// A browser's end of the wire, for proxies that run as a process of their own.
pub(crate) fn browser() -> reqwest::Client {
    // Under nextest each test is a process of its own, and nobody may have chosen the library for TLS yet.
    let _ = rustls::crypto::ring::default_provider().install_default();
    reqwest::Client::builder().no_proxy().build().unwrap()
}

pub(crate) fn sign_with(inbox: &Inbox, claims: &Value) -> String {
    let header = Header { kid: Some(inbox.key.clone()), ..Header::new(Algorithm::HS256) };
    jsonwebtoken::encode(&header, claims, &EncodingKey::from_secret(inbox.secret.as_bytes())).unwrap()
}

/// The one customer of a store's section.
pub(crate) fn customer(card: &Value, store: usize) -> &Value {
    let found = &card["stores"][store]["found"];
    assert!(found["customer"].is_object(), "no customer but {found}");
    &found["customer"]
}

/// The real command line, on a folder.
pub(crate) struct Setup<'a> {
    pub(crate) folder: &'a std::path::Path,
    pub(crate) template: String,
}

impl Setup<'_> {
    /// The address of this folder's database: PostgreSQL where the tests run on it, else SQLite.
    pub(crate) fn database(&self) -> String {
        match postgres::server() {
            Some(server) => server.database_of(self.folder),
            None => self.sqlite(),
        }
    }

    pub(crate) fn sqlite(&self) -> String {
        format!("sqlite:{}", self.folder.join("card.db").display())
    }

    /// Every byte that is kept of what the database holds, to be searched: its files, or, in PostgreSQL, each value of each row.
    pub(crate) fn kept(&self) -> Vec<u8> {
        let mut all = Vec::new();
        if postgres::here() {
            // Bytes as they are, with what is no text left out.
            let columns = "SELECT format(CASE data_type WHEN 'bytea' THEN 'SELECT encode(%I, ''escape'') FROM %I'
                ELSE 'SELECT %I::text FROM %I' END, column_name, table_name)
                FROM information_schema.columns WHERE table_schema = 'context_card'";
            all = self.behind(&self.behind(columns).join(" UNION ALL ")).join("\n").into_bytes();
        }
        for file in std::fs::read_dir(self.folder).unwrap() {
            let path = file.unwrap().path();
            if path.is_file() {
                all.extend(std::fs::read(path).unwrap());
            }
        }
        all
    }

    /// A connection to the database behind the proxy's back, with no wall around anybody.
    pub(crate) async fn back_door(&self) -> sqlx::AnyConnection {
        let database = self.database();
        let url = postgres::server().map_or(database, |server| server.admin_url(&postgres::name_of(self.folder)));
        sqlx::any::install_default_drivers();
        let mut connection = sqlx::AnyConnection::connect(&url).await.unwrap();
        if postgres::here() {
            connection.execute("SET search_path = context_card").await.unwrap();
        }
        connection
    }

    /// Reads or changes the database through the back door. Gives the first column as text.
    pub(crate) fn behind(&self, statement: &str) -> Vec<String> {
        postgres::wait_for(async {
            let mut connection = self.back_door().await;
            let rows = connection.fetch_all(sqlx::AssertSqlSafe(statement.to_owned())).await;
            let rows = rows.unwrap_or_else(|error| panic!("{statement}: {error}"));
            rows.iter().filter_map(|row| row.get::<Option<String>, _>(0)).collect()
        })
    }

    /// The proxy in this process, as another process on the same folder would be.
    pub(crate) async fn app(&self, clock: Clock) -> App {
        self.app_of(clock, true, PUBLIC_URL).await
    }

    /// `loopback`: whether an issuer may be on this machine.
    async fn app_of(&self, clock: Clock, loopback: bool, public_url: &str) -> App {
        let limits = Limits::off(&clock);
        self.app_within(clock, limits, loopback, public_url).await
    }

    async fn app_within(&self, clock: Clock, limits: Limits, loopback: bool, public_url: &str) -> App {
        let public_url = PublicUrl::parse(public_url).unwrap();
        let key_file = self.folder.join("card.key");
        let db = Db::open(&self.database()).await.unwrap();
        let vault = Vault::new(&key_file, KeyFile::read(&key_file).unwrap());
        let client = Client::new(&self.template).unwrap();
        App::new(db, vault, client, clock, public_url, limits, Http::new(loopback).unwrap())
    }

    /// The same routes on another proxy, with limits and behind these reverse proxies.
    pub(crate) async fn limited(&self, clock: Clock, rates: Rates, trusted: &[&str]) -> Router {
        let limits = Limits::new(rates, trusted.iter().map(|network| network.parse().unwrap()).collect(), &clock);
        router(self.app_within(clock, limits, true, PUBLIC_URL).await)
    }

    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_context-card"));
        command
            .args(arguments)
            .env("CONTEXT_CARD_DATABASE_URL", self.database())
            .env("CONTEXT_CARD_KEY_FILE", self.folder.join("card.key"))
            .env("CONTEXT_CARD_SHOPIFY_URL_TEMPLATE", &self.template);
        command
    }

    pub(crate) fn run(&self, arguments: &[&str], stdin: &str) -> Output {
        let mut child = self
            .command(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        // A command that refuses its arguments does not read.
        let _ = child.stdin.take().unwrap().write_all(stdin.as_bytes());
        child.wait_with_output().unwrap()
    }

    pub(crate) fn json(&self, arguments: &[&str]) -> Value {
        self.json_with(arguments, "")
    }

    pub(crate) fn json_with(&self, arguments: &[&str], stdin: &str) -> Value {
        let output = self.run(&[&["--json"], arguments].concat(), stdin);
        assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
        serde_json::from_slice(&output.stdout).unwrap()
    }

    pub(crate) fn inbox(&self, tenant: &str, more: &[&str]) -> Inbox {
        let base = ["inbox", "add", "--tenant", tenant, "--host", "generic", "--origin", ORIGIN];
        let made = self.json(&[&base, more].concat());
        let text = |key: &str| made[key].as_str().unwrap().to_owned();
        Inbox { id: text("inbox"), key: text("key"), secret: text("signing_secret") }
    }

    pub(crate) fn connect(&self, tenant: &str, shop: &str, token: &str) -> Value {
        self.json_with(&["store", "connect", "--tenant", tenant, "--shop", shop, "--token-stdin"], token)
    }
}
