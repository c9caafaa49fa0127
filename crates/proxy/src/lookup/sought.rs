//! What an agent typed into the search, read at the edge. Pure.

use crate::contact::{Email, LocalPhone, Phone};
use crate::guest::Guest;

/// The longest search, in characters.
const LONGEST: usize = 200;

/// What is looked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sought {
    /// As it was typed.
    pub typed: String,
    kind: Kind,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Kind {
    /// An e-mail address, or a phone number with its country.
    Address(Guest),
    /// Digits that may be a phone number in a store's country, an order number, or a part of something.
    Digits,
    /// An order number, and nothing else: `#1042`.
    Number,
    /// An order number or a name: `UK-1042`, `Studio54`.
    Either,
    /// A name.
    Name,
}

/// What one store is asked for. At least one of the three is there.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SearchTerms {
    /// Whoever has this address or number.
    pub address: Option<Guest>,
    /// The order with this number.
    pub number: Option<String>,
    /// Whoever is called so.
    pub name: Option<String>,
}

impl Sought {
    /// Reads what was typed. None where it says too little to look for anybody, or too much.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let typed = text.trim();
        let letters = typed.chars().filter(|c| c.is_alphanumeric()).count();
        // One sign is enough where it is a number, or a script that writes names with one.
        let enough =
            letters >= 2 || typed.chars().any(|c| c.is_ascii_digit() || (c.is_alphabetic() && c >= '\u{2e80}'));
        if !enough || typed.chars().count() > LONGEST || typed.chars().any(char::is_control) {
            return None;
        }
        Some(Self { kind: kind(typed), typed: typed.to_owned() })
    }

    /// What a store in this country is asked for.
    #[must_use]
    pub fn terms(&self, country: &str) -> SearchTerms {
        let typed = || Some(self.typed.clone());
        match &self.kind {
            Kind::Address(address) => SearchTerms { address: Some(address.clone()), ..SearchTerms::default() },
            Kind::Number => SearchTerms { number: typed(), ..SearchTerms::default() },
            Kind::Either => SearchTerms { number: typed(), name: typed(), ..SearchTerms::default() },
            Kind::Name => SearchTerms { name: typed(), ..SearchTerms::default() },
            Kind::Digits => {
                let address = in_country(&self.typed, country);
                let number = typed().filter(|text| !text.contains(char::is_whitespace));
                // Digits that are neither are looked for as they are.
                let name = if address.is_none() && number.is_none() { typed() } else { None };
                SearchTerms { address, number, name }
            }
        }
    }
}

fn kind(typed: &str) -> Kind {
    if let Some(email) = Email::parse(typed, false) {
        return Kind::Address(Guest::Email(email.address));
    }
    if let Some(phone) = Phone::parse(typed, false) {
        return Kind::Address(Guest::Phone(phone.number));
    }
    let bare = typed.trim_start_matches('#').trim();
    let one_word = !bare.contains(char::is_whitespace) && bare.len() <= 60;
    let has_digit = bare.chars().any(|c| c.is_ascii_digit());
    let only_digits = bare.chars().all(|c| c.is_ascii_digit());
    let like_a_phone = |c: char| c.is_ascii_digit() || matches!(c, ' ' | '-' | '.' | '/' | '(' | ')' | '\u{a0}');
    if typed.starts_with('#') && one_word && has_digit {
        Kind::Number
    } else if (only_digits && one_word) || (has_digit && bare.chars().all(like_a_phone)) {
        Kind::Digits
    } else if one_word && has_digit && !bare.contains('@') {
        Kind::Either
    } else {
        Kind::Name
    }
}

/// A phone number without its country, in a store's.
fn in_country(typed: &str, country: &str) -> Option<Guest> {
    Some(Guest::Phone(LocalPhone::parse(typed, false)?.in_country(country)?.number))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn terms(typed: &str) -> SearchTerms {
        Sought::parse(typed).unwrap_or_else(|| panic!("{typed}")).terms("GB")
    }

    #[test]
    fn what_is_typed_is_read_as_what_it_looks_like() {
        let none = SearchTerms::default;
        let some = |text: &str| Some(text.to_owned());
        for (typed, expected) in [
            (" Maria@Example.com ", SearchTerms { address: Some(Guest::Email("maria@example.com".into())), ..none() }),
            ("+44 7700 900142", SearchTerms { address: Some(Guest::Phone("+447700900142".into())), ..none() }),
            ("0044 7700 900142", SearchTerms { address: Some(Guest::Phone("+447700900142".into())), ..none() }),
            ("#1042", SearchTerms { number: some("#1042"), ..none() }),
            ("#UK-1042", SearchTerms { number: some("#UK-1042"), ..none() }),
            ("1042", SearchTerms { number: some("1042"), ..none() }),
            ("7", SearchTerms { number: some("7"), ..none() }),
            ("UK-1042", SearchTerms { number: some("UK-1042"), name: some("UK-1042"), ..none() }),
            ("Studio54", SearchTerms { number: some("Studio54"), name: some("Studio54"), ..none() }),
            ("Maria Sørensen", SearchTerms { name: some("Maria Sørensen"), ..none() }),
            ("maria@", SearchTerms { name: some("maria@"), ..none() }),
            ("maria@@example.com2", SearchTerms { name: some("maria@@example.com2"), ..none() }),
            ("李", SearchTerms { name: some("李"), ..none() }),
            ("# 1042", SearchTerms { number: some("# 1042"), ..none() }),
            ("order 1042", SearchTerms { name: some("order 1042"), ..none() }),
        ] {
            assert_eq!(terms(typed), expected, "{typed}");
        }
    }

    #[test]
    fn whatever_is_typed_some_store_can_be_asked_for_it() {
        for typed in ["(07700) 900142", "12 34", "0", "07700900142", "1-2", "a b", "é1", "#12 34", "##", "#a1 b"] {
            let Some(sought) = Sought::parse(typed) else { continue };
            for country in ["GB", ""] {
                assert_ne!(sought.terms(country), SearchTerms::default(), "{typed}");
            }
        }
    }

    #[test]
    fn too_little_and_too_much_is_no_search() {
        for typed in ["", "  ", "a", "***", "#", "@", "\"", "a*", &"x".repeat(201), "maria\u{0}", "maria\nsorensen"] {
            assert_eq!(Sought::parse(typed), None, "{typed}");
        }
        assert!(Sought::parse(&"x".repeat(200)).is_some());
    }
}
