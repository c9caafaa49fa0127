//! A connected Shopify shop.

use crate::ids::{StoreId, TenantId};
use crate::tokens::Access;
use context_card_wire::settings::shop_domain;
use std::fmt;

/// A shop's domain: `name.myshopify.com`, in lower case. Only such a domain can be asked: this is the guard against
/// requests to other servers in the proxy's name.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ShopDomain(String);

/// Why a text is no shop domain.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not the address of a Shopify store; it looks like acme.myshopify.com")]
pub struct NotAShopDomain;

impl ShopDomain {
    /// Reads `acme.myshopify.com`, with or without `https://`, a slash at the end or `/admin`; or the address of a page of the
    /// shop's admin, `https://admin.shopify.com/store/acme/orders`.
    ///
    /// # Errors
    /// For anything else.
    pub fn parse(text: &str) -> Result<Self, NotAShopDomain> {
        shop_domain(text).map(Self).ok_or(NotAShopDomain)
    }

    /// `acme.myshopify.com`.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// `acme`: what Shopify's admin calls it.
    #[must_use]
    pub fn name(&self) -> &str {
        self.0.strip_suffix(".myshopify.com").unwrap_or(&self.0)
    }
}

impl fmt::Display for ShopDomain {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What is known of a connected shop. Nothing secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Store {
    /// Its id.
    pub id: StoreId,
    /// Who connected it.
    pub tenant: TenantId,
    /// Where it is asked.
    pub shop: ShopDomain,
    /// Its name, as the shop calls itself.
    pub name: String,
    /// The shop's currency, ISO 4217.
    pub currency: String,
    /// The shop's IANA time zone, in which delivery days count.
    pub timezone: String,
    /// The country that phone numbers without one are read in, ISO 3166: `GB`. Empty where it is not known yet.
    pub country: String,
    /// What its order numbers begin with, where a conversation's order number is to lead here: `UK-`.
    pub prefix: Option<String>,
    /// The granted scopes, read scopes that a write scope brings along included.
    pub scopes: Vec<String>,
}

/// The longest prefix of order numbers, in characters.
pub const LONGEST_PREFIX: usize = 10;

/// Whether order numbers can begin so: visible ASCII without spaces, or nothing.
#[must_use]
pub fn is_prefix(text: &str) -> bool {
    text.len() <= LONGEST_PREFIX && text.bytes().all(|byte| byte.is_ascii_graphic())
}

/// The scopes that the card can't do without.
pub const REQUIRED_SCOPES: &[&str] = &["read_customers", "read_orders"];

impl Store {
    /// What is missing of the scopes that the card can't do without.
    #[must_use]
    pub fn missing_scopes(&self) -> Vec<&'static str> {
        REQUIRED_SCOPES.iter().copied().filter(|scope| !self.grants(scope)).collect()
    }

    /// Whether the connection may use what needs `scope`.
    #[must_use]
    pub fn grants(&self, scope: &str) -> bool {
        scope.is_empty() || self.scopes.iter().any(|granted| granted == scope)
    }
}

/// A store that can be asked.
#[derive(Clone)]
pub struct OpenStore {
    /// The store.
    pub store: Store,
    /// How it is asked.
    pub access: Access,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_the_forms_people_paste() {
        for text in [
            "acme.myshopify.com",
            " ACME.myshopify.com ",
            "https://acme.myshopify.com/",
            "https://admin.shopify.com/store/acme/orders",
            "admin.shopify.com/store/acme",
            "https://admin.shopify.com/store/ACME?query=maria#top",
            "https://acme.myshopify.com/admin",
            "https://acme.myshopify.com/admin/orders?status=open",
        ] {
            assert_eq!(ShopDomain::parse(text).map(|d| d.to_string()), Ok("acme.myshopify.com".to_owned()), "{text}");
        }
    }

    #[test]
    fn refuses_every_other_server() {
        for text in [
            "",
            "acme",
            ".myshopify.com",
            "-a.myshopify.com",
            "acme.myshopify.com.evil.test",
            "evil.test/acme.myshopify.com",
            "a.b.myshopify.com",
            "acme.myshopify.com:9999",
            "acme@evil.test",
            "http://acme.myshopify.com",
            "127.0.0.1",
            "acmе.myshopify.com",
            "https://admin.shopify.com/store/",
            "https://admin.shopify.com/store/../evil.test",
            "https://admin.shopify.com/store/a.b",
            "https://admin.shopify.com.evil.test/store/acme",
            "https://admin.shopify.com@evil.test/store/acme",
            "https://evil.test/admin",
            "https://evil.test/admin/acme.myshopify.com",
            "acme.myshopify.com/administrator",
            "acme.myshopify.com//evil.test",
            "acme.myshopify.com?.evil.test",
            "acme.myshopify.com#.evil.test",
            "acme.myshopify.com\\.evil.test",
            "acme\u{0}.myshopify.com",
            "acme%2eevil.myshopify.com",
            "xn--a.b.myshopify.com",
            "acme_shop.myshopify.com",
            "user:secret@acme.myshopify.com",
            "[::1].myshopify.com",
            "\u{ff41}cme.myshopify.com",
        ] {
            assert_eq!(ShopDomain::parse(text), Err(NotAShopDomain), "{text}");
        }
        assert_eq!(ShopDomain::parse(&format!("{}.myshopify.com", "a".repeat(100))), Err(NotAShopDomain));
    }
}
