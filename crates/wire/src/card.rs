//! What the agent sees when a conversation is open: one section for each store.

use crate::answer::Answer;
use crate::handle::Handle;
use crate::matched::Match;
use crate::order::OrderPage;
use crate::problem::Notice;
use crate::value::Field;
use serde::{Deserialize, Serialize};

/// The card.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Card {
    /// Who the conversation is with, as the host says: a name, else an identifier. Shown where no store knows them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contact: Option<String>,
    /// Where the conversation has several contacts: who they are, in the host's order. Empty where it has one.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub people: Vec<String>,
    /// Which of `people` this card is of. None where the agent must choose first; then there is no section.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub person: Option<u32>,
    /// One section for each store, the one that the conversation is about first.
    pub stores: Vec<StoreCard>,
    /// Why there is no section at all: no store is connected, or the conversation names nobody.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub notice: Option<Notice>,
    /// What was not looked up yet, as a button: `Look up 3 more addresses`. The next request with `all` does it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rest: Option<String>,
    /// Whether the agent may search (`POST /api/search`).
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub search: bool,
    /// Searches that the conversation suggests. Nothing was looked up for them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub hints: Vec<Hint>,
}

/// A search that the conversation suggests: an order number that it names, a username.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Hint {
    /// The button: `Search for order 1042`.
    pub text: String,
    /// What is searched for.
    pub query: String,
}

/// One store's section.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct StoreCard {
    /// The store's name, for example `Acme UK`.
    pub name: String,
    /// Its Shopify domain, for example `acme-uk.myshopify.com`.
    pub shop: String,
    /// When Shopify answered, Unix milliseconds. The card shows the age.
    pub as_of: f64,
    /// Who was found.
    pub found: Found,
    /// What is not shown in this section, and why: a missing scope, data that Shopify holds back.
    #[serde(default)]
    pub notices: Vec<Notice>,
}

/// Who a store found for a contact. "Nothing" and "failed" never look alike.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Found {
    /// One customer, or one guest.
    Customer(Box<CustomerCard>),
    /// Several: the agent chooses, it is never the first.
    Several(Vec<CustomerCard>),
    /// Shopify answered, and nobody matches.
    Nothing(Notice),
    /// Shopify could not be asked, or did not answer.
    Failed(Notice),
}

/// One customer, as the card shows them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct CustomerCard {
    /// Opens more of their orders and their history, and links them. None only where it can't be made.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub handle: Option<Handle>,
    /// Their name, as the store has it.
    pub name: String,
    /// `Guest`, where the orders were placed without an account.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub guest: Option<String>,
    /// Their tags.
    #[serde(default)]
    pub tags: Vec<String>,
    /// Why this is the customer.
    pub matched: Match,
    /// Whether they are linked to the contact, or can be.
    #[serde(default)]
    pub linking: Linking,
    /// `£1,284.50 spent · 14 orders · since 2021`, in parts that never wrap inside.
    pub figures: Vec<String>,
    /// The customer in Shopify's admin.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// The answer to "where is my order?"; none where there is no order.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answer: Option<Answer>,
    /// Their newest orders.
    pub orders: OrderPage,
    /// The customer's details: the chosen fields.
    pub details: Vec<Field>,
}

/// Whether a customer is linked to the contact by hand.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Linking {
    /// No, and there is nothing to offer: a guest, or a contact that can't be told apart from others.
    #[default]
    No,
    /// No; the agent may link them.
    Offer,
    /// Yes; the agent may unlink them.
    Linked,
}
