//! PostgreSQL from the outside: `migrate`, what `serve` refuses, and the walls, tried with SQL of one's own and the
//! production role. Where the tests run on SQLite there is nothing to do here; `upgrade.rs` has its migrations.

use crate::desk::{Desk, Setup};
use crate::postgres::{self, OWNER, PASSWORD, PROXY, Server, name_of, run};
use context_card::db::{Db, DbError, Heard, Signal, What};
use context_card::ids::{StoreId, TenantId};
use sqlx::postgres::PgConnection;
use sqlx::{AssertSqlSafe, Connection as _, Executor as _, Row as _};
use std::collections::BTreeSet;
use std::process::{Command, Output, Stdio};
use tempfile::TempDir;

/// A server with an empty database of the owner's.
struct Empty {
    server: Server,
    folder: TempDir,
    database: String,
}

impl Empty {
    fn make() -> Option<Self> {
        let server = postgres::server()?;
        let folder = tempfile::tempdir().unwrap();
        let database = server.empty(folder.path());
        Some(Self { server, folder, database })
    }

    fn owner(&self) -> String {
        self.server.url(OWNER, &self.database)
    }

    fn proxy(&self) -> String {
        self.server.url(PROXY, &self.database)
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_context-card"));
        command.args(arguments).current_dir(self.folder.path()).stdin(Stdio::null());
        command.stdout(Stdio::piped()).stderr(Stdio::piped());
        command
    }

    fn migrate(&self) -> Output {
        self.command(&["migrate", "--json", "--database-url", &self.owner()]).output().unwrap()
    }

    /// What a command with this address complains of: one line, without a password.
    fn complaint(&self, url: &str) -> String {
        let output =
            self.command(&["tenant", "list", "--database-url", url]).env("RUST_LOG", "trace").output().unwrap();
        let text = String::from_utf8(output.stderr).unwrap();
        assert!(!output.status.success(), "{text}");
        for secret in [PASSWORD, "hunter3"] {
            assert!(!text.contains(secret), "{text}");
        }
        let line = text.lines().last().unwrap().to_owned();
        assert!(line.starts_with("error: "), "{line}");
        line
    }

    async fn admin(&self) -> PgConnection {
        self.server.admin(&self.database).await
    }
}

fn said(output: &Output) -> String {
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout.clone()).unwrap()
}

