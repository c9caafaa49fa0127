//! What a merchant may change while the sandbox runs.

use serde::Deserialize;
use time::OffsetDateTime;

use super::Shop;
use super::dates::When;
use super::records::Cancelled;

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
