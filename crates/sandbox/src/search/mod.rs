//! Shopify's search syntax, with its traps: what isn't quoted is cut into words, and what isn't understood is ignored.

mod customers;
mod orders;
mod parse;

use serde_json::{Value, json};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

pub(crate) use self::customers::customers;
pub(crate) use self::orders::orders;
use self::parse::{Compare, Expression, Term};

/// What a search found, and what it had to say about the query.
pub(crate) struct Found<T> {
    pub(crate) hits: Vec<T>,
    pub(crate) warnings: Vec<Value>,
}

/// Runs a query over things: `matches` says `None` where it doesn't know the field.
fn run<'a, T>(
    query: &str,
    things: impl Iterator<Item = &'a T>,
    matches: impl Fn(&'a T, &Term) -> Option<bool>,
    known: &[&str],
) -> Found<&'a T>
where
    T: 'a,
{
    let mut warnings = Vec::new();
    let expression = parse::parse(query, &mut warnings);
    let mut unknown = Vec::new();
    if let Some(expression) = &expression {
        expression.fields(&mut |field| {
            if !known.contains(&field) && !unknown.iter().any(|u| u == field) {
                unknown.push(field.to_owned());
            }
        });
    }
    for field in unknown {
        warnings
            .push(json!({"field": field, "message": "Invalid search field for this query.", "code": "invalid_field"}));
    }
    let hits = things
        .filter(|thing| expression.as_ref().and_then(|e| holds(e, &|term| matches(thing, term))).unwrap_or(true))
        .collect();
    Found { hits, warnings }
}

/// Whether an expression holds; `None` where nothing in it is understood.
fn holds(expression: &Expression, matches: &dyn Fn(&Term) -> Option<bool>) -> Option<bool> {
    let many = |all: &[Expression]| all.iter().filter_map(|e| holds(e, matches)).collect::<Vec<_>>();
    match expression {
        Expression::Term(term) => matches(term),
        Expression::Not(inner) => holds(inner, matches).map(|held| !held),
        Expression::And(all) => Some(many(all)).filter(|v| !v.is_empty()).map(|v| v.iter().all(|held| *held)),
        Expression::Or(any) => Some(many(any)).filter(|v| !v.is_empty()).map(|v| v.iter().any(|held| *held)),
    }
}

/// Words as the index keeps them.
fn words(text: &str) -> Vec<String> {
    text.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).map(str::to_lowercase).collect()
}

impl Term {
    /// Against text: exact where it was quoted, else word by word, in any order.
    fn text(&self, value: Option<&str>) -> bool {
        let Some(value) = value else { return false };
        if self.value == "*" {
            return !value.is_empty();
        }
        if self.quoted {
            return value.to_lowercase() == self.value.to_lowercase();
        }
        let have = words(value);
        let wanted = words(&self.value);
        let prefix = self.value.ends_with('*');
        !wanted.is_empty()
            && wanted.iter().enumerate().all(|(i, word)| {
                let last = prefix && i + 1 == wanted.len();
                have.iter().any(|h| h == word || (last && h.starts_with(word)))
            })
    }

    /// Against several texts at once, as a term without a field does; words may begin others.
    fn anywhere(&self, texts: &[Option<&str>]) -> bool {
        let all = texts.iter().flatten().copied().collect::<Vec<_>>().join(" ");
        if self.quoted {
            return all.to_lowercase().contains(&self.value.to_lowercase());
        }
        let have = words(&all);
        let wanted = words(&self.value);
        !wanted.is_empty() && wanted.iter().all(|word| have.iter().any(|h| h.starts_with(word.as_str())))
    }

    /// Against a fixed word, such as a status.
    fn word(&self, value: &str) -> bool {
        self.value.split(',').any(|v| v.trim().eq_ignore_ascii_case(value))
    }

    fn digits(&self, value: Option<&str>) -> bool {
        let only = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
        let wanted = only(&self.value);
        !wanted.is_empty() && value.is_some_and(|v| only(v) == wanted)
    }

    fn number(&self, value: f64) -> bool {
        self.value.parse::<f64>().is_ok_and(|wanted| self.compare.holds(value.partial_cmp(&wanted)))
    }

    fn moment(&self, value: OffsetDateTime) -> bool {
        let text = if self.value.len() == 10 { format!("{}T00:00:00Z", self.value) } else { self.value.clone() };
        let Ok(wanted) = OffsetDateTime::parse(&text, &Rfc3339) else {
            return false;
        };
        if self.compare == Compare::Equal && self.value.len() == 10 {
            return value.date() == wanted.date();
        }
        self.compare.holds(value.partial_cmp(&wanted))
    }
}

#[cfg(test)]
mod tests {
    use super::parse::{Compare, Term};

    fn term(value: &str, quoted: bool) -> Term {
        Term { field: None, compare: Compare::Equal, value: value.to_owned(), quoted }
    }

    #[test]
    fn an_unquoted_address_is_words_and_finds_strangers() {
        assert!(term("maria@example.com", false).text(Some("maria+shop@example.com")));
        assert!(term("maria@example.com", false).text(Some("maria.sorensen@example.com")));
        assert!(!term("maria@example.com", false).text(Some("mari@example.com")));
        assert!(!term("maria@example.com", true).text(Some("maria+shop@example.com")));
        assert!(term("Maria@Example.com", true).text(Some("maria@example.com")));
        assert!(term("mar*", false).text(Some("maria@example.com")));
    }

    #[test]
    fn an_order_number_matches_with_and_without_its_sign() {
        assert!(term("1042", false).text(Some("#1042")));
        assert!(term("#1042", false).text(Some("#1042")));
        assert!(term("#1042", true).text(Some("#1042")));
        assert!(!term("104", false).text(Some("#1042")));
    }
}
