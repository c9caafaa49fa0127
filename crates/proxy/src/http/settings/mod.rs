//! `/settings`, `/embed/{inbox}/settings` and `/api/settings/…`: the settings panel, for admins and owners.
//!
//! | file | what lives there |
//! |---|---|
//! | `admin` | who is asking: an admin's session, or an owner's cookie |
//! | `page` | the page that starts the panel, by itself and in a host's frame |
//! | `opened` | what its first screen needs |
//! | `card` | the chosen fields |
//! | `fields` | what can be chosen |
//! | `tab` | the panel in a tab of its own |
//! | `trial` | an owner tries an inbox |
//! | `inboxes` | where the card is embedded |
//! | `provider` | where agents may sign in beside by code |
//! | `stores` | how stores are connected, how they are, and the apps |
//! | `agents` | who is signed in, and codes for it, where a host signs nothing |
//! | `changes` | who changed what |
//! | `active` | switching the card of an inbox on and off |
//! | `preview` | the card with fields that are not saved yet |

pub(crate) mod active;
pub(crate) mod admin;
pub(crate) mod agents;
pub(crate) mod card;
pub(crate) mod changes;
pub(crate) mod fields;
pub(crate) mod inboxes;
pub(crate) mod opened;
pub(crate) mod page;
pub(crate) mod preview;
pub(crate) mod provider;
pub(crate) mod stores;
pub(crate) mod tab;
pub(crate) mod trial;

use crate::app::App;
use crate::db::Inbox;
use crate::error::ApiError;
use crate::ids::InboxId;
use admin::Admin;
use axum::http::StatusCode;
use context_card_wire::Problem;
use serde::Deserialize;
use utoipa::IntoParams;

/// Which inbox the settings are for.
#[derive(Deserialize, IntoParams)]
pub(crate) struct Which {
    /// The inbox; without it, all of the tenant's that have no choice of their own.
    pub(super) inbox: Option<String>,
}

/// Refuses what breaks a rule, and names the field.
fn breaks_a_rule(admin: &Admin, field: &str, why: &str) -> ApiError {
    ApiError::bad_request(Some(field), why).with_status(StatusCode::UNPROCESSABLE_ENTITY).in_locale(&admin.locale)
}

/// The inbox that was named, if it is the tenant's. One of another tenant is as little there as one that never was.
async fn own_inbox(app: &App, admin: &Admin, which: Which) -> Result<Option<Inbox>, ApiError> {
    match which.inbox {
        Some(text) => inbox_of(app, admin, &text).await.map(Some),
        None => Ok(None),
    }
}

/// The tenant's inbox with this id.
async fn inbox_of(app: &App, admin: &Admin, id: &str) -> Result<Inbox, ApiError> {
    let not_found = || ApiError::from(Problem::NotFound).in_locale(&admin.locale);
    let id = InboxId::parse(id).ok_or_else(not_found)?;
    let inbox = app.db.inbox(&id).await?.filter(|inbox| inbox.tenant == admin.tenant.tenant);
    inbox.ok_or_else(not_found)
}
