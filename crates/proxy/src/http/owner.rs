//! `/owner`: owners sign in by a one-time link, `/owner#…`, and out again.
//!
//! What opens stands behind the `#`, so that it reaches no log, and is used up by a click only, so that a preview of the
//! link does not.

use super::pages::{Cookie, OWNER_COOKIE, Owner, Page, PageError, SameOrigin, Sent, command, go, sentence, session_of};
use super::reader::Reader;
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
pub(crate) async fn page(State(app): State<App>, reader: Reader, headers: HeaderMap) -> Result<Response, PageError> {
    let here = session_of(&app, &headers).await?;
    let says = &reader.0.settings().pages;
    let title = says.owner_title.text();
    let body = html! {
        h1 { (title) }
        form method="post" action=(reader.at("/owner")) data-from-address="on-click" hidden {
            p { (says.owner_text.text()) }
            p { (says.owner_once.text()) }
            input type="hidden" name="token";
            button class="button strong" { (says.owner_sign_in.text()) }
        }
        div data-without-link {
            @match here {
                Some(owner) => {
                    @let at = ("name", html! { bdi { (owner.tenant.name) } });
                    @match &owner.name {
                        Some(name) => p { (sentence(&says.owner_signed_in_as, &[("person", html! { bdi { (name) } }), at])) }
                        None => p { (sentence(&says.owner_signed_in, &[at])) }
                    }
                    p { a class="button strong" href=(reader.at("/settings")) { (says.settings.text()) } }
                }
                None => {
                    p { (says.owner_by_link.text()) }
                    (command(&words::new_owner_link(None)))
                }
            }
            noscript { p { (says.needs_script.text()) } }
        }
    };
    Ok(Page::new(&reader, title, body).reading_the_address().into_response())
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
    let cookie = Cookie::new(app.public_url.cookie(OWNER_COOKIE), session.text(), OWNER_SESSION_LIFE);
    Ok(go(&app.public_url.path("/settings"), vec![cookie]))
}

/// Signs an owner out.
#[utoipa::path(post, path = "/owner/sign-out", responses((status = 303), (status = "4XX", body = String, content_type = "text/html")))]
pub(crate) async fn sign_out(State(app): State<App>, _: SameOrigin, owner: Owner) -> Result<Response, PageError> {
    app.db.end_owner_session(&owner.tenant.tenant, &owner.session).await?;
    tracing::info!(tenant = %owner.tenant.tenant, owner = owner.owner, "an owner signed out");
    Ok(go(&app.public_url.path("/owner"), vec![Cookie::gone(app.public_url.cookie(OWNER_COOKIE))]))
}
