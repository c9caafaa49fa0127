//! Which addresses may be clicked, and the pages of Shopify's admin.

use crate::store::Store;
use url::Url;

/// The address, if it may be clicked: `https:`, and `http:` only for the sandbox. Carriers and merchants write these,
/// so anything may come.
pub(super) fn safe(address: &str, plain_http: bool) -> Option<String> {
    let url = Url::parse(address.trim()).ok()?;
    let allowed = url.scheme() == "https" || (plain_http && url.scheme() == "http");
    // An address with a name and a password in it only pretends to lead where it says.
    let honest = url.username().is_empty() && url.password().is_none() && url.has_host();
    (allowed && honest).then(|| url.into())
}

/// A page of Shopify's admin: `orders` or `customers`, and the number that Shopify counts it by.
pub(super) fn admin(store: &Store, kind: &str, number: &str) -> Option<String> {
    let known = !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit());
    known.then(|| format!("https://admin.shopify.com/store/{}/{kind}/{number}", store.shop.name()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_honest_https_addresses_pass() {
        assert_eq!(safe(" https://track.example.com/1?a=b ", false).unwrap(), "https://track.example.com/1?a=b");
        assert_eq!(safe("http://127.0.0.1:9/cdn/x.svg", true).unwrap(), "http://127.0.0.1:9/cdn/x.svg");
        for address in [
            "",
            "track.example.com/1",
            "http://track.example.com/1",
            "javascript:alert(1)",
            "JaVaScRiPt:alert(1)",
            "data:text/html,hi",
            "//track.example.com",
            "https://user:pw@evil.example/",
            "https://",
            "java\nscript:alert(1)",
        ] {
            assert_eq!(safe(address, false), None, "{address}");
        }
        assert_eq!(safe("javascript:alert(1)", true), None);
    }
}
