//! What was seen of each connection since this process started: when its shop last answered, and whether Shopify holds
//! customers' data back. In memory only; the settings panel shows it.

use super::Keeper;
use crate::db::StoreRow;
use crate::ids::StoreId;
use crate::shopify::{Client, Question, Reply, ShopifyError, Standing, Why, protected_document};
use crate::store::Store;
use serde_json::Value;
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

/// What was seen of one connection.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Seen {
    /// When its shop last answered, Unix seconds.
    pub answered: Option<i64>,
    /// Whether Shopify holds customers' data back from its app; none where that was not seen.
    pub held_back: Option<bool>,
}

/// What was seen of every connection. One that was made anew begins anew.
#[derive(Default)]
pub(super) struct Sights(Mutex<HashMap<StoreId, (i64, Seen)>>);

impl Sights {
    fn with<T>(&self, row: &StoreRow, act: impl FnOnce(&mut Seen) -> T) -> T {
        let mut sights = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (made, seen) = sights.entry(row.store.id.clone()).or_default();
        if *made != row.connection.connected {
            (*made, *seen) = (row.connection.connected, Seen::default());
        }
        act(seen)
    }
}

/// Whether an answer shows that customers' data is held back. What is held back of one part says nothing of all.
fn shows_held_back(answer: &Result<Reply, ShopifyError>) -> bool {
    match answer {
        Ok(reply) => reply.denials.iter().any(|denial| denial.why == Why::Protected),
        Err(error) => matches!(error, ShopifyError::NotApproved),
    }
}

impl Keeper {
    /// Notes what an answer shows.
    pub(super) fn saw(&self, row: &StoreRow, answer: &Result<Reply, ShopifyError>) {
        let now = self.0.clock.unix();
        self.0.sights.with(row, |seen| {
            if answer.is_ok() || matches!(answer, Err(ShopifyError::NotApproved | ShopifyError::Scope { .. })) {
                seen.answered = Some(now);
            }
            if shows_held_back(answer) {
                seen.held_back = Some(true);
            }
        });
    }

    /// What was seen of a connection since this process started.
    #[must_use]
    pub fn seen(&self, row: &StoreRow) -> Seen {
        self.0.sights.with(row, |seen| *seen)
    }

    /// What is left of Shopify's points for a connection; none where it was not asked yet.
    #[must_use]
    pub fn standing(&self, client: &Client, row: &StoreRow) -> Option<Standing> {
        client.standing(&row.store.shop, super::payer(row))
    }

    /// Finds out whether Shopify holds customers' data back, where the connection may read customers at all. What can't be
    /// asked stays unknown. What is found is kept, for the time after a restart and for other processes.
    pub async fn look_at_protected(&self, client: &Client, row: &StoreRow) {
        if !Store::grants(&row.store, "read_customers") {
            return;
        }
        let operation = protected_document();
        let answer = self.ask(client, row, Question::new(&operation, &Value::Null)).await;
        let held_back = match (shows_held_back(&answer), answer.is_ok()) {
            (true, _) => true,
            (false, true) => false,
            (false, false) => return,
        };
        self.0.sights.with(row, |seen| seen.held_back = Some(held_back));
        if let Err(error) = self.0.db.note_held_back(row, held_back).await {
            tracing::warn!(store = %row.store.id, %error, "whether customers' data is held back was not kept");
        }
    }
}
