//! The ways to connect a store: by Shopify's consent page, by client credentials, by a pasted token. `http/` and `command/`
//! call this; nothing here knows of pages or arguments.
//!
//! | file | what lives there |
//! |---|---|
//! | `apps` | adding apps, opening their secrets |
//! | `attempt` | from a link or a page to Shopify and back |
//! | `browser` | what a browser keeps for us meanwhile |
//! | `callback` | what Shopify brings back, and whether it is Shopify's |
//! | `outcome` | what can become of an attempt |
//! | `scopes` | what a shop is asked for |
//! | `words` | what people read about all this |

mod apps;
mod attempt;
pub mod browser;
mod callback;
mod outcome;
pub mod scopes;
pub mod words;

pub use apps::{OpenApp, configuration, is_credential};
pub use attempt::{Begun, Bound, Browser, Failed, LINK_LIFE, STATE_LIFE, Who, callback_url};
pub use callback::{Callback, Malformed};
pub use outcome::Outcome;

use crate::clock::Clock;
use crate::db::{AppRow, Db, DbError, Grant, NewConnection, Sealed, StoreRow};
use crate::ids::{StoreId, TenantId};
use crate::shopify::{AppCredentials, Client, Granted, Probe, ShopifyError, TokenEndpoint, TokenError, probe};
use crate::store::{ShopDomain, Store};
use crate::tokens::{AccessToken, AuthorizationCode, DataKey, OpenError, Purpose, RefreshToken, Vault};
use serde_json::{Value, json};

/// Why a store is not connected.
#[derive(Debug, thiserror::Error)]
pub enum ConnectError {
    /// Another organisation has this shop through the same app.
    #[error("another organisation has connected this store through the same app; it has to disconnect it first")]
    Taken,
    /// There is no such app for this tenant.
    #[error("there is no such app")]
    NoApp,
    /// The shop, or the token for it.
    #[error(transparent)]
    Shopify(#[from] ShopifyError),
    /// The app, or the code.
    #[error(transparent)]
    Token(#[from] TokenError),
    /// The database.
    #[error(transparent)]
    Db(DbError),
    /// Keys that don't open, or no randomness.
    #[error(transparent)]
    Seal(#[from] OpenError),
}

impl From<DbError> for ConnectError {
    fn from(error: DbError) -> Self {
        match error {
            DbError::Taken => Self::Taken,
            error => Self::Db(error),
        }
    }
}

/// Connects stores. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Connector {
    db: Db,
    vault: Vault,
    client: Client,
    clock: Clock,
}

/// Credentials that a shop gave, before they are kept.
struct Credentials {
    access: AccessToken,
    refresh: Option<RefreshToken>,
    expires: Option<i64>,
    refresh_expires: Option<i64>,
}

/// Who connects a shop, through which app, in which way.
struct Way<'a> {
    tenant: &'a TenantId,
    shop: &'a ShopDomain,
    app: Option<&'a AppRow>,
    grant: Grant,
    by: &'a str,
}

impl Connector {
    /// With the parts of a running proxy, or of a command.
    #[must_use]
    pub const fn new(db: Db, vault: Vault, client: Client, clock: Clock) -> Self {
        Self { db, vault, client, clock }
    }

    async fn data_key(&self, tenant: &TenantId) -> Result<DataKey, ConnectError> {
        let row = self.db.tenant(tenant).await?.ok_or(OpenError::Refused)?;
        Ok(self.vault.open_data_key(tenant, &row.data_key)?)
    }

    /// What a token may do in a shop.
    ///
    /// # Errors
    /// When Shopify gives no data.
    pub async fn look(&self, shop: &ShopDomain, token: &AccessToken) -> Result<Probe, ConnectError> {
        Ok(probe(&self.client, shop, token).await?)
    }

    /// What an app of the shop's own organisation may do in a shop. Nothing is kept.
    ///
    /// # Errors
    /// When Shopify gives no token, or no data.
    pub async fn look_with(&self, shop: &ShopDomain, app: &AppCredentials) -> Result<Probe, ConnectError> {
        let granted = self.endpoint().client_credentials(shop, app).await?;
        self.look(shop, &granted.access).await
    }

    fn endpoint(&self) -> TokenEndpoint {
        TokenEndpoint::new(self.client.clone())
    }

    /// Refuses a shop that another tenant has through the same app: before Shopify is asked, since another exchange would end
    /// the first one's refresh token.
    ///
    /// # Errors
    /// [`ConnectError::Taken`], or when the database fails.
    pub async fn check_free(&self, tenant: &TenantId, client_id: &str, shop: &ShopDomain) -> Result<(), ConnectError> {
        if self.db.is_taken(tenant, client_id, shop).await? { Err(ConnectError::Taken) } else { Ok(()) }
    }

    /// Connects by a pasted Admin API access token. It is checked before it is kept. `app`: whose token it is, where that is
    /// known; webhooks and a later move to tokens that expire need it.
    ///
    /// # Errors
    /// When it is not accepted, or can't be kept.
    pub async fn by_token(&self, who: &Who<'_>, token: AccessToken) -> Result<StoreRow, Failed> {
        self.over(who, self.take_token(who, token).await).await
    }

    async fn take_token(&self, who: &Who<'_>, token: AccessToken) -> Result<StoreRow, ConnectError> {
        let Who { tenant, shop, app, by } = *who;
        let app = match app {
            Some(app) => Some(self.db.app(tenant, app).await?.ok_or(ConnectError::NoApp)?),
            None => None,
        };
        if let Some(app) = &app {
            self.check_free(tenant, &app.client_id, shop).await?;
        }
        let found = self.look(shop, &token).await?;
        let way = Way { tenant, shop, app: app.as_ref(), grant: Grant::Token, by };
        let credentials = Credentials { access: token, refresh: None, expires: None, refresh_expires: None };
        self.keep(&way, credentials, found).await
    }

