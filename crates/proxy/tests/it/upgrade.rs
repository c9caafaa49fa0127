//! A SQLite database of an older version: it is brought up to date at start, with everything in it, however often that is
//! interrupted. PostgreSQL's migrations are in `database.rs`.

use crate::desk::{Inbox, ORIGIN, Setup, UK, customer, sign_with};
use crate::postgres;
use axum::body::Body;
use axum::http::{Request, StatusCode};
use context_card::clock::Clock;
use context_card::ids::TenantId;
use context_card::router::router;
use context_card::tokens::{KeyFile, Purpose, Vault};
use context_card_sandbox::{Options, Sandbox};
use serde_json::{Value, json};
use sqlx::migrate::Migrator;
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};
use sqlx::{AssertSqlSafe, Connection as _, Executor as _};
use std::path::Path;
use std::process::Stdio;
use std::time::{Duration, Instant};
use tower::ServiceExt as _;

/// The last migration before connections were kept apart from stores.
const BEFORE: i64 = 2;
const TENANT: &str = "t_older";
const SECRET: &str = "a-signing-secret-that-is-long-enough-for-everybody";

fn inbox() -> Inbox {
    Inbox { id: "i_older".to_owned(), key: "k_older".to_owned(), secret: SECRET.to_owned() }
}

