//! What an owner does with a store: test it, disconnect it.

use super::store_of;
use crate::app::App;
use crate::connect::Outcome;
use crate::db::Failure;
use crate::error::reference;
use crate::http::pages::{Asked, Owner, Page, PageError, Sent, go};
use crate::shopify::probe_store;
use crate::store::Store;
use axum::extract::State;
use axum::response::{IntoResponse as _, Response};
use maud::html;
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

/// Which store.
#[derive(Deserialize, IntoParams, ToSchema)]
#[into_params(parameter_in = Query)]
pub(crate) struct Which {
    /// Its id.
    store: String,
}

/// Asks a store whether its connection works, and keeps what it says.
#[utoipa::path(post, path = "/stores/test", request_body(content = Which, content_type = "application/x-www-form-urlencoded"),
    responses((status = 303), (status = "4XX", body = String, content_type = "text/html")))]
pub(crate) async fn test(
    State(app): State<App>,
    owner: Owner,
    Sent(which): Sent<Which>,
) -> Result<Response, PageError> {
    let row = store_of(&app, &owner.tenant.tenant, &which.store).await?;
    let open = app.keeper.open_store(row.clone());
    match probe_store(&app.client, &open).await {
        Ok(found) => {
            let Store { id, tenant, shop, .. } = row.store.clone();
            app.db.keep_probe(&found.store(id, tenant, shop)).await?;
        }
        // The keeper has noted that.
        Err(error) if error.needs_reconnect() => {}
        Err(error) => {
            let code = Outcome::from(&error).code().to_owned();
            let failure = Failure { code, at: app.clock.unix(), reference: reference() };
            tracing::info!(reference = failure.reference, store = %row.store.id, code = failure.code, "a test failed");
            let (store, connection) = (&row.store, &row.connection);
            app.db
                .note_connection(&store.tenant, &store.id, connection.version, connection.state, Some(&failure))
                .await?;
        }
    }
    Ok(go(&format!("/stores?done=tested#{}", row.store.id), Vec::new()))
}

/// Asks before disconnecting.
#[utoipa::path(get, path = "/stores/disconnect", params(Which), responses(
    (status = 200, body = String, content_type = "text/html"), (status = "4XX", body = String, content_type = "text/html")))]
pub(crate) async fn confirm(
    State(app): State<App>,
    owner: Owner,
    Asked(which): Asked<Which>,
) -> Result<Response, PageError> {
    let row = store_of(&app, &owner.tenant.tenant, &which.store).await?;
    let body = html! {
        h1 { "Disconnect " bdi { (row.store.name) } "?" }
        p { "From that moment:" }
        ul {
            li { "agents of " bdi { (owner.tenant.name) } " see nothing of " (row.store.shop.as_str()) " any more," }
            li { "nothing is asked from the shop, and what is under way is cancelled," }
            li { "its access and all answers kept for a moment are forgotten here." }
        }
        p { "Settings, links that agents made, and the record of who looked at whom stay: when you connect the shop again, they are there." }
        p { "The app stays installed in Shopify. To end its access there too, uninstall it in the shop's admin." }
        form method="post" action="/stores/disconnect" class="actions" {
            input type="hidden" name="store" value=(row.store.id);
            button class="button danger" { "Disconnect" }
            a class="button" href="/stores" { "Cancel" }
        }
    };
    Ok(Page::new(format!("Disconnect {}?", row.store.name), body).into_response())
}

/// Disconnects.
#[utoipa::path(post, path = "/stores/disconnect", request_body(content = Which, content_type = "application/x-www-form-urlencoded"),
    responses((status = 303), (status = "4XX", body = String, content_type = "text/html")))]
pub(crate) async fn disconnect(
    State(app): State<App>,
    owner: Owner,
    Sent(which): Sent<Which>,
) -> Result<Response, PageError> {
    let row = store_of(&app, &owner.tenant.tenant, &which.store).await?;
    app.db.disconnect(&row.store.tenant, &row.store.id).await?;
    tracing::info!(store = %row.store.id, owner = owner.owner, "an owner disconnected a store");
    Ok(go("/stores?done=disconnected", Vec::new()))
}