    /// Connects by an app of the shop's own organisation. App and secret are kept as the tenant's once they have worked.
    ///
    /// # Errors
    /// When Shopify gives no token, or it can't be kept.
    pub async fn by_client_credentials(&self, who: &Who<'_>, app: &AppCredentials) -> Result<StoreRow, Failed> {
        self.over(who, self.take_credentials(who, app).await).await
    }

    async fn take_credentials(&self, who: &Who<'_>, app: &AppCredentials) -> Result<StoreRow, ConnectError> {
        let Who { tenant, shop, by, .. } = *who;
        self.check_free(tenant, &app.client_id, shop).await?;
        let asked = self.clock.unix();
        let granted = self.endpoint().client_credentials(shop, app).await?;
        let found = self.look(shop, &granted.access).await?;
        let scopes = match self.app_scopes(tenant, &app.client_id).await? {
            Some(scopes) => scopes,
            None => found.scopes.clone(),
        };
        let (row, _) = self.add_app(Some(tenant), app, scopes).await?;
        let way = Way { tenant, shop, app: Some(&row), grant: Grant::ClientCredentials, by };
        self.keep(&way, Credentials::of(granted, asked), found).await
    }

    /// The scopes that a tenant's own app asks for, where there is one with this client id.
    async fn app_scopes(&self, tenant: &TenantId, client_id: &str) -> Result<Option<Vec<String>>, ConnectError> {
        let rows = self.db.apps(tenant).await?;
        let own = rows.into_iter().find(|row| row.client_id == client_id && row.tenant.as_ref() == Some(tenant));
        Ok(own.map(|row| row.scopes))
    }

    /// Connects by the code that somebody brought from Shopify's consent page.
    async fn by_code(
        &self,
        tenant: &TenantId,
        shop: &ShopDomain,
        app: &OpenApp,
        code: &AuthorizationCode,
        by: &str,
    ) -> Result<StoreRow, ConnectError> {
        self.check_free(tenant, &app.credentials.client_id, shop).await?;
        let asked = self.clock.unix();
        let granted = self.endpoint().exchange_code(shop, &app.credentials, code).await?;
        let found = match self.look(shop, &granted.access).await {
            Ok(found) => found,
            // The code is spent, and with it the tokens of before are: these must be kept, whatever else is known.
            Err(error) => {
                tracing::warn!(%shop, %error, "the shop gave tokens, but could not be asked with them");
                self.known(tenant, shop, &granted).await?
            }
        };
        let way = Way { tenant, shop, app: Some(&app.row), grant: Grant::AuthorizationCode, by };
        self.keep(&way, Credentials::of(granted, asked), found).await
    }

    /// What is known of a shop without asking it.
    async fn known(&self, tenant: &TenantId, shop: &ShopDomain, granted: &Granted) -> Result<Probe, ConnectError> {
        let known = match self.db.store_of_shop(tenant, shop).await? {
            Some(store) => self.db.store(tenant, &store).await?,
            None => None,
        };
        let (name, currency, timezone, country) = match known {
            Some(StoreRow { store, .. }) => (store.name, store.currency, store.timezone, store.country),
            None => (shop.name().to_owned(), String::new(), String::new(), String::new()),
        };
        let scopes = granted.scopes.clone();
        Ok(Probe { name, shop: shop.to_string(), currency, timezone, country, scopes, metadata: json!({}) })
    }

    /// Keeps a connection. The same shop keeps its store, with all that belongs to it.
    async fn keep(&self, way: &Way<'_>, credentials: Credentials, found: Probe) -> Result<StoreRow, ConnectError> {
        let Way { tenant, shop, app, grant, by } = *way;
        let data_key = self.data_key(tenant).await?;
        let id = match self.db.store_of_shop(tenant, shop).await? {
            Some(id) => id,
            None => StoreId::random().map_err(|_| OpenError::NoRandomness)?,
        };
        let row = [id.as_str(), shop.as_str()];
        let access = data_key.seal(Purpose::AccessToken, &row, credentials.access.expose())?;
        let refresh = match &credentials.refresh {
            Some(token) => Some(data_key.seal(Purpose::RefreshToken, &row, token.expose())?),
            None => None,
        };
        let metadata: Value = found.metadata.clone();
        let store: Store = found.store(id, tenant.clone(), shop.clone());
        let new = NewConnection {
            app: app.map(|app| app.app.clone()),
            client_id: app.map(|app| app.client_id.clone()),
            grant,
            sealed: Sealed { access, refresh, previous_refresh: None },
            expires: credentials.expires,
            refresh_expires: credentials.refresh_expires,
            metadata,
            connected_by: by.to_owned(),
            store,
        };
        self.db.connect(&new, self.clock.unix()).await?;
        let Store { tenant, id, .. } = &new.store;
        let row = self.db.store(tenant, id).await?;
        row.ok_or(ConnectError::Db(DbError::Damaged("stores")))
    }
}

impl Credentials {
    /// Their lives count from the moment they were asked for.
    fn of(granted: Granted, asked: i64) -> Self {
        let Granted { access, refresh, expires_in, refresh_expires_in, .. } = granted;
        Self {
            access,
            refresh,
            expires: Some(asked + i64::from(expires_in)),
            refresh_expires: refresh_expires_in.map(|seconds| asked + i64::from(seconds)),
        }
    }
}
