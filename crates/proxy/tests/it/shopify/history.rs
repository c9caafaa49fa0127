//! Orders over time.

use super::*;
use context_card::guest::Guest;
use context_card::shopify::Whose;
use context_card_wire::{History, Problem};
use serde_json::json;

impl Bench {
    async fn history(&self, scopes: &[&str], who: &str) -> History {
        let viewer = self.viewer(vec![self.store_with(UK, scopes)]);
        let contact = contact(&[who], &[]);
        let found = customer(self.lookup.card(&viewer, &contact, false).await.stores.remove(0));
        let handle = found.handle.unwrap();
        let whose = match viewer.handles.open(context_card::auth::Named::Customer, &handle) {
            Ok((_, id)) => Whose::Customer(id),
            Err(_) => Whose::Guest(Guest::Email(who.to_owned())),
        };
        self.lookup.history(&viewer, &viewer.stores[0], std::slice::from_ref(&contact.contact), whose).await.unwrap()
    }
}

#[tokio::test]
async fn marias_orders_stand_in_their_periods() {
    let bench = Bench::start().await;
    let history = bench.history(SCOPES, "maria@example.com").await;
    assert_eq!(history.bars.iter().map(|bar| bar.count).sum::<u32>(), 14);
    assert!(history.bars.len() <= 24 && history.note.is_none());
    assert!(history.bars.iter().any(|bar| bar.count == 0 && bar.text == "0 orders"), "without a gap");
    let last = history.bars.last().unwrap();
    assert!(last.label.ends_with("2026"), "{last:?}");
    assert!(history.bars.iter().filter(|bar| bar.count > 0).all(|bar| bar.text.contains('£')));
}

#[tokio::test]
async fn what_was_ordered_as_a_guest_counts_and_a_strangers_does_not() {
    let bench = Bench::start().await;
    for (name, email) in [("#9001", "maria@example.com"), ("#9002", "mari@example.com")] {
        let order = json!({"name": name, "placed": "-1d 09:00", "email": email, "lines": [{"sku": "MUG-ECR"}]});
        assert!(bench.sandbox.add_order(UK, order));
    }
    let history = bench.history(SCOPES, "maria@example.com").await;
    assert_eq!(history.bars.iter().map(|bar| bar.count).sum::<u32>(), 15);
    let guest = bench.history(SCOPES, "priya.nair@example.com").await;
    assert_eq!((guest.title.as_str(), guest.bars.iter().map(|bar| bar.count).sum::<u32>()), ("Orders by month", 3));
}

#[tokio::test]
async fn what_is_not_counted_is_said() {
    let bench = Bench::start().await;
    let history = bench.history(SCOPES, "orders@brightfield.example").await;
    assert_eq!(history.note.as_deref(), Some("The newest 250 orders only"));
    assert_eq!(history.bars.iter().map(|bar| bar.count).sum::<u32>(), 250);
    let walled = bench.history(&["read_customers", "read_orders"], "maria@example.com").await;
    assert!(walled.note.unwrap().contains("60 days"));
}

#[tokio::test]
async fn who_is_not_there_has_no_history() {
    let bench = Bench::start().await;
    let viewer = bench.viewer(vec![bench.store(UK)]);
    let nobody = Whose::Customer("gid://shopify/Customer/1".to_owned());
    let lost = bench.lookup.history(&viewer, &viewer.stores[0], std::slice::from_ref(&maria().contact), nobody).await;
    assert_eq!(lost, Err(Problem::NotFound));
}
