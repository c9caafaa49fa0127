//! One app's webhook subscriptions in one shop, and why Shopify refuses one.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};

use time::OffsetDateTime;
use url::{Host, Url};

use super::topic;
use crate::access::Scopes;
use crate::state::Protected;

/// After so many failures in a row, Shopify removes a subscription.
const PATIENCE: u32 = 8;

/// All of an app's subscriptions, oldest first.
#[derive(Debug, Default)]
pub(crate) struct Subscriptions(BTreeMap<u64, Subscription>);

/// One of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Subscription {
    pub(crate) id: u64,
    /// As the API names it: `ORDERS_UPDATED`.
    pub(crate) topic: String,
    pub(crate) wanted: Wanted,
    pub(crate) created: OffsetDateTime,
    pub(crate) updated: OffsetDateTime,
    /// In a row.
    failures: u32,
}

/// What an app says about a subscription.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Wanted {
    pub(crate) uri: String,
    pub(crate) format: Option<String>,
    pub(crate) filter: Option<String>,
    pub(crate) name: Option<String>,
    pub(crate) include_fields: Vec<String>,
    pub(crate) metafield_namespaces: Vec<String>,
}

/// What the shop knows when it decides.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Rules<'a> {
    pub(crate) scopes: &'a Scopes,
    pub(crate) protected: Protected,
    /// Whether addresses without TLS are taken.
    pub(crate) plain: bool,
}

/// Why a subscription is refused: one entry of `userErrors`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Refused {
    pub(crate) field: &'static [&'static str],
    pub(crate) message: String,
}

impl Refused {
    fn address(message: &str) -> Self {
        Self { field: &["webhookSubscription", "callbackUrl"], message: message.to_owned() }
    }

    /// The app was uninstalled while its request ran.
    pub(crate) fn gone() -> Self {
        Self { field: &[], message: "The app is not installed".to_owned() }
    }

    fn unknown() -> Self {
        Self { field: &["id"], message: "Webhook subscription does not exist".to_owned() }
    }
}

impl Subscriptions {
    pub(crate) fn all(&self) -> impl Iterator<Item = &Subscription> {
        self.0.values()
    }

    /// Adds one.
    pub(crate) fn create(
        &mut self,
        topic: &str,
        wanted: Wanted,
        rules: Rules<'_>,
        now: OffsetDateTime,
    ) -> Result<Subscription, Refused> {
        self.check(None, topic, &wanted, rules)?;
        static NEXT: AtomicU64 = AtomicU64::new(1_650_000_000_001);
        let id = NEXT.fetch_add(1, Ordering::Relaxed);
        let made = Subscription { id, topic: topic.to_owned(), wanted, created: now, updated: now, failures: 0 };
        self.0.insert(id, made.clone());
        Ok(made)
    }

    /// Changes one; an empty address keeps the one it has.
    pub(crate) fn update(
        &mut self,
        id: u64,
        mut wanted: Wanted,
        rules: Rules<'_>,
        now: OffsetDateTime,
    ) -> Result<Subscription, Refused> {
        let known = self.0.get(&id).cloned().ok_or_else(Refused::unknown)?;
        if wanted.uri.is_empty() {
            wanted.uri.clone_from(&known.wanted.uri);
        }
        self.check(Some(id), &known.topic, &wanted, rules)?;
        let changed = Subscription { wanted, updated: now, ..known };
        self.0.insert(id, changed.clone());
        Ok(changed)
    }

    pub(crate) fn delete(&mut self, id: u64) -> Result<(), Refused> {
        self.0.remove(&id).map(|_| ()).ok_or_else(Refused::unknown)
    }

    /// Notes how a delivery ended; a subscription that fails too often in a row is removed.
    pub(crate) fn note(&mut self, topic: &str, uri: &str, taken: bool) {
        for subscription in self.0.values_mut() {
            if topic::name(&subscription.topic) == topic && subscription.wanted.uri == uri {
                subscription.failures = if taken { 0 } else { subscription.failures + 1 };
            }
        }
        self.0.retain(|_, subscription| subscription.failures < PATIENCE);
    }

    fn check(&self, id: Option<u64>, topic: &str, wanted: &Wanted, rules: Rules<'_>) -> Result<(), Refused> {
        let on_topic = |message: String| Refused { field: &["topic"], message };
        if !topic::allowed(topic, rules.scopes) {
            let name = topic::name(topic);
            return Err(on_topic(format!(
                "You do not have permission to create or update webhooks with {name} topic."
            )));
        }
        if rules.protected != Protected::Open && topic::is_personal(topic) {
            let message = "This app is not approved to subscribe to webhook topics containing protected customer data.";
            return Err(on_topic(message.to_owned()));
        }
        address(&wanted.uri, rules.plain)?;
        let same =
            |other: &Subscription| Some(other.id) != id && other.topic == topic && other.wanted.uri == wanted.uri;
        if self.all().any(same) {
            return Err(Refused::address("Address for this topic has already been taken"));
        }
        Ok(())
    }
}

