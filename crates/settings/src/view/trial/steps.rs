//! How the steps of a trial are drawn: a word and an icon for what came of each, when, and why.

use super::super::parts::tone_badge;
use super::Stage;
use crate::state::trial::{Mark, Row, Step, Trial, Why};
use context_card_markup::view;
use context_card_wire::Tone;
use context_card_wire::settings::words::{TrialWords, fill};
use context_card_wire::settings::{TrialReply, TrialState};
use leptos::prelude::*;

/// The steps of the host token: as the proxy told them.
pub(super) fn of_token(stage: Stage, reply: Option<&TrialReply>) -> AnyView {
    let Some(reply) = reply else {
        return view! { <div class="bone wide" aria-hidden="true"></div><div class="bone" aria-hidden="true"></div> }
            .into_any();
    };
    if reply.steps.is_empty() {
        return view! { <p class="quiet">{stage.word(|words| &words.ticket_instead)}</p> }.into_any();
    }
    let rows = reply.steps.iter().map(|step| {
        let (tone, word) = match step.state {
            TrialState::Passed => (Tone::Positive, stage.word(|words| &words.passed)),
            TrialState::Failed => (Tone::Critical, stage.word(|words| &words.failed)),
            TrialState::Noted => (Tone::Info, stage.word(|words| &words.noted)),
            TrialState::Skipped => (Tone::Neutral, stage.word(|words| &words.skipped)),
        };
        drawn(tone, &word, &step.label, "", &step.why)
    });
    view! { <ol class="trial-steps">{rows.collect_view()}</ol> }.into_any()
}

/// The steps of the handshake.
pub(super) fn of_handshake(stage: Stage, trial: &Trial) -> AnyView {
    let rows = trial.rows().iter().map(|row| {
        let (tone, word) = match row.mark {
            Mark::Waiting => (Tone::Neutral, stage.word(|words| &words.waiting)),
            Mark::Passed => (Tone::Positive, stage.word(|words| &words.passed)),
            Mark::Failed => (Tone::Critical, stage.word(|words| &words.failed)),
            Mark::Skipped => (Tone::Neutral, stage.word(|words| &words.skipped)),
        };
        let when = row.at.map(|at| fill(&stage.word(|words| &words.after), &[("n", &at.to_string())]));
        drawn(tone, &word, &stage.word(|words| name(words, row.step)), &when.unwrap_or_default(), &why(stage, row))
    });
    view! { <ol class="trial-steps" aria-live="polite">{rows.collect_view()}</ol> }.into_any()
}

fn drawn(tone: Tone, word: &str, label: &str, when: &str, why: &str) -> AnyView {
    view! {
        <li>
            {tone_badge(tone, word)}
            <div>
                <p><strong>{label.to_owned()}</strong>" "<span class="quiet">{when.to_owned()}</span></p>
                <p>{why.to_owned()}</p>
            </div>
        </li>
    }
    .into_any()
}

const fn name(words: &TrialWords, step: Step) -> &String {
    match step {
        Step::Hello => &words.hello,
        Step::Welcome => &words.welcome,
        Step::Ready => &words.ready,
        Step::Theme => &words.theme,
        Step::Card => &words.card,
        Step::Insert => &words.insert,
    }
}

fn why(stage: Stage, row: &Row) -> String {
    match &row.why {
        Some(Why::OtherOrigin(name)) => fill(&stage.word(|words| &words.other_origin), &[("name", name)]),
        Some(Why::OtherVersion) => stage.word(|words| &words.other_version),
        Some(Why::NoNonce) => stage.word(|words| &words.no_nonce),
        Some(Why::Silence) => stage.word(|words| &words.silence),
        Some(Why::Token) => stage.word(|words| &words.token_refused),
        Some(Why::OtherNonce) => stage.word(|words| &words.other_nonce),
        Some(Why::Said(text)) if row.step == Step::Insert => {
            fill(&stage.word(|words| &words.inserted), &[("text", text)])
        }
        Some(Why::Said(text)) => text.clone(),
        None => stage.word(|words| match row.step {
            Step::Hello => &words.hello_why,
            Step::Welcome => &words.welcome_why,
            Step::Ready => &words.ready_why,
            Step::Theme => &words.theme_why,
            Step::Card => &words.card_why,
            Step::Insert => &words.insert_why,
        }),
    }
}
