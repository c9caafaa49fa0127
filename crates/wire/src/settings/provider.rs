//! The organisation's OpenID Connect provider, where agents of hosts that sign nothing may sign in.
//!
//! `GET|PUT|DELETE /api/settings/provider` speak of these.

use serde::{Deserialize, Serialize};
use std::fmt;

/// `GET /api/settings/provider`, and the answer to what changes it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct ProviderOpened {
    /// The provider; none where there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub provider: Option<ProviderSet>,
    /// Whether a client secret is kept. It is never shown.
    pub has_secret: bool,
    /// What has to be entered at the provider as the redirect address.
    pub redirect_url: String,
}

/// What is set of a provider.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct ProviderSet {
    /// What agents call it: `Sign in with {label}`.
    pub label: String,
    /// Its issuer, as its discovery document has it: `https://…`.
    pub issuer: String,
    /// What it knows us by.
    pub client_id: String,
    /// The domains of e-mail addresses with which somebody may sign in.
    #[serde(default)]
    pub domains: Vec<String>,
    /// The name of the claim with somebody's groups; empty where groups don't matter.
    #[serde(default)]
    pub claim: String,
    /// The groups with which somebody may sign in.
    #[serde(default)]
    pub groups: Vec<String>,
}

/// `PUT /api/settings/provider`. Without `Debug`: it holds the secret.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct ProviderRequest {
    /// What is to hold.
    pub set: ProviderSet,
    /// What becomes of the client secret.
    pub secret: ProviderSecret,
}

/// What becomes of a provider's client secret.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum ProviderSecret {
    /// It stays, where issuer and client stay.
    Keep,
    /// There is none: a public client.
    None,
    /// This one, from now on.
    New(String),
}

impl fmt::Debug for ProviderSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Keep => "Keep",
            Self::None => "None",
            Self::New(_) => "New(…)",
        })
    }
}
