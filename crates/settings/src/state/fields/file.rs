//! Export and import: the chosen fields as a file.
//!
//! `{"shopify_context_card": 1, "fields": {"order_card": […], "order_details": […], "customer_details": […]}}`. An import is
//! read strictly, and everything that is wrong with it is said at once, each with its place.

use super::List;
use context_card_wire::CardConfig;
use context_card_wire::catalogue::Chosen;
use context_card_wire::config::lists_of;
use serde_json::{Map, Value, json};

/// A larger file is no export.
pub const MOST_BYTES: usize = 256 * 1024;
/// What says that it is an export, and of which format.
const MARK: &str = "shopify_context_card";
/// The format.
const FORMAT: u64 = 1;
/// So many metafields fit into a list: `CardConfig::check` says so.
const METAFIELDS: usize = 40;

/// What is wrong with a file. `place` is where: `fields.order_card[3]`.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ImportError {
    /// Larger than any export.
    #[error("the file is too large")]
    TooLarge,
    /// Not JSON.
    #[error("no JSON: line {line}, column {column}")]
    NotJson {
        /// Where it stops being JSON.
        line: usize,
        /// Where in the line.
        column: usize,
    },
    /// Not an export of the card's fields.
    #[error("no export of the card's fields")]
    NotOurs,
    /// Of a format that this version does not know.
    #[error("from a newer version")]
    Newer,
    /// An entry that this version does not know.
    #[error("{place} is unknown")]
    UnknownEntry {
        /// Where.
        place: String,
    },
    /// Something is not there.
    #[error("{place} is missing")]
    Missing {
        /// Where.
        place: String,
    },
    /// Something is no list.
    #[error("{place} is no list")]
    NotList {
        /// Where.
        place: String,
    },
    /// Something is no text.
    #[error("{place} is no text")]
    NotText {
        /// Where.
        place: String,
    },
    /// A field that this version does not know.
    #[error("{place}: there is no field {id:?}")]
    UnknownField {
        /// Where.
        place: String,
        /// What stands there.
        id: String,
    },
    /// A field that does not fit its list.
    #[error("{place}: {id} can't stand there")]
    WrongList {
        /// Where.
        place: String,
        /// The field.
        id: String,
    },
    /// The same field twice.
    #[error("{place}: {id} is there twice")]
    Twice {
        /// Where it stands the second time.
        place: String,
        /// The field.
        id: String,
    },
    /// Too few or too many on the order card.
    #[error("{place} takes one to three, not {count}")]
    OneToThree {
        /// The list.
        place: String,
        /// How many there are.
        count: usize,
    },
    /// Too few in a list of details.
    #[error("{place} takes three at least, not {count}")]
    AtLeastThree {
        /// The list.
        place: String,
        /// How many there are.
        count: usize,
    },
    /// More metafields than fit.
    #[error("{place} has {count} metafields")]
    ManyMetafields {
        /// The list.
        place: String,
        /// How many there are.
        count: usize,
    },
}

/// The text of the file.
#[must_use]
pub fn export(lists: &CardConfig) -> String {
    let fields: Map<_, _> = List::ALL.into_iter().map(|list| (list.name().to_owned(), json!(list.of(lists)))).collect();
    let mut text = serde_json::to_string_pretty(&json!({ MARK: FORMAT, "fields": fields })).unwrap_or_default();
    text.push('\n');
    text
}

/// Reads a file.
///
/// # Errors
/// Everything that is wrong with it; never empty.
pub fn import(text: &str) -> Result<CardConfig, Vec<ImportError>> {
    if text.len() > MOST_BYTES {
        return Err(vec![ImportError::TooLarge]);
    }
    let value: Value = serde_json::from_str(text.trim_start_matches('\u{feff}'))
        .map_err(|error| vec![ImportError::NotJson { line: error.line(), column: error.column() }])?;
    let Some(format) = value.get(MARK).and_then(Value::as_u64) else { return Err(vec![ImportError::NotOurs]) };
    let mut wrong = Vec::new();
    if format != FORMAT {
        wrong.push(ImportError::Newer);
    }
    unknown(&value, "", &[MARK, "fields"], &mut wrong);
    let mut config = CardConfig::default();
    match value.get("fields") {
        Some(fields @ Value::Object(_)) => {
            unknown(fields, "fields.", &List::ALL.map(List::name), &mut wrong);
            for list in List::ALL {
                *list.of_mut(&mut config) = read(list, fields.get(list.name()), &mut wrong);
            }
        }
        _ => wrong.push(ImportError::Missing { place: "fields".to_owned() }),
    }
    // What the rules say beyond this file's knowledge of them.
    if wrong.is_empty()
        && let Err(error) = config.check()
    {
        wrong.push(ImportError::UnknownEntry { place: format!("fields.{}", error.field()) });
    }
    if wrong.is_empty() { Ok(config) } else { Err(wrong) }
}

fn unknown(value: &Value, before: &str, known: &[&str], wrong: &mut Vec<ImportError>) {
    let keys = value.as_object().into_iter().flat_map(Map::keys);
    let unknown = keys.filter(|key| !known.contains(&key.as_str()));
    wrong.extend(unknown.map(|key| ImportError::UnknownEntry { place: format!("{before}{key}") }));
}

