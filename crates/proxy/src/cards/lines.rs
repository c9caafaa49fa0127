//! The card as titled lines, as every host without a page needs it: the chosen fields with the card's own display text.

use context_card_wire::{Card, CustomerCard, Field, Found, Notice, StoreCard, Value};

/// How a point in time is told.
#[derive(Clone, Copy)]
pub(super) enum When {
    /// As on the card: `4 days ago`. Where the host asks each time that somebody looks.
    Ago,
    /// Date and time. Where the host keeps what it got.
    Exact,
}

/// Somebody whom a store found, or why it found nobody.
pub(super) enum Entry<'a> {
    /// A customer or a guest. Where there are several in the store, each is an entry.
    Person { store: &'a StoreCard, customer: &'a CustomerCard, alone: bool },
    /// Nobody.
    Nobody { store: &'a StoreCard, notice: &'a Notice, failed: bool },
}

/// What the stores found, in the card's order.
pub(super) fn entries(card: &Card) -> impl Iterator<Item = Entry<'_>> {
    card.stores.iter().flat_map(|store| match &store.found {
        Found::Customer(customer) => vec![Entry::Person { store, customer, alone: true }],
        Found::Several(several) => {
            several.iter().map(|customer| Entry::Person { store, customer, alone: false }).collect()
        }
        Found::Nothing(notice) => vec![Entry::Nobody { store, notice, failed: false }],
        Found::Failed(notice) => vec![Entry::Nobody { store, notice, failed: true }],
    })
}

/// What of a store's section or of a customer is not shown, in sentences.
pub(super) fn remarks<'a>(store: &'a StoreCard, customer: &'a CustomerCard) -> impl Iterator<Item = &'a Notice> {
    store.notices.iter().chain(&customer.orders.hidden)
}

/// A field's value as text; none for pictures.
pub(super) fn said(field: &Field, when: When) -> Option<String> {
    Some(match &field.value {
        Value::Text(text) | Value::Blank(text) => text.clone(),
        Value::Money(money) => match &money.presentment {
            Some(presentment) => [&money.text, " · ", presentment].concat(),
            None => money.text.clone(),
        },
        Value::Date(moment) => match when {
            When::Ago => moment.text.clone(),
            When::Exact => moment.exact.clone(),
        },
        Value::Badge(badge) => badge.text.clone(),
        Value::Link(link) => link.text.clone(),
        Value::List(list) => list.join(", "),
        Value::Image(_) => return None,
    })
}

/// Where a field leads, if it is a link that may be followed.
pub(super) fn leads(field: &Field) -> Option<&str> {
    match &field.value {
        Value::Link(link) => secure(&link.url),
        _ => None,
    }
}

/// An address that a host may be given.
pub(super) fn secure(url: &str) -> Option<&str> {
    url.starts_with("https://").then_some(url)
}

/// A field's id without its group: `total_spent`, `metafields.loyalty.tier`.
pub(super) fn bare(id: &str) -> &str {
    id.split_once('.').map_or(id, |(_, rest)| rest)
}

/// At most so many characters of a text.
pub(super) fn cut(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.to_owned();
    }
    text.chars().take(most.saturating_sub(1)).chain(['…']).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use context_card_wire::{Link, Moment, Money};

    fn field(value: Value) -> Field {
        Field { id: "order.total".into(), label: "Total".into(), value }
    }

    #[test]
    fn only_links_over_https_lead_anywhere() {
        let leads = |url: &str| leads(&field(Value::Link(Link { text: "Open".into(), url: url.into() }))).is_some();
        assert!(leads("https://admin.shopify.com/x"));
        for url in ["http://admin.shopify.com", "javascript:alert(1)", "data:text/html,x", " https://x", ""] {
            assert!(!leads(url), "{url}");
        }
    }

    #[test]
    fn values_are_told_as_on_the_card() {
        let money = Money {
            amount: "120".into(),
            currency: "GBP".into(),
            text: "£120.00".into(),
            presentment: Some("CHF 135.00".into()),
        };
        assert_eq!(said(&field(Value::Money(money)), When::Ago).as_deref(), Some("£120.00 · CHF 135.00"));
        let moment =
            Moment { at: "2026-11-17T12:00:00Z".into(), text: "4 days ago".into(), exact: "17 Nov 2026".into() };
        let date = field(Value::Date(moment));
        assert_eq!(said(&date, When::Ago).as_deref(), Some("4 days ago"));
        assert_eq!(said(&date, When::Exact).as_deref(), Some("17 Nov 2026"));
        assert_eq!((bare("customer.total_spent"), bare("order.metafields.a.b")), ("total_spent", "metafields.a.b"));
        assert_eq!((cut("äbc", 3).as_str(), cut("äbcd", 3).as_str()), ("äbc", "äb…"));
    }
}
