//! What an admin chooses from: every field, and the metafields that the stores' owners have defined.
//!
//! `GET /api/settings/fields` sends them.

use crate::catalogue::{Group, Kind};
use crate::problem::Notice;
use crate::value::Field;
use serde::{Deserialize, Serialize};

/// `GET /api/settings/fields`: everything that can be shown.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct FieldChoices {
    /// The rows of the catalogue that can be chosen, in the catalogue's order.
    pub fields: Vec<FieldChoice>,
    /// The metafields, store by store.
    pub metafields: Vec<StoreMetafields>,
}

/// One field that can be chosen.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct FieldChoice {
    /// Its id, for a [`CardConfig`](crate::CardConfig).
    pub id: String,
    /// What it is a field of.
    pub group: Group,
    /// The same in the admin's language.
    pub group_label: String,
    /// Its name in the admin's language.
    pub label: String,
    /// What it is, in a sentence.
    pub help: String,
    /// How it is drawn.
    pub kind: Kind,
    /// The lists of a [`CardConfig`](crate::CardConfig) in which it may stand.
    pub lists: Vec<String>,
    /// The Shopify scope that it needs; none where it needs none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scope: Option<String>,
    /// Whether it is personal data, for which Shopify may ask the app to be approved.
    pub personal: bool,
    /// Whether it is shown wherever its thing is shown, chosen or not.
    pub always_shown: bool,
    /// The field as the card draws it, with invented values.
    pub example: Vec<Field>,
    /// The stores whose connection lacks the scope.
    pub missing: Vec<MissingScope>,
}

/// A store whose connection may not read a field.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct MissingScope {
    /// The store's name.
    pub store: String,
    /// The shop's domain.
    pub shop: String,
    /// What to do, in a sentence.
    pub grant: String,
}

/// The metafields of one store.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct StoreMetafields {
    /// The store's name.
    pub store: String,
    /// The shop's domain.
    pub shop: String,
    /// What its owner has defined.
    pub definitions: Vec<MetafieldChoice>,
    /// Whether there are more than these.
    pub more: bool,
    /// Why there is nothing, or not everything.
    pub notices: Vec<Notice>,
}

/// A metafield that can be chosen.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct MetafieldChoice {
    /// Its id, for a [`CardConfig`](crate::CardConfig).
    pub id: String,
    /// Whose it is: orders' or customers'.
    pub group: Group,
    /// Its name, as the store's owner wrote it.
    pub label: String,
    /// Its description, as the store's owner wrote it.
    pub help: String,
    /// Shopify's name of its type, for example `list.single_line_text_field`.
    #[serde(rename = "type")]
    pub of: String,
    /// How it is drawn; none where it can't be, since it only points to something else.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<Kind>,
    /// The lists of a [`CardConfig`](crate::CardConfig) in which it may stand.
    pub lists: Vec<String>,
    /// As the card draws one of its type, with an invented value; nothing where it can't be drawn.
    pub example: Vec<Field>,
}
