//! `GET /api/settings/fields`: what an admin can choose from.

use super::admin::Admin;
use super::{Which, own_inbox};
use crate::app::App;
use crate::error::ApiError;
use crate::lookup;
use crate::text::Zone;
use axum::Json;
use axum::extract::{Query, State};
use context_card_wire::{FieldChoices, ProblemReply};

/// Every field, with the stores of the inbox that can't show it; and the metafields of each store, as its owner has
/// defined them by now. A store that can't be asked is there with the reason.
#[utoipa::path(get, path = "/api/settings/fields", params(Which), security(("session" = [])), responses(
    (status = 200, body = FieldChoices), (status = "4XX", body = ProblemReply), (status = "5XX", body = ProblemReply)))]
pub(crate) async fn read(
    State(app): State<App>,
    admin: Admin,
    Query(which): Query<Which>,
) -> Result<Json<FieldChoices>, ApiError> {
    let rows = match own_inbox(&app, &admin, which).await? {
        Some(inbox) => app.db.stores_of_inbox(&inbox).await?,
        None => app.db.stores(&admin.tenant.tenant).await?,
    };
    let stores: Vec<_> = rows.into_iter().map(|row| app.keeper.open_store(row)).collect();
    let text = admin.text();
    let zone = admin.zone.clone().unwrap_or_else(Zone::utc);
    let (now, metafields) = (app.clock.now(), app.lookup.metafields(&stores, &text).await);
    Ok(Json(FieldChoices {
        fields: lookup::fields(&stores, &text, now, &zone),
        metafields: lookup::with_examples(metafields, &text, now, &zone),
    }))
}
