//! A metafield's value, by its type. Merchants and other apps write these, so anything may come.

use super::{Reader, link, text_at};
use crate::text::Instant;
use context_card_wire::{Link, Value as Shown, catalogue};
use rust_decimal::Decimal;
use serde_json::Value;

/// The longest text that is shown; a metafield may hold a book.
const LONGEST: usize = 2000;
/// So many entries of a list are shown.
const MOST: usize = 50;

impl Reader<'_> {
    /// What is drawn of a `Metafield`: nothing where it is empty, or says nothing to a reader; several links of a list.
    pub(super) fn metafield(&self, metafield: &Value) -> Vec<Shown> {
        let (Some(of), Some(value)) = (text_at(metafield, "/type"), text_at(metafield, "/value")) else {
            return Vec::new();
        };
        if catalogue::metafield::kind(of).is_none() {
            return Vec::new();
        }
        let Some(of) = of.strip_prefix("list.") else { return self.single(of, value).into_iter().collect() };
        let Ok(Value::Array(entries)) = serde_json::from_str(value) else { return Vec::new() };
        let entries = entries.iter().take(MOST).filter_map(|entry| match entry {
            Value::String(text) => self.single(of, text.trim()),
            other => self.single(of, &other.to_string()),
        });
        let (links, texts): (Vec<_>, Vec<_>) = entries.partition(|entry| matches!(entry, Shown::Link(_)));
        let texts: Vec<_> = texts.iter().filter_map(in_words).collect();
        links.into_iter().chain((!texts.is_empty()).then_some(Shown::List(texts))).collect()
    }

    fn single(&self, of: &str, value: &str) -> Option<Shown> {
        if value.is_empty() {
            return None;
        }
        let text = |text: &str| Shown::Text(short(text));
        let card = &self.text.words().card;
        match of {
            "number_integer" | "number_decimal" | "integer" => {
                Some(self.text.number(value).map_or_else(|| text(value), Shown::Text))
            }
            "boolean" => match value {
                "true" => Some(Shown::Text(self.yes_or_no(true))),
                "false" => Some(Shown::Text(self.yes_or_no(false))),
                other => Some(text(other)),
            },
            "date" => Some(
                Instant::of_day(value, self.store_zone)
                    .map_or_else(|| text(value), |day| Shown::Date(self.text.day(day, self.now, self.store_zone))),
            ),
            "date_time" => {
                // Without an offset it is in UTC.
                let at = Instant::parse(value).or_else(|| Instant::parse(&[value, "Z"].concat()));
                Some(at.map_or_else(|| text(value), |at| Shown::Date(self.text.moment(at, self.now, self.agent_zone))))
            }
            "money" => {
                let money: Value = serde_json::from_str(value).ok()?;
                let (amount, currency) = (text_at(&money, "/amount")?, text_at(&money, "/currency_code")?);
                Some(Shown::Money(self.text.money((amount, currency), None)))
            }
            "url" => Some(match link::safe(value, self.plain_http) {
                Some(url) => Shown::Link(Link { text: short(value), url }),
                None => text(value),
            }),
            "link" => {
                let link: Value = serde_json::from_str(value).ok()?;
                let url = link::safe(text_at(&link, "/url")?, self.plain_http)?;
                let text = text_at(&link, "/text").map_or_else(|| short(&url), short);
                Some(Shown::Link(Link { text, url }))
            }
            "rating" => {
                let rating: Value = serde_json::from_str(value).ok()?;
                let (n, total) =
                    (self.plain_number(rating.get("value")?)?, self.plain_number(rating.get("scale_max")?)?);
                Some(Shown::Text(card.rating.fill(&[("n", &n), ("total", &total)])))
            }
            "rich_text_field" => {
                let document: Value = serde_json::from_str(value).ok()?;
                let told = prose(&document);
                (!told.trim().is_empty()).then(|| text(told.trim()))
            }
            "json" | "json_string" => self.json(&serde_json::from_str(value).ok()?),
            // Lengths, weights, volumes and all that Shopify measures come as value and unit.
            other => match serde_json::from_str(value) {
                Ok(Value::Object(measured)) if measured.contains_key("unit") => {
                    let (n, unit) = (self.plain_number(measured.get("value")?)?, measured.get("unit")?.as_str()?);
                    Some(Shown::Text(card.measure.fill(&[("n", &n), ("unit", &unit_of(unit))])))
                }
                Ok(Value::Object(_)) if !is_text(other) => None,
                _ => Some(text(value)),
            },
        }
    }

    /// A number, as JSON or as text, without zeros that say nothing: `25.0` is 25.
    fn plain_number(&self, value: &Value) -> Option<String> {
        let plain = match value {
            Value::Number(number) => number.to_string(),
            Value::String(text) => text.trim().to_owned(),
            _ => return None,
        };
        self.text.number(&plain.parse::<Decimal>().ok()?.normalize().to_string())
    }

    /// What can be read of JSON: a scalar, a list of scalars, the scalars of an object. The rest is for programs.
    fn json(&self, value: &Value) -> Option<Shown> {
        let entries: Vec<String> = match value {
            Value::Array(entries) => entries.iter().filter_map(|entry| self.scalar(entry)).take(MOST).collect(),
            Value::Object(entries) => {
                let entries = entries.iter().filter_map(|(key, entry)| Some((key, self.scalar(entry)?)));
                let attribute = &self.text.words().card.attribute;
                entries.map(|(key, entry)| attribute.fill(&[("key", key), ("value", &entry)])).take(MOST).collect()
            }
            scalar => return self.scalar(scalar).map(Shown::Text),
        };
        (!entries.is_empty()).then_some(Shown::List(entries))
    }

    fn scalar(&self, value: &Value) -> Option<String> {
        match value {
            Value::String(text) => Some(short(text.trim())).filter(|text| !text.is_empty()),
            Value::Number(_) => self.plain_number(value),
            Value::Bool(set) => Some(self.yes_or_no(*set)),
            Value::Null | Value::Array(_) | Value::Object(_) => None,
        }
    }
}

