//! The open cards that want to know when something changes: `GET /api/live` puts them in, changes find those concerned.
//!
//! Only that something changed is told, and in which shop. Who is concerned: sessions whose contact has an identifier that
//! the change names, or whose card showed one of the customers or orders.

use crate::about::About;
use crate::auth::Session;
use crate::contact::Contact;
use crate::ids::{InboxId, StoreId, TenantId};
use crate::matching::Matching;
use crate::witness::Seen;
use moka::sync::Cache;
use std::collections::{BTreeSet, HashMap};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::sync::mpsc;

/// So many streams one process holds at most.
const MOST: usize = 5_000;
/// So many changes wait for a slow reader; who has that many to read asks anew anyway.
const WAITING: usize = 8;
/// So many sessions are remembered with what they showed, so long after the last card.
const SESSIONS: u64 = 20_000;
const REMEMBERED: Duration = Duration::from_secs(60 * 60);

/// A change, as a stream tells it: the shop, where it still has a name.
pub type Told = Option<String>;

/// The open streams. Cheap to clone.
#[derive(Clone)]
pub struct Live {
    room: Arc<Mutex<Room>>,
    /// What each session's cards showed, by its id.
    shown: Cache<String, Arc<BTreeSet<(StoreId, String)>>>,
}

#[derive(Default)]
struct Room {
    streams: HashMap<String, Listener>,
    last: u64,
    closed: bool,
}

struct Listener {
    number: u64,
    tenant: TenantId,
    inbox: InboxId,
    stores: Stores,
    /// Everybody whom the conversation is with: which of them is open does not matter for being told.
    contacts: Vec<Contact>,
    matching: Matching,
    tell: mpsc::Sender<Told>,
}

/// Which of its tenant's stores an inbox shows.
#[derive(Clone, Debug)]
pub enum Stores {
    /// All of them, those too that are yet to be connected.
    All,
    /// These.
    Only(Vec<StoreId>),
}

impl Stores {
    fn has(&self, store: &StoreId) -> bool {
        match self {
            Self::All => true,
            Self::Only(stores) => stores.contains(store),
        }
    }
}

/// One stream's end; it leaves when this is dropped.
pub struct Seat {
    live: Live,
    session: String,
    number: u64,
    /// What is told. Ends when a newer stream of the same session takes its place, and when the process stops.
    pub told: mpsc::Receiver<Told>,
}

impl Drop for Seat {
    fn drop(&mut self) {
        self.live.with(|room| {
            if room.streams.get(&self.session).is_some_and(|listener| listener.number == self.number) {
                room.streams.remove(&self.session);
            }
        });
    }
}

/// There are too many streams already.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("too many open cards listen already")]
pub struct Full;

impl Default for Live {
    fn default() -> Self {
        let shown = Cache::builder().max_capacity(SESSIONS).time_to_idle(REMEMBERED).build();
        Self { room: Arc::default(), shown }
    }
}

impl Live {
    fn with<T>(&self, act: impl FnOnce(&mut Room) -> T) -> T {
        act(&mut self.room.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Remembers whom a session's card shows.
    pub fn showed(&self, session: &Session, seen: &[Seen]) {
        let new = |seen: &Seen| (seen.store.clone(), seen.subject.clone());
        let before = self.shown.get(&session.id).unwrap_or_default();
        if seen.iter().any(|seen| !before.contains(&new(seen))) {
            let all = before.iter().cloned().chain(seen.iter().map(new)).collect();
            self.shown.insert(session.id.clone(), Arc::new(all));
        }
    }

    /// A stream for a session. A stream that it had before ends.
    ///
    /// # Errors
    /// When there are too many.
    pub fn join(&self, session: &Session, stores: Stores, matching: Matching) -> Result<Seat, Full> {
        let (tell, told) = mpsc::channel(WAITING);
        let number = self.with(|room| {
            if room.closed || (room.streams.len() >= MOST && !room.streams.contains_key(&session.id)) {
                return Err(Full);
            }
            room.last += 1;
            let listener = Listener {
                number: room.last,
                tenant: session.tenant.clone(),
                inbox: session.inbox.clone(),
                stores,
                contacts: session.contacts.clone(),
                matching,
                tell,
            };
            room.streams.insert(session.id.clone(), listener);
            Ok(room.last)
        })?;
        Ok(Seat { live: self.clone(), session: session.id.clone(), number, told })
    }

    /// Ends every stream: the process stops.
    pub fn close(&self) {
        self.with(|room| {
            room.closed = true;
            room.streams.clear();
        });
    }

    /// Whether anybody of a tenant listens: where nobody does, a change need not be looked into.
    #[must_use]
    pub fn has_listeners(&self, tenant: &TenantId) -> bool {
        self.with(|room| room.streams.values().any(|listener| listener.tenant == *tenant))
    }

    /// Tells those concerned that something changed in a store: everybody who sees it, or those whom it is about.
    pub fn tell(&self, tenant: &TenantId, store: &StoreId, about: Option<&About>, shop: &Told) {
        self.with(|room| {
            let of_store = |listener: &&Listener| listener.tenant == *tenant && listener.stores.has(store);
            for (session, listener) in &room.streams {
                if of_store(&listener) && about.is_none_or(|about| self.concerns(session, listener, store, about)) {
                    // A reader that is behind has changes waiting already.
                    let _ = listener.tell.try_send(shop.clone());
                }
            }
        });
    }

    /// Tells everybody in an inbox: what it shows or allows changed.
    pub fn tell_inbox(&self, inbox: &InboxId) {
        self.with(|room| {
            for listener in room.streams.values().filter(|listener| listener.inbox == *inbox) {
                let _ = listener.tell.try_send(None);
            }
        });
    }

    /// Tells everybody: something changed, and nobody knows what.
    pub fn tell_all(&self) {
        self.with(|room| {
            for listener in room.streams.values() {
                let _ = listener.tell.try_send(None);
            }
        });
    }

    fn concerns(&self, session: &str, listener: &Listener, store: &StoreId, about: &About) -> bool {
        listener.contacts.iter().any(|contact| about.names(contact, listener.matching))
            || self
                .shown
                .get(session)
                .is_some_and(|shown| about.ids.iter().any(|id| shown.contains(&(store.clone(), id.clone()))))
    }
}
