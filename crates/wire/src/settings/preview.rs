//! The card as agents would see it with fields that are not saved yet.

use crate::card::Card;
use crate::config::CardConfig;
use crate::order::OrderDetails;
use serde::{Deserialize, Serialize};

/// `POST /api/settings/preview`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct PreviewRequest {
    /// The chosen fields. They have to keep the rules, as when they are saved.
    pub config: CardConfig,
    /// The inbox whose stores are asked, where a real contact is wanted; without it, all of the tenant's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub inbox: Option<String>,
    /// Whose card it is to be; without it, an invented customer's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub whose: Option<PreviewOf>,
    /// The order whose details are wanted, one of those on the card; without it, the first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub order: Option<PreviewOrder>,
}

/// An order of a preview. By its name: an owner's handles hold for one answer only.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct PreviewOrder {
    /// The shop's domain, as on the card.
    pub shop: String,
    /// The order's name: `#1042`.
    pub name: String,
}

/// Whose card the preview is to be.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum PreviewOf {
    /// The contact of the conversation that is open in the helpdesk around the panel.
    Conversation,
    /// Whoever has this e-mail: for owners, and for admins of an inbox that may search. It is recorded as a search.
    Email(String),
}

/// The preview.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Preview {
    /// The card.
    pub card: Card,
    /// The details of the order that was asked for, else of the first; none where there is no such order.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub order: Option<OrderDetails>,
}
