//! Who is signed in: the owner behind the cookie.

use super::{PageError, cookie};
use crate::app::App;
use crate::auth::OwnerPass;
use crate::db::{DbError, TenantRow};
use crate::ids::TenantId;
use axum::extract::FromRequestParts;
use axum::http::HeaderMap;
use axum::http::request::Parts;

/// The cookie of a signed-in owner.
pub(crate) const OWNER_COOKIE: &str = "context-card-owner";

/// A signed-in owner.
pub(crate) struct Owner {
    pub(crate) tenant: TenantRow,
    /// Their id, `o_…`.
    pub(crate) owner: String,
    /// What they are called, where that is known.
    pub(crate) name: Option<String>,
    /// The hash of their session.
    pub(crate) session: Vec<u8>,
}

/// The owner behind a request's cookie, where there is one.
pub(crate) async fn session_of(app: &App, headers: &HeaderMap) -> Result<Option<Owner>, DbError> {
    let Some(OwnerPass { tenant, pass }) = pass_of(app, headers) else { return Ok(None) };
    let session = pass.hash();
    let Some(owner) = app.db.owner_of_session(&tenant, &session, app.clock.unix()).await? else { return Ok(None) };
    let name = app.db.owner_name(&tenant, &owner).await?;
    let tenant = app.db.tenant(&tenant).await?;
    Ok(tenant.map(|tenant| Owner { tenant, owner, name, session }))
}

/// Whose cookie it is, though it opens nothing any more: who makes a new link is told so.
pub(crate) fn tenant_of_cookie(app: &App, headers: &HeaderMap) -> Option<TenantId> {
    pass_of(app, headers).map(|pass| pass.tenant)
}

fn pass_of(app: &App, headers: &HeaderMap) -> Option<OwnerPass> {
    cookie(headers, &app.public_url.cookie(OWNER_COOKIE)).and_then(OwnerPass::parse)
}

impl FromRequestParts<App> for Owner {
    type Rejection = PageError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, PageError> {
        match session_of(app, &parts.headers).await? {
            Some(owner) => Ok(owner),
            None => Err(PageError::SignedOut(tenant_of_cookie(app, &parts.headers))),
        }
    }
}
