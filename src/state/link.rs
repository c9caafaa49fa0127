//! Linking a customer to the contact by hand, and unlinking them.
//!
//! A link is not called back: whatever the agent does meanwhile, the proxy may have made it already. Where nobody waits for
//! its answer any more, the next card tells.

use super::{Ask, At, Effect, Found, Handle, Said, Screen, State};
use context_card_wire::Linking;

/// The button that links a customer, and the one that unlinks them.
#[must_use]
pub(crate) fn link_id(handle: &Handle) -> String {
    ["l-", handle.as_str()].concat()
}

impl State {
    /// Whether a link of this customer is being made or undone.
    #[must_use]
    pub fn is_linking(&self, handle: &Handle) -> bool {
        let links = |ask: &Ask| matches!(ask, Ask::Link { handle: other, .. } if other == handle);
        self.pending.iter().any(|(_, ask)| links(ask)) || self.parked.iter().any(links)
    }

    pub(super) fn link(&mut self, at: At, undo: bool, out: &mut Vec<Effect>) {
        let Screen::Card(shown) = &self.screen else { return };
        let stands = if undo { Linking::Linked } else { Linking::Offer };
        let Some(who) = shown.customer(at).filter(|who| who.linking == stands && shown.place.is_list()) else {
            return;
        };
        let Some(handle) = who.handle.clone().filter(|handle| !self.is_linking(handle)) else { return };
        self.refused = None;
        self.ask(Ask::Link { handle, undo }, out);
    }

