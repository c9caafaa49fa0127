//! `/connect/{app}/callback`: where Shopify sends people back to, and the page that says what was connected.

use super::super::pages::{Page, PageError, go, moment, scope_list};
use super::{bound, browser_of};
use crate::app::App;
use crate::auth::Role;
use crate::connect::{Outcome, scopes, words};
use crate::db::{Attempt, ChangeKind, NewChange};
use crate::ids::{AppId, AttemptId};
use axum::extract::{Path, RawQuery, State};
use axum::http::HeaderMap;
use axum::response::{IntoResponse as _, Response};
use maud::{Markup, html};
use serde_json::json;
use zeroize::Zeroizing;

/// Takes Shopify's answer. All of its parameters are Shopify's, signed by it.
#[utoipa::path(get, path = "/connect/{app}/callback", params(("app" = String, Path)),
    responses((status = 303), (status = "4XX", body = String, content_type = "text/html"), (status = "5XX", body = String, content_type = "text/html")))]
pub(crate) async fn callback(
    State(app): State<App>,
    Path(id): Path<String>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Result<Response, PageError> {
    let id = AppId::parse(&id).ok_or(PageError::NotFound)?;
    let browser = browser_of(&app, &headers).await?;
    // Goes on when the browser goes away: the code is used up by the first request, so what Shopify gives must be kept.
    let connector = app.connector.clone();
    let query = Zeroizing::new(query.unwrap_or_default());
    let finishing = tokio::spawn(async move { connector.finish(&id, &query, &browser).await });
    let attempt = finishing.await.map_err(|error| PageError::Internal(error.to_string()))??;
    record(&app, &attempt).await?;
    // On to an address that holds nothing of Shopify's answer: an owner's own panel, or a page for who has no account here.
    let to = if attempt.by_link { "/connect/done" } else { "/settings#stores" };
    Ok(go(&format!("{to}/{}", attempt.attempt), Vec::new()))
}

/// Records that a store was connected, and by whom: who made the attempt or its link.
async fn record(app: &App, attempt: &Attempt) -> Result<(), PageError> {
    let Some(store) = app.db.store_of_shop(&attempt.tenant, &attempt.shop).await? else { return Ok(()) };
    let Some(row) = app.db.store(&attempt.tenant, &store).await? else { return Ok(()) };
    // So that the panel tells it from the first moment on.
    app.keeper.look_at_protected(&app.client, &row).await;
    let name = app.db.owner_name(&attempt.tenant, &attempt.made_by).await?;
    let change = NewChange {
        tenant: attempt.tenant.clone(),
        at: app.clock.unix(),
        made_by: attempt.made_by.clone(),
        name,
        role: Role::Owner,
        inbox: None,
        what: ChangeKind::StoreConnected,
        before: None,
        after: Some(json!({"store": store, "shop": attempt.shop.as_str(), "name": row.store.name})),
    };
    Ok(app.db.add_change(&change).await?)
}

/// What was connected, to the browser that did it.
#[utoipa::path(get, path = "/connect/done/{attempt}", params(("attempt" = String, Path)),
    responses((status = 200, body = String, content_type = "text/html"), (status = "4XX", body = String, content_type = "text/html")))]
pub(crate) async fn done(
    State(app): State<App>,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<Response, PageError> {
    let id = AttemptId::parse(&id).ok_or(PageError::NotFound)?;
    let ours = bound(&app, &headers).into_iter().find(|bound| bound.attempt == id).ok_or(PageError::NotFound)?;
    let tenant = app.db.tenant_of_state(&ours.state).await?.ok_or(PageError::NotFound)?;
    let attempt = app.db.attempt(&tenant, &id).await?.ok_or(PageError::NotFound)?;
    if attempt.outcome != Outcome::Connected.code() {
        return Err(PageError::NotFound);
    }
    let tenant = app.db.tenant(&tenant).await?.ok_or(PageError::NotFound)?;
    let store = app.db.store_of_shop(&tenant.tenant, &attempt.shop).await?.ok_or(PageError::NotFound)?;
    let row = app.db.store(&tenant.tenant, &store).await?.ok_or(PageError::NotFound)?;
    let through = match &attempt.app {
        Some(id) => app.db.app(&tenant.tenant, id).await?,
        None => None,
    };
    let asked = through.map(|app| app.scopes).unwrap_or_default();
    let missing = scopes::not_granted(&asked, &row.store.scopes);
    let body = html! {
        h1 { bdi { (row.store.name) } " is connected" }
        p { strong { bdi { (tenant.name) } } " now sees data of " strong { (attempt.shop.as_str()) } " in its helpdesk." }
        (what_is_missing(&missing))
        h2 { "What it may do" }
        (scope_list(&row.store.scopes))
        @if attempt.by_link {
            p { "You can close this window." }
        } @else {
            p { a class="button strong" href="/settings#stores" { "Stores" } }
        }
        p class="ref" { "Reference " code { (attempt.attempt) } @if let Some(at) = attempt.ended { ", " (moment(at)) } }
    };
    Ok(Page::new(format!("{} is connected", row.store.name), body).into_response())
}

/// What will be blank, and why.
pub(crate) fn what_is_missing(missing: &[String]) -> Markup {
    html! {
        @if !missing.is_empty() {
            div class="message caution" {
                p class="what" { "Connected, but Shopify did not grant everything that was asked for." }
                ul { @for scope in missing { li { code { (scope) } ": " (words::lacks(scope)) } } }
                p { "Add it to the app's scopes in Shopify, then connect the store again." }
            }
        }
    }
}
