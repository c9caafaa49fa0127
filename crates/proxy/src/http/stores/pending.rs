//! Client credentials and pasted tokens: verified first, saved by a second click. Between the two the browser keeps what was
//! typed in, sealed so that only we can read it; it is never in a page.

use super::ways::{NO_SHOP, ways};
use crate::app::App;
use crate::connect::{ConnectError, Failed, Who, browser, is_credential};
use crate::db::StoreRow;
use crate::http::connect::callback::what_is_missing;
use crate::http::pages::{Cookie, Owner, Page, PageError, SameOrigin, Sent, cookie, go, scope_list};
use crate::ids::{AppId, TenantId};
use crate::shopify::{AppCredentials, Probe};
use crate::store::ShopDomain;
use crate::tokens::{AccessToken, ClientSecret};
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::{IntoResponse as _, Response};
use maud::html;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use zeroize::Zeroizing;

/// Holds what was verified until it is saved.
const PENDING: &str = "__Host-context-card-pending";
/// How long, in seconds.
const KEPT: i64 = 10 * 60;

/// What was typed in: either client id and secret, or a token.
#[derive(Deserialize, ToSchema)]
pub(crate) struct Typed {
    shop: String,
    client_id: Option<String>,
    #[schema(value_type = Option<String>)]
    client_secret: Option<Zeroizing<String>>,
    #[schema(value_type = Option<String>)]
    token: Option<Zeroizing<String>>,
    app: Option<String>,
}

/// What is kept until it is saved.
#[derive(Serialize, Deserialize)]
struct Pending {
    tenant: TenantId,
    shop: String,
    held: Held,
}

#[derive(Serialize, Deserialize)]
enum Held {
    Client { id: String, secret: Zeroizing<String> },
    Token { token: Zeroizing<String>, app: Option<AppId> },
}

impl Typed {
    /// What was typed in, as far as it can be that.
    fn held(self) -> Result<Held, &'static str> {
        let word = |text: Zeroizing<String>, why| {
            let text = Zeroizing::new(text.trim().to_owned());
            if is_credential(&text) { Ok(text) } else { Err(why) }
        };
        let Self { client_id, client_secret, token, app, .. } = self;
        match (client_id, client_secret, token) {
            (Some(id), Some(secret), None) => {
                let id =
                    word(Zeroizing::new(id), "That is not a client id. Copy it from the app's settings in Shopify.")?;
                let secret = word(secret, "That is not a client secret. Copy it from the app's settings in Shopify.")?;
                Ok(Held::Client { id: id.to_string(), secret })
            }
            (None, None, Some(token)) => {
                let token = word(token, "That is not an access token. Copy it from the app's page in Shopify.")?;
                Ok(Held::Token { token, app: app.as_deref().and_then(AppId::parse) })
            }
            _ => Err("Fill in the whole form."),
        }
    }
}

impl Held {
    async fn look(&self, app: &App, tenant: &TenantId, shop: &ShopDomain) -> Result<Probe, ConnectError> {
        match self {
            Self::Client { id, secret } => {
                app.connector.check_free(tenant, id, shop).await?;
                app.connector.look_with(shop, &credentials(id, secret)).await
            }
            Self::Token { token, app: through } => {
                if let Some(through) = through {
                    let row = app.db.app(tenant, through).await?.ok_or(ConnectError::NoApp)?;
                    app.connector.check_free(tenant, &row.client_id, shop).await?;
                }
                app.connector.look(shop, &AccessToken::new(token.to_string())).await
            }
        }
    }

    async fn connect(&self, app: &App, who: &Who<'_>) -> Result<StoreRow, Failed> {
        match self {
            Self::Client { id, secret } => app.connector.by_client_credentials(who, &credentials(id, secret)).await,
            Self::Token { token, .. } => app.connector.by_token(who, AccessToken::new(token.to_string())).await,
        }
    }

    /// The app, where it is known here.
    const fn app(&self) -> Option<&AppId> {
        match self {
            Self::Token { app: Some(app), .. } => Some(app),
            _ => None,
        }
    }
}

fn credentials(id: &str, secret: &str) -> AppCredentials {
    AppCredentials { client_id: id.to_owned(), secret: ClientSecret::new(secret.to_owned()) }
}

/// Asks the shop with what was typed in, and shows what it allows. Nothing is saved.
#[utoipa::path(post, path = "/stores/verify", request_body(content = Typed, content_type = "application/x-www-form-urlencoded"),
    responses((status = 200, body = String, content_type = "text/html"), (status = "4XX", body = String, content_type = "text/html")))]
pub(crate) async fn verify(
    State(app): State<App>,
    owner: Owner,
    Sent(typed): Sent<Typed>,
) -> Result<Response, PageError> {
    let Ok(shop) = ShopDomain::parse(&typed.shop) else {
        return Ok(ways(&app, &owner, "", Some(NO_SHOP)).await?.into_response());
    };
    let held = match typed.held() {
        Ok(held) => held,
        Err(wrong) => return Ok(ways(&app, &owner, shop.as_str(), Some(wrong)).await?.into_response()),
    };
    let tenant = owner.tenant.tenant.clone();
    let found = match held.look(&app, &tenant, &shop).await {
        Ok(found) => found,
        Err(error) => {
            let who = Who { tenant: &tenant, shop: &shop, app: held.app(), by: &owner.owner };
            return Err(app.connector.turned_down(&who, &error).await.into());
        }
    };
    let pending = Pending { tenant, shop: shop.to_string(), held };
    let sealed = browser::seal(&app.vault, PENDING, &pending, app.clock.unix() + KEPT)
        .map_err(|error| PageError::Internal(error.to_string()))?;
    let missing = crate::connect::scopes::not_granted(&[], &found.scopes);
    let body = html! {
        h1 { "Save " bdi { (found.name) } "?" }
        p { "It works: " strong { (shop.as_str()) } " answers. Nothing is saved yet." }
        (what_is_missing(&missing))
        h2 { "What " bdi { (owner.tenant.name) } " will be able to do" }
        (scope_list(&found.scopes))
        form method="post" action="/stores/save" class="actions" {
            button class="button strong" { "Save" }
            a class="button" href="/stores" { "Cancel" }
        }
    };
    Ok(Page::new("Save the store?", body).with(Cookie::new(PENDING, sealed, KEPT)).into_response())
}

/// Saves what was verified.
#[utoipa::path(post, path = "/stores/save", responses((status = 303), (status = "4XX", body = String, content_type = "text/html")))]
pub(crate) async fn save(
    State(app): State<App>,
    _: SameOrigin,
    owner: Owner,
    headers: HeaderMap,
) -> Result<Response, PageError> {
    let text = cookie(&headers, PENDING).ok_or(PageError::BadForm)?;
    let pending: Pending = browser::open(&app.vault, PENDING, text, app.clock.unix()).ok_or(PageError::BadForm)?;
    let shop = ShopDomain::parse(&pending.shop).map_err(|_| PageError::BadForm)?;
    if pending.tenant != owner.tenant.tenant {
        return Err(PageError::BadForm);
    }
    let who = Who { tenant: &owner.tenant.tenant, shop: &shop, app: pending.held.app(), by: &owner.owner };
    let row = pending.held.connect(&app, &who).await?;
    Ok(go(&format!("/stores?done=connected#{}", row.store.id), vec![Cookie::gone(PENDING)]))
}
