//! LiveChat and HelpDesk: a private app of the organisation's, with a widget in the details of a chat or a ticket.

use super::{Host, Site, sign_in, step};
use crate::host_kind::HostKind;
use crate::text::SettingsMessages;
use context_card_wire::settings::{GuideStep, Snippet};

pub(super) const HOST: Host = Host {
    kind: HostKind::LiveChat,
    messages: |messages| &messages.hosts.livechat,
    example: "https://my.livechatinc.com",
    guide,
};

fn guide(site: &Site<'_>, messages: &SettingsMessages) -> Vec<GuideStep> {
    let says = &messages.steps;
    let address = Snippet { label: messages.guide.address_label.text(), code: site.address() };
    vec![step(&says.livechat, &says.livechat_text, vec![address]), sign_in(messages)]
}
