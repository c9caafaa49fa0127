//! What changes while the sandbox runs: the shops' data, apps, grants, faults, gates and the log.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard};

use serde::{Deserialize, Serialize};
use serde_json::Value;
use time::OffsetDateTime;

use crate::access::Scopes;
use crate::bucket::Charge;
use crate::clock::Clock;
use crate::gate::Gate;
use crate::oauth::{Expiring, Grants, OauthFault, SandboxApp, Standing, TokenGate};
use crate::shop::Shop;
use crate::shop::dates::iso;
use crate::webhooks::{Courier, Refused, Rules, Subscription, Subscriptions, Wanted};
use crate::{Fault, LogEntry, engine};

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
    pub(crate) courier: Courier,
    /// Whether webhooks may go to addresses without TLS.
    pub(crate) plain_webhooks: AtomicBool,
    apps: Mutex<BTreeMap<String, SandboxApp>>,
    log: Mutex<Vec<LogEntry>>,
    requests: Mutex<u64>,
}

/// A shop and what may change about it.
#[derive(Debug)]
pub(crate) struct OpenShop {
    shop: Mutex<Arc<Shop>>,
    grants: Mutex<Grants>,
    inner: Mutex<Inner>,
    /// Before the answers of the Admin API.
    pub(crate) gate: Gate,
    before_work: Gate,
    after_work: Gate,
}

#[derive(Debug, Default)]
struct Inner {
    protected: Protected,
    revoked: bool,
    /// Granted instead of each token's own.
    scopes: Option<Scopes>,
    /// Fields that are denied whatever the scopes.
    denied: Vec<String>,
    faults: VecDeque<(Fault, u32)>,
    oauth_faults: VecDeque<(OauthFault, u32)>,
}

/// Who asks the Admin API with a token.
#[derive(Debug)]
pub(crate) enum Caller {
    /// 401: the token is good for nothing.
    Unknown,
    /// 403: the app's tokens must expire, and this one doesn't.
    MustExpire,
    /// An installed app.
    App { client_id: String, scopes: Scopes },
}

impl State {
    pub(crate) fn new(clock: Clock, shops: Vec<Shop>) -> Self {
        let open = |shop: Shop| {
            let domain = shop.file.domain.clone();
            let open = OpenShop {
                shop: Mutex::new(Arc::new(shop)),
                grants: Mutex::default(),
                inner: Mutex::default(),
                gate: Gate::default(),
                before_work: Gate::default(),
                after_work: Gate::default(),
            };
            (domain, open)
        };
        Self {
            clock,
            shops: shops.into_iter().map(open).collect(),
            courier: Courier::default(),
            plain_webhooks: AtomicBool::new(false),
            apps: Mutex::default(),
            log: Mutex::default(),
            requests: Mutex::default(),
        }
    }

    /// Registers an app, or changes a registered one.
    pub(crate) fn add_app(&self, app: SandboxApp) {
        crate::lock(&self.apps).insert(app.client_id.clone(), app);
    }

    pub(crate) fn app(&self, client_id: &str) -> Option<SandboxApp> {
        crate::lock(&self.apps).get(client_id).cloned()
    }

    /// Who asks a shop with this token.
    pub(crate) fn caller(&self, open: &OpenShop, token: &str) -> Caller {
        let Standing::Live { app, scopes, endless } = open.grants().standing(token, self.clock.now()) else {
            return Caller::Unknown;
        };
        let inner = crate::lock(&open.inner);
        if inner.revoked {
            return Caller::Unknown;
        }
        if endless && self.app(&app).is_some_and(|app| app.expiring == Expiring::Must) {
            return Caller::MustExpire;
        }
        Caller::App { client_id: app, scopes: inner.scopes.clone().unwrap_or(scopes) }
    }

    pub(crate) fn record(&self, entry: LogEntry) {
        crate::lock(&self.log).push(entry);
    }

    /// Records a request that is no GraphQL.
    pub(crate) fn record_plain(&self, shop: &str, path: &str, operation: &str, status: u16) {
        self.record(LogEntry {
            time: iso(self.clock.now()),
            shop: shop.to_owned(),
            path: path.to_owned(),
            operation: Some(operation.to_owned()),
            root_fields: Vec::new(),
            requested_cost: None,
            actual_cost: None,
            status,
        });
    }

    pub(crate) fn log(&self) -> Vec<LogEntry> {
        crate::lock(&self.log).clone()
    }

    pub(crate) fn clear_log(&self) {
        crate::lock(&self.log).clear();
    }

    /// Ends all faults of all shops, and opens their gates.
    pub(crate) fn heal(&self) {
        let now = self.clock.now();
        self.shops.values().for_each(|open| open.heal(now));
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
    /// The shop's data as it is now.
    pub(crate) fn shop(&self) -> Arc<Shop> {
        Arc::clone(&crate::lock(&self.shop))
    }

    /// Changes the shop's data; requests that run keep what they have seen.
    pub(crate) fn change<R>(&self, change: impl FnOnce(&mut Shop) -> R) -> R {
        change(Arc::make_mut(&mut crate::lock(&self.shop)))
    }

    pub(crate) fn grants(&self) -> MutexGuard<'_, Grants> {
        crate::lock(&self.grants)
    }

