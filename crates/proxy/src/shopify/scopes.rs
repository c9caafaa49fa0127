//! What a list of granted scopes allows.

/// The scopes that are granted, in order, each once. A write scope brings its read scope along, whether Shopify lists it
/// or not; what does not look like a scope is left out.
#[must_use]
pub fn with_implied<'a>(listed: impl IntoIterator<Item = &'a str>) -> Vec<String> {
    let mut scopes = Vec::new();
    for scope in listed.into_iter().map(str::trim).filter(|scope| is_scope(scope)) {
        if let Some(what) = scope.strip_prefix("write_") {
            scopes.push(["read_", what].concat());
        }
        scopes.push(scope.to_owned());
    }
    scopes.sort();
    scopes.dedup();
    scopes
}

fn is_scope(text: &str) -> bool {
    (1..64).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_write_scope_brings_its_read_scope() {
        let scopes = with_implied(" write_orders,read_customers,,read_orders,<b>,Read_All".split(','));
        assert_eq!(scopes, ["read_customers", "read_orders", "write_orders"]);
        assert_eq!(with_implied("".split(',')), [""; 0]);
    }
}
