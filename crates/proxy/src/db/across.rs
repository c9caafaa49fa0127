//! What must look across tenants: whose an inbox, a key, a store or a link is; and the jobs for all. Nothing else does.
//!
//! In PostgreSQL each of these is a function of a role of its own, which alone may look across; SECURITY.md lists them. They
//! give ids only: what belongs to an id is then read within its tenant.

use super::{AppRow, Db, DbError, Kind, TenantRow};
use crate::ids::{AppId, InboxId, KeyId, StoreId, TenantId};
use crate::store::ShopDomain;

/// One question across tenants, as each database takes it.
#[derive(Clone, Copy)]
struct Across {
    sqlite: &'static str,
    postgres: &'static str,
}

const TENANT_OF_INBOX: Across = Across {
    sqlite: "SELECT tenant FROM inboxes WHERE inbox = $1",
    postgres: "SELECT tenant FROM context_card.tenant_of_inbox($1)",
};
const TENANT_OF_KEY: Across = Across {
    sqlite: "SELECT tenant FROM inbox_keys WHERE key = $1",
    postgres: "SELECT tenant FROM context_card.tenant_of_key($1)",
};
const TENANT_OF_STORE: Across = Across {
    sqlite: "SELECT tenant FROM stores WHERE store = $1",
    postgres: "SELECT tenant FROM context_card.tenant_of_store($1)",
};
const TENANT_OF_LINK: Across = Across {
    sqlite: "SELECT tenant FROM attempts WHERE link = $1",
    postgres: "SELECT tenant FROM context_card.tenant_of_link($1)",
};
const TENANT_OF_STATE: Across = Across {
    sqlite: "SELECT tenant FROM attempts WHERE state = $1",
    postgres: "SELECT tenant FROM context_card.tenant_of_state($1)",
};
const TENANT_OF_APP: Across = Across {
    sqlite: "SELECT tenant FROM apps WHERE app = $1",
    postgres: "SELECT tenant FROM context_card.tenant_of_app($1)",
};
const STORE_OF_APP_AND_SHOP: Across = Across {
    sqlite: "SELECT tenant, store FROM connections WHERE app = $1 AND shop = $2",
    postgres: "SELECT tenant, store FROM context_card.store_of_app_and_shop($1, $2)",
};
const STORES_OF_APP_AND_SHOP: Across = Across {
    sqlite: "SELECT stores.tenant, stores.store FROM stores LEFT JOIN connections ON connections.store = stores.store
             WHERE stores.shop = $2 AND (connections.app = $1 OR (connections.store IS NULL AND stores.app = $1))",
    postgres: "SELECT tenant, store FROM context_card.stores_of_app_and_shop($1, $2)",
};
const TAKEN: Across = Across {
    sqlite: "SELECT count(*) FROM connections WHERE client_id = $1 AND shop = $2 AND tenant <> $3",
    postgres: "SELECT context_card.taken($3, $1, $2)",
};
const DUE_REFRESHES: Across = Across {
    sqlite: "SELECT tenant, store FROM connections
             WHERE refresh IS NOT NULL AND state = 'connected' AND coalesce(refreshed, connected) < $1 ORDER BY refreshed",
    postgres: "SELECT tenant, store FROM context_card.due_refreshes($1)",
};
const DUE_CHECKS: Across = Across {
    sqlite: "SELECT tenant, store FROM connections
             WHERE state = 'connected' AND coalesce(webhooks_at, 0) < $1 ORDER BY webhooks_at",
    postgres: "SELECT tenant, store FROM context_card.due_checks($1)",
};
const ALL_TENANTS: Across = Across {
    sqlite: "SELECT tenant FROM tenants ORDER BY created, rowid",
    postgres: "SELECT tenant FROM context_card.all_tenants()",
};

