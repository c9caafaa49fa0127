//! Any helpdesk whose backend signs the address that it frames. The snippets are files of their own, `www/guide/signed-url`; the
//! JWT is signed as for a host that speaks scx/1. Tests run them.

use super::generic::{SIGN_PUBLIC, filled, keep_secret};
use super::{Host, Site, step};
use crate::auth::Algorithm;
use crate::host_kind::HostKind;
use crate::text::SettingsMessages;
use context_card_wire::AddressSignature;
use context_card_wire::settings::{GuideStep, Snippet};

pub(super) const HOST: Host = Host {
    kind: HostKind::SignedUrl,
    messages: |messages| &messages.hosts.signed_url,
    example: "https://inbox.example",
    guide,
};

/// A file of `www/guide`.
macro_rules! file {
    ($name:literal) => {
        include_str!(concat!("../../../../../../../www/guide/", $name))
    };
}

/// The files of each language, which need one another.
const HMAC: &[(&str, &str)] = &[("Node.js", file!("signed-url/hmac.mjs")), ("Python", file!("signed-url/hmac.py"))];
const JWT: &[(&str, &str)] = &[
    ("Node.js, 1", file!("generic/sign.mjs")),
    ("Node.js, 2", file!("signed-url/jwt.mjs")),
    ("Python, 1", file!("generic/sign.py")),
    ("Python, 2", file!("signed-url/jwt.py")),
];
/// Few standard libraries have public-key signatures.
const PUBLIC: &[(&str, &str)] = &[("Node.js, 1", SIGN_PUBLIC), ("Node.js, 2", file!("signed-url/jwt.mjs"))];

fn guide(site: &Site<'_>, messages: &SettingsMessages) -> Vec<GuideStep> {
    let says = &messages.steps;
    let public = site.key.is_some_and(|(_, algorithm)| algorithm != Algorithm::Hs256);
    let files = match site.signature.unwrap_or_default() {
        AddressSignature::Hmac => HMAC,
        AddressSignature::Jwt if public => PUBLIC,
        AddressSignature::Jwt => JWT,
    };
    let filled = |(label, code): &(&str, &str)| Snippet { label: (*label).to_owned(), code: filled(site, code) };
    let snippets = files.iter().map(filled).collect();
    vec![keep_secret(site, messages), step(&says.signed_url, &says.signed_url_text, snippets)]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::auth::Role;
    use crate::ids::KeyId;
    use crate::text::{Locale, Text};

    fn steps(signature: AddressSignature, algorithm: Algorithm) -> (Vec<GuideStep>, String) {
        let key = KeyId::parse("k_abc").unwrap();
        let site = Site {
            card: "https://card.example",
            inbox: "i_abc",
            origin: "https://inbox.example",
            key: Some((&key, algorithm)),
            max_role: Role::Admin,
            signature: Some(signature),
        };
        let steps = guide(&site, Text::of(&Locale::default()).settings());
        let all = steps.iter().flat_map(|step| &step.snippets).map(|one| one.code.as_str()).collect();
        (steps, all)
    }

    #[test]
    fn the_steps_are_those_of_the_signature_that_was_chosen() {
        let (_, hmac) = steps(AddressSignature::Hmac, Algorithm::Hs256);
        assert!(
            hmac.contains("`v1.k_abc.${") && hmac.contains("https://card.example/embed/i_abc") && !hmac.contains("JWT")
        );
        let (_, jwt) = steps(AddressSignature::Jwt, Algorithm::Hs256);
        assert!(
            jwt.contains("kid: \"k_abc\"") && jwt.contains("https://card.example/embed/i_abc") && !jwt.contains("v1.")
        );
        let (_, public) = steps(AddressSignature::Jwt, Algorithm::Es256);
        assert!(public.contains("alg: \"ES256\"") && !public.contains("createHmac") && !public.contains("import hmac"));
        for all in [hmac, jwt, public] {
            assert!(!all.contains("{{"), "{all}");
        }
    }
}
