//! Cookies: `__Host-`, so that they belong to this origin alone, not readable by programs, and sent along from elsewhere only
//! when somebody comes here by a link or from Shopify; those of agents in a host's frame, too, and only below that host's pages.

use axum::http::{HeaderMap, HeaderValue, header};

/// A cookie to set, or to remove.
pub(crate) struct Cookie {
    name: String,
    value: String,
    seconds: i64,
    site: &'static str,
}

impl Cookie {
    pub(crate) fn new(name: impl Into<String>, value: String, seconds: i64) -> Self {
        Self { name: name.into(), value, seconds, site: "SameSite=Lax" }
    }

    /// For a page in a host's frame: the browser keeps it apart for each page around it.
    pub(crate) fn in_frames(name: impl Into<String>, value: String, seconds: i64) -> Self {
        Self { site: "SameSite=None; Partitioned", ..Self::new(name, value, seconds) }
    }

    pub(crate) fn gone(name: impl Into<String>) -> Self {
        Self::new(name, String::new(), 0)
    }

    pub(crate) fn gone_in_frames(name: impl Into<String>) -> Self {
        Self::in_frames(name, String::new(), 0)
    }

    pub(super) fn header(&self) -> Option<HeaderValue> {
        let Self { name, value, seconds, site } = self;
        let text = format!("{name}={value}; Path=/; Max-Age={seconds}; Secure; HttpOnly; {site}");
        let mut value = HeaderValue::from_str(&text).ok()?;
        value.set_sensitive(true);
        Some(value)
    }
}

/// The cookies of a request, whose names begin so, with what follows in the name.
pub(crate) fn cookies_named<'a>(headers: &'a HeaderMap, begin: &'a str) -> impl Iterator<Item = (&'a str, &'a str)> {
    let lines = headers.get_all(header::COOKIE).into_iter().filter_map(|line| line.to_str().ok());
    lines.flat_map(|line| line.split(';')).filter_map(move |pair| {
        let (name, value) = pair.trim().split_once('=')?;
        Some((name.strip_prefix(begin)?, value))
    })
}

/// The cookie of this name.
pub(crate) fn cookie<'a>(headers: &'a HeaderMap, name: &'a str) -> Option<&'a str> {
    cookies_named(headers, name).find(|(rest, _)| rest.is_empty()).map(|(_, value)| value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cookie_is_found_by_its_whole_name() {
        let mut headers = HeaderMap::new();
        headers.append(header::COOKIE, HeaderValue::from_static("__Host-a-1=one; __Host-a=two"));
        headers.append(header::COOKIE, HeaderValue::from_static("b=three=3"));
        assert_eq!(cookie(&headers, "__Host-a"), Some("two"));
        assert_eq!(cookie(&headers, "b"), Some("three=3"));
        assert_eq!(cookie(&headers, "__Host-"), None);
        assert_eq!(cookies_named(&headers, "__Host-a-").collect::<Vec<_>>(), [("1", "one")]);
    }
}
