//! Where browsers and hosts reach the proxy: an origin, and behind a reverse proxy that shares it with others, a path before all
//! of the proxy's own paths, `https://helpdesk.example/shopify`.
//!
//! Parsed once: by `serve`, and where commands read it from the database. Whatever tells an address to anybody makes it here.
//! The routes themselves know no prefix: [`PublicUrl::within`] takes it off what is asked for.

use std::fmt;
use std::sync::Arc;
use url::Url;

/// The address, without a slash at its end. Cheap to clone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublicUrl {
    whole: Arc<str>,
    /// The origin ends here, and the prefix begins.
    origin: usize,
}

/// Why a text is no address for the proxy.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotPublic {
    /// Not an address at all, or of another scheme.
    #[error("it is no web address; it looks like https://card.example or https://helpdesk.example/shopify")]
    NoAddress,
    /// A query, a fragment, a user name.
    #[error("it is an address without user, query or fragment: https://helpdesk.example/shopify")]
    MoreThanPath,
    /// A path that would have to be written in more than one way.
    #[error("its path may hold letters, digits, -, _ and . between single slashes: https://helpdesk.example/shopify")]
    Path,
    /// Whether the reverse proxy has taken it off could not be told.
    #[error("its path may not begin as one of the proxy's own paths does (/embed, /settings, /api, …); choose another")]
    OurOwn,
}

/// What the proxy's own paths begin with.
const OWN: &[&str] = &[
    "api",
    "assets",
    "cards",
    "connect",
    "embed",
    "embed.js",
    "healthz",
    "metrics",
    "openapi.json",
    "owner",
    "readyz",
    "settings",
    "sign-in",
    "stores",
    "webhooks",
];

impl PublicUrl {
    /// Reads an address.
    ///
    /// # Errors
    /// When it is none, or its path can't be a prefix.
    pub fn parse(text: &str) -> Result<Self, NotPublic> {
        let url = Url::parse(text.trim()).map_err(|_| NotPublic::NoAddress)?;
        if !matches!(url.scheme(), "http" | "https") {
            return Err(NotPublic::NoAddress);
        }
        let named = !url.username().is_empty() || url.password().is_some();
        if named || url.query().is_some() || url.fragment().is_some() {
            return Err(NotPublic::MoreThanPath);
        }
        let path = url.path().strip_suffix('/').unwrap_or(url.path());
        let mut segments = path.split('/').skip(1);
        if segments.clone().any(|segment| !is_plain(segment)) {
            return Err(NotPublic::Path);
        }
        if segments.next().is_some_and(|first| OWN.contains(&first)) {
            return Err(NotPublic::OurOwn);
        }
        let origin = url.origin().ascii_serialization();
        Ok(Self { origin: origin.len(), whole: (origin + path).into() })
    }

    /// The origin, to be compared with what browsers say, exactly.
    #[must_use]
    pub fn origin(&self) -> &str {
        self.whole.get(..self.origin).unwrap_or_default()
    }

    /// What stands before each of the proxy's paths: nothing, or `/shopify`.
    #[must_use]
    pub fn prefix(&self) -> &str {
        self.whole.get(self.origin..).unwrap_or_default()
    }

    /// One of the proxy's paths, as pages name it: `/shopify/settings`.
    #[must_use]
    pub fn path(&self, own: &str) -> String {
        [self.prefix(), own].concat()
    }

    /// One of the proxy's paths as a whole address.
    #[must_use]
    pub fn url(&self, own: &str) -> String {
        [&*self.whole, own].concat()
    }

    /// Whether it is reached with encryption.
    #[must_use]
    pub fn is_https(&self) -> bool {
        self.whole.starts_with("https://")
    }

    /// The whole name of a cookie. It belongs to the origin, so what else is there under another prefix has cookies beside it.
    #[must_use]
    pub fn cookie(&self, name: &str) -> String {
        match self.prefix().strip_prefix('/') {
            // No segment has a tilde, and none of our names.
            Some(prefix) => format!("__Host-{}~{name}", prefix.replace('/', "~")),
            None => format!("__Host-{name}"),
        }
    }

