//! Chatwoot: a dashboard app is an address that an admin of the account enters. Chatwoot signs nothing, so agents sign in.

use super::{Host, Site, sign_in, step};
use crate::host_kind::HostKind;
use crate::text::SettingsMessages;
use context_card_wire::settings::{GuideStep, Snippet};

pub(super) const HOST: Host = Host {
    kind: HostKind::Chatwoot,
    messages: |messages| &messages.hosts.chatwoot,
    example: "https://app.chatwoot.com",
    guide,
};

fn guide(site: &Site<'_>, messages: &SettingsMessages) -> Vec<GuideStep> {
    let says = &messages.steps;
    let address = Snippet { label: messages.guide.address_label.text(), code: site.address() };
    vec![step(&says.chatwoot, &says.chatwoot_text, vec![address]), sign_in(messages)]
}
