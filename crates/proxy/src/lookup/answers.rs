//! Shopify's answers, kept for a moment, and one request for all who ask the same at once.
//!
//! An answer is good for 15 seconds. For ten minutes it stands in, with its age, where the store can't be asked.

use crate::clock::Clock;
use crate::ids::{StoreId, TenantId};
use crate::shopify::{Operation, Reply, ShopifyError};
use crate::store::Store;
use futures_util::FutureExt as _;
use futures_util::future::{BoxFuture, Shared};
use moka::future::Cache;
use serde_json::Value;
use sha2::{Digest as _, Sha256};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
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

/// An answer with its age.
#[derive(Debug)]
pub(super) struct Kept {
    /// The answer.
    pub(super) reply: Reply,
    /// When Shopify gave it, Unix milliseconds.
    pub(super) as_of: f64,
    at: OffsetDateTime,
}

/// What there is to show.
pub(super) enum Outcome {
    /// An answer that is good.
    Now(Arc<Kept>),
    /// The last good one, and why there is none of now.
    Older(Arc<Kept>, ShopifyError),
    /// Nothing, and why.
    Failed(ShopifyError),
}

type Flight = Shared<BoxFuture<'static, Result<Arc<Kept>, ShopifyError>>>;

/// Kept answers, and the requests that are under way.
#[derive(Clone)]
pub(super) struct Answers {
    clock: Clock,
    kept: Cache<Key, Arc<Kept>>,
    flights: Flights,
}

/// The requests under way. Who asks for fresh data joins only those who asked for it too.
#[derive(Clone, Default)]
struct Flights(Arc<Mutex<HashMap<(Key, bool), Flight>>>);

impl Flights {
    fn with<T>(&self, act: impl FnOnce(&mut HashMap<(Key, bool), Flight>) -> T) -> T {
        act(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// Takes a request off the list when it has ended, however it ended.
struct Landing {
    flights: Flights,
    key: (Key, bool),
}

impl Drop for Landing {
    fn drop(&mut self) {
        self.flights.with(|flights| flights.remove(&self.key));
    }
}

impl Answers {
    pub(super) fn new(clock: Clock) -> Self {
        let kept = Cache::builder()
            .max_capacity(MEMORY)
            .weigher(|_, kept: &Arc<Kept>| u32::try_from(size(&kept.reply.data)).unwrap_or(u32::MAX))
            .time_to_live(STANDS_IN.unsigned_abs())
            .build();
        Self { clock, kept, flights: Flights::default() }
    }

    /// The answer to a question: kept, on its way, or asked for now. The request goes on when nobody waits any more.
    pub(super) async fn get(
        &self,
        key: Key,
        fresh: bool,
        asking: impl Future<Output = Result<Reply, ShopifyError>> + Send + 'static,
    ) -> Outcome {
        let older = self.kept.get(&key).await.filter(|kept| self.age(kept) < STANDS_IN);
        if let Some(kept) = older.as_ref().filter(|kept| !fresh && self.age(kept) < GOOD) {
            return Outcome::Now(kept.clone());
        }
        match (self.join(key, fresh, asking).await, older) {
            (Ok(kept), _) => Outcome::Now(kept),
            (Err(error), Some(older)) if error.is_passing() => Outcome::Older(older, error),
            (Err(error), _) => Outcome::Failed(error),
        }
    }

    fn age(&self, kept: &Kept) -> Duration {
        self.clock.now() - kept.at
    }

    /// The request for this that is under way, or a new one.
    fn join(
        &self,
        key: Key,
        fresh: bool,
        asking: impl Future<Output = Result<Reply, ShopifyError>> + Send + 'static,
    ) -> Flight {
        let name = (key.clone(), fresh);
        self.flights.with(|flights| {
            if let Some(flight) = flights.get(&name) {
                return flight.clone();
            }
            let landing = Landing { flights: self.flights.clone(), key: name.clone() };
            let (clock, kept) = (self.clock.clone(), self.kept.clone());
            let task = tokio::spawn(async move {
                let landing = landing;
                let reply = asking.await?;
                let answer = Arc::new(Kept { reply, as_of: clock.millis(), at: clock.now() });
                // Kept before the flight is taken off the list: who comes in between finds one or the other.
                kept.insert(key, answer.clone()).await;
                drop(landing);
                Ok(answer)
            });
            let flight = task.map(|joined| joined.unwrap_or(Err(ShopifyError::died()))).boxed().shared();
            flights.insert(name, flight.clone());
            flight
        })
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
