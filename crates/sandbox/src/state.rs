//! What changes while the sandbox runs: tokens, buckets, faults, gates and the log.

use std::collections::{BTreeMap, BTreeSet, HashMap, VecDeque};
use std::sync::{Arc, Mutex};

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use time::OffsetDateTime;
use tokio::sync::watch;

use crate::access::Scopes;
use crate::clock::Clock;
use crate::shop::Shop;
use crate::{Fault, LogEntry};

/// The bucket of one app and shop.
const MOST: f64 = 2000.0;
const PER_SECOND: f64 = 100.0;

/// How much protected customer data a shop's rules let through.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Protected {
    /// Everything.
    #[default]
    Open,
    /// No names, addresses, e-mails and phones.
    Level2Withheld,
    /// No customers and orders at all.
    Level1Withheld,
}

/// Everything, shared by all requests.
#[derive(Debug)]
pub(crate) struct State {
    pub(crate) clock: Clock,
    pub(crate) shops: BTreeMap<String, OpenShop>,
    log: Mutex<Vec<LogEntry>>,
    requests: Mutex<u64>,
}

/// A shop and what may change about it.
#[derive(Debug)]
pub(crate) struct OpenShop {
    pub(crate) shop: Arc<Shop>,
    inner: Mutex<Inner>,
    gate: watch::Sender<bool>,
}

#[derive(Debug, Default)]
struct Inner {
    tokens: HashMap<String, Token>,
    protected: Protected,
    revoked: bool,
    /// Granted instead of each token's own.
    scopes: Option<Scopes>,
    faults: VecDeque<(Fault, u32)>,
}

#[derive(Debug)]
struct Token {
    scopes: Scopes,
    available: f64,
    filled: OffsetDateTime,
}

/// Whether a query may run.
#[derive(Debug)]
pub(crate) enum Charge {
    Paid,
    /// With the bucket's status.
    Throttled(Value),
}

impl State {
    pub(crate) fn new(clock: Clock, shops: Vec<Shop>) -> Self {
        let open = |shop: Shop| {
            let gate = watch::Sender::new(false);
            (shop.file.domain.clone(), OpenShop { shop: Arc::new(shop), inner: Mutex::default(), gate })
        };
        Self { clock, shops: shops.into_iter().map(open).collect(), log: Mutex::default(), requests: Mutex::default() }
    }

    pub(crate) fn record(&self, entry: LogEntry) {
        crate::lock(&self.log).push(entry);
    }

    pub(crate) fn log(&self) -> Vec<LogEntry> {
        crate::lock(&self.log).clone()
    }

    pub(crate) fn clear_log(&self) {
        crate::lock(&self.log).clear();
    }

    /// A request's id, in the shape of Shopify's.
    pub(crate) fn request_id(&self) -> String {
        let mut requests = crate::lock(&self.requests);
        *requests += 1;
        let seed = crate::stable_number(&requests.to_string());
        format!(
            "{:08x}-{:04x}-4{:03x}-8{:03x}-{:012x}-{}",
            seed >> 32,
            seed >> 16 & 0xffff,
            seed & 0xfff,
            seed >> 20 & 0xfff,
            seed & 0xffff_ffff_ffff,
            self.clock.now().unix_timestamp()
        )
    }
}

impl OpenShop {
    /// Adds a token, or gives a known one other scopes.
    pub(crate) fn grant(&self, token: &str, scopes: Scopes, now: OffsetDateTime) {
        let token = token.to_owned();
        crate::lock(&self.inner).tokens.insert(token, Token { scopes, available: MOST, filled: now });
    }

    /// What a token may do; nothing for an unknown or revoked one.
    pub(crate) fn scopes(&self, token: &str) -> Option<Scopes> {
        let inner = crate::lock(&self.inner);
        let known = inner.tokens.get(token).filter(|_| !inner.revoked)?;
        Some(inner.scopes.clone().unwrap_or_else(|| known.scopes.clone()))
    }

