//! `/connect/{app}/callback`: where Shopify sends people back to, and the page that says what was connected.

use super::super::pages::{Page, PageError, go, named, scope_list, sentence};
use super::super::reader::Reader;
use super::{bound, browser_of};
use crate::app::App;
use crate::auth::Role;
use crate::connect::{Outcome, scopes};
use crate::db::{Attempt, ChangeKind, NewChange};
use crate::ids::{AppId, AttemptId};
use crate::text::Text;
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
    Ok(go(&app.public_url.path(&format!("{to}/{}", attempt.attempt)), Vec::new()))
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
    reader: Reader,
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
    let says = &reader.0.settings().pages;
    let name = html! { strong { bdi { (tenant.name) } } };
    let shop = html! { strong { bdi { (attempt.shop.as_str()) } } };
    let body = html! {
        h1 { (sentence(&says.done_title, &[("name", html! { bdi { (row.store.name) } })])) }
        p { (sentence(&says.done_sees, &[("name", name), ("shop", shop)])) }
        (what_is_missing(&reader.0, &missing))
        h2 { (says.done_scopes.text()) }
        (scope_list(&reader.0, &row.store.scopes))
        @if attempt.by_link {
            p { (says.done_close.text()) }
        } @else {
            p { a class="button strong" href=(reader.at("/settings#stores")) { (says.stores.text()) } }
        }
        (named(&reader.0, attempt.attempt.as_str(), attempt.ended))
    };
    let title = says.done_title.fill(&[("name", &row.store.name)]);
    Ok(Page::new(&reader, title, body).into_response())
}

/// What will be blank, and why.
fn what_is_missing(text: &Text, missing: &[String]) -> Markup {
    let says = &text.settings().pages;
    html! {
        @if !missing.is_empty() {
            div class="message caution" {
                p class="what" { (says.done_missing.text()) }
                dl class="missing" {
                    @for scope in missing {
                        dt { code { (scope) } }
                        dd { (text.settings().connect.lacks(scope)) }
                    }
                }
                p { (says.done_missing_remedy.text()) }
            }
        }
    }
}
