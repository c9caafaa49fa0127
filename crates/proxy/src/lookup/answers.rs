//! Shopify's answers, kept for a moment, and one request for all who ask the same at once.
//!
//! An answer is good for 15 seconds. For ten minutes it stands in, with its age, where the store can't be asked. What a
//! webhook tells of goes at once, and no request that began before puts it back.

use super::flights::{Change, Flight, Flights, Moment};
use super::merged::merged;
use super::subjects::Subjects;
use crate::about::About;
use crate::clock::Clock;
use crate::ids::{StoreId, TenantId};
use crate::shopify::{Operation, Reply, ShopifyError};
use crate::store::Store;
use futures_util::FutureExt as _;
use moka::future::Cache;
use serde_json::Value;
use sha2::{Digest as _, Sha256};
use std::sync::Arc;
use time::{Duration, OffsetDateTime};

/// So long an answer is good.
const GOOD: Duration = Duration::seconds(15);
/// So long it stands in for one that can't be had.
const STANDS_IN: Duration = Duration::minutes(10);
/// So much memory the answers take at most, by the size of their JSON.
const MEMORY: u64 = 64 * 1024 * 1024;

/// What was asked, of whom, by whom. Two tenants never share an answer, nor do two selections or two sets of scopes.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Key {
    tenant: TenantId,
    store: StoreId,
    /// Document, variables and scopes, hashed: identifiers need not lie around in the clear.
    question: [u8; 32],
}

impl Key {
    pub(super) fn new(tenant: &TenantId, store: &Store, operation: &Operation, variables: &Value) -> Self {
        let mut hash = Sha256::new();
        let parts = [operation.name, &operation.document, &variables.to_string(), store.shop.as_str()];
        for part in parts.into_iter().chain(store.scopes.iter().map(String::as_str)) {
            hash.update((part.len() as u64).to_le_bytes());
            hash.update(part.as_bytes());
        }
        Self { tenant: tenant.clone(), store: store.id.clone(), question: hash.finalize().into() }
    }
}

impl Key {
    pub(super) const fn tenant(&self) -> &TenantId {
        &self.tenant
    }

    pub(super) const fn store(&self) -> &StoreId {
        &self.store
    }
}

/// An answer with its age.
#[derive(Debug)]
pub(super) struct Kept {
    /// The answer.
    pub(super) reply: Reply,
    /// When Shopify gave it, Unix milliseconds.
    pub(super) as_of: f64,
    at: OffsetDateTime,
    /// Whom it is about.
    subjects: Subjects,
}

impl Kept {
    /// Several answers about one contact as one: as old as the oldest of them. None where there is none at all.
    fn together(all: &[Option<Arc<Self>>]) -> Option<Arc<Self>> {
        let oldest = all.iter().flatten().min_by(|one, other| one.as_of.total_cmp(&other.as_of))?;
        let replies: Vec<_> = all.iter().map(|kept| kept.as_ref().map(|kept| &kept.reply)).collect();
        let (as_of, at) = (oldest.as_of, oldest.at);
        Some(Arc::new(Self { reply: merged(&replies), as_of, at, subjects: Subjects::default() }))
    }
}

/// What there is to show.
pub(super) enum Outcome {
    /// An answer that is good.
    Now(Arc<Kept>),
    /// The last good one, and why there is none of now.
    Older(Arc<Kept>, ShopifyError),
    /// Some of several answers, and why the others are missing.
    Part(Arc<Kept>, ShopifyError),
    /// Nothing, and why.
    Failed(ShopifyError),
}

impl Outcome {
    /// What there is to show where one contact took several requests.
    pub(super) fn together(outcomes: Vec<Self>) -> Self {
        let (mut all, mut older, mut missing) = (Vec::new(), None, None);
        for outcome in outcomes {
            let (kept, error, place) = match outcome {
                Self::Now(kept) => (Some(kept), None, &mut older),
                Self::Older(kept, error) => (Some(kept), Some(error), &mut older),
                Self::Part(kept, error) => (Some(kept), Some(error), &mut missing),
                Self::Failed(error) => (None, Some(error), &mut missing),
            };
            all.push(kept);
            *place = place.take().or(error);
        }
        match (Kept::together(&all), missing, older) {
            (Some(kept), Some(error), _) => Self::Part(kept, error),
            (Some(kept), None, Some(error)) => Self::Older(kept, error),
            (Some(kept), None, None) => Self::Now(kept),
            (None, error, older) => Self::Failed(error.or(older).unwrap_or_else(ShopifyError::died)),
        }
    }
}

