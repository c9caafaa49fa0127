//! Access scopes: what each type and field needs, and what a token was granted.

use std::collections::{BTreeSet, HashMap};
use std::sync::OnceLock;

use serde::Deserialize;

/// What one type or field needs: any one of the scopes.
#[derive(Debug, Deserialize)]
pub(crate) struct Needed {
    /// As error messages word it.
    pub(crate) access: String,
    scopes: Vec<String>,
    /// For a webhook topic, its name on the wire.
    topic: Option<String>,
}

#[derive(Deserialize)]
struct Table {
    access: HashMap<String, Needed>,
}

/// By `Type` and `Type.field`. Made by `cargo xtask schema`; a test reads it, so that a broken file can't stay.
fn table() -> &'static HashMap<String, Needed> {
    static TABLE: OnceLock<HashMap<String, Needed>> = OnceLock::new();
    TABLE.get_or_init(|| {
        let text = include_str!("../schema/access_2026-10.json");
        serde_json::from_str::<Table>(text).map(|t| t.access).unwrap_or_default()
    })
}

/// A webhook topic's name on the wire, and the scopes of which an app needs any one.
pub(crate) fn topic(of: &str) -> Option<(&'static str, &'static [String])> {
    let found = table().get(&format!("WebhookSubscriptionTopic.{of}"))?;
    Some((found.topic.as_deref()?, &found.scopes))
}

/// The scopes of one token, with those that follow: `write_x` brings `read_x`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Scopes(pub(crate) BTreeSet<String>);

impl Scopes {
    pub(crate) fn new<S: AsRef<str>>(granted: impl IntoIterator<Item = S>) -> Self {
        let mut all = BTreeSet::new();
        for scope in granted {
            let scope = scope.as_ref();
            if let Some(rest) = scope.strip_prefix("write_") {
                all.insert(format!("read_{rest}"));
            }
            all.insert(scope.to_owned());
        }
        Self(all)
    }

    pub(crate) fn has(&self, scope: &str) -> bool {
        self.0.contains(scope)
    }

    /// What is missing to see a field of `parent` that returns `returned`, if anything is.
    pub(crate) fn missing(&self, parent: &str, field: &str, returned: &str) -> Option<&'static Needed> {
        let node = returned.strip_suffix("Connection").unwrap_or(returned);
        let of_field = table().get(&format!("{parent}.{field}"));
        [of_field, table().get(node)]
            .into_iter()
            .flatten()
            .find(|needed| !needed.scopes.iter().any(|scope| self.has(scope)))
    }
}

#[cfg(test)]
mod tests {
    use super::Scopes;

    #[test]
    fn writing_brings_reading() {
        let scopes = Scopes::new(["write_orders"]);
        assert!(scopes.has("read_orders"));
        assert!(scopes.missing("QueryRoot", "orders", "OrderConnection").is_none());
        let needed = scopes.missing("QueryRoot", "customers", "CustomerConnection").unwrap();
        assert_eq!(needed.access, "`read_customers` access scope.");
    }

    #[test]
    fn a_location_has_an_id_for_those_who_manage_stock_and_a_name_for_those_who_read_locations() {
        let stock = Scopes::new(["read_inventory"]);
        assert!(stock.missing("Order", "retailLocation", "Location").is_none());
        assert!(stock.missing("Location", "id", "ID").is_none());
        assert!(stock.missing("Location", "name", "String").is_some());
    }
}
