//! Organisations' OpenID Connect providers: at most one each.

use super::{Db, DbError, NewChange, changes};
use crate::ids::TenantId;
use crate::provider::Allowed;
use sqlx::Row as _;

/// An organisation's provider, as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProviderRow {
    /// Its issuer.
    pub issuer: String,
    /// What it knows us by.
    pub client_id: String,
    /// What we prove ourselves with, sealed; none for a public client.
    pub sealed: Option<Vec<u8>>,
    /// What agents call it.
    pub label: String,
    /// Who may sign in.
    pub allowed: Allowed,
}

impl Db {
    /// A tenant's provider.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn provider(&self, tenant: &TenantId) -> Result<Option<ProviderRow>, DbError> {
        let mut within = self.within(tenant).await?;
        let query = sqlx::query("SELECT issuer, client_id, sealed, label, allowed FROM providers WHERE tenant = $1");
        let Some(row) = query.bind(tenant).fetch_optional(&mut *within).await? else { return Ok(None) };
        let allowed: String = row.try_get("allowed")?;
        Ok(Some(ProviderRow {
            issuer: row.try_get("issuer")?,
            client_id: row.try_get("client_id")?,
            sealed: row.try_get("sealed")?,
            label: row.try_get("label")?,
            allowed: serde_json::from_str(&allowed).map_err(|_| DbError::Damaged("providers"))?,
        }))
    }

    /// Keeps a tenant's provider in place of the one before, and records it.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn set_provider(&self, row: &ProviderRow, entry: &NewChange) -> Result<(), DbError> {
        let allowed = serde_json::to_string(&row.allowed).map_err(|_| DbError::Damaged("providers"))?;
        let mut change = self.change(&entry.tenant).await?;
        sqlx::query(
            "INSERT INTO providers (tenant, issuer, client_id, sealed, label, allowed) VALUES ($1, $2, $3, $4, $5, $6)
             ON CONFLICT (tenant) DO UPDATE SET issuer = $2, client_id = $3, sealed = $4, label = $5, allowed = $6",
        )
        .bind(&entry.tenant)
        .bind(&row.issuer)
        .bind(&row.client_id)
        .bind(row.sealed.as_deref())
        .bind(&row.label)
        .bind(allowed)
        .execute(&mut *change)
        .await?;
        changes::add(&mut change, entry).await?;
        change.done().await
    }

    /// Forgets a tenant's provider, and records it. False where there is none. Who signed in there stays signed in.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn remove_provider(&self, entry: &NewChange) -> Result<bool, DbError> {
        let mut change = self.change(&entry.tenant).await?;
        let done =
            sqlx::query("DELETE FROM providers WHERE tenant = $1").bind(&entry.tenant).execute(&mut *change).await?;
        if done.rows_affected() == 0 {
            return Ok(false);
        }
        changes::add(&mut change, entry).await?;
        change.done().await?;
        Ok(true)
    }
}
