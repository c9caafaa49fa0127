//! How the state changes: one event in, effects out.

use super::{
    Ask, At, Card, Effect, Event, Found, Notice, Place, Problem, Reply, Said, Screen, Shown, State, Token, Whom,
};

/// How long a button says that it has copied or inserted.
const DONE_FOR: f64 = 2_000.0;
/// Renewed so long before its end.
const RENEW_BEFORE: f64 = 30_000.0;
/// The notice that a new session can mend.
const EXPIRED: &str = "session_expired";

/// Where the focus goes when details open.
pub(crate) const TITLE: &str = "scx-title";
/// The field for an order's number, before the section's place.
pub(crate) const NUMBER: &str = "n-";
/// Where it goes when what had it is gone.
pub(crate) const TOP: &str = "scx-top";

impl State {
    /// Changes the state by one event.
    pub fn step(&mut self, event: Event, now: f64) -> Vec<Effect> {
        self.now = now;
        let mut effects = Vec::new();
        let out = &mut effects;
        match event {
            Event::Began { session, card, problem } => {
                if let Some(session) = session {
                    self.keep_session(session.session, session.expires_in);
                }
                match (card, problem) {
                    (Some(card), _) => self.show(*card, false, out),
                    (None, Some(notice)) => self.fail(notice),
                    (None, None) => {}
                }
            }
            Event::Met { seq, can_insert, signs, moves } => {
                (self.host, self.unsigned) = (true, !signs);
                self.can_insert = can_insert;
                self.seq = self.seq.or(seq);
                // A host that brought no token is asked for one. Where the page brought a session, that is enough.
                if matches!(self.screen, Screen::Loading) && !moves && self.pending.is_empty() && self.parked.is_empty()
                {
                    self.ask(Ask::Card { token: None, fresh: false }, out);
                }
            }
            Event::Context { seq, token } => self.change_conversation(seq, token, out),
            Event::Next(token) => out.push(Effect::TellNext(token)),
            Event::Hinted { seq, hint } => self.follow_hint(seq, hint, out),
            Event::CanInsert(can) => self.can_insert = can,
            Event::Full(full) => self.full = Some(full),
            Event::Token { seq, token } => {
                // A token for the conversation before would open the wrong customer.
                if seq == self.seq() {
                    self.take_token(token, out);
                }
            }
            Event::Answer { id, result } => self.take_answer(id, result, out),
            Event::Act { act, scroll } => self.act(act, scroll, out),
            Event::Seen { sights, held } => self.see(&sights, held, out),
            Event::Copied { text, ok } => {
                self.said = if ok { Said::Copied } else { Said::CopyFailed };
                self.done = ok.then_some((text, now + DONE_FOR));
                out.push(Effect::Notify(ok));
            }
            Event::Inserted { seq, text, ok } => {
                if seq == self.seq() {
                    self.said = if ok { Said::Inserted } else { Said::InsertFailed };
                    self.done = ok.then_some((text, now + DONE_FOR));
                    out.push(Effect::Notify(ok));
                }
            }
            Event::Changed => self.changed(),
            Event::Silent { opened } => self.fell_silent(opened),
            Event::Visible(visible) => {
                self.visible = visible;
                self.tick(out);
            }
            Event::Tick => self.tick(out),
            Event::Teardown => {
                self.drop_requests(out);
                self.forget_people();
                self.session = None;
                self.host = false;
                self.visible = false;
                self.screen = Screen::Loading;
                // Nothing of anybody stays, neither what was said last.
                (self.stale, self.said) = (None, Said::Nothing);
            }
        }
        self.see_to_live(out);
        effects
    }

    /// Another conversation: what is drawn goes first, before anything else is asked.
    fn change_conversation(&mut self, seq: u32, token: Option<Token>, out: &mut Vec<Effect>) {
        if !self.leave_conversation(seq, out) {
            return;
        }
        // The old session reaches the old contact only.
        self.session = None;
        match token {
            Some(token) => self.fetch(Ask::Card { token: Some(token), fresh: false }, out),
            None => self.authorise(Ask::Card { token: None, fresh: false }, out),
        }
    }

