//! Where the card is embedded: what an inbox allows, the keys that sign for it, and how it is built in.
//!
//! `GET|POST|PUT /api/settings/inboxes`, `…/keys`, `…/keys/revoke` and `…/guide` speak of these.

use crate::page::AddressSignature;
use crate::problem::Notice;
use crate::value::Moment;
use serde::{Deserialize, Serialize};
use std::fmt;

/// The highest role that an inbox may vouch for. No host token makes an owner.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum HighestRole {
    /// Agents only.
    Agent,
    /// Agents and admins.
    #[default]
    Admin,
}

/// What agents may look for in an inbox.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum InboxReach {
    /// Only the customer who is writing.
    #[default]
    Contact,
    /// Also whom they look for by hand; each search is recorded.
    Search,
}

/// Which e-mails, or which phones, may find a customer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum MatchBy {
    /// All of them.
    #[default]
    All,
    /// Those that the host has verified.
    Verified,
    /// None.
    Off,
}

/// `GET /api/settings/inboxes`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Inboxes {
    /// The inboxes, in the order in which they were added.
    pub inboxes: Vec<InboxSettings>,
    /// The stores that are connected.
    pub stores: Vec<StoreName>,
    /// The kinds of host there are.
    pub hosts: Vec<HostChoice>,
}

/// A connected store by name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct StoreName {
    /// Its id, `s_…`.
    pub store: String,
    /// Its name.
    pub name: String,
    /// The shop's domain.
    pub shop: String,
}

/// A kind of host.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct HostChoice {
    /// Its name, for [`NewInboxRequest::host`].
    pub host: String,
    /// Its name for people.
    pub label: String,
    /// Whom it is for, in a sentence.
    pub help: String,
    /// What to give as origins, in a sentence.
    pub origins: String,
    /// An example of an origin.
    pub example: String,
    /// Whether its messages begin with a name that white labels change: [`InboxSet::prefix`].
    #[serde(default)]
    pub prefix: bool,
    /// Whether its backend signs the frame's address, in one of several ways: [`InboxSet::signature`].
    #[serde(default)]
    pub signature: bool,
    /// Whether its pages may have the card without an iframe: [`InboxSet::inline`].
    #[serde(default)]
    pub inline: bool,
}

/// One inbox with all that can be set of it. No secrets.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct InboxSettings {
    /// Its id, `i_…`.
    pub inbox: String,
    /// What people call it; where it has no name, where it is embedded.
    pub shown: String,
    /// Its host kind.
    pub host: String,
    /// The same for people.
    pub host_label: String,
    /// Whether agents see the card there.
    pub active: bool,
    /// Whether it has a choice of fields of its own.
    pub own_fields: bool,
    /// Whether its agents sign in by themselves, since the host signs nothing.
    pub sign_in: bool,
    /// What its host signs with.
    #[serde(default)]
    pub signs_with: SignsWith,
    /// What can be set.
    pub set: InboxSet,
    /// Stands for what is set by now; sent back with a change, so that nobody overwrites what they have not seen.
    pub version: String,
    /// The keys that sign its host tokens, newest first; revoked ones after those that hold.
    pub keys: Vec<KeySettings>,
    /// The card's address.
    pub card_url: String,
    /// The settings panel's address, for admins.
    pub settings_url: String,
}

/// What a host signs with, and so which keys its inbox has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum SignsWith {
    /// A secret of ours, or a private key of its own, whose public key we are told.
    #[default]
    SecretOrKey,
    /// A secret of ours.
    OurSecret,
    /// A secret of its own, which we are told.
    ItsSecret,
    /// A private key of its own, whose public key we are told.
    ItsKey,
    /// Nothing: it has no keys, and its agents sign in by themselves.
    Nothing,
}

impl SignsWith {
    /// Whether the host is given a secret of ours.
    #[must_use]
    pub const fn takes_ours(self) -> bool {
        matches!(self, Self::SecretOrKey | Self::OurSecret)
    }
}

