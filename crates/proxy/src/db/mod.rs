//! What is kept: one interface to the database. SQLite, embedded, or PostgreSQL, for vendors who run several processes.
//!
//! The same statements run on both. A tenant's rows are reached through `Db::within` alone, which PostgreSQL's row-level
//! security enforces; what must look across tenants is in `across.rs`, every statement of it. No customer data is kept.

mod access_record;
mod across;
mod apps;
mod attempts;
mod card_configs;
mod changes;
mod compliance;
mod connections;
mod deliveries;
mod inboxes;
mod keys;
mod links;
mod lock;
mod owners;
mod postgres;
mod providers;
mod public_url;
mod scope;
mod sign_in_codes;
mod sign_ins;
mod signals;
mod sqlite;
mod stores;
mod tenants;
mod tickets;

pub use access_record::{AccessEntry, AccessKind, NewAccess};
pub use apps::AppRow;
pub use attempts::Attempt;
pub use card_configs::Saved;
pub use changes::{ChangeKind, ChangeRow, NewChange};
pub use compliance::{ComplianceRow, NewCompliance};
pub use connections::{Connection, ConnectionState, Failure, Grant, NewConnection, Renewed, Sealed};
pub use deliveries::Taken;
pub use inboxes::{Inbox, NewInbox};
pub use keys::{InboxKey, KeyRow};
pub use links::{LinkChange, LinkRow, StandingLink};
pub use lock::RefreshLock;
pub use postgres::{Migrated, PROXY_ROLE, migrate};
pub use providers::ProviderRow;
pub use sign_in_codes::{KeptCode, NewCode};
pub use sign_ins::{SignIn, Way};
pub use signals::{Ear, Heard, Signal, What};
pub use stores::StoreRow;
pub use tenants::TenantRow;

use crate::ids::{TenantId, random_text};
use moka::sync::Cache;
use sqlx::AnyPool;
use sqlx::migrate::MigrateError;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tokio::sync::broadcast;

/// The database. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Db {
    pool: AnyPool,
    /// Whose an inbox, a key or a store is never changes, so it is asked once.
    whose: Cache<String, TenantId>,
    kind: Kind,
    /// Names this process in its signals.
    me: Arc<str>,
    /// The signals of this process.
    heard: broadcast::Sender<Signal>,
}

/// Which database it is, with what only that one has.
#[derive(Clone, Debug)]
enum Kind {
    Sqlite(Arc<lock::ProcessLock>),
    Postgres(Arc<postgres::Postgres>),
}

