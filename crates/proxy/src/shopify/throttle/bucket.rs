//! What is believed to be in Shopify's bucket of points for one app and shop. Pure.
//!
//! Points are taken out here when a request goes, as Shopify will, and put right when its answer tells what is there.

use super::queue::Standing;
use crate::shopify::reply::Level;
use std::time::Duration;

/// The smallest bucket that Shopify gives, until it tells.
const MAXIMUM: f64 = 2000.0;
/// What such a bucket gets back each second.
const RATE: f64 = 100.0;
/// Far below the smallest cost: what counting with fractions may be off.
const DUST: f64 = 1e-4;

/// The bucket.
#[derive(Clone, Copy, Debug)]
pub(super) struct Bucket {
    maximum: f64,
    rate: f64,
    level: f64,
    as_of: Duration,
}

impl Bucket {
    /// A full one.
    pub(super) const fn full(now: Duration) -> Self {
        Self { maximum: MAXIMUM, rate: RATE, level: MAXIMUM, as_of: now }
    }

    /// Lets the time pass.
    pub(super) fn restore(&mut self, now: Duration) {
        let passed = now.saturating_sub(self.as_of).as_secs_f64();
        self.level = passed.mul_add(self.rate, self.level).min(self.maximum);
        self.as_of = now.max(self.as_of);
    }

    pub(super) fn take(&mut self, points: f64) {
        self.level -= points;
    }

    pub(super) fn put_back(&mut self, points: f64) {
        self.level = (self.level + points).min(self.maximum);
    }

    /// What Shopify tells. It may or may not have counted the requests under way, which are `flying` points together.
    pub(super) fn correct(&mut self, told: Level, flying: f64) {
        if !(told.available.is_finite() && told.maximum.is_finite() && told.rate.is_finite()) {
            return;
        }
        if told.maximum > 0.0 && told.rate > 0.0 {
            (self.maximum, self.rate) = (told.maximum, told.rate);
        }
        let there = told.available.clamp(0.0, self.maximum);
        self.level = self.level.clamp(there - flying.max(0.0), there);
    }

    /// Whether so many points are there, with so many left. Who asks for more than fits in gets the full bucket.
    pub(super) fn holds(&self, points: f64, left: f64) -> bool {
        self.lacks(points, left) <= 0.0
    }

    /// How long until it holds them.
    pub(super) fn until(&self, points: f64, left: f64) -> Duration {
        self.time_for(self.lacks(points, left))
    }

    /// How long it takes to get so many points back.
    pub(super) fn time_for(&self, points: f64) -> Duration {
        Duration::try_from_secs_f64(points / self.rate).unwrap_or_default()
    }

    fn lacks(&self, points: f64, left: f64) -> f64 {
        let lacks = (points + left).min(self.maximum) - self.level;
        if lacks < DUST { 0.0 } else { lacks }
    }

    /// How it stands. `waiting`: whether somebody waits for it.
    pub(super) const fn standing(&self, waiting: bool) -> Standing {
        Standing { available: self.level.max(0.0), maximum: self.maximum, rate: self.rate, waiting }
    }

    /// What is there.
    pub(super) const fn level(&self) -> f64 {
        self.level
    }

    /// What background work leaves to agents.
    pub(super) fn reserve(&self) -> f64 {
        self.maximum / 2.0
    }

    pub(super) fn is_full(&self) -> bool {
        self.level >= self.maximum - DUST
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn told(available: f64) -> Level {
        Level { maximum: 2000.0, available, rate: 100.0 }
    }

    const fn seconds(seconds: u64) -> Duration {
        Duration::from_secs(seconds)
    }

    #[test]
    fn it_fills_with_time_and_never_runs_over() {
        let mut bucket = Bucket::full(seconds(0));
        bucket.take(1500.0);
        assert_eq!(bucket.until(700.0, 0.0), seconds(2));
        bucket.restore(seconds(2));
        assert!(bucket.holds(700.0, 0.0) && !bucket.holds(700.0, 1.0));
        bucket.restore(seconds(1));
        assert!(bucket.holds(700.0, 0.0), "a clock that is put back takes nothing out");
        bucket.restore(seconds(100));
        assert!(bucket.is_full());
        assert!(bucket.holds(5000.0, 0.0), "more than fits in can't be waited for");
    }

    #[test]
    fn what_shopify_tells_holds_but_for_what_is_under_way() {
        let mut bucket = Bucket::full(seconds(0));
        bucket.correct(told(300.0), 0.0);
        assert!(bucket.holds(300.0, 0.0) && !bucket.holds(301.0, 0.0));
        bucket.take(100.0);
        bucket.correct(told(300.0), 100.0);
        assert_eq!(bucket.level(), 200.0, "the one under way was not counted yet");
        bucket.correct(told(180.0), 100.0);
        assert_eq!(bucket.level(), 180.0, "others took some");
        bucket.correct(Level { maximum: 20000.0, available: 19000.0, rate: 1000.0 }, 0.0);
        assert_eq!((bucket.level(), bucket.until(19500.0, 0.0)), (19000.0, Duration::from_millis(500)));
    }

    #[test]
    fn nonsense_is_not_believed() {
        let mut bucket = Bucket::full(seconds(0));
        bucket.correct(Level { maximum: 0.0, available: 1e300, rate: 0.0 }, 0.0);
        assert_eq!((bucket.level(), bucket.until(2000.0, 0.0)), (2000.0, seconds(0)));
        bucket.correct(Level { maximum: 2000.0, available: -7.0, rate: 100.0 }, 0.0);
        assert_eq!(bucket.until(100.0, 0.0), seconds(1));
    }
}
