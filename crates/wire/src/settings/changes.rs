//! Who changed what, when; and going back.

use crate::config::CardConfig;
use crate::value::Moment;
use serde::{Deserialize, Serialize};

/// `GET /api/settings/changes?inbox=&before=`: the newest changes first.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Changes {
    /// The changes.
    pub changes: Vec<Change>,
    /// Whether there are older ones: ask again with `before` the last one's `change`.
    pub more: bool,
}

/// One change of the settings.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Change {
    /// Its number; later ones have higher ones. (As text: no number is too large for a browser.)
    pub change: String,
    /// When.
    pub at: Moment,
    /// Who: the name where one is known, else the id.
    pub by: String,
    /// What was done, in a sentence: `Added Note to the order details`.
    pub what: String,
    /// The inbox's name, where the change is of one inbox.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub inbox: Option<String>,
    /// The fields that held from then on, where the change is of fields: to look at, and to go back to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub config: Option<CardConfig>,
}

/// `PUT /api/settings/active`: switches the card of an inbox on or off. Answered with its
/// [`InboxName`](super::InboxName).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct ActiveRequest {
    /// The inbox.
    pub inbox: String,
    /// Whether agents shall see the card there.
    pub active: bool,
}
