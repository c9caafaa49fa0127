//! Owners: the one-time links by which they sign in, and their sessions, hashes only; and what they are called.

use super::{Db, DbError};
use crate::ids::TenantId;
use sqlx::Row as _;
use std::collections::HashMap;

impl Db {
    /// Keeps a link under its hash.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn add_owner_link(
        &self,
        tenant: &TenantId,
        link: &[u8],
        name: Option<&str>,
        expires: i64,
    ) -> Result<(), DbError> {
        let mut within = self.within(tenant).await?;
        sqlx::query("INSERT INTO owner_links (link, tenant, expires, name) VALUES ($1, $2, $3, $4)")
            .bind(link)
            .bind(tenant)
            .bind(expires)
            .bind(name)
            .execute(&mut *within)
            .await?;
        within.done().await
    }

    /// Uses a link up: the name that was given with it, where one was. None where there is no such link, or it is too old.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn take_owner_link(
        &self,
        tenant: &TenantId,
        link: &[u8],
        now: i64,
    ) -> Result<Option<Option<String>>, DbError> {
        let mut within = self.within(tenant).await?;
        let query = sqlx::query_scalar(
            "DELETE FROM owner_links WHERE link = $1 AND tenant = $2 AND expires > $3 RETURNING name",
        );
        let taken = query.bind(link).bind(tenant).bind(now).fetch_optional(&mut *within).await?;
        within.done().await?;
        Ok(taken)
    }

    /// Keeps what an owner is called, for as long as the tenant is there: what they did names them.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn name_owner(&self, tenant: &TenantId, owner: &str, name: &str) -> Result<(), DbError> {
        let mut within = self.within(tenant).await?;
        sqlx::query("INSERT INTO owners (owner, tenant, name) VALUES ($1, $2, $3)")
            .bind(owner)
            .bind(tenant)
            .bind(name)
            .execute(&mut *within)
            .await?;
        within.done().await
    }

    /// What an owner is called; none where nobody said so.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn owner_name(&self, tenant: &TenantId, owner: &str) -> Result<Option<String>, DbError> {
        let mut within = self.within(tenant).await?;
        let query = sqlx::query_scalar("SELECT name FROM owners WHERE tenant = $1 AND owner = $2");
        Ok(query.bind(tenant).bind(owner).fetch_optional(&mut *within).await?)
    }

    /// What a tenant's owners are called, by their ids.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn owner_names(&self, tenant: &TenantId) -> Result<HashMap<String, String>, DbError> {
        let mut within = self.within(tenant).await?;
        let query = sqlx::query("SELECT owner, name FROM owners WHERE tenant = $1").bind(tenant);
        let rows = query.fetch_all(&mut *within).await?;
        rows.iter().map(|row| Ok((row.try_get("owner")?, row.try_get("name")?))).collect()
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
