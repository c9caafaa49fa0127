//! Which store a conversation is about: the one that it names, else the one whose prefix its order numbers bear. Its
//! section comes first; the others are asked all the same. [`App::viewer`](crate::app::App::viewer) calls this.

use crate::auth::Conversation;
use crate::ids::StoreId;
use crate::store::{ShopDomain, Store};

/// The store that a conversation is about, if it is one of these.
pub fn store_about<'a>(
    stores: impl Iterator<Item = &'a Store> + Clone,
    conversation: &Conversation,
) -> Option<StoreId> {
    let named = conversation.store.as_deref().and_then(|shop| ShopDomain::parse(shop).ok());
    let named = named.and_then(|shop| stores.clone().find(|store| store.shop == shop));
    let about = named.or_else(|| {
        conversation.order_numbers.iter().find_map(|number| {
            let bears = stores.clone().filter(|store| store.prefix.as_deref().is_some_and(|of| begins(number, of)));
            // `EU-UK-` is closer than `EU-`.
            bears.max_by_key(|store| store.prefix.as_ref().map_or(0, String::len))
        })
    });
    about.map(|store| store.id.clone())
}

/// Whether an order number is the prefix and then a digit: `#uk-1001` bears `UK-`.
fn begins(number: &str, prefix: &str) -> bool {
    let bare = |text: &str| text.trim().trim_start_matches('#').to_uppercase();
    let (number, prefix) = (bare(number), bare(prefix));
    let rest = number.strip_prefix(&prefix);
    !prefix.is_empty() && rest.is_some_and(|rest| rest.starts_with(|next: char| next.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::TenantId;

    fn store(id: &str, shop: &str, prefix: Option<&str>) -> Store {
        Store {
            id: StoreId::parse(id).unwrap(),
            tenant: TenantId::parse("t_a").unwrap(),
            shop: ShopDomain::parse(shop).unwrap(),
            name: String::new(),
            currency: String::new(),
            timezone: String::new(),
            country: String::new(),
            prefix: prefix.map(str::to_owned),
            scopes: Vec::new(),
        }
    }

    fn about(shop: Option<&str>, numbers: &[&str]) -> Option<String> {
        let stores = [
            store("s_uk", "acme-uk.myshopify.com", Some("UK-")),
            store("s_eu", "acme-eu.myshopify.com", Some("EU-")),
            store("s_trade", "acme-trade.myshopify.com", Some("#EU-UK-")),
            store("s_plain", "acme.myshopify.com", None),
        ];
        let conversation = Conversation {
            store: shop.map(str::to_owned),
            order_numbers: numbers.iter().map(|&number| number.to_owned()).collect(),
            ..Conversation::default()
        };
        store_about(stores.iter(), &conversation).map(|id| id.to_string())
    }

    #[test]
    fn an_order_number_leads_to_the_store_with_its_prefix() {
        for (numbers, expected) in [
            (&["UK-1001"][..], Some("s_uk")),
            (&["#uk-1001"], Some("s_uk")),
            (&["1001", " EU-7 "], Some("s_eu")),
            (&["EU-UK-12"], Some("s_trade")),
            (&["UK-", "UKX-1", "UK-A1", "XUK-1", "1001"], None),
            (&[], None),
        ] {
            assert_eq!(about(None, numbers).as_deref(), expected, "{numbers:?}");
        }
    }

    #[test]
    fn the_store_that_is_named_comes_before_any_number() {
        assert_eq!(about(Some("acme.myshopify.com"), &["UK-1001"]).as_deref(), Some("s_plain"));
        assert_eq!(about(Some("somebody-else.myshopify.com"), &["UK-1001"]).as_deref(), Some("s_uk"));
        assert_eq!(about(Some("no shop at all"), &[]), None);
    }
}
