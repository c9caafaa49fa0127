//! Any helpdesk with developers of its own: the protocol `scx/1`, or an address from its backend. The snippets are files of
//! their own, `www/guide/generic`; a browser test builds a page of them.

use super::{Host, Site};
use crate::auth::{Algorithm, Role};
use crate::host_kind::HostKind;
use crate::text::{Message, SettingsMessages};
use context_card_wire::settings::{GuideStep, Snippet};

pub(super) const HOST: Host = Host {
    kind: HostKind::Generic,
    messages: |messages| &messages.hosts.generic,
    example: "https://inbox.example",
    guide,
};

const PAGE: &str = include_str!("../../../../../../../www/guide/generic/page.html");
const SETTINGS: &str = include_str!("../../../../../../../www/guide/generic/settings.html");
const SIGN_NODE: &str = include_str!("../../../../../../../www/guide/generic/sign.mjs");
const SIGN_PYTHON: &str = include_str!("../../../../../../../www/guide/generic/sign.py");
const SIGN_PUBLIC: &str = include_str!("../../../../../../../www/guide/generic/sign-public.mjs");
const TICKET_NODE: &str = include_str!("../../../../../../../www/guide/generic/ticket.mjs");
const TICKET_PYTHON: &str = include_str!("../../../../../../../www/guide/generic/ticket.py");

/// A snippet with the inbox's values in it. None of them can hold a quote: they are origins, ids and an algorithm's name.
fn filled(site: &Site<'_>, text: &str) -> String {
    let (key, algorithm) = site.key.map_or(("k_…", "HS256"), |(key, algorithm)| (key.as_str(), algorithm.as_str()));
    text.replace("{{CARD}}", site.card)
        .replace("{{INBOX}}", site.inbox)
        .replace("{{ORIGIN}}", site.origin)
        .replace("{{KEY}}", key)
        .replace("{{ALGORITHM}}", algorithm)
}

fn guide(site: &Site<'_>, messages: &SettingsMessages) -> Vec<GuideStep> {
    let says = &messages.guide;
    let snippet = |label: &Message, code: &str| Snippet { label: label.text(), code: filled(site, code) };
    let step = |title: &Message, text: String, optional: bool, snippets: Vec<Snippet>| GuideStep {
        title: title.text(),
        text,
        optional,
        snippets,
    };
    let (about_key, environment, public) = match site.key {
        None => (says.no_key_text.text(), "CONTEXT_CARD_SECRET=<the signing secret of {{KEY}}>", false),
        Some((key, Algorithm::Hs256)) => (
            says.secret_text.fill(&[("name", key.as_str())]),
            "CONTEXT_CARD_SECRET=<the signing secret of {{KEY}}>",
            false,
        ),
        Some((key, _)) => (
            says.public_key_text.fill(&[("name", key.as_str())]),
            "CONTEXT_CARD_PRIVATE_KEY=<the private key that belongs to {{KEY}}>",
            true,
        ),
    };
    // Python's standard library has no public-key signatures.
    let sign = match public {
        true => vec![snippet(&says.node_label, SIGN_PUBLIC)],
        false => vec![snippet(&says.node_label, SIGN_NODE), snippet(&says.python_label, SIGN_PYTHON)],
    };
    let ticket = match public {
        true => vec![snippet(&says.node_label, TICKET_NODE)],
        false => vec![snippet(&says.node_label, TICKET_NODE), snippet(&says.python_label, TICKET_PYTHON)],
    };
    let admins = match site.max_role {
        Role::Agent => step(&says.admins, says.admins_not_allowed.text(), true, Vec::new()),
        Role::Admin | Role::Owner => {
            step(&says.admins, says.admins_text.text(), true, vec![snippet(&says.settings_label, SETTINGS)])
        }
    };
    vec![
        step(&says.secret, about_key, false, vec![snippet(&says.secret_label, environment)]),
        step(&says.sign, says.sign_text.text(), false, sign),
        step(&says.page, says.page_text.text(), false, vec![snippet(&says.page_label, PAGE)]),
        step(&says.ticket, says.ticket_text.text(), true, ticket),
        admins,
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::KeyId;
    use crate::text::{Locale, Text};

    fn steps(algorithm: Option<Algorithm>, max_role: Role) -> Vec<GuideStep> {
        let key = KeyId::parse("k_abc").unwrap();
        let site = Site {
            card: "https://card.example",
            inbox: "i_abc",
            origin: "https://inbox.example",
            key: algorithm.map(|algorithm| (&key, algorithm)),
            max_role,
        };
        guide(&site, Text::of(&Locale::default()).settings())
    }

    #[test]
    fn every_snippet_is_filled_with_the_inboxs_values() {
        for algorithm in [None, Some(Algorithm::Hs256), Some(Algorithm::Rs256), Some(Algorithm::EdDsa)] {
            let steps = steps(algorithm, Role::Admin);
            let all: String = steps.iter().flat_map(|step| &step.snippets).map(|one| one.code.as_str()).collect();
            assert!(!all.contains("{{") && all.contains("https://card.example") && all.contains("i_abc"));
            assert!(all.contains("iss: \"https://inbox.example\""), "{all}");
            assert_eq!(all.contains("kid: \"k_abc\""), algorithm.is_some());
            assert!(steps.iter().all(|step| !step.text.contains('{')));
        }
    }

    #[test]
    fn a_public_key_signs_with_its_own_algorithm() {
        let all: String = steps(Some(Algorithm::Es256), Role::Admin)
            .into_iter()
            .flat_map(|step| step.snippets)
            .map(|s| s.code)
            .collect();
        assert!(
            all.contains("alg: \"ES256\"") && !all.contains("createHmac") && all.contains("CONTEXT_CARD_PRIVATE_KEY")
        );
    }

    #[test]
    fn an_inbox_for_agents_only_is_told_why_there_are_no_settings_for_it() {
        let last = steps(Some(Algorithm::Hs256), Role::Agent).pop().unwrap();
        assert!(last.snippets.is_empty() && last.text.contains("raise its highest role"));
    }
}
