//! `/stores`: where the owners' page was before it became a screen of the settings panel.

use super::pages::go;
use crate::app::App;
use axum::extract::State;
use axum::response::Response;

/// Leads to the settings panel.
#[utoipa::path(get, path = "/stores", responses((status = 303)))]
pub(crate) async fn page(State(app): State<App>) -> Response {
    go(&app.public_url.path("/settings#stores"), Vec::new())
}