    /// It is done. The card is asked for anew, and stays on this customer.
    pub(super) fn linked(&mut self, handle: &Handle, undo: bool, out: &mut Vec<Effect>) {
        self.said = if undo { Said::Unlinked } else { Said::Linked };
        if let Screen::Card(shown) = &mut self.screen {
            for (store, section) in shown.card.stores.iter_mut().zip(&mut shown.sections) {
                let customers = match &mut store.found {
                    Found::Customer(customer) => std::slice::from_mut(&mut **customer),
                    Found::Several(several) => several.as_mut_slice(),
                    Found::Nothing(_) | Found::Failed(_) => continue,
                };
                let Some(at) = customers.iter().position(|who| who.handle.as_ref() == Some(handle)) else { continue };
                customers[at].linking = if undo { Linking::Offer } else { Linking::Linked };
                if !undo && shown.place.is_list() {
                    section.chosen = Some(at);
                }
            }
        }
        if !undo {
            (self.whom.query, self.home, self.search_open) = (None, None, false);
        }
        // What was asked before it knows nothing of it. What brings a session is not missed.
        let older = |ask: &Ask| matches!(ask, Ask::Card { token: None, .. } | Ask::Anew);
        out.extend(self.pending.extract_if(.., |(_, ask)| older(ask)).map(|(id, _)| Effect::Cancel(id)));
        self.changed();
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::result_large_err, reason = "the answers are those that the state machine takes")]

    use super::super::tests::{
        NOW, act, ada_by_ticket, answer, card_of, customer, fetched, notice, shown, store, token,
    };
    use super::super::{Act, Card, CardReply, Event, Notice, Reply, Whom};
    use super::*;
    use context_card_wire::CustomerCard;

    const FIRST: At = At { store: 0, customer: 0 };
    const SECOND: At = At { store: 0, customer: 1 };

    fn reply(card: Card) -> Result<Reply, Notice> {
        Ok(Reply::Card(Box::new(CardReply { session: None, expires_in: None, card, html: None })))
    }

    fn offered(name: &str) -> CustomerCard {
        CustomerCard { linking: Linking::Offer, ..customer(name) }
    }

    /// A contact who may be Ada or Ben.
    fn several() -> State {
        let found = Found::Several(vec![offered("Ada"), offered("Ben")]);
        let mut state = ada_by_ticket();
        let id = fetched(&act(&mut state, Act::Refresh));
        let card = Card { stores: vec![store("acme", found)], search: true, ..Card::default() };
        answer(&mut state, id, reply(card));
        state
    }

    fn is_link(effects: &[Effect], name: &str, undo: bool) -> bool {
        let handle = Handle(["h-", name].concat());
        matches!(effects, [Effect::Fetch { ask: Ask::Link { handle: asked, undo: back }, .. }]
            if *asked == handle && *back == undo)
    }

    #[test]
    fn a_linked_customer_stays_on_the_card_and_the_link_can_be_undone() {
        let mut state = several();
        let effects = act(&mut state, Act::Link(SECOND));
        assert!(is_link(&effects, "Ben", false), "{effects:?}");
        assert!(state.is_linking(&Handle("h-Ben".into())) && !state.is_linking(&Handle("h-Ada".into())));
        assert_eq!(act(&mut state, Act::Link(SECOND)), [], "twice is once");
        let effects = answer(&mut state, fetched(&effects), Ok(Reply::Linked));
        assert_eq!((&state.said, shown(&state).on_list(0)), (&Said::Linked, Some(SECOND)));
        let linked = CustomerCard { linking: Linking::Linked, ..customer("Ben") };
        let stores = vec![store("acme", Found::Several(vec![linked, offered("Ada")]))];
        answer(&mut state, fetched(&effects), reply(Card { stores, ..Card::default() }));
        assert_eq!((&state.said, shown(&state).on_list(0)), (&Said::Linked, Some(FIRST)), "Ben has moved up");
        assert_eq!(act(&mut state, Act::Link(FIRST)), [], "they are linked");
        let effects = act(&mut state, Act::Unlink(FIRST));
        assert!(is_link(&effects, "Ben", true));
        answer(&mut state, fetched(&effects), Ok(Reply::Linked));
        assert_eq!(state.said, Said::Unlinked);
        assert_eq!(shown(&state).customer(FIRST).unwrap().linking, Linking::Offer);
    }

    #[test]
    fn a_link_from_a_search_leads_back_to_the_contact_who_is_that_customer_now() {
        let mut state = several();
        let id = fetched(&act(&mut state, Act::Search("cleo".into())));
        let found = Found::Several(vec![offered("Cleo")]);
        answer(&mut state, id, reply(Card { stores: vec![store("acme", found)], ..Card::default() }));
        let id = fetched(&act(&mut state, Act::Link(FIRST)));
        let effects = answer(&mut state, id, Ok(Reply::Linked));
        assert!(
            matches!(&effects[..], [Effect::Fetch { ask: Ask::Anew, whom: Whom { query: None, .. }, .. }]),
            "the contact's card: {effects:?}"
        );
        assert_eq!(shown(&state).name(), "Cleo", "and nothing flickers meanwhile");
        answer(&mut state, fetched(&effects), reply(card_of("Cleo")));
        assert_eq!((shown(&state).name(), &state.said), ("Cleo".into(), &Said::Linked));
    }

    #[test]
    fn a_link_that_is_refused_says_why_beside_the_customer() {
        let mut state = several();
        let id = fetched(&act(&mut state, Act::Link(FIRST)));
        assert_eq!(answer(&mut state, id, Err(notice("not_allowed"))), []);
        let (whose, why) = state.refused.as_ref().unwrap();
        assert_eq!((whose.as_str(), why.code.as_str()), ("h-Ada", "not_allowed"));
        assert_eq!(state.said, Said::Failed("sentence of not_allowed".into()));
        assert_eq!(shown(&state).customer(FIRST).unwrap().linking, Linking::Offer);
        act(&mut state, Act::Link(FIRST));
        assert_eq!(state.refused, None);
    }

    #[test]
    fn a_link_is_not_called_back_and_its_late_answer_changes_nothing() {
        let mut state = several();
        let link = fetched(&act(&mut state, Act::Link(FIRST)));
        let effects = state.step(Event::Context { seq: 2, token: token("for Dora") }, NOW);
        assert!(!effects.contains(&Effect::Cancel(link)));
        answer(&mut state, fetched(&effects), reply(card_of("Dora")));
        let before = state.clone();
        assert_eq!(answer(&mut state, link, Ok(Reply::Linked)), []);
        assert_eq!(state, before);
    }

    #[test]
    fn what_was_asked_before_the_link_is_not_drawn_after_it() {
        let mut state = several();
        let older = fetched(&act(&mut state, Act::Refresh));
        let link = fetched(&act(&mut state, Act::Link(FIRST)));
        let effects = answer(&mut state, link, Ok(Reply::Linked));
        assert!(effects.contains(&Effect::Cancel(older)));
        answer(&mut state, older, reply(card_of("Older")));
        assert_eq!(shown(&state).name(), "Ada");
        answer(&mut state, fetched(&effects), reply(card_of("Ada")));
        assert_eq!(shown(&state).name(), "Ada");
    }

    #[test]
    fn who_is_not_offered_is_not_linked() {
        let mut state = ada_by_ticket();
        assert_eq!(act(&mut state, Act::Link(FIRST)), []);
        assert_eq!(act(&mut state, Act::Unlink(FIRST)), []);
        assert_eq!(act(&mut state, Act::Link(SECOND)), []);
    }
}