    /// Leaves what is drawn for another conversation. False where there has been a newer one.
    pub(super) fn leave_conversation(&mut self, seq: u32, out: &mut Vec<Effect>) -> bool {
        if self.seq.is_some_and(|newest| seq <= newest) {
            return false;
        }
        self.drop_requests(out);
        self.forget_live(out);
        self.forget_people();
        self.seq = Some(seq);
        (self.asked_host, self.host_answers) = (false, false);
        self.stale = None;
        self.done = None;
        self.screen = Screen::Loading;
        self.said = Said::Loading;
        out.push(Effect::Scroll(0.0));
        true
    }

    pub(super) fn drop_requests(&mut self, out: &mut Vec<Effect>) {
        self.parked.clear();
        if let Screen::Card(shown) = &mut self.screen {
            shown.sections.iter_mut().for_each(|section| section.listed.settle());
        }
        // A link is not called back: it may be there already, and half a link is none. Nor is signing out, which is meant for
        // every conversation.
        let stopped = self.pending.extract_if(.., |(_, ask)| !matches!(ask, Ask::SignOut));
        out.extend(stopped.filter(|(_, ask)| !matches!(ask, Ask::Link { .. })).map(|(id, _)| Effect::Cancel(id)));
    }

    pub(super) fn fetch(&mut self, ask: Ask, out: &mut Vec<Effect>) {
        self.last_id += 1;
        let id = self.last_id;
        let session = match &ask {
            Ask::Card { token: Some(_), .. } | Ask::Session(_) | Ask::SignIn { .. } | Ask::Resume => None,
            _ => self.session.clone(),
        };
        let hint = match &ask {
            Ask::Card { token: None, .. } | Ask::Anew if self.whom.query.is_none() && !self.knows_hint => {
                self.hint.clone()
            }
            _ => None,
        };
        self.pending.push((id, ask.clone()));
        out.push(Effect::Fetch { id, ask, session, seq: self.seq(), whom: self.whom.clone(), hint });
    }

    /// Asks the proxy with the session; where there is none, asks the host for a token first.
    pub(super) fn ask(&mut self, ask: Ask, out: &mut Vec<Effect>) {
        if self.session.is_some() {
            self.fetch(ask, out);
        } else {
            self.authorise(ask, out);
        }
    }

    /// Parks a question until the host has given a new token. It is asked once.
    pub(super) fn authorise(&mut self, ask: Ask, out: &mut Vec<Effect>) {
        if self.unsigned {
            return self.sign_in_for(ask, out);
        }
        self.session = None;
        if !self.is_recovering() {
            (self.asked_host, self.host_answers) = (true, true);
            out.push(Effect::AskHost { seq: self.seq() });
        }
        self.parked.push(ask);
    }

    /// Whether a new session is on its way.
    pub(super) fn is_recovering(&self) -> bool {
        let brings_session = |ask: &Ask| {
            matches!(ask, Ask::Session(_) | Ask::SignIn { .. } | Ask::Resume | Ask::Card { token: Some(_), .. })
        };
        self.host_answers || self.pending.iter().any(|(_, ask)| brings_session(ask))
    }

    fn unpark(&mut self, out: &mut Vec<Effect>) {
        for ask in std::mem::take(&mut self.parked) {
            self.fetch(ask, out);
        }
    }

    fn refuse_parked(&mut self, notice: &Notice) {
        for ask in std::mem::take(&mut self.parked) {
            self.refuse(&ask, notice.clone());
        }
    }

    fn take_token(&mut self, token: Option<Token>, out: &mut Vec<Effect>) {
        self.host_answers = false;
        match token {
            _ if self.parked.is_empty() => {}
            // A card brings its session with it: one round trip. Whom the agent chose is asked for with a session only.
            Some(token) if matches!(self.parked[..], [Ask::Card { .. }]) && self.whom == Whom::default() => {
                self.parked.clear();
                self.fetch(Ask::Card { token: Some(token), fresh: false }, out);
            }
            Some(token) => self.fetch(Ask::Session(token), out),
            None => self.refuse_parked(&reopen()),
        }
    }

