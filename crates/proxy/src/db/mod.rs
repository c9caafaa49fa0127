//! What is kept: one interface to the database. SQLite today, embedded.
//!
//! Every query names its tenant where rows belong to one. No customer data is kept.

mod card_configs;
mod inboxes;
mod public_url;
mod stores;
mod tenants;
mod tickets;

pub use card_configs::Saved;
pub use inboxes::{Inbox, InboxKey, NewInbox};
pub use stores::{ConnectionState, NewStore, StoreRow};
pub use tenants::TenantRow;

use sqlx::SqlitePool;
use sqlx::migrate::Migrator;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use std::path::PathBuf;
use std::str::FromStr as _;
use std::time::Duration;

static MIGRATIONS: Migrator = sqlx::migrate!("migrations/sqlite");

/// The database.
#[derive(Clone, Debug)]
pub struct Db {
    pool: SqlitePool,
}

/// What the caller of the database can do.
#[derive(Debug, thiserror::Error)]
pub enum DbError {
    /// The address is not one we can use.
    #[error("{0:?} is not a database address; use sqlite:PATH, for example sqlite:context-card.db")]
    Address(String),
    /// The folder of the database file is not there.
    #[error("the folder of the database file {0} does not exist; make it first")]
    NoFolder(PathBuf),
    /// The database file is there, and is no database of ours.
    #[error("can't open the database: {0}")]
    Open(sqlx::Error),
    /// The schema is from a newer version of the program.
    #[error("the database was made by a newer version of context-card ({0}); use that version")]
    Migrate(#[from] sqlx::migrate::MigrateError),
    /// A query failed.
    #[error("the database failed: {0}")]
    Query(#[from] sqlx::Error),
    /// A row holds what it should not.
    #[error("the database holds a damaged row in {0}")]
    Damaged(&'static str),
}

impl Db {
    /// Opens the database, makes it where it is not there yet, and brings its schema up to date.
    ///
    /// # Errors
    /// When the address is wrong, or the file can't be used.
    pub async fn open(url: &str) -> Result<Self, DbError> {
        let address = || DbError::Address(url.to_owned());
        if !url.starts_with("sqlite:") {
            return Err(address());
        }
        let options = SqliteConnectOptions::from_str(url).map_err(|_| address())?;
        let file = options.get_filename().to_owned();
        if let Some(folder) = file.parent().filter(|folder| !folder.as_os_str().is_empty())
            && !folder.exists()
        {
            return Err(DbError::NoFolder(file));
        }
        let options = options
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Normal)
            .foreign_keys(true)
            .busy_timeout(Duration::from_secs(5));
        let pool = SqlitePoolOptions::new().max_connections(4).connect_with(options).await.map_err(DbError::Open)?;
        MIGRATIONS.run(&pool).await?;
        Ok(Self { pool })
    }

    /// Whether the database answers.
    ///
    /// # Errors
    /// When it does not.
    pub async fn ping(&self) -> Result<(), DbError> {
        sqlx::query("SELECT 1").execute(&self.pool).await?;
        Ok(())
    }

    /// Removes tickets and used host tokens that have expired.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn sweep(&self, now: i64) -> Result<(), DbError> {
        sqlx::query("DELETE FROM tickets WHERE expires < ?").bind(now).execute(&self.pool).await?;
        sqlx::query("DELETE FROM used_tokens WHERE expires < ?").bind(now).execute(&self.pool).await?;
        Ok(())
    }

    /// Closes the database cleanly.
    pub async fn close(&self) {
        self.pool.close().await;
    }
}
