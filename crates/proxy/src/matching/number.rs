//! Order numbers, as customers write them: `1042`, `#1042`, `UK-1042`.

use crate::shopify::{number_terms, same_number};

/// An order number that a conversation names.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct OrderNumber(String);

impl OrderNumber {
    /// Reads a number. None without a digit, or with white space inside: that is text, not a number.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim().trim_start_matches('#').trim();
        let good = text.chars().any(|c| c.is_ascii_digit()) && !text.contains(char::is_whitespace) && text.len() <= 60;
        good.then(|| Self(text.to_owned()))
    }

    /// The number without the sign before it.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What finds the order with this number, and perhaps others, in a store whose numbers begin with `prefix`.
    #[must_use]
    pub fn terms(&self, prefix: Option<&str>) -> Vec<String> {
        number_terms(&self.0, prefix)
    }
}

/// Whether a number names the order that Shopify calls `name`, in a store whose numbers begin with `prefix`.
///
/// A number without letters also names an order whose name has these digits and no others: a prefix or a suffix that the
/// customer left out, as people do.
#[must_use]
pub fn names(name: &str, number: &OrderNumber, prefix: Option<&str>) -> bool {
    let number = number.as_str();
    let mut runs = name.split(|c: char| !c.is_ascii_digit()).filter(|run| !run.is_empty());
    let alone = number.bytes().all(|b| b.is_ascii_digit()) && runs.next() == Some(number) && runs.next().is_none();
    alone || same_number(name, number, prefix)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_compared_whole() {
        for (name, typed, prefix, same) in [
            ("#1042", "1042", None, true),
            ("#1042", " #1042 ", None, true),
            ("1042", "#1042", None, true),
            ("UK-1042", "uk-1042", None, true),
            ("UK-1042", "1042", Some("UK-"), true),
            ("UK-1042", "1042", None, true),
            ("#1042-EU", "1042", None, true),
            ("EU-1042", "UK-1042", Some("UK-"), false),
            ("#1042", "UK-1042", None, false),
            ("#1042", "104", None, false),
            ("#1042", "10421", None, false),
            ("2026-1042", "1042", None, false),
            ("2026-1042", "1042", Some("2026-"), true),
            ("#1042.1", "1042", None, false),
            ("#01042", "1042", None, false),
        ] {
            let number = OrderNumber::parse(typed).unwrap();
            assert_eq!(names(name, &number, prefix), same, "{name} {typed}");
        }
    }

    #[test]
    fn what_has_no_digit_or_a_space_inside_is_no_number() {
        for text in ["", "#", "order", "1042 or name:*", "UK 1042"] {
            assert_eq!(OrderNumber::parse(text), None, "{text}");
        }
    }

    #[test]
    fn a_number_is_asked_for_as_the_shop_may_write_it() {
        let terms = |text: &str, prefix| OrderNumber::parse(text).unwrap().terms(prefix).join(" OR ");
        assert_eq!(terms("#1042", None), r##"name:"1042" OR name:"#1042""##);
        assert_eq!(terms("1042", Some("UK-")), r##"name:"1042" OR name:"#1042" OR name:"UK-1042""##);
        assert_eq!(terms("uk-1042", Some("UK-")), r##"name:"uk-1042" OR name:"#uk-1042""##);
        assert_eq!(terms(r#"1"OR"*"#, None), r##"name:"1\"OR\"*" OR name:"#1\"OR\"*""##);
    }
}
