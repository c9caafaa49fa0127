//! Whom a conversation is with: what the host says of the contact, parsed once, then trusted.

use serde::{Deserialize, Serialize};

/// Whom a conversation is with.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contact {
    /// How the host calls them.
    pub name: Option<String>,
    /// Their e-mail addresses, the host's first one first.
    pub emails: Vec<Email>,
    /// Their phone numbers.
    pub phones: Vec<Phone>,
}

/// An e-mail address.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Email {
    /// Trimmed, in lower case, with one `@`.
    pub address: String,
    /// Whether the host vouches that the contact owns it.
    pub verified: bool,
}

/// A phone number.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Phone {
    /// E.164: `+`, then 7 to 15 digits.
    pub number: String,
    /// Whether the host vouches that the contact owns it.
    pub verified: bool,
}

impl Email {
    /// Reads an address. `None` where it is none: no `@` or two, empty sides, white space or control characters inside, over 254 bytes.
    #[must_use]
    pub fn parse(text: &str, verified: bool) -> Option<Self> {
        let address = text.trim().to_lowercase();
        let (local, domain) = address.split_once('@')?;
        let bad = |c: char| {
            c.is_whitespace() || c.is_control() || matches!(c, '"' | '\\' | '<' | '>' | '(' | ')' | ',' | ';')
        };
        let good = !local.is_empty()
            && !domain.is_empty()
            && !domain.contains('@')
            && address.len() <= 254
            && !address.contains(bad);
        good.then_some(Self { address, verified })
    }
}

impl Phone {
    /// Reads a number in its international form: `+`, digits, and the signs people write between them.
    /// `None` without a `+` (or `00`), since the country would be a guess.
    #[must_use]
    pub fn parse(text: &str, verified: bool) -> Option<Self> {
        let text = text.trim();
        let rest = text.strip_prefix('+').or_else(|| text.strip_prefix("00"))?;
        let between = |c: char| matches!(c, ' ' | '-' | '.' | '/' | '(' | ')' | '\u{a0}' | '\u{202f}');
        // "+44 (0)7700" means the zero is left out abroad.
        let rest = rest.replace("(0)", "");
        let digits: String = rest.chars().filter(|c| !between(*c)).collect();
        let good =
            (7..=15).contains(&digits.len()) && !digits.starts_with('0') && digits.bytes().all(|b| b.is_ascii_digit());
        good.then(|| Self { number: format!("+{digits}"), verified })
    }
}

impl Contact {
    /// Whether there is nothing to look up.
    #[must_use]
    pub fn is_nobody(&self) -> bool {
        self.emails.is_empty() && self.phones.is_empty()
    }

    /// What the card calls them where no store knows them: the name, else an identifier.
    #[must_use]
    pub fn label(&self) -> Option<String> {
        self.name
            .clone()
            .or_else(|| self.emails.first().map(|email| email.address.clone()))
            .or_else(|| self.phones.first().map(|phone| phone.number.clone()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_addresses_as_hosts_write_them() {
        let read = |text| Email::parse(text, true).map(|email| email.address);
        assert_eq!(read(" Maria@Example.COM "), Some("maria@example.com".into()));
        assert_eq!(read("tom.o'brien@example.com"), Some("tom.o'brien@example.com".into()));
        for text in [
            "",
            "maria",
            "@example.com",
            "maria@",
            "a@b@c",
            "a b@example.com",
            "a\"@example.com",
            "a\n@example.com",
            "x@y OR email:*",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }

    #[test]
    fn reads_numbers_as_people_write_them() {
        let read = |text| Phone::parse(text, false).map(|phone| phone.number);
        assert_eq!(read("+44 7700 900142"), Some("+447700900142".into()));
        assert_eq!(read("+44 (0)7700-900142"), Some("+447700900142".into()));
        assert_eq!(read("0044 7700 900142"), Some("+447700900142".into()));
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
}
