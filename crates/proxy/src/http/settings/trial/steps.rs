//! What a trial found, step by step, in the reader's words. Pure.

use crate::auth::{AUDIENCE, Claims, LONGEST_LIFE, Refused, Role, Rule};
use crate::contact::Contact;
use crate::db::{Inbox, KeyRow};
use crate::http::sign_in::Examined;
use crate::matching::Mode;
use crate::origin::Origin;
use crate::text::{CheckMessages, Message, Text, TrialMessages};
use context_card_wire::Tone;
use context_card_wire::settings::{TrialRemark, TrialState, TrialStep};

/// Every step of the check. `used`: whether it was used before. `met`: whether there is a hello to compare the nonce with.
pub(super) fn steps(text: &Text, inbox: &Inbox, examined: &Examined, used: bool, met: bool) -> Vec<TrialStep> {
    let says = &text.settings().trial;
    let mut broken = examined.broken.clone();
    broken.extend(used.then_some(Refused::Used));
    // Before the claims can be trusted, the first broken rule ends it; after that each is looked at by itself.
    let ends = match (&examined.claims, broken.first()) {
        (None, Some(first)) => Some(first.rule()),
        _ => None,
    };
    let mut over = false;
    let mut all: Vec<_> = Rule::ALL
        .into_iter()
        .map(|rule| {
            let refused = broken.iter().copied().find(|refused| refused.rule() == rule);
            let step = match refused {
                _ if over => step(rule, words(says, rule), TrialState::Skipped, says.skipped.text()),
                Some(refused) => {
                    step(rule, words(says, rule), TrialState::Failed, failed(text, inbox, examined, refused))
                }
                None => passed(text, inbox, examined, rule, met),
            };
            over |= ends == Some(rule);
            step
        })
        .collect();
    if let Some(claims) = &examined.claims {
        all.push(role(says, inbox, claims));
        all.push(contact(text, inbox, claims));
    }
    all
}

fn step(rule: Rule, words: &CheckMessages, state: TrialState, why: String) -> TrialStep {
    TrialStep { step: name(rule).to_owned(), state, label: words.label.text(), why }
}

const fn name(rule: Rule) -> &'static str {
    match rule {
        Rule::Readable => "readable",
        Rule::Key => "key",
        Rule::KeyHolds => "key_holds",
        Rule::Algorithm => "algorithm",
        Rule::Signature => "signature",
        Rule::Claims => "claims",
        Rule::Audience => "audience",
        Rule::Issuer => "issuer",
        Rule::Lifetime => "lifetime",
        Rule::Clock => "clock",
        Rule::Nonce => "nonce",
        Rule::Unused => "unused",
    }
}

const fn words(says: &TrialMessages, rule: Rule) -> &CheckMessages {
    match rule {
        Rule::Readable => &says.readable,
        Rule::Key => &says.key,
        Rule::KeyHolds => &says.key_holds,
        Rule::Algorithm => &says.algorithm,
        Rule::Signature => &says.signature,
        Rule::Claims => &says.claims,
        Rule::Audience => &says.audience,
        Rule::Issuer => &says.issuer,
        Rule::Lifetime => &says.lifetime,
        Rule::Clock => &says.clock,
        Rule::Nonce => &says.nonce,
        Rule::Unused => &says.unused,
    }
}

/// Fills what a sentence about a rule may name.
fn filled(sentence: &Message, text: &Text, inbox: &Inbox, examined: &Examined, rule: Rule) -> String {
    let key = examined.key.as_ref().map(|(_, key)| key);
    let name = match rule {
        Rule::Key => key.map(|key| key.key.to_string()),
        Rule::Algorithm => key.map(|key| key.algorithm.as_str().to_owned()),
        Rule::Audience => Some(AUDIENCE.to_owned()),
        Rule::Issuer => examined.claims.as_ref().map(|claims| claims.iss.clone()),
        _ => None,
    };
    let longest = text.count(LONGEST_LIFE.unsigned_abs());
    sentence.fill(&[("name", &name.unwrap_or_default()), ("names", &text.list(&inbox.origins)), ("n", &longest)])
}

