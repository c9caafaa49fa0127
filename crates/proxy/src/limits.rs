//! How often the proxy may be asked: by one session, for one inbox, from one address. So much that nobody who works with the
//! card comes near it, and so little that one frame gone wild, one inbox or one machine leaves the others their share.
//!
//! The router asks for addresses, `http/asker` for sessions, and whoever finds an inbox for inboxes.

use crate::clock::Clock;
use crate::http::address;
use crate::ids::InboxId;
use axum::http::HeaderMap;
use context_card_wire::Problem;
use governor::middleware::NoOpMiddleware;
use governor::nanos::Nanos;
use governor::state::keyed::HashMapStateStore;
use governor::{Quota, RateLimiter};
use ipnet::IpNet;
use std::hash::Hash;
use std::net::{IpAddr, SocketAddr};
use std::num::NonZeroU32;

/// Who was quiet may ask so many seconds' share at once: a card that opens asks several times.
const BURST: u32 = 6;

/// How often, per second. Zero is as often as they like.
#[derive(Clone, Copy, Debug)]
pub struct Rates {
    /// By one session.
    pub session: u32,
    /// For one inbox.
    pub inbox: u32,
    /// From one address.
    pub address: u32,
}

/// Counts what was asked.
pub struct Limits {
    sessions: Limit<String>,
    inboxes: Limit<InboxId>,
    addresses: Limit<IpAddr>,
    /// The reverse proxies that are believed when they say whom they ask for.
    trusted: Vec<IpNet>,
}

impl Limits {
    /// With these rates, behind these reverse proxies.
    #[must_use]
    pub fn new(rates: Rates, trusted: Vec<IpNet>, clock: &Clock) -> Self {
        Self {
            sessions: Limit::new("session", rates.session, clock),
            inboxes: Limit::new("inbox", rates.inbox, clock),
            addresses: Limit::new("address", rates.address, clock),
            trusted,
        }
    }

    /// Without any: for tests, and where something in front of the proxy limits already.
    #[must_use]
    pub fn off(clock: &Clock) -> Self {
        Self::new(Rates { session: 0, inbox: 0, address: 0 }, Vec::new(), clock)
    }

    /// Once more by this session.
    ///
    /// # Errors
    /// When that is too often.
    pub fn session(&self, id: &str) -> Result<(), Problem> {
        self.sessions.take(&id.to_owned())
    }

    /// Once more for this inbox.
    ///
    /// # Errors
    /// When that is too often.
    pub fn inbox(&self, inbox: &InboxId) -> Result<(), Problem> {
        self.inboxes.take(inbox)
    }

    /// Once more from the address behind a connection.
    ///
    /// # Errors
    /// When that is too often.
    pub fn request(&self, peer: SocketAddr, headers: &HeaderMap) -> Result<(), Problem> {
        self.address(address::asking(peer.ip(), headers, &self.trusted))
    }

    /// One network of IPv6 is one address: whoever has one has all of it.
    fn address(&self, address: IpAddr) -> Result<(), Problem> {
        self.addresses.take(&network(address))
    }

    /// Forgets whoever was quiet for long.
    pub fn sweep(&self) {
        self.sessions.sweep();
        self.inboxes.sweep();
        self.addresses.sweep();
    }
}

fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(address) => {
            let [a, b, c, d, ..] = address.segments();
            [a, b, c, d, 0, 0, 0, 0].into()
        }
        address => address,
    }
}

/// One of the limits; none where there is no rate.
struct Limit<K: Hash + Eq + Clone> {
    name: &'static str,
    limiter: Option<RateLimiter<K, HashMapStateStore<K>, Ticks, NoOpMiddleware<Nanos>>>,
}

impl<K: Hash + Eq + Clone> Limit<K> {
    fn new(name: &'static str, rate: u32, clock: &Clock) -> Self {
        let limiter = NonZeroU32::new(rate).map(|rate| {
            let burst = rate.saturating_mul(NonZeroU32::MIN.saturating_add(BURST - 1));
            RateLimiter::new(
                Quota::per_second(rate).allow_burst(burst),
                HashMapStateStore::default(),
                Ticks(clock.clone()),
            )
        });
        Self { name, limiter }
    }

    /// The log says which limit it was, and not whose: addresses and sessions are personal.
    fn take(&self, key: &K) -> Result<(), Problem> {
        match &self.limiter {
            Some(limiter) if limiter.check_key(key).is_err() => {
                tracing::warn!(limit = self.name, "asked too often");
                Err(Problem::TooManyRequests)
            }
            _ => Ok(()),
        }
    }

    fn sweep(&self) {
        if let Some(limiter) = &self.limiter {
            limiter.retain_recent();
            limiter.shrink_to_fit();
        }
    }
}

/// The proxy's clock, as the limiter reads it.
#[derive(Clone)]
struct Ticks(Clock);

impl governor::clock::Clock for Ticks {
    type Instant = Nanos;

    fn now(&self) -> Nanos {
        Nanos::from(u64::try_from(self.0.now().unix_timestamp_nanos()).unwrap_or_default())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Arc;
    use std::sync::atomic::{AtomicI64, Ordering};
    use time::OffsetDateTime;

    fn limits(rates: Rates) -> (Limits, Arc<AtomicI64>) {
        let now = Arc::new(AtomicI64::new(1_800_000_000));
        let told = Arc::clone(&now);
        let clock = Clock::from_fn(move || OffsetDateTime::from_unix_timestamp(told.load(Ordering::SeqCst)).unwrap());
        (Limits::new(rates, Vec::new(), &clock), now)
    }

    fn takes(times: u32, take: impl Fn() -> Result<(), Problem>) -> u32 {
        (0..times).map(|_| u32::from(take().is_ok())).sum()
    }

    #[test]
    fn a_session_may_ask_at_once_what_it_has_saved_and_then_its_rate() {
        let (limits, now) = limits(Rates { session: 10, inbox: 0, address: 0 });
        assert_eq!(takes(100, || limits.session("a")), 60);
        assert_eq!(takes(100, || limits.session("b")), 60, "another's is another's");
        now.fetch_add(1, Ordering::SeqCst);
        assert_eq!(takes(100, || limits.session("a")), 10);
        now.fetch_add(3_600, Ordering::SeqCst);
        limits.sweep();
        assert_eq!(takes(100, || limits.session("a")), 60);
    }

    #[test]
    fn whoever_has_a_network_of_ipv6_is_one() {
        let (limits, _) = limits(Rates { session: 0, inbox: 0, address: 1 });
        let take = |address: &str| limits.address(address.parse().unwrap());
        assert_eq!(takes(6, || take("2001:db8:1:2::1")), 6);
        assert!(take("2001:db8:1:2:ffff::9").is_err() && take("2001:db8:1:3::1").is_ok());
        assert_eq!(takes(6, || take("198.51.100.7")), 6);
        assert!(take("::ffff:198.51.100.7").is_err(), "the same address, written otherwise");
    }

    #[test]
    fn without_rates_nobody_waits() {
        let limits = Limits::off(&Clock::system());
        assert_eq!(takes(10_000, || limits.session("a")), 10_000);
    }
}
