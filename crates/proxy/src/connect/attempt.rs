//! An attempt to connect a shop through an app: from a link or a page to Shopify's consent page, and back.

use super::callback::Callback;
use super::{ConnectError, Connector, OpenApp, Outcome};
use crate::auth::Pass;
use crate::db::{AppRow, Attempt, DbError, StoreRow};
use crate::ids::{AppId, AttemptId, TenantId};
use crate::public_url::PublicUrl;
use crate::store::ShopDomain;
use crate::tokens::OpenError;
use serde::{Deserialize, Serialize};
use url::Url;

/// How long somebody has in Shopify, in seconds.
pub const STATE_LIFE: i64 = 10 * 60;
/// How long a link to connect a shop holds, in seconds.
pub const LINK_LIFE: i64 = 24 * 60 * 60;

/// What binds an attempt to the browser that began it. The browser keeps it, sealed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bound {
    /// The attempt.
    pub attempt: AttemptId,
    /// The hash of the state that Shopify is to bring back.
    pub state: Vec<u8>,
    /// The hash of the session of the owner who began; none where the link itself is what allows it.
    pub owner: Option<Vec<u8>>,
}

/// Where the person goes now, and what their browser is to keep.
#[derive(Debug)]
pub struct Begun {
    /// Shopify's consent page.
    pub url: String,
    /// For the browser's cookie.
    pub bound: Bound,
}

/// Who connects which shop, through which app where that is known.
#[derive(Clone, Copy, Debug)]
pub struct Who<'a> {
    /// Whose the store will be.
    pub tenant: &'a TenantId,
    /// The shop.
    pub shop: &'a ShopDomain,
    /// The app, where it is known here.
    pub app: Option<&'a AppId>,
    /// An owner, or `command-line`.
    pub by: &'a str,
}

/// An attempt that failed, and why.
#[derive(Debug)]
pub struct Failed {
    /// Which one, where that is known.
    pub attempt: Option<Box<Attempt>>,
    /// Why.
    pub outcome: Outcome,
    /// For the log.
    pub cause: Option<String>,
    /// When, Unix seconds.
    pub at: i64,
}

impl Connector {
    fn refuse(&self, attempt: &Attempt, outcome: Outcome) -> Failed {
        Failed { attempt: Some(Box::new(attempt.clone())), ..self.refuse_all(outcome) }
    }

    fn refuse_all(&self, outcome: Outcome) -> Failed {
        Failed { attempt: None, outcome, cause: None, at: self.clock.unix() }
    }

    fn because(&self, attempt: &Attempt, error: &ConnectError) -> Failed {
        Failed { attempt: Some(Box::new(attempt.clone())), ..self.failed(error) }
    }

    /// A failure outside of any attempt.
    #[must_use]
    pub fn failed(&self, error: &ConnectError) -> Failed {
        Failed { cause: Some(error.to_string()), ..self.refuse_all(error.into()) }
    }

    fn broken(&self, error: DbError) -> Failed {
        self.failed(&error.into())
    }

    /// Notes a new attempt through an app. With `link`, whoever holds that may go on with it for a day; without, it is the
    /// owner's own.
    ///
    /// # Errors
    /// When another tenant has the shop, or the database fails.
    pub async fn new_attempt(
        &self,
        tenant: &TenantId,
        app: &AppRow,
        shop: &ShopDomain,
        by: &str,
        link: Option<&Pass>,
    ) -> Result<Attempt, Failed> {
        let who = Who { tenant, shop, app: Some(&app.app), by };
        let life = if link.is_some() { LINK_LIFE } else { STATE_LIFE };
        let attempt = self.attempt(&who, life).map_err(|error| self.failed(&error.into()))?;
        let attempt = Attempt { by_link: link.is_some(), ..attempt };
        let link = link.map(Pass::hash);
        self.db.add_attempt(&attempt, link.as_deref()).await.map_err(|error| self.broken(error))?;
        match self.check_free(tenant, &app.client_id, shop).await {
            Ok(()) => Ok(attempt),
            Err(error) => Err(self.noted(self.because(&attempt, &error)).await),
        }
    }

    fn attempt(&self, who: &Who<'_>, life: i64) -> Result<Attempt, OpenError> {
        let now = self.clock.unix();
        Ok(Attempt {
            attempt: AttemptId::random().map_err(|_| OpenError::NoRandomness)?,
            tenant: who.tenant.clone(),
            app: who.app.cloned(),
            shop: who.shop.clone(),
            made_by: who.by.to_owned(),
            by_link: false,
            created: now,
            expires: now + life,
            ended: None,
            outcome: Outcome::Open.code().to_owned(),
            detail: None,
            state_expires: None,
        })
    }

    /// Notes what became of an attempt that is over at once: by a token, or by client id and secret.
    pub(super) async fn over(&self, who: &Who<'_>, result: Result<StoreRow, ConnectError>) -> Result<StoreRow, Failed> {
        match result {
            Ok(row) => {
                let app = row.connection.app.as_ref();
                self.record(&Who { app, ..*who }, Outcome::Connected, missing_of(&row).as_deref()).await;
                Ok(row)
            }
            Err(error) => Err(self.turned_down(who, &error).await),
        }
    }

