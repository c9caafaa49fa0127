//! What a delivery's headers say. Shopify's older webhooks name them `X-Shopify-…`, its newer events `shopify-…`.

use super::topic::Topic;
use crate::store::ShopDomain;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

/// The longest id of a delivery that is kept.
const LONGEST_ID: usize = 200;

/// Reads a header by its name in lower case.
pub trait Headers {
    /// Its text, where it is there and readable.
    fn text(&self, name: &str) -> Option<&str>;
}

/// One delivery.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Delivery {
    /// The shop it says it is from.
    pub shop: ShopDomain,
    /// What it is about; none for what has no use here.
    pub topic: Option<Topic>,
    /// Shopify's name of the topic, for the record.
    pub topic_name: String,
    /// The same for a delivery that is repeated, and for no other.
    pub id: Option<String>,
    /// When it happened, Unix seconds.
    pub triggered: Option<i64>,
}

/// The headers lack a shop or a topic.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the headers name no shop or no topic")]
pub struct NotADelivery;

impl Delivery {
    /// Reads the headers of a delivery whose signature is good.
    ///
    /// # Errors
    /// When they lack a shop or a topic.
    pub fn read(headers: &impl Headers) -> Result<Self, NotADelivery> {
        let shop = named(headers, "shop-domain").ok_or(NotADelivery)?;
        // Strictly: a domain, not one of the forms that people paste.
        let shop = ShopDomain::parse(shop).ok().filter(|parsed| parsed.as_str() == shop).ok_or(NotADelivery)?;
        let topic_name = named(headers, "topic").filter(|name| is_plain(name)).ok_or(NotADelivery)?;
        let id = named(headers, "event-id").or_else(|| named(headers, "webhook-id")).filter(|id| is_plain(id));
        let triggered = named(headers, "triggered-at").and_then(|text| OffsetDateTime::parse(text, &Rfc3339).ok());
        Ok(Self {
            topic: Topic::parse(topic_name),
            topic_name: topic_name.to_owned(),
            // One event may be told under several topics, each of which is acted on.
            id: id.map(|id| [topic_name, ":", id].concat()),
            triggered: triggered.map(OffsetDateTime::unix_timestamp),
            shop,
        })
    }

    /// The signature that came with it.
    pub fn signature(headers: &impl Headers) -> Option<&str> {
        named(headers, "hmac-sha256")
    }
}

fn named<'a>(headers: &'a impl Headers, name: &str) -> Option<&'a str> {
    headers.text(&["x-shopify-", name].concat()).or_else(|| headers.text(&["shopify-", name].concat()))
}

fn is_plain(text: &str) -> bool {
    !text.is_empty() && text.len() <= LONGEST_ID && text.bytes().all(|byte| byte.is_ascii_graphic())
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Sent(&'static [(&'static str, &'static str)]);

    impl Headers for Sent {
        fn text(&self, name: &str) -> Option<&str> {
            self.0.iter().find(|(known, _)| *known == name).map(|(_, text)| *text)
        }
    }

    #[test]
    fn both_families_of_headers_are_read() {
        let old = Sent(&[
            ("x-shopify-topic", "orders/updated"),
            ("x-shopify-shop-domain", "acme.myshopify.com"),
            ("x-shopify-webhook-id", "w-1"),
            ("x-shopify-event-id", "e-1"),
            ("x-shopify-triggered-at", "2026-11-21T12:00:00.5Z"),
        ]);
        let old = Delivery::read(&old).unwrap();
        assert_eq!((old.topic, old.id.as_deref()), (Some(Topic::Order), Some("orders/updated:e-1")));
        assert_eq!(old.triggered, Some(1_795_262_400));
        let new = Sent(&[
            ("shopify-topic", "customers/update"),
            ("shopify-shop-domain", "acme.myshopify.com"),
            ("shopify-webhook-id", "w-1"),
        ]);
        let new = Delivery::read(&new).unwrap();
        assert_eq!((new.topic, new.id.as_deref()), (Some(Topic::Customer), Some("customers/update:w-1")));
    }

    #[test]
    fn a_shop_is_a_domain_and_nothing_else() {
        for shop in
            ["", "acme", "https://acme.myshopify.com", "ACME.myshopify.com", "acme.myshopify.com/", "acme.example"]
        {
            let sent =
                Sent(Box::leak(Box::new([("x-shopify-topic", "orders/updated"), ("x-shopify-shop-domain", shop)])));
            assert_eq!(Delivery::read(&sent), Err(NotADelivery), "{shop}");
        }
        assert_eq!(Delivery::read(&Sent(&[("x-shopify-shop-domain", "acme.myshopify.com")])), Err(NotADelivery));
    }
}
