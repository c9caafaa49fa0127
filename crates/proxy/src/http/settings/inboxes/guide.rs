//! `GET /api/settings/inboxes/guide`: the steps by which the card gets into an inbox's host, with texts to be copied. No
//! secret stands in them.

use super::hosts::{Host, Site};
use crate::app::App;
use crate::error::ApiError;
use crate::http::settings::admin::Admin;
use crate::http::settings::{Which, own_inbox};
use axum::Json;
use axum::extract::{Query, State};
use context_card_wire::settings::Guide;
use context_card_wire::{Problem, ProblemReply};

/// The steps for one inbox, in the reader's language.
#[utoipa::path(get, path = "/api/settings/inboxes/guide", params(Which), security(("session" = [])), responses(
    (status = 200, body = Guide), (status = "4XX", body = ProblemReply), (status = "5XX", body = ProblemReply)))]
pub(crate) async fn read(
    State(app): State<App>,
    admin: Admin,
    Query(which): Query<Which>,
) -> Result<Json<Guide>, ApiError> {
    let not_found = || ApiError::from(Problem::NotFound).in_locale(&admin.locale);
    let inbox = own_inbox(&app, &admin, which).await?.ok_or_else(not_found)?;
    let keys = app.db.keys(&inbox.tenant).await?;
    let newest = keys.iter().find(|key| key.inbox == inbox.inbox && key.revoked.is_none());
    let card = app.public_url.to_string();
    let site = Site {
        card: &card,
        inbox: inbox.inbox.as_str(),
        origin: inbox.origins.first().map(String::as_str).unwrap_or_default(),
        key: newest.map(|key| (&key.key, key.algorithm)),
        max_role: inbox.max_role,
        signature: inbox.options.signature,
    };
    Ok(Json(Guide { steps: (Host::of(inbox.host).guide)(&site, admin.text().settings()) }))
}
