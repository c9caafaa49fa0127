//! Hearing that something changed: when to listen, and asking for the card anew without disturbing whoever reads it.
//!
//! Nobody listens for a card that is hidden. After a silence it is asked once more, since something may have changed.

use super::{Ask, Card, Effect, Screen, State};

/// The first pause after a stream that ended; each further one is twice as long.
const PAUSE: f64 = 1_000.0;
/// The longest, as a power of two of the first.
const LONGEST: u32 = 6;

/// How hearing of changes is going.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Live {
    /// A stream is open, or being opened.
    on: bool,
    /// When to open the next one.
    at: f64,
    /// How many did not open, one after the other.
    failed: u32,
    /// There was a silence.
    deaf: bool,
    /// Something changed, or may have.
    changed: bool,
}

impl State {
    /// Something that the card shows changed.
    pub(super) fn changed(&mut self) {
        self.live.changed = true;
    }

    /// The stream ended. `opened`: after it had been open.
    pub(super) fn fell_silent(&mut self, opened: bool) {
        self.live.failed = if opened { 0 } else { (self.live.failed + 1).min(LONGEST) };
        self.live.on = false;
        self.live.deaf = true;
        self.live.at = self.now + PAUSE * f64::from(1_u32 << self.live.failed);
    }

    /// A new session: the next stream takes the place of the one that is open.
    pub(super) fn listen_anew(&mut self) {
        self.live.on = false;
        self.live.at = 0.0;
    }

    /// Another conversation: nothing of the old one counts.
    pub(super) fn forget_live(&mut self, out: &mut Vec<Effect>) {
        if std::mem::take(&mut self.live).on {
            out.push(Effect::Deafen);
        }
    }

    /// Milliseconds until the next stream is opened, where that is waited for.
    pub(super) fn listens_in(&self) -> Option<f64> {
        (!self.live.on && self.live.at > self.now).then_some(self.live.at - self.now)
    }

    /// After every event: listens, or stops, and asks for what changed.
    pub(super) fn see_to_live(&mut self, out: &mut Vec<Effect>) {
        if !self.visible && self.live.on {
            (self.live.on, self.live.deaf) = (false, true);
            out.push(Effect::Deafen);
        }
        // While somebody else's card is on its way, it goes on listening: it is the same conversation.
        if !self.visible || !matches!(self.screen, Screen::Card(_)) {
            return;
        }
        // Without one, a stream that is open ends by itself, and something else sees to the next session.
        let Some(session) = self.session.clone() else { return };
        if !self.live.on && self.now >= self.live.at {
            self.live.on = true;
            self.live.changed |= std::mem::take(&mut self.live.deaf);
            out.push(Effect::Listen(session));
        }
        let asks = |ask: &Ask| matches!(ask, Ask::Card { .. } | Ask::Anew);
        let asking = self.pending.iter().any(|(_, ask)| asks(ask)) || self.parked.iter().any(asks);
        if self.live.changed && !asking && !self.only_lists_who_was_found() {
            self.live.changed = false;
            self.fetch(Ask::Anew, out);
            self.open_anew(out);
        }
    }

    /// Whether a search stands there, and nobody of whom it found is chosen.
    fn only_lists_who_was_found(&self) -> bool {
        self.whom.query.is_some()
            && matches!(&self.screen, Screen::Card(shown) if shown.sections.iter().all(|it| it.chosen.is_none()))
    }

