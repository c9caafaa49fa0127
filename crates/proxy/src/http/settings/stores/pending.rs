//! Client credentials and pasted tokens: verified first, saved by a second click. Between the two the panel holds what was
//! typed in, sealed so that only we can read it.

use super::list::Reader;
use super::{Refused, broken, done, shop_of};
use crate::app::App;
use crate::auth::Role;
use crate::connect::{ConnectError, Failed, Who, browser, is_credential};
use crate::db::{ChangeKind, StoreRow};
use crate::error::ApiError;
use crate::http::body::Body;
use crate::http::settings::admin::Admin;
use crate::ids::{AppId, TenantId};
use crate::shopify::{AppCredentials, Probe};
use crate::store::ShopDomain;
use crate::tokens::{AccessToken, ClientSecret};
use axum::Json;
use axum::extract::State;
use context_card_wire::ProblemReply;
use context_card_wire::settings::{SaveRequest, StoresDone, Verified};
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;
use zeroize::Zeroizing;

/// What the sealed text is sealed for, with the tenant behind it.
const PENDING: &str = "pending";
/// How long it holds, in seconds.
const KEPT: i64 = 10 * 60;

/// What was typed in: either client id and secret, or a token, perhaps with the app whose it is.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct VerifyRequest {
    /// The shop, in any form that people write.
    shop: String,
    client_id: Option<String>,
    #[schema(value_type = Option<String>)]
    client_secret: Option<Zeroizing<String>>,
    #[schema(value_type = Option<String>)]
    token: Option<Zeroizing<String>>,
    /// The id of the app that the token is of, where it is known here.
    app: Option<String>,
}

/// What is kept until it is saved.
#[derive(Serialize, Deserialize)]
struct Pending {
    shop: String,
    held: Held,
}

#[derive(Serialize, Deserialize)]
enum Held {
    Client { id: String, secret: Zeroizing<String> },
    Token { token: Zeroizing<String>, app: Option<AppId> },
}

impl VerifyRequest {
    /// What was typed in, as far as it can be that.
    fn held(self, admin: &Admin) -> Result<Held, ApiError> {
        let word =
            |text: Zeroizing<String>| Some(Zeroizing::new(text.trim().to_owned())).filter(|text| is_credential(text));
        let Self { client_id, client_secret, token, app, .. } = self;
        match (client_id, client_secret, token) {
            (Some(id), Some(secret), None) => {
                let id = word(Zeroizing::new(id))
                    .ok_or_else(|| broken(admin, "client_id", |says| says.wrong_client_id.text()))?;
                let secret = word(secret)
                    .ok_or_else(|| broken(admin, "client_secret", |says| says.wrong_client_secret.text()))?;
                Ok(Held::Client { id: id.to_string(), secret })
            }
            (None, None, Some(token)) => {
                let token = word(token).ok_or_else(|| broken(admin, "token", |says| says.wrong_token.text()))?;
                Ok(Held::Token { token, app: app.as_deref().and_then(AppId::parse) })
            }
            _ => Err(broken(admin, "client_id", |says| says.wrong_way.text())),
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

/// For whom a text is sealed: another organisation's does not open.
fn sealed_for(admin: &Admin) -> String {
    format!("{PENDING} {}", admin.tenant.tenant)
}

/// Asks the shop with what was typed in, and says what it allows. Nothing is saved.
#[utoipa::path(post, path = "/api/settings/stores/verify", request_body = VerifyRequest, security(("session" = [])), responses(
    (status = 200, body = Verified), (status = 422, body = ProblemReply), (status = "4XX", body = ProblemReply),
    (status = "5XX", body = ProblemReply)))]
pub(crate) async fn verify(
    State(app): State<App>,
    admin: Admin,
    Body(request): Body<VerifyRequest>,
) -> Result<Json<Verified>, Refused> {
    admin.needs(Role::Owner)?;
    let shop = shop_of(&admin, &request.shop)?;
    let held = request.held(&admin)?;
    let tenant = &admin.tenant.tenant;
    let found = match held.look(&app, tenant, &shop).await {
        Ok(found) => found,
        Err(error) => {
            let who = Who { tenant, shop: &shop, app: held.app(), by: &admin.id };
            return Err(Refused::of(&admin)(app.connector.turned_down(&who, &error).await));
        }
    };
    let pending = Pending { shop: shop.to_string(), held };
    let until = app.clock.unix() + KEPT;
    let pending = browser::seal(&app.vault, &sealed_for(&admin), &pending, until).map_err(ApiError::internal)?;
    let scopes = Reader::of(&app, &admin).scopes(&[], &found.scopes);
    Ok(Json(Verified { name: found.name, shop: shop.to_string(), scopes, pending }))
}

/// Saves what was verified: a new connection, or other credentials for one that there is.
#[utoipa::path(post, path = "/api/settings/stores/connect", request_body = SaveRequest, security(("session" = [])), responses(
    (status = 200, body = StoresDone), (status = 422, body = ProblemReply), (status = "4XX", body = ProblemReply),
    (status = "5XX", body = ProblemReply)))]
pub(crate) async fn connect(
    State(app): State<App>,
    admin: Admin,
    Body(SaveRequest { pending }): Body<SaveRequest>,
) -> Result<Json<StoresDone>, Refused> {
    admin.needs(Role::Owner)?;
    let over = || broken(&admin, "pending", |says| says.wrong_pending.text());
    let opened = browser::open(&app.vault, &sealed_for(&admin), &pending, app.clock.unix());
    let Pending { shop, held } = opened.ok_or_else(over)?;
    let shop = ShopDomain::parse(&shop).map_err(|_| over())?;
    let tenant = &admin.tenant.tenant;
    let before = match app.db.store_of_shop(tenant, &shop).await? {
        Some(store) => app.db.store(tenant, &store).await?,
        None => None,
    };
    let who = Who { tenant, shop: &shop, app: held.app(), by: &admin.id };
    let row = held.connect(&app, &who).await.map_err(Refused::of(&admin))?;
    // So that the panel tells it from the first moment on.
    app.keeper.look_at_protected(&app.client, &row).await;
    let store = &row.store;
    let kind = if before.is_some() { ChangeKind::StoreRotated } else { ChangeKind::StoreConnected };
    let after = json!({"store": store.id, "shop": shop.as_str(), "name": store.name});
    admin.change(&app, kind, None, None, Some(after)).await?;
    let said = admin.text().settings().store.said_connected.fill(&[("name", &store.name)]);
    Ok(done(&app, &admin, Some(&store.id), true, said).await?)
}