/// Kept answers, and the requests that are under way.
#[derive(Clone)]
pub(super) struct Answers {
    clock: Clock,
    kept: Cache<Key, Arc<Kept>>,
    flights: Flights,
}

/// A question: its name in the cache, and whom it asks for.
pub(super) struct Asked {
    pub(super) key: Key,
    pub(super) subjects: Subjects,
    /// Whether Shopify is to be asked whatever is kept.
    pub(super) fresh: bool,
    /// When the store was known to be connected.
    pub(super) known: Moment,
}

impl Answers {
    pub(super) fn new(clock: Clock) -> Self {
        let kept = Cache::builder()
            .max_capacity(MEMORY)
            .weigher(|_, kept: &Arc<Kept>| {
                u32::try_from(size(&kept.reply.data) + kept.subjects.size()).unwrap_or(u32::MAX)
            })
            .time_to_live(STANDS_IN.unsigned_abs())
            .build();
        Self { clock, kept, flights: Flights::default() }
    }

    /// The present, for those who will ask: what is disconnected after it is not asked any more.
    pub(super) fn now(&self) -> Moment {
        self.flights.now()
    }

    /// The answer to a question: kept, on its way, or asked for now. The request goes on when nobody waits any more.
    pub(super) async fn get(
        &self,
        asked: Asked,
        asking: impl Future<Output = Result<Reply, ShopifyError>> + Send + 'static,
    ) -> Outcome {
        let (key, fresh) = (asked.key.clone(), asked.fresh);
        let older = self.older(&key).await;
        if let Some(kept) = older.as_ref().filter(|kept| !fresh && self.age(kept) < GOOD) {
            return Outcome::Now(kept.clone());
        }
        let Some(flight) = self.join(asked, asking) else { return Outcome::Failed(ShopifyError::Disconnected) };
        match flight.await {
            Ok(kept) => Outcome::Now(kept),
            // Asked for again: it may have been thrown away meanwhile.
            Err(error) if error.is_passing() && older.is_some() => match self.older(&key).await {
                Some(older) => Outcome::Older(older, error),
                None => Outcome::Failed(error),
            },
            Err(error) => Outcome::Failed(error),
        }
    }

    async fn older(&self, key: &Key) -> Option<Arc<Kept>> {
        self.kept.get(key).await.filter(|kept| self.age(kept) < STANDS_IN)
    }

    fn age(&self, kept: &Kept) -> Duration {
        self.clock.now() - kept.at
    }

    /// The request for this that is under way, or a new one.
    fn join(
        &self,
        asked: Asked,
        asking: impl Future<Output = Result<Reply, ShopifyError>> + Send + 'static,
    ) -> Option<Flight> {
        let Asked { key, subjects, fresh, known } = asked;
        let (clock, kept, name) = (self.clock.clone(), self.kept.clone(), (key.clone(), fresh));
        self.flights.join(name, known, |landing| {
            let task = tokio::spawn(async move {
                let landing = landing;
                let reply = asking.await?;
                let subjects = subjects.and_answer(&reply.data);
                let answer = Arc::new(Kept { reply, as_of: clock.millis(), at: clock.now(), subjects });
                if !landing.is_old(&answer.subjects) {
                    // Kept before the flight is taken off the board: who comes in between finds one or the other.
                    kept.insert(key.clone(), answer.clone()).await;
                    // A change that came in between did not find it in the cache yet.
                    if landing.is_old(&answer.subjects) {
                        kept.invalidate(&key).await;
                    }
                }
                drop(landing);
                Ok(answer)
            });
            let abort = task.abort_handle();
            let ended = |joined: Result<_, tokio::task::JoinError>| match joined {
                Ok(result) => result,
                // Nothing ends a request from outside but that its store was disconnected.
                Err(error) if error.is_cancelled() => Err(ShopifyError::Disconnected),
                Err(_) => Err(ShopifyError::died()),
            };
            (task.map(ended).boxed().shared(), abort)
        })
    }

