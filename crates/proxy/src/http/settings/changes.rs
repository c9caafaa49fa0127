//! `GET /api/settings/changes`: who changed what, when.

use super::admin::Admin;
use super::{Which, breaks_a_rule, own_inbox};
use crate::app::App;
use crate::db::ChangeRow;
use crate::error::ApiError;
use crate::text::{Instant, Zone};
use axum::Json;
use axum::extract::{Query, State};
use context_card_wire::settings::{Change, Changes};
use context_card_wire::{CardConfig, ProblemReply};
use serde::Deserialize;
use utoipa::IntoParams;

/// So many changes make a page.
const PAGE: usize = 20;

/// Which changes.
#[derive(Deserialize, IntoParams)]
pub(crate) struct Asked {
    /// The inbox: its own changes and those of all inboxes. Without it, all of the tenant's.
    inbox: Option<String>,
    /// Only those before this one: the last `change` of the page before.
    before: Option<String>,
}

/// The newest changes first, twenty a page.
#[utoipa::path(get, path = "/api/settings/changes", params(Asked), security(("session" = [])), responses(
    (status = 200, body = Changes), (status = "4XX", body = ProblemReply), (status = "5XX", body = ProblemReply)))]
pub(crate) async fn read(
    State(app): State<App>,
    admin: Admin,
    Query(Asked { inbox, before }): Query<Asked>,
) -> Result<Json<Changes>, ApiError> {
    let wrong = |_| breaks_a_rule(&admin, "before", "it is no number of a change");
    let before = before.map(|text| text.parse::<i64>()).transpose().map_err(wrong)?;
    let inbox = own_inbox(&app, &admin, Which { inbox }).await?.map(|inbox| inbox.inbox);
    let tenant = &admin.tenant.tenant;
    let at_most = i64::try_from(PAGE + 1).unwrap_or(i64::MAX);
    let mut rows = app.db.changes(tenant, inbox.as_ref(), before, at_most).await?;
    let more = rows.len() > PAGE;
    rows.truncate(PAGE);
    let inboxes = app.db.inboxes(tenant).await?;
    let name_of = |row: &ChangeRow| {
        let found = inboxes.iter().find(|inbox| Some(&inbox.inbox) == row.inbox.as_ref());
        // One that is gone is told by its id.
        found
            .map(|inbox| super::opened::name_of(inbox, false).name)
            .or_else(|| row.inbox.as_ref().map(ToString::to_string))
    };
    let (text, now) = (admin.text(), Instant::of(app.clock.now()));
    let zone = admin.zone.clone().unwrap_or_else(Zone::utc);
    let changes = rows.iter().map(|row| Change {
        change: row.change.to_string(),
        at: text.moment(Instant::of_unix(row.at), now, &zone),
        by: text.who(&row.made_by, row.name.as_deref()),
        what: text.change(row),
        inbox: name_of(row),
        config: row.is_of_fields().then(|| config_of(row)).flatten(),
    });
    Ok(Json(Changes { changes: changes.collect(), more }))
}

fn config_of(row: &ChangeRow) -> Option<CardConfig> {
    serde_json::from_value(row.after.clone()?).ok()
}
