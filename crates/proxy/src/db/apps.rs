//! Shopify apps: the vendor's, for every tenant, or a tenant's own. Their secrets are sealed.

use super::{Db, DbError};
use crate::ids::{AppId, TenantId};
use sqlx::Row as _;
use sqlx::any::AnyRow;

/// An app, as it is kept.
#[derive(Clone, Debug)]
pub struct AppRow {
    /// Its id.
    pub app: AppId,
    /// Whose it is; the vendor's, where it is nobody's.
    pub tenant: Option<TenantId>,
    /// What Shopify knows it by.
    pub client_id: String,
    /// Its secret, sealed.
    pub secret: Vec<u8>,
    /// The secret before, sealed, which Shopify may still use.
    pub previous_secret: Option<Vec<u8>>,
    /// The scopes that are asked for on connect.
    pub scopes: Vec<String>,
}

pub(super) const APP: &str = "app, tenant, client_id, secret, previous_secret, scopes";

impl Db {
    /// Keeps an app. The same client id of the same tenant, or of the vendor, keeps its id, takes the new secret and keeps
    /// the old one beside it. Gives the app's id.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn save_app(&self, row: &AppRow, now: i64) -> Result<AppId, DbError> {
        let scopes = serde_json::to_string(&row.scopes).map_err(|_| DbError::Damaged("apps"))?;
        let conflict = if row.tenant.is_some() {
            "(tenant, client_id) WHERE tenant IS NOT NULL"
        } else {
            "(client_id) WHERE tenant IS NULL"
        };
        let statement = sqlx::AssertSqlSafe(format!(
            "INSERT INTO apps (app, tenant, client_id, secret, scopes, created) VALUES ($1, $2, $3, $4, $5, $6)
             ON CONFLICT {conflict} DO UPDATE SET
               previous_secret = apps.secret, secret = excluded.secret, scopes = excluded.scopes RETURNING app"
        ));
        let mut within = self.within_or_vendor(row.tenant.as_ref()).await?;
        let app = sqlx::query_scalar(statement)
            .bind(&row.app)
            .bind(&row.tenant)
            .bind(&row.client_id)
            .bind(&row.secret)
            .bind(scopes)
            .bind(now)
            .fetch_one(&mut *within)
            .await?;
        within.done().await?;
        Ok(app)
    }

    /// An app that a tenant may connect through: its own, or the vendor's.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn app(&self, tenant: &TenantId, app: &AppId) -> Result<Option<AppRow>, DbError> {
        let query =
            sqlx::AssertSqlSafe(format!("SELECT {APP} FROM apps WHERE app = $1 AND (tenant = $2 OR tenant IS NULL)"));
        let mut within = self.within(tenant).await?;
        let row = sqlx::query(query).bind(app).bind(tenant).fetch_optional(&mut *within).await?;
        row.as_ref().map(read_app).transpose()
    }

    /// The apps that a tenant may connect through: its own first, then the vendor's.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn apps(&self, tenant: &TenantId) -> Result<Vec<AppRow>, DbError> {
        let query = sqlx::AssertSqlSafe(format!(
            "SELECT {APP} FROM apps WHERE tenant = $1 OR tenant IS NULL
             ORDER BY CASE WHEN tenant IS NULL THEN 1 ELSE 0 END, created, rowid"
        ));
        let mut within = self.within(tenant).await?;
        sqlx::query(query).bind(tenant).fetch_all(&mut *within).await?.iter().map(read_app).collect()
    }

    /// One of the vendor's own apps.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn vendor_app(&self, app: &AppId) -> Result<Option<AppRow>, DbError> {
        let query = sqlx::AssertSqlSafe(format!("SELECT {APP} FROM apps WHERE app = $1 AND tenant IS NULL"));
        let mut within = self.vendor().await?;
        sqlx::query(query).bind(app).fetch_optional(&mut *within).await?.as_ref().map(read_app).transpose()
    }

    /// The vendor's own apps.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn vendor_apps(&self) -> Result<Vec<AppRow>, DbError> {
        let query = sqlx::AssertSqlSafe(format!("SELECT {APP} FROM apps WHERE tenant IS NULL ORDER BY created, rowid"));
        let mut within = self.vendor().await?;
        sqlx::query(query).fetch_all(&mut *within).await?.iter().map(read_app).collect()
    }

    /// Changes the scopes that an app asks for; its secrets stay.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn set_app_scopes(&self, row: &AppRow, scopes: &[String]) -> Result<(), DbError> {
        let scopes = serde_json::to_string(scopes).map_err(|_| DbError::Damaged("apps"))?;
        let mut within = self.within_or_vendor(row.tenant.as_ref()).await?;
        sqlx::query("UPDATE apps SET scopes = $1 WHERE app = $2 AND coalesce(tenant, '') = $3")
            .bind(scopes)
            .bind(&row.app)
            .bind(row.tenant.as_ref().map_or("", TenantId::as_str))
            .execute(&mut *within)
            .await?;
        within.done().await
    }

    /// The vendor's data key, sealed by the key file, where there is one yet.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn vendor_key(&self) -> Result<Option<Vec<u8>>, DbError> {
        let mut within = self.vendor().await?;
        Ok(sqlx::query_scalar("SELECT data_key FROM vendor_key").fetch_optional(&mut *within).await?)
    }

    /// Keeps the vendor's data key, sealed anew or for the first time. `before`: what was read. False where it is another
    /// one by now.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn keep_vendor_key(&self, before: Option<&[u8]>, data_key: &[u8]) -> Result<bool, DbError> {
        let mut within = self.vendor().await?;
        let query = match before {
            None => sqlx::query("INSERT INTO vendor_key (one, data_key) VALUES (1, $1) ON CONFLICT DO NOTHING")
                .bind(data_key),
            Some(before) => {
                sqlx::query("UPDATE vendor_key SET data_key = $1 WHERE data_key = $2").bind(data_key).bind(before)
            }
        };
        let done = query.execute(&mut *within).await?;
        within.done().await?;
        Ok(done.rows_affected() == 1)
    }
}

/// Reads what [`APP`] selects.
pub(super) fn read_app(row: &AnyRow) -> Result<AppRow, DbError> {
    let scopes: String = row.try_get("scopes")?;
    Ok(AppRow {
        app: row.try_get("app")?,
        tenant: row.try_get("tenant")?,
        client_id: row.try_get("client_id")?,
        secret: row.try_get("secret")?,
        previous_secret: row.try_get("previous_secret")?,
        scopes: serde_json::from_str(&scopes).map_err(|_| DbError::Damaged("apps"))?,
    })
}
