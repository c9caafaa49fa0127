//! The queue in front of each store: who may ask Shopify now, who waits, and who is told at once how long it would take.
//!
//! `client` takes a turn before each request and says afterwards what it cost. One app has one bucket of points in one shop,
//! so there is one gate for each of them.
//!
//! | file | what lives there |
//! |---|---|
//! | `bucket` | what is believed to be in Shopify's bucket |
//! | `costs` | what each document cost before |
//! | `queue` | who goes, waits or is sent away; pure |
//! | `gate` | the same for tasks |
//! | `meters` | what is counted |

mod bucket;
mod costs;
mod gate;
mod meters;
mod queue;

pub(super) use gate::{Gate, Pass, Place};
pub use meters::Meters;
pub(super) use queue::Landing;
pub use queue::Standing;

use super::Timer;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// So many gates are kept before those that nobody uses are looked for.
const MANY: usize = 1024;

/// How much somebody minds waiting.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Urgency {
    /// An agent is waiting.
    #[default]
    Agent,
    /// Nobody is. Takes only what agents leave, and waits for it.
    Background,
}

impl Urgency {
    /// So long background work waits for points.
    const BACKGROUND: Duration = Duration::from_secs(60);

    /// How long to wait, where an agent would wait so long.
    pub(super) fn patience(self, agent: Duration) -> Duration {
        match self {
            Self::Agent => agent,
            Self::Background => agent.max(Self::BACKGROUND),
        }
    }
}

/// The gates of all stores. Cheap to clone.
#[derive(Clone, Debug)]
pub(super) struct Throttle {
    gates: Arc<Mutex<Gates>>,
    timer: Timer,
    meters: Meters,
}

#[derive(Debug)]
struct Gates {
    by_key: HashMap<Box<str>, Arc<Gate>>,
    /// At so many, those that are not in use are dropped.
    many: usize,
}

impl Throttle {
    pub(super) fn new(timer: Timer) -> Self {
        let gates = Gates { by_key: HashMap::new(), many: MANY };
        Self { gates: Arc::new(Mutex::new(gates)), timer, meters: Meters::default() }
    }

    pub(super) const fn meters(&self) -> &Meters {
        &self.meters
    }

    pub(super) const fn timer(&self) -> &Timer {
        &self.timer
    }

    /// How the bucket of a shop stands for those who share it; none where nobody asked yet.
    pub(super) fn standing(&self, shop: &str, payer: &str) -> Option<Standing> {
        let key = [shop, payer].join("\n");
        let gate = self.gates.lock().unwrap_or_else(PoisonError::into_inner).by_key.get(key.as_str()).cloned();
        gate.map(|gate| gate.standing())
    }

    /// The gate of a shop for those who share a bucket there.
    pub(super) fn gate(&self, shop: &str, payer: &str) -> Arc<Gate> {
        // Neither holds a line break.
        let key = [shop, payer].join("\n");
        let mut gates = self.gates.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(gate) = gates.by_key.get(key.as_str()) {
            return gate.clone();
        }
        if gates.by_key.len() >= gates.many {
            // Who is not in use and has a full bucket is as good as new.
            gates.by_key.retain(|_, gate| Arc::strong_count(gate) > 1 || !gate.is_full());
            gates.many = MANY.max(2 * gates.by_key.len());
        }
        let gate = Arc::new(Gate::new(self.timer.clone(), self.meters.clone()));
        gates.by_key.insert(key.into(), gate.clone());
        gate
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn one_bucket_for_each_payer_and_shop_and_unused_ones_go() {
        let throttle = Throttle::new(Timer::real());
        let first = throttle.gate("a", "s_1");
        assert!(Arc::ptr_eq(&first, &throttle.gate("a", "s_1")));
        assert!(!Arc::ptr_eq(&first, &throttle.gate("a", "s_2")));
        assert!(!Arc::ptr_eq(&first, &throttle.gate("as_1", "")));
        for number in 0..3 * MANY {
            throttle.gate("many", &number.to_string());
        }
        assert!(throttle.gates.lock().unwrap().by_key.len() <= MANY);
        assert!(Arc::ptr_eq(&first, &throttle.gate("a", "s_1")), "it is in use");
    }
}