    /// Notes that a shop was not connected, where there was no attempt yet.
    pub async fn turned_down(&self, who: &Who<'_>, error: &ConnectError) -> Failed {
        let outcome = error.into();
        // An app that is not there can't be named.
        let app = who.app.filter(|_| outcome != Outcome::AppGone);
        let attempt = self.record(&Who { app, ..*who }, outcome, None).await;
        Failed { attempt: attempt.map(Box::new), ..self.failed(error) }
    }

    /// Keeps an attempt that is over. A failure to keep it is logged; it changes nothing about the outcome.
    async fn record(&self, who: &Who<'_>, outcome: Outcome, detail: Option<&str>) -> Option<Attempt> {
        let attempt = self.attempt(who, 0).ok()?;
        let ended = Some(attempt.created);
        let (outcome, detail) = (outcome.code().to_owned(), detail.map(str::to_owned));
        let attempt = Attempt { ended, outcome, detail, ..attempt };
        match self.db.add_attempt(&attempt, None).await {
            Ok(()) => Some(attempt),
            Err(error) => {
                tracing::warn!(attempt = %attempt.attempt, %error, "an attempt could not be noted");
                None
            }
        }
    }

    /// The attempt that a link leads to, while it holds.
    ///
    /// # Errors
    /// When it does not hold, or the database fails.
    pub async fn attempt_of(&self, link: &Pass) -> Result<Attempt, Failed> {
        let hash = link.hash();
        let db = |error| self.broken(error);
        let unknown = || self.refuse_all(Outcome::LinkExpired);
        let tenant = self.db.tenant_of_link(&hash).await.map_err(db)?.ok_or_else(unknown)?;
        let attempt = self.db.attempt_of_link(&tenant, &hash).await.map_err(db)?.ok_or_else(unknown)?;
        if attempt.outcome == Outcome::Connected.code() || attempt.expires <= self.clock.unix() {
            return Err(self.refuse(&attempt, Outcome::LinkExpired));
        }
        Ok(attempt)
    }

    /// Sends somebody to Shopify: a new state, and the address of the consent page.
    ///
    /// # Errors
    /// When the shop is taken, the app is gone, or the attempt too old.
    pub async fn begin(
        &self,
        attempt: &Attempt,
        owner: Option<Vec<u8>>,
        public_url: &PublicUrl,
    ) -> Result<Begun, Failed> {
        match self.expect(attempt, owner, public_url).await {
            Err(failed) => Err(self.noted(failed).await),
            begun => begun,
        }
    }

    async fn expect(&self, attempt: &Attempt, owner: Option<Vec<u8>>, public_url: &PublicUrl) -> Result<Begun, Failed> {
        let failed = |error: ConnectError| self.because(attempt, &error);
        let app = match &attempt.app {
            Some(app) => self.db.app(&attempt.tenant, app).await.map_err(|error| failed(error.into()))?,
            None => None,
        };
        let app = app.ok_or_else(|| failed(ConnectError::NoApp))?;
        self.check_free(&attempt.tenant, &app.client_id, &attempt.shop).await.map_err(failed)?;
        let state = Pass::random().map_err(|error| failed(error.into()))?;
        let now = self.clock.unix();
        let (hash, until) = (state.hash(), now + STATE_LIFE);
        let expected = self.db.expect_state(&attempt.tenant, &attempt.attempt, &hash, until, now);
        if !expected.await.map_err(|error| failed(error.into()))? {
            return Err(self.refuse(attempt, Outcome::LinkExpired));
        }
        let url = self.consent_page(&attempt.shop, &app, &state, public_url);
        Ok(Begun { url, bound: Bound { attempt: attempt.attempt.clone(), state: hash, owner } })
    }

    fn consent_page(&self, shop: &ShopDomain, app: &AppRow, state: &Pass, public_url: &PublicUrl) -> String {
        let base = format!("{}/admin/oauth/authorize", self.client.template().base(shop));
        let query = [
            ("client_id", app.client_id.as_str()),
            ("scope", &app.scopes.join(",")),
            ("redirect_uri", &callback_url(public_url, &app.app)),
            ("state", &state.text()),
        ];
        // The base was made from a checked template and a checked shop, so it is an address.
        Url::parse_with_params(&base, query).map(String::from).unwrap_or(base)
    }

    /// Takes what Shopify brought back by the browser, and connects the shop. Everything is checked before Shopify is asked
    /// for tokens; what fails is noted with the attempt.
    ///
    /// # Errors
    /// Why it is not connected.
    pub async fn finish(&self, app: &AppId, query: &str, browser: &Browser) -> Result<Attempt, Failed> {
        match self.check_and_connect(app, query, browser).await {
            Ok((attempt, row)) => {
                self.note(&attempt, Outcome::Connected, missing_of(&row).as_deref()).await;
                Ok(attempt)
            }
            Err(failed) => Err(self.noted(failed).await),
        }
    }

