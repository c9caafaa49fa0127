//! The answers to one contact's further identifiers, put together with the first four's, as if all had been asked for at once.

use crate::shopify::{Denial, GUESTS, IDENTIFIERS, NUMBERS, Reply, alias};
use serde_json::{Map, Value, json};

/// Puts answers together, in the order in which the identifiers were asked for. One that is missing leaves its place empty.
pub(super) fn merged(replies: &[Option<&Reply>]) -> Reply {
    let mut whole = Reply { data: Value::Object(Map::new()), ..Reply::default() };
    for (turn, reply) in replies.iter().enumerate() {
        let Some(reply) = reply else { continue };
        let lists = [GUESTS, NUMBERS].map(|list| (list, nodes(&whole.data, list)));
        let place = |name: &str| match IDENTIFIERS.iter().position(|known| *known == name) {
            Some(at) => alias(turn * IDENTIFIERS.len() + at).into_owned(),
            None => name.to_owned(),
        };
        for (name, value) in reply.data.as_object().into_iter().flatten() {
            match lists.iter().find(|(list, _)| list == name) {
                Some((list, _)) => append(&mut whole.data, list, value),
                None => whole.data[place(name)] = value.clone(),
            }
        }
        whole.denials.extend(reply.denials.iter().map(|denial| moved(denial, &lists, place)));
    }
    whole
}

fn nodes(data: &Value, list: &str) -> usize {
    data.get(list).and_then(|list| list.get("nodes")).and_then(Value::as_array).map_or(0, Vec::len)
}

/// Adds the orders of one answer to those of the answers before.
fn append(data: &mut Value, list: &str, more: &Value) {
    let mut orders = data[list]["nodes"].as_array().cloned().unwrap_or_default();
    orders.extend(more["nodes"].as_array().into_iter().flatten().cloned());
    let goes_on = |connection: &Value| connection["pageInfo"]["hasNextPage"] == true;
    let next = goes_on(&data[list]) || goes_on(more);
    data[list] = json!({"nodes": orders, "pageInfo": {"hasNextPage": next}});
}

/// What was held back, at its new place.
fn moved(denial: &Denial, lists: &[(&str, usize)], place: impl Fn(&str) -> String) -> Denial {
    let parts = denial.path.split('/').skip(1);
    let mut path: Vec<String> = parts.map(str::to_owned).collect();
    let before = path.first().and_then(|name| lists.iter().find(|(list, _)| list == name)).map(|(_, before)| *before);
    match (before, path.get_mut(2)) {
        (Some(before), Some(at)) => {
            if let Ok(number) = at.parse::<usize>() {
                *at = (before + number).to_string();
            }
        }
        (Some(_), None) => {}
        (None, _) => {
            if let Some(name) = path.first_mut() {
                *name = place(name);
            }
        }
    }
    let path = if path.is_empty() { String::new() } else { format!("/{}", path.join("/")) };
    Denial { path, why: denial.why.clone() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shopify::Why;

    #[test]
    fn everybody_has_a_place_of_their_own() {
        let denial = |path: &str| Denial { path: path.to_owned(), why: Why::Protected };
        let first = Reply {
            data: json!({"first": {"id": "1"}, "fourth": null,
                "guests": {"nodes": [{"id": "a"}, {"id": "b"}], "pageInfo": {"hasNextPage": false}}}),
            denials: vec![denial("/first/phone")],
            cost: None,
        };
        let third = Reply {
            data: json!({"first": {"id": "9"}, "guests": {"nodes": [{"id": "c"}], "pageInfo": {"hasNextPage": true}}}),
            denials: vec![denial("/first/phone"), denial("/guests/nodes/0/customer"), denial("/guests"), denial("")],
            cost: None,
        };
        let whole = merged(&[Some(&first), None, Some(&third)]);
        assert_eq!(whole.data["first"]["id"], "1");
        assert_eq!(whole.data[&*alias(8)]["id"], "9");
        let ids: Vec<_> = whole.data["guests"]["nodes"].as_array().unwrap().iter().map(|order| &order["id"]).collect();
        assert_eq!(ids, ["a", "b", "c"]);
        assert_eq!(whole.data["guests"]["pageInfo"]["hasNextPage"], true);
        let places: Vec<_> = whole.denials.iter().map(|denial| denial.path.as_str()).collect();
        assert_eq!(places, ["/first/phone", "/further8/phone", "/guests/nodes/2/customer", "/guests", ""]);
    }
}
