//! The running proxy: what every request needs.

use crate::auth::{Session, Sessions};
use crate::clock::Clock;
use crate::connect::Connector;
use crate::contact::Contact;
use crate::db::{Db, Inbox};
use crate::error::ApiError;
use crate::http::search::may_search;
use crate::ids::TenantId;
use crate::limits::Limits;
use crate::linking::LinkKey;
use crate::live::Live;
use crate::lookup::{Enquiry, Lookup, Viewer};
use crate::matching::{Link, OrderNumber};
use crate::metrics::Metrics;
use crate::provider::Http;
use crate::public_url::PublicUrl;
use crate::routing::store_about;
use crate::shopify::{Client, TokenEndpoint};
use crate::text::{Locale, Zone};
use crate::tokens::{DataKey, Keeper, Vault};
use crate::witness::Witness;
use moka::sync::Cache;
use std::collections::BTreeSet;
use std::sync::Arc;

/// So many tenants' keys for links are kept open.
const LINK_KEYS: u64 = 1_000;

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
    /// Asks organisations' providers, where agents sign in.
    pub providers: Http,
    /// Connects shops.
    pub connector: Connector,
    /// What time it is.
    pub clock: Clock,
    /// Where browsers reach the proxy.
    pub public_url: PublicUrl,
    /// Where product pictures come from beside `https:`: the sandbox, where it stands in for Shopify.
    pub picture_origin: Option<String>,
    /// What is counted.
    pub metrics: Metrics,
    /// The open cards that want to know of changes.
    pub live: Live,
    /// Records who saw whom.
    pub witness: Witness,
    /// How often anybody may ask.
    pub limits: Limits,
    /// What tenants' links are made with.
    pub link_keys: Cache<TenantId, LinkKey>,
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
    pub fn new(
        db: Db,
        vault: Vault,
        client: Client,
        clock: Clock,
        public_url: PublicUrl,
        limits: Limits,
        providers: Http,
    ) -> Self {
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
            providers,
            connector,
            clock,
            public_url,
            picture_origin,
            metrics,
            live,
            witness,
            limits,
            link_keys: Cache::new(LINK_KEYS),
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
            matching: inbox.matching,
            may_search: may_search(session, inbox),
            known,
        })
    }
}

impl App {
    /// The contact whose card it is to be, with what agents linked and what the conversation names.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn enquiry(&self, viewer: &Viewer, session: &Session, contact: &Contact) -> Result<Enquiry, ApiError> {
        let mut sought = Enquiry::from(contact.clone());
        sought.numbers =
            session.conversation.order_numbers.iter().filter_map(|text| OrderNumber::parse(text)).collect();
        let key = self.link_key(&viewer.tenant).await?;
        let stores = viewer.stores.iter().map(|open| &open.store);
        let known: Vec<_> = stores.map(|store| (store, key.known(contact, &store.country, viewer.matching))).collect();
        let identities: BTreeSet<_> = known.iter().flat_map(|(_, known)| known).map(|known| &known.identity).collect();
        let identities: Vec<_> = identities.into_iter().cloned().collect();
        for link in self.db.links_of(&viewer.tenant, &identities).await? {
            // A phone without a country is another number in each store: what is linked in one says nothing in another.
            let of_store = known.iter().find(|(store, _)| store.id == link.store).map(|(_, known)| known);
            let by = of_store.into_iter().flatten().find(|known| known.identity.hash == link.identity);
            if let Some(by) = by {
                let links = sought.links.entry(link.store).or_default();
                links.push(Link { customer: link.customer, verified: by.verified });
            }
        }
        sought.can_link =
            known.into_iter().filter(|(_, known)| !known.is_empty()).map(|(store, _)| store.id.clone()).collect();
        Ok(sought)
    }

    /// What a tenant's links are made with. It never changes, so it is opened once.
    ///
    /// # Errors
    /// When the tenant is gone, or its data key does not open.
    pub async fn link_key(&self, tenant: &TenantId) -> Result<LinkKey, ApiError> {
        if let Some(key) = self.link_keys.get(tenant) {
            return Ok(key);
        }
        let key = LinkKey::of(&self.data_key(tenant).await?);
        self.link_keys.insert(tenant.clone(), key.clone());
        Ok(key)
    }
}

/// The language of a page before anybody knows who reads it: the inbox's; English where it has none.
#[must_use]
pub fn locale_of_page(inbox: &Inbox) -> Locale {
    inbox.locale.as_deref().and_then(Locale::parse).unwrap_or_default()
}

/// The agent's language and formats; English where none is known.
#[must_use]
pub fn locale_of(session: &Session) -> Locale {
    session.locale.as_deref().and_then(Locale::parse).unwrap_or_default()
}
