//! The routes: the shops' API, OAuth pages and pictures, and the sandbox's own switches.

mod authorize;
mod control;
mod graphql;
mod page;
mod pictures;
mod refusals;
mod token;

use std::sync::Arc;

use axum::Router;
use axum::routing::{get, post};

use crate::state::State;

/// All routes.
pub(crate) fn router(state: Arc<State>) -> Router {
    Router::new()
        .route("/{shop}/admin/api/{version}/graphql.json", post(graphql::answer))
        .route("/{shop}/admin/oauth/authorize", get(authorize::ask).post(authorize::answer))
        .route("/{shop}/admin/oauth/access_token", post(token::answer))
        .route("/{shop}/cdn/{picture}", get(pictures::picture))
        .route("/_sandbox/log", get(control::log).delete(control::clear_log))
        .route("/_sandbox/faults", post(control::fault).delete(control::clear_faults))
        .route("/_sandbox/hold", post(control::hold).delete(control::release))
        .route("/_sandbox/apps", post(control::oauth::add_app))
        .route("/_sandbox/install", post(control::oauth::install))
        .route("/_sandbox/uninstall", post(control::oauth::uninstall))
        .route("/_sandbox/scopes", post(control::oauth::scopes))
        .route("/_sandbox/tokens", post(control::oauth::tokens))
        .route("/_sandbox/points", post(control::oauth::points))
        .route(
            "/_sandbox/token-gates",
            get(control::oauth::gates).post(control::oauth::hold).delete(control::oauth::release),
        )
        .route("/_sandbox/webhooks", post(control::webhooks::send).put(control::webhooks::plain))
        .route("/_sandbox/changes", post(control::webhooks::change))
        .route("/_sandbox/clock", get(control::clock).post(control::advance))
        .fallback(refusals::not_found)
        .with_state(state)
}
