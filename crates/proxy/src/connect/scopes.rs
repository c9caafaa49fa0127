//! The scopes that a shop is asked for.

use crate::store::REQUIRED_SCOPES;

/// What the card can do without, but shows more with.
pub const OPTIONAL_SCOPES: &[&str] = &["read_products", "read_locations", "read_returns"];

/// What an app asks for where nothing else is said. `read_all_orders` is not among it: Shopify has to allow that first.
#[must_use]
pub fn usual() -> Vec<String> {
    REQUIRED_SCOPES.iter().chain(OPTIONAL_SCOPES).map(|&scope| scope.to_owned()).collect()
}

/// Reads a list with commas or spaces between. `None` where something in it is no scope, or what the card needs is missing.
#[must_use]
pub fn parse(text: &str) -> Option<Vec<String>> {
    let mut scopes = Vec::new();
    for scope in text.split([',', ' ']).map(str::trim).filter(|scope| !scope.is_empty()) {
        let good = scope.len() < 64 && scope.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_');
        if !good || !(scope.starts_with("read_") || scope.starts_with("write_")) {
            return None;
        }
        if !scopes.iter().any(|known| known == scope) {
            scopes.push(scope.to_owned());
        }
    }
    let covered = |needed: &str| {
        let writing = needed.replacen("read_", "write_", 1);
        scopes.iter().any(|scope| scope == needed || *scope == writing)
    };
    REQUIRED_SCOPES.iter().all(|needed| covered(needed)).then_some(scopes)
}

/// What the card needs or the app asked for, and the shop did not grant; what the card needs first.
#[must_use]
pub fn not_granted(asked: &[String], granted: &[String]) -> Vec<String> {
    let needed = REQUIRED_SCOPES.iter().map(|&scope| scope.to_owned());
    let mut missing: Vec<String> = Vec::new();
    for scope in needed.chain(asked.iter().cloned()) {
        if !granted.contains(&scope) && !missing.contains(&scope) {
            missing.push(scope);
        }
    }
    missing
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_names_at_least_what_the_card_needs() {
        assert_eq!(parse("read_orders, write_customers read_orders").unwrap(), ["read_orders", "write_customers"]);
        assert!(parse(&usual().join(",")).is_some());
        for text in ["", "read_orders", "read_orders,read_customers,<b>", "read_orders,read_customers,orders"] {
            assert_eq!(parse(text), None, "{text}");
        }
    }

    #[test]
    fn what_was_not_granted_is_named_once() {
        let list = |text: &str| text.split(' ').map(str::to_owned).collect::<Vec<_>>();
        let missing = not_granted(&list("read_products read_orders"), &list("read_customers"));
        assert_eq!(missing, ["read_orders", "read_products"]);
        assert!(not_granted(&list("write_orders"), &list("read_customers read_orders write_orders")).is_empty());
    }
}
