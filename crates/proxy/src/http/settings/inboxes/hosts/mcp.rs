//! MCP Apps: whatever shows apps by that standard. It knows no contacts, so the host says them under our own key.

use super::{Host, Site, sign_in, step};
use crate::host_kind::HostKind;
use crate::text::SettingsMessages;
use context_card_wire::settings::{GuideStep, Snippet};

pub(super) const HOST: Host =
    Host { kind: HostKind::Mcp, messages: |messages| &messages.hosts.mcp, example: "https://host.example", guide };

/// What the host puts into its context.
const CONTEXT: &str = r#"hostContext["shopify-context-card/context"] = {
  conversation: { id: "c-77", channel: "chat" },
  contact: { name: "Maria", emails: ["maria@example.com"], phones: ["+447700900142"] },
};"#;

fn guide(site: &Site<'_>, messages: &SettingsMessages) -> Vec<GuideStep> {
    let says = &messages.steps;
    let address = Snippet { label: messages.guide.address_label.text(), code: site.address() };
    let context = Snippet { label: messages.guide.mcp_label.text(), code: CONTEXT.to_owned() };
    vec![
        step(&says.mcp, &says.mcp_text, vec![address]),
        step(&says.mcp_context, &says.mcp_context_text, vec![context]),
        sign_in(messages),
    ]
}
