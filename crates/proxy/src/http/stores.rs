//! `/stores`: where the owners' page was before it became a screen of the settings panel.

use super::pages::go;
use axum::response::Response;

/// Leads to the settings panel.
#[utoipa::path(get, path = "/stores", responses((status = 303)))]
pub(crate) async fn page() -> Response {
    go("/settings#stores", Vec::new())
}
