//! PostgreSQL: reading its address, opening it, and what only it has: a lock that all processes share, and signals between
//! them. [`Db::open`](super::Db::open) calls this.
//!
//! Nothing is kept in a session of the database: each transaction says whose rows it may touch ([`scope`]), so that a pooler
//! in transaction mode may stand between. Prepared statements must reach it (`max_prepared_statements` of `PgBouncer`), and
//! signals need sessions of their own.

mod check;
mod listen;
mod migrate;

pub(super) use listen::{CHANNEL, LONGEST, Listener, Said};
pub use migrate::{Migrated, migrate};

use super::DbError;
use crate::ids::{StoreId, TenantId};
use sha2::{Digest as _, Sha256};
use sqlx::any::AnyPoolOptions;
use sqlx::postgres::{PgConnectOptions, PgConnection};
use sqlx::{Any, AnyPool, AssertSqlSafe, ConnectOptions as _, Connection as _, Transaction};
use std::fmt;
use std::str::FromStr as _;
use std::time::Duration;
use url::Url;

/// The schema with everything of ours in it.
const SCHEMA: &str = "context_card";
/// The role without login that alone may look across tenants.
const ACROSS: &str = "context_card_across";
/// The role without login whose members are the proxy's login roles.
pub const PROXY_ROLE: &str = "context_card_proxy";

/// How many connections a process uses for its work.
pub(super) const CONNECTIONS: u32 = 10;
/// How many more it uses for refreshing tokens, so that refreshes, which wait for Shopify, never stop the work.
const REFRESHES: u32 = 8;
/// How long the server may take to answer a first time.
const REACH: Duration = Duration::from_secs(10);
/// How long a request waits for a free connection.
const ACQUIRE: Duration = Duration::from_secs(5);
/// How long a refresh waits for one: as long as for another process's refresh.
const ACQUIRE_FOR_A_REFRESH: Duration = Duration::from_secs(15);
/// How long a statement may take, in milliseconds, whoever holds a lock on its rows.
const STATEMENT: u32 = 10_000;
/// A connection that was idle for longer is tried before it is used.
const IDLE: Duration = Duration::from_secs(10);
/// What an address may say behind its question mark. A word that we don't know may be a password with a typing mistake.
const WORDS: [&str; 19] = [
    "sslmode",
    "ssl-mode",
    "sslrootcert",
    "ssl-root-cert",
    "ssl-ca",
    "sslcert",
    "ssl-cert",
    "sslkey",
    "ssl-key",
    "statement-cache-capacity",
    "host",
    "hostaddr",
    "port",
    "dbname",
    "user",
    "password",
    "application_name",
    "options",
    "channel_binding",
];

/// What a database in PostgreSQL has beside its pool.
pub(super) struct Postgres {
    address: Address,
    refreshes: AnyPool,
}

impl fmt::Debug for Postgres {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The address may hold a password.
        f.debug_struct("Postgres").finish_non_exhaustive()
    }
}

/// An address that was read. It may hold a password: never shown.
struct Address {
    url: Url,
    options: PgConnectOptions,
}

/// Whether an address is one of PostgreSQL.
pub(super) fn is_ours(url: &str) -> bool {
    url.starts_with("postgres://") || url.starts_with("postgresql://")
}

impl Address {
    fn parse(text: &str) -> Result<Self, DbError> {
        let mut url = Url::parse(text).map_err(|why| DbError::PostgresAddress(why.to_string()))?;
        for (word, _) in url.query_pairs() {
            if !WORDS.contains(&word.as_ref()) && !word.starts_with("options[") {
                return Err(DbError::PostgresAddress(
                    "it has a word behind the question mark that is not known".into(),
                ));
            }
        }
        if !url.query_pairs().any(|(word, _)| word == "application_name") {
            url.query_pairs_mut().append_pair("application_name", "context-card");
        }
        // What it says holds the name of a file or of a mode, never the address.
        let options =
            PgConnectOptions::from_str(url.as_str()).map_err(|why| DbError::PostgresAddress(why.to_string()))?;
        Ok(Self { url, options })
    }

    /// Where it leads, for people: without user and password.
    fn place(&self) -> String {
        let database = self.options.get_database().unwrap_or(self.options.get_username());
        match self.options.get_socket() {
            Some(socket) => format!("{} ({database})", socket.display()),
            None => format!("{}:{} ({database})", self.options.get_host(), self.options.get_port()),
        }
    }

    async fn connect(&self) -> Result<PgConnection, DbError> {
        let unreachable = |why: String| DbError::Unreachable { place: self.place(), why };
        match tokio::time::timeout(REACH, self.options.connect()).await {
            Ok(Ok(connection)) => Ok(connection),
            Ok(Err(error)) => Err(unreachable(words(&error))),
            Err(_) => Err(unreachable("it does not answer".to_owned())),
        }
    }

