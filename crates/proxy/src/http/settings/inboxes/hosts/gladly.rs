//! Gladly: a custom app with the lookup adaptor. It signs with a key that is made here.

use super::{Host, Site, step};
use crate::host_kind::HostKind;
use crate::text::SettingsMessages;
use context_card_wire::settings::GuideStep;

pub(super) const HOST: Host = Host {
    kind: HostKind::Gladly,
    messages: |messages| &messages.hosts.gladly,
    example: "https://acme.gladly.com",
    guide,
};

fn guide(site: &Site<'_>, messages: &SettingsMessages) -> Vec<GuideStep> {
    let says = &messages.steps;
    vec![
        step(&says.gladly, &says.gladly_text, vec![site.asked("URL", "gladly")]),
        step(&says.gladly_fields, &says.gladly_fields_text, Vec::new()),
    ]
}
