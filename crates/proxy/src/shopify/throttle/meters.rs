//! What is counted about waiting, for `/metrics`. Nothing of stores or tenants.

use super::Urgency;
use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::histogram::{Histogram, exponential_buckets};
use prometheus_client::registry::Registry;
use std::time::Duration;

/// The counters. Clones count into the same.
#[derive(Clone, Debug)]
pub struct Meters {
    waited: Family<Who, Histogram>,
    refused: Family<Who, Counter>,
    throttled: Family<By, Counter>,
    other_version: Counter,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Who {
    urgency: &'static str,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct By {
    answer: &'static str,
}

impl From<Urgency> for Who {
    fn from(urgency: Urgency) -> Self {
        let urgency = match urgency {
            Urgency::Agent => "agent",
            Urgency::Background => "background",
        };
        Self { urgency }
    }
}

/// From 10 ms, doubling, to about 40 s.
fn buckets() -> Histogram {
    Histogram::new(exponential_buckets(0.01, 2.0, 13))
}

impl Default for Meters {
    fn default() -> Self {
        Self {
            waited: Family::new_with_constructor(buckets as fn() -> Histogram),
            refused: Family::default(),
            throttled: Family::default(),
            other_version: Counter::default(),
        }
    }
}

impl Meters {
    /// Lets a registry read them.
    pub fn register(&self, registry: &mut Registry) {
        let waited =
            "Time that questions waited for Shopify's points, by urgency; those that did not wait are not in it";
        registry.register("shopify_wait_seconds", waited, self.waited.clone());
        let refused = "Questions that would have had to wait for too long and were told so, by urgency";
        registry.register("shopify_wait_refused", refused, self.refused.clone());
        let throttled = "Requests that Shopify throttled, by its answer";
        registry.register("shopify_throttled", throttled, self.throttled.clone());
        let other = "Answers that Shopify gave in another version of its API than was asked for";
        registry.register("shopify_other_version", other, self.other_version.clone());
    }

    pub(super) fn waited(&self, urgency: Urgency, time: Duration) {
        self.waited.get_or_create(&urgency.into()).observe(time.as_secs_f64());
    }

    pub(super) fn refused(&self, urgency: Urgency) {
        self.refused.get_or_create(&urgency.into()).inc();
    }

    /// Shopify said "throttled", with this HTTP status.
    pub(in crate::shopify) fn throttled(&self, status: u16) {
        let answer = if status == 429 { "status_429" } else { "points" };
        self.throttled.get_or_create(&By { answer }).inc();
    }

    /// Shopify served another version.
    pub(in crate::shopify) fn other_version(&self) {
        self.other_version.inc();
    }
}
