//! The lock under which tokens are refreshed: one process at a time. It vanishes with the process that holds it.
//!
//! For SQLite it is a lock of the operating system on a file beside the database, for PostgreSQL an advisory lock for each
//! store, held by a transaction.

use super::{Db, DbError, Kind};
use crate::ids::StoreId;
use sqlx::{Any, Transaction};
use std::fs::{File, TryLockError};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::time::Duration;

/// How often a lock that another process holds is tried.
const AGAIN: Duration = Duration::from_millis(25);
/// How long it is tried: a refresh with all its retries takes less.
const PATIENCE: Duration = Duration::from_secs(15);

/// Held while tokens are refreshed; released when dropped.
#[derive(Debug)]
pub struct RefreshLock {
    _held: Held,
}

#[derive(Debug)]
#[expect(dead_code, reason = "it is held until it is dropped, and never looked at")]
enum Held {
    /// Shared by all refreshes of this process: the lock is between processes, the keeper is one per process.
    File(Arc<File>),
    /// One store's, whose lock goes with it.
    Transaction(Transaction<'static, Any>),
}

/// This process's hold on the lock file, if it has one now.
#[derive(Debug)]
pub(super) struct ProcessLock {
    path: PathBuf,
    held: Mutex<Weak<File>>,
}

impl ProcessLock {
    /// The lock file of a database file.
    pub(super) fn beside(database: &Path) -> Self {
        let mut path = database.as_os_str().to_owned();
        path.push("-refresh");
        Self { path: path.into(), held: Mutex::default() }
    }

    /// The lock, if no other process holds it.
    fn take(&self) -> Result<Option<RefreshLock>, DbError> {
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(file) = held.upgrade() {
            return Ok(Some(RefreshLock { _held: Held::File(file) }));
        }
        let failed = |error| DbError::Lock(self.path.clone(), error);
        let file = File::options().create(true).append(true).open(&self.path).map_err(failed)?;
        match file.try_lock() {
            Ok(()) => {
                let file = Arc::new(file);
                *held = Arc::downgrade(&file);
                Ok(Some(RefreshLock { _held: Held::File(file) }))
            }
            Err(TryLockError::WouldBlock) => Ok(None),
            Err(TryLockError::Error(error)) => Err(failed(error)),
        }
    }
}

impl Db {
    /// Waits until no other process refreshes this store's tokens. Within one process the keeper takes care of that.
    ///
    /// # Errors
    /// When another process does not finish, or the lock can't be used.
    pub async fn refresh_lock(&self, store: &StoreId) -> Result<RefreshLock, DbError> {
        let trying = async {
            loop {
                let taken = match &self.kind {
                    Kind::Sqlite(lock) => lock.take()?,
                    Kind::Postgres(postgres) => {
                        let held = postgres.try_lock(store).await?;
                        held.map(|transaction| RefreshLock { _held: Held::Transaction(transaction) })
                    }
                };
                match taken {
                    Some(lock) => return Ok(lock),
                    None => tokio::time::sleep(AGAIN).await,
                }
            }
        };
        tokio::time::timeout(PATIENCE, trying).await.unwrap_or(Err(DbError::Busy))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_process_holds_it_for_all_its_refreshes() {
        let folder = tempfile::tempdir().unwrap();
        let database = folder.path().join("card.db");
        let (ours, theirs) = (ProcessLock::beside(&database), ProcessLock::beside(&database));
        let first = ours.take().unwrap().expect("free");
        let second = ours.take().unwrap().expect("ours already");
        assert!(theirs.take().unwrap().is_none(), "held elsewhere");
        drop(first);
        assert!(theirs.take().unwrap().is_none(), "one of ours still goes on");
        drop(second);
        assert!(theirs.take().unwrap().is_some());
    }
}