/// The error that a statement ends in.
async fn refused(connection: &mut PgConnection, statement: &str) -> String {
    let done = connection.execute(AssertSqlSafe(statement.to_owned())).await;
    done.err().unwrap_or_else(|| panic!("{statement} was not refused")).to_string()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_vendor_sets_the_database_up() {
    let Some(empty) = Empty::make() else { return };
    assert!(empty.complaint(&empty.proxy()).contains("context-card migrate"), "serve says what to do first");
    assert!(said(&empty.migrate()).contains(r#""steps":1"#));
    assert!(said(&empty.migrate()).contains(r#""steps":0"#), "a second time nothing is left to do");
    let key = empty.folder.path().join("card.key");
    let list = ["tenant", "add", "Acme", "--database-url", &empty.proxy(), "--key-file", key.to_str().unwrap()];
    said(&empty.command(&list).output().unwrap());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_login_role_may_be_named_instead_of_the_group() {
    let Some(empty) = Empty::make() else { return };
    let role = format!("named_{}", empty.database);
    let mut admin = empty.admin().await;
    run(&mut admin, &format!("CREATE ROLE {role} LOGIN PASSWORD '{PASSWORD}'")).await;
    said(&empty.migrate());
    let url = empty.server.url(&role, &empty.database);
    assert!(empty.complaint(&url).contains(&format!("GRANT context_card_proxy TO {role}")));
    let named = ["migrate", "--proxy-role", &role, "--database-url", &empty.owner()];
    assert!(said(&empty.command(&named).output().unwrap()).contains(&role));
    let wrong = ["migrate", "--proxy-role", OWNER, "--database-url", &empty.owner()];
    let wrong = String::from_utf8(empty.command(&wrong).output().unwrap().stderr).unwrap();
    assert!(wrong.contains("may create roles"), "the owner is not to serve: {wrong}");
    said(&empty.command(&["tenant", "list", "--database-url", &url]).output().unwrap());
    run(&mut admin, &format!("DROP OWNED BY {role}; DROP ROLE {role}")).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn two_who_migrate_at_once_do_it_once() {
    let Some(empty) = Empty::make() else { return };
    let (one, two) = std::thread::scope(|scope| {
        let one = scope.spawn(|| said(&empty.migrate()));
        let two = scope.spawn(|| said(&empty.migrate()));
        (one.join().unwrap(), two.join().unwrap())
    });
    let steps = |text: &str| u32::from(text.contains(r#""steps":1"#));
    assert_eq!(steps(&one) + steps(&two), 1, "{one} {two}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_migration_that_is_killed_half_way_is_run_again() {
    let Some(empty) = Empty::make() else { return };
    for killed_by_the_server in [false, true] {
        // Somebody is making one of the tables and does not finish, so the migration waits half-way.
        let mut owner = empty.server.sign_in(OWNER, &empty.database).await;
        run(&mut owner, "CREATE SCHEMA IF NOT EXISTS context_card").await;
        let mut blocker = owner.begin().await.unwrap();
        blocker.execute("CREATE TABLE context_card.deliveries (one BIGINT)").await.unwrap();
        let migrate = ["migrate", "--database-url", &empty.owner()];
        let mut child = empty.command(&migrate).spawn().unwrap();
        let mut admin = empty.admin().await;
        let waiting = "SELECT pid FROM pg_stat_activity WHERE datname = current_database()
            AND application_name = 'context-card' AND wait_event_type = 'Lock'";
        let pid = loop {
            let pid: Option<i32> = sqlx::query_scalar(waiting).fetch_optional(&mut admin).await.unwrap();
            if let Some(pid) = pid {
                break pid;
            }
            assert!(child.try_wait().unwrap().is_none(), "it did not wait");
        };
        if killed_by_the_server {
            sqlx::query("SELECT pg_terminate_backend($1)").bind(pid).execute(&mut admin).await.unwrap();
            assert!(!child.wait().unwrap().success());
        } else {
            child.kill().unwrap();
            child.wait().unwrap();
        }
        blocker.rollback().await.unwrap();
        // The server may notice a moment later that nobody is there any more.
        loop {
            let pid: Option<i32> = sqlx::query_scalar("SELECT pid FROM pg_stat_activity WHERE pid = $1")
                .bind(pid)
                .fetch_optional(&mut admin)
                .await
                .unwrap();
            if pid.is_none() {
                break;
            }
        }
        let tables = "SELECT count(*) FROM pg_class WHERE relnamespace = 'context_card'::regnamespace AND relkind = 'r'
            AND relname <> 'migrations'";
        let tables: i64 = sqlx::query_scalar(tables).fetch_one(&mut admin).await.unwrap();
        assert_eq!(tables, 0, "nothing half is left");
        assert!(empty.complaint(&empty.proxy()).contains("context-card migrate"));
    }
    assert!(said(&empty.migrate()).contains(r#""steps":1"#));
    Db::open(&empty.proxy()).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_schema_that_is_behind_or_ahead_is_refused() {
    let Some(empty) = Empty::make() else { return };
    said(&empty.migrate());
    let mut admin = empty.admin().await;
    run(&mut admin, "CREATE TABLE kept AS SELECT * FROM context_card.migrations; DELETE FROM context_card.migrations")
        .await;
    assert!(matches!(Db::open(&empty.proxy()).await, Err(DbError::SchemaBehind)));
    run(&mut admin, "INSERT INTO context_card.migrations SELECT * FROM kept").await;
    Db::open(&empty.proxy()).await.unwrap();
    run(
        &mut admin,
        "INSERT INTO context_card.migrations SELECT 9999, description, installed_on, success, checksum, 0 FROM kept LIMIT 1",
    )
    .await;
    assert!(matches!(Db::open(&empty.proxy()).await, Err(DbError::SchemaNewer)));
    assert!(empty.complaint(&empty.proxy()).contains("newer version"));
    let again = empty.migrate();
    assert!(!again.status.success(), "forwards only");
    run(&mut admin, "DELETE FROM context_card.migrations WHERE version = 9999").await;
    run(&mut admin, "ALTER TABLE context_card.stores NO FORCE ROW LEVEL SECURITY").await;
    assert!(empty.complaint(&empty.proxy()).contains("stores"), "a wall that was taken down is noticed");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_role_that_could_get_around_the_walls_may_not_serve() {
    let Some(empty) = Empty::make() else { return };
    said(&empty.migrate());
    let mut admin = empty.admin().await;
    let role = format!("odd_{}", empty.database);
    run(&mut admin, &format!("CREATE ROLE {role} LOGIN PASSWORD '{PASSWORD}' IN ROLE context_card_proxy")).await;
    let url = empty.server.url(&role, &empty.database);
    let between = format!("between_{}", empty.database);
    run(&mut admin, &format!("CREATE ROLE {between} NOLOGIN")).await;
    for (give, take, says) in [
        (format!("ALTER ROLE {role} SUPERUSER"), format!("ALTER ROLE {role} NOSUPERUSER"), "superuser"),
        (format!("ALTER ROLE {role} BYPASSRLS"), format!("ALTER ROLE {role} NOBYPASSRLS"), "bypasses"),
        (format!("ALTER ROLE {role} CREATEROLE"), format!("ALTER ROLE {role} NOCREATEROLE"), "create roles"),
        (format!("ALTER ROLE {role} REPLICATION"), format!("ALTER ROLE {role} NOREPLICATION"), "replicate"),
        (format!("GRANT {OWNER} TO {role}"), format!("REVOKE {OWNER} FROM {role}"), OWNER),
        (
            format!("GRANT context_card_across TO {role}"),
            format!("REVOKE context_card_across FROM {role}"),
            "context_card_across",
        ),
        (
            format!("GRANT context_card_across TO {between}; GRANT {between} TO {role}"),
            format!("REVOKE {between} FROM {role}"),
            "context_card_across",
        ),
        (
            format!("GRANT pg_execute_server_program TO {role}"),
            format!("REVOKE pg_execute_server_program FROM {role}"),
            "files",
        ),
        (
            format!("ALTER TABLE context_card.tickets OWNER TO {role}"),
            format!("ALTER TABLE context_card.tickets OWNER TO {OWNER}"),
            "owns something",
        ),
        // Signed in as another, and only made harmless for this session.
        (
            format!("ALTER ROLE {role} SUPERUSER; ALTER ROLE {role} SET role = {PROXY}"),
            format!("ALTER ROLE {role} NOSUPERUSER; ALTER ROLE {role} RESET role"),
            "superuser",
        ),
    ] {
        run(&mut admin, &give).await;
        let line = empty.complaint(&url);
        assert!(
            line.contains(&role) && line.contains(says) && line.contains("CREATE ROLE card LOGIN"),
            "{give}: {line}"
        );
        let serve = empty.command(&["serve", "--listen", "127.0.0.1:0", "--database-url", &url]).output().unwrap();
        assert!(!serve.status.success() && serve.stdout.is_empty(), "{give}");
        run(&mut admin, &take).await;
        Db::open(&url).await.unwrap_or_else(|error| panic!("after {take}: {error}")).close().await;
    }
    assert!(empty.complaint(&empty.owner()).contains("may create roles"));
    run(&mut admin, &format!("DROP ROLE {role}; DROP ROLE {between}")).await;
}

#[test]
fn a_database_that_can_t_be_reached_is_said_without_the_password() {
    let Some(empty) = Empty::make() else { return };
    let here = empty.server.url(PROXY, &empty.database);
    let closed = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    for (url, says) in [
        (format!("postgres://card:hunter3@{closed}/card"), closed.to_string()),
        (here.replace(PASSWORD, "hunter3"), "password authentication failed".to_owned()),
        (here.replace(&empty.database, "nowhere"), "nowhere".to_owned()),
        (format!("{here}?sslmode=require"), "TLS".to_owned()),
        (format!("{here}?pasword=hunter3"), "not known".to_owned()),
        ("postgres://card:hunter3@127.0.0.1:port/card".to_owned(), "port".to_owned()),
        ("mysql://card:hunter3@127.0.0.1/card".to_owned(), "postgres://".to_owned()),
    ] {
        let line = empty.complaint(&url);
        assert!(line.contains(&says), "{says}: {line}");
    }
    let help = empty.command(&["--help"]).env("CONTEXT_CARD_DATABASE_URL", &here).output().unwrap();
    assert!(!said(&help).contains(PASSWORD));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_password_is_in_no_debug_output() {
    let Some(empty) = Empty::make() else { return };
    said(&empty.migrate());
    let db = Db::open(&empty.proxy()).await.unwrap();
    let ear = db.ear().await.unwrap();
    for text in [format!("{db:?}"), format!("{db:#?}"), format!("{ear:?}")] {
        assert!(!text.contains(PASSWORD), "{text}");
    }
}

/// A desk, its database filled with a row of each of two tenants in every table, and the production role in it.
struct Filled {
    server: Server,
    desk: Desk,
    theirs: String,
    proxy: PgConnection,
}

const TABLES: &str = "SELECT table_name::text FROM information_schema.tables WHERE table_schema = 'context_card'
    AND table_type = 'BASE TABLE' AND table_name <> 'migrations' ORDER BY 1";
const TENANTS_TABLES: &str =
    "SELECT table_name::text FROM information_schema.columns WHERE table_schema = 'context_card'
    AND column_name = 'tenant' ORDER BY 1";

impl Filled {
    async fn make() -> Option<Self> {
        let server = postgres::server()?;
        let desk = Desk::open().await;
        let theirs = desk.setup().json(&["tenant", "add", "Neighbour"])["tenant"].as_str().unwrap().to_owned();
        let database = name_of(desk.folder.path());
        let mut admin = server.admin(&database).await;
        // Rows whose other columns mean nothing, so that tables of later versions join by themselves.
        run(&mut admin, "SET search_path = context_card; SET session_replication_role = replica").await;
        let tables: Vec<String> = sqlx::query_scalar(TENANTS_TABLES).fetch_all(&mut admin).await.unwrap();
        assert!(tables.len() >= 15, "{tables:?}");
        for table in tables.iter().filter(|table| *table != "tenants") {
            let columns = "SELECT column_name::text, data_type::text FROM information_schema.columns
                WHERE table_schema = 'context_card' AND table_name = $1 AND is_identity = 'NO' AND is_generated = 'NEVER'";
            let columns: Vec<(String, String)> =
                sqlx::query_as(columns).bind(table).fetch_all(&mut admin).await.unwrap();
            for tenant in [&desk.tenant, &theirs] {
                let values: Vec<String> = columns.iter().map(|(name, kind)| value(name, kind, tenant)).collect();
                let names: Vec<&str> = columns.iter().map(|(name, _)| name.as_str()).collect();
                let insert = format!("INSERT INTO {table} ({}) VALUES ({})", names.join(", "), values.join(", "));
                run(&mut admin, &insert).await;
            }
        }
        let proxy = server.sign_in(PROXY, &database).await;
        Some(Self { server, desk, theirs, proxy })
    }

    async fn tables(&mut self) -> Vec<String> {
        sqlx::query_scalar(TABLES).fetch_all(&mut self.proxy).await.unwrap()
    }
}

/// A value that fits a column, different for each tenant.
fn value(name: &str, kind: &str, tenant: &str) -> String {
    match (name, kind) {
        ("tenant", _) => format!("'{tenant}'"),
        (_, "bigint") => "1".to_owned(),
        (_, "bytea") => format!("'of {tenant}'::bytea"),
        (_, "text") => format!("'{name} of {tenant}'"),
        (name, kind) => panic!("what is a {kind} ({name})?"),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_production_role_sees_one_tenants_rows_in_every_table_or_none() {
    let Some(mut filled) = Filled::make().await else { return };
    let tables = filled.tables().await;
    for scope in [
        "",
        "SET context_card.tenant = ''",
        "SET context_card.tenant = 't_nobody'",
        "SET context_card.tenant = 'vendor'",
    ] {
        filled.proxy.execute(AssertSqlSafe(scope.to_owned())).await.unwrap();
        for table in tables.iter().filter(|table| !matches!(table.as_str(), "vendor_key" | "public_url")) {
            let count = format!("SELECT count(*) FROM context_card.{table}");
            let count: i64 = sqlx::query_scalar(AssertSqlSafe(count)).fetch_one(&mut filled.proxy).await.unwrap();
            assert_eq!(count, 0, "{table} with {scope:?}");
        }
    }
    let (ours, theirs) = (filled.desk.tenant.clone(), filled.theirs.clone());
    run(&mut filled.proxy, &format!("SET context_card.tenant = '{ours}'")).await;
    for table in &tables {
        let has_tenant = !matches!(table.as_str(), "vendor_key" | "public_url");
        if !has_tenant {
            let count = format!("SELECT count(*) FROM context_card.{table}");
            let count: i64 = sqlx::query_scalar(AssertSqlSafe(count)).fetch_one(&mut filled.proxy).await.unwrap();
            assert_eq!(count, 0, "{table}");
            continue;
        }
        let whose = format!("SELECT DISTINCT tenant FROM context_card.{table}");
        let whose: Vec<String> = sqlx::query_scalar(AssertSqlSafe(whose)).fetch_all(&mut filled.proxy).await.unwrap();
        assert_eq!(whose, std::slice::from_ref(&ours), "{table}");
        for change in [
            format!("DELETE FROM context_card.{table} WHERE tenant = '{theirs}'"),
            format!("UPDATE context_card.{table} SET tenant = tenant WHERE tenant = '{theirs}'"),
        ] {
            let done = filled.proxy.execute(AssertSqlSafe(change.clone())).await.unwrap();
            assert_eq!(done.rows_affected(), 0, "{change}");
        }
        // A row can be given to nobody else, nor put into another's hands.
        let give = format!("UPDATE context_card.{table} SET tenant = '{theirs}'");
        assert!(refused(&mut filled.proxy, &give).await.contains("row-level security"), "{give}");
        let truncate = format!("TRUNCATE context_card.{table}");
        assert!(refused(&mut filled.proxy, &truncate).await.contains("permission denied"));
    }
    let planted = format!(
        "INSERT INTO context_card.deliveries (tenant, app, delivery, received) VALUES ('{theirs}', 'a', 'planted', 1)"
    );
    assert!(refused(&mut filled.proxy, &planted).await.contains("row-level security"));
    // A store of ours can't be tied to their inbox or to their app, whatever the tenant says.
    let stolen = format!(
        "INSERT INTO context_card.inbox_keys (key, inbox, tenant, alg, sealed, created)
         VALUES ('k', 'inbox of {theirs}', '{ours}', 'HS256', '', 1)"
    );
    assert!(refused(&mut filled.proxy, &stolen).await.contains("foreign key"));
    let app = format!("UPDATE context_card.connections SET app = 'app of {theirs}'");
    assert!(refused(&mut filled.proxy, &app).await.contains("row-level security"));
    // All of it is still there.
    let mut admin = filled.server.admin(&name_of(filled.desk.folder.path())).await;
    let tenants: Vec<String> = sqlx::query_scalar(TENANTS_TABLES).fetch_all(&mut admin).await.unwrap();
    for table in tenants {
        let count = format!("SELECT count(*) FROM context_card.{table} WHERE tenant = '{theirs}'");
        let count: i64 = sqlx::query_scalar(AssertSqlSafe(count)).fetch_one(&mut admin).await.unwrap();
        assert_eq!(count, 1, "{table}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_production_role_can_t_take_the_walls_down() {
    let Some(mut filled) = Filled::make().await else { return };
    for statement in [
        "SET ROLE postgres",
        "SET ROLE card_owner",
        "SET ROLE context_card_across",
        "SET SESSION AUTHORIZATION card_owner",
        "SET session_replication_role = replica",
        "ALTER TABLE context_card.stores DISABLE ROW LEVEL SECURITY",
        "ALTER TABLE context_card.stores NO FORCE ROW LEVEL SECURITY",
        "DROP POLICY own ON context_card.stores",
        "CREATE POLICY all_of_it ON context_card.stores USING (true)",
        "CREATE TABLE context_card.mine (one BIGINT)",
        "CREATE FUNCTION context_card.mine() RETURNS bigint LANGUAGE sql AS 'SELECT 1'",
        "CREATE OR REPLACE FUNCTION context_card.scope() RETURNS text LANGUAGE sql AS $$ SELECT 'vendor' $$",
        "ALTER FUNCTION context_card.all_tenants() RESET search_path",
        "CREATE TRIGGER mine BEFORE INSERT ON context_card.stores EXECUTE FUNCTION context_card.scope()",
        "GRANT context_card_across TO card_proxy",
        "ALTER ROLE card_proxy BYPASSRLS",
        "CREATE ROLE mine",
        "INSERT INTO context_card.migrations SELECT 7, '', now(), true, '', 0",
        "COPY context_card.stores TO PROGRAM 'cat'",
        "SET row_security = off; SELECT * FROM context_card.stores",
    ] {
        let why = refused(&mut filled.proxy, statement).await;
        assert!(
            ["permission denied", "must be", "row-level security", "cannot set", "must have"]
                .iter()
                .any(|sign| why.contains(sign)),
            "{statement}: {why}"
        );
        run(&mut filled.proxy, "RESET row_security").await;
    }
    // What a function of the other role reads is not turned by a table of ours with the same name.
    run(&mut filled.proxy, "CREATE TEMP TABLE tenants AS SELECT 't_made_up'::text AS tenant, 1 AS created, 1 AS rowid")
        .await;
    let tenants = sqlx::query_scalar("SELECT tenant FROM context_card.all_tenants()");
    let tenants: Vec<String> = tenants.fetch_all(&mut filled.proxy).await.unwrap();
    assert_eq!(tenants, [filled.desk.tenant.clone(), filled.theirs.clone()]);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_has_expired_is_removed_for_every_tenant() {
    let Some(filled) = Filled::make().await else { return };
    let setup = filled.desk.setup();
    let count = |table: &str| setup.behind(&format!("SELECT 'row' FROM {table}")).len();
    let kept = ["tenants", "inboxes", "inbox_keys", "stores", "connections", "apps", "card_configs", "compliance"];
    let before = kept.map(count);
    filled.desk.app.db.sweep(0).await.unwrap();
    let swept = [
        "tickets",
        "used_tokens",
        "owner_links",
        "owner_sessions",
        "deliveries",
        "attempts",
        "access_record",
        "links",
        "sign_ins",
        "sign_in_codes",
    ];
    assert!(swept.map(count).iter().all(|rows| *rows >= 2), "nothing has expired yet");
    filled.desk.app.db.sweep(filled.desk.app.clock.unix() + 200 * 24 * 60 * 60).await.unwrap();
    assert_eq!(swept.map(count), [0; 10]);
    assert_eq!(kept.map(count), before);
    assert_eq!(setup.behind("SELECT subjects FROM compliance"), [""; 0], "whom a request was about is forgotten");
}

/// What SECURITY.md lists of functions: the words in code marks at the beginning of a line of its table.
fn listed() -> BTreeSet<String> {
    let text = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../../SECURITY.md")).unwrap();
    let (_, section) = text.split_once("## Across tenants").expect("the section");
    let section = section.split_once("\n## ").map_or(section, |(section, _)| section);
    let row = |line: &str| Some(line.strip_prefix("| `")?.split_once('`')?.0.to_owned());
    section.lines().filter_map(row).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn who_looks_across_tenants_is_listed_and_gives_ids_only() {
    let Some(filled) = Filled::make().await else { return };
    let mut admin = filled.server.admin(&name_of(filled.desk.folder.path())).await;
    let query =
        "SELECT proname::text, proowner::regrole::text, pg_get_function_result(p.oid), coalesce(proconfig::text, ''),
            has_function_privilege('public', p.oid, 'EXECUTE')
        FROM pg_proc p WHERE pronamespace = 'context_card'::regnamespace AND prosecdef";
    let functions = admin.fetch_all(query).await.unwrap();
    let mut names = BTreeSet::new();
    for row in &functions {
        let (name, owner, gives): (String, String, String) = (row.get(0), row.get(1), row.get(2));
        assert_eq!(owner, "context_card_across", "{name}");
        assert!(
            ["TABLE(tenant text)", "TABLE(tenant text, store text)", "bigint", "void"].contains(&gives.as_str()),
            "{name} gives {gives}"
        );
        assert!(row.get::<String, _>(3).contains("search_path=context_card, pg_temp"), "{name}");
        assert!(!row.get::<bool, _>(4), "{name} is everybody's");
        names.insert(name);
    }
    assert_eq!(names, listed(), "SECURITY.md lists the functions there are");

    let query = "SELECT rolcanlogin OR rolsuper OR rolbypassrls OR rolcreaterole FROM pg_roles WHERE rolname = 'context_card_across'";
    let powerful: bool = sqlx::query_scalar(query).fetch_one(&mut admin).await.unwrap();
    assert!(!powerful, "it can't sign in, and walls hold it but for its policies");
    // Of what is sealed or hashed it may read the hashes that it is asked for, and no more.
    let query = "SELECT c.table_name || '.' || c.column_name FROM information_schema.columns c
        WHERE c.table_schema = 'context_card' AND c.data_type = 'bytea' AND has_column_privilege('context_card_across',
            format('context_card.%I', c.table_name), c.column_name, 'SELECT') ORDER BY 1";
    let readable: Vec<String> = sqlx::query_scalar(query).fetch_all(&mut admin).await.unwrap();
    assert_eq!(readable, ["attempts.link", "attempts.state"]);
    let query = "SELECT DISTINCT polroles::regrole[]::text FROM pg_policy WHERE polname IN ('across', 'sweep')";
    let roles: Vec<String> = sqlx::query_scalar(query).fetch_all(&mut admin).await.unwrap();
    assert_eq!(roles, ["{context_card_across}"], "nobody else has a policy across tenants");
    // Not even who is a member of it, without becoming it.
    run(&mut admin, "SET ROLE card_owner").await;
    let stores: i64 =
        sqlx::query_scalar("SELECT count(*) FROM context_card.stores").fetch_one(&mut admin).await.unwrap();
    assert_eq!(stores, 0, "the owner sees no tenant's rows either");
}

#[tokio::test(flavor = "multi_thread")]
async fn two_processes_hear_each_other_and_know_when_they_may_have_missed_something() {
    let Some(empty) = Empty::make() else { return };
    said(&empty.migrate());
    let (one, two) = (Db::open(&empty.proxy()).await.unwrap(), Db::open(&empty.proxy()).await.unwrap());
    let mut ear = two.ear().await.unwrap();
    let signal = |what: What| Signal { tenant: TenantId::parse("t_a").unwrap(), store: StoreId::parse("s_a"), what };
    one.announce(signal(What::Disconnected)).await.unwrap();
    assert_eq!(ear.hear().await.unwrap(), Heard::Signals(vec![signal(What::Disconnected)]));
    two.announce(signal(What::Connected)).await.unwrap();
    assert_eq!(ear.hear().await.unwrap(), Heard::Signals(vec![]), "its own it has heard already");
    one.announce(signal(What::About("long".repeat(5000)))).await.unwrap();
    let heard = ear.hear().await.unwrap();
    assert_eq!(heard, Heard::Signals(vec![signal(What::Changed)]), "too long to be told in detail");
    let mut admin = empty.admin().await;
    let end = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()
        AND query LIKE 'LISTEN%'";
    admin.execute(end).await.unwrap();
    assert_eq!(ear.hear().await.unwrap(), Heard::Gap);
    one.announce(signal(What::Changed)).await.unwrap();
    assert_eq!(ear.hear().await.unwrap(), Heard::Signals(vec![signal(What::Changed)]));
}

#[tokio::test(flavor = "multi_thread")]
async fn one_process_refreshes_a_store_at_a_time_and_a_lock_dies_with_its_process() {
    let Some(empty) = Empty::make() else { return };
    said(&empty.migrate());
    let (one, two) = (Db::open(&empty.proxy()).await.unwrap(), Db::open(&empty.proxy()).await.unwrap());
    let (store, another) = (StoreId::parse("s_1").unwrap(), StoreId::parse("s_2").unwrap());
    let held = one.refresh_lock(&store).await.unwrap();
    two.refresh_lock(&another).await.unwrap();
    let waiting = two.refresh_lock(&store);
    tokio::pin!(waiting);
    // It is asked at least once while the lock is held.
    assert!(futures_util::poll!(&mut waiting).is_pending());
    two.refresh_lock(&another).await.unwrap();
    assert!(futures_util::poll!(&mut waiting).is_pending());
    drop(held);
    let held = waiting.await.unwrap();
    // The process that holds it now is cut off.
    let mut admin = empty.admin().await;
    let end = "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND pid <> pg_backend_pid()
        AND database = (SELECT oid FROM pg_database WHERE datname = current_database())";
    admin.execute(end).await.unwrap();
    one.refresh_lock(&store).await.unwrap();
    drop(held);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_was_restarted_is_found_again() {
    let Some(server) = postgres::server() else { return };
    let desk = Desk::open().await;
    desk.open_conversation("maria@example.com").await;
    let mut admin = server.admin(&name_of(desk.folder.path())).await;
    let end = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()";
    admin.execute(end).await.unwrap();
    // No agent notices.
    desk.open_conversation("maria@example.com").await;
    assert!(desk.ticket("maria@example.com").await.contains("ticket="));
}

/// The command line tells SQLite's owner that there is nothing to do.
#[test]
fn migrating_sqlite_is_opening_it() {
    let folder = tempfile::tempdir().unwrap();
    let setup = Setup { folder: folder.path(), template: "http://127.0.0.1:9/{shop}".into() };
    let output = setup.run(&["migrate", "--database-url", &setup.sqlite()], "");
    assert!(said(&output).contains("whenever it is opened"));
    assert!(folder.path().join("card.db").exists());
}
