//! Help Scout: a custom app of the account's. Its signature names no agent, so agents sign in.

use super::{Host, Site, sign_in, step};
use crate::host_kind::HostKind;
use crate::text::SettingsMessages;
use context_card_wire::settings::{GuideStep, Snippet};

pub(super) const HOST: Host = Host {
    kind: HostKind::HelpScout,
    messages: |messages| &messages.hosts.helpscout,
    example: "https://secure.helpscout.net",
    guide,
};

fn guide(site: &Site<'_>, messages: &SettingsMessages) -> Vec<GuideStep> {
    let says = &messages.steps;
    let address = Snippet { label: messages.guide.address_label.text(), code: site.address() };
    vec![step(&says.helpscout, &says.helpscout_text, vec![address]), sign_in(messages)]
}
