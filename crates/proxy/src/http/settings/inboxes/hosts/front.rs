//! Front: a plugin is an address that an admin of the company enters. Front signs nothing, so agents sign in.

use super::{Host, Site, sign_in, step};
use crate::host_kind::HostKind;
use crate::text::SettingsMessages;
use context_card_wire::settings::{GuideStep, Snippet};

pub(super) const HOST: Host = Host {
    kind: HostKind::Front,
    messages: |messages| &messages.hosts.front,
    example: "https://*.frontapp.com",
    guide,
};

fn guide(site: &Site<'_>, messages: &SettingsMessages) -> Vec<GuideStep> {
    let says = &messages.steps;
    let address = Snippet { label: messages.guide.address_label.text(), code: site.address() };
    vec![step(&says.front, &says.front_text, vec![address]), sign_in(messages)]
}