    fn take_answer(&mut self, id: u32, result: Result<Reply, Notice>, out: &mut Vec<Effect>) {
        let Some(at) = self.pending.iter().position(|(pending, _)| *pending == id) else {
            return;
        };
        let (_, ask) = self.pending.swap_remove(at);
        match (ask, result) {
            (Ask::Anew, Ok(Reply::Card(reply))) => self.show_quietly(reply.card, out),
            (_, Ok(Reply::Card(reply))) => {
                self.asked_host = false;
                if let Some(session) = reply.session {
                    // From now on the session knows of whom the host has told.
                    self.knows_hint = true;
                    self.keep_session(session, reply.expires_in.unwrap_or(300));
                    self.unpark(out);
                }
                self.show(reply.card, false, out);
            }
            (ask, Ok(Reply::Session(reply))) => {
                if matches!(ask, Ask::SignIn { .. } | Ask::Resume) {
                    self.signed_in();
                }
                self.keep_session(reply.session, reply.expires_in);
                self.unpark(out);
            }
            (Ask::SignOut, Ok(Reply::SignedOut)) => self.signed_out(out),
            (Ask::Link { handle, undo }, Ok(Reply::Linked)) => {
                self.asked_host = false;
                self.linked(&handle, undo, out);
            }
            (ask, Ok(Reply::Orders(page))) => {
                self.asked_host = false;
                self.take_orders(&ask, page, out);
            }
            (ask, Ok(reply)) => {
                self.asked_host = false;
                self.take_details(&ask, reply);
            }
            (Ask::Renew, Err(notice)) => {
                // The next thing the agent does says it; until then nothing is lost.
                if notice.code == EXPIRED {
                    self.session = None;
                    self.renew_at = f64::MAX;
                } else {
                    self.renew_at = self.now + 15_000.0;
                }
            }
            (Ask::Session(_), Err(notice)) => self.refuse_parked(&notice),
            (Ask::SignIn { .. } | Ask::Resume, Err(notice)) => self.refuse_sign_in(notice, out),
            (ask, Err(notice)) if notice.code == EXPIRED && self.host && (!self.asked_host || self.is_recovering()) => {
                let ask = match ask {
                    Ask::Card { fresh, .. } => Ask::Card { token: None, fresh },
                    ask => ask,
                };
                self.authorise(ask, out);
            }
            (ask, Err(notice)) => {
                // What waited for this one's session gets none.
                if matches!(ask, Ask::Card { token: Some(_), .. }) {
                    self.refuse_parked(&notice);
                }
                self.refuse(&ask, notice);
            }
        }
    }

    /// A question that stays without an answer.
    fn refuse(&mut self, ask: &Ask, notice: Notice) {
        self.asked_host = false;
        self.said = Said::Failed(notice.message.clone());
        let problem = Problem { notice, since: self.now };
        match ask {
            Ask::Card { .. } | Ask::Anew | Ask::SignOut => match &self.screen {
                // Last good data, with its age, below the failure.
                Screen::Card(_) => self.stale = Some(problem),
                _ => self.screen = Screen::Problem(problem),
            },
            Ask::Orders { .. } => self.refuse_orders(ask, problem),
            Ask::Order { .. } | Ask::History { .. } | Ask::Product { .. } => self.refuse_details(ask, problem),
            Ask::Link { handle, .. } => self.refused = Some((handle.clone(), problem.notice)),
            Ask::Renew | Ask::Session(_) | Ask::SignIn { .. } | Ask::Resume => {}
        }
    }

    fn fail(&mut self, notice: Notice) {
        self.refuse(&Ask::Card { token: None, fresh: false }, notice);
    }

    fn keep_session(&mut self, session: String, expires_in: u32) {
        self.session = Some(session);
        self.listen_anew();
        let life = f64::from(expires_in) * 1_000.0;
        self.renew_at = self.now + (life - RENEW_BEFORE).max(life / 2.0);
    }

