//! The running proxy: what every request needs.

use crate::auth::{Session, Sessions};
use crate::clock::Clock;
use crate::connect::Connector;
use crate::db::{Db, Inbox};
use crate::error::ApiError;
use crate::ids::TenantId;
use crate::live::Live;
use crate::lookup::{Lookup, Viewer};
use crate::metrics::Metrics;
use crate::routing::store_about;
use crate::shopify::{Client, TokenEndpoint};
use crate::text::{Locale, Zone};
use crate::tokens::{DataKey, Keeper, Vault};
use crate::witness::Witness;
use std::sync::Arc;

/// The parts of the running proxy. Cheap to clone.
#[derive(Clone)]
pub struct App(Arc<Parts>);

/// The parts.
pub struct Parts {
    /// What is kept.
    pub db: Db,
    /// Opens what is sealed.
    pub vault: Vault,
    /// Seals and opens sessions.
    pub sessions: Sessions,
    /// Hands out the stores' access tokens.
    pub keeper: Keeper,
    /// Asks the shops what the card shows.
    pub lookup: Lookup,
    /// Asks the shops anything else.
    pub client: Client,
    /// Connects shops.
    pub connector: Connector,
    /// What time it is.
    pub clock: Clock,
    /// Where browsers reach the proxy: an origin.
    pub public_url: String,
    /// Where product pictures come from beside `https:`: the sandbox, where it stands in for Shopify.
    pub picture_origin: Option<String>,
    /// What is counted.
    pub metrics: Metrics,
    /// The open cards that want to know of changes.
    pub live: Live,
    /// Records who saw whom.
    pub witness: Witness,
}

impl std::ops::Deref for App {
    type Target = Parts;

    fn deref(&self) -> &Parts {
        &self.0
    }
}

impl App {
    /// Puts the parts together.
    #[must_use]
    pub fn new(db: Db, vault: Vault, client: Client, clock: Clock, public_url: String) -> Self {
        let picture_origin = client.insecure_origin();
        let metrics = Metrics::new(client.meters());
        let endpoint = TokenEndpoint::new(client.clone());
        let keeper = Keeper::new(db.clone(), vault.clone(), endpoint, clock.clone());
        let lookup = Lookup::new(client.clone(), clock.clone());
        let sessions = Sessions::new(vault.clone());
        let connector = Connector::new(db.clone(), vault.clone(), client.clone(), clock.clone());
        let (live, witness) = (Live::default(), Witness::default());
        Self(Arc::new(Parts {
            db,
            vault,
            sessions,
            keeper,
            lookup,
            client,
            connector,
            clock,
            public_url,
            picture_origin,
            metrics,
            live,
            witness,
        }))
    }

    /// A tenant's data key.
    ///
    /// # Errors
    /// When the tenant is gone, or its key does not open.
    pub async fn data_key(&self, tenant: &TenantId) -> Result<DataKey, ApiError> {
        let row = self.db.tenant(tenant).await?.ok_or_else(ApiError::session_expired)?;
        self.vault.open_data_key(tenant, &row.data_key).map_err(ApiError::internal)
    }

    /// Who looks, with what: the inbox's stores, the chosen fields, the agent's language.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn viewer(&self, session: &Session, inbox: &Inbox) -> Result<Viewer, ApiError> {
        let known = self.lookup.now();
        let rows = self.db.stores_of_inbox(inbox).await?;
        let stores = rows.into_iter().map(|row| self.keeper.open_store(row)).collect::<Vec<_>>();
        let about = store_about(stores.iter().map(|open| &open.store), &session.conversation);
        let config = self.db.card_config(&session.tenant, Some(&session.inbox)).await?;
        Ok(Viewer {
            tenant: session.tenant.clone(),
            handles: session.handles(),
            stores,
            about,
            config: Arc::new(config),
            locale: locale_of(session),
            timezone: session.timezone.as_deref().and_then(Zone::parse),
            unverified_allowed: inbox.unverified,
            known,
        })
    }
}

/// The agent's language and formats; English where none is known.
#[must_use]
pub fn locale_of(session: &Session) -> Locale {
    session.locale.as_deref().and_then(Locale::parse).unwrap_or_default()
}
