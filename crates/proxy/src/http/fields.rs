//! `GET /api/settings/fields`: what an admin can choose from.

use super::asker::Asker;
use super::settings::{Which, own_inbox};
use crate::app::{App, locale_of};
use crate::auth::Role;
use crate::error::ApiError;
use crate::lookup;
use crate::text::{Text, Zone};
use axum::Json;
use axum::extract::{Query, State};
use context_card_wire::{FieldChoices, ProblemReply};

/// Every field, with the stores of the inbox that can't show it; and the metafields of each store, as its owner has
/// defined them by now. A store that can't be asked is there with the reason.
#[utoipa::path(get, path = "/api/settings/fields", params(Which), security(("session" = [])), responses(
    (status = 200, body = FieldChoices), (status = "4XX", body = ProblemReply), (status = "5XX", body = ProblemReply)))]
pub(crate) async fn read(
    State(app): State<App>,
    asker: Asker,
    Query(which): Query<Which>,
) -> Result<Json<FieldChoices>, ApiError> {
    asker.needs(Role::Admin)?;
    let session = &asker.session;
    let rows = match own_inbox(&app, session, which).await? {
        Some(inbox) => app.db.stores_of_inbox(&inbox).await?,
        None => app.db.stores(&session.tenant).await?,
    };
    let stores: Vec<_> = rows.into_iter().map(|row| app.keeper.open_store(row)).collect();
    let text = Text::of(&locale_of(session));
    let zone = session.timezone.as_deref().and_then(Zone::parse).unwrap_or_else(Zone::utc);
    Ok(Json(FieldChoices {
        fields: lookup::fields(&stores, &text, app.clock.now(), &zone),
        metafields: app.lookup.metafields(&stores, &text).await,
    }))
}