    /// Draws a card that was asked for by itself: whatever the agent has open, read on or folded stays as it is.
    pub(super) fn show_quietly(&mut self, card: Card, out: &mut Vec<Effect>) {
        let before = std::mem::take(&mut self.said);
        self.show(card, true, out);
        self.said = before;
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::result_large_err, reason = "the answers are those that the state machine takes")]

    use super::super::tests::{
        NOW, ada_by_ticket, answer, card_of, card_reply, details, fetched, order_reply, row, shown,
    };
    use super::super::{Act, Details, Event, Found, Listed, More, OrderPage, Place, Reply, Said, SessionReply};
    use super::*;

    fn step(state: &mut State, event: Event) -> Vec<Effect> {
        state.step(event, NOW)
    }

    fn listens(effects: &[Effect]) -> bool {
        effects.iter().any(|effect| matches!(effect, Effect::Listen(_)))
    }

    /// A reply to [`Ask::Anew`]: the same session goes on.
    fn anew(name: &str) -> Result<Reply, super::super::Notice> {
        card_reply(name).map(|reply| match reply {
            Reply::Card(mut reply) => {
                reply.session = None;
                Reply::Card(reply)
            }
            reply => reply,
        })
    }

    #[test]
    fn a_card_listens_as_soon_as_it_is_there() {
        let mut state = State::loading(NOW);
        let session = Some(SessionReply { session: "session of Ada".into(), expires_in: 300 });
        let effects = step(&mut state, Event::Began { session, card: Some(Box::new(card_of("Ada"))), problem: None });
        assert_eq!(effects, [Effect::Listen("session of Ada".into())]);
        assert_eq!(step(&mut state, Event::Tick), [], "once");
    }

    #[test]
    fn a_change_is_asked_for_and_drawn_without_a_word() {
        let mut state = ada_by_ticket();
        let effects = step(&mut state, Event::Changed);
        assert!(matches!(effects[..], [Effect::Fetch { ask: Ask::Anew, .. }]), "{effects:?}");
        assert!(!state.is_refreshing(), "nothing turns");
        let mut card = card_of("Ada");
        if let Found::Customer(ada) = &mut card.stores[0].found {
            ada.orders.rows[0].name = "#changed".into();
        }
        let reply = super::super::CardReply { session: None, expires_in: None, card, html: None };
        answer(&mut state, fetched(&effects), Ok(Reply::Card(Box::new(reply))));
        assert_eq!(
            shown(&state).customer(super::super::At { store: 0, customer: 0 }).unwrap().orders.rows[0].name,
            "#changed"
        );
        assert_eq!(state.said, Said::Nothing);
    }

    #[test]
    fn many_changes_at_once_are_one_request_and_one_after_it() {
        let mut state = ada_by_ticket();
        let id = fetched(&step(&mut state, Event::Changed));
        assert_eq!(step(&mut state, Event::Changed), []);
        assert_eq!(step(&mut state, Event::Changed), []);
        let effects = answer(&mut state, id, anew("Ada"));
        let again = fetched(&effects);
        assert_eq!(answer(&mut state, again, anew("Ada")), []);
    }

    #[test]
    fn an_open_order_stays_open_and_is_read_anew() {
        let mut state = ada_by_ticket();
        let id = fetched(&super::super::tests::act(&mut state, Act::Order("Ada-1".into())));
        answer(&mut state, id, order_reply("Ada-1"));
        let effects = step(&mut state, Event::Changed);
        let ids: Vec<_> = effects
            .iter()
            .map(|effect| match effect {
                Effect::Fetch { id, .. } => *id,
                other => panic!("{other:?}"),
            })
            .collect();
        let said = state.said.clone();
        answer(&mut state, ids[0], anew("Ada"));
        let mut changed = details("Ada-1");
        changed.name = "#changed".into();
        answer(&mut state, ids[1], Ok(Reply::Order(Box::new(changed))));
        let Place::Order(open) = &shown(&state).place else { panic!("it was closed") };
        assert!(matches!(&open.details, Details::Ready(details) if details.name == "#changed"));
        assert_eq!(state.said, said, "nothing is said");
    }

    #[test]
    fn pages_that_were_read_on_stay() {
        let mut state = ada_by_ticket();
        let id = fetched(&super::super::tests::act(&mut state, Act::More(0)));
        let page = OrderPage { rows: vec![row("Ada-3")], next: None, ..OrderPage::default() };
        answer(&mut state, id, Ok(Reply::Orders(page)));
        let id = fetched(&step(&mut state, Event::Changed));
        answer(&mut state, id, anew("Ada"));
        let at = shown(&state).on_list(0).unwrap();
        let orders = &shown(&state).customer(at).unwrap().orders;
        let handles: Vec<_> = orders.rows.iter().map(|row| row.handle.as_str()).collect();
        assert_eq!((handles, &orders.next), (vec!["Ada-1", "Ada-2", "Ada-3"], &None));
    }

    #[test]
    fn a_page_on_its_way_still_arrives() {
        let mut state = ada_by_ticket();
        let page = fetched(&super::super::tests::act(&mut state, Act::More(0)));
        let id = fetched(&step(&mut state, Event::Changed));
        assert_eq!(answer(&mut state, id, anew("Ada")), [], "it is not cancelled");
        assert_eq!(shown(&state).sections[0].listed, Listed::All(More::Loading { pressed: true }));
        let rows = vec![row("Ada-3")];
        answer(&mut state, page, Ok(Reply::Orders(OrderPage { rows, ..OrderPage::default() })));
        let at = shown(&state).on_list(0).unwrap();
        assert_eq!(shown(&state).customer(at).unwrap().orders.rows.len(), 3);
    }

    #[test]
    fn after_a_silence_it_listens_again_ever_more_patiently_and_asks_what_it_missed() {
        let mut state = ada_by_ticket();
        let mut now = NOW;
        for pause in [2_000.0, 4_000.0, 8_000.0, 16_000.0, 32_000.0, 64_000.0, 64_000.0] {
            assert!(!listens(&state.step(Event::Silent { opened: false }, now)));
            assert!(state.next_tick().is_some_and(|tick| tick <= pause));
            assert!(!listens(&state.step(Event::Tick, now + pause - 1.0)));
            now += pause;
            let effects = state.step(Event::Tick, now);
            assert!(listens(&effects), "after {pause}");
            for effect in effects {
                if let Effect::Fetch { id, ask: Ask::Anew, .. } = effect {
                    state.step(Event::Answer { id, result: anew("Ada") }, now);
                }
            }
        }
        state.step(Event::Silent { opened: true }, now);
        assert!(listens(&state.step(Event::Tick, now + 1_000.0)), "it had been open: soon");
    }

    #[test]
    fn a_hidden_card_does_not_listen_and_catches_up_when_it_is_shown() {
        let mut state = ada_by_ticket();
        assert_eq!(step(&mut state, Event::Visible(false)), [Effect::Deafen]);
        assert_eq!(step(&mut state, Event::Tick), []);
        let effects = step(&mut state, Event::Visible(true));
        assert!(listens(&effects));
        assert!(effects.iter().any(|effect| matches!(effect, Effect::Fetch { ask: Ask::Anew, .. })));
    }

    #[test]
    fn another_conversation_is_heard_of_and_the_old_one_no_more() {
        let mut state = ada_by_ticket();
        step(&mut state, Event::Changed);
        let token = super::super::tests::token("bob");
        let effects = step(&mut state, Event::Context { seq: 2, token });
        assert!(effects.contains(&Effect::Deafen));
        let id = fetched(&effects);
        let effects = answer(&mut state, id, card_reply("Bob"));
        assert_eq!(effects, [Effect::Listen("session of Bob".into())], "and nothing is asked anew");
    }

    #[test]
    fn a_renewed_session_goes_on_listening_without_asking() {
        let mut state = ada_by_ticket();
        let effects = state.step(Event::Tick, NOW + 280_000.0);
        let id = fetched(&effects);
        let reply = SessionReply { session: "renewed".into(), expires_in: 300 };
        let effects = state.step(Event::Answer { id, result: Ok(Reply::Session(reply)) }, NOW + 280_000.0);
        assert_eq!(effects, [Effect::Listen("renewed".into())]);
    }

    #[test]
    fn a_card_that_could_not_be_had_anew_says_so_and_keeps_the_old_one() {
        let mut state = ada_by_ticket();
        let id = fetched(&step(&mut state, Event::Changed));
        let effects = answer(&mut state, id, Err(super::super::tests::notice("store_unreachable")));
        assert_eq!(effects, [], "not again and again");
        assert!(state.stale.is_some());
        assert_eq!(shown(&state).name(), "Ada");
    }
}
