//! The customer: who they are, and why this is them.

use super::{Look, copy, from_people, hidden, icon, nothing};
use crate::state::{At, arg, customer_id};
use context_card_wire::{CustomerCard, Grade, Match, Words};
use leptos::prelude::*;

/// So many tags stand at once; the rest is one click away.
const TAGS: usize = 6;

/// Name, tags, match and figures.
pub(super) fn summary(look: &Look<'_>, who: &CustomerCard, at: At) -> AnyView {
    let name = view! { <bdi>{who.name.clone()}</bdi> };
    let name = if who.details.is_empty() {
        name.into_any()
    } else {
        view! {
            <button type="button" class="name" data-act="customer" data-arg=arg(at) id=customer_id(at)>
                {name.into_any()}
                {icon::icon(icon::CHEVRON)}
                {hidden([", ", &look.words.customer_details].concat())}
            </button>
        }
        .into_any()
    };
    view! {
        <div class="who">
            <div class="name-line"><h3>{name}</h3>{guest(who)}</div>
            {tags(look, &who.tags)}
            {matched(look, &who.matched)}
            {figures(&who.figures)}
        </div>
    }
    .into_any()
}

/// A guest has no account.
pub(super) fn guest(who: &CustomerCard) -> AnyView {
    match &who.guest {
        Some(word) => {
            view! { <span class="badge neutral">{icon::icon(icon::PERSON)}<span>{word.clone()}</span></span> }
                .into_any()
        }
        None => nothing(),
    }
}

fn tags(look: &Look<'_>, tags: &[String]) -> AnyView {
    if tags.is_empty() {
        return nothing();
    }
    let items = |tags: &[String]| -> Vec<AnyView> {
        tags.iter().map(|tag| view! { <li>{from_people(tag.clone())}</li> }.into_any()).collect()
    };
    let (first, rest) = tags.split_at(tags.len().min(TAGS));
    let rest = if rest.is_empty() {
        nothing()
    } else {
        let more = Words::fill(&look.words.more_tags, &rest.len().to_string());
        view! { <details class="rest"><summary>{more}</summary><ul class="tags">{items(rest)}</ul></details> }
            .into_any()
    };
    view! { <ul class="tags" aria-label=look.words.tags.clone()>{items(first)}</ul>{rest} }.into_any()
}

/// Why this is the customer: the identifier, and how sure that is.
pub(super) fn matched(look: &Look<'_>, why: &Match) -> AnyView {
    let (class, picture) = match why.grade {
        Grade::Verified => ("match positive", icon::CHECK),
        Grade::Unverified => ("match caution", icon::WARNING),
    };
    let value = if why.value.is_empty() {
        nothing()
    } else {
        view! {
            <span class="identifier"><bdi>{why.value.clone()}</bdi>{copy::button(look, &why.value, &why.value)}</span>
        }
        .into_any()
    };
    view! {
        <div class="match-line">
            {value}
            <span class=class>{icon::icon(picture)}<span>{why.text.clone()}</span></span>
        </div>
    }
    .into_any()
}

/// Figures in parts that never wrap inside.
pub(super) fn figures(figures: &[String]) -> AnyView {
    if figures.is_empty() {
        return nothing();
    }
    let parts: Vec<_> = figures.iter().map(|part| view! { <li>{part.clone()}</li> }.into_any()).collect();
    view! { <ul class="figures">{parts}</ul> }.into_any()
}
