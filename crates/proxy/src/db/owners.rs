//! Owners: the one-time links by which they sign in, and their sessions. Hashes only.

use super::{Db, DbError};
use crate::ids::TenantId;

impl Db {
    /// Keeps a link under its hash.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn add_owner_link(&self, tenant: &TenantId, link: &[u8], expires: i64) -> Result<(), DbError> {
        let mut within = self.within(tenant).await?;
        sqlx::query("INSERT INTO owner_links (link, tenant, expires) VALUES ($1, $2, $3)")
            .bind(link)
            .bind(tenant)
            .bind(expires)
            .execute(&mut *within)
            .await?;
        within.done().await
    }

    /// Uses a link up. False where there is none, or it is too old.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn take_owner_link(&self, tenant: &TenantId, link: &[u8], now: i64) -> Result<bool, DbError> {
        let mut within = self.within(tenant).await?;
        let done = sqlx::query("DELETE FROM owner_links WHERE link = $1 AND tenant = $2 AND expires > $3")
            .bind(link)
            .bind(tenant)
            .bind(now)
            .execute(&mut *within)
            .await?;
        within.done().await?;
        Ok(done.rows_affected() == 1)
    }

    /// Keeps an owner's session under its hash.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn add_owner_session(
        &self,
        tenant: &TenantId,
        session: &[u8],
        owner: &str,
        now: i64,
        expires: i64,
    ) -> Result<(), DbError> {
        let mut within = self.within(tenant).await?;
        sqlx::query(
            "INSERT INTO owner_sessions (session, tenant, owner, created, expires) VALUES ($1, $2, $3, $4, $5)",
        )
        .bind(session)
        .bind(tenant)
        .bind(owner)
        .bind(now)
        .bind(expires)
        .execute(&mut *within)
        .await?;
        within.done().await
    }

    /// Who an owner's session is: none where it has ended.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn owner_of_session(
        &self,
        tenant: &TenantId,
        session: &[u8],
        now: i64,
    ) -> Result<Option<String>, DbError> {
        let mut within = self.within(tenant).await?;
        let query =
            sqlx::query_scalar("SELECT owner FROM owner_sessions WHERE session = $1 AND tenant = $2 AND expires > $3");
        Ok(query.bind(session).bind(tenant).bind(now).fetch_optional(&mut *within).await?)
    }

    /// Ends an owner's session.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn end_owner_session(&self, tenant: &TenantId, session: &[u8]) -> Result<(), DbError> {
        let mut within = self.within(tenant).await?;
        sqlx::query("DELETE FROM owner_sessions WHERE session = $1 AND tenant = $2")
            .bind(session)
            .bind(tenant)
            .execute(&mut *within)
            .await?;
        within.done().await
    }
}
