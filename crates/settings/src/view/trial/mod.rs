//! The view that plays the host of one inbox: `trial(panel, inbox)`, called by the screen for inboxes.
//!
//! | file | what lives there |
//! |---|---|
//! | `play` | the frame, its window's words and the channel: what the browser does for a trial |
//! | `steps` | how steps are drawn |

mod play;
mod steps;

use super::entry::{Entry, Kind};
use super::parts::{notice, tone_badge};
use crate::app::Panel;
use crate::client::{self, Refused};
use crate::dom;
use crate::state::trial::{Effect, Heard, Trial};
use context_card_markup::view;
use context_card_wire::settings::words::{TrialWords, fill};
use context_card_wire::settings::{TrialProof, TrialReply, TrialRequest, TrialState};
use context_card_wire::{Notice, Tone};
use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;

/// So long the card may take for each of its first words, in milliseconds.
const PATIENCE: i32 = 10_000;
/// The field for the e-mail.
const EMAIL: &str = "trial-email";

/// What a trial knows while it runs. Cheap to copy.
#[derive(Clone, Copy)]
pub(super) struct Stage {
    panel: Panel,
    inbox: StoredValue<String>,
    /// Which trial it is: what comes of an earlier one is not heard.
    turn: RwSignal<u32>,
    trial: RwSignal<Trial>,
    reply: RwSignal<Option<TrialReply>>,
    refused: RwSignal<Option<Notice>>,
    /// The address that the frame has; none before the first trial.
    address: RwSignal<Option<String>>,
    proof: StoredValue<Option<TrialProof>>,
    running: RwSignal<bool>,
}

impl Stage {
    fn word(&self, of: impl FnOnce(&TrialWords) -> &String) -> String {
        self.panel.words.with_value(|words| of(&words.trial).clone())
    }

    /// Whether this trial still runs: no other was begun, and its screen is open.
    fn is_turn(self, turn: u32) -> bool {
        self.turn.try_get_untracked() == Some(turn)
    }

    /// Begins anew.
    fn begin(self, proof: TrialProof) {
        self.turn.update(|turn| *turn += 1);
        self.refused.set(None);
        self.reply.set(None);
        self.running.set(true);
        self.proof.set_value(Some(proof));
        self.trial.set(Trial::new(dom::origin()));
        play::start();
        // A frame with the same address would not load anew.
        let turn = self.turn.get_untracked();
        let own = format!("/embed/{}?trial={turn}", self.inbox.get_value());
        self.address.set(Some(self.panel.path(&own)));
        dom::later(PATIENCE, move || {
            if self.is_turn(turn) {
                self.hear(Heard::Silence);
            }
        });
    }

    /// Something happened: the steps change, and what follows is done.
    fn hear(self, heard: Heard) {
        let at = play::since_start();
        match self.trial.try_update(|trial| trial.hear(heard, at)).flatten() {
            Some(Effect::Check(nonce)) => self.check(nonce),
            Some(Effect::Welcome(nonce)) => {
                let token = self.reply.with_untracked(|reply| reply.as_ref().and_then(|reply| reply.token.clone()));
                let pasted = self.proof.with_value(|proof| match proof {
                    Some(TrialProof::Token(token)) => Some(token.trim().to_owned()),
                    _ => None,
                });
                play::welcome(self, &nonce, token.or(pasted));
            }
            None => {}
        }
        if self.trial.with_untracked(Trial::over) {
            self.running.set(false);
        }
    }

    /// Has the host token made, or looked at.
    fn check(self, nonce: Option<String>) {
        let Some(proof) = self.proof.get_value() else { return };
        // A pasted token was made for another hello, if for any.
        let signed = matches!(proof, TrialProof::Email(_));
        let request = TrialRequest { inbox: self.inbox.get_value(), nonce: nonce.filter(|_| signed), proof };
        let turn = self.turn.get_untracked();
        spawn_local(async move {
            let path = "/api/settings/inboxes/trial";
            let reply: Result<TrialReply, Refused> = client::post(&self.panel, path, &request).await;
            if !self.is_turn(turn) {
                return;
            }
            match reply {
                Ok(reply) => {
                    let other_nonce =
                        reply.steps.iter().any(|step| step.step == "nonce" && step.state == TrialState::Skipped);
                    let (accepted, address) = (reply.accepted, reply.address.clone());
                    self.reply.set(Some(reply));
                    match address {
                        Some(address) => {
                            self.hear(Heard::Ticket);
                            self.address.set(Some(address));
                        }
                        None => self.hear(Heard::Checked { accepted, other_nonce: accepted && other_nonce }),
                    }
                }
                Err(refused) => {
                    let refused = refused.notice(&self.panel);
                    if refused.field.is_some() {
                        dom::focus_soon(EMAIL);
                    }
                    self.refused.set(Some(refused));
                    self.running.set(false);
                    self.address.set(None);
                }
            }
        });
    }
}

