//! `Metafield` and `MetafieldDefinition`.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use time::OffsetDateTime;

use super::{gid, moment, part_id, reference};
use crate::shop::Shop;
use crate::shop::records::Definition;

/// The metafields of an owner, by `namespace.key`.
pub(super) fn metafields(
    shop: &Shop,
    of: &BTreeMap<String, String>,
    owner: &str,
    id_of_owner: u64,
    at: OffsetDateTime,
) -> Value {
    of.iter()
        .enumerate()
        .map(|(i, (name, value))| {
            let (namespace, key) = name.split_once('.').unwrap_or(("custom", name));
            let all = shop.file.metafields.iter().enumerate();
            let defined = all.into_iter().find(|(_, d)| d.owner == owner.to_uppercase() && d.of == *name);
            let kind = defined.map_or_else(|| guessed(value), |(_, d)| d.kind.as_str());
            let id = part_id(id_of_owner, 9, i);
            json!({
                "id": gid("Metafield", id), "legacyResourceId": id.to_string(), "namespace": namespace, "key": key,
                "value": value, "jsonValue": read(kind, value), "ownerType": owner.to_uppercase(),
                "owner": reference(owner, id_of_owner), "compareDigest": format!("{id:x}"), "type": kind,
                "definition": defined.map(|(i, _)| reference("MetafieldDefinition", definition_id(shop, i))),
                "sizeInBytes": value.len(), "createdAt": moment(at), "updatedAt": moment(at),
            })
        })
        .collect()
}

/// The type of a value that nobody has defined.
fn guessed(value: &str) -> &'static str {
    if value.parse::<i64>().is_ok() { "number_integer" } else { "single_line_text_field" }
}

/// `jsonValue`: what is JSON by its type, else the text.
fn read(kind: &str, value: &str) -> Value {
    let structured = kind.starts_with("list.")
        || matches!(
            kind,
            "json"
                | "boolean"
                | "number_integer"
                | "money"
                | "rating"
                | "dimension"
                | "volume"
                | "weight"
                | "rich_text_field"
                | "link"
        );
    let text = || Value::from(value);
    if structured { serde_json::from_str(value).unwrap_or_else(|_| text()) } else { text() }
}

pub(crate) fn definition_id(shop: &Shop, index: usize) -> u64 {
    shop.file.number * 1_000_000_000 + 340_000_000 + index as u64 * 11
}

pub(super) fn find(shop: &Shop, id: u64) -> Option<Value> {
    let mut all = shop.file.metafields.iter().enumerate();
    all.find(|(i, _)| definition_id(shop, *i) == id).map(|(i, d)| definition(shop, i, d))
}

pub(crate) fn definition(shop: &Shop, index: usize, of: &Definition) -> Value {
    let (namespace, key) = of.of.split_once('.').unwrap_or(("custom", &of.of));
    let category = match of.kind.trim_start_matches("list.") {
        "boolean" => "TRUE_FALSE",
        "date" | "date_time" => "DATE_TIME",
        "number_integer" | "number_decimal" => "NUMBER",
        "dimension" | "volume" | "weight" => "MEASUREMENT",
        "money" => "MONEY",
        "rating" => "RATING",
        "color" => "COLOR",
        "url" | "link" => "URL",
        "json" => "JSON",
        kind if kind.ends_with("_reference") => "REFERENCE",
        _ => "TEXT",
    };
    json!({
        "id": gid("MetafieldDefinition", definition_id(shop, index)), "namespace": namespace, "key": key, "name": of.name,
        "description": of.description, "ownerType": of.owner, "pinnedPosition": of.pinned.then_some(index + 1),
        "type": {"name": of.kind, "category": category, "supportsDefinitionMigrations": false, "valueType": "STRING"},
        "validationStatus": "ALL_VALID", "validations": [], "useAsCollectionCondition": false, "metafieldsCount": 0,
    })
}
