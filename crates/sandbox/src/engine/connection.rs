//! Connections: pages, cursors, and what is wrong with a page's arguments.

use apollo_compiler::response::{JsonMap, JsonValue};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use super::error::Failure;

/// The most that one page may hold.
const MOST: i64 = 250;

/// One thing in a connection: its place in the order, and the node itself.
#[derive(Debug, Clone)]
pub(super) struct Item {
    pub(super) id: String,
    pub(super) sort: String,
    pub(super) node: Value,
}

impl Item {
    fn cursor(&self) -> String {
        STANDARD.encode(json!({"last_id": self.id, "last_value": self.sort}).to_string())
    }
}

/// The page that the arguments ask for, as a connection's object.
pub(super) fn page(items: &[Item], arguments: &JsonMap) -> Result<Value, Failure> {
    let position = |id: &str| items.iter().position(|item| item.id == id);
    page_of(items.len(), position, |index| items.get(index).cloned(), arguments)
}

/// The same for a list whose items are made only where they are on the page: it may have thousands.
pub(super) fn page_of(
    count: usize,
    position: impl Fn(&str) -> Option<usize>,
    item: impl Fn(usize) -> Option<Item>,
    arguments: &JsonMap,
) -> Result<Value, Failure> {
    let number = |name: &str| arguments.get(name).and_then(JsonValue::as_i64);
    let bad = |message: &str| Err(Failure::new(message, "BAD_REQUEST"));
    let (first, last) = (number("first"), number("last"));
    let size = match (first, last) {
        (None, None) => return bad("you must provide one of first or last"),
        (Some(_), Some(_)) => return bad("providing both first and last is not supported"),
        (Some(n), None) | (None, Some(n)) => n,
    };
    let name = if first.is_some() { "first" } else { "last" };
    if size > MOST {
        return bad(&format!("{name} cannot exceed {MOST}"));
    }
    if size < 0 {
        return bad(&format!("{name} cannot be negative"));
    }
    let size = usize::try_from(size).unwrap_or_default();
    let place = |name: &str| {
        let cursor = arguments.get(name).and_then(JsonValue::as_str);
        cursor.map(|cursor| named(cursor).and_then(|id| position(&id)).ok_or_else(malformed)).transpose()
    };
    let (after, before) = (place("after")?, place("before")?);
    let from = after.map_or(0, |i| i + 1);
    let to = before.unwrap_or(count).max(from);
    let (from, to) = if last.is_some() { (to.saturating_sub(size).max(from), to) } else { (from, to.min(from + size)) };
    let page: Vec<Item> = (from..to).filter_map(item).collect();
    let cursor = |item: Option<&Item>| item.map(Item::cursor);
    Ok(json!({
        "edges": page.iter().map(|i| json!({"cursor": i.cursor(), "node": i.node})).collect::<Vec<_>>(),
        "nodes": page.iter().map(|i| i.node.clone()).collect::<Vec<_>>(),
        "pageInfo": {
            "hasNextPage": to < count, "hasPreviousPage": from > 0,
            "startCursor": cursor(page.first()), "endCursor": cursor(page.last()),
        },
    }))
}

fn malformed() -> Failure {
    Failure::new("Malformed cursor", "BAD_REQUEST")
}

/// Which item a cursor names.
fn named(cursor: &str) -> Option<String> {
    let bytes = STANDARD.decode(cursor).ok()?;
    let inside: Value = serde_json::from_slice(&bytes).ok()?;
    inside["last_id"].as_str().map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::{Item, page};
    use apollo_compiler::response::JsonMap;
    use serde_json::{Value, json};

    fn items() -> Vec<Item> {
        (0..5).map(|n| Item { id: n.to_string(), sort: n.to_string(), node: json!(n) }).collect()
    }

    fn arguments(value: Value) -> JsonMap {
        serde_json::from_value(value).unwrap()
    }

    #[test]
    fn pages_go_forwards_and_backwards() {
        let first = page(&items(), &arguments(json!({"first": 2}))).unwrap();
        assert_eq!(first["nodes"], json!([0, 1]));
        assert_eq!(first["pageInfo"]["hasNextPage"], true);
        let next = page(&items(), &arguments(json!({"first": 9, "after": first["pageInfo"]["endCursor"]}))).unwrap();
        assert_eq!(next["nodes"], json!([2, 3, 4]));
        assert_eq!(next["pageInfo"]["hasPreviousPage"], true);
        assert_eq!(next["pageInfo"]["hasNextPage"], false);
        let last = page(&items(), &arguments(json!({"last": 2, "before": next["pageInfo"]["endCursor"]}))).unwrap();
        assert_eq!(last["nodes"], json!([2, 3]));
    }

    #[test]
    fn wrong_pages_are_refused() {
        let refused = |value| page(&items(), &arguments(value)).unwrap_err().message;
        assert_eq!(refused(json!({})), "you must provide one of first or last");
        assert_eq!(refused(json!({"first": 251})), "first cannot exceed 250");
        assert_eq!(refused(json!({"first": 1, "after": "nonsense"})), "Malformed cursor");
        assert_eq!(refused(json!({"first": 1, "after": "e30="})), "Malformed cursor");
    }
}
