//! Whose rows a statement may touch: one tenant's, the vendor's, or, for `across.rs` alone, everybody's.

use super::{Db, DbError, Kind, postgres};
use crate::ids::TenantId;
use sqlx::pool::PoolConnection;
use sqlx::{Any, AnyConnection, Transaction};
use std::ops::{Deref, DerefMut};

/// A connection that sees one tenant's rows. What is changed with it counts after [`done`](Self::done).
#[derive(Debug)]
pub(super) struct Within(Held);

#[derive(Debug)]
enum Held {
    /// In SQLite: single statements, each for itself. The statements themselves name the tenant.
    Plain(PoolConnection<Any>),
    /// All or nothing. In PostgreSQL always: the transaction says whose rows it may touch.
    Change(Transaction<'static, Any>),
}

impl Within {
    /// Lets the changes count.
    pub(super) async fn done(self) -> Result<(), DbError> {
        if let Held::Change(change) = self.0 {
            change.commit().await?;
        }
        Ok(())
    }
}

impl Deref for Within {
    type Target = AnyConnection;

    fn deref(&self) -> &AnyConnection {
        match &self.0 {
            Held::Plain(connection) => connection,
            Held::Change(change) => change,
        }
    }
}

impl DerefMut for Within {
    fn deref_mut(&mut self) -> &mut AnyConnection {
        match &mut self.0 {
            Held::Plain(connection) => connection,
            Held::Change(change) => change,
        }
    }
}

impl Db {
    /// For one statement on a tenant's rows.
    pub(super) async fn within(&self, tenant: &TenantId) -> Result<Within, DbError> {
        self.one(Some(tenant)).await
    }

    /// For several statements on a tenant's rows: all or nothing.
    pub(super) async fn change(&self, tenant: &TenantId) -> Result<Within, DbError> {
        Ok(Within(Held::Change(match &self.kind {
            // At once a writer's transaction: one that begins by reading could not become one beside another writer.
            Kind::Sqlite(_) => self.pool.begin_with("BEGIN IMMEDIATE").await?,
            Kind::Postgres(_) => self.begin(Some(tenant)).await?,
        })))
    }

    /// For one statement on the vendor's own rows: those without a tenant.
    pub(super) async fn vendor(&self) -> Result<Within, DbError> {
        self.one(None).await
    }

    /// For one statement on a tenant's rows, or on the vendor's own.
    pub(super) async fn within_or_vendor(&self, tenant: Option<&TenantId>) -> Result<Within, DbError> {
        self.one(tenant).await
    }

    async fn one(&self, tenant: Option<&TenantId>) -> Result<Within, DbError> {
        Ok(Within(match &self.kind {
            Kind::Sqlite(_) => Held::Plain(self.pool.acquire().await?),
            Kind::Postgres(_) => Held::Change(self.begin(tenant).await?),
        }))
    }

    /// In PostgreSQL. The server may have ended connections that wait in the pool, when it was restarted: each is found to be
    /// dead by its next transaction, which then begins on another.
    async fn begin(&self, tenant: Option<&TenantId>) -> Result<Transaction<'static, Any>, DbError> {
        let mut tries = 0;
        loop {
            match self.pool.begin_with(postgres::scope(tenant)).await {
                Err(error) if tries < postgres::CONNECTIONS && postgres::was_cut(&error) => tries += 1,
                begun => return Ok(begun?),
            }
        }
    }
}
