//! The list: every store with its state, and the newest attempts.

use crate::app::App;
use crate::connect::{Outcome, scopes, words};
use crate::db::{AppRow, Attempt, ConnectionState, Grant, StoreRow};
use crate::http::pages::{Asked, Owner, Page, PageError, badge, moment};
use crate::ids::AppId;
use crate::store::Store;
use axum::extract::State;
use axum::response::{IntoResponse as _, Response};
use maud::{Markup, html};
use serde::Deserialize;
use utoipa::IntoParams;

/// How many attempts the page shows.
const ATTEMPTS: usize = 20;

/// What was just done.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Done {
    /// A word for it.
    done: Option<String>,
}

/// The tenant's stores.
#[utoipa::path(get, path = "/stores", params(Done), responses(
    (status = 200, body = String, content_type = "text/html"), (status = "4XX", body = String, content_type = "text/html")))]
pub(crate) async fn page(
    State(app): State<App>,
    owner: Owner,
    Asked(Done { done }): Asked<Done>,
) -> Result<Response, PageError> {
    let tenant = &owner.tenant.tenant;
    let stores = app.db.stores(tenant).await?;
    let gone = app.db.disconnected_stores(tenant).await?;
    let apps = app.db.apps(tenant).await?;
    let attempts = app.db.attempts(tenant).await?;
    let now = app.clock.unix();
    let said = match done.as_deref() {
        Some("tested") => Some("The store was asked just now; below is what it said."),
        Some("disconnected") => Some("The store is disconnected. Nothing is asked from it any more."),
        Some("connected") => Some("The store is connected."),
        _ => None,
    };
    let body = html! {
        header class="top" {
            h1 { "Stores of " bdi { (owner.tenant.name) } }
            form method="post" action="/owner/sign-out" { button class="button" { "Sign out" } }
        }
        @if let Some(said) = said { p class="message info" role="status" { (said) } }
        p { a class="button strong" href="/stores/connect" { "Connect a store" } }
        @if stores.is_empty() && gone.is_empty() { p { "No store is connected yet." } }
        @for row in &stores { (store(row, &apps)) }
        @if !gone.is_empty() {
            h2 { "Disconnected" }
            ul { @for store in &gone { (disconnected(store)) } }
        }
        @if !attempts.is_empty() {
            h2 { "Attempts to connect" }
            ul class="attempts" { @for attempt in attempts.iter().take(ATTEMPTS) { (one_attempt(attempt, now)) } }
        }
    };
    Ok(Page::new("Stores", body).into_response())
}

fn store(row: &StoreRow, apps: &[AppRow]) -> Markup {
    let StoreRow { store, connection } = row;
    let asked = app_of(apps, connection.app.as_ref()).map(|app| app.scopes.clone()).unwrap_or_default();
    let missing = scopes::not_granted(&asked, &store.scopes);
    html! {
        section class="store" id=(store.id) aria-labelledby={ (store.id) "-name" } {
            h2 id={ (store.id) "-name" } { bdi { (store.name) } }
            p {
                @match connection.state {
                    ConnectionState::Connected => (badge("positive", "Connected")),
                    ConnectionState::ReconnectNeeded => (badge("critical", "Reconnect needed")),
                }
            }
            @if let Some(failure) = &connection.failure {
                div class="message critical" {
                    p class="what" { (words::failure(&failure.code)) }
                    p class="ref" { "Reference " code { (failure.reference) } ", " (moment(failure.at)) }
                }
            }
            dl class="facts" {
                dt { "Shop" } dd { (store.shop.as_str()) }
                dt { "Connected by" } dd { (words::grant(connection.grant)) ", " (moment(connection.connected)) }
                @if let Some(client_id) = &connection.client_id { dt { "App" } dd { code { (client_id) } } }
                @if let Some(webhooks) = &connection.webhooks { dt { "Changes in Shopify" } dd { (words::webhooks(webhooks)) } }
                @if let Some(prefix) = &store.prefix { dt { "Order numbers begin with" } dd { (prefix) } }
                @if let Some(renewed) = connection.refreshed { dt { "Last renewed" } dd { (moment(renewed)) } }
                @if let Some(until) = connection.expires { dt { "Present access until" } dd { (moment(until)) ", then renewed by itself" } }
                @if connection.grant == Grant::AuthorizationCode && let Some(until) = connection.refresh_expires {
                    dt { "Can be renewed until" } dd { (moment(until)) }
                }
            }
            @if !missing.is_empty() {
                div class="message caution" {
                    p class="what" { "Not granted by Shopify:" }
                    ul { @for scope in &missing { li { code { (scope) } ": " (words::lacks(scope)) } } }
                }
            }
            div class="actions" {
                form method="post" action="/stores/test" {
                    input type="hidden" name="store" value=(store.id);
                    button class="button" { "Test" span class="hid" { " " (store.name) } }
                }
                a class="button" href={ "/stores/connect?shop=" (store.shop.name()) } { "Reconnect" span class="hid" { " " (store.name) } }
                a class="button" href={ "/stores/disconnect?store=" (store.id) } { "Disconnect" span class="hid" { " " (store.name) } }
            }
        }
    }
}

fn disconnected(store: &Store) -> Markup {
    html! {
        li {
            bdi { (store.name) } " (" (store.shop.as_str()) ") "
            a href={ "/stores/connect?shop=" (store.shop.name()) } { "Connect again" span class="hid" { ": " (store.name) } }
        }
    }
}

fn one_attempt(attempt: &Attempt, now: i64) -> Markup {
    let outcome = Outcome::parse(&attempt.outcome);
    let (tone, word) = match outcome {
        Outcome::Connected => ("positive", "Connected"),
        Outcome::Open if attempt.expires > now => ("info", "Open"),
        Outcome::Open => ("info", "Not finished"),
        _ => ("critical", "Not connected"),
    };
    html! {
        li {
            p { (badge(tone, word)) " " (attempt.shop.as_str()) @if attempt.by_link { ", by link" } }
            @if !matches!(outcome, Outcome::Connected | Outcome::Open) { p { (words::outcome(outcome).what) } }
            @if let Some(detail) = &attempt.detail { p { "Not granted: " (detail) } }
            p class="ref" { "Reference " code { (attempt.attempt) } ", " (moment(attempt.ended.unwrap_or(attempt.created))) }
        }
    }
}

fn app_of<'a>(apps: &'a [AppRow], id: Option<&AppId>) -> Option<&'a AppRow> {
    apps.iter().find(|app| Some(&app.app) == id)
}
