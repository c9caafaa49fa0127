//! The customer: who they are, and why this is them.

use super::html::{self, Button, div, li, span, ul, word};
use super::{Look, copy, fields, from_people, hidden, icon, link, nothing};
use crate::state::{At, arg, customer_id};
use context_card_wire::{CustomerCard, Grade, Match, MatchedBy, Words};
use leptos::prelude::*;

/// So many tags stand at once; the rest is one click away.
const TAGS: usize = 6;

/// Name, tags, match and figures.
pub(super) fn summary(look: &Look<'_>, who: &CustomerCard, at: At) -> AnyView {
    let name = from_people(who.name.clone());
    let name = if who.details.is_empty() {
        name
    } else {
        let (arg, id) = (Some(arg(at)), Some(customer_id(at)));
        let it = Button { class: "name", act: "customer", arg, id, ..Button::default() };
        let says = hidden([", ", &look.words.customer_details].concat());
        html::button(it, vec![name, icon::icon(icon::CHEVRON), says])
    };
    let line = div("name-line", vec![html::h3(vec![name]), guest(who)]);
    let matched = matched(look, &who.matched);
    div("who", vec![line, tags(look, &who.tags), matched, figures(&who.figures), link::link(look, who, at)])
}

/// A guest has no account.
pub(super) fn guest(who: &CustomerCard) -> AnyView {
    who.guest.as_ref().map_or_else(nothing, |word| fields::pill("badge neutral", icon::PERSON, word))
}

fn tags(look: &Look<'_>, tags: &[String]) -> AnyView {
    if tags.is_empty() {
        return nothing();
    }
    let items = |tags: &[String]| tags.iter().map(|tag| li(from_people(tag.clone()))).collect::<Vec<_>>();
    let (first, rest) = tags.split_at(tags.len().min(TAGS));
    let rest = if rest.is_empty() {
        nothing()
    } else {
        let more = Words::fill(&look.words.more_tags, &rest.len().to_string());
        html::disclosure("rest", vec![more.into_any()], vec![ul("tags", None, items(rest))])
    };
    html::all(vec![ul("tags", Some(look.words.tags.clone()), items(first)), rest])
}

/// What was compared, and why this is the customer.
pub(super) fn matched(look: &Look<'_>, why: &Match) -> AnyView {
    let value = if why.value.is_empty() {
        nothing()
    } else {
        span("identifier", vec![from_people(why.value.clone()), copy::button(look, &why.value, &why.value)])
    };
    div("match-line", vec![value, reason(why)])
}

/// Why this is the customer, and how sure that is.
pub(super) fn reason(why: &Match) -> AnyView {
    let (class, picture) = match (why.by, why.grade) {
        // Somebody looked for them; nothing was compared with the contact.
        (MatchedBy::Search, _) => ("match", icon::EMPTY),
        (MatchedBy::Link, Grade::Verified) => ("match positive", icon::LINK),
        (_, Grade::Verified) => ("match positive", icon::CHECK),
        (_, Grade::Unverified) => ("match caution", icon::WARNING),
    };
    span(class, vec![icon::icon(picture), word("", why.text.clone())])
}

/// Figures in parts that never wrap inside.
pub(super) fn figures(figures: &[String]) -> AnyView {
    if figures.is_empty() {
        return nothing();
    }
    ul("figures", None, figures.iter().map(|part| li(part.clone().into_any())).collect())
}
