//! `/owner`: owners sign in by a one-time link, `/owner#…`, and out again.
//!
//! What opens stands behind the `#`, so that it reaches no log, and is used up by a click only, so that a preview of the
//! link does not.

use super::pages::{Cookie, OWNER_COOKIE, Owner, Page, PageError, SameOrigin, Sent, go, session_of};
use crate::app::App;
use crate::auth::{OWNER_SESSION_LIFE, OwnerPass, Pass};
use crate::connect::words;
use crate::ids::random_text;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::{IntoResponse as _, Response};
use maud::html;
use serde::Deserialize;
use utoipa::ToSchema;

/// What the page of the link sends.
#[derive(Deserialize, ToSchema)]
pub(crate) struct Link {
    /// What stood behind the `#`.
    token: String,
}

/// The page that a link to sign in opens.
#[utoipa::path(get, path = "/owner", responses((status = 200, body = String, content_type = "text/html")))]
pub(crate) async fn page(State(app): State<App>, headers: HeaderMap) -> Result<Response, PageError> {
    let here = session_of(&app, &headers).await?;
    let body = html! {
        h1 { "Sign in as an owner" }
        form method="post" action="/owner" data-from-address="on-click" hidden {
            p { "Owners set the card up for their organisation: Shopify stores, inboxes, and what agents see. You stay signed in on this device for 12 hours." }
            p { "The link works once." }
            input type="hidden" name="token";
            button class="button strong" { "Sign in" }
        }
        div data-without-link {
            @match here {
                Some(owner) => {
                    @match &owner.name {
                        Some(name) => p { "You are signed in as " bdi { (name) } ", an owner of " bdi { (owner.tenant.name) } "." }
                        None => p { "You are signed in as an owner of " bdi { (owner.tenant.name) } "." }
                    }
                    p { a class="button strong" href="/settings" { "Card settings" } }
                }
                None => {
                    p { "Open this page by the link that you were given. Who runs the proxy makes one with this command:" }
                    pre tabindex="0" { code { (words::new_owner_link(None)) } }
                }
            }
            noscript { p { "The link works only where JavaScript is allowed." } }
        }
    };
    Ok(Page::new("Sign in as an owner", body).reading_the_address().into_response())
}

/// Signs an owner in, and uses the link up.
#[utoipa::path(post, path = "/owner", request_body(content = Link, content_type = "application/x-www-form-urlencoded"),
    responses((status = 303), (status = "4XX", body = String, content_type = "text/html")))]
pub(crate) async fn sign_in(State(app): State<App>, Sent(link): Sent<Link>) -> Result<Response, PageError> {
    let OwnerPass { tenant, pass } = OwnerPass::parse(&link.token).ok_or(PageError::OwnerLink(None))?;
    let now = app.clock.unix();
    let taken = app.db.take_owner_link(&tenant, &pass.hash(), now).await?;
    let Some(name) = taken else { return Err(PageError::OwnerLink(Some(tenant))) };
    let failed = |error: &dyn std::fmt::Display| PageError::Internal(error.to_string());
    let pass = Pass::random().map_err(|error| failed(&error))?;
    let owner = format!("o_{}", random_text(16).map_err(|error| failed(&error))?);
    if let Some(name) = name {
        app.db.name_owner(&tenant, &owner, &name).await?;
    }
    app.db.add_owner_session(&tenant, &pass.hash(), &owner, now, now + OWNER_SESSION_LIFE).await?;
    tracing::info!(%tenant, owner, "an owner signed in");
    let session = OwnerPass { tenant, pass };
    Ok(go("/settings", vec![Cookie::new(OWNER_COOKIE, session.text(), OWNER_SESSION_LIFE)]))
}

/// Signs an owner out.
#[utoipa::path(post, path = "/owner/sign-out", responses((status = 303), (status = "4XX", body = String, content_type = "text/html")))]
pub(crate) async fn sign_out(State(app): State<App>, _: SameOrigin, owner: Owner) -> Result<Response, PageError> {
    app.db.end_owner_session(&owner.tenant.tenant, &owner.session).await?;
    tracing::info!(tenant = %owner.tenant.tenant, owner = owner.owner, "an owner signed out");
    Ok(go("/owner", vec![Cookie::gone(OWNER_COOKIE)]))
}
