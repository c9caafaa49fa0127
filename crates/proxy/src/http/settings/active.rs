//! `PUT /api/settings/active`: an admin switches the card of an inbox on or off.

use super::admin::Admin;
use super::inbox_of;
use super::opened::name_of;
use crate::app::App;
use crate::db::{ChangeKind, Inbox};
use crate::error::ApiError;
use crate::http::body::Body;
use axum::Json;
use axum::extract::State;
use context_card_wire::ProblemReply;
use context_card_wire::settings::{ActiveRequest, InboxName};
use serde_json::json;

/// Switches the card of an inbox on or off. Open cards learn of it at once. A second time changes nothing.
#[utoipa::path(put, path = "/api/settings/active", request_body = ActiveRequest, security(("session" = [])), responses(
    (status = 200, body = InboxName), (status = "4XX", body = ProblemReply), (status = "5XX", body = ProblemReply)))]
pub(crate) async fn switch(
    State(app): State<App>,
    admin: Admin,
    Body(ActiveRequest { inbox, active }): Body<ActiveRequest>,
) -> Result<Json<InboxName>, ApiError> {
    let inbox = inbox_of(&app, &admin, &inbox).await?;
    let what = if active { ChangeKind::SwitchedOn } else { ChangeKind::SwitchedOff };
    let state = |active: bool| Some(json!({"active": active}));
    let entry = admin.new_change(&app, what, Some(&inbox.inbox), state(!active), state(active));
    if app.db.switch_inbox(&inbox, active, &entry).await? {
        tracing::info!(inbox = %inbox.inbox, active, "the card of an inbox was switched");
    }
    let own = app.db.inboxes_with_own_fields(&inbox.tenant).await?.contains(&inbox.inbox);
    Ok(Json(name_of(&Inbox { active, ..inbox }, own)))
}
