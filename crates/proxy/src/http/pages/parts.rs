//! What the pages are made of.

use crate::connect::{Outcome, words};
use maud::{Markup, html};
use time::OffsetDateTime;
use time::format_description::StaticFormatDescription;
use time::format_description::well_known::Rfc3339;
use time::macros::format_description;

const READABLE: StaticFormatDescription =
    format_description!("[day padding:none] [month repr:short] [year], [hour]:[minute] UTC");

/// A moment, for people and programs. `unix`: seconds.
pub(crate) fn moment(unix: i64) -> Markup {
    let moment = OffsetDateTime::from_unix_timestamp(unix).unwrap_or(OffsetDateTime::UNIX_EPOCH);
    html! {
        time datetime=(moment.format(&Rfc3339).unwrap_or_default()) { (moment.format(READABLE).unwrap_or_default()) }
    }
}

/// Scopes, each with what it is for.
pub(crate) fn scope_list(scopes: &[String]) -> Markup {
    html! {
        dl class="scopes" {
            @for scope in scopes {
                dt { code { (scope) } }
                dd { (words::reason(scope)) }
            }
        }
    }
}

/// What went wrong, what to do, and what to name when asking somebody about it.
pub(crate) fn problem(outcome: Outcome, reference: &str, at: i64) -> Markup {
    let said = words::outcome(outcome);
    html! {
        div class="message critical" role="alert" {
            p class="what" { (said.what) }
            @if !said.remedy.is_empty() { p { (said.remedy) } }
        }
        p class="ref" { "Reference " code { (reference) } ", " (moment(at)) }
    }
}
