//! The ways to connect: choosing one, looking at what will be asked for, and going to Shopify or making a link.

use crate::app::App;
use crate::auth::Pass;
use crate::connect::words;
use crate::db::AppRow;
use crate::http::connect::to_shopify;
use crate::http::pages::{Asked, Owner, Page, PageError, Sent, field, moment, scope_list};
use crate::ids::AppId;
use crate::store::ShopDomain;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use maud::{Markup, html};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

/// Which shop, through which app.
#[derive(Deserialize, IntoParams, ToSchema)]
#[into_params(parameter_in = Query)]
pub(crate) struct Choice {
    /// The shop, in any form that people write.
    #[serde(default)]
    shop: String,
    /// The app's id.
    #[serde(default)]
    app: String,
}

/// The ways to choose from.
#[utoipa::path(get, path = "/stores/connect", params(Choice), responses(
    (status = 200, body = String, content_type = "text/html"), (status = "4XX", body = String, content_type = "text/html")))]
pub(crate) async fn page(
    State(app): State<App>,
    owner: Owner,
    Asked(choice): Asked<Choice>,
) -> Result<Response, PageError> {
    Ok(ways(&app, &owner, &choice.shop, None).await?.into_response())
}

/// The page of the ways. `wrong`: what has to be mended first.
pub(super) async fn ways(app: &App, owner: &Owner, shop: &str, wrong: Option<&str>) -> Result<Page, PageError> {
    let apps = app.db.apps(&owner.tenant.tenant).await?;
    let shop = known_shop(shop);
    let body = html! {
        p { a href="/stores" { "Stores" } }
        h1 { "Connect a store" }
        @if let Some(wrong) = wrong { div class="message critical" role="alert" { p class="what" { (wrong) } } }
        (by_app(&apps, &shop, &owner.tenant.tenant.to_string()))
        (by_client_credentials(&shop))
        (by_token(&apps, &shop))
    };
    let status = if wrong.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    Ok(Page::new("Connect a store", body).status(status))
}

/// The shop as it is written into the forms: only what can be one.
fn known_shop(text: &str) -> String {
    let whole = ShopDomain::parse(text).or_else(|_| ShopDomain::parse(&format!("{}.myshopify.com", text.trim())));
    whole.map(|shop| shop.to_string()).unwrap_or_default()
}

fn shop_field(id: &str, shop: &str) -> Markup {
    let help = format!("{id}-help");
    field(
        id,
        "Shop",
        "Its myshopify.com address, or the address of its admin.",
        &html! {
            input id=(id) name="shop" required autocomplete="off" spellcheck="false" inputmode="url"
                placeholder="acme.myshopify.com" aria-describedby=(help) value=(shop);
        },
    )
}

fn app_choice(id: &str, apps: &[AppRow], none: Option<&str>) -> Markup {
    html! {
        select id=(id) name="app" {
            @if let Some(none) = none { option value="" { (none) } }
            @for app in apps {
                option value=(app.app) { (app.client_id) @if app.tenant.is_none() { " (your vendor's)" } }
            }
        }
    }
}

fn by_app(apps: &[AppRow], shop: &str, tenant: &str) -> Markup {
    html! {
        section class="way" aria-labelledby="by-app" {
            h2 id="by-app" { "By Shopify's consent page" }
            p { "Somebody who may install apps in the shop says yes in Shopify. The access renews itself." }
            @if apps.is_empty() {
                p { "No app is known here yet. Who runs the proxy adds one with this command:" }
                pre tabindex="0" { code { "context-card app add --tenant " (tenant) " --client-id ID --client-secret-stdin" } }
            } @else {
                form method="get" action="/stores/review" {
                    (shop_field("app-shop", shop))
                    (field("app-app", "App", "", &app_choice("app-app", apps, None)))
                    button class="button strong" { "Continue" }
                }
            }
        }
    }
}

fn by_client_credentials(shop: &str) -> Markup {
    html! {
        section class="way" aria-labelledby="by-client" {
            h2 id="by-client" { "By client id and secret" }
            p { "For an app from the Dev Dashboard that belongs to the shop's own Shopify organisation and is installed in the shop." }
            form method="post" action="/stores/verify" {
                (shop_field("client-shop", shop))
                (field("client-id", "Client id", "", &html! { input id="client-id" name="client_id" required autocomplete="off" spellcheck="false"; }))
                (field("client-secret", "Client secret", "It is not shown again.",
                    &html! { input id="client-secret" name="client_secret" type="password" required autocomplete="off" aria-describedby="client-secret-help"; }))
                button class="button strong" { "Verify" }
            }
        }
    }
}

fn by_token(apps: &[AppRow], shop: &str) -> Markup {
    html! {
        section class="way" aria-labelledby="by-token" {
            h2 id="by-token" { "By an access token" }
            p { "For a custom app that was made in the shop's admin before 2026: paste its Admin API access token." }
            form method="post" action="/stores/verify" {
                (shop_field("token-shop", shop))
                (field("token", "Access token", "It is not shown again.",
                    &html! { input id="token" name="token" type="password" required autocomplete="off" aria-describedby="token-help"; }))
                @if !apps.is_empty() {
                    (field("token-app", "App", "Whose token it is. With the app known, changes in Shopify show at once.",
                        &app_choice("token-app", apps, Some("Not known here"))))
                }
                button class="button strong" { "Verify" }
            }
        }
    }
}