    fn pool(&self, connections: u32, acquire: Duration) -> Result<AnyPool, DbError> {
        sqlx::any::install_default_drivers();
        let options = AnyPoolOptions::new()
            .max_connections(connections)
            .acquire_timeout(acquire)
            .test_before_acquire(false)
            .before_acquire(|connection, about| {
                Box::pin(async move { Ok(about.idle_for < IDLE || connection.ping().await.is_ok()) })
            });
        Ok(options.connect_lazy(self.url.as_str())?)
    }
}

/// What an error says; of PostgreSQL's own the message alone. There is never an address in it.
pub(super) fn words(error: &sqlx::Error) -> String {
    error.as_database_error().map_or_else(|| error.to_string(), |error| error.message().to_owned())
}

/// Whether the connection was cut: by the network, or by the server when it was stopped (SQLSTATE 57P01 to 57P03).
pub(super) fn was_cut(error: &sqlx::Error) -> bool {
    match error {
        sqlx::Error::Io(_) => true,
        sqlx::Error::Database(error) => error.code().is_some_and(|code| code.starts_with("57P0")),
        _ => false,
    }
}

/// Opens the database, after a look at its schema and at our role there.
pub(super) async fn open(url: &str) -> Result<(AnyPool, Postgres), DbError> {
    let address = Address::parse(url)?;
    let mut first = address.connect().await?;
    check::check(&mut first).await?;
    first.close().await?;
    let pool = address.pool(CONNECTIONS, ACQUIRE)?;
    let refreshes = address.pool(REFRESHES, ACQUIRE_FOR_A_REFRESH)?;
    Ok((pool, Postgres { address, refreshes }))
}

/// What begins a transaction on one tenant's rows, or on the vendor's own. One message to the server.
pub(super) fn scope(tenant: Option<&TenantId>) -> AssertSqlSafe<String> {
    // An id is a letter, an underscore, letters and digits (`TenantId::parse`); no tenant is called `vendor`.
    let whose = tenant.map_or("vendor", TenantId::as_str);
    debug_assert!(whose.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_'));
    AssertSqlSafe(format!(
        "BEGIN; SET LOCAL search_path = {SCHEMA}, pg_temp; SET LOCAL statement_timeout = {STATEMENT}; \
         SET LOCAL {SCHEMA}.tenant = '{whose}'"
    ))
}

impl Postgres {
    /// Holds the lock of a store, if nobody else does. It vanishes with the transaction, and so with this process.
    pub(super) async fn try_lock(&self, store: &StoreId) -> Result<Option<Transaction<'static, Any>>, DbError> {
        let mut transaction = self.refreshes.begin().await?;
        let query = sqlx::query_scalar("SELECT pg_try_advisory_xact_lock($1)").bind(lock_number(store));
        let got: bool = query.fetch_one(&mut *transaction).await?;
        if got {
            return Ok(Some(transaction));
        }
        transaction.rollback().await?;
        Ok(None)
    }

    pub(super) async fn close(&self) {
        self.refreshes.close().await;
    }
}

/// The number of a store's lock. Two stores may share one, which only makes them wait for each other.
fn lock_number(store: &StoreId) -> i64 {
    let hash = Sha256::digest(store.as_str());
    i64::from_be_bytes(hash.first_chunk().copied().unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_that_can_t_be_used_is_refused_without_being_repeated() {
        for text in [
            "postgres://card:hunter2@localhost:port/card",
            "postgres://card:hunter2@localhost/card?sslmode=hunter3",
            "postgres://card@localhost/card?pasword=hunter2",
        ] {
            let said = Address::parse(text).map(|_| ()).unwrap_err().to_string();
            assert!(!said.contains("hunter2") && said.contains("postgres://"), "{said}");
        }
    }

    #[test]
    fn the_place_names_neither_user_nor_password() {
        let address = Address::parse("postgresql://card:hunter2@db.example:5433/shop").unwrap();
        assert_eq!(address.place(), "db.example:5433 (shop)");
        assert_eq!(address.options.get_application_name(), Some("context-card"));
        let socket = Address::parse("postgres://card@%2Frun%2Fpostgresql/shop").unwrap();
        assert_eq!(socket.place(), "/run/postgresql (shop)");
    }

    #[test]
    fn a_lock_has_the_same_number_in_every_process() {
        let store = StoreId::parse("s_1").unwrap();
        assert_eq!(lock_number(&store), lock_number(&store.clone()));
        assert_ne!(lock_number(&store), lock_number(&StoreId::parse("s_2").unwrap()));
    }
}
