//! Values as they are shown: each carries its raw form and its display text, in the agent's locale and time zone.

use serde::{Deserialize, Serialize};

/// One configured field of a customer, an order, a parcel or a line item, with its value. Empty fields are not sent.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Field {
    /// Its id in the [catalogue](crate::catalogue), for example `order.total`.
    pub id: String,
    /// Its name in the agent's language.
    pub label: String,
    /// What to draw.
    pub value: Value,
}

/// The seven kinds of value, and the one that says why a value is missing.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Value {
    /// Plain text, perhaps of several lines. Never HTML.
    Text(String),
    /// An amount.
    Money(Money),
    /// A point in time.
    Date(Moment),
    /// A status.
    Badge(Badge),
    /// A link that opens a new tab.
    Link(Link),
    /// A picture.
    Image(Picture),
    /// Several short texts: tags, discount codes, the lines of an address.
    List(Vec<String>),
    /// A named blank: the field is chosen, but can't be shown, and this is why.
    Blank(String),
}

/// An amount of money.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Money {
    /// The amount as Shopify gave it, for example `1284.5`.
    pub amount: String,
    /// ISO 4217 code.
    pub currency: String,
    /// For people, for example `£1,284.50`.
    pub text: String,
    /// What the buyer saw, where that was another currency: `CHF 120.00`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub presentment: Option<String>,
}

/// A point in time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Moment {
    /// RFC 3339, in UTC.
    pub at: String,
    /// For people, for example `4 days ago`.
    pub text: String,
    /// The exact date and time in the agent's time zone, for hover and focus.
    pub exact: String,
}

/// A status: word and tone, never colour alone. The icon follows from the tone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Badge {
    /// Shopify's own code, for example `IN_TRANSIT`; one that is not known yet is passed on as it is.
    pub code: String,
    /// The word for people.
    pub text: String,
    /// How it feels.
    pub tone: Tone,
}

/// The four tones, and none.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Tone {
    /// Done, as it should be.
    Positive,
    /// Needs a look.
    Caution,
    /// Went wrong.
    Critical,
    /// On its way.
    Info,
    /// Nothing to feel about it.
    #[default]
    Neutral,
}

/// A link. The proxy lets only `https:` (and, for its own sandbox, `http:`) addresses through.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Link {
    /// What is clicked.
    pub text: String,
    /// Where it leads; always a new tab.
    pub url: String,
}

/// A picture, drawn 40 by 40 pixels.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Picture {
    /// Its address.
    pub url: String,
    /// What it shows; empty where the text beside it says the same.
    pub alt: String,
}
