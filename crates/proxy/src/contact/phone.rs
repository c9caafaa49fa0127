//! Phone numbers, compared in their international form. A number without a country waits until it is known which store's
//! country it is read in.

use super::country;
use serde::{Deserialize, Serialize};

/// A phone number.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Phone {
    /// E.164: `+`, then 7 to 15 digits.
    pub number: String,
    /// Whether the host vouches that the contact owns it.
    pub verified: bool,
}

/// A phone number that names no country: in each store it is read in that store's.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct LocalPhone {
    /// Digits only, as they are dialled at home.
    pub digits: String,
    /// Whether the host vouches that the contact owns it.
    pub verified: bool,
}

/// How a host wrote it: `tel:+44…`, `whatsapp:+44…`.
const SCHEMES: [&str; 2] = ["tel:", "whatsapp:"];

/// The digits of a text, without the signs people write between them; none where there is anything else in it.
fn digits(text: &str) -> Option<String> {
    let between = |c: char| matches!(c, ' ' | '-' | '.' | '/' | '(' | ')' | '\u{a0}' | '\u{202f}' | '\u{2011}');
    let digits: String = text.chars().filter(|c| !between(*c)).collect();
    digits.bytes().all(|b| b.is_ascii_digit()).then_some(digits)
}

fn bare(text: &str) -> &str {
    let text = text.trim();
    SCHEMES.iter().find_map(|scheme| text.strip_prefix(scheme)).unwrap_or(text)
}

impl Phone {
    /// Reads a number in its international form: `+`, digits, and the signs people write between them.
    /// `None` without a `+` (or `00`), since the country would be a guess.
    #[must_use]
    pub fn parse(text: &str, verified: bool) -> Option<Self> {
        let text = bare(text);
        let rest = text.strip_prefix('+').or_else(|| text.strip_prefix("00"))?;
        // "+44 (0)7700" means the zero is left out abroad.
        Self::of(&digits(&rest.replace("(0)", ""))?, verified)
    }

    fn of(digits: &str, verified: bool) -> Option<Self> {
        let good = (7..=15).contains(&digits.len()) && !digits.starts_with('0');
        good.then(|| Self { number: format!("+{digits}"), verified })
    }
}

impl LocalPhone {
    /// Reads a number without a country. `None` where it names one, or is no number.
    #[must_use]
    pub fn parse(text: &str, verified: bool) -> Option<Self> {
        let text = bare(text);
        if text.starts_with('+') || text.starts_with("00") {
            return None;
        }
        let digits = digits(text)?;
        (5..=18).contains(&digits.len()).then_some(Self { digits, verified })
    }

    /// The number in a country, ISO 3166.
    #[must_use]
    pub fn in_country(&self, country: &str) -> Option<Phone> {
        Phone::of(&country::international(&self.digits, country)?, self.verified)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_numbers_as_people_write_them() {
        let read = |text| Phone::parse(text, false).map(|phone| phone.number);
        for text in ["+44 7700 900142", "+44 (0)7700-900142", "0044 7700 900142", "tel:+447700900142"] {
            assert_eq!(read(text), Some("+447700900142".into()), "{text}");
            assert_eq!(LocalPhone::parse(text, false), None, "{text} names its country");
        }
        for text in [
            "",
            "07700 900142",
            "+",
            "+12",
            "+0447700900142",
            "+44 7700 900142 OR *",
            "+1234567890123456",
            "+٤٤٧٧٠٠٩٠٠١٤٢",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }

    #[test]
    fn a_number_without_a_country_is_read_in_each_stores_own() {
        let number = |text, country| LocalPhone::parse(text, true)?.in_country(country).map(|phone| phone.number);
        assert_eq!(number("07700 900142", "GB"), Some("+447700900142".into()));
        assert_eq!(number("(613) 450-5293", "CA"), Some("+16134505293".into()));
        assert_eq!(number("07700 900142", ""), None, "no country, no number");
        for text in ["", "7700", "0770O 900142", "extension 5", "07700 900142 OR phone:*"] {
            assert_eq!(number(text, "GB"), None, "{text}");
        }
    }
}