/// Whether Shopify would send there.
fn address(uri: &str, plain: bool) -> Result<(), Refused> {
    if uri.is_empty() {
        return Err(Refused::address("Address can't be blank"));
    }
    if uri.starts_with("arn:aws:events:") || uri.starts_with("pubsub://") {
        return Ok(());
    }
    let url = Url::parse(uri).map_err(|_| Refused::address("Address is invalid"))?;
    let here = match url.host() {
        None => return Err(Refused::address("Address is invalid")),
        Some(Host::Domain(name)) => name == "localhost" || !name.contains('.'),
        Some(Host::Ipv4(ip)) => ip.is_loopback() || ip.is_private() || ip.is_unspecified(),
        Some(Host::Ipv6(ip)) => ip.is_loopback() || ip.is_unspecified(),
    };
    match url.scheme() {
        "https" | "http" if plain => Ok(()),
        "https" if here => Err(Refused::address("Address is not allowed")),
        "https" => Ok(()),
        scheme => Err(Refused::address(&format!("Address protocol {scheme}:// is not supported"))),
    }
}

#[cfg(test)]
mod tests {
    use time::macros::datetime;

    use super::{Refused, Rules, Subscriptions, Wanted, address};
    use crate::access::Scopes;
    use crate::state::Protected;

    #[test]
    fn shopify_sends_only_to_public_addresses_with_tls() {
        for good in
            ["https://card.example/webhooks/a", "arn:aws:events:eu-west-1::event-source/x", "pubsub://project:topic"]
        {
            assert_eq!(address(good, false), Ok(()), "{good}");
        }
        for (bad, message) in [
            ("", "Address can't be blank"),
            ("card.example", "Address is invalid"),
            ("http://card.example/", "Address protocol http:// is not supported"),
            ("ftp://card.example/", "Address protocol ftp:// is not supported"),
            ("https://localhost/", "Address is not allowed"),
            ("https://127.0.0.1/", "Address is not allowed"),
            ("https://10.0.0.4/", "Address is not allowed"),
            ("https://[::1]/", "Address is not allowed"),
        ] {
            assert_eq!(address(bad, false), Err(Refused::address(message)), "{bad}");
        }
        assert_eq!(address("http://127.0.0.1:8787/webhooks/a", true), Ok(()));
        assert!(address("ftp://card.example/", true).is_err());
    }

    #[test]
    fn eight_failures_in_a_row_end_a_subscription() {
        let scopes = Scopes::default();
        let rules = Rules { scopes: &scopes, protected: Protected::Open, plain: false };
        let mut all = Subscriptions::default();
        let wanted = Wanted { uri: "https://a.example/".to_owned(), ..Wanted::default() };
        all.create("APP_UNINSTALLED", wanted, rules, datetime!(2026-11-21 12:00 UTC)).unwrap();
        let mut fails = |times: usize, then: bool| {
            (0..times).for_each(|_| all.note("app/uninstalled", "https://a.example/", false));
            all.note("app/uninstalled", "https://a.example/", then);
            all.all().count()
        };
        assert_eq!(fails(7, true), 1, "the eighth was taken");
        assert_eq!(fails(6, false), 1);
        assert_eq!(fails(0, false), 0);
    }

    #[test]
    fn a_subscription_can_keep_its_address_and_not_take_anothers() {
        let now = datetime!(2026-11-21 12:00 UTC);
        let scopes = Scopes::default();
        let rules = Rules { scopes: &scopes, protected: Protected::Open, plain: false };
        let at = |uri: &str| Wanted { uri: uri.to_owned(), ..Wanted::default() };
        let mut all = Subscriptions::default();
        let first = all.create("APP_UNINSTALLED", at("https://a.example/"), rules, now).unwrap();
        let second = all.create("APP_UNINSTALLED", at("https://b.example/"), rules, now).unwrap();
        all.create("SHOP_UPDATE", at("https://a.example/"), rules, now).unwrap();
        assert!(all.create("APP_UNINSTALLED", at("https://a.example/"), rules, now).is_err());
        assert!(all.update(second.id, at("https://a.example/"), rules, now).is_err());
        assert_eq!(all.update(first.id, Wanted::default(), rules, now).unwrap().wanted.uri, "https://a.example/");
        all.delete(first.id).unwrap();
        assert!(all.delete(first.id).is_err() && all.update(first.id, at("https://c.example/"), rules, now).is_err());
    }
}
