//! Tickets: kept hashed, for 60 seconds, used once.

use super::{Db, DbError};
use crate::ids::InboxId;

impl Db {
    /// Keeps a ticket under its hash.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn add_ticket(&self, hash: &[u8], inbox: &InboxId, sealed: &[u8], expires: i64) -> Result<(), DbError> {
        sqlx::query("INSERT INTO tickets (ticket, inbox, sealed, expires) VALUES (?, ?, ?, ?)")
            .bind(hash)
            .bind(inbox)
            .bind(sealed)
            .bind(expires)
            .execute(&self.pool)
            .await?;
        Ok(())
    }

    /// Uses a ticket up: gives what is sealed in it, once, and only to its own inbox and in time.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn take_ticket(&self, hash: &[u8], inbox: &InboxId, now: i64) -> Result<Option<Vec<u8>>, DbError> {
        Ok(sqlx::query_scalar("DELETE FROM tickets WHERE ticket = ? AND inbox = ? AND expires >= ? RETURNING sealed")
            .bind(hash)
            .bind(inbox)
            .bind(now)
            .fetch_optional(&self.pool)
            .await?)
    }
}
