//! Doubts about what a connection was granted: Shopify denied for want of a scope what should be granted. The selection is
//! built from the granted scopes, so they are looked at again, in the background, and the next card is whole but for what
//! is missing by now.

use super::Keeper;
use crate::db::StoreRow;
use crate::ids::StoreId;
use crate::shopify::{Client, Reply, ShopifyError, Why, probe_store};
use crate::store::Store;
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

/// A store is looked at again once in so many seconds at most.
const PAUSE: i64 = 60;

/// When each store was last looked at again, Unix seconds.
#[derive(Default)]
pub(super) struct Doubts(Mutex<HashMap<StoreId, i64>>);

impl Doubts {
    /// Whether it is time for another look, which then counts as begun.
    fn may_look(&self, store: &StoreId, now: i64) -> bool {
        let mut looks = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        looks.retain(|_, at| now < *at + PAUSE);
        if looks.contains_key(store) {
            return false;
        }
        looks.insert(store.clone(), now);
        true
    }
}

/// Whether an answer denies for want of a scope what the connection was granted.
fn is_doubtful(store: &Store, answer: &Result<Reply, ShopifyError>) -> bool {
    match answer {
        Ok(reply) => reply.denials.iter().any(|denial| matches!(&denial.why, Why::Scope(scope) if store.grants(scope))),
        Err(ShopifyError::Scope { scope }) => store.grants(scope),
        Err(_) => false,
    }
}

impl Keeper {
    /// Begins another look at the granted scopes, where an answer gives reason to. Nobody waits for it.
    pub(super) fn doubt(&self, client: &Client, row: &StoreRow, answer: &Result<Reply, ShopifyError>) {
        if !is_doubtful(&row.store, answer) || !self.0.doubts.may_look(&row.store.id, self.0.clock.unix()) {
            return;
        }
        let (keeper, client, row) = (self.clone(), client.clone(), row.clone());
        tokio::spawn(async move { keeper.look_again(&client, row).await });
    }

    /// Asks what is granted now, and keeps it. What can't be asked or kept is in the log, and asked another time.
    pub async fn look_again(&self, client: &Client, row: StoreRow) {
        let open = self.open_store(row);
        let Store { id, tenant, shop, .. } = open.store.clone();
        match probe_store(client, &open).await {
            Ok(found) => {
                tracing::info!(store = %id, "the granted scopes were looked at again");
                if let Err(error) = self.0.db.keep_probe(&found.store(id, tenant, shop)).await {
                    tracing::error!(%error, "the granted scopes can't be kept");
                }
            }
            Err(error) => tracing::warn!(store = %id, %error, "the granted scopes can't be looked at again"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::TenantId;
    use crate::shopify::Denial;
    use crate::store::ShopDomain;
    use serde_json::json;

    fn store() -> Store {
        Store {
            id: StoreId::parse("s_a").unwrap(),
            tenant: TenantId::parse("t_a").unwrap(),
            shop: ShopDomain::parse("acme-uk.myshopify.com").unwrap(),
            name: String::new(),
            currency: String::new(),
            timezone: String::new(),
            country: String::new(),
            prefix: None,
            scopes: vec!["read_orders".to_owned()],
        }
    }

    fn denied(why: Why) -> Result<Reply, ShopifyError> {
        let denials = vec![Denial { path: "/first".to_owned(), why }];
        Ok(Reply { data: json!({}), denials, cost: None })
    }

    #[test]
    fn only_a_scope_that_should_be_granted_gives_reason_to_look() {
        assert!(is_doubtful(&store(), &denied(Why::Scope("read_orders".to_owned()))));
        assert!(is_doubtful(&store(), &Err(ShopifyError::Scope { scope: "read_orders".to_owned() })));
        for answer in [
            denied(Why::Scope("read_products".to_owned())),
            denied(Why::Protected),
            Err(ShopifyError::Token),
            Err(ShopifyError::Scope { scope: "read_products".to_owned() }),
        ] {
            assert!(!is_doubtful(&store(), &answer), "{answer:?}");
        }
    }

    #[test]
    fn a_store_is_looked_at_again_once_a_minute() {
        let (doubts, id) = (Doubts::default(), store().id);
        assert!(doubts.may_look(&id, 100));
        assert!(!doubts.may_look(&id, 159));
        assert!(doubts.may_look(&StoreId::parse("s_b").unwrap(), 159), "another store");
        assert!(doubts.may_look(&id, 160));
    }
}
