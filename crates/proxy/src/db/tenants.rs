//! Tenants.

use super::{Db, DbError};
use crate::ids::TenantId;

/// A tenant, as it is kept.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct TenantRow {
    /// Its id.
    pub tenant: TenantId,
    /// What people call it.
    pub name: String,
    /// Its data key, sealed by the key file.
    pub data_key: Vec<u8>,
}

impl Db {
    /// Adds a tenant.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn add_tenant(&self, row: &TenantRow, now: i64) -> Result<(), DbError> {
        let mut within = self.within(&row.tenant).await?;
        sqlx::query("INSERT INTO tenants (tenant, name, data_key, created) VALUES ($1, $2, $3, $4)")
            .bind(&row.tenant)
            .bind(&row.name)
            .bind(&row.data_key)
            .bind(now)
            .execute(&mut *within)
            .await?;
        within.done().await
    }

    /// One tenant.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn tenant(&self, tenant: &TenantId) -> Result<Option<TenantRow>, DbError> {
        let mut within = self.within(tenant).await?;
        Ok(sqlx::query_as("SELECT tenant, name, data_key FROM tenants WHERE tenant = $1")
            .bind(tenant)
            .fetch_optional(&mut *within)
            .await?)
    }

    /// Replaces a tenant's sealed data key, if it is still the one that was read.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn reseal_tenant(&self, row: &TenantRow, data_key: &[u8]) -> Result<bool, DbError> {
        let mut within = self.within(&row.tenant).await?;
        let done = sqlx::query("UPDATE tenants SET data_key = $1 WHERE tenant = $2 AND data_key = $3")
            .bind(data_key)
            .bind(&row.tenant)
            .bind(&row.data_key)
            .execute(&mut *within)
            .await?;
        within.done().await?;
        Ok(done.rows_affected() > 0)
    }

    /// Removes a tenant with all that is theirs. False where there is none.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn remove_tenant(&self, tenant: &TenantId) -> Result<bool, DbError> {
        let mut within = self.within(tenant).await?;
        let done = sqlx::query("DELETE FROM tenants WHERE tenant = $1").bind(tenant).execute(&mut *within).await?;
        within.done().await?;
        Ok(done.rows_affected() > 0)
    }
}