    /// Notes a failure with its attempt.
    async fn noted(&self, failed: Failed) -> Failed {
        match &failed {
            // What was used before, or is too old, has had its own end already.
            Failed { outcome: Outcome::Used | Outcome::LinkExpired, .. } => {}
            Failed { attempt: Some(attempt), outcome, .. } => self.note(attempt, *outcome, None).await,
            Failed { attempt: None, .. } => {}
        }
        failed
    }

    /// A failure to note is logged; it changes nothing about the outcome.
    async fn note(&self, attempt: &Attempt, outcome: Outcome, detail: Option<&str>) {
        let now = self.clock.unix();
        if let Err(error) = self.db.note_attempt(&attempt.tenant, &attempt.attempt, outcome.code(), detail, now).await {
            tracing::warn!(attempt = %attempt.attempt, %error, "an attempt's end could not be noted");
        }
    }

    async fn check_and_connect(
        &self,
        app: &AppId,
        query: &str,
        browser: &Browser,
    ) -> Result<(Attempt, StoreRow), Failed> {
        let db = |error| self.broken(error);
        let unknown = || self.refuse_all(Outcome::Unknown);
        let callback = Callback::read(query).map_err(|_| unknown())?;
        let state = callback.state().and_then(Pass::parse).ok_or_else(unknown)?.hash();
        let tenant = self.db.tenant_of_state(&state).await.map_err(db)?.ok_or_else(unknown)?;
        let attempt = self.db.attempt_of_state(&tenant, &state).await.map_err(db)?.ok_or_else(unknown)?;
        let failed = |outcome| self.refuse(&attempt, outcome);
        let because = |error: ConnectError| self.because(&attempt, &error);

        if attempt.app.as_ref() != Some(app) {
            return Err(failed(Outcome::OtherApp));
        }
        let open = self.open_app(&tenant, app).await.map_err(because)?;
        self.check(&callback, &open, &attempt, &state, browser)?;
        if !self.db.use_state(&tenant, &attempt.attempt, &state, self.clock.unix()).await.map_err(db)? {
            return Err(failed(Outcome::Used));
        }
        match callback.error() {
            Some("access_denied") => return Err(failed(Outcome::Denied)),
            Some(_) => return Err(failed(Outcome::NotOffered)),
            None => {}
        }
        let code = callback.code().ok_or_else(|| failed(Outcome::CodeRefused))?;
        let row = self.by_code(&tenant, &attempt.shop, &open, &code, &attempt.made_by).await.map_err(because)?;
        Ok((attempt, row))
    }

    /// Everything that must hold before a state is used up: it may be tried again by the right browser.
    fn check(
        &self,
        callback: &Callback,
        app: &OpenApp,
        attempt: &Attempt,
        state: &[u8],
        browser: &Browser,
    ) -> Result<(), Failed> {
        let failed = |outcome| Err(self.refuse(attempt, outcome));
        let now = self.clock.unix();
        let signed = callback.is_signed_by(&app.credentials.secret)
            || app.previous.as_ref().is_some_and(|secret| callback.is_signed_by(secret));
        // A refusal without a signature ends no more than the attempt of this very browser.
        let unsigned_refusal = callback.error().is_some() && !callback.has_signature();
        if !signed && !unsigned_refusal {
            return failed(Outcome::WrongSignature);
        }
        let until = match attempt.state_expires {
            Some(0) | None => return failed(Outcome::Used),
            Some(until) => until,
        };
        if signed && callback.shop().is_none_or(|shop| shop != attempt.shop) {
            return failed(Outcome::OtherShop);
        }
        if until <= now {
            return failed(Outcome::Expired);
        }
        if signed && !callback.is_fresh(now) {
            return failed(Outcome::TooOld);
        }
        let Some(bound) = browser.bound.iter().find(|bound| bound.attempt == attempt.attempt && bound.state == state)
        else {
            return failed(Outcome::OtherBrowser);
        };
        if bound.owner.is_some() && bound.owner != browser.owner {
            return failed(Outcome::OtherOwner);
        }
        Ok(())
    }
}

/// The scopes that the card needs and the shop did not grant, as they are noted.
fn missing_of(row: &StoreRow) -> Option<String> {
    Some(row.store.missing_scopes().join(",")).filter(|missing| !missing.is_empty())
}

/// What a browser brought along: its sealed cookies, opened, and the hash of its owner's live session.
#[derive(Debug, Default)]
pub struct Browser {
    /// The attempts that it began.
    pub bound: Vec<Bound>,
    /// The session of the owner who is signed in, of the attempt's tenant.
    pub owner: Option<Vec<u8>>,
}

/// Where Shopify sends people back to: the redirect URL that the app must have.
#[must_use]
pub fn callback_url(public_url: &PublicUrl, app: &AppId) -> String {
    public_url.url(&format!("/connect/{app}/callback"))
}
