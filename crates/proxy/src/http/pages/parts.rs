//! What the pages are made of.

use crate::connect::Outcome;
use crate::text::{Instant, Message, Piece, Text, Zone};
use maud::{Markup, html};
use time::OffsetDateTime;

/// A sentence with markup in its gaps.
pub(crate) fn sentence(message: &Message, values: &[(&str, Markup)]) -> Markup {
    let value = |gap: &str| values.iter().find(|(name, _)| *name == gap).map(|(_, value)| value);
    html! {
        @for piece in message.pieces() {
            @match piece {
                Piece::Text(text) => (text),
                Piece::Gap(gap) => @if let Some(value) = value(gap) { (value) },
            }
        }
    }
}

/// A moment, for people and programs. Their time zone is not known, so it is told in UTC. `unix`: seconds.
fn moment(text: &Text, unix: i64) -> Markup {
    let at = Instant::of(OffsetDateTime::from_unix_timestamp(unix).unwrap_or(OffsetDateTime::UNIX_EPOCH));
    html! { time datetime=(at.rfc3339()) { (text.stamp(at, &Zone::utc())) } }
}

/// What to name when asking somebody about it, and when it was.
pub(crate) fn named(text: &Text, reference: &str, at: Option<i64>) -> Markup {
    let says = &text.settings().pages;
    let code = html! { code { (reference) } };
    html! {
        p class="ref" {
            @match at {
                Some(at) => (sentence(&says.reference_when, &[("reference", code), ("when", moment(text, at))])),
                None => (sentence(&says.reference, &[("reference", code)])),
            }
        }
    }
}

/// Scopes, each with what it is for.
pub(crate) fn scope_list(text: &Text, scopes: &[String]) -> Markup {
    html! {
        dl class="scopes" {
            @for scope in scopes {
                dt { code { (scope) } }
                dd { (text.settings().connect.reason(scope)) }
            }
        }
    }
}

/// A command to run, which is read from left to right in every language.
pub(crate) fn command(line: &str) -> Markup {
    html! { pre tabindex="0" dir="ltr" { code { (line) } } }
}

/// What went wrong, what to do, and what to name when asking somebody about it.
pub(crate) fn problem(text: &Text, outcome: Outcome, reference: &str, at: i64) -> Markup {
    let said = text.settings().connect.outcome(outcome.code());
    html! {
        div class="message critical" role="alert" {
            p class="what" { (said.what) }
            @if !said.remedy.is_empty() { p { (said.remedy) } }
        }
        (named(text, reference, Some(at)))
    }
}
