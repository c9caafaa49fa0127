//! Gorgias: an HTTP integration and a widget. Gorgias signs nothing, so it sends the inbox's secret in a header.

use super::{Host, Site, step};
use crate::host_kind::HostKind;
use crate::text::SettingsMessages;
use context_card_wire::settings::{GuideStep, Snippet};

pub(super) const HOST: Host = Host {
    kind: HostKind::Gorgias,
    messages: |messages| &messages.hosts.gorgias,
    example: "https://acme.gorgias.com",
    guide,
};

/// What the integration sends. In the body, and not in the address: addresses are written into logs.
const BODY: &str = r#"{
  "email": "{{ticket.customer.email}}",
  "name": "{{ticket.customer.name}}",
  "ticket": "{{ticket.id}}"
}"#;

fn guide(site: &Site<'_>, messages: &SettingsMessages) -> Vec<GuideStep> {
    let says = &messages.steps;
    let snippet = |label: &str, code: &str| Snippet { label: label.to_owned(), code: code.to_owned() };
    let integration = vec![
        site.asked("URL (POST)", "gorgias"),
        snippet("Header: Authorization", "Bearer …"),
        snippet("Request body (JSON)", BODY),
    ];
    vec![
        step(&says.gorgias, &says.gorgias_text, integration),
        step(&says.gorgias_widget, &says.gorgias_widget_text, Vec::new()),
    ]
}