/// Makes a folder as the version before left it: a tenant, an inbox that shows one of two stores, its key, and a choice of
/// fields.
async fn older(folder: &Path, token: &str, further_stores: u32) {
    let vault = Vault::new(&folder.join("card.key"), KeyFile::make(&folder.join("card.key")).unwrap());
    let tenant = TenantId::parse(TENANT).unwrap();
    let (key, data_key) = vault.new_data_key(&tenant).unwrap();
    let signing = key.seal(Purpose::SigningSecret, &["i_older", "k_older"], SECRET).unwrap();
    let token = key.seal(Purpose::AccessToken, &["s_older", UK], token).unwrap();

    let options = SqliteConnectOptions::new().filename(folder.join("card.db")).create_if_missing(true);
    let mut database = SqliteConnection::connect_with(&options).await.unwrap();
    let files = Path::new(env!("CARGO_MANIFEST_DIR")).join("migrations/sqlite");
    let migrations = Migrator::new(files.as_path()).await.unwrap();
    migrations.run_to(BEFORE, &mut database).await.unwrap();
    let insert = "INSERT INTO tenants VALUES (?, 'Acme', ?, 1);
        INSERT INTO inboxes (inbox, tenant, host, origins, max_role, created, all_stores)
            VALUES ('i_older', ?, 'generic', ?, 'admin', 1, 0);
        INSERT INTO inbox_keys VALUES ('k_older', 'i_older', 'HS256', ?, NULL, 1)";
    let insert = sqlx::query(insert).bind(TENANT).bind(data_key).bind(TENANT).bind(format!("[\"{ORIGIN}\"]"));
    insert.bind(signing).execute(&mut database).await.unwrap();
    for (store, shop) in [("s_older", UK), ("s_hidden", "hidden.myshopify.com")] {
        let insert =
            "INSERT INTO stores VALUES (?, ?, ?, 'Acme UK', 'GBP', 'Europe/London', 'token', ?, ?, 'connected', 1)";
        let scopes = r#"["read_customers","read_orders"]"#;
        let insert = sqlx::query(insert).bind(store).bind(TENANT).bind(shop).bind(scopes).bind(&token);
        insert.execute(&mut database).await.unwrap();
    }
    let more = format!(
        "WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < {further_stores})
         INSERT INTO stores SELECT 's_' || n, tenant, n || '.myshopify.com', name, currency, timezone, grant_kind, scopes, token,
            state, created FROM numbers, stores WHERE store = 's_older' AND {further_stores} > 0"
    );
    database.execute(AssertSqlSafe(more)).await.unwrap();
    let config = json!({"version": 3, "order_card": ["order.total"], "order_details": ["order.total", "order.tax", "order.tags"],
        "customer_details": ["customer.email", "customer.note", "customer.tags"]});
    sqlx::query(
        "INSERT INTO card_configs VALUES (?, '', 3, ?); INSERT INTO inbox_stores VALUES ('i_older', 's_older')",
    )
    .bind(TENANT)
    .bind(config.to_string())
    .execute(&mut database)
    .await
    .unwrap();
    database.close().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn an_older_database_goes_on_with_everything_in_it() {
    if postgres::here() {
        return;
    }
    let sandbox = Sandbox::start(Options::default()).await.unwrap();
    let folder = tempfile::tempdir().unwrap();
    older(folder.path(), &sandbox.token(UK), 0).await;
    let setup = Setup { folder: folder.path(), template: sandbox.url_template() };
    let app = setup.app(Clock::system()).await;
    let config = app.db.card_config(&TenantId::parse(TENANT).unwrap(), None).await.unwrap();
    assert_eq!(config.version, 3);
    let now = app.clock.unix();
    let claims = json!({"aud": "shopify-context-card", "iss": ORIGIN, "sub": "agent-9", "iat": now, "exp": now + 60, "jti": "1",
        "contact": {"emails": [{"address": "maria@example.com", "verified": true}]}});
    let body = json!({"token": sign_with(&inbox(), &claims), "seq": 1}).to_string();
    let request = Request::post("/api/card").header("content-type", "application/json").body(Body::from(body)).unwrap();
    let reply = router(app).oneshot(request).await.unwrap();
    assert_eq!(reply.status(), StatusCode::OK);
    let reply: Value =
        serde_json::from_slice(&axum::body::to_bytes(reply.into_body(), usize::MAX).await.unwrap()).unwrap();
    assert_eq!(reply["card"]["stores"].as_array().unwrap().len(), 1, "only the store that was chosen");
    assert_eq!(customer(&reply["card"], 0)["name"], "Maria Sørensen");
    let listed = setup.json(&["store", "list", "--tenant", TENANT]);
    assert_eq!(listed["stores"].as_array().unwrap().len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_upgrade_that_is_killed_is_made_at_the_next_start() {
    if postgres::here() {
        return;
    }
    let made = tempfile::tempdir().unwrap();
    older(made.path(), "shpat_1", 3000).await;
    let rounds = if std::env::var_os("CONTEXT_CARD_TEST_FULL").is_some() { 200 } else { 12 };
    let mut killed = 0;
    for round in 0..rounds {
        let folder = tempfile::tempdir().unwrap();
        for file in ["card.db", "card.key"] {
            std::fs::copy(made.path().join(file), folder.path().join(file)).unwrap();
        }
        let setup = Setup { folder: folder.path(), template: "http://127.0.0.1:9/{shop}".into() };
        let mut upgrading = setup
            .command(&["migrate"])
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        // At another moment in each round: before it began, in the middle of it, or just after it.
        let (began, wait) = (Instant::now(), Duration::from_micros(5_000 * round % 60_000));
        while began.elapsed() < wait && upgrading.try_wait().unwrap().is_none() {
            std::hint::spin_loop();
        }
        upgrading.kill().unwrap();
        killed += u32::from(!upgrading.wait().unwrap().success());
        let stores = setup.json(&["store", "list", "--tenant", TENANT]);
        assert_eq!(stores["stores"].as_array().unwrap().len(), 3002, "round {round}");
    }
    assert!(killed > 0, "none was killed in time");
}

#[tokio::test(flavor = "multi_thread")]
async fn several_processes_that_start_at_once_upgrade_it_once() {
    if postgres::here() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    older(folder.path(), "shpat_1", 3000).await;
    let setup = Setup { folder: folder.path(), template: "http://127.0.0.1:9/{shop}".into() };
    let started: Vec<_> = (0..6)
        .map(|_| setup.command(&["migrate"]).stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap())
        .collect();
    for process in started {
        let output = process.wait_with_output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    }
    assert_eq!(setup.json(&["store", "list", "--tenant", TENANT])["stores"].as_array().unwrap().len(), 3002);
}

#[test]
fn a_database_of_a_newer_version_is_refused() {
    if postgres::here() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let setup = Setup { folder: folder.path(), template: "http://127.0.0.1:9/{shop}".into() };
    setup.json(&["tenant", "add", "Acme"]);
    setup.behind("INSERT INTO _sqlx_migrations SELECT 9999, description, installed_on, 1, checksum, 0 FROM _sqlx_migrations LIMIT 1");
    let output = setup.run(&["tenant", "list"], "");
    let line = String::from_utf8(output.stderr).unwrap();
    assert!(!output.status.success() && line.lines().count() == 1 && line.contains("newer version"), "{line}");
}