/// A checked choice.
struct Chosen {
    shop: ShopDomain,
    app: AppRow,
}

/// What is wrong with a shop's address.
pub(super) const NO_SHOP: &str = "That is not a shop's address. It looks like acme.myshopify.com.";

async fn chosen(app: &App, owner: &Owner, choice: &Choice) -> Result<Result<Chosen, Page>, PageError> {
    let Ok(shop) = ShopDomain::parse(&choice.shop) else {
        return Ok(Err(ways(app, owner, "", Some(NO_SHOP)).await?));
    };
    let id = AppId::parse(&choice.app).ok_or(PageError::NotFound)?;
    let row = app.db.app(&owner.tenant.tenant, &id).await?.ok_or(PageError::NotFound)?;
    Ok(Ok(Chosen { shop, app: row }))
}

/// What will be asked for, and why.
#[utoipa::path(get, path = "/stores/review", params(Choice), responses(
    (status = 200, body = String, content_type = "text/html"), (status = "4XX", body = String, content_type = "text/html")))]
pub(crate) async fn review(
    State(app): State<App>,
    owner: Owner,
    Asked(choice): Asked<Choice>,
) -> Result<Response, PageError> {
    let Chosen { shop, app: row } = match chosen(&app, &owner, &choice).await? {
        Ok(chosen) => chosen,
        Err(page) => return Ok(page.into_response()),
    };
    let hidden = html! {
        input type="hidden" name="shop" value=(shop.as_str());
        input type="hidden" name="app" value=(row.app);
    };
    let body = html! {
        p { a href={ "/stores/connect?shop=" (shop.name()) } { "Connect a store" } }
        h1 { "Connect " (shop.as_str()) }
        p { strong { bdi { (owner.tenant.name) } } " will see data of " strong { (shop.as_str()) } " in its helpdesk." }
        h2 { "What will be asked for" }
        (scope_list(&row.scopes))
        div class="actions" {
            form method="post" action="/stores/begin" { (hidden) button class="button strong" { "Continue to Shopify" } }
            form method="post" action="/stores/link" { (hidden) button class="button" { "Make a link for somebody else" } }
            a class="button" href="/stores" { "Cancel" }
        }
    };
    Ok(Page::new(format!("Connect {shop}"), body).leading_to_shopify(&app).into_response())
}

/// Goes to Shopify.
#[utoipa::path(post, path = "/stores/begin", request_body(content = Choice, content_type = "application/x-www-form-urlencoded"),
    responses((status = 303), (status = "4XX", body = String, content_type = "text/html")))]
pub(crate) async fn begin(
    State(app): State<App>,
    owner: Owner,
    Sent(choice): Sent<Choice>,
) -> Result<Response, PageError> {
    let Chosen { shop, app: row } = match chosen(&app, &owner, &choice).await? {
        Ok(chosen) => chosen,
        Err(page) => return Ok(page.into_response()),
    };
    let attempt = app.connector.new_attempt(&owner.tenant.tenant, &row, &shop, &owner.owner, None).await?;
    let begun = app.connector.begin(&attempt, Some(owner.session), &app.public_url).await?;
    to_shopify(&app, &begun)
}

/// Makes a link for somebody else. It is shown once.
#[utoipa::path(post, path = "/stores/link", request_body(content = Choice, content_type = "application/x-www-form-urlencoded"),
    responses((status = 200, body = String, content_type = "text/html"), (status = "4XX", body = String, content_type = "text/html")))]
pub(crate) async fn link(
    State(app): State<App>,
    owner: Owner,
    Sent(choice): Sent<Choice>,
) -> Result<Response, PageError> {
    let Chosen { shop, app: row } = match chosen(&app, &owner, &choice).await? {
        Ok(chosen) => chosen,
        Err(page) => return Ok(page.into_response()),
    };
    let pass = Pass::random().map_err(|error| PageError::Internal(error.to_string()))?;
    let attempt = app.connector.new_attempt(&owner.tenant.tenant, &row, &shop, &owner.owner, Some(&pass)).await?;
    let url = words::connect_link(&app.public_url, &pass);
    let body = html! {
        h1 { "A link to connect " (shop.as_str()) }
        p { "Send it to somebody who may install apps in the shop. They need no account here. Whoever has the link can connect this one shop to "
            strong { bdi { (owner.tenant.name) } } ", until " (moment(attempt.expires)) ". It is not shown again." }
        (field("link", "Link", "", &html! { input id="link" readonly value=(url); }))
        p { a class="button" href="/stores" { "Stores" } }
        p class="ref" { "Reference " code { (attempt.attempt) } }
    };
    Ok(Page::new(format!("A link to connect {shop}"), body).into_response())
}