/// What can be set of an inbox.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct InboxSet {
    /// What people call it; empty where nobody has named it.
    #[serde(default)]
    pub name: String,
    /// The origins that may be around the card, and that make host tokens.
    pub origins: Vec<String>,
    /// The highest role that its host tokens may claim.
    #[serde(default)]
    pub max_role: HighestRole,
    /// What agents may look for.
    #[serde(default)]
    pub reach: InboxReach,
    /// Which e-mails may match.
    #[serde(default)]
    pub match_email: MatchBy,
    /// Which phones may match.
    #[serde(default)]
    pub match_phone: MatchBy,
    /// The ids of the stores that were chosen for it; none where it shows all of them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stores: Option<Vec<String>>,
    /// The language and formats where the host token names none, BCP 47.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub locale: Option<String>,
    /// The IANA time zone where the host token names none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub timezone: Option<String>,
    /// What the messages of a white label of Chatwoot begin with; none for Chatwoot's own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub prefix: Option<String>,
    /// How the host's backend signs the frame's address; none of hosts that don't.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signature: Option<AddressSignature>,
    /// Whether its pages may have the card without an iframe, and read it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub inline: bool,
}

/// A key that signs host tokens, without what it is made of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct KeySettings {
    /// Its id, the token's `kid`.
    pub key: String,
    /// The only algorithm that it is accepted with: `HS256`, `RS256`, `ES256` or `EdDSA`.
    pub algorithm: String,
    /// Whether it is a public key; else it is a signing secret.
    pub public: bool,
    /// When it was added.
    pub created: Moment,
    /// When it was revoked; none while it holds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub revoked: Option<Moment>,
}

/// `POST /api/settings/inboxes`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct NewInboxRequest {
    /// The kind of its host.
    pub host: String,
    /// What is set of it from the beginning.
    pub set: InboxSet,
}

/// `PUT /api/settings/inboxes`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct ChangeInboxRequest {
    /// The inbox.
    pub inbox: String,
    /// The version that was read.
    pub version: String,
    /// What is to hold.
    pub set: InboxSet,
}

/// The answer where somebody else has changed the inbox meanwhile: 409.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct InboxConflict {
    /// What is wrong.
    pub problem: Notice,
    /// The inbox as it is now.
    pub current: InboxSettings,
}

/// A signing secret, in the one answer that shows it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(transparent)]
pub struct ShownSecret(pub String);

impl fmt::Debug for ShownSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ShownSecret")
    }
}

/// What `POST /api/settings/inboxes` answers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct InboxAdded {
    /// The inbox.
    pub inbox: InboxSettings,
    /// Its first key, where the host signs with a secret of ours.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key: Option<FirstKey>,
}

/// The key that a new inbox begins with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct FirstKey {
    /// Its id.
    pub key: String,
    /// Its signing secret. It is shown this once.
    pub secret: ShownSecret,
}

/// `POST /api/settings/inboxes/keys`. Without `Debug`: what somebody pastes may turn out to be a private key.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct NewKeyRequest {
    /// The inbox.
    pub inbox: String,
    /// The host's own key: its public key as PEM; of an app of Intercom's, the client secret. Without it, a signing secret is
    /// made here.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub public_key: Option<String>,
}

/// What `POST /api/settings/inboxes/keys` answers. The secret is shown this once.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct KeyAdded {
    /// The inbox with the new key.
    pub inbox: InboxSettings,
    /// The new key's id.
    pub key: String,
    /// Its signing secret, where it was made here.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub secret: Option<ShownSecret>,
}

/// `POST /api/settings/inboxes/keys/revoke`. Its sessions end at once. The answer is the inbox as it is then.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct RevokeKeyRequest {
    /// The inbox.
    pub inbox: String,
    /// The key.
    pub key: String,
}

/// `GET /api/settings/inboxes/guide?inbox=`: how the card gets into this inbox's host, step by step.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Guide {
    /// The steps, in order.
    pub steps: Vec<GuideStep>,
}

/// One step.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct GuideStep {
    /// What is done, in a few words.
    pub title: String,
    /// How, in a few sentences.
    pub text: String,
    /// Whether the card works without it.
    pub optional: bool,
    /// Texts to be copied; of several, one is enough.
    pub snippets: Vec<Snippet>,
}

/// A text to be copied.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Snippet {
    /// What it is: `Node.js`.
    pub label: String,
    /// The text, with this inbox's values in it. Never a secret.
    pub code: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_in_no_debug_text() {
        assert_eq!(format!("{:?}", ShownSecret("hush".into())), "ShownSecret");
    }

    #[test]
    fn what_is_not_said_is_the_default_and_what_is_unknown_is_refused() {
        let text = r#"{"name":"","origins":["https://a.example"]}"#;
        let set: InboxSet = serde_json::from_str(text).unwrap();
        assert_eq!((set.max_role, set.reach, set.match_email), (HighestRole::Admin, InboxReach::Contact, MatchBy::All));
        assert!(serde_json::from_str::<InboxSet>(r#"{"origins":[],"colour":"red"}"#).is_err());
    }
}
