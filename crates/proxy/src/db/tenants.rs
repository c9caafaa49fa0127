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
        sqlx::query("INSERT INTO tenants (tenant, name, data_key, created) VALUES (?, ?, ?, ?)")
            .bind(&row.tenant)
            .bind(&row.name)
            .bind(&row.data_key)
            .bind(now)
            .execute(&self.pool)
            .await?;
        Ok(())
    }

    /// One tenant.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn tenant(&self, tenant: &TenantId) -> Result<Option<TenantRow>, DbError> {
        Ok(sqlx::query_as("SELECT tenant, name, data_key FROM tenants WHERE tenant = ?")
            .bind(tenant)
            .fetch_optional(&self.pool)
            .await?)
    }

    /// All tenants, in the order they were added.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn tenants(&self) -> Result<Vec<TenantRow>, DbError> {
        Ok(sqlx::query_as("SELECT tenant, name, data_key FROM tenants ORDER BY created, rowid")
            .fetch_all(&self.pool)
            .await?)
    }

    /// Replaces a tenant's sealed data key, if it is still the one that was read.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn reseal_tenant(&self, row: &TenantRow, data_key: &[u8]) -> Result<bool, DbError> {
        let done = sqlx::query("UPDATE tenants SET data_key = ? WHERE tenant = ? AND data_key = ?")
            .bind(data_key)
            .bind(&row.tenant)
            .bind(&row.data_key)
            .execute(&self.pool)
            .await?;
        Ok(done.rows_affected() > 0)
    }

    /// Removes a tenant with all that is theirs. False where there is none.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn remove_tenant(&self, tenant: &TenantId) -> Result<bool, DbError> {
        let done = sqlx::query("DELETE FROM tenants WHERE tenant = ?").bind(tenant).execute(&self.pool).await?;
        Ok(done.rows_affected() > 0)
    }
}
