//! Connections: how a store's credentials are held. Everything secret is sealed before it comes here.

use super::{Db, DbError, Signal, StoreRow, What};
use crate::ids::{AppId, StoreId, TenantId};
use crate::store::Store;
use serde_json::Value;
use sqlx::Row as _;
use sqlx::any::AnyRow;

/// How the credentials came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Grant {
    /// An owner consented in Shopify: an access token that expires, and a refresh token.
    AuthorizationCode,
    /// An app of the shop's own organisation: a token that expires, asked for anew at any time.
    ClientCredentials,
    /// An Admin API access token that somebody pasted.
    Token,
}

impl Grant {
    /// Its name in the database and in `store list`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::AuthorizationCode => "authorization_code",
            Self::ClientCredentials => "client_credentials",
            Self::Token => "token",
        }
    }

    fn parse(text: &str) -> Option<Self> {
        [Self::AuthorizationCode, Self::ClientCredentials, Self::Token].into_iter().find(|grant| grant.as_str() == text)
    }
}

/// How a connection is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ConnectionState {
    /// It works, as far as is known.
    Connected,
    /// Shopify no longer accepts its credentials.
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

/// What went wrong last.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// A problem's code.
    pub code: String,
    /// When, Unix seconds.
    pub at: i64,
    /// What finds it in the log.
    pub reference: String,
}

/// Sealed credentials, each for this store and its shop.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sealed {
    /// The access token.
    pub access: Vec<u8>,
    /// The refresh token, where the grant has one.
    pub refresh: Option<Vec<u8>>,
    /// The refresh token before it, kept until the new one has worked.
    pub previous_refresh: Option<Vec<u8>>,
}

/// A connection, as it is kept.
#[derive(Clone, Debug)]
pub struct Connection {
    /// The app it goes through, where that is known.
    pub app: Option<AppId>,
    /// What Shopify knows the app by.
    pub client_id: Option<String>,
    /// How the credentials came.
    pub grant: Grant,
    /// The credentials.
    pub sealed: Sealed,
    /// When the access token expires, Unix seconds; none: never.
    pub expires: Option<i64>,
    /// When the refresh token expires, Unix seconds.
    pub refresh_expires: Option<i64>,
    /// Counts every change of the credentials.
    pub version: i64,
    /// How it is.
    pub state: ConnectionState,
    /// What Shopify said of the installation; nothing of a person.
    pub metadata: Value,
    /// When it was made, Unix seconds.
    pub connected: i64,
    /// Who made it: an owner, or `command-line`.
    pub connected_by: String,
    /// When the credentials were last renewed, Unix seconds.
    pub refreshed: Option<i64>,
    /// What went wrong last, and was not followed by a success.
    pub failure: Option<Failure>,
    /// What the last look at its webhook subscriptions found, as JSON.
    pub webhooks: Option<Value>,
    /// Whether Shopify holds customers' data back, as it was found last; none where that was not tried.
    pub held_back: Option<bool>,
}

/// What connecting keeps: the store as it was found, and its credentials.
#[derive(Clone, Debug)]
pub struct NewConnection {
    /// The store. The same shop of the same tenant keeps its id.
    pub store: Store,
    /// The app it goes through, where that is known.
    pub app: Option<AppId>,
    /// What Shopify knows the app by.
    pub client_id: Option<String>,
    /// How the credentials came.
    pub grant: Grant,
    /// The credentials.
    pub sealed: Sealed,
    /// When the access token expires, Unix seconds.
    pub expires: Option<i64>,
    /// When the refresh token expires, Unix seconds.
    pub refresh_expires: Option<i64>,
    /// What Shopify said of the installation.
    pub metadata: Value,
    /// Who made it.
    pub connected_by: String,
}

/// Renewed credentials.
#[derive(Clone, Debug)]
pub struct Renewed {
    /// How they came: a migration changes that.
    pub grant: Grant,
    /// The credentials.
    pub sealed: Sealed,
    /// When the access token expires, Unix seconds.
    pub expires: Option<i64>,
    /// When the refresh token expires, Unix seconds.
    pub refresh_expires: Option<i64>,
    /// The scopes granted with them; none where the answer named none.
    pub scopes: Option<Vec<String>>,
}

