//! The sandbox as tests and the demo hold it.

mod changes;
mod oauth;
mod webhooks;

use std::collections::BTreeSet;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use sha2::{Digest as _, Sha256};
use time::{Duration, OffsetDateTime};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use crate::access::Scopes;
use crate::clock::Clock;
use crate::oauth::{installed_everywhere, of_token, ready_made};
use crate::state::{OpenShop, State, usual_scopes};
use crate::{Fault, LogEntry, engine, http, shop};

/// Why the sandbox can't start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// Somebody listens there already.
    #[error("{0} is in use: stop what listens there, or choose another with --listen 127.0.0.1:PORT")]
    InUse(SocketAddr),
    /// It can't listen for another reason.
    #[error("can't listen on {0}: {1}")]
    Listen(SocketAddr, std::io::Error),
    /// A shop's file or the schema is broken.
    #[error("the sandbox's own data is broken: {0}")]
    Data(String),
    /// A shop's file is no JSON of the right shape.
    #[error("the sandbox's own data is broken: {0}")]
    Json(#[from] serde_json::Error),
}

/// How to start.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// Where to listen; a free port of 127.0.0.1 where this is not said.
    pub listen: Option<SocketAddr>,
    /// The moment at which the shops begin. With it, time stands still until [`Sandbox::advance`].
    pub now: Option<OffsetDateTime>,
    /// Lets time run on from `now`.
    pub running: bool,
    /// Takes webhook addresses without TLS too, which Shopify refuses.
    pub plain_webhooks: bool,
}

/// What a shop is called and how to get in.
#[derive(Debug, Clone)]
pub struct ShopInfo {
    /// Such as `acme-uk.myshopify.com`.
    pub domain: String,
    /// Such as `Acme UK`.
    pub name: String,
    /// The token with all usual scopes. It is made from the shop's name and opens nothing else.
    pub token: String,
    /// What that token may do.
    pub scopes: Vec<String>,
}

/// A running sandbox; it stops when this is dropped.
#[derive(Debug)]
pub struct Sandbox {
    state: Arc<State>,
    address: SocketAddr,
    server: JoinHandle<()>,
}

impl Sandbox {
    /// Starts listening and returns once it does.
    ///
    /// # Errors
    /// When it can't listen, or its own data is broken.
    pub async fn start(options: Options) -> Result<Self, StartError> {
        let wanted = options.listen.unwrap_or_else(|| SocketAddr::from(([127, 0, 0, 1], 0)));
        let listener = TcpListener::bind(wanted).await.map_err(|error| match error.kind() {
            std::io::ErrorKind::AddrInUse => StartError::InUse(wanted),
            _ => StartError::Listen(wanted, error),
        })?;
        let address = listener.local_addr().map_err(|e| StartError::Listen(wanted, e))?;
        engine::schema()?;
        let clock = match options.now {
            Some(now) if options.running => Clock::running_from(now),
            now => Clock::new(now),
        };
        let began = clock.now();
        let shops = shop::load(began, &format!("http://{address}"))?;
        let state = Arc::new(State::new(clock, shops));
        state.plain_webhooks.store(options.plain_webhooks, Ordering::Relaxed);
        for app in ready_made() {
            state.add_app(app);
        }
        for (domain, open) in &state.shops {
            adopt(&state, open, &token(domain, ""), Scopes::new(usual_scopes()));
            open.grants().install(&installed_everywhere().client_id, Scopes::new(usual_scopes()), began);
        }
        let router = http::router(Arc::clone(&state));
        let server = tokio::spawn(async move {
            // Serving ends with the task; there is nobody to tell about an error of accept.
            let _ = axum::serve(listener, router).await;
        });
        Ok(Self { state, address, server })
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// `http://127.0.0.1:PORT`.
    pub fn origin(&self) -> String {
        format!("http://{}", self.address)
    }

    /// `http://127.0.0.1:PORT/{shop}`, to be filled with a shop's domain.
    pub fn url_template(&self) -> String {
        format!("{}/{{shop}}", self.origin())
    }

    /// All shops with their tokens.
    pub fn shops(&self) -> Vec<ShopInfo> {
        let info = |(domain, open): (&String, &OpenShop)| ShopInfo {
            domain: domain.clone(),
            name: open.shop().file.name.clone(),
            token: token(domain, ""),
            scopes: usual_scopes().into_iter().map(str::to_owned).collect(),
        };
        self.state.shops.iter().map(info).collect()
    }

    /// The shop's own token, with all usual scopes.
    pub fn token(&self, shop: &str) -> String {
        token(shop, "")
    }

    /// A token with exactly these scopes, and what follows from them.
    pub fn token_with_scopes(&self, shop: &str, scopes: &[&str]) -> String {
        let sorted: BTreeSet<&str> = scopes.iter().copied().collect();
        let token = token(shop, &format!(":{}", sorted.into_iter().collect::<Vec<_>>().join(",")));
        if let Some(open) = self.state.shops.get(shop) {
            adopt(&self.state, open, &token, Scopes::new(scopes));
        }
        token
    }

    /// What was asked so far, oldest first.
    pub fn log(&self) -> Vec<LogEntry> {
        self.state.log()
    }

    /// Forgets what was asked.
    pub fn clear_log(&self) {
        self.state.clear_log();
    }

    /// Lets the next `times` requests to a shop meet a fault. Lasting ones (`RevokeToken`, `Scopes`, `Protected`) hold at once.
    pub fn fault(&self, shop: &str, fault: Fault, times: u32) {
        if let Some(open) = self.state.shops.get(shop) {
            open.fault(fault, times);
        }
    }

    /// Ends all faults of all shops, and opens their gates.
    pub fn clear_faults(&self) {
        self.state.heal();
    }

    /// Keeps a shop's answers back until [`Sandbox::release`].
    pub fn hold(&self, shop: &str) {
        if let Some(open) = self.state.shops.get(shop) {
            open.gate.hold(true);
        }
    }

    /// Lets the answers go that were kept back, and all that follow.
    pub fn release(&self, shop: &str) {
        if let Some(open) = self.state.shops.get(shop) {
            open.gate.hold(false);
        }
    }

    /// What time it is in the shops.
    pub fn now(&self) -> OffsetDateTime {
        self.state.clock.now()
    }

    /// Moves the time on.
    pub fn advance(&self, by: Duration) {
        self.state.clock.advance(by);
    }
}

impl Drop for Sandbox {
    fn drop(&mut self) {
        self.server.abort();
    }
}

/// Makes a token known, with the custom app that it belongs to.
fn adopt(state: &State, open: &OpenShop, token: &str, scopes: Scopes) {
    let app = of_token(token);
    open.grants().adopt(token, &app.client_id, scopes, state.clock.now());
    state.add_app(app);
}

/// A token that looks like Shopify's and is worth nothing: made from the shop's name.
fn token(shop: &str, variant: &str) -> String {
    let hash = Sha256::digest(format!("context-card-sandbox {shop}{variant}"));
    let hex: String = hash.iter().take(16).map(|byte| format!("{byte:02x}")).collect();
    format!("shpat_{hex}")
}
