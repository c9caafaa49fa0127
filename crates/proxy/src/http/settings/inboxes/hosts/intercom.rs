//! Intercom: an app of the workspace's own, whose canvases are asked for here. Intercom signs with the app's client secret.

use super::{Host, Site, step};
use crate::host_kind::HostKind;
use crate::text::SettingsMessages;
use context_card_wire::settings::GuideStep;

pub(super) const HOST: Host = Host {
    kind: HostKind::Intercom,
    messages: |messages| &messages.hosts.intercom,
    example: "https://app.intercom.com",
    guide,
};

fn guide(site: &Site<'_>, messages: &SettingsMessages) -> Vec<GuideStep> {
    let says = &messages.steps;
    let addresses =
        vec![site.asked("Initialize URL", "intercom/initialize"), site.asked("Submit URL", "intercom/submit")];
    vec![
        step(&says.intercom, &says.intercom_text, addresses),
        step(&says.intercom_secret, &says.intercom_secret_text, Vec::new()),
    ]
}