impl Db {
    /// Whose an inbox is.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn tenant_of_inbox(&self, inbox: &InboxId) -> Result<Option<TenantId>, DbError> {
        self.whose(inbox.as_str(), TENANT_OF_INBOX).await
    }

    /// Whose a key of an inbox is.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn tenant_of_key(&self, key: &KeyId) -> Result<Option<TenantId>, DbError> {
        self.whose(key.as_str(), TENANT_OF_KEY).await
    }

    /// Whose a store is.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn tenant_of_store(&self, store: &StoreId) -> Result<Option<TenantId>, DbError> {
        self.whose(store.as_str(), TENANT_OF_STORE).await
    }

    /// Whose a link to connect a shop is, by the link's hash.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn tenant_of_link(&self, link: &[u8]) -> Result<Option<TenantId>, DbError> {
        let query = sqlx::query_scalar(self.across(TENANT_OF_LINK));
        Ok(query.bind(link).fetch_optional(&self.pool).await?)
    }

    /// Whose an attempt to connect a shop is, by the hash of the state that Shopify brings back.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn tenant_of_state(&self, state: &[u8]) -> Result<Option<TenantId>, DbError> {
        let query = sqlx::query_scalar(self.across(TENANT_OF_STATE));
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
        let query = sqlx::query_as(self.across(STORE_OF_APP_AND_SHOP));
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
        let query = sqlx::query_as(self.across(STORES_OF_APP_AND_SHOP));
        Ok(query.bind(app).bind(shop.as_str()).fetch_all(&self.pool).await?)
    }

    /// An app by its id, whosever it is: a webhook names it, and is then checked with its secrets.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn app_of_webhook(&self, app: &AppId) -> Result<Option<AppRow>, DbError> {
        let query = sqlx::query_scalar::<_, Option<TenantId>>(self.across(TENANT_OF_APP));
        match query.bind(app).fetch_optional(&self.pool).await? {
            None => Ok(None),
            Some(None) => self.vendor_app(app).await,
            Some(Some(tenant)) => self.app(&tenant, app).await,
        }
    }

    /// Whether another tenant has connected this shop through the same app.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn is_taken(&self, tenant: &TenantId, client_id: &str, shop: &ShopDomain) -> Result<bool, DbError> {
        let query = sqlx::query_scalar::<_, i64>(self.across(TAKEN));
        Ok(query.bind(client_id).bind(shop.as_str()).bind(tenant).fetch_one(&self.pool).await? > 0)
    }

    /// The live connections whose refresh token was last renewed before `since`, Unix seconds.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn due_refreshes(&self, since: i64) -> Result<Vec<(TenantId, StoreId)>, DbError> {
        let query = sqlx::query_as(self.across(DUE_REFRESHES));
        Ok(query.bind(since).fetch_all(&self.pool).await?)
    }

    /// The live connections whose scopes and webhook subscriptions were last looked at before `since`, Unix seconds.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn due_checks(&self, since: i64) -> Result<Vec<(TenantId, StoreId)>, DbError> {
        let query = sqlx::query_as(self.across(DUE_CHECKS));
        Ok(query.bind(since).fetch_all(&self.pool).await?)
    }

    /// All tenants, in the order they were added.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn tenants(&self) -> Result<Vec<TenantRow>, DbError> {
        let tenants: Vec<TenantId> = sqlx::query_scalar(self.across(ALL_TENANTS)).fetch_all(&self.pool).await?;
        let mut rows = Vec::with_capacity(tenants.len());
        for tenant in &tenants {
            // One that was removed in this moment is not there any more.
            rows.extend(self.tenant(tenant).await?);
        }
        Ok(rows)
    }

    /// Removes everybody's tickets, used host tokens, links, sessions, deliveries and records that are too old.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn sweep(&self, now: i64) -> Result<(), DbError> {
        const DAY: i64 = 24 * 60 * 60;
        if matches!(self.kind, Kind::Postgres(_)) {
            sqlx::query("SELECT context_card.sweep($1)").bind(now).execute(&self.pool).await?;
            return Ok(());
        }
        for (statement, before) in [
            ("DELETE FROM tickets WHERE expires < $1", now),
            ("DELETE FROM used_tokens WHERE expires < $1", now),
            ("DELETE FROM owner_links WHERE expires < $1", now),
            ("DELETE FROM owner_sessions WHERE expires < $1", now),
            ("DELETE FROM sign_ins WHERE expires < $1", now),
            ("DELETE FROM sign_in_codes WHERE expires < $1", now),
            ("DELETE FROM deliveries WHERE received < $1", now - 2 * DAY),
            ("DELETE FROM attempts WHERE created < $1", now - 90 * DAY),
            ("DELETE FROM access_record WHERE at < $1", now - 90 * DAY),
            ("DELETE FROM links WHERE removed_at < $1", now - 90 * DAY),
            ("UPDATE compliance SET subjects = NULL WHERE subjects IS NOT NULL AND at < $1", now - 90 * DAY),
            ("DELETE FROM signals WHERE at < $1", now - 60),
        ] {
            sqlx::query(statement).bind(before).execute(&self.pool).await?;
        }
        Ok(())
    }

    const fn across(&self, question: Across) -> &'static str {
        match self.kind {
            Kind::Sqlite(_) => question.sqlite,
            Kind::Postgres(_) => question.postgres,
        }
    }

    async fn whose(&self, id: &str, question: Across) -> Result<Option<TenantId>, DbError> {
        if let Some(tenant) = self.whose.get(id) {
            return Ok(Some(tenant));
        }
        let tenant: Option<TenantId> =
            sqlx::query_scalar(self.across(question)).bind(id).fetch_optional(&self.pool).await?;
        if let Some(tenant) = &tenant {
            self.whose.insert(id.to_owned(), tenant.clone());
        }
        Ok(tenant)
    }
}