fn read(list: List, value: Option<&Value>, wrong: &mut Vec<ImportError>) -> Vec<String> {
    let place = format!("fields.{}", list.name());
    let values = match value {
        None => {
            wrong.push(ImportError::Missing { place });
            return Vec::new();
        }
        Some(Value::Array(values)) => values,
        Some(_) => {
            wrong.push(ImportError::NotList { place });
            return Vec::new();
        }
    };
    let mut ids: Vec<String> = Vec::new();
    let (mut metafields, count) = (0, values.len());
    for (at, value) in values.iter().enumerate() {
        let place = format!("{place}[{at}]");
        let Some(id) = value.as_str() else {
            wrong.push(ImportError::NotText { place });
            continue;
        };
        let id = id.to_owned();
        match Chosen::of(&id) {
            None => wrong.push(ImportError::UnknownField { place, id: id.clone() }),
            Some(chosen) if !lists_of(chosen.group()).contains(&list.name()) => {
                wrong.push(ImportError::WrongList { place, id: id.clone() });
            }
            Some(_) if ids.contains(&id) => wrong.push(ImportError::Twice { place, id: id.clone() }),
            Some(Chosen::Metafield(_)) => metafields += 1,
            Some(_) => {}
        }
        ids.push(id);
    }
    match list {
        List::OrderCard if !(1..=3).contains(&count) => {
            wrong.push(ImportError::OneToThree { place: place.clone(), count });
        }
        List::OrderDetails | List::CustomerDetails if count < list.least() => {
            wrong.push(ImportError::AtLeastThree { place: place.clone(), count });
        }
        _ => {}
    }
    if metafields > METAFIELDS {
        wrong.push(ImportError::ManyMetafields { place, count: metafields });
    }
    ids
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_exported_can_be_imported() {
        let mut config = CardConfig::default();
        config.order_details.push("order.metafields.custom.engraving".into());
        let text = export(&config);
        assert!(text.contains("\"shopify_context_card\": 1"));
        assert_eq!(import(&text), Ok(config.clone()));
        assert_eq!(import(&format!("\u{feff}{text}")), Ok(config), "an editor may have put its mark before it");
    }

    #[test]
    fn another_file_is_told_apart() {
        assert_eq!(import("{}"), Err(vec![ImportError::NotOurs]));
        assert_eq!(import("[1]"), Err(vec![ImportError::NotOurs]));
        assert_eq!(import(r#"{"shopify_context_card": "1"}"#), Err(vec![ImportError::NotOurs]));
        assert_eq!(import("{\n  no"), Err(vec![ImportError::NotJson { line: 2, column: 3 }]));
        assert_eq!(import(&" ".repeat(MOST_BYTES + 1)), Err(vec![ImportError::TooLarge]));
        let missing = Err(vec![ImportError::Missing { place: "fields".into() }]);
        assert_eq!(import(r#"{"shopify_context_card": 1}"#), missing);
    }

    #[test]
    fn everything_that_is_wrong_is_said_with_its_place() {
        let text = r#"{"shopify_context_card": 2, "colour": "red", "fields": {
            "order_card": ["order.number", "order.total", "order.created", "order.note"],
            "order_details": ["order.number", "order.number", "order.colour"],
            "customer_details": ["order.total", 7],
            "basket": []
        }}"#;
        let place = |place: &str| format!("fields.{place}");
        let wrong = [
            ImportError::Newer,
            ImportError::UnknownEntry { place: "colour".into() },
            ImportError::UnknownEntry { place: place("basket") },
            ImportError::OneToThree { place: place("order_card"), count: 4 },
            ImportError::Twice { place: place("order_details[1]"), id: "order.number".into() },
            ImportError::UnknownField { place: place("order_details[2]"), id: "order.colour".into() },
            ImportError::WrongList { place: place("customer_details[0]"), id: "order.total".into() },
            ImportError::NotText { place: place("customer_details[1]") },
            ImportError::AtLeastThree { place: place("customer_details"), count: 2 },
        ];
        assert_eq!(import(text), Err(wrong.to_vec()));
    }

    #[test]
    fn lists_are_lists_and_all_there() {
        let text = r#"{"shopify_context_card": 1, "fields": {"order_card": "order.number", "order_details": [],
            "customer_details": ["customer.email", "customer.phone", "customer.note"]}}"#;
        let wrong = [
            ImportError::NotList { place: "fields.order_card".into() },
            ImportError::OneToThree { place: "fields.order_card".into(), count: 0 },
            ImportError::AtLeastThree { place: "fields.order_details".into(), count: 0 },
        ];
        let said = import(text).expect_err("refused");
        assert!(said.contains(&wrong[0]) && said.contains(&wrong[2]), "{said:?}");
        let without = text.replace("\"order_card\": \"order.number\", ", "");
        assert!(
            import(&without)
                .expect_err("refused")
                .contains(&ImportError::Missing { place: "fields.order_card".into() })
        );
    }

    #[test]
    fn metafields_have_an_end() {
        let mut config = CardConfig::default();
        config.order_details.extend((0..METAFIELDS).map(|n| format!("order.metafields.custom.k{n}")));
        assert_eq!(import(&export(&config)), Ok(config.clone()));
        config.order_details.push("order.metafields.custom.last".into());
        let wrong = ImportError::ManyMetafields { place: "fields.order_details".into(), count: METAFIELDS + 1 };
        assert_eq!(import(&export(&config)), Err(vec![wrong]));
    }
}