fn passed(text: &Text, inbox: &Inbox, examined: &Examined, rule: Rule, met: bool) -> TrialStep {
    let says = &text.settings().trial;
    let nonce = examined.claims.as_ref().and_then(|claims| claims.nonce.as_deref());
    let (state, why) = match (rule, nonce) {
        (Rule::Nonce, None) => (TrialState::Noted, says.no_nonce.text()),
        (Rule::Nonce, Some(_)) if !met => (TrialState::Skipped, says.nonce_later.text()),
        _ => (TrialState::Passed, filled(&words(says, rule).passed, text, inbox, examined, rule)),
    };
    step(rule, words(says, rule), state, why)
}

fn failed(text: &Text, inbox: &Inbox, examined: &Examined, refused: Refused) -> String {
    let says = &text.settings().trial;
    let sentence = match refused {
        Refused::Future => &says.clock_future,
        refused => &words(says, refused.rule()).failed,
    };
    filled(sentence, text, inbox, examined, refused.rule())
}

/// What the agent may do, and whether the token claims more.
fn role(says: &TrialMessages, inbox: &Inbox, claims: &Claims) -> TrialStep {
    let granted = Role::granted(claims.role.as_deref(), inbox.max_role);
    let lowered = claims.role.as_deref().and_then(Role::parse).is_some_and(|claimed| claimed > granted);
    let (state, sentence) = match lowered {
        true => (TrialState::Noted, &says.role.failed),
        false => (TrialState::Passed, &says.role.passed),
    };
    let name = match granted {
        Role::Agent => &says.role_agent,
        Role::Admin | Role::Owner => &says.role_admin,
    };
    let why = sentence.fill(&[("name", &name.text())]);
    TrialStep { step: "role".to_owned(), state, label: says.role.label.text(), why }
}

/// Whom the conversation is with, and what of them can find a customer.
fn contact(text: &Text, inbox: &Inbox, claims: &Claims) -> TrialStep {
    let says = &text.settings().trial;
    let told: Vec<_> = claims.contacts().iter().flat_map(|contact| identifiers(says, inbox, contact)).collect();
    let (state, why) = match told.as_slice() {
        [] => (TrialState::Noted, says.contact.failed.text()),
        told => (TrialState::Passed, says.contact.passed.fill(&[("names", &text.list(told))])),
    };
    TrialStep { step: "contact".to_owned(), state, label: says.contact.label.text(), why }
}

fn identifiers(says: &TrialMessages, inbox: &Inbox, contact: &Contact) -> Vec<String> {
    let said = |mode: Mode, verified: bool, name: &str| {
        let sentence = match (mode, verified) {
            (Mode::Off, _) => &says.not_matched,
            (Mode::Verified, false) => &says.not_verified,
            (_, true) => &says.verified,
            (Mode::All, false) => &says.unverified,
        };
        sentence.fill(&[("name", name)])
    };
    let emails = contact.emails.iter().map(|email| said(inbox.matching.email, email.verified, &email.address));
    let phones = contact.phones.iter().map(|phone| said(inbox.matching.phone, phone.verified, &phone.number));
    let local = contact.local_phones.iter().map(|phone| said(inbox.matching.phone, phone.verified, &phone.digits));
    let social = contact.social.iter().map(|social| says.hint.fill(&[("name", &social.network)]));
    emails.chain(phones).chain(local).chain(social).collect()
}

/// What is set so that the card can't work, or not everywhere.
pub(super) fn remarks(text: &Text, inbox: &Inbox, has_stores: bool, keys: &[&KeyRow]) -> Vec<TrialRemark> {
    let says = &text.settings().trial;
    let mut remarks = Vec::new();
    let mut remark = |wrong: bool, tone, sentence: String| {
        if wrong {
            remarks.push(TrialRemark { tone, text: sentence });
        }
    };
    remark(!has_stores, Tone::Critical, says.no_store.text());
    remark(!inbox.active, Tone::Critical, says.switched_off.text());
    remark(keys.is_empty(), Tone::Critical, says.no_key.text());
    let can_sign = keys.iter().any(|key| key.algorithm == crate::auth::Algorithm::Hs256);
    remark(!keys.is_empty() && !can_sign, Tone::Info, says.cant_sign.text());
    for origin in &inbox.origins {
        remark(Origin::parse(origin).is_err(), Tone::Critical, says.not_secure.fill(&[("name", origin)]));
    }
    remarks
}
