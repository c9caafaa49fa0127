//! The renewals that are under way in this process: one for each store, whoever and however many wait for it.

use super::{Held, RenewError};
use crate::ids::StoreId;
use futures_util::FutureExt as _;
use futures_util::future::{BoxFuture, Shared};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::task::AbortHandle;

type Flight = Shared<BoxFuture<'static, Result<Held, RenewError>>>;

/// The renewals under way. Cheap to clone.
#[derive(Clone, Default)]
pub(super) struct Flights(Arc<Mutex<UnderWay>>);

#[derive(Default)]
struct UnderWay {
    renewals: HashMap<StoreId, Renewing>,
    /// How many there were: the number of the next one.
    begun: u64,
}

struct Renewing {
    number: u64,
    flight: Flight,
    abort: AbortHandle,
}

/// Takes a renewal off the list when it has ended, however it ended.
struct Landing {
    flights: Flights,
    store: StoreId,
    number: u64,
}

impl Drop for Landing {
    fn drop(&mut self) {
        self.flights.with(|under_way| {
            // After the end of a connection, the store may have a new one.
            if under_way.renewals.get(&self.store).is_some_and(|renewing| renewing.number == self.number) {
                under_way.renewals.remove(&self.store);
            }
        });
    }
}

impl Flights {
    fn with<T>(&self, act: impl FnOnce(&mut UnderWay) -> T) -> T {
        act(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// The renewal of this store that is under way, or this one. It goes on when nobody waits any more: what Shopify gave
    /// must be kept.
    pub(super) fn join(
        &self,
        store: &StoreId,
        renewal: impl Future<Output = Result<Held, RenewError>> + Send + 'static,
    ) -> Flight {
        self.with(|under_way| {
            if let Some(renewing) = under_way.renewals.get(store) {
                return renewing.flight.clone();
            }
            under_way.begun += 1;
            let number = under_way.begun;
            let landing = Landing { flights: self.clone(), store: store.clone(), number };
            let task = tokio::spawn(async move {
                let _landing = landing;
                renewal.await
            });
            let abort = task.abort_handle();
            let flight = task.map(|joined| joined.unwrap_or(Err(RenewError::Died))).boxed().shared();
            under_way.renewals.insert(store.clone(), Renewing { number, flight: flight.clone(), abort });
            flight
        })
    }

    /// Ends the renewal of this store, wherever it is: what it would bring is of no use any more.
    pub(super) fn end(&self, store: &StoreId) {
        // The list is not held while the task ends, which looks into it.
        let renewing = self.with(|under_way| under_way.renewals.remove(store));
        if let Some(renewing) = renewing {
            renewing.abort.abort();
        }
    }
}
