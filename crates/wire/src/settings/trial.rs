//! A trial of an inbox: the panel plays its host, and each step of the handshake is told.
//!
//! `POST /api/settings/inboxes/trial` checks the host token; the rest happens in the panel.

use crate::value::Tone;
use serde::{Deserialize, Serialize};
use std::fmt;

/// `POST /api/settings/inboxes/trial`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct TrialRequest {
    /// The inbox.
    pub inbox: String,
    /// The nonce of the card's hello, where a card has said it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub nonce: Option<String>,
    /// Where the host token comes from.
    pub proof: TrialProof,
}

/// Where the host token of a trial comes from.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum TrialProof {
    /// It is made and signed here, for a conversation with this e-mail. The access record keeps it as a search.
    Email(String),
    /// The host's own backend made it. It is looked at, and not used up.
    Token(String),
}

impl fmt::Debug for TrialProof {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Email(_) => "Email(…)",
            Self::Token(_) => "Token(…)",
        })
    }
}

/// What came of a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum TrialState {
    /// As it should be.
    Passed,
    /// Not as it should be; the card is not shown for it.
    Failed,
    /// Worth a look, and no hindrance.
    Noted,
    /// Not looked at, since a step before it failed, or since there is nothing to look at.
    Skipped,
}

/// One step of the check of a host token.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct TrialStep {
    /// Its stable name: `signature`.
    pub step: String,
    /// What came of it.
    pub state: TrialState,
    /// Its name in the reader's language.
    pub label: String,
    /// What was found, and where it failed, what to do.
    pub why: String,
}

/// What is set so that the card can't work, or not everywhere.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct TrialRemark {
    /// How bad it is.
    pub tone: Tone,
    /// In a sentence.
    pub text: String,
}

/// What came of a trial's host token.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct TrialReply {
    /// The steps, in the order in which they are checked. None where a ticket stands in place of a host token.
    pub steps: Vec<TrialStep>,
    /// What is set so that the card can't work.
    pub remarks: Vec<TrialRemark>,
    /// Whether the card would accept it.
    pub accepted: bool,
    /// The host token that was made here; it holds for a minute, once.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub token: Option<String>,
    /// Where nothing can be signed here: the address of the card with a ticket in place of a host token.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Option<String>,
}

impl fmt::Debug for TrialReply {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TrialReply").field("accepted", &self.accepted).finish_non_exhaustive()
    }
}

/// `POST /api/settings/tab`: an address that opens the same panel once, outside of the host's frame.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct TabReply {
    /// The address. It holds for a minute, once.
    pub url: String,
}

impl fmt::Debug for TabReply {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TabReply(…)")
    }
}
