//! What a host that signs nothing says of a conversation: a hint, and no proof of anything.

use serde::{Deserialize, Serialize};

/// Whom a conversation is with, as an unsigned host says it. It is looked up only for an agent who has signed in, in an inbox
/// with the reach `search`; every identifier in it counts as unverified.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct HostHint {
    /// The conversation's id at the host.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub conversation: Option<String>,
    /// Where it comes from: `email`, `whatsapp`, `voice`, …
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub channel: Option<String>,
    /// Whom it is with: mostly one, none, or several to choose from.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub contacts: Vec<HintedContact>,
}

/// One person whom a conversation is with.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct HintedContact {
    /// Their name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Their e-mail addresses.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub emails: Vec<String>,
    /// Their phone numbers.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub phones: Vec<String>,
    /// Their accounts in social networks.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub social: Vec<HintedAccount>,
}

/// An account in a social network.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct HintedAccount {
    /// The network: `instagram`, …
    pub network: String,
    /// The id there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// The username there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub username: Option<String>,
}
