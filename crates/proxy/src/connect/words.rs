//! What the command line says of connecting: the English of `www/messages/settings/en.json`. The settings panel and the
//! pages around Shopify's say the same in the reader's language.

use super::Outcome;
use crate::auth::{OwnerPass, Pass};
use crate::ids::TenantId;
use crate::public_url::PublicUrl;
use crate::text::{OutcomeWords, SettingsMessages};

/// What became of an attempt: what happened, and what to do.
#[must_use]
pub fn outcome(outcome: Outcome) -> &'static OutcomeWords {
    SettingsMessages::of("en").connect.outcome(outcome.code())
}

/// What to do where a link to sign in does not hold.
#[must_use]
pub fn new_owner_link(tenant: Option<&TenantId>) -> String {
    format!("context-card owner-link --tenant {}", tenant.map_or("T", TenantId::as_str))
}

/// The link by which somebody connects a shop.
#[must_use]
pub fn connect_link(public_url: &PublicUrl, pass: &Pass) -> String {
    public_url.url(&format!("/connect#{}", pass.text()))
}

/// The link by which an owner signs in.
#[must_use]
pub fn owner_link(public_url: &PublicUrl, pass: &OwnerPass) -> String {
    public_url.url(&format!("/owner#{}", pass.text()))
}
