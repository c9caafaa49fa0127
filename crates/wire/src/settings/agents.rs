//! Agents of hosts that sign nothing: who is signed in, and the one-time codes by which they sign in.
//!
//! `GET /api/settings/agents`, `POST …/codes` and `…/end` speak of these.

use super::inboxes::ShownSecret;
use crate::value::Moment;
use serde::{Deserialize, Serialize};

/// `GET /api/settings/agents?inbox=`: who is signed in to an inbox.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Agents {
    /// The agents, the newest first.
    pub agents: Vec<SignedIn>,
}

/// An agent who has signed in, in one browser.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct SignedIn {
    /// The sign-in, `g_…`.
    pub sign_in: String,
    /// Their name; where the provider gave none, what it knows them by.
    pub name: String,
    /// Since when.
    pub since: Moment,
    /// How.
    pub way: SignInWay,
}

/// How an agent signed in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum SignInWay {
    /// By a code that an admin made.
    Code,
    /// At the organisation's provider.
    Provider,
}

/// `POST /api/settings/agents/codes`: makes a code for one agent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct NewCodeRequest {
    /// The inbox.
    pub inbox: String,
    /// For whom: what they look up is recorded under this name.
    pub name: String,
}

/// A code to sign in. It is shown in this answer only.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct CodeMade {
    /// For whom it is.
    pub name: String,
    /// The code.
    pub code: ShownSecret,
    /// Seconds until it no longer holds.
    pub expires_in: u32,
}

/// `POST /api/settings/agents/end`: ends a sign-in, and its open cards at once. Answered with who is signed in then.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct EndSignInRequest {
    /// The inbox.
    pub inbox: String,
    /// The sign-in.
    pub sign_in: String,
}