    /// Draws a card. Where one is drawn already it is a refresh, and what the agent opened stays open. `read_on`: the
    /// pages of orders that were read on stay, too.
    pub(super) fn show(&mut self, card: Card, read_on: bool, out: &mut Vec<Effect>) {
        self.keep_search_open();
        self.know(&card);
        let mut new = Shown::new(card, self.now);
        self.stale = None;
        let mut turning = Vec::new();
        if let Screen::Card(old) = &mut self.screen {
            for (at, section) in new.sections.iter_mut().enumerate() {
                if let Some(was) = place_before(old, &new.card, at) {
                    section.open = old.sections[was].open;
                    section.chosen = chosen_again(old, &new.card, was, at);
                }
            }
            for at in 0..new.sections.len() {
                if let Some(was) = place_before(old, &new.card, at)
                    && new.take_list(at, old, was, read_on, out)
                {
                    turning.push(at);
                }
            }
            // Open stays open only what is of the same customer: another one may stand in their place now.
            let kept = old.place.at().is_none_or(|at| stays(old, &new, at));
            if kept {
                new.place = std::mem::replace(&mut old.place, Place::List);
            }
            self.said = Said::Refreshed;
        } else if matches!(self.said, Said::Loading | Said::Searching) {
            self.said = self.tell(&new);
        }
        self.screen = Screen::Card(Box::new(new));
        // Pages of the older list don't fit the new one, unless it goes on.
        self.forget(
            |ask| match ask {
                Ask::Orders { at, which, .. } => which.is_some() || !turning.contains(&at.store),
                _ => false,
            },
            out,
        );
        self.forget_closed(out);
        self.list_anew(out);
    }

    /// Ends requests whose answers are of no use any more.
    pub(super) fn forget(&mut self, useless: impl Fn(&Ask) -> bool, out: &mut Vec<Effect>) {
        self.parked.retain(|ask| !useless(ask));
        out.extend(self.pending.extract_if(.., |(_, ask)| useless(ask)).map(|(id, _)| Effect::Cancel(id)));
    }

    fn tick(&mut self, out: &mut Vec<Effect>) {
        if self.done.as_ref().is_some_and(|(_, until)| self.now >= *until) {
            self.done = None;
        }
        let renewing = self.pending.iter().any(|(_, ask)| matches!(ask, Ask::Renew));
        if self.visible && self.session.is_some() && self.now >= self.renew_at && !renewing {
            self.fetch(Ask::Renew, out);
        }
    }
}

/// Where the section of this store was on the card before.
fn place_before(old: &Shown, card: &Card, at: usize) -> Option<usize> {
    old.card.stores.iter().position(|store| store.shop == card.stores[at].shop)
}

/// Whether the customer at this place is on the list as before, and is the same one.
fn stays(old: &Shown, new: &Shown, at: At) -> bool {
    let handle = |shown: &Shown| shown.customer(at).map(|who| who.handle.clone());
    new.on_list(at.store) == Some(at) && handle(old) == handle(new)
}

/// The customer that was chosen before a refresh, where they are still one of several.
fn chosen_again(old: &Shown, card: &Card, was: usize, at: usize) -> Option<usize> {
    let before = old.customer(At { store: was, customer: old.sections[was].chosen? })?;
    match &card.stores[at].found {
        Found::Several(several) => several.iter().position(|who| who.handle == before.handle),
        _ => None,
    }
}

/// The answer where the host gave no token; the view has the sentence.
fn reopen() -> Notice {
    Notice {
        code: EXPIRED.to_owned(),
        message: String::new(),
        admin: None,
        action: context_card_wire::Action::Reopen,
        field: None,
        retry_in: None,
        reference: String::new(),
    }
}

/// The element of an order's row.
#[must_use]
pub(crate) fn order_id(handle: &str) -> String {
    ["o-", handle].concat()
}

/// The element that opens a line item's product.
#[must_use]
pub(crate) fn item_id(item: usize) -> String {
    ["i-", &item.to_string()].concat()
}

/// The element that opens a customer's details.
#[must_use]
pub(crate) fn customer_id(at: At) -> String {
    ["c-", &super::act::arg(at)].concat()
}

/// The element that chooses a customer.
#[must_use]
pub(crate) fn choice_id(at: At) -> String {
    ["p-", &super::act::arg(at)].concat()
}
