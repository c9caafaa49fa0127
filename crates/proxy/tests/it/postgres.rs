//! PostgreSQL for the tests. `CONTEXT_CARD_TEST_POSTGRES` names a private server, by a superuser's address; `cargo xtask test`
//! starts one. Then each folder has a database of its own there, in place of the SQLite file in it: a copy of one that an
//! owner without special powers has migrated. The tests use it with the production role; no test but `database.rs` knows.

use sha2::{Digest as _, Sha256};
use sqlx::postgres::PgConnection;
use sqlx::{AssertSqlSafe, Connection as _, Executor as _};
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Mutex, OnceLock};
use url::Url;

/// Owns the schema; may create roles, as `migrate` needs it.
pub(crate) const OWNER: &str = "card_owner";
/// Serves.
pub(crate) const PROXY: &str = "card_proxy";
/// The production role's password: no log may hold it.
pub(crate) const PASSWORD: &str = "hunter2-of-the-proxy";

#[derive(Clone)]
pub(crate) struct Server {
    admin: Url,
}

/// The server, where the tests run on one.
pub(crate) fn server() -> Option<Server> {
    let admin = std::env::var("CONTEXT_CARD_TEST_POSTGRES").ok()?;
    Some(Server { admin: Url::parse(&admin).expect("CONTEXT_CARD_TEST_POSTGRES is an address") })
}

/// Whether these tests run on PostgreSQL.
pub(crate) fn here() -> bool {
    server().is_some()
}

/// Runs something that waits, from anywhere: also from a test that has no runtime, or is in one.
pub(crate) fn wait_for<T: Send>(work: impl Future<Output = T> + Send) -> T {
    std::thread::scope(|scope| {
        let runtime = || tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        scope.spawn(move || runtime().block_on(work)).join().unwrap()
    })
}

/// The name of a folder's database.
pub(crate) fn name_of(folder: &Path) -> String {
    let hash = Sha256::digest(folder.as_os_str().as_encoded_bytes());
    format!("card_{:016x}", u64::from_be_bytes(*hash.first_chunk().unwrap()))
}

impl Server {
    /// The address of a database, for a role.
    pub(crate) fn url(&self, role: &str, database: &str) -> String {
        let mut url = self.admin.clone();
        url.set_username(role).unwrap();
        url.set_password(Some(PASSWORD)).unwrap();
        url.set_path(database);
        url.into()
    }

    /// The address of a database, for the superuser.
    pub(crate) fn admin_url(&self, database: &str) -> String {
        let mut url = self.admin.clone();
        url.set_path(database);
        url.into()
    }

    /// A superuser in a database.
    pub(crate) async fn admin(&self, database: &str) -> PgConnection {
        PgConnection::connect(&self.admin_url(database)).await.unwrap()
    }

    /// A role in a database, as it signs in.
    pub(crate) async fn sign_in(&self, role: &str, database: &str) -> PgConnection {
        PgConnection::connect(&self.url(role, database)).await.unwrap()
    }

    /// The address of a folder's database for the production role. The database is made when it is first asked for.
    pub(crate) fn database_of(&self, folder: &Path) -> String {
        static MADE: OnceLock<Mutex<HashMap<PathBuf, String>>> = OnceLock::new();
        let mut made = MADE.get_or_init(Mutex::default).lock().unwrap();
        let name = made.entry(folder.to_owned()).or_insert_with(|| {
            let name = name_of(folder);
            wait_for(self.make(&name, folder));
            name
        });
        self.url(PROXY, name)
    }

    async fn make(&self, name: &str, folder: &Path) {
        let mut admin = self.admin("postgres").await;
        self.sweep(&mut admin).await;
        let template = self.template(&mut admin).await;
        let folder = folder.display();
        run(&mut admin, &format!("CREATE DATABASE {name} TEMPLATE {template} OWNER {OWNER}")).await;
        run(&mut admin, &format!("COMMENT ON DATABASE {name} IS '{folder}'")).await;
    }

    /// An empty database of the owner's, for tests of `migrate`. Goes with the folder.
    pub(crate) fn empty(&self, folder: &Path) -> String {
        let name = format!("{}_empty", name_of(folder));
        wait_for(async {
            let mut admin = self.admin("postgres").await;
            // With the roles, which all databases of the server share.
            self.template(&mut admin).await;
            run(&mut admin, &format!("CREATE DATABASE {name} TEMPLATE template0 OWNER {OWNER}")).await;
            run(&mut admin, &format!("COMMENT ON DATABASE {name} IS '{}'", folder.display())).await;
        });
        name
    }

    /// Drops the databases whose folders are gone: their tests are over.
    async fn sweep(&self, admin: &mut PgConnection) {
        let query = "SELECT datname::text, shobj_description(oid, 'pg_database') FROM pg_database WHERE datname LIKE 'card\\_%'";
        let databases: Vec<(String, Option<String>)> = sqlx::query_as(query).fetch_all(&mut *admin).await.unwrap();
        for (name, folder) in databases {
            if folder.is_some_and(|folder| !Path::new(&folder).exists()) {
                // Another test may be doing the same.
                let _ = admin.execute(AssertSqlSafe(format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)"))).await;
            }
        }
    }

    async fn roles(&self, admin: &mut PgConnection) {
        for (role, options) in [(OWNER, "CREATEROLE"), (PROXY, "")] {
            let make = format!("CREATE ROLE {role} LOGIN PASSWORD '{PASSWORD}' {options}");
            run(admin, &format!("DO $$ BEGIN {make}; EXCEPTION WHEN duplicate_object OR unique_violation THEN END $$"))
                .await;
        }
    }

    /// The database that all others are copied from; made once by the real `migrate`.
    async fn template(&self, admin: &mut PgConnection) -> String {
        let binary = env!("CARGO_BIN_EXE_context-card");
        let built = std::fs::metadata(binary).unwrap().modified().unwrap();
        let built = built.duration_since(std::time::UNIX_EPOCH).unwrap().as_nanos();
        let template = format!("migrated_{built}");
        run(admin, "SELECT pg_advisory_lock(7)").await;
        let there = "SELECT EXISTS (SELECT 1 FROM pg_database WHERE datname = $1)";
        let there: bool = sqlx::query_scalar(there).bind(&template).fetch_one(&mut *admin).await.unwrap();
        if !there {
            self.roles(admin).await;
            run(admin, "DROP DATABASE IF EXISTS unfinished WITH (FORCE)").await;
            run(admin, &format!("CREATE DATABASE unfinished OWNER {OWNER}")).await;
            let done =
                Command::new(binary).args(["migrate", "--database-url", &self.url(OWNER, "unfinished")]).output();
            let done = done.unwrap();
            assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
            run(admin, &format!("GRANT context_card_proxy TO {PROXY}")).await;
            run(admin, &format!("ALTER DATABASE unfinished RENAME TO {template}")).await;
        }
        run(admin, "SELECT pg_advisory_unlock(7)").await;
        template
    }
}

/// Runs a statement of the tests' own.
pub(crate) async fn run(connection: &mut PgConnection, statement: &str) {
    let done = connection.execute(AssertSqlSafe(statement.to_owned())).await;
    done.unwrap_or_else(|error| panic!("{statement}: {error}"));
}