    /// The proxy's own path in one that was asked for, where the prefix stands before it: not every reverse proxy takes it off.
    #[must_use]
    pub fn within<'a>(&self, asked: &'a str) -> Option<&'a str> {
        let prefix = Some(self.prefix()).filter(|prefix| !prefix.is_empty())?;
        asked.strip_prefix(prefix).filter(|own| own.is_empty() || own.starts_with('/'))
    }
}

/// A segment that has one spelling only, in addresses, in HTML and in the names of cookies.
fn is_plain(segment: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.');
    !segment.is_empty() && segment.bytes().all(plain)
}

impl fmt::Display for PublicUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.whole)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> PublicUrl {
        PublicUrl::parse(text).unwrap_or_else(|why| panic!("{text}: {why}"))
    }

    #[test]
    fn an_address_is_an_origin_and_what_stands_before_each_path() {
        for (text, origin, prefix) in [
            ("https://card.example", "https://card.example", ""),
            ("https://Card.Example:443/", "https://card.example", ""),
            ("http://127.0.0.1:8787", "http://127.0.0.1:8787", ""),
            ("https://helpdesk.example/shopify", "https://helpdesk.example", "/shopify"),
            ("https://helpdesk.example/shopify/", "https://helpdesk.example", "/shopify"),
            ("https://helpdesk.example/a/b_c-d.e", "https://helpdesk.example", "/a/b_c-d.e"),
            ("http://[::1]:8787/x", "http://[::1]:8787", "/x"),
        ] {
            let public = of(text);
            assert_eq!((public.origin(), public.prefix()), (origin, prefix), "{text}");
            assert_eq!(public.to_string(), [origin, prefix].concat());
            assert_eq!(public.path("/settings"), [prefix, "/settings"].concat());
            assert_eq!(public.url("/settings"), [origin, prefix, "/settings"].concat());
        }
    }

    #[test]
    fn what_can_be_no_address_of_the_proxy_is_refused() {
        for (text, why) in [
            ("card.example", NotPublic::NoAddress),
            ("ftp://card.example", NotPublic::NoAddress),
            ("https://card.example/?x", NotPublic::MoreThanPath),
            ("https://card.example/#x", NotPublic::MoreThanPath),
            ("https://me@card.example/", NotPublic::MoreThanPath),
            ("https://card.example//", NotPublic::Path),
            ("https://card.example/a//b", NotPublic::Path),
            ("https://card.example/a b", NotPublic::Path),
            ("https://card.example/%61", NotPublic::Path),
            ("https://card.example/a~b", NotPublic::Path),
            ("https://card.example/embed", NotPublic::OurOwn),
            ("https://card.example/settings/x", NotPublic::OurOwn),
        ] {
            assert_eq!(PublicUrl::parse(text), Err(why), "{text}");
        }
    }

    #[test]
    fn the_prefix_is_taken_off_where_it_stands_whole() {
        let public = of("https://helpdesk.example/shopify");
        assert_eq!(public.within("/shopify/embed/i_x"), Some("/embed/i_x"));
        assert_eq!(public.within("/shopify"), Some(""));
        for other in ["/shopifyx/embed/i_x", "/embed/i_x", "/x/shopify/embed", "/Shopify/embed", "shopify/embed"] {
            assert_eq!(public.within(other), None, "{other}");
        }
        assert_eq!(of("https://card.example").within("/embed/i_x"), None);
    }

    #[test]
    fn each_prefix_has_cookies_of_its_own() {
        let name = |text: &str| of(text).cookie("owner");
        assert_eq!(name("https://card.example"), "__Host-owner");
        assert_eq!(name("https://card.example/shopify"), "__Host-shopify~owner");
        assert_ne!(name("https://card.example/a/b"), name("https://card.example/a-b"));
    }
}
