//! What must look across tenants: whose an inbox, a key, a store or a link is; and the jobs for all. Nothing else does.
//!
//! In PostgreSQL each of these is a function of a role of its own, which alone may look across; SECURITY.md lists them.

use super::apps::{APP, read_app};
use super::{AppRow, Db, DbError, TenantRow};
use crate::ids::{AppId, InboxId, KeyId, StoreId, TenantId};
use crate::store::ShopDomain;

impl Db {
    /// Whose an inbox is.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn tenant_of_inbox(&self, inbox: &InboxId) -> Result<Option<TenantId>, DbError> {
        self.whose(inbox.as_str(), "SELECT tenant FROM inboxes WHERE inbox = $1").await
    }

    /// Whose a key of an inbox is.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn tenant_of_key(&self, key: &KeyId) -> Result<Option<TenantId>, DbError> {
        self.whose(key.as_str(), "SELECT tenant FROM inbox_keys WHERE key = $1").await
    }

    /// Whose a store is.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn tenant_of_store(&self, store: &StoreId) -> Result<Option<TenantId>, DbError> {
        self.whose(store.as_str(), "SELECT tenant FROM stores WHERE store = $1").await
    }

    /// Whose a link to connect a shop is, by the link's hash.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn tenant_of_link(&self, link: &[u8]) -> Result<Option<TenantId>, DbError> {
        let query = sqlx::query_scalar("SELECT tenant FROM attempts WHERE link = $1");
        Ok(query.bind(link).fetch_optional(&self.pool).await?)
    }

    /// Whose an attempt to connect a shop is, by the hash of the state that Shopify brings back.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn tenant_of_state(&self, state: &[u8]) -> Result<Option<TenantId>, DbError> {
        let query = sqlx::query_scalar("SELECT tenant FROM attempts WHERE state = $1");
        Ok(query.bind(state).fetch_optional(&self.pool).await?)
    }

    /// The store that an app is connected to for a shop, and whose it is. For webhooks.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn store_of_app_and_shop(
        &self,
        app: &AppId,
        shop: &ShopDomain,
    ) -> Result<Option<(TenantId, StoreId)>, DbError> {
        let query = sqlx::query_as("SELECT tenant, store FROM connections WHERE app = $1 AND shop = $2");
        Ok(query.bind(app).bind(shop.as_str()).fetch_optional(&self.pool).await?)
    }

    /// The stores whose privacy an app's webhooks for a shop are about: connected through the app, or once, and not at all
    /// since. The vendor's app may have served several tenants.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn stores_of_app_and_shop(
        &self,
        app: &AppId,
        shop: &ShopDomain,
    ) -> Result<Vec<(TenantId, StoreId)>, DbError> {
        let query = sqlx::query_as(
            "SELECT stores.tenant, stores.store FROM stores LEFT JOIN connections ON connections.store = stores.store
             WHERE stores.shop = $2 AND (connections.app = $1 OR (connections.store IS NULL AND stores.app = $1))",
        );
        Ok(query.bind(app).bind(shop.as_str()).fetch_all(&self.pool).await?)
    }

    /// An app by its id, whosever it is: a webhook names it, and is then checked with its secrets.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn app_of_webhook(&self, app: &AppId) -> Result<Option<AppRow>, DbError> {
        let query = sqlx::AssertSqlSafe(format!("SELECT {APP} FROM apps WHERE app = $1"));
        sqlx::query(query).bind(app).fetch_optional(&self.pool).await?.as_ref().map(read_app).transpose()
    }

    /// Whether another tenant has connected this shop through the same app.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn is_taken(&self, tenant: &TenantId, client_id: &str, shop: &ShopDomain) -> Result<bool, DbError> {
        let query = sqlx::query_scalar::<_, i64>(
            "SELECT count(*) FROM connections WHERE client_id = $1 AND shop = $2 AND tenant <> $3",
        );
        Ok(query.bind(client_id).bind(shop.as_str()).bind(tenant).fetch_one(&self.pool).await? > 0)
    }

    /// The live connections whose refresh token was last renewed before `since`, Unix seconds.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn due_refreshes(&self, since: i64) -> Result<Vec<(TenantId, StoreId)>, DbError> {
        let query = sqlx::query_as(
            "SELECT tenant, store FROM connections
             WHERE refresh IS NOT NULL AND state = 'connected' AND coalesce(refreshed, connected) < $1 ORDER BY refreshed",
        );
        Ok(query.bind(since).fetch_all(&self.pool).await?)
    }

    /// The live connections through an app whose webhook subscriptions were last looked at before `since`, Unix seconds.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn due_webhook_checks(&self, since: i64) -> Result<Vec<(TenantId, StoreId)>, DbError> {
        let query = sqlx::query_as(
            "SELECT tenant, store FROM connections
             WHERE app IS NOT NULL AND state = 'connected' AND coalesce(webhooks_at, 0) < $1 ORDER BY webhooks_at",
        );
        Ok(query.bind(since).fetch_all(&self.pool).await?)
    }

    /// All tenants, in the order they were added.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn tenants(&self) -> Result<Vec<TenantRow>, DbError> {
        let query = sqlx::query_as("SELECT tenant, name, data_key FROM tenants ORDER BY created, rowid");
        Ok(query.fetch_all(&self.pool).await?)
    }

    /// Removes everybody's tickets, used host tokens, links, sessions, deliveries and records that are too old.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn sweep(&self, now: i64) -> Result<(), DbError> {
        const DAY: i64 = 24 * 60 * 60;
        for (statement, before) in [
            ("DELETE FROM tickets WHERE expires < $1", now),
            ("DELETE FROM used_tokens WHERE expires < $1", now),
            ("DELETE FROM owner_links WHERE expires < $1", now),
            ("DELETE FROM owner_sessions WHERE expires < $1", now),
            ("DELETE FROM deliveries WHERE received < $1", now - 2 * DAY),
            ("DELETE FROM attempts WHERE created < $1", now - 90 * DAY),
            ("DELETE FROM access_record WHERE at < $1", now - 90 * DAY),
            ("UPDATE compliance SET subjects = NULL WHERE subjects IS NOT NULL AND at < $1", now - 90 * DAY),
            ("DELETE FROM signals WHERE at < $1", now - 60),
        ] {
            sqlx::query(statement).bind(before).execute(&self.pool).await?;
        }
        Ok(())
    }

    async fn whose(&self, id: &str, statement: &'static str) -> Result<Option<TenantId>, DbError> {
        if let Some(tenant) = self.whose.get(id) {
            return Ok(Some(tenant));
        }
        let tenant: Option<TenantId> = sqlx::query_scalar(statement).bind(id).fetch_optional(&self.pool).await?;
        if let Some(tenant) = &tenant {
            self.whose.insert(id.to_owned(), tenant.clone());
        }
        Ok(tenant)
    }
}
