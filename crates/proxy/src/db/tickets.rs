//! Tickets: kept hashed, for 60 seconds, used once. And the host tokens that were used.

use super::{Db, DbError, Inbox};
use crate::ids::TenantId;

impl Db {
    /// Keeps a ticket under its hash.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn add_ticket(&self, hash: &[u8], inbox: &Inbox, sealed: &[u8], expires: i64) -> Result<(), DbError> {
        let mut within = self.within(&inbox.tenant).await?;
        sqlx::query("INSERT INTO tickets (ticket, tenant, inbox, sealed, expires) VALUES ($1, $2, $3, $4, $5)")
            .bind(hash)
            .bind(&inbox.tenant)
            .bind(&inbox.inbox)
            .bind(sealed)
            .bind(expires)
            .execute(&mut *within)
            .await?;
        within.done().await
    }

    /// Uses a ticket up: gives what is sealed in it, once, and only to its own inbox and in time.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn take_ticket(&self, hash: &[u8], inbox: &Inbox, now: i64) -> Result<Option<Vec<u8>>, DbError> {
        let mut within = self.within(&inbox.tenant).await?;
        let taken = sqlx::query_scalar(
            "DELETE FROM tickets WHERE ticket = $1 AND tenant = $2 AND inbox = $3 AND expires >= $4 RETURNING sealed",
        )
        .bind(hash)
        .bind(&inbox.tenant)
        .bind(&inbox.inbox)
        .bind(now)
        .fetch_optional(&mut *within)
        .await?;
        within.done().await?;
        Ok(taken)
    }

    /// Remembers that a host token was used. False where it was used before.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn use_token(&self, tenant: &TenantId, token: &[u8], expires: i64) -> Result<bool, DbError> {
        let mut within = self.within(tenant).await?;
        let done =
            sqlx::query("INSERT INTO used_tokens (token, tenant, expires) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING")
                .bind(token)
                .bind(tenant)
                .bind(expires)
                .execute(&mut *within)
                .await?;
        within.done().await?;
        Ok(done.rows_affected() == 1)
    }

    /// Whether a host token was used before. Looking uses nothing up.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn token_was_used(&self, tenant: &TenantId, token: &[u8]) -> Result<bool, DbError> {
        let mut within = self.within(tenant).await?;
        let query = sqlx::query_scalar::<_, i64>("SELECT expires FROM used_tokens WHERE tenant = $1 AND token = $2");
        Ok(query.bind(tenant).bind(token).fetch_optional(&mut *within).await?.is_some())
    }
}
