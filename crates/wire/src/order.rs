//! Orders: a row of the list, the list, and one order's details.

use crate::handle::{Cursor, Handle};
use crate::problem::Notice;
use crate::value::{Field, Moment, Picture, Tone};
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
    /// What happened to it, oldest first: placed, paid, each parcel, delivered, refunded, cancelled.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub timeline: Vec<Step>,
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
    /// Opens its product (`POST /api/product`); none where the product is gone, or products may not be read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub product: Option<Handle>,
    /// The chosen line-item fields beside these.
    pub fields: Vec<Field>,
}

/// One thing that happened to an order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Step {
    /// What: `Parcel 1 of 2 shipped with DHL`, `£36.00 refunded`.
    pub text: String,
    /// When.
    pub at: Moment,
    /// How it feels; the icon follows from it.
    pub tone: Tone,
}

/// A line item's product, opened.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct ProductDetails {
    /// The product's title.
    pub title: String,
    /// The product in Shopify's admin.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// Its picture.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub picture: Option<Picture>,
    /// When Shopify answered, Unix milliseconds.
    pub as_of: f64,
    /// Variant, vendor, type, stock, price, status, the page in the shop.
    pub fields: Vec<Field>,
    /// What is not shown, and why.
    #[serde(default)]
    pub notices: Vec<Notice>,
}

/// A customer's orders over time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct History {
    /// What it counts: `Orders by month`.
    pub title: String,
    /// The periods without a gap, oldest first; at most 24. Empty where there is no order.
    pub bars: Vec<Bar>,
    /// What it does not count: `The newest 250 orders`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// One period of a [`History`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Bar {
    /// The period: `Mar 2026`.
    pub label: String,
    /// How many orders: the bar's length.
    pub count: u32,
    /// In words: `3 orders, £120.00`.
    pub text: String,
}
