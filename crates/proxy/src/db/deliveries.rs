//! Webhook deliveries: each is acted on once, and what it changes counts together with the note that it was.

use super::scope::Within;
use super::{Db, DbError, Failure, Signal, What};
use crate::ids::{AppId, StoreId, TenantId};
use serde_json::Value;
use sqlx::Row as _;

/// A delivery that nobody has acted on yet. What is done with it counts after [`done`](Self::done), all or nothing.
#[derive(Debug)]
pub struct Taken<'a> {
    db: &'a Db,
    tenant: TenantId,
    pub(super) change: Within,
}

impl Db {
    /// Takes a delivery to act on it; none where somebody has acted on it already.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn take_delivery(
        &self,
        tenant: &TenantId,
        app: &AppId,
        delivery: &str,
        now: i64,
    ) -> Result<Option<Taken<'_>>, DbError> {
        let mut change = self.change(tenant).await?;
        let noted = sqlx::query(
            "INSERT INTO deliveries (tenant, app, delivery, received) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING",
        )
        .bind(tenant)
        .bind(app)
        .bind(delivery)
        .bind(now)
        .execute(&mut *change)
        .await?;
        Ok((noted.rows_affected() == 1).then(|| Taken { db: self, tenant: tenant.clone(), change }))
    }
}

impl Taken<'_> {
    /// Tells other processes; this one acts by itself.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn announce(&mut self, store: &StoreId, what: What) -> Result<(), DbError> {
        let signal = Signal { tenant: self.tenant.clone(), store: Some(store.clone()), what };
        self.db.announce_with(&mut self.change, &signal).await
    }

    /// The app was uninstalled: the credentials are dead. A refresh that is under way does not bring them back.
    /// False where the store was connected after that.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn uninstalled(&mut self, store: &StoreId, failure: &Failure) -> Result<bool, DbError> {
        let done = sqlx::query(
            "UPDATE connections SET state = 'reconnect_needed', version = version + 1,
               error = $1, error_at = $2, error_reference = $3
             WHERE tenant = $4 AND store = $5 AND connected <= $2",
        )
        .bind(&failure.code)
        .bind(failure.at)
        .bind(&failure.reference)
        .bind(&self.tenant)
        .bind(store)
        .execute(&mut *self.change)
        .await?;
        Ok(done.rows_affected() == 1)
    }

    /// Keeps the granted scopes, said `since`, Unix milliseconds. False where something newer is known.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn keep_scopes(&mut self, store: &StoreId, scopes: &[String], since: i64) -> Result<bool, DbError> {
        let query = "SELECT metadata, connected FROM connections WHERE tenant = $1 AND store = $2";
        let row = sqlx::query(query).bind(&self.tenant).bind(store).fetch_optional(&mut *self.change).await?;
        let Some(row) = row else { return Ok(false) };
        let (metadata, connected): (String, i64) = (row.try_get("metadata")?, row.try_get("connected")?);
        let mut metadata: Value = serde_json::from_str(&metadata).map_err(|_| DbError::Damaged("connections"))?;
        let newest = metadata["scopes_since"].as_i64().unwrap_or(i64::MIN).max(connected.saturating_mul(1000));
        // Compared by whole seconds with the time of connecting: the webhook may tell of that very moment.
        if since < newest {
            return Ok(false);
        }
        if !metadata.is_object() {
            metadata = Value::Object(serde_json::Map::new());
        }
        metadata["scopes_since"] = since.into();
        let scopes = serde_json::to_string(scopes).map_err(|_| DbError::Damaged("connections"))?;
        sqlx::query("UPDATE connections SET scopes = $1, metadata = $2 WHERE tenant = $3 AND store = $4")
            .bind(scopes)
            .bind(metadata.to_string())
            .bind(&self.tenant)
            .bind(store)
            .execute(&mut *self.change)
            .await?;
        Ok(true)
    }

    /// Whether the store was connected after this moment, Unix seconds.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn connected_after(&mut self, store: &StoreId, moment: i64) -> Result<bool, DbError> {
        let query = "SELECT count(*) FROM connections WHERE tenant = $1 AND store = $2 AND connected > $3";
        let count: i64 =
            sqlx::query_scalar(query).bind(&self.tenant).bind(store).bind(moment).fetch_one(&mut *self.change).await?;
        Ok(count > 0)
    }

    /// Removes a store with everything of it, the access record too. How many entries that had.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn remove_store(&mut self, store: &StoreId) -> Result<u64, DbError> {
        let record = "DELETE FROM access_record WHERE tenant = $1 AND store = $2";
        let entries = sqlx::query(record).bind(&self.tenant).bind(store).execute(&mut *self.change).await?;
        let statement = "DELETE FROM stores WHERE tenant = $1 AND store = $2";
        sqlx::query(statement).bind(&self.tenant).bind(store).execute(&mut *self.change).await?;
        Ok(entries.rows_affected())
    }

    /// Whose delivery it is.
    #[must_use]
    pub const fn tenant(&self) -> &TenantId {
        &self.tenant
    }

    /// Lets it count.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn done(self) -> Result<(), DbError> {
        self.change.done().await
    }
}
