//! To Shopify's consent page: by oneself, or by a link for somebody who needs no account here.

use super::list::Reader;
use super::{Refused, shop_of};
use crate::app::App;
use crate::auth::{Pass, Role};
use crate::connect::words::connect_link;
use crate::db::AppRow;
use crate::error::ApiError;
use crate::http::body::Body;
use crate::http::connect::bind;
use crate::http::pages::set;
use crate::http::settings::admin::Admin;
use crate::ids::AppId;
use crate::store::ShopDomain;
use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse as _, Response};
use context_card_wire::settings::{ConnectLink, Consent, ConsentRequest};
use context_card_wire::{Problem, ProblemReply};

/// The shop, and the app that the tenant may connect it through.
async fn chosen(app: &App, admin: &Admin, request: &ConsentRequest) -> Result<(ShopDomain, AppRow), ApiError> {
    admin.needs(Role::Owner)?;
    let shop = shop_of(admin, &request.shop)?;
    let not_found = || ApiError::from(Problem::NotFound).in_locale(&admin.locale);
    let id = AppId::parse(&request.app).ok_or_else(not_found)?;
    let row = app.db.app(&admin.tenant.tenant, &id).await?.ok_or_else(not_found)?;
    Ok((shop, row))
}

/// Begins at Shopify: the address of the consent page. A cookie binds the answer to this browser.
#[utoipa::path(post, path = "/api/settings/stores/consent", request_body = ConsentRequest, security(("session" = [])),
    responses((status = 200, body = Consent), (status = 422, body = ProblemReply), (status = "4XX", body = ProblemReply),
    (status = "5XX", body = ProblemReply)))]
pub(crate) async fn begin(
    State(app): State<App>,
    admin: Admin,
    Body(request): Body<ConsentRequest>,
) -> Result<Response, Refused> {
    let (shop, row) = chosen(&app, &admin, &request).await?;
    let session =
        admin.signed_in.clone().ok_or_else(|| ApiError::from(Problem::NotAllowed).in_locale(&admin.locale))?;
    let refused = Refused::of(&admin);
    let begun = app.connector.new_attempt(&admin.tenant.tenant, &row, &shop, &admin.id, None).await;
    let attempt = begun.map_err(&refused)?;
    let begun = app.connector.begin(&attempt, Some(session), &app.public_url).await.map_err(&refused)?;
    let cookie = bind(&app, &begun).map_err(ApiError::internal)?;
    Ok((set(vec![cookie]), Json(Consent { url: begun.url })).into_response())
}

/// Makes a link for somebody else: whoever has it can connect this one shop. It is in this answer only.
#[utoipa::path(post, path = "/api/settings/stores/link", request_body = ConsentRequest, security(("session" = [])),
    responses((status = 200, body = ConnectLink), (status = 422, body = ProblemReply), (status = "4XX", body = ProblemReply),
    (status = "5XX", body = ProblemReply)))]
pub(crate) async fn link(
    State(app): State<App>,
    admin: Admin,
    Body(request): Body<ConsentRequest>,
) -> Result<Json<ConnectLink>, Refused> {
    let (shop, row) = chosen(&app, &admin, &request).await?;
    let pass = Pass::random().map_err(ApiError::internal)?;
    let attempt = app.connector.new_attempt(&admin.tenant.tenant, &row, &shop, &admin.id, Some(&pass)).await;
    let attempt = attempt.map_err(Refused::of(&admin))?;
    Ok(Json(ConnectLink {
        url: connect_link(&app.public_url, &pass),
        until: Reader::of(&app, &admin).moment(attempt.expires),
        reference: attempt.attempt.to_string(),
    }))
}
