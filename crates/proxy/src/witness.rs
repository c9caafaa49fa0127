//! The access record: who saw whom. Written before the answer leaves; an answer that can't be recorded is not given.
//!
//! `http/card` calls this. A desk that looks at the same customer again within ten minutes costs nothing.

use crate::auth::{Named, Session};
use crate::db::{AccessKind, Db, DbError, NewAccess};
use crate::ids::StoreId;
use crate::lookup::Viewer;
use context_card_wire::{Card, CustomerCard, Found, OrderRow};
use moka::sync::Cache;
use sha2::{Digest as _, Sha256};
use std::time::Duration;

/// So long, in seconds, one entry stands for every further look.
const ONE_LOOK: i64 = 10 * 60;
/// So many looks are remembered; beyond that some are recorded twice.
const REMEMBERED: u64 = 100_000;

/// Somebody whom an answer shows: a customer, a guest's order, or an order that was opened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seen {
    /// In which store.
    pub store: StoreId,
    /// Shopify's id.
    pub subject: String,
}

/// Remembers who has been recorded lately, hashed.
#[derive(Clone, Debug)]
pub struct Witness {
    recent: Cache<[u8; 16], i64>,
}

impl Default for Witness {
    fn default() -> Self {
        let life = Duration::from_secs(ONE_LOOK.unsigned_abs());
        Self { recent: Cache::builder().max_capacity(REMEMBERED).time_to_live(life).build() }
    }
}

impl Witness {
    /// Records what an agent is about to see, on a card or in what they searched for.
    ///
    /// # Errors
    /// When the database fails; then the answer must not leave.
    pub async fn record(
        &self,
        db: &Db,
        session: &Session,
        what: AccessKind,
        seen: &[Seen],
        now: i64,
    ) -> Result<(), DbError> {
        let is_new = |at: &[u8; 16]| self.recent.get(at).is_none_or(|before| now - before >= ONE_LOOK);
        let new = seen.iter().map(|seen| (look(session, what, seen), seen)).filter(|(look, _)| is_new(look));
        let new: Vec<_> = new.collect();
        if new.is_empty() {
            return Ok(());
        }
        let entry = |seen: &'_ Seen| (seen.store.clone(), seen.subject.clone());
        let entries: Vec<_> = new.iter().map(|(_, seen)| entry(seen)).collect();
        let entries: Vec<_> = entries
            .iter()
            .map(|(store, subject)| NewAccess {
                what,
                inbox: &session.inbox,
                agent: &session.agent,
                store,
                subject: Some(subject),
            })
            .collect();
        db.record_access(&session.tenant, &entries, now).await?;
        for (look, _) in new {
            self.recent.insert(look, now);
        }
        Ok(())
    }
}

/// One agent's look at somebody.
fn look(session: &Session, what: AccessKind, seen: &Seen) -> [u8; 16] {
    let mut hash = Sha256::new();
    let (tenant, inbox, agent) = (session.tenant.as_str(), session.inbox.as_str(), session.agent.as_str());
    let parts = [what.as_str(), tenant, inbox, agent, seen.store.as_str(), &seen.subject];
    for part in parts {
        hash.update((part.len() as u64).to_le_bytes());
        hash.update(part.as_bytes());
    }
    let mut short = [0; 16];
    short.copy_from_slice(&hash.finalize()[..16]);
    short
}

/// Everybody whom a card shows: customers, and of guests the orders. Its handles were made for this viewer.
#[must_use]
pub fn seen_on(viewer: &Viewer, card: &Card) -> Vec<Seen> {
    let customers = card.stores.iter().flat_map(|section| match &section.found {
        Found::Customer(customer) => std::slice::from_ref(&**customer),
        Found::Several(several) => several.as_slice(),
        Found::Nothing(_) | Found::Failed(_) => &[],
    });
    customers.flat_map(|customer| seen_of(viewer, customer)).collect()
}

fn seen_of(viewer: &Viewer, customer: &CustomerCard) -> Vec<Seen> {
    let own = customer.handle.as_ref().and_then(|handle| open(viewer, Named::Customer, handle));
    own.map_or_else(|| seen_orders(viewer, &customer.orders.rows), |customer| vec![customer])
}

/// Orders that stand for who placed them without an account.
#[must_use]
pub fn seen_orders(viewer: &Viewer, rows: &[OrderRow]) -> Vec<Seen> {
    rows.iter().filter_map(|row| open(viewer, Named::Order, &row.handle)).collect()
}

fn open(viewer: &Viewer, named: Named, handle: &context_card_wire::Handle) -> Option<Seen> {
    let (store, subject) = viewer.handles.open(named, handle).ok()?;
    Some(Seen { store, subject })
}