/// What the caller of the database can do.
#[derive(Debug, thiserror::Error)]
pub enum DbError {
    /// The address is not one we can use.
    #[error(
        "{0:?} is no database address that can be used; use sqlite:PATH, for example sqlite:context-card.db, or postgres://…"
    )]
    Address(String),
    /// The address of a PostgreSQL database is not one we can use. Never holds the address: there may be a password in it.
    #[error("the database address postgres://… can't be used: {0}")]
    PostgresAddress(String),
    /// The database does not answer, or does not let us in.
    #[error("can't reach the database at {place}: {why}; check its address, and that it runs")]
    Unreachable {
        /// Where: without user and password.
        place: String,
        /// What it said.
        why: String,
    },
    /// The schema is missing, or older than this version.
    #[error(
        "the database's schema is missing or older than this version; run, with the owner's role: context-card migrate \
         --database-url …"
    )]
    SchemaBehind,
    /// The schema is newer than this version.
    #[error("the database was made by another, newer version of context-card; use that version")]
    SchemaNewer,
    /// Our role could get around row-level security.
    #[error(
        "the role {role} {can}, so row-level security would not hold it; use a role of its own for serve: CREATE ROLE card \
         LOGIN PASSWORD '…' IN ROLE context_card_proxy"
    )]
    Powerful {
        /// The role.
        role: String,
        /// What it can do that it should not.
        can: String,
    },
    /// Our role has not been given its rights.
    #[error(
        "the role {0} has not all rights that it needs; run, with the owner's role: context-card migrate --database-url …, \
         then GRANT context_card_proxy TO {0}; or name the role with migrate --proxy-role"
    )]
    NoRights(String),
    /// A table has no forced row-level security.
    #[error(
        "row-level security is not forced on the table {0}; put that right before serving: ALTER TABLE context_card.{0} \
         ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY"
    )]
    OpenTable(String),
    /// The schema can't be brought up to date.
    #[error("can't migrate the database: {0}")]
    CannotMigrate(String),
    /// The folder of the database file is not there.
    #[error("the folder of the database file {0} does not exist; make it first")]
    NoFolder(PathBuf),
    /// The database file is there, and is no database of ours.
    #[error("can't open the database: {0}")]
    Open(sqlx::Error),
    /// A query failed.
    #[error("the database failed: {0}")]
    Query(#[from] sqlx::Error),
    /// Somebody else is connected to this shop through the same app.
    #[error("another organisation has connected this store through the same app")]
    Taken,
    /// No randomness.
    #[error("the operating system gives no randomness")]
    NoRandomness(#[from] getrandom::Error),
    /// A row holds what it should not.
    #[error("the database holds a damaged row in {0}")]
    Damaged(&'static str),
    /// Another process holds the lock for refreshing tokens.
    #[error("another process is refreshing tokens and does not finish")]
    Busy,
    /// The lock file can't be used.
    #[error("can't use the lock file {0}: {1}")]
    Lock(PathBuf, std::io::Error),
}

/// The error of a migration, as what the caller can do about it.
fn cannot_migrate(error: MigrateError) -> DbError {
    match error {
        MigrateError::VersionMissing(_) | MigrateError::VersionMismatch(_) => DbError::SchemaNewer,
        MigrateError::Execute(error) | MigrateError::ExecuteMigration(error, _) => {
            DbError::CannotMigrate(postgres::words(&error))
        }
        error => DbError::CannotMigrate(error.to_string()),
    }
}

/// How many tenants of inboxes, keys and stores are remembered.
const WHOSE: u64 = 10_000;

impl Db {
    /// Opens the database. A SQLite file is made where it is not there yet, and its schema brought up to date; in
    /// PostgreSQL both is the owner's business ([`migrate`]), and our role there must be one that row-level security holds.
    ///
    /// # Errors
    /// When the address is wrong, the database can't be reached or used, or its schema or our role is not as it must be.
    pub async fn open(url: &str) -> Result<Self, DbError> {
        let (pool, kind) = if postgres::is_ours(url) {
            let (pool, postgres) = postgres::open(url).await?;
            (pool, Kind::Postgres(Arc::new(postgres)))
        } else if url.starts_with("sqlite:") {
            let (pool, lock) = sqlite::open(url).await?;
            (pool, Kind::Sqlite(Arc::new(lock)))
        } else {
            // Only how it begins: what follows may hold a password.
            return Err(DbError::Address(url.split(':').next().unwrap_or_default().chars().take(20).collect()));
        };
        let me = random_text(16)?.into();
        let (heard, _) = broadcast::channel(signals::WAITING);
        Ok(Self { pool, whose: Cache::new(WHOSE), kind, me, heard })
    }

    /// Whether the database answers.
    ///
    /// # Errors
    /// When it does not.
    pub async fn ping(&self) -> Result<(), DbError> {
        sqlx::query("SELECT 1").execute(&self.pool).await?;
        Ok(())
    }

    /// Copies the database into a new file, as it is at one moment, while others go on writing. SQLite only.
    ///
    /// # Errors
    /// When the file is there already, or can't be written.
    pub async fn copy_to(&self, file: &Path) -> Result<(), DbError> {
        sqlx::query("VACUUM INTO $1").bind(file.display().to_string()).execute(&self.pool).await?;
        Ok(())
    }

    /// The file behind a database address, `sqlite:PATH`.
    ///
    /// # Errors
    /// When it is no such address.
    pub fn path_of(url: &str) -> Result<PathBuf, DbError> {
        sqlite::path(url)
    }

    /// Closes the database cleanly.
    pub async fn close(&self) {
        self.pool.close().await;
        if let Kind::Postgres(postgres) = &self.kind {
            postgres.close().await;
        }
    }
}