fn is_text(of: &str) -> bool {
    matches!(of, "single_line_text_field" | "multi_line_text_field" | "string" | "id" | "color" | "language")
}

/// An entry of a list in words.
fn in_words(entry: &Shown) -> Option<String> {
    match entry {
        Shown::Text(text) => Some(text.clone()),
        Shown::Money(money) => Some(money.text.clone()),
        Shown::Date(moment) => Some(moment.exact.clone()),
        Shown::List(texts) => Some(texts.join(", ")),
        Shown::Badge(_) | Shown::Link(_) | Shown::Image(_) | Shown::Blank(_) => None,
    }
}

/// The words of a rich text, a line for each of its blocks.
fn prose(node: &Value) -> String {
    if let Some(text) = node.get("value").and_then(Value::as_str) {
        return text.to_owned();
    }
    let inside: Vec<String> = node.get("children").and_then(Value::as_array).into_iter().flatten().map(prose).collect();
    let block = |of: &str| matches!(of, "root" | "list");
    let lines = node.get("type").and_then(Value::as_str).is_some_and(block);
    inside.join(if lines { "\n" } else { "" })
}

/// A unit as people write it; Shopify has names for some.
fn unit_of(unit: &str) -> String {
    let known = match unit.to_ascii_lowercase().as_str() {
        "inches" => "in",
        "feet" => "ft",
        "yards" => "yd",
        "millimeters" => "mm",
        "centimeters" => "cm",
        "meters" => "m",
        "ounces" => "oz",
        "pounds" => "lb",
        "grams" => "g",
        "kilograms" => "kg",
        "milliliters" => "ml",
        "centiliters" => "cl",
        "liters" => "l",
        _ => return short(unit),
    };
    known.to_owned()
}

/// A text of bearable length.
fn short(text: &str) -> String {
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => text[..end].to_owned() + "…",
        None => text.to_owned(),
    }
}
