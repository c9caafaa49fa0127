//! What the authorize page asks the merchant, and where it sends the browser afterwards.

use time::OffsetDateTime;
use url::Url;

use super::{Grants, Refusal, SandboxApp, scopes, signature};
use crate::access::Scopes;

/// A request to be installed that Shopify would show to the merchant.
#[derive(Debug)]
pub(crate) struct Consent {
    pub(crate) app: SandboxApp,
    pub(crate) shop: String,
    /// What will be granted.
    pub(crate) scopes: Scopes,
    redirect: Url,
    /// The address as it came: an exchange that names it must name this.
    redirect_text: String,
    state: Option<String>,
    per_user: bool,
}

impl Consent {
    /// Reads the parameters of the link; `find` knows the apps.
    pub(crate) fn read(
        shop: &str,
        pairs: &[(String, String)],
        find: impl FnOnce(&str) -> Option<SandboxApp>,
    ) -> Result<Self, Refusal> {
        let given = |name: &str| pairs.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str());
        let id = given("client_id").unwrap_or_default();
        let app = find(id).ok_or_else(|| Refusal::UnknownApp(id.to_owned()))?;
        let redirect_text = given("redirect_uri").unwrap_or_default().to_owned();
        if !app.may_redirect(&redirect_text) {
            return Err(Refusal::Redirect);
        }
        let redirect = Url::parse(&redirect_text).map_err(|_| Refusal::Redirect)?;
        let asked: Vec<&str> = scopes::listed(given("scope").unwrap_or_default()).collect();
        if let Some(unknown) = asked.iter().find(|scope| !scopes::exists(scope)) {
            return Err(Refusal::Scope((*unknown).to_owned()));
        }
        let granted = if app.scopes.is_empty() { Scopes::new(asked) } else { Scopes::new(&app.scopes) };
        let per_user = pairs.iter().any(|(key, value)| key == "grant_options[]" && value == "per-user");
        let state = given("state").map(str::to_owned);
        Ok(Self { app, shop: shop.to_owned(), scopes: granted, redirect, redirect_text, state, per_user })
    }

    /// Whether the merchant has granted all of it already, so that there is nothing to ask.
    pub(crate) fn given(&self, grants: &Grants) -> bool {
        grants.installation(&self.app.client_id).is_some_and(|i| self.scopes.0.is_subset(&i.scopes.0))
    }

    /// Installs the app, and says where the browser goes.
    pub(crate) fn install(&self, grants: &mut Grants, now: OffsetDateTime) -> String {
        let id = &self.app.client_id;
        let granted = if self.given(grants) {
            grants.installation(id).map(|i| i.scopes.clone()).unwrap_or_default()
        } else {
            self.scopes.clone()
        };
        grants.install(id, granted, now);
        let code = grants.code(id, &self.redirect_text, self.per_user, now).unwrap_or_default();
        let name = self.shop.strip_suffix(".myshopify.com").unwrap_or(&self.shop);
        let host = base64::Engine::encode(
            &base64::engine::general_purpose::STANDARD_NO_PAD,
            format!("admin.shopify.com/store/{name}"),
        );
        self.redirect(&[("code", &code), ("host", &host)], now)
    }

    /// Where the browser goes when the merchant says no.
    pub(crate) fn cancel(&self, now: OffsetDateTime) -> String {
        self.redirect(&[("error", "access_denied"), ("error_description", "The merchant did not install the app")], now)
    }

    /// The address with these parameters and those that always come, signed.
    fn redirect(&self, with: &[(&str, &str)], now: OffsetDateTime) -> String {
        let mut to = self.redirect.clone();
        let timestamp = now.unix_timestamp().to_string();
        to.query_pairs_mut().extend_pairs(with).append_pair("shop", &self.shop).append_pair("timestamp", &timestamp);
        if let Some(state) = &self.state {
            to.query_pairs_mut().append_pair("state", state);
        }
        let pairs: Vec<(String, String)> = to.query_pairs().into_owned().collect();
        to.query_pairs_mut().append_pair("hmac", &signature::of_query(&self.app.client_secret, &pairs));
        to.into()
    }
}
