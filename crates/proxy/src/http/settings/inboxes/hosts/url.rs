//! Any helpdesk that fills in an address and signs nothing. Agents sign in; what the address names is a hint.

use super::{Host, Site, sign_in, step};
use crate::host_kind::HostKind;
use crate::text::SettingsMessages;
use context_card_wire::settings::{GuideStep, Snippet};

pub(super) const HOST: Host =
    Host { kind: HostKind::Url, messages: |messages| &messages.hosts.url, example: "https://app.crisp.chat", guide };

/// What an address may name, with placeholders as most helpdesks write them.
const TEMPLATE: &str =
    "?conversation={{conversation.id}}&name={{contact.name}}&email={{contact.email}}&phone={{contact.phone}}";

fn guide(site: &Site<'_>, messages: &SettingsMessages) -> Vec<GuideStep> {
    let says = &messages.steps;
    let of = |label: &str, query: &str| Snippet { label: label.to_owned(), code: [&site.address(), query].concat() };
    let any = of(&messages.guide.address_label.text(), TEMPLATE);
    // Crisp names the conversation by itself.
    let known = vec![of("Crisp", ""), of("Genesys Cloud", "?conversation={{pcConversationId}}")];
    vec![
        step(&says.url, &says.url_text, vec![any]),
        step(&says.url_known, &says.url_known_text, known),
        sign_in(messages),
    ]
}
