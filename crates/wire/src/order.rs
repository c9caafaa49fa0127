//! Orders: a row of the list, the list, and one order's details.

use crate::handle::{Cursor, Handle};
use crate::problem::Notice;
use crate::value::{Field, Picture};
use serde::{Deserialize, Serialize};

/// One order in the list.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct OrderRow {
    /// Opens the details.
    pub handle: Handle,
    /// Shopify's name of the order, for example `#1042`.
    pub name: String,
    /// The order card: one to three chosen fields, in the chosen order. A chosen field that is empty is left out.
    pub fields: Vec<Field>,
}

/// Some orders, newest first.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct OrderPage {
    /// The orders.
    pub rows: Vec<OrderRow>,
    /// Where the next page begins; none after the last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<Cursor>,
    /// How many there are, in words: `14 orders`, `14 orders, 3 visible`.
    pub count: String,
    /// Why fewer are visible than there are.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hidden: Option<Notice>,
}

/// One order, opened.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct OrderDetails {
    /// The order.
    pub handle: Handle,
    /// Shopify's name of the order.
    pub name: String,
    /// The order in Shopify's admin.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// When Shopify answered, Unix milliseconds.
    pub as_of: f64,
    /// The chosen fields of the order, in the chosen order.
    pub fields: Vec<Field>,
    /// Its parcels; empty where no fulfillment field is chosen.
    pub parcels: Vec<Parcel>,
    /// Its line items; empty where no line-item field is chosen.
    pub items: Vec<LineItem>,
    /// `3 more items`, where not all line items are here.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub more_items: Option<String>,
    /// What is not shown, and why.
    #[serde(default)]
    pub notices: Vec<Notice>,
}

/// One parcel (Shopify's fulfillment).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Parcel {
    /// `Parcel 1 of 2`.
    pub title: String,
    /// The chosen fulfillment fields.
    pub fields: Vec<Field>,
}

/// One line item. Title, quantity and picture are always there; they say which line it is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct LineItem {
    /// Title and variant as they were sold: `Wool scarf · Blue`.
    pub title: String,
    /// `2 ×`.
    pub quantity: String,
    /// Its picture; none where the product has none or is gone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub picture: Option<Picture>,
    /// The chosen line-item fields beside these.
    pub fields: Vec<Field>,
}
