//! Any helpdesk with developers of its own: the protocol `scx/1`, or an address from its backend. The snippets are files of
//! their own, `www/guide/generic`; a browser test builds a page of them.

use super::{Host, Site};
use crate::assets::{self, Asset};
use crate::auth::{Algorithm, Role};
use crate::host_kind::HostKind;
use crate::text::{Message, SettingsMessages};
use context_card_wire::settings::{GuideStep, Snippet};
use std::iter;

pub(super) const HOST: Host = Host {
    kind: HostKind::Generic,
    messages: |messages| &messages.hosts.generic,
    example: "https://inbox.example",
    guide,
};

/// A file of `www/guide/generic`.
macro_rules! file {
    ($name:literal) => {
        include_str!(concat!("../../../../../../../www/guide/generic/", $name))
    };
}

const PAGE: &str = file!("page.html");
const SETTINGS: &str = file!("settings.html");
pub(super) const SIGN_PUBLIC: &str = file!("sign-public.mjs");
const TICKET_NODE: &str = file!("ticket.mjs");

/// More ways to put the card into a page. Their names are the same in every language.
const PAGES: [(&str, &str); 2] = [("HTML + SRI", file!("page-pinned.html")), ("npm", file!("page.mjs"))];

/// What a backend is written in, with how it signs and how it gets an address.
const LANGUAGES: [(&str, &str, &str); 6] = [
    ("Node.js", file!("sign.mjs"), TICKET_NODE),
    ("Python", file!("sign.py"), file!("ticket.py")),
    ("Ruby", file!("sign.rb"), file!("ticket.rb")),
    ("PHP", file!("sign.php"), file!("ticket.php")),
    ("Go", file!("sign.go"), file!("ticket.go")),
    ("Java", file!("sign.java"), file!("ticket.java")),
];

/// A snippet with the inbox's values in it. None of them can hold a quote: they are origins, ids and an algorithm's name.
pub(super) fn filled(site: &Site<'_>, text: &str) -> String {
    let (key, algorithm) = site.key.map_or(("k_…", "HS256"), |(key, algorithm)| (key.as_str(), algorithm.as_str()));
    let loader = assets::loader();
    text.replace("{{CARD}}", site.card)
        .replace("{{LOADER}}", loader.map_or("embed.js", |loader| loader.hashed))
        .replace("{{INTEGRITY}}", &loader.map(Asset::integrity).unwrap_or_default())
        .replace("{{INBOX}}", site.inbox)
        .replace("{{ORIGIN}}", site.origin)
        .replace("{{KEY}}", key)
        .replace("{{ALGORITHM}}", algorithm)
}

/// The first step of every host whose backend signs.
pub(super) fn keep_secret(site: &Site<'_>, messages: &SettingsMessages) -> GuideStep {
    const SECRET: &str = "CONTEXT_CARD_SECRET=<the signing secret of {{KEY}}>";
    let says = &messages.guide;
    let (text, environment) = match site.key {
        None => (says.no_key_text.text(), SECRET),
        Some((key, Algorithm::Hs256)) => (says.secret_text.fill(&[("name", key.as_str())]), SECRET),
        Some((key, _)) => (
            says.public_key_text.fill(&[("name", key.as_str())]),
            "CONTEXT_CARD_PRIVATE_KEY=<the private key that belongs to {{KEY}}>",
        ),
    };
    let environment = Snippet { label: says.secret_label.text(), code: filled(site, environment) };
    GuideStep { title: says.secret.text(), text, optional: false, snippets: vec![environment] }
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
    let public = site.key.is_some_and(|(_, algorithm)| algorithm != Algorithm::Hs256);
    let named = |(label, code): (&str, &str)| Snippet { label: label.to_owned(), code: filled(site, code) };
    // Few standard libraries have public-key signatures.
    let (sign, ticket) = match public {
        true => (vec![snippet(&says.node_label, SIGN_PUBLIC)], vec![snippet(&says.node_label, TICKET_NODE)]),
        false => LANGUAGES.iter().map(|(name, sign, ticket)| (named((name, sign)), named((name, ticket)))).unzip(),
    };
    let pages = iter::once(snippet(&says.page_label, PAGE)).chain(PAGES.map(named)).collect();
    let admins = match site.max_role {
        Role::Agent => step(&says.admins, says.admins_not_allowed.text(), true, Vec::new()),
        Role::Admin | Role::Owner => {
            step(&says.admins, says.admins_text.text(), true, vec![snippet(&says.settings_label, SETTINGS)])
        }
    };
    vec![
        keep_secret(site, messages),
        step(&says.sign, says.sign_text.text(), false, sign),
        step(&says.page, says.page_text.text(), false, pages),
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
            signature: None,
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
