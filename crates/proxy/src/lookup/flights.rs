//! The requests under way, so that all who ask the same at once share one; and what changed while they were.

use super::answers::{Kept, Key};
use super::subjects::Subjects;
use crate::ids::{StoreId, TenantId};
use crate::shopify::ShopifyError;
use futures_util::future::{BoxFuture, Shared};
use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, PoisonError};
use tokio::task::AbortHandle;

/// So many changes are remembered; a request that began before the oldest of them is taken for concerned.
const REMEMBERED: usize = 4096;

pub(super) type Flight = Shared<BoxFuture<'static, Result<Arc<Kept>, ShopifyError>>>;

/// What was asked, and whether past the cache: who asks for fresh data joins only those who asked for it too.
pub(super) type Name = (Key, bool);

/// A change of a store: who it is about; nobody named means everything.
#[derive(Clone)]
pub(super) struct Change {
    tenant: TenantId,
    store: StoreId,
    about: Option<Subjects>,
}

impl Change {
    /// Of a store as a whole.
    pub(super) const fn of_store(tenant: TenantId, store: StoreId) -> Self {
        Self { tenant, store, about: None }
    }

    /// Of some customers or orders of a store.
    pub(super) const fn about(tenant: TenantId, store: StoreId, about: Subjects) -> Self {
        Self { tenant, store, about: Some(about) }
    }

    /// Whether an answer to this question may be an old one after it.
    pub(super) fn concerns(&self, key: &Key, subjects: &Subjects) -> bool {
        self.is_of(key) && self.about.as_ref().is_none_or(|about| about.meets(subjects))
    }

    fn is_of(&self, key: &Key) -> bool {
        *key.store() == self.store && *key.tenant() == self.tenant
    }
}

/// A place in time: how many changes there were before.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Moment(u64);

/// The requests under way. Cheap to clone.
#[derive(Clone, Default)]
pub(super) struct Flights(Arc<Mutex<Board>>);

#[derive(Default)]
struct Board {
    /// Those that may be joined.
    flights: HashMap<Name, Entry>,
    /// All of them, for those who end them.
    running: HashMap<u64, (TenantId, StoreId, AbortHandle)>,
    last: u64,
    /// The newest changes, oldest first, and how many there were before these.
    changes: VecDeque<Change>,
    forgotten: u64,
    /// When each store was disconnected last.
    ended: HashMap<(TenantId, StoreId), Moment>,
}

struct Entry {
    number: u64,
    began: Moment,
    flight: Flight,
}

impl Board {
    fn now(&self) -> Moment {
        Moment(self.forgotten + self.changes.len() as u64)
    }

    /// The changes since a moment; none where some of them are forgotten.
    fn since(&self, moment: Moment) -> Option<impl Iterator<Item = &Change>> {
        let known = moment.0.checked_sub(self.forgotten)?;
        Some(self.changes.iter().skip(usize::try_from(known).unwrap_or(usize::MAX)))
    }
}

/// A request on its way; taken off the board when it has ended, however it ended.
pub(super) struct Landing {
    flights: Flights,
    name: Name,
    number: u64,
    began: Moment,
}

impl Drop for Landing {
    fn drop(&mut self) {
        self.flights.with(|board| {
            board.running.remove(&self.number);
            // Another one may have taken its place since.
            if board.flights.get(&self.name).is_some_and(|entry| entry.number == self.number) {
                board.flights.remove(&self.name);
            }
        });
    }
}

impl Landing {
    /// Whether something changed, after the request began, that its answer may not know of.
    pub(super) fn is_old(&self, subjects: &Subjects) -> bool {
        self.flights.with(|board| {
            let key = &self.name.0;
            board.since(self.began).is_none_or(|mut changes| changes.any(|change| change.concerns(key, subjects)))
        })
    }
}

impl Flights {
    fn with<T>(&self, act: impl FnOnce(&mut Board) -> T) -> T {
        act(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// The present.
    pub(super) fn now(&self) -> Moment {
        self.with(|board| board.now())
    }

    /// The request of this name that is under way, or the one that `start` makes. One that began before a change of its
    /// store is not joined: its answer may be old. None where the store was disconnected after `known`, the moment at which
    /// it was still known to be connected.
    pub(super) fn join(
        &self,
        name: Name,
        known: Moment,
        start: impl FnOnce(Landing) -> (Flight, AbortHandle),
    ) -> Option<Flight> {
        self.with(|board| {
            let whose = (name.0.tenant().clone(), name.0.store().clone());
            if board.ended.get(&whose).is_some_and(|ended| *ended > known) {
                return None;
            }
            if let Some(entry) = board.flights.get(&name)
                && board.since(entry.began).is_some_and(|mut changes| !changes.any(|change| change.is_of(&name.0)))
            {
                return Some(entry.flight.clone());
            }
            board.last += 1;
            let (number, began) = (board.last, board.now());
            let (flight, abort) = start(Landing { flights: self.clone(), name: name.clone(), number, began });
            board.running.insert(number, (whose.0, whose.1, abort));
            board.flights.insert(name, Entry { number, began, flight: flight.clone() });
            Some(flight)
        })
    }

    /// Remembers a change.
    pub(super) fn change(&self, change: Change) {
        self.with(|board| {
            board.changes.push_back(change);
            if board.changes.len() > REMEMBERED {
                board.changes.pop_front();
                board.forgotten += 1;
            }
        });
    }

    /// Remembers that a store was disconnected, and ends its requests.
    pub(super) fn end(&self, tenant: &TenantId, store: &StoreId) {
        self.change(Change::of_store(tenant.clone(), store.clone()));
        let running = self.with(|board| {
            board.ended.insert((tenant.clone(), store.clone()), board.now());
            board.flights.retain(|(key, _), _| key.store() != store || key.tenant() != tenant);
            board.running.extract_if(|_, (t, s, _)| s == store && t == tenant).collect::<Vec<_>>()
        });
        // Not under the lock: a request that ends takes itself off the board.
        for (_, (_, _, abort)) in running {
            abort.abort();
        }
    }

    /// Forgets which changes there were, for the sake of some that nobody heard of: every answer under way counts as old.
    pub(super) fn lose_count(&self) {
        self.with(|board| {
            board.forgotten = board.now().0 + 1;
            board.changes.clear();
        });
    }
}
