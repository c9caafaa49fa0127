//! Why a contact is this customer.

use serde::{Deserialize, Serialize};

/// Why a contact is this customer, and how sure that is. It stands on the card.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Match {
    /// What was compared.
    pub by: MatchedBy,
    /// How sure it is.
    pub grade: Grade,
    /// The e-mail or phone that was compared, as the store has it. It can be copied.
    pub value: String,
    /// The sentence for the agent, for example `matched by e-mail`.
    pub text: String,
}

/// What was compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum MatchedBy {
    /// The exact e-mail address.
    Email,
    /// The exact phone number.
    Phone,
    /// An order number that the conversation names, whose own e-mail or phone is the contact's.
    OrderNumber,
    /// A link that an agent made by hand.
    Link,
    /// The agent looked for them; nothing says that they are the contact.
    Search,
}

/// How sure a match is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Grade {
    /// Exact, and the inbox vouches for the identifier.
    Verified,
    /// Exact, but nobody vouches for the identifier: the sender may have made it up.
    Unverified,
}
