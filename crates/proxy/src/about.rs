//! Whom or what a change in Shopify is about: ids of Shopify's, and what a contact may be known by. Never kept in the clear.

use crate::contact::{Contact, Email, Phone};
use crate::matching::Matching;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// Whom or what a change is about.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct About {
    /// Shopify's ids of customers and orders, as `gid://shopify/Customer/1`.
    pub ids: BTreeSet<String>,
    /// E-mail addresses, as [`Email`] has them.
    pub emails: BTreeSet<String>,
    /// Phone numbers, as [`Phone`] has them.
    pub phones: BTreeSet<String>,
}

impl std::fmt::Debug for About {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "About({} ids)", self.ids.len())
    }
}

/// Shopify's global id of a customer.
#[must_use]
pub fn customer_gid(id: u64) -> String {
    format!("gid://shopify/Customer/{id}")
}

/// Shopify's global id of an order.
#[must_use]
pub fn order_gid(id: u64) -> String {
    format!("gid://shopify/Order/{id}")
}

impl About {
    /// Adds an address as somebody wrote it; what is none is left out.
    pub fn add_email(&mut self, text: &str) {
        self.emails.extend(Email::parse(text, false).map(|email| email.address));
    }

    /// Adds a number as somebody wrote it; what is none is left out.
    pub fn add_phone(&mut self, text: &str) {
        self.phones.extend(Phone::parse(text, false).map(|phone| phone.number));
    }

    /// Whether it names nobody and nothing.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.ids.is_empty() && self.emails.is_empty() && self.phones.is_empty()
    }

    /// Whether it is about this contact, by an identifier that may be looked up for it.
    #[must_use]
    pub fn names(&self, contact: &Contact, matching: Matching) -> bool {
        contact
            .emails
            .iter()
            .any(|email| matching.email.matches(email.verified) && self.emails.contains(&email.address))
            || contact
                .phones
                .iter()
                .any(|phone| matching.phone.matches(phone.verified) && self.phones.contains(&phone.number))
    }
}