/// What a statement selects to read a [`Connection`].
pub(super) const CONNECTION: &str =
    "connections.app, client_id, grant_kind, scopes, access, expires, refresh, refresh_expires, previous_refresh,
     version, state, metadata, connected, connected_by, refreshed, error, error_at, error_reference, webhooks, held_back";

impl Db {
    /// Keeps a connection. The same shop of the same tenant keeps its store, with its settings and links.
    ///
    /// # Errors
    /// [`DbError::Taken`] when somebody else is connected to this shop through the same app; when the database fails.
    pub async fn connect(&self, new: &NewConnection, now: i64) -> Result<(), DbError> {
        let store = &new.store;
        let mut change = self.change(&store.tenant).await?;
        sqlx::query(
            "INSERT INTO stores (store, tenant, shop, name, currency, timezone, country, created)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (tenant, shop) DO UPDATE SET
               name = excluded.name, currency = excluded.currency, timezone = excluded.timezone, country = excluded.country",
        )
        .bind(&store.id)
        .bind(&store.tenant)
        .bind(store.shop.as_str())
        .bind(&store.name)
        .bind(&store.currency)
        .bind(&store.timezone)
        .bind(&store.country)
        .bind(now)
        .execute(&mut *change)
        .await?;
        // The version begins at the time, not at one: a connection that was forgotten and made anew is never taken for the
        // one before it.
        let kept = sqlx::query(
            "INSERT INTO connections (store, tenant, shop, app, client_id, grant_kind, scopes, access, expires, refresh,
               refresh_expires, version, state, metadata, connected, connected_by)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $13, 'connected', $12, $13, $14)
             ON CONFLICT (store) DO UPDATE SET app = excluded.app, client_id = excluded.client_id,
               grant_kind = excluded.grant_kind, scopes = excluded.scopes, access = excluded.access,
               expires = excluded.expires, refresh = excluded.refresh, refresh_expires = excluded.refresh_expires,
               previous_refresh = NULL, version = connections.version + 1, state = excluded.state,
               metadata = excluded.metadata, connected = excluded.connected, connected_by = excluded.connected_by,
               refreshed = NULL, error = NULL, error_at = NULL, error_reference = NULL, webhooks = NULL, webhooks_at = NULL,
               held_back = NULL",
        )
        .bind(&store.id)
        .bind(&store.tenant)
        .bind(store.shop.as_str())
        .bind(&new.app)
        .bind(&new.client_id)
        .bind(new.grant.as_str())
        .bind(json(&store.scopes)?)
        .bind(&new.sealed.access)
        .bind(new.expires)
        .bind(&new.sealed.refresh)
        .bind(new.refresh_expires)
        .bind(new.metadata.to_string())
        .bind(now)
        .bind(&new.connected_by)
        .execute(&mut *change)
        .await;
        match kept {
            Err(sqlx::Error::Database(error)) if error.is_unique_violation() => return Err(DbError::Taken),
            kept => kept?,
        };
        let signal = Signal { tenant: store.tenant.clone(), store: Some(store.id.clone()), what: What::Connected };
        self.announce_with(&mut change, &signal).await?;
        change.done().await?;
        self.tell(signal);
        Ok(())
    }

    /// Keeps renewed credentials in one statement, if the connection is still the one that was read: `version`.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn renew(
        &self,
        tenant: &TenantId,
        store: &StoreId,
        version: i64,
        renewed: &Renewed,
        now: i64,
    ) -> Result<bool, DbError> {
        let scopes = renewed.scopes.as_ref().map(|scopes| json(scopes)).transpose()?;
        let mut within = self.within(tenant).await?;
        let done = sqlx::query(
            "UPDATE connections SET grant_kind = $1, access = $2, expires = $3, refresh = $4, refresh_expires = $5,
               previous_refresh = $6, scopes = coalesce($7, scopes), refreshed = $8, version = version + 1,
               state = 'connected', error = NULL, error_at = NULL, error_reference = NULL
             WHERE tenant = $9 AND store = $10 AND version = $11",
        )
        .bind(renewed.grant.as_str())
        .bind(&renewed.sealed.access)
        .bind(renewed.expires)
        .bind(&renewed.sealed.refresh)
        .bind(renewed.refresh_expires)
        .bind(&renewed.sealed.previous_refresh)
        .bind(scopes)
        .bind(now)
        .bind(tenant)
        .bind(store)
        .bind(version)
        .execute(&mut *within)
        .await?;
        within.done().await?;
        Ok(done.rows_affected() == 1)
    }

    /// Notes how a connection is and what went wrong last, if its credentials are still those of `version`.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn note_connection(
        &self,
        tenant: &TenantId,
        store: &StoreId,
        version: i64,
        state: ConnectionState,
        failure: Option<&Failure>,
    ) -> Result<(), DbError> {
        let mut within = self.within(tenant).await?;
        sqlx::query(
            "UPDATE connections SET state = $1, error = $2, error_at = $3, error_reference = $4
             WHERE tenant = $5 AND store = $6 AND version = $7",
        )
        .bind(state.as_str())
        .bind(failure.map(|failure| &failure.code))
        .bind(failure.map(|failure| failure.at))
        .bind(failure.map(|failure| &failure.reference))
        .bind(tenant)
        .bind(store)
        .bind(version)
        .execute(&mut *within)
        .await?;
        within.done().await
    }

    /// Keeps what Shopify says of the store and its granted scopes now: the connection works. Other scopes are announced.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn keep_probe(&self, store: &Store) -> Result<(), DbError> {
        let mut change = self.change(&store.tenant).await?;
        sqlx::query(
            "UPDATE stores SET name = $1, currency = $2, timezone = $3, country = $4 WHERE tenant = $5 AND store = $6",
        )
        .bind(&store.name)
        .bind(&store.currency)
        .bind(&store.timezone)
        .bind(&store.country)
        .bind(&store.tenant)
        .bind(&store.id)
        .execute(&mut *change)
        .await?;
        let scopes = json(&store.scopes)?;
        let other = sqlx::query("SELECT 1 FROM connections WHERE tenant = $1 AND store = $2 AND scopes <> $3")
            .bind(&store.tenant)
            .bind(&store.id)
            .bind(&scopes)
            .fetch_optional(&mut *change)
            .await?;
        sqlx::query(
            "UPDATE connections SET scopes = $1, state = 'connected', error = NULL, error_at = NULL, error_reference = NULL
             WHERE tenant = $2 AND store = $3",
        )
        .bind(scopes)
        .bind(&store.tenant)
        .bind(&store.id)
        .execute(&mut *change)
        .await?;
        let signal = Signal { tenant: store.tenant.clone(), store: Some(store.id.clone()), what: What::Changed };
        if other.is_some() {
            self.announce_with(&mut change, &signal).await?;
        }
        change.done().await?;
        if other.is_some() {
            self.tell(signal);
        }
        Ok(())
    }

    /// Keeps what a look at the webhook subscriptions found.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn note_webhooks(
        &self,
        tenant: &TenantId,
        store: &StoreId,
        found: &Value,
        now: i64,
    ) -> Result<(), DbError> {
        let mut within = self.within(tenant).await?;
        sqlx::query("UPDATE connections SET webhooks = $1, webhooks_at = $2 WHERE tenant = $3 AND store = $4")
            .bind(found.to_string())
            .bind(now)
            .bind(tenant)
            .bind(store)
            .execute(&mut *within)
            .await?;
        within.done().await
    }

    /// Notes whether Shopify holds customers' data back from a connection; one that was made anew meanwhile is another.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn note_held_back(&self, row: &StoreRow, held_back: bool) -> Result<(), DbError> {
        let mut within = self.within(&row.store.tenant).await?;
        sqlx::query("UPDATE connections SET held_back = $1 WHERE tenant = $2 AND store = $3 AND connected = $4")
            .bind(i64::from(held_back))
            .bind(&row.store.tenant)
            .bind(&row.store.id)
            .bind(row.connection.connected)
            .execute(&mut *within)
            .await?;
        within.done().await
    }

    /// Claims the look at a connection's webhook subscriptions, if nobody has looked since: one process does it.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn claim_webhook_check(
        &self,
        tenant: &TenantId,
        store: &StoreId,
        since: i64,
        now: i64,
    ) -> Result<bool, DbError> {
        let mut within = self.within(tenant).await?;
        let done = sqlx::query(
            "UPDATE connections SET webhooks_at = $1 WHERE tenant = $2 AND store = $3 AND coalesce(webhooks_at, 0) < $4",
        )
        .bind(now)
        .bind(tenant)
        .bind(store)
        .bind(since)
        .execute(&mut *within)
        .await?;
        within.done().await?;
        Ok(done.rows_affected() == 1)
    }

    /// Forgets a connection and its credentials, and announces it; the store stays. False where it was not connected.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn disconnect(&self, tenant: &TenantId, store: &StoreId) -> Result<bool, DbError> {
        let mut change = self.change(tenant).await?;
        // Which app it was: Shopify's privacy webhooks come after that.
        sqlx::query(
            "UPDATE stores SET app = (SELECT app FROM connections WHERE tenant = $1 AND store = $2)
             WHERE tenant = $1 AND store = $2 AND EXISTS (SELECT 1 FROM connections WHERE tenant = $1 AND store = $2)",
        )
        .bind(tenant)
        .bind(store)
        .execute(&mut *change)
        .await?;
        let done = sqlx::query("DELETE FROM connections WHERE tenant = $1 AND store = $2")
            .bind(tenant)
            .bind(store)
            .execute(&mut *change)
            .await?;
        if done.rows_affected() == 0 {
            return Ok(false);
        }
        let signal = Signal { tenant: tenant.clone(), store: Some(store.clone()), what: What::Disconnected };
        self.announce_with(&mut change, &signal).await?;
        change.done().await?;
        self.tell(signal);
        Ok(true)
    }
}

