//! Signing in, where the host signs nothing: the agent types a code once, and what waited for a session goes on. The host's
//! word on whom a conversation is with is a hint that goes to the proxy with the next card, and comes back in its session.

use super::{Ask, Effect, Notice, Problem, Said, Screen, State, TOP};

/// The field for the code.
pub(crate) const CODE: &str = "scx-code";

impl State {
    /// Whether the agent is being signed in.
    #[must_use]
    pub fn is_signing_in(&self) -> bool {
        self.pending.iter().any(|(_, ask)| matches!(ask, Ask::SignIn { .. }))
    }

    /// An unsigned host names a conversation. The session is the agent's, whatever the conversation.
    pub(super) fn follow_hint(&mut self, seq: u32, hint: String, out: &mut Vec<Effect>) {
        if !matches!(self.screen, Screen::SignIn(_)) {
            if self.leave_conversation(seq, out) {
                (self.hint, self.knows_hint) = (Some(hint), false);
                self.ask(Ask::Card { token: None, fresh: false }, out);
            }
        } else if self.seq.is_none_or(|newest| seq > newest) {
            // Whoever is typing a code goes on typing: the card that waits for it is the newest conversation's.
            self.seq = Some(seq);
            (self.hint, self.knows_hint) = (Some(hint), false);
        }
    }

    /// The agent is signed in: what waited goes on. The new session has heard of no conversation yet.
    pub(super) fn signed_in(&mut self) {
        (self.knows_hint, self.at_provider) = (false, false);
        if matches!(self.screen, Screen::SignIn(_)) {
            self.screen = Screen::Loading;
            self.said = Said::Loading;
        }
    }

    /// Parks a question until the agent has signed in, or the browser still keeps a sign-in.
    pub(super) fn sign_in_for(&mut self, ask: Ask, out: &mut Vec<Effect>) {
        let had = self.session.take().is_some();
        if !self.parked.contains(&ask) {
            self.parked.push(ask);
        }
        if self.is_recovering() {
            return;
        }
        if had && !self.asked_host {
            self.asked_host = true;
            self.fetch(Ask::Resume, out);
        } else {
            self.must_sign_in(out);
        }
    }

    /// A code was typed.
    pub(super) fn sign_in(&mut self, code: String, out: &mut Vec<Effect>) {
        if matches!(self.screen, Screen::SignIn(_)) && !code.is_empty() && !self.is_signing_in() {
            self.said = Said::SigningIn;
            self.fetch(Ask::SignIn { code }, out);
        }
    }

    /// The agent goes to the organisation's provider. Its window hands back a code, or shows it to be typed.
    pub(super) fn open_provider(&mut self, out: &mut Vec<Effect>) {
        if matches!(self.screen, Screen::SignIn(_)) && self.provider.is_some() {
            (self.at_provider, self.said) = (true, Said::AtProvider);
            out.push(Effect::OpenProvider);
        }
    }

    /// Whether the agent has signed in here, and so can sign out.
    #[must_use]
    pub fn can_sign_out(&self) -> bool {
        self.unsigned && self.session.is_some()
    }

    /// The agent signs out: in this browser, and everywhere this sign-in is used.
    pub(super) fn sign_out(&mut self, out: &mut Vec<Effect>) {
        let ends = |(_, ask): &(u32, Ask)| matches!(ask, Ask::SignOut);
        if self.can_sign_out() && !self.pending.iter().any(ends) {
            self.fetch(Ask::SignOut, out);
        }
    }

    /// Nothing of anybody stays on screen.
    pub(super) fn signed_out(&mut self, out: &mut Vec<Effect>) {
        self.drop_requests(out);
        self.forget_people();
        self.stale = None;
        self.must_sign_in(out);
        out.push(Effect::Focus(TOP.to_owned()));
    }

    /// The code was refused, or no sign-in is kept any more.
    pub(super) fn refuse_sign_in(&mut self, notice: Notice, out: &mut Vec<Effect>) {
        if matches!(self.screen, Screen::SignIn(_)) {
            self.said = Said::Failed(notice.message.clone());
            self.screen = Screen::SignIn(Some(Problem { notice, since: self.now }));
            out.push(Effect::Focus(CODE.to_owned()));
        } else {
            self.must_sign_in(out);
        }
    }

    fn must_sign_in(&mut self, out: &mut Vec<Effect>) {
        self.session = None;
        // What was open belongs to a session that is no more.
        self.parked.retain(|ask| matches!(ask, Ask::Card { .. }));
        if self.parked.is_empty() {
            self.parked.push(Ask::Card { token: None, fresh: false });
        }
        self.said = Said::SignIn;
        if !matches!(self.screen, Screen::SignIn(_)) {
            self.forget_live(out);
            self.screen = Screen::SignIn(None);
        }
    }
}
