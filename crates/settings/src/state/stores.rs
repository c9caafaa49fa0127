//! What somebody types in to connect a store, and what is missing of it.

use context_card_wire::settings::{ConnectWay, shop_domain};

/// The shop that somebody wrote, in any form that people paste: an address of the shop or of its admin, or its bare name there.
#[must_use]
pub fn shop_typed(text: &str) -> Option<String> {
    let bare = || {
        let name = text.trim();
        let plain = !name.is_empty() && !name.contains(['.', '/', ':']);
        plain.then(|| shop_domain(&format!("{name}.myshopify.com"))).flatten()
    };
    shop_domain(text).or_else(bare)
}

/// A field of the form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Blank {
    /// The shop.
    Shop,
    /// An app's client id.
    ClientId,
    /// Its secret.
    ClientSecret,
    /// An access token.
    Token,
}

impl Blank {
    /// The field's name in the API.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Shop => "shop",
            Self::ClientId => "client_id",
            Self::ClientSecret => "client_secret",
            Self::Token => "token",
        }
    }
}

/// The fields that a way to connect needs, in their order. `new_app`: an app is to be added with it.
#[must_use]
pub const fn fields(way: ConnectWay, new_app: bool) -> &'static [Blank] {
    match (way, new_app) {
        (ConnectWay::Consent, false) => &[Blank::Shop],
        (ConnectWay::Consent, true) | (ConnectWay::Client, _) => &[Blank::Shop, Blank::ClientId, Blank::ClientSecret],
        (ConnectWay::Token, _) => &[Blank::Shop, Blank::Token],
    }
}

/// The first field that is not filled in. `text` gives what stands in a field.
#[must_use]
pub fn first_blank(way: ConnectWay, new_app: bool, text: impl Fn(Blank) -> String) -> Option<Blank> {
    fields(way, new_app).iter().copied().find(|field| text(*field).trim().is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shop_is_known_in_every_form_that_people_paste() {
        for text in [
            "acme-uk",
            " Acme-UK ",
            "acme-uk.myshopify.com",
            "https://acme-uk.myshopify.com/admin/orders",
            "https://admin.shopify.com/store/acme-uk/settings?a=b",
        ] {
            assert_eq!(shop_typed(text).as_deref(), Some("acme-uk.myshopify.com"), "{text}");
        }
        for text in ["", " ", "acme uk", "www.acme.example", "http://acme-uk", "acme/uk", "-", "acme_uk"] {
            assert_eq!(shop_typed(text), None, "{text}");
        }
    }

    #[test]
    fn what_is_missing_is_found_in_the_order_of_the_form() {
        let filled = |names: &'static [&'static str]| {
            move |field: Blank| if names.contains(&field.name()) { "x".to_owned() } else { " ".to_owned() }
        };
        let consent = ConnectWay::Consent;
        assert_eq!(first_blank(consent, false, filled(&[])), Some(Blank::Shop));
        assert_eq!(first_blank(consent, false, filled(&["shop"])), None);
        assert_eq!(first_blank(consent, true, filled(&["shop"])), Some(Blank::ClientId));
        assert_eq!(first_blank(ConnectWay::Client, false, filled(&["shop", "client_id"])), Some(Blank::ClientSecret));
        assert_eq!(first_blank(ConnectWay::Token, true, filled(&["shop"])), Some(Blank::Token));
        assert_eq!(first_blank(ConnectWay::Token, false, filled(&["shop", "token"])), None);
    }
}
