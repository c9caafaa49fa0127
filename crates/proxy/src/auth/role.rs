//! Roles, and what a session may look for.

use serde::{Deserialize, Serialize};

/// What an agent may do. Later ones may do all that earlier ones may.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Reads and acts in the card.
    Agent,
    /// Chooses its fields too.
    Admin,
    /// Connects stores too. No host token makes an owner.
    Owner,
}

impl Role {
    /// Its name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Agent => "agent",
            Self::Admin => "admin",
            Self::Owner => "owner",
        }
    }

    /// Reads a name.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        [Self::Agent, Self::Admin, Self::Owner].into_iter().find(|role| role.as_str() == text)
    }

    /// What a host token's claim comes to where the inbox may vouch for `highest`: lowered to that; a missing or
    /// unknown role is an agent.
    #[must_use]
    pub fn granted(claim: Option<&str>, highest: Self) -> Self {
        claim.and_then(Self::parse).unwrap_or(Self::Agent).min(highest)
    }
}

/// What a session may look for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reach {
    /// Only the host token's identifiers, and what is linked to that contact.
    Contact,
    /// Also what the agent looks for by hand.
    Search,
}

impl Reach {
    /// Its name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Contact => "contact",
            Self::Search => "search",
        }
    }

    /// Reads a name.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        [Self::Contact, Self::Search].into_iter().find(|reach| reach.as_str() == text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_claim_is_never_raised() {
        for (claim, highest, granted) in [
            (Some("admin"), Role::Admin, Role::Admin),
            (Some("admin"), Role::Agent, Role::Agent),
            (Some("owner"), Role::Admin, Role::Admin),
            (Some("owner"), Role::Agent, Role::Agent),
            (Some("agent"), Role::Admin, Role::Agent),
            (Some("Admin"), Role::Admin, Role::Agent),
            (Some("supervisor"), Role::Admin, Role::Agent),
            (None, Role::Admin, Role::Agent),
        ] {
            assert_eq!(Role::granted(claim, highest), granted, "{claim:?} {highest:?}");
        }
    }
}