    /// Throws away what is kept of a store.
    pub(super) async fn purge_store(&self, tenant: &TenantId, store: &StoreId) {
        let change = Change::of_store(tenant.clone(), store.clone());
        self.flights.change(change.clone());
        self.purge(&change).await;
    }

    /// Throws away what is kept about somebody in a store.
    pub(super) async fn purge_about(&self, tenant: &TenantId, store: &StoreId, about: &About) {
        let change = Change::about(tenant.clone(), store.clone(), Subjects::of_change(about));
        self.flights.change(change.clone());
        self.purge(&change).await;
    }

    /// Ends a store's requests, and throws away what is kept of it. None goes out until it is known to be connected again.
    pub(super) async fn end(&self, tenant: &TenantId, store: &StoreId) {
        self.flights.end(tenant, store);
        self.purge(&Change::of_store(tenant.clone(), store.clone())).await;
    }

    /// Throws everything away.
    pub(super) fn purge_all(&self) {
        self.flights.lose_count();
        self.kept.invalidate_all();
    }

    async fn purge(&self, change: &Change) {
        let old = self.kept.iter().filter(|(key, kept)| change.concerns(key, &kept.subjects));
        let old: Vec<_> = old.map(|(key, _)| key).collect();
        for key in old {
            self.kept.invalidate(&*key).await;
        }
    }
}

/// Roughly how many bytes a value takes.
fn size(value: &Value) -> usize {
    32 + match value {
        Value::Null | Value::Bool(_) | Value::Number(_) => 0,
        Value::String(text) => text.len(),
        Value::Array(list) => list.iter().map(size).sum(),
        Value::Object(map) => map.iter().map(|(key, value)| key.len() + 32 + size(value)).sum(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::ShopDomain;
    use serde_json::json;

    fn key(tenant: &str, store: &str, scopes: &[&str], document: &str, variables: &Value) -> Key {
        let tenant = TenantId::parse(tenant).unwrap();
        let store = Store {
            id: StoreId::parse(store).unwrap(),
            tenant: tenant.clone(),
            shop: ShopDomain::parse("acme-uk.myshopify.com").unwrap(),
            name: String::new(),
            currency: String::new(),
            timezone: String::new(),
            country: String::new(),
            prefix: None,
            scopes: scopes.iter().map(|scope| (*scope).to_owned()).collect(),
        };
        let operation = Operation { name: "Card", document: document.to_owned() };
        Key::new(&tenant, &store, &operation, variables)
    }

    #[test]
    fn whatever_changes_the_answer_changes_the_key() {
        let maria = json!({"first": {"emailAddress": "maria@example.com"}});
        let base = key("t_a", "s_a", &["read_customers", "read_orders"], "query", &maria);
        assert_eq!(base, key("t_a", "s_a", &["read_customers", "read_orders"], "query", &maria));
        let mari = json!({"first": {"emailAddress": "mari@example.com"}});
        for other in [
            key("t_b", "s_a", &["read_customers", "read_orders"], "query", &maria),
            key("t_a", "s_b", &["read_customers", "read_orders"], "query", &maria),
            key("t_a", "s_a", &["read_customers", "read_orders", "read_all_orders"], "query", &maria),
            key("t_a", "s_a", &["read_customers", "read_orders"], "query with a note", &maria),
            key("t_a", "s_a", &["read_customers", "read_orders"], "query", &mari),
            key("t_a", "s_a", &["read_customers", "read_themes"], "query", &maria),
            key("t_a", "s_a", &["read_customersread_orders"], "query", &maria),
            key("t_a", "s_a", &["read_customers", "read_orders"], "quest", &maria),
        ] {
            assert_ne!(base, other);
        }
    }

    #[test]
    fn an_answer_is_weighed() {
        let long = "x".repeat(1000);
        assert!(size(&json!({"nodes": [{"note": long}]})) > 1000);
    }
}
