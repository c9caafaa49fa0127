//! Guests: people who ordered without an account. All that names one is the e-mail or the phone on their orders.
//!
//! The conversion makes handles of them, and the list of orders opens these; `lookup` asks Shopify with their term.

use crate::contact::{Email, Phone};
use crate::shopify::search;

/// Whoever ordered with this address or number, and without an account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Guest {
    /// By e-mail: trimmed, in lower case.
    Email(String),
    /// By phone: E.164.
    Phone(String),
}

impl Guest {
    /// The name behind a handle: `email:…` or `phone:…`.
    #[must_use]
    pub fn id(&self) -> String {
        match self {
            Self::Email(address) => ["email:", address].concat(),
            Self::Phone(number) => ["phone:", number].concat(),
        }
    }

    /// Reads the name behind a handle.
    #[must_use]
    pub fn parse(id: &str) -> Option<Self> {
        match id.split_once(':')? {
            ("email", text) => Email::parse(text, false).map(|email| Self::Email(email.address)),
            ("phone", text) => Phone::parse(text, false).map(|phone| Self::Phone(phone.number)),
            _ => None,
        }
    }

    /// The address or the number.
    #[must_use]
    pub fn value(&self) -> &str {
        match self {
            Self::Email(value) | Self::Phone(value) => value,
        }
    }

    /// What finds their orders, and perhaps others': Shopify's search of orders knows e-mails, but phones only as words.
    #[must_use]
    pub fn term(&self) -> Option<String> {
        match self {
            Self::Email(address) => search::exact("email", address),
            Self::Phone(number) => search::quoted(number),
        }
    }

    /// Whether an order with this e-mail and this phone is theirs.
    #[must_use]
    pub fn placed(&self, email: Option<&str>, phone: Option<&str>) -> bool {
        match self {
            Self::Email(address) => {
                email.and_then(|text| Email::parse(text, false)).is_some_and(|own| own.address == *address)
            }
            Self::Phone(number) => {
                phone.and_then(|text| Phone::parse(text, false)).is_some_and(|own| own.number == *number)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_guest_is_known_again_by_their_id() {
        for guest in [Guest::Email("priya.nair@example.com".into()), Guest::Phone("+447700900142".into())] {
            assert_eq!(Guest::parse(&guest.id()), Some(guest));
        }
        for id in ["", "email:", "email:nobody", "phone:1042", "gid://shopify/Customer/1", "priya.nair@example.com"] {
            assert_eq!(Guest::parse(id), None, "{id}");
        }
    }

    #[test]
    fn only_an_order_with_their_own_address_is_theirs() {
        let priya = Guest::Email("priya.nair@example.com".into());
        assert!(priya.placed(Some(" Priya.Nair@Example.com"), None));
        for other in ["priya@example.com", "priya.nair@example.co", "priya.nair+x@example.com", ""] {
            assert!(!priya.placed(Some(other), Some("+447700900142")), "{other}");
        }
        let by_phone = Guest::Phone("+447700900142".into());
        assert!(by_phone.placed(None, Some("+44 7700 900142")));
        assert!(!by_phone.placed(Some("priya.nair@example.com"), Some("+44 7700 900143")));
    }
}
