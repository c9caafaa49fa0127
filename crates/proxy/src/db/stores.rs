//! Connected stores.

use super::{Db, DbError, Inbox};
use crate::ids::{StoreId, TenantId};
use crate::store::{ShopDomain, Store};
use sqlx::Row as _;
use sqlx::sqlite::SqliteRow;

/// How a connection is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ConnectionState {
    /// It works, as far as is known.
    Connected,
    /// Shopify no longer accepts its token.
    ReconnectNeeded,
}

impl ConnectionState {
    /// Its name in the database and in `store list`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Connected => "connected",
            Self::ReconnectNeeded => "reconnect_needed",
        }
    }

    fn parse(text: &str) -> Option<Self> {
        [Self::Connected, Self::ReconnectNeeded].into_iter().find(|state| state.as_str() == text)
    }
}

/// A store, as it is kept.
#[derive(Clone, Debug)]
pub struct StoreRow {
    /// What is known of it.
    pub store: Store,
    /// How the credentials came: `token`.
    pub grant: String,
    /// Its access token, sealed.
    pub sealed: Vec<u8>,
    /// How the connection is.
    pub state: ConnectionState,
}

/// What `store connect` keeps.
pub type NewStore = StoreRow;

const STORE: &str = "store, tenant, shop, name, currency, timezone, grant_kind, scopes, token, state";

impl Db {
    /// Keeps a connection. The same shop of the same tenant is replaced and keeps its id.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn save_store(&self, new: &NewStore, now: i64) -> Result<(), DbError> {
        let store = &new.store;
        let scopes = serde_json::to_string(&store.scopes).map_err(|_| DbError::Damaged("stores"))?;
        sqlx::query(
            "INSERT INTO stores (store, tenant, shop, name, currency, timezone, grant_kind, scopes, token, state, created)
             VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
             ON CONFLICT (tenant, shop) DO UPDATE SET name = excluded.name, currency = excluded.currency,
               timezone = excluded.timezone, grant_kind = excluded.grant_kind, scopes = excluded.scopes,
               token = excluded.token, state = excluded.state",
        )
        .bind(&store.id)
        .bind(&store.tenant)
        .bind(store.shop.as_str())
        .bind(&store.name)
        .bind(&store.currency)
        .bind(&store.timezone)
        .bind(&new.grant)
        .bind(scopes)
        .bind(&new.sealed)
        .bind(new.state.as_str())
        .bind(now)
        .execute(&self.pool)
        .await?;
        Ok(())
    }

    /// A tenant's stores, in the order they were connected.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn stores(&self, tenant: &TenantId) -> Result<Vec<StoreRow>, DbError> {
        let query = sqlx::AssertSqlSafe(format!("SELECT {STORE} FROM stores WHERE tenant = ? ORDER BY created, rowid"));
        sqlx::query(query).bind(tenant).fetch_all(&self.pool).await?.iter().map(read_store).collect()
    }

    /// The stores that an inbox shows: all of its tenant's, or those that were chosen for it.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn stores_of_inbox(&self, inbox: &Inbox) -> Result<Vec<StoreRow>, DbError> {
        let query = sqlx::AssertSqlSafe(format!(
            "SELECT {STORE} FROM stores WHERE tenant = ?
             AND (? OR store IN (SELECT store FROM inbox_stores WHERE inbox = ?)) ORDER BY created, rowid"
        ));
        let query = sqlx::query(query).bind(&inbox.tenant).bind(inbox.all_stores).bind(&inbox.inbox);
        query.fetch_all(&self.pool).await?.iter().map(read_store).collect()
    }

    /// A tenant's store for a shop.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn store_of_shop(&self, tenant: &TenantId, shop: &ShopDomain) -> Result<Option<StoreRow>, DbError> {
        let query = sqlx::AssertSqlSafe(format!("SELECT {STORE} FROM stores WHERE tenant = ? AND shop = ?"));
        let row = sqlx::query(query).bind(tenant).bind(shop.as_str()).fetch_optional(&self.pool).await?;
        row.as_ref().map(read_store).transpose()
    }

    /// A store by its id alone, for the command line.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn store(&self, store: &StoreId) -> Result<Option<StoreRow>, DbError> {
        let query = sqlx::AssertSqlSafe(format!("SELECT {STORE} FROM stores WHERE store = ?"));
        let row = sqlx::query(query).bind(store).fetch_optional(&self.pool).await?;
        row.as_ref().map(read_store).transpose()
    }

    /// Notes how a connection is.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn set_store_state(
        &self,
        tenant: &TenantId,
        store: &StoreId,
        state: ConnectionState,
    ) -> Result<(), DbError> {
        sqlx::query("UPDATE stores SET state = ? WHERE tenant = ? AND store = ?")
            .bind(state.as_str())
            .bind(tenant)
            .bind(store)
            .execute(&self.pool)
            .await?;
        Ok(())
    }

    /// Forgets a connection and its token. False where there is none.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn remove_store(&self, tenant: &TenantId, store: &StoreId) -> Result<bool, DbError> {
        let done = sqlx::query("DELETE FROM stores WHERE tenant = ? AND store = ?")
            .bind(tenant)
            .bind(store)
            .execute(&self.pool)
            .await?;
        Ok(done.rows_affected() > 0)
    }
}

fn read_store(row: &SqliteRow) -> Result<StoreRow, DbError> {
    let (shop, scopes, state): (String, String, String) =
        (row.try_get("shop")?, row.try_get("scopes")?, row.try_get("state")?);
    let (Ok(shop), Ok(scopes), Some(state)) =
        (ShopDomain::parse(&shop), serde_json::from_str(&scopes), ConnectionState::parse(&state))
    else {
        return Err(DbError::Damaged("stores"));
    };
    let store = Store {
        id: row.try_get("store")?,
        tenant: row.try_get("tenant")?,
        shop,
        name: row.try_get("name")?,
        currency: row.try_get("currency")?,
        timezone: row.try_get("timezone")?,
        scopes,
    };
    Ok(StoreRow { store, grant: row.try_get("grant_kind")?, sealed: row.try_get("token")?, state })
}
