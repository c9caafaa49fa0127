//! Opening the SQLite file: options, and the migrations that run at start.

use super::lock::ProcessLock;
use super::{DbError, cannot_migrate};
use sqlx::any::AnyPoolOptions;
use sqlx::migrate::{MigrateError, Migrator};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{AnyPool, ConnectOptions as _, Executor as _, SqlitePool};
use std::path::PathBuf;
use std::str::FromStr as _;
use std::time::Duration;

static MIGRATIONS: Migrator = sqlx::migrate!("migrations/sqlite");

/// How often it is looked again whether another process has made a migration in the same moment.
const TRIES: u32 = 10;
/// The pause between.
const AGAIN: Duration = Duration::from_millis(100);

/// The file of an address.
pub(super) fn path(url: &str) -> Result<PathBuf, DbError> {
    let options = SqliteConnectOptions::from_str(url).map_err(|_| DbError::Address(url.to_owned()))?;
    Ok(options.get_filename().to_owned())
}

/// Opens the file of an address, makes it where it is not there yet, and brings its schema up to date.
pub(super) async fn open(url: &str) -> Result<(AnyPool, ProcessLock), DbError> {
    let address = || DbError::Address(url.to_owned());
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
    // Once with SQLite's own options: they make the file, and its journal mode stays with it.
    let first = SqlitePoolOptions::new().max_connections(1).connect_with(options.clone()).await;
    let first = first.map_err(DbError::Open)?;
    migrate(&first).await?;
    first.close().await;
    sqlx::any::install_default_drivers();
    let pool = AnyPoolOptions::new()
        .max_connections(4)
        .after_connect(|connection, _| {
            Box::pin(async move {
                connection
                    .execute("PRAGMA synchronous = NORMAL; PRAGMA foreign_keys = ON; PRAGMA busy_timeout = 5000")
                    .await?;
                Ok(())
            })
        })
        .connect(options.to_url_lossy().as_str())
        .await
        .map_err(DbError::Open)?;
    Ok((pool, ProcessLock::beside(&file)))
}

/// Brings the schema up to date. Each migration is one transaction; of two processes that start at once one makes it, and the
/// other finds it made.
async fn migrate(pool: &SqlitePool) -> Result<(), DbError> {
    let mut tries = 1;
    loop {
        match MIGRATIONS.run(pool).await {
            Ok(()) => return Ok(()),
            Err(MigrateError::Execute(_) | MigrateError::ExecuteMigration(..)) if tries < TRIES => {
                tries += 1;
                tokio::time::sleep(AGAIN).await;
            }
            Err(error) => return Err(cannot_migrate(error)),
        }
    }
}
