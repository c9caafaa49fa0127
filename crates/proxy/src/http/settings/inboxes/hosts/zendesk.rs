//! Zendesk: a private app of the account's, with signed addresses: its first request signs in the agent.

use super::{Host, Site, step};
use crate::host_kind::HostKind;
use crate::text::SettingsMessages;
use context_card_wire::settings::{GuideStep, Snippet};

pub(super) const HOST: Host = Host {
    kind: HostKind::Zendesk,
    messages: |messages| &messages.hosts.zendesk,
    example: "https://acme.zendesk.com",
    guide,
};

/// What stands in the app's manifest.
const MANIFEST: &str = r#"{
  "name": "Shopify customer",
  "author": { "name": "…", "email": "…" },
  "defaultLocale": "en",
  "private": true,
  "frameworkVersion": "2.0",
  "signedUrls": true,
  "location": { "support": { "ticket_sidebar": { "url": "{{ADDRESS}}", "flexible": true } } }
}"#;

fn guide(site: &Site<'_>, messages: &SettingsMessages) -> Vec<GuideStep> {
    let says = &messages.steps;
    let manifest = MANIFEST.replace("{{ADDRESS}}", &site.address());
    vec![
        step(&says.zendesk, &says.zendesk_text, vec![Snippet { label: "manifest.json".to_owned(), code: manifest }]),
        step(&says.zendesk_key, &says.zendesk_key_text, Vec::new()),
    ]
}
