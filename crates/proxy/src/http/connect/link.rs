//! Links to connect a shop: `/connect#…`. The link opens our own page first: who will get access, to which shop, and why.
//! Whoever holds the link may go on: an owner, or the command line, made it for this organisation, this app and this shop.
//!
//! What opens stands behind the `#`. The page sends it here, and a cookie keeps it while the person goes on; nothing is used
//! up by that.

use super::super::pages::{Cookie, Page, PageError, SameOrigin, Sent, cookie, go, named, scope_list, sentence};
use super::super::reader::Reader;
use super::to_shopify;
use crate::app::App;
use crate::auth::Pass;
use crate::db::Attempt;
use crate::ids::AttemptId;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::{IntoResponse as _, Response};
use maud::html;
use serde::Deserialize;
use utoipa::ToSchema;

/// Cookies with this name and an attempt's id hold its link.
const LINK: &str = "context-card-link-";
/// How long a browser keeps an opened link, in seconds.
const KEPT: i64 = 60 * 60;

/// What the page of the link sends.
#[derive(Deserialize, ToSchema)]
pub(crate) struct Link {
    /// What stood behind the `#`.
    token: String,
}

/// The page that a link to connect a shop opens. It sends what stands behind the `#` at once.
#[utoipa::path(get, path = "/connect", responses((status = 200, body = String, content_type = "text/html")))]
pub(crate) async fn page(reader: Reader) -> Response {
    let says = &reader.0.settings().pages;
    let title = says.connect_title.text();
    let body = html! {
        h1 { (title) }
        form method="post" action=(reader.at("/connect")) data-from-address="at-once" hidden {
            input type="hidden" name="token";
            button class="button strong" { (says.connect_go_on.text()) }
        }
        div data-without-link {
            p { (says.connect_by_link.text()) }
            noscript { p { (says.needs_script.text()) } }
        }
    };
    Page::new(&reader, title, body).reading_the_address().into_response()
}

/// Opens a link. Nothing is used up by that.
#[utoipa::path(post, path = "/connect", request_body(content = Link, content_type = "application/x-www-form-urlencoded"),
    responses((status = 303), (status = "4XX", body = String, content_type = "text/html")))]
pub(crate) async fn open(State(app): State<App>, Sent(link): Sent<Link>) -> Result<Response, PageError> {
    let pass = Pass::parse(&link.token).ok_or(PageError::NotFound)?;
    let attempt = app.connector.attempt_of(&pass).await?.attempt;
    let cookie = Cookie::new(cookie_of(&app, &attempt), pass.text(), KEPT);
    Ok(go(&app.public_url.path(&format!("/connect/link/{attempt}")), vec![cookie]))
}

fn cookie_of(app: &App, attempt: &AttemptId) -> String {
    app.public_url.cookie(&format!("{LINK}{attempt}"))
}

/// The attempt in the address, where this browser has opened its link.
async fn opened(app: &App, headers: &HeaderMap, id: &str) -> Result<Attempt, PageError> {
    let id = AttemptId::parse(id).ok_or(PageError::NotFound)?;
    let pass = cookie(headers, &cookie_of(app, &id)).and_then(Pass::parse).ok_or(PageError::NotFound)?;
    let attempt = app.connector.attempt_of(&pass).await?;
    if attempt.attempt == id { Ok(attempt) } else { Err(PageError::NotFound) }
}

/// Who will get access, to which shop, and why.
#[utoipa::path(get, path = "/connect/link/{attempt}", params(("attempt" = String, Path)),
    responses((status = 200, body = String, content_type = "text/html"), (status = "4XX", body = String, content_type = "text/html")))]
pub(crate) async fn confirm(
    State(app): State<App>,
    Path(id): Path<String>,
    reader: Reader,
    headers: HeaderMap,
) -> Result<Response, PageError> {
    let attempt = opened(&app, &headers, &id).await?;
    let tenant = app.db.tenant(&attempt.tenant).await?.ok_or(PageError::NotFound)?;
    let id = attempt.app.as_ref().ok_or(PageError::NotFound)?;
    let row = app.db.app(&attempt.tenant, id).await?.ok_or(PageError::NotFound)?;
    let says = &reader.0.settings().pages;
    let shop = html! { strong { bdi { (attempt.shop.as_str()) } } };
    let name = html! { strong { bdi { (tenant.name) } } };
    let body = html! {
        h1 { (sentence(&says.confirm_title, &[("shop", html! { bdi { (attempt.shop.as_str()) } })])) }
        p { (sentence(&says.confirm_asks, &[("name", name), ("shop", shop)])) }
        h2 { (says.confirm_scopes.text()) }
        (scope_list(&reader.0, &row.scopes))
        p { (says.confirm_shopify.text()) }
        form method="post" action=(reader.at(&format!("/connect/link/{}", attempt.attempt))) class="actions" {
            button class="button strong" { (says.confirm_continue.text()) }
            a class="button" href=(reader.at("/connect/cancelled")) { (says.confirm_cancel.text()) }
        }
        (named(&reader.0, attempt.attempt.as_str(), None))
    };
    let title = says.confirm_title.fill(&[("shop", attempt.shop.as_str())]);
    Ok(Page::new(&reader, title, body).leading_to_shopify(&app).into_response())
}

/// Goes on to Shopify.
#[utoipa::path(post, path = "/connect/link/{attempt}", params(("attempt" = String, Path)),
    responses((status = 303), (status = "4XX", body = String, content_type = "text/html")))]
pub(crate) async fn begin(
    State(app): State<App>,
    Path(id): Path<String>,
    _: SameOrigin,
    headers: HeaderMap,
) -> Result<Response, PageError> {
    let attempt = opened(&app, &headers, &id).await?;
    let begun = app.connector.begin(&attempt, None, &app.public_url).await?;
    to_shopify(&app, &begun)
}

/// Somebody would rather not.
#[utoipa::path(get, path = "/connect/cancelled", responses((status = 200, body = String, content_type = "text/html")))]
pub(crate) async fn cancelled(reader: Reader) -> Response {
    let says = &reader.0.settings().pages;
    let title = says.cancelled_title.text();
    let body = html! {
        h1 { (title) }
        p { (says.cancelled.text()) }
    };
    Page::new(&reader, title, body).into_response()
}
