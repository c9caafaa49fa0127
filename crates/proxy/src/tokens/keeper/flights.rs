//! The renewals that are under way in this process: one for each store, whoever and however many wait for it.

use super::{Held, RenewError};
use crate::ids::StoreId;
use futures_util::FutureExt as _;
use futures_util::future::{BoxFuture, Shared};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

type Flight = Shared<BoxFuture<'static, Result<Held, RenewError>>>;

/// The renewals under way. Cheap to clone.
#[derive(Clone, Default)]
pub(super) struct Flights(Arc<Mutex<HashMap<StoreId, Flight>>>);

/// Takes a renewal off the list when it has ended, however it ended.
struct Landing {
    flights: Flights,
    store: StoreId,
}

impl Drop for Landing {
    fn drop(&mut self) {
        self.flights.with(|flights| flights.remove(&self.store));
    }
}

impl Flights {
    fn with<T>(&self, act: impl FnOnce(&mut HashMap<StoreId, Flight>) -> T) -> T {
        act(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// The renewal of this store that is under way, or this one. It goes on when nobody waits any more: what Shopify gave
    /// must be kept.
    pub(super) fn join(
        &self,
        store: &StoreId,
        renewal: impl Future<Output = Result<Held, RenewError>> + Send + 'static,
    ) -> Flight {
        self.with(|flights| {
            if let Some(flight) = flights.get(store) {
                return flight.clone();
            }
            let landing = Landing { flights: self.clone(), store: store.clone() };
            let task = tokio::spawn(async move {
                let _landing = landing;
                renewal.await
            });
            let flight = task.map(|joined| joined.unwrap_or(Err(RenewError::Died))).boxed().shared();
            flights.insert(store.clone(), flight.clone());
            flight
        })
    }
}
