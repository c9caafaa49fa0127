//! What a merchant may change while the sandbox runs.

use serde::Deserialize;
use time::OffsetDateTime;

use super::dates::When;
use super::money::Amount;
use super::records::{Cancelled, Customer, Order};
use super::{Person, Placed, Shop};

/// A change to an order. As JSON: `{"note": "Leave it with the neighbours"}`, `"cancel"`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OrderChange {
    /// Another note, or none.
    Note(Option<String>),
    /// These tags in place of those it has.
    Tags(Vec<String>),
    /// Cancels it, as the customer wished.
    Cancel,
}

/// A change to a customer. As JSON: `{"tags": ["vip"]}`, `{"name": ["Maria", "Lind"]}`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CustomerChange {
    /// Another note, or none.
    Note(Option<String>),
    /// These tags in place of those the customer has.
    Tags(Vec<String>),
    /// Another first and last name.
    Name(String, String),
}

impl Shop {
    /// Whether there was such an order to change.
    pub(crate) fn change_order(&mut self, name: &str, change: OrderChange, now: OffsetDateTime) -> bool {
        let at = When::of(now, self.began, &self.file.zone);
        let Some(order) = self.orders.iter_mut().find(|order| order.record.name == name) else {
            return false;
        };
        match change {
            OrderChange::Note(note) => order.record.note = note,
            OrderChange::Tags(tags) => order.record.tags = tags,
            OrderChange::Cancel => {
                order.record.cancelled = Some(Cancelled { at, reason: "CUSTOMER".to_owned(), staff_note: None });
            }
        }
        order.updated = now;
        true
    }

    /// Adds an order, as it stands in `orders.json`. Whether it could be: it has a date, and its customer is known.
    pub(crate) fn add_order(&mut self, record: Order) -> bool {
        let find = |key: &String| self.customers.iter().position(|person| person.record.key == *key);
        let customer = record.customer.as_ref().map(find);
        let (Some(placed), false) = (record.placed, customer == Some(None)) else { return false };
        let (processed, customer) = (self.when(placed), customer.flatten());
        let created = record.created.map_or(processed, |when| self.when(when));
        // Ids grow with the index, whatever the date.
        let id = self.orders.last().map_or(1, |last| last.id + 32_769);
        let order = Placed { id, record, customer, processed, created, updated: created };
        let paid = self.totals(&order).net_payment();
        let orders = &self.orders;
        if let Some(person) = customer.and_then(|at| self.customers.get_mut(at)) {
            person.spent += paid;
            let newer = |at: &usize| orders.get(*at).is_some_and(|other| other.processed > processed);
            let place = person.orders.iter().position(newer).unwrap_or(person.orders.len());
            person.orders.insert(place, orders.len());
        }
        self.orders.push(order);
        true
    }

    /// Adds a customer, as they stand in `customers.json`. Whether they could be: their key is new.
    pub(crate) fn add_customer(&mut self, record: Customer) -> bool {
        if self.customers.iter().any(|person| person.record.key == record.key) {
            return false;
        }
        let since = self.when(record.since);
        // Ids grow with the index.
        let id = self.customers.last().map_or(1, |last| last.id + 32_769);
        let spent = Amount::ZERO;
        self.customers.push(Person { id, record, since, updated: since, spent, orders: Vec::new() });
        true
    }

    /// Whether there was such a customer to change.
    pub(crate) fn change_customer(&mut self, email: &str, change: CustomerChange, now: OffsetDateTime) -> bool {
        let Some(person) = self.customers.iter_mut().find(|person| person.record.email.as_deref() == Some(email))
        else {
            return false;
        };
        match change {
            CustomerChange::Note(note) => person.record.note = note,
            CustomerChange::Tags(tags) => person.record.tags = tags,
            CustomerChange::Name(first, last) => {
                (person.record.first, person.record.last) = (Some(first), Some(last));
            }
        }
        person.updated = now;
        true
    }
}
