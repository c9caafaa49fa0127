//! Web origins: what may be around the card. Compared exactly, as strings.

use std::fmt;
use url::{Host, Url};

/// An origin as browsers write it: `https://inbox.example`, `http://127.0.0.1:8788`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin(String);

/// Why a text is no origin that may embed the card.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotAnOrigin {
    /// Not an address at all.
    #[error("it is no web address; an origin looks like https://inbox.example")]
    NoAddress,
    /// A path, a query or a user name.
    #[error("an origin has no path: only https://inbox.example")]
    MoreThanOrigin,
    /// Neither https, nor http on this machine.
    #[error("it must begin with https://; http:// is for 127.0.0.1 and localhost only")]
    NotSecure,
}

impl Origin {
    /// Reads an origin, or an address that is nothing else.
    ///
    /// # Errors
    /// When it is more than an origin, or not secure.
    pub fn parse(text: &str) -> Result<Self, NotAnOrigin> {
        let url = Url::parse(text.trim()).map_err(|_| NotAnOrigin::NoAddress)?;
        let host = url.host().ok_or(NotAnOrigin::NoAddress)?;
        let here = match host {
            Host::Domain(name) => name == "localhost" || name.ends_with(".localhost"),
            Host::Ipv4(address) => address.is_loopback(),
            Host::Ipv6(address) => address.is_loopback(),
        };
        if !(url.scheme() == "https" || url.scheme() == "http" && here) {
            return Err(NotAnOrigin::NotSecure);
        }
        // A star would be taken literally here, and as a wildcard by frame-ancestors.
        if matches!(host, Host::Domain(name) if name.contains('*')) {
            return Err(NotAnOrigin::NoAddress);
        }
        let bare = url.path() == "/"
            && url.query().is_none()
            && url.fragment().is_none()
            && url.username().is_empty()
            && url.password().is_none();
        if !bare {
            return Err(NotAnOrigin::MoreThanOrigin);
        }
        Ok(Self(url.origin().ascii_serialization()))
    }

    /// The same, or one of these patterns, with their one star.
    ///
    /// # Errors
    /// As for [`Self::parse`]; any other star is none.
    pub fn parse_or(patterns: &[&str], text: &str) -> Result<Self, NotAnOrigin> {
        let tidy = text.trim().trim_end_matches('/').to_ascii_lowercase();
        match patterns.iter().find(|pattern| **pattern == tidy) {
            Some(pattern) => Ok(Self((*pattern).to_owned())),
            None => Self::parse(text),
        }
    }

    /// The origin that somebody meant who wrote more or less than one: `https://inbox.example` for `inbox.example/card`.
    #[must_use]
    pub fn meant(text: &str) -> Option<Self> {
        let text = text.trim();
        let whole = if text.contains("://") { text.to_owned() } else { format!("https://{text}") };
        let url = Url::parse(&whole).ok()?;
        let origin = url.origin().ascii_serialization();
        Self::parse(&origin).or_else(|_| Self::parse(&origin.replacen("http://", "https://", 1))).ok()
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn writes_origins_as_browsers_do() {
        for (text, origin) in [
            ("https://inbox.example", "https://inbox.example"),
            ("https://Inbox.Example:443/", "https://inbox.example"),
            ("http://127.0.0.1:8788", "http://127.0.0.1:8788"),
            ("http://localhost:3000", "http://localhost:3000"),
            ("http://[::1]:80", "http://[::1]"),
        ] {
            assert_eq!(Origin::parse(text).map(|origin| origin.to_string()), Ok(origin.to_owned()));
        }
    }

    #[test]
    fn knows_what_was_meant() {
        for (text, meant) in [
            ("inbox.example", Some("https://inbox.example")),
            (" https://inbox.example/card?x=1#y ", Some("https://inbox.example")),
            ("http://inbox.example", Some("https://inbox.example")),
            ("http://localhost:3000/app", Some("http://localhost:3000")),
            ("https://user@inbox.example:8443", Some("https://inbox.example:8443")),
            ("", None),
            ("ftp://inbox.example", None),
            ("*.inbox.example", None),
            ("two words", None),
        ] {
            assert_eq!(Origin::meant(text).map(|origin| origin.to_string()).as_deref(), meant, "{text}");
        }
    }

    #[test]
    fn takes_a_star_only_where_a_vendor_asks_for_exactly_that() {
        let patterns = &["https://*.inbox.example"];
        let parse = |text: &str| Origin::parse_or(patterns, text).map(|origin| origin.to_string());
        assert_eq!(parse(" https://*.Inbox.example/ "), Ok("https://*.inbox.example".into()));
        assert_eq!(parse("https://a.inbox.example"), Ok("https://a.inbox.example".into()));
        for text in ["https://*.example", "https://*.a.inbox.example", "https://*", "http://*.inbox.example", "*"] {
            assert!(parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn refuses_what_is_no_safe_origin() {
        for (text, why) in [
            ("", NotAnOrigin::NoAddress),
            ("inbox.example", NotAnOrigin::NoAddress),
            ("*", NotAnOrigin::NoAddress),
            ("https://*.inbox.example", NotAnOrigin::NoAddress),
            ("http://inbox.example", NotAnOrigin::NotSecure),
            ("ftp://inbox.example", NotAnOrigin::NotSecure),
            ("https://inbox.example/card", NotAnOrigin::MoreThanOrigin),
            ("https://user@inbox.example", NotAnOrigin::MoreThanOrigin),
            ("https://inbox.example; script-src *", NotAnOrigin::NoAddress),
        ] {
            assert_eq!(Origin::parse(text), Err(why), "{text}");
        }
    }
}
