//! `inbox …`: what an inbox may be, and its keys.

use crate::auth::{Reach, Role};
use crate::host_kind::HostKind;
use crate::matching::Mode;
use clap::{Args, Subcommand, ValueEnum};
use context_card_wire::AddressSignature;
use std::path::PathBuf;

/// The hosts that frame a page of ours.
const WITH_PAGE: [(&str, &str); 9] = [
    ("host", "generic"),
    ("host", "chatwoot"),
    ("host", "front"),
    ("host", "livechat"),
    ("host", "helpscout"),
    ("host", "mcp"),
    ("host", "zendesk"),
    ("host", "signed-url"),
    ("host", "url"),
];

/// `inbox …`.
#[derive(Debug, Subcommand)]
pub enum InboxCommand {
    /// Add an inbox; prints its signing secret, once.
    Add(InboxAdd),
    /// Change what an inbox allows and shows. What is not named stays.
    Set(InboxSet),
    /// Add, rotate and revoke the keys that sign an inbox's host tokens.
    #[command(subcommand)]
    Key(KeyCommand),
}

/// `inbox add`.
#[derive(Debug, Args)]
pub struct InboxAdd {
    /// The tenant's id, `t_…`.
    #[arg(long, env = "CONTEXT_CARD_TENANT", value_name = "T")]
    pub tenant: String,
    /// The host's kind.
    #[arg(long, env = "CONTEXT_CARD_HOST", value_enum)]
    pub host: HostKind,
    /// An origin that may be around the card and that makes host tokens: `https://inbox.example`. May be given several times.
    /// Hosts that draw the card by themselves (intercom, gorgias, gladly) need none.
    #[arg(
        long = "origin",
        env = "CONTEXT_CARD_ORIGIN",
        value_name = "URL",
        value_delimiter = ',',
        required_if_eq_any(WITH_PAGE)
    )]
    pub origins: Vec<String>,
    /// What people call it; else, where it is embedded.
    #[arg(long, env = "CONTEXT_CARD_NAME", value_name = "NAME", default_value = "", hide_default_value = true)]
    pub name: String,
    /// The highest role that the inbox may vouch for.
    #[arg(long, env = "CONTEXT_CARD_MAX_ROLE", value_enum, default_value = "admin")]
    pub max_role: MaxRole,
    /// For a white label of Chatwoot: what its messages begin with, in place of `chatwoot`.
    #[arg(long, env = "CONTEXT_CARD_PREFIX", value_name = "PREFIX", default_value = "", hide_default_value = true)]
    pub prefix: String,
    /// For `signed-url`: how your backend signs the address. Without it, `hmac`.
    #[arg(long, env = "CONTEXT_CARD_SIGNATURE", value_enum)]
    pub signature: Option<SignatureArgument>,
    /// For an app of Intercom's: read its client secret, which Intercom signs with, from standard input.
    #[arg(long, env = "CONTEXT_CARD_SECRET_STDIN", value_parser = clap::builder::FalseyValueParser::new())]
    pub secret_stdin: bool,
}

/// `inbox set`.
#[derive(Debug, Args)]
pub struct InboxSet {
    /// The inbox's id, `i_…`.
    #[arg(long, env = "CONTEXT_CARD_INBOX", value_name = "I")]
    pub inbox: String,
    /// What its sessions may look for: only the contact, or also what the agent searches by hand.
    #[arg(long, env = "CONTEXT_CARD_REACH", value_enum)]
    pub reach: Option<ReachArgument>,
    /// Whether an e-mail or phone that the host has not verified may match. Does not switch on what is off.
    #[arg(long, env = "CONTEXT_CARD_UNVERIFIED", value_enum)]
    pub unverified: Option<YesNo>,
    /// Which e-mails may match: all, those that the host has verified, or none.
    #[arg(long, env = "CONTEXT_CARD_MATCH_EMAIL", value_enum)]
    pub match_email: Option<MatchArgument>,
    /// Which phones may match.
    #[arg(long, env = "CONTEXT_CARD_MATCH_PHONE", value_enum)]
    pub match_phone: Option<MatchArgument>,
    /// The language and formats where a host token names none: `de-DE`.
    #[arg(long, env = "CONTEXT_CARD_LOCALE", value_name = "L")]
    pub locale: Option<String>,
    /// The time zone where a host token names none: `Europe/Berlin`.
    #[arg(long, env = "CONTEXT_CARD_TIMEZONE", value_name = "Z")]
    pub timezone: Option<String>,
    /// What people call it.
    #[arg(long, env = "CONTEXT_CARD_NAME", value_name = "NAME")]
    pub name: Option<String>,
    /// Whether agents see the card there. Open cards learn of it at once.
    #[arg(long, env = "CONTEXT_CARD_ACTIVE", value_enum)]
    pub active: Option<YesNo>,
    /// For a white label of Chatwoot: what its messages begin with. Empty: `chatwoot`.
    #[arg(long, env = "CONTEXT_CARD_PREFIX", value_name = "PREFIX")]
    pub prefix: Option<String>,
    /// For `signed-url`: how your backend signs the address, from now on.
    #[arg(long, env = "CONTEXT_CARD_SIGNATURE", value_enum)]
    pub signature: Option<SignatureArgument>,
    /// For `generic`: whether your page may have the card without an iframe. Its scripts can read the card, then.
    #[arg(long, env = "CONTEXT_CARD_INLINE", value_enum)]
    pub inline: Option<YesNo>,
    /// The stores it shows, `s_…`; `all` for every one of the tenant's.
    #[arg(long, env = "CONTEXT_CARD_STORES", value_name = "S", value_delimiter = ',', num_args = 1..)]
    pub stores: Vec<String>,
}

