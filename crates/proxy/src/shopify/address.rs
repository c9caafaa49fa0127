//! Where a shop is asked: made only from a checked shop domain and the configured template.

use crate::store::ShopDomain;
use url::Url;

/// Where shops are, with `{shop}` for the domain. `https://{shop}`, but for the sandbox.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UrlTemplate {
    template: String,
    plain_http: bool,
}

/// Why a text is no template.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a template for shop addresses; it looks like https://{{shop}} or http://127.0.0.1:9999/{{shop}}")]
pub struct BadTemplate;

impl UrlTemplate {
    /// Reads a template: http(s), with `{shop}` in it once, and nothing after a `?` or `#`.
    ///
    /// # Errors
    /// For anything else.
    pub fn parse(text: &str) -> Result<Self, BadTemplate> {
        let template = text.trim().trim_end_matches('/').to_owned();
        if template.matches("{shop}").count() != 1 {
            return Err(BadTemplate);
        }
        let url = Url::parse(&template.replace("{shop}", "shop.myshopify.com")).map_err(|_| BadTemplate)?;
        let bad = url.query().is_some() || url.fragment().is_some() || !url.username().is_empty();
        if bad || url.password().is_some() || !matches!(url.scheme(), "http" | "https") {
            return Err(BadTemplate);
        }
        Ok(Self { plain_http: url.scheme() == "http", template })
    }

    /// A shop's base address, without a slash at the end.
    #[must_use]
    pub fn base(&self, shop: &ShopDomain) -> String {
        self.template.replace("{shop}", shop.as_str())
    }

    /// Whether shops are asked without encryption. Only the sandbox is; its own links are `http:` too.
    #[must_use]
    pub const fn plain_http(&self) -> bool {
        self.plain_http
    }

    /// The origin of shops that are asked without encryption, `http://127.0.0.1:9999`.
    #[must_use]
    pub fn insecure_origin(&self) -> Option<String> {
        let url = Url::parse(&self.template.replace("{shop}", "shop.myshopify.com")).ok()?;
        self.plain_http.then(|| url.origin().ascii_serialization())
    }
}

impl Default for UrlTemplate {
    fn default() -> Self {
        Self { template: "https://{shop}".to_owned(), plain_http: false }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shop_is_asked_at_its_own_address() {
        let shop = ShopDomain::parse("acme.myshopify.com").unwrap();
        assert_eq!(UrlTemplate::default().base(&shop), "https://acme.myshopify.com");
        assert_eq!(UrlTemplate::parse("https://{shop}/"), Ok(UrlTemplate::default()));
        let sandbox = UrlTemplate::parse("http://127.0.0.1:9999/{shop}").unwrap();
        assert_eq!(sandbox.base(&shop), "http://127.0.0.1:9999/acme.myshopify.com");
        assert!(sandbox.plain_http());
        assert_eq!(sandbox.insecure_origin().unwrap(), "http://127.0.0.1:9999");
        assert_eq!(UrlTemplate::default().insecure_origin(), None);
    }

    #[test]
    fn what_is_no_template_is_refused() {
        for text in [
            "",
            "https://shop",
            "{shop}",
            "ftp://{shop}",
            "https://{shop}/{shop}",
            "https://x/?s={shop}",
            "https://u:p@{shop}",
            "https://x/#{shop}",
        ] {
            assert_eq!(UrlTemplate::parse(text), Err(BadTemplate), "{text}");
        }
    }
}
