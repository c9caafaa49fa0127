//! E-mail addresses, compared exactly.

use serde::{Deserialize, Serialize};

/// An e-mail address.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Email {
    /// Trimmed, in lower case, with one `@`.
    pub address: String,
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
}
