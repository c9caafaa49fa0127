//! Stores: the shops that a tenant has connected, now or once.

use super::connections::{CONNECTION, Connection, read_connection};
use super::{Db, DbError, Inbox};
use crate::ids::{StoreId, TenantId};
use crate::store::{ShopDomain, Store};
use sqlx::Row as _;
use sqlx::any::AnyRow;

/// A connected store, as it is kept.
#[derive(Clone, Debug)]
pub struct StoreRow {
    /// What is known of it.
    pub store: Store,
    /// How its credentials are held.
    pub connection: Connection,
}

const STORE: &str = "stores.store, stores.tenant, stores.shop, name, currency, timezone, country, prefix";

impl Db {
    /// A tenant's connected stores, in the order they were first connected.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn stores(&self, tenant: &TenantId) -> Result<Vec<StoreRow>, DbError> {
        let query = sqlx::AssertSqlSafe(format!(
            "SELECT {STORE}, {CONNECTION} FROM stores JOIN connections ON connections.store = stores.store
             WHERE stores.tenant = $1 ORDER BY stores.created, stores.rowid"
        ));
        let mut within = self.within(tenant).await?;
        sqlx::query(query).bind(tenant).fetch_all(&mut *within).await?.iter().map(read_row).collect()
    }

    /// A tenant's stores that are not connected any more.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn disconnected_stores(&self, tenant: &TenantId) -> Result<Vec<Store>, DbError> {
        let query = sqlx::AssertSqlSafe(format!(
            "SELECT {STORE} FROM stores WHERE tenant = $1 AND NOT EXISTS
               (SELECT 1 FROM connections WHERE connections.store = stores.store) ORDER BY created, rowid"
        ));
        let mut within = self.within(tenant).await?;
        let rows = sqlx::query(query).bind(tenant).fetch_all(&mut *within).await?;
        rows.iter().map(|row| read_store(row, Vec::new())).collect()
    }

    /// The connected stores that an inbox shows: all of its tenant's, or those that were chosen for it.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn stores_of_inbox(&self, inbox: &Inbox) -> Result<Vec<StoreRow>, DbError> {
        let query = sqlx::AssertSqlSafe(format!(
            "SELECT {STORE}, {CONNECTION} FROM stores JOIN connections ON connections.store = stores.store
             WHERE stores.tenant = $1
             AND ($2 = 1 OR stores.store IN (SELECT store FROM inbox_stores WHERE inbox = $3 AND tenant = $1))
             ORDER BY stores.created, stores.rowid"
        ));
        let mut within = self.within(&inbox.tenant).await?;
        let query = sqlx::query(query).bind(&inbox.tenant).bind(i64::from(inbox.all_stores)).bind(&inbox.inbox);
        query.fetch_all(&mut *within).await?.iter().map(read_row).collect()
    }

    /// The id of a tenant's store for a shop, connected or not.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn store_of_shop(&self, tenant: &TenantId, shop: &ShopDomain) -> Result<Option<StoreId>, DbError> {
        let mut within = self.within(tenant).await?;
        let query = sqlx::query_scalar("SELECT store FROM stores WHERE tenant = $1 AND shop = $2");
        Ok(query.bind(tenant).bind(shop.as_str()).fetch_optional(&mut *within).await?)
    }

    /// A store's shop, connected or not.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn shop_of_store(&self, tenant: &TenantId, store: &StoreId) -> Result<Option<String>, DbError> {
        let mut within = self.within(tenant).await?;
        let query = sqlx::query_scalar("SELECT shop FROM stores WHERE tenant = $1 AND store = $2");
        Ok(query.bind(tenant).bind(store).fetch_optional(&mut *within).await?)
    }

    /// One connected store.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn store(&self, tenant: &TenantId, store: &StoreId) -> Result<Option<StoreRow>, DbError> {
        let query = sqlx::AssertSqlSafe(format!(
            "SELECT {STORE}, {CONNECTION} FROM stores JOIN connections ON connections.store = stores.store
             WHERE stores.tenant = $1 AND stores.store = $2"
        ));
        let mut within = self.within(tenant).await?;
        let row = sqlx::query(query).bind(tenant).bind(store).fetch_optional(&mut *within).await?;
        row.as_ref().map(read_row).transpose()
    }

    /// Keeps the prefix of a store's order numbers. False where the tenant has no such store.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn set_prefix(&self, tenant: &TenantId, store: &StoreId, prefix: Option<&str>) -> Result<bool, DbError> {
        let mut within = self.within(tenant).await?;
        let done = sqlx::query("UPDATE stores SET prefix = $1 WHERE tenant = $2 AND store = $3")
            .bind(prefix)
            .bind(tenant)
            .bind(store)
            .execute(&mut *within)
            .await?;
        within.done().await?;
        Ok(done.rows_affected() > 0)
    }
}

fn read_row(row: &AnyRow) -> Result<StoreRow, DbError> {
    let scopes: String = row.try_get("scopes")?;
    let scopes = serde_json::from_str(&scopes).map_err(|_| DbError::Damaged("connections"))?;
    Ok(StoreRow { store: read_store(row, scopes)?, connection: read_connection(row)? })
}

fn read_store(row: &AnyRow, scopes: Vec<String>) -> Result<Store, DbError> {
    let shop: String = row.try_get("shop")?;
    Ok(Store {
        id: row.try_get("store")?,
        tenant: row.try_get("tenant")?,
        shop: ShopDomain::parse(&shop).map_err(|_| DbError::Damaged("stores"))?,
        name: row.try_get("name")?,
        currency: row.try_get("currency")?,
        timezone: row.try_get("timezone")?,
        country: row.try_get("country")?,
        prefix: row.try_get("prefix")?,
        scopes,
    })
}
