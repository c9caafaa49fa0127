//! Where a list of orders goes on. It travels sealed, as the cursor of a page.

use serde::{Deserialize, Serialize};

/// A place in a list of orders.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    /// Shopify's cursor; none where the list begins anew, as it does after a card that was read from two lists.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<String>,
    /// The orders that the card shows already, by Shopify's ids.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub shown: Vec<String>,
    /// How many orders came before.
    #[serde(default)]
    pub before: u64,
    /// How many of them were placed without an account: Shopify does not count these among a customer's.
    #[serde(default)]
    pub guests: u64,
    /// How many of those are known in all.
    #[serde(default)]
    pub guests_known: u64,
    /// The customer's own address, where guest orders stand among theirs; a guest's name behind a handle.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub with: Option<String>,
}

impl Place {
    /// Reads what a cursor holds.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        serde_json::from_str(text).ok()
    }

    /// What a cursor holds.
    #[must_use]
    pub fn text(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_read_as_it_was_written() {
        let place = Place { after: Some("abc".into()), shown: vec!["1".into()], before: 10, ..Place::default() };
        assert_eq!(Place::parse(&place.text()), Some(place));
        assert_eq!(Place::parse("eyJsYXN0X2lkIjoxfQ=="), None, "Shopify's own cursor is no place");
    }
}