    pub(crate) fn protected(&self) -> Protected {
        crate::lock(&self.inner).protected
    }

    /// Sets a fault off, now or for the next `times` requests.
    pub(crate) fn fault(&self, fault: Fault, times: u32) {
        let mut inner = crate::lock(&self.inner);
        match fault {
            Fault::RevokeToken => inner.revoked = true,
            Fault::RestoreToken => inner.revoked = false,
            Fault::Scopes(scopes) => inner.scopes = Some(Scopes::new(scopes)),
            Fault::Protected(level) => inner.protected = level,
            _ if times == 0 => {}
            later => inner.faults.push_back((later, times)),
        }
    }

    /// The fault that this request meets, if any.
    pub(crate) fn next_fault(&self) -> Option<Fault> {
        let mut inner = crate::lock(&self.inner);
        let (fault, times) = inner.faults.front_mut()?;
        let met = fault.clone();
        *times = times.saturating_sub(1);
        if *times == 0 {
            inner.faults.pop_front();
        }
        Some(met)
    }

    /// As it was at the start, but for tokens and buckets.
    pub(crate) fn heal(&self) {
        let mut inner = crate::lock(&self.inner);
        inner.faults.clear();
        inner.revoked = false;
        inner.scopes = None;
        inner.protected = Protected::Open;
        drop(inner);
        self.gate.send_replace(false);
    }

    pub(crate) fn hold(&self, held: bool) {
        self.gate.send_replace(held);
    }

    /// Returns once answers may go out.
    pub(crate) async fn passed(&self) {
        let mut gate = self.gate.subscribe();
        // The sender lives as long as the shop, so this can't fail while somebody asks.
        let _ = gate.wait_for(|held| !held).await;
    }

    fn with_token<R>(&self, token: &str, now: OffsetDateTime, then: impl FnOnce(&mut f64) -> R) -> Option<R> {
        let mut inner = crate::lock(&self.inner);
        let token = inner.tokens.get_mut(token)?;
        let passed = (now - token.filled).as_seconds_f64().max(0.0);
        token.available = (token.available + passed * PER_SECOND).min(MOST);
        token.filled = now;
        Some(then(&mut token.available))
    }
}

/// One token's bucket while a request runs.
pub(crate) struct Bucket<'a> {
    pub(crate) shop: &'a OpenShop,
    pub(crate) token: &'a str,
    pub(crate) now: OffsetDateTime,
}

fn status(available: f64) -> Value {
    #[expect(clippy::cast_possible_truncation, reason = "between 0 and 2000")]
    let available = available.floor() as i64;
    json!({"maximumAvailable": MOST, "currentlyAvailable": available, "restoreRate": PER_SECOND})
}

#[expect(clippy::cast_precision_loss, reason = "costs are small")]
impl crate::engine::Purse for Bucket<'_> {
    fn charge(&self, requested: u64) -> Charge {
        let charged = self.shop.with_token(self.token, self.now, |available| {
            if *available < requested as f64 {
                return Charge::Throttled(status(*available));
            }
            *available -= requested as f64;
            Charge::Paid
        });
        charged.unwrap_or(Charge::Paid)
    }

    fn settle(&self, requested: u64, actual: u64) -> Value {
        let settled = self.shop.with_token(self.token, self.now, |available| {
            *available = (*available + requested.saturating_sub(actual) as f64).min(MOST);
            status(*available)
        });
        settled.unwrap_or_default()
    }

    fn status(&self) -> Value {
        self.shop.with_token(self.token, self.now, |available| status(*available)).unwrap_or_default()
    }
}

/// The scopes that every shop's own token has.
pub(crate) fn usual_scopes() -> BTreeSet<&'static str> {
    BTreeSet::from([
        "read_all_orders",
        "read_customers",
        "read_locations",
        "read_orders",
        "read_products",
        "read_returns",
    ])
}
