//! What is counted, for `/metrics`: requests by route and status, how long they took, and waiting for Shopify. Nothing of
//! persons or tenants.

use crate::shopify::Meters;
use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::histogram::{Histogram, exponential_buckets};
use prometheus_client::registry::Registry;
use std::time::Duration;

/// The counters.
pub struct Metrics {
    registry: Registry,
    requests: Family<Request, Counter>,
    seconds: Family<Route, Histogram>,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Request {
    route: String,
    status: u16,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Route {
    route: String,
}

/// From 1 ms, doubling, to about 8 s.
fn buckets() -> Histogram {
    Histogram::new(exponential_buckets(0.001, 2.0, 14))
}

impl Metrics {
    /// With what is counted about Shopify.
    #[must_use]
    pub fn new(shopify: &Meters) -> Self {
        let mut registry = Registry::with_prefix("context_card");
        let requests = Family::default();
        let seconds = Family::new_with_constructor(buckets as fn() -> Histogram);
        registry.register("requests", "Requests answered, by route and status", Family::clone(&requests));
        registry.register("request_seconds", "Time to the first byte of an answer, by route", Family::clone(&seconds));
        shopify.register(&mut registry);
        Self { registry, requests, seconds }
    }

    /// Counts an answer. `route` is the route's pattern, never an address.
    pub fn answered(&self, route: &str, status: u16, took: Duration) {
        self.requests.get_or_create(&Request { route: route.to_owned(), status }).inc();
        self.seconds.get_or_create(&Route { route: route.to_owned() }).observe(took.as_secs_f64());
    }

    /// All of it in the `OpenMetrics` text format.
    ///
    /// # Errors
    /// Never for a `String`, says the library's contract.
    pub fn text(&self) -> Result<String, std::fmt::Error> {
        let mut text = String::new();
        encode(&mut text, &self.registry)?;
        Ok(text)
    }
}