    pub(crate) fn protected(&self) -> Protected {
        crate::lock(&self.inner).protected
    }

    /// The fields that are denied whatever the scopes.
    pub(crate) fn denied(&self) -> Vec<String> {
        crate::lock(&self.inner).denied.clone()
    }

    /// Sets a fault off, now or for the next `times` requests.
    pub(crate) fn fault(&self, fault: Fault, times: u32) {
        let mut inner = crate::lock(&self.inner);
        match fault {
            Fault::RevokeToken => inner.revoked = true,
            Fault::RestoreToken => inner.revoked = false,
            Fault::Scopes(scopes) => inner.scopes = Some(Scopes::new(scopes)),
            Fault::Protected(level) => inner.protected = level,
            Fault::Denied(fields) => inner.denied = fields,
            _ if times == 0 => {}
            later => inner.faults.push_back((later, times)),
        }
    }

    /// The fault that this request meets, if any.
    pub(crate) fn next_fault(&self) -> Option<Fault> {
        next(&mut crate::lock(&self.inner).faults)
    }

    /// Lets the next `times` requests to the token endpoint meet a fault.
    pub(crate) fn oauth_fault(&self, fault: OauthFault, times: u32) {
        if times > 0 {
            crate::lock(&self.inner).oauth_faults.push_back((fault, times));
        }
    }

    pub(crate) fn next_oauth_fault(&self) -> Option<OauthFault> {
        next(&mut crate::lock(&self.inner).oauth_faults)
    }

    pub(crate) fn token_gate(&self, gate: TokenGate) -> &Gate {
        match gate {
            TokenGate::BeforeWork => &self.before_work,
            TokenGate::AfterWork => &self.after_work,
        }
    }

    /// As it was at the start, but for apps, tokens, points and what was changed.
    fn heal(&self, now: OffsetDateTime) {
        *crate::lock(&self.inner) = Inner::default();
        self.grants().installations_mut().for_each(|i| i.bucket.heal(now));
        for gate in [&self.gate, &self.before_work, &self.after_work] {
            gate.hold(false);
        }
    }
}

/// Takes one off a list of things that happen several times each.
fn next<T: Clone>(queue: &mut VecDeque<(T, u32)>) -> Option<T> {
    let (what, times) = queue.front_mut()?;
    let met = what.clone();
    *times = times.saturating_sub(1);
    if *times == 0 {
        queue.pop_front();
    }
    Some(met)
}

/// An app in a shop, while its request runs.
pub(crate) struct Installed<'a> {
    pub(crate) state: &'a Arc<State>,
    pub(crate) domain: &'a str,
    pub(crate) shop: &'a OpenShop,
    pub(crate) app: &'a str,
    pub(crate) scopes: &'a Scopes,
    pub(crate) now: OffsetDateTime,
}

impl Installed<'_> {
    fn subscriptions<R>(&self, then: impl FnOnce(&mut Subscriptions) -> R, gone: impl FnOnce() -> R) -> R {
        match self.shop.grants().installation_mut(self.app) {
            Some(installation) => then(&mut installation.subscriptions),
            None => gone(),
        }
    }

    fn rules(&self) -> Rules<'_> {
        let plain = self.state.plain_webhooks.load(Ordering::Relaxed);
        Rules { scopes: self.scopes, protected: self.shop.protected(), plain }
    }
}

impl engine::Purse for Installed<'_> {
    fn charge(&self, requested: u64) -> Charge {
        let mut grants = self.shop.grants();
        grants.installation_mut(self.app).map_or(Charge::Paid, |i| i.bucket.charge(requested, self.now))
    }

    fn settle(&self, requested: u64, actual: u64) -> Value {
        let mut grants = self.shop.grants();
        grants.installation_mut(self.app).map(|i| i.bucket.settle(requested, actual, self.now)).unwrap_or_default()
    }

    fn status(&self) -> Value {
        self.shop.grants().installation_mut(self.app).map(|i| i.bucket.status(self.now)).unwrap_or_default()
    }
}

impl engine::Desk for Installed<'_> {
    fn subscriptions(&self) -> Vec<Subscription> {
        self.subscriptions(|all| all.all().cloned().collect(), Vec::new)
    }

    fn subscribe(&self, topic: &str, wanted: Wanted) -> Result<Subscription, Refused> {
        let rules = self.rules();
        self.subscriptions(|all| all.create(topic, wanted, rules, self.now), || Err(Refused::gone()))
    }

    fn resubscribe(&self, id: u64, wanted: Wanted) -> Result<Subscription, Refused> {
        let rules = self.rules();
        self.subscriptions(|all| all.update(id, wanted, rules, self.now), || Err(Refused::gone()))
    }

    fn unsubscribe(&self, id: u64) -> Result<(), Refused> {
        self.subscriptions(|all| all.delete(id), || Err(Refused::gone()))
    }

    fn uninstall(&self) {
        let state = Arc::clone(self.state);
        let farewell = state.remove(self.domain, self.app);
        // The answer does not wait for the app to take the webhook.
        tokio::spawn(async move { state.say(farewell).await });
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