/// `--reach`.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum ReachArgument {
    /// Only the contact of the conversation.
    Contact,
    /// Also what the agent looks for by hand.
    Search,
}

impl From<ReachArgument> for Reach {
    fn from(reach: ReachArgument) -> Self {
        match reach {
            ReachArgument::Contact => Self::Contact,
            ReachArgument::Search => Self::Search,
        }
    }
}

/// `--signature`.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum SignatureArgument {
    /// `v1.<kid>.<time>.<nonce>.<context>.<HMAC-SHA256>`.
    Hmac,
    /// A host token.
    Jwt,
}

impl SignatureArgument {
    /// As it is typed.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Hmac => "hmac",
            Self::Jwt => "jwt",
        }
    }
}

impl From<SignatureArgument> for AddressSignature {
    fn from(argument: SignatureArgument) -> Self {
        match argument {
            SignatureArgument::Hmac => Self::Hmac,
            SignatureArgument::Jwt => Self::Jwt,
        }
    }
}

/// `--match-email`, `--match-phone`.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum MatchArgument {
    /// Verified by the host or not.
    All,
    /// Only what the host has verified.
    Verified,
    /// None.
    Off,
}

impl From<MatchArgument> for Mode {
    fn from(argument: MatchArgument) -> Self {
        match argument {
            MatchArgument::All => Self::All,
            MatchArgument::Verified => Self::Verified,
            MatchArgument::Off => Self::Off,
        }
    }
}

/// `yes` or `no`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum YesNo {
    /// Yes.
    Yes,
    /// No.
    No,
}

/// The roles that an inbox may vouch for; no host token makes an owner.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum MaxRole {
    /// Agents only.
    Agent,
    /// Agents and admins.
    Admin,
}

impl From<MaxRole> for Role {
    fn from(role: MaxRole) -> Self {
        match role {
            MaxRole::Agent => Self::Agent,
            MaxRole::Admin => Self::Admin,
        }
    }
}

/// `inbox key …`.
#[derive(Debug, Subcommand)]
pub enum KeyCommand {
    /// Add a key: a new signing secret, printed once, or the host's own public key.
    Add(KeyAdd),
    /// Add a new signing secret beside the old one; both are accepted until the old one is revoked.
    Rotate {
        /// The inbox's id, `i_…`.
        #[arg(long, env = "CONTEXT_CARD_INBOX", value_name = "I")]
        inbox: String,
    },
    /// Revoke a key: its host tokens are refused and its sessions end at once.
    Revoke {
        /// The inbox's id, `i_…`.
        #[arg(long, env = "CONTEXT_CARD_INBOX", value_name = "I")]
        inbox: String,
        /// The key's id, `k_…`.
        #[arg(long, env = "CONTEXT_CARD_KEY", value_name = "K")]
        key: String,
    },
}

/// `inbox key add`.
#[derive(Debug, Args)]
pub struct KeyAdd {
    /// The inbox's id, `i_…`.
    #[arg(long, env = "CONTEXT_CARD_INBOX", value_name = "I")]
    pub inbox: String,
    /// A public key in a PEM file (RSA: RS256, P-256: ES256, Ed25519: `EdDSA`). Without it, a signing secret is made (HS256).
    #[arg(long, env = "CONTEXT_CARD_PUBLIC_KEY", value_name = "FILE")]
    pub public_key: Option<PathBuf>,
    /// For an app of Intercom's: read its client secret from standard input.
    #[arg(long, env = "CONTEXT_CARD_SECRET_STDIN", conflicts_with = "public_key", value_parser = clap::builder::FalseyValueParser::new())]
    pub secret_stdin: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_host_with_a_page_needs_an_origin_on_the_command_line() {
        for kind in HostKind::value_variants() {
            assert_eq!(WITH_PAGE.contains(&("host", kind.as_str())), kind.has_page(), "{kind:?}");
        }
    }
}