/// The view, for one inbox.
pub(crate) fn trial(panel: Panel, inbox: String) -> impl IntoView {
    let name = panel.opened.with_untracked(|opened| {
        let found = opened.as_ref().and_then(|opened| opened.inboxes.iter().find(|it| it.inbox == inbox));
        found.map(|it| it.name.clone())
    });
    let heading = panel.words.with_value(|words| {
        name.map_or_else(|| words.trial.heading.clone(), |name| fill(&words.trial.heading_of, &[("name", &name)]))
    });
    let stage = Stage {
        panel,
        inbox: StoredValue::new(inbox),
        turn: RwSignal::new(0),
        trial: RwSignal::new(Trial::new(dom::origin())),
        reply: RwSignal::new(None),
        refused: RwSignal::new(None),
        address: RwSignal::new(None),
        proof: StoredValue::new(None),
        running: RwSignal::new(false),
    };
    view! {
        <section class="trial" aria-labelledby="trial-heading">
            <p><a href="#inboxes">{panel.word(|words| &words.shell.back)}</a></p>
            <h2 id="trial-heading" tabindex="-1"><bdi>{heading}</bdi></h2>
            <p class="quiet">{stage.word(|words| &words.lead)}</p>
            {if untrack(|| panel.is_owner()) { form(stage).into_any() } else {
                view! { <p class="message">{stage.word(|words| &words.owners)}</p> }.into_any()
            }}
            {move || stage.refused.get().filter(|it| it.field.is_none()).map(|it| notice(panel, &it))}
            {move || stage.reply.with(|reply| reply.as_ref().map(|reply| remarks(stage, reply)))}
            {move || stage.address.with(Option::is_some).then(|| running(stage))}
        </section>
    }
}

/// What is tried: an e-mail, or a token.
fn form(stage: Stage) -> impl IntoView {
    let pasting = RwSignal::new(false);
    let email = RwSignal::new(String::new());
    let token = RwSignal::new(String::new());
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        if !stage.running.get_untracked() {
            stage.begin(match pasting.get_untracked() {
                true => TrialProof::Token(token.get_untracked()),
                false => TrialProof::Email(email.get_untracked()),
            });
        }
    };
    let choice = move |pasted: bool, label: String| {
        view! {
            <label class="choice">
                <input type="radio" name="trial-by" prop:checked=move || pasting.get() == pasted
                    on:change=move |_| pasting.set(pasted) />
                <span>{label}</span>
            </label>
        }
    };
    let button = move || match (stage.running.get(), stage.turn.get()) {
        (true, _) => stage.word(|words| &words.running),
        (false, 0) => stage.word(|words| &words.begin),
        (false, _) => stage.word(|words| &words.again),
    };
    view! {
        <form class="box" on:submit=submit novalidate>
            <div role="radiogroup" aria-label=stage.word(|words| &words.heading)>
                {choice(false, stage.word(|words| &words.by_email))}
                {choice(true, stage.word(|words| &words.by_token))}
            </div>
            {move || if pasting.get() { pasted(stage, token) } else { typed(stage, email) }}
            <div class="actions">
                <button class="button strong" aria-disabled=move || stage.running.get().then_some("true")>{button}</button>
            </div>
        </form>
    }
}

/// The e-mail that a host token is signed for.
fn typed(stage: Stage, email: RwSignal<String>) -> AnyView {
    let entry = Entry {
        id: EMAIL.to_owned(),
        kind: Kind::Email,
        label: stage.word(|words| &words.email),
        help: stage.word(|words| &words.email_help),
        ..Entry::over(email, stage.refused, "email")
    };
    entry.draw()
}

/// A host token of the host's own.
fn pasted(stage: Stage, token: RwSignal<String>) -> AnyView {
    let entry = Entry {
        id: "trial-token".to_owned(),
        kind: Kind::Lines,
        label: stage.word(|words| &words.token),
        help: stage.word(|words| &words.token_help),
        ..Entry::over(token, stage.refused, "token")
    };
    entry.draw()
}

fn remarks(stage: Stage, reply: &TrialReply) -> Option<AnyView> {
    if reply.remarks.is_empty() {
        return None;
    }
    let rows = reply.remarks.iter().map(|remark| {
        let word = stage.word(|words| if remark.tone == Tone::Critical { &words.failed } else { &words.noted });
        view! { <li>{tone_badge(remark.tone, &word)} <span>{remark.text.clone()}</span></li> }
    });
    Some(
        view! {
            <h3>{stage.word(|words| &words.remarks)}</h3>
            <ul class="trial-remarks">{rows.collect_view()}</ul>
        }
        .into_any(),
    )
}

/// Steps and card, side by side where there is room.
fn running(stage: Stage) -> impl IntoView {
    view! {
        <div class="trial-stage">
            <div>
                <h3>{stage.word(|words| &words.token_steps)}</h3>
                {move || stage.reply.with(|reply| steps::of_token(stage, reply.as_ref()))}
                <h3>{stage.word(|words| &words.handshake)}</h3>
                {move || stage.trial.with(|trial| steps::of_handshake(stage, trial))}
            </div>
            {play::frame(stage)}
        </div>
    }
}
