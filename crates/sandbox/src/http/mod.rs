//! The routes: the shops' API and pictures, and the sandbox's own switches.
//!
//! A shop's pages for OAuth and its webhooks will stand beside `graphql`, one file each.

mod control;
mod graphql;
mod pictures;
mod refusals;

use std::sync::Arc;

use axum::Router;
use axum::routing::{get, post};

use crate::state::State;

/// All routes.
pub(crate) fn router(state: Arc<State>) -> Router {
    Router::new()
        .route("/{shop}/admin/api/{version}/graphql.json", post(graphql::answer))
        .route("/{shop}/cdn/{picture}", get(pictures::picture))
        .route("/_sandbox/log", get(control::log).delete(control::clear_log))
        .route("/_sandbox/faults", post(control::fault).delete(control::clear_faults))
        .route("/_sandbox/hold", post(control::hold).delete(control::release))
        .route("/_sandbox/clock", get(control::clock).post(control::advance))
        .fallback(refusals::not_found)
        .with_state(state)
}
