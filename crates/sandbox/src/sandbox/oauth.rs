//! Apps, installs, tokens and the token endpoint, as tests hold them.

use url::Url;

use super::Sandbox;
use crate::access::Scopes;
use crate::bucket;
use crate::oauth::{Consent, Refusal, of_token, ready_made};
use crate::{Delivery, OauthFault, SandboxApp, TokenGate};

impl Sandbox {
    /// The app that is there from the start and may be sent back to any loopback address.
    pub fn ready_app(&self) -> SandboxApp {
        let [app, _] = ready_made();
        app
    }

    /// The app of the shops' own organisation that every shop has installed: for client credentials.
    pub fn own_app(&self) -> SandboxApp {
        let [_, app] = ready_made();
        app
    }

    /// Registers an app; one with a known client id is changed, such as when its secret rotates.
    pub fn add_app(&self, app: SandboxApp) {
        self.state.add_app(app);
    }

    /// A registered app.
    pub fn app(&self, client_id: &str) -> Option<SandboxApp> {
        self.state.app(client_id)
    }

    /// The custom app behind a token of [`Sandbox::token`] or [`Sandbox::token_with_scopes`]: each is an app of its own.
    pub fn app_of_token(&self, token: &str) -> SandboxApp {
        of_token(token)
    }

    /// Installs an app with these scopes, without asking anybody; no token is made.
    pub fn install(&self, shop: &str, client_id: &str, scopes: &[&str]) {
        if let Some(open) = self.state.shops.get(shop) {
            open.grants().install(client_id, Scopes::new(scopes), self.state.clock.now());
        }
    }

    /// Whether a shop has an app installed.
    pub fn is_installed(&self, shop: &str, client_id: &str) -> bool {
        self.state.shops.get(shop).is_some_and(|open| open.grants().installation(client_id).is_some())
    }

    /// Uninstalls an app: its tokens die, and its subscriptions to `app/uninstalled` are told.
    pub async fn uninstall(&self, shop: &str, client_id: &str) -> Vec<Delivery> {
        self.state.uninstall(shop, client_id).await
    }

    /// Changes what an installed app was granted, for its living tokens too; its subscriptions to `app/scopes_update` are told.
    pub async fn set_scopes(&self, shop: &str, client_id: &str, scopes: &[&str]) -> Vec<Delivery> {
        self.state.set_scopes(shop, client_id, Scopes::new(scopes)).await
    }

    /// Opens a link to the authorize page and clicks "Install": the address that the browser is sent to.
    ///
    /// # Errors
    /// The sentence on Shopify's page, where it would not ask.
    pub fn approve(&self, authorize_url: &str) -> Result<String, String> {
        let (consent, shop) = self.consent(authorize_url)?;
        let open = self.state.shops.get(&shop).ok_or("there is no such shop")?;
        Ok(consent.install(&mut open.grants(), self.state.clock.now()))
    }

    /// Opens a link to the authorize page and clicks "Cancel": the address that the browser is sent to.
    ///
    /// # Errors
    /// The sentence on Shopify's page, where it would not ask.
    pub fn deny(&self, authorize_url: &str) -> Result<String, String> {
        let (consent, _) = self.consent(authorize_url)?;
        Ok(consent.cancel(self.state.clock.now()))
    }

    fn consent(&self, authorize_url: &str) -> Result<(Consent, String), String> {
        let url = Url::parse(authorize_url).map_err(|e| format!("{authorize_url} is no address: {e}"))?;
        let shop = url.path().trim_start_matches('/').strip_suffix("/admin/oauth/authorize").unwrap_or_default();
        if !self.state.shops.contains_key(shop) {
            return Err(format!("{} is no authorize page of a shop here", url.path()));
        }
        let pairs: Vec<(String, String)> = url.query_pairs().into_owned().collect();
        let consent =
            Consent::read(shop, &pairs, |id| self.state.app(id)).map_err(|refusal: Refusal| refusal.sentence())?;
        Ok((consent, shop.to_owned()))
    }

    /// Ends the refresh tokens of an app in a shop; its access tokens live out their hour.
    pub fn kill_refresh_token(&self, shop: &str, client_id: &str) {
        if let Some(open) = self.state.shops.get(shop) {
            open.grants().kill_refresh_token(client_id);
        }
    }

    /// Ends all access tokens of a shop that have an end, without a word to anybody.
    pub fn expire_access_tokens(&self, shop: &str) {
        if let Some(open) = self.state.shops.get(shop) {
            open.grants().expire_access_tokens();
        }
    }

    /// Lets the next `times` requests to a shop's token endpoint meet a fault. Several queue up.
    pub fn oauth_fault(&self, shop: &str, fault: OauthFault, times: u32) {
        if let Some(open) = self.state.shops.get(shop) {
            open.oauth_fault(fault, times);
        }
    }

    /// Keeps requests to a shop's token endpoint back at a step, until [`Sandbox::release_tokens`].
    pub fn hold_tokens(&self, shop: &str, gate: TokenGate) {
        if let Some(open) = self.state.shops.get(shop) {
            open.token_gate(gate).hold(true);
        }
    }

    /// Lets the requests go that were kept back at a step, and all that follow.
    pub fn release_tokens(&self, shop: &str, gate: TokenGate) {
        if let Some(open) = self.state.shops.get(shop) {
            open.token_gate(gate).hold(false);
        }
    }

    /// Returns once a request to a shop's token endpoint is kept back at a step.
    pub async fn token_request_waits(&self, shop: &str, gate: TokenGate) {
        if let Some(open) = self.state.shops.get(shop) {
            open.token_gate(gate).reached().await;
        }
    }

    /// Empties the buckets of all apps in a shop.
    pub fn drain(&self, shop: &str) {
        self.throttle(shop, 0.0, bucket::PER_SECOND);
    }

    /// Sets how many points all apps of a shop have and how many they get each second. `clear_faults` gives the usual
    /// speed back, and leaves the points.
    pub fn throttle(&self, shop: &str, available: f64, restore_rate: f64) {
        if let Some(open) = self.state.shops.get(shop) {
            let now = self.state.clock.now();
            open.grants().installations_mut().for_each(|i| i.bucket.set(available, restore_rate, now));
        }
    }
}
