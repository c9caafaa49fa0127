//! The bucket of points that each app has in each shop.

use serde_json::{Value, json};
use time::OffsetDateTime;

/// The most that a bucket holds.
pub(crate) const MOST: f64 = 2000.0;
/// What runs into it each second.
pub(crate) const PER_SECOND: f64 = 100.0;

/// One app's points in one shop.
#[derive(Debug)]
pub(crate) struct Bucket {
    available: f64,
    filled: OffsetDateTime,
    per_second: f64,
}

/// Whether a query may run.
#[derive(Debug)]
pub(crate) enum Charge {
    Paid,
    /// With the bucket's status.
    Throttled(Value),
}

#[expect(clippy::cast_precision_loss, reason = "costs are small")]
impl Bucket {
    pub(crate) fn full(now: OffsetDateTime) -> Self {
        Self { available: MOST, filled: now, per_second: PER_SECOND }
    }

    /// Sets what is in it and how fast it fills.
    pub(crate) fn set(&mut self, available: f64, per_second: f64, now: OffsetDateTime) {
        *self = Self { available: available.clamp(0.0, MOST), filled: now, per_second };
    }

    /// Lets it fill as fast as at the start.
    pub(crate) fn heal(&mut self, now: OffsetDateTime) {
        self.fill(now);
        self.per_second = PER_SECOND;
    }

    pub(crate) fn charge(&mut self, requested: u64, now: OffsetDateTime) -> Charge {
        self.fill(now);
        if self.available < requested as f64 {
            return Charge::Throttled(self.status(now));
        }
        self.available -= requested as f64;
        Charge::Paid
    }

    pub(crate) fn settle(&mut self, requested: u64, actual: u64, now: OffsetDateTime) -> Value {
        self.fill(now);
        self.available = (self.available + requested.saturating_sub(actual) as f64).min(MOST);
        self.status(now)
    }

    pub(crate) fn status(&mut self, now: OffsetDateTime) -> Value {
        self.fill(now);
        #[expect(clippy::cast_possible_truncation, reason = "between 0 and 2000")]
        let available = self.available.floor() as i64;
        json!({"maximumAvailable": MOST, "currentlyAvailable": available, "restoreRate": self.per_second})
    }

    fn fill(&mut self, now: OffsetDateTime) {
        let passed = (now - self.filled).as_seconds_f64().max(0.0);
        self.available = (self.available + passed * self.per_second).min(MOST);
        self.filled = now;
    }
}