fn json(scopes: &[String]) -> Result<String, DbError> {
    serde_json::to_string(scopes).map_err(|_| DbError::Damaged("connections"))
}

/// Reads what [`CONNECTION`] selects.
pub(super) fn read_connection(row: &AnyRow) -> Result<Connection, DbError> {
    let damaged = || DbError::Damaged("connections");
    let (grant, state, metadata): (String, String, String) =
        (row.try_get("grant_kind")?, row.try_get("state")?, row.try_get("metadata")?);
    let webhooks: Option<String> = row.try_get("webhooks")?;
    let error: Option<String> = row.try_get("error")?;
    let failure = match error {
        Some(code) => {
            let reference: Option<String> = row.try_get("error_reference")?;
            let at: Option<i64> = row.try_get("error_at")?;
            Some(Failure { code, at: at.unwrap_or_default(), reference: reference.unwrap_or_default() })
        }
        None => None,
    };
    Ok(Connection {
        app: row.try_get("app")?,
        client_id: row.try_get("client_id")?,
        grant: Grant::parse(&grant).ok_or_else(damaged)?,
        sealed: Sealed {
            access: row.try_get("access")?,
            refresh: row.try_get("refresh")?,
            previous_refresh: row.try_get("previous_refresh")?,
        },
        expires: row.try_get("expires")?,
        refresh_expires: row.try_get("refresh_expires")?,
        version: row.try_get("version")?,
        state: ConnectionState::parse(&state).ok_or_else(damaged)?,
        metadata: serde_json::from_str(&metadata).map_err(|_| damaged())?,
        connected: row.try_get("connected")?,
        connected_by: row.try_get("connected_by")?,
        refreshed: row.try_get("refreshed")?,
        failure,
        webhooks: webhooks.map(|text| serde_json::from_str(&text).map_err(|_| damaged())).transpose()?,
        held_back: row.try_get::<Option<i64>, _>("held_back")?.map(|held| held != 0),
    })
}
