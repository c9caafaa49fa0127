//! Searching: what was found stands in the place of the contact's card, which is kept meanwhile.
//!
//! To the rest of the state machine a search is one more answer to "whom": refreshing and trying again repeat it, and another
//! conversation ends it. What changes repeats it only for whoever was chosen: every search is recorded, and a list that
//! nobody reads needs none.

use super::{Ask, Effect, Found, Said, Screen, State, Whom};

/// The button that opens the search.
pub(crate) const SEARCH: &str = "scx-search";
/// The field.
pub(crate) const FIELD: &str = "scx-query";

impl State {
    /// Whether the search stands on the card: opened by the agent, in use, or all that is left to do.
    #[must_use]
    pub fn search_is_open(&self) -> bool {
        self.may_search && !self.is_elsewhere() && (self.search_open || self.search_stays_open())
    }

    /// Whether it can't be closed.
    #[must_use]
    pub fn search_stays_open(&self) -> bool {
        self.whom.query.is_some()
            || match &self.screen {
                Screen::Card(shown) => {
                    let nobody = shown.card.stores.iter().any(|store| matches!(store.found, Found::Nothing(_)));
                    let unasked = ["no_contact", "not_verified", "matching_off"];
                    let notice = shown.card.notice.as_ref().is_some_and(|notice| unasked.contains(&&*notice.code));
                    (nobody || notice) && !shown.knows_somebody()
                }
                _ => false,
            }
    }

    /// A new card of the contact closes no field that somebody may be typing in.
    pub(super) fn keep_search_open(&mut self) {
        if self.whom.query.is_none() && matches!(self.screen, Screen::Card(_)) {
            self.search_open |= self.search_is_open();
        }
    }

    /// Whether something is open in the list's place.
    #[must_use]
    pub fn is_elsewhere(&self) -> bool {
        matches!(&self.screen, Screen::Card(shown) if !shown.place.is_list())
    }

    /// Searches. Without a text it opens the field, or closes it.
    pub(super) fn search(&mut self, query: String, out: &mut Vec<Effect>) {
        if !self.may_search || self.is_elsewhere() {
            return;
        }
        if query.is_empty() {
            self.search_open = !self.search_open;
            let id = if self.search_is_open() { FIELD } else { SEARCH };
            return out.push(Effect::Focus(id.to_owned()));
        }
        // What the contact's card still waits for will not come.
        self.drop_requests(out);
        if self.whom.query.is_none()
            && let Screen::Card(shown) = std::mem::take(&mut self.screen)
        {
            self.home = Some(shown);
        }
        out.extend([Effect::Fill(query.clone()), Effect::Focus(FIELD.to_owned())]);
        self.turn_to(Whom { query: Some(query), ..self.whom.clone() }, out);
        self.said = Said::Searching;
        self.ask(Ask::Card { token: None, fresh: false }, out);
    }

    /// Back to the contact's card, as it was; what has changed since comes after it.
    pub(super) fn leave_search(&mut self, out: &mut Vec<Effect>) {
        if self.whom.query.is_none() {
            return;
        }
        let home = self.home.take();
        self.turn_to(Whom { query: None, ..self.whom.clone() }, out);
        self.search_open = false;
        if let Some(shown) = home {
            self.said = self.tell(&shown);
            self.screen = Screen::Card(shown);
            self.changed();
        } else {
            self.said = Said::Loading;
            self.ask(Ask::Card { token: None, fresh: false }, out);
        }
        let id = if self.search_is_open() { FIELD } else { SEARCH };
        out.push(Effect::Focus(id.to_owned()));
    }

    /// Escape, where nothing is open in the list's place.
    pub(super) fn close_search(&mut self, out: &mut Vec<Effect>) {
        self.leave_search(out);
        if std::mem::take(&mut self.search_open) {
            out.push(Effect::Focus(SEARCH.to_owned()));
        }
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::result_large_err, reason = "the answers are those that the state machine takes")]

    use super::super::tests::{
        NOW, act, ada_by_ticket, answer, card_of, customer, fetched, notice, shown, store, token,
    };
    use super::super::{Act, At, Card, CardReply, Event, Listed, More, Notice, Reply};
    use super::*;

    fn reply(card: Card) -> Result<Reply, Notice> {
        Ok(Reply::Card(Box::new(CardReply { session: None, expires_in: None, card, html: None })))
    }

    fn found(names: &[&str]) -> Result<Reply, Notice> {
        let found = Found::Several(names.iter().map(|name| customer(name)).collect());
        reply(Card { stores: vec![store("acme", found)], ..Card::default() })
    }

    fn nobody(search: bool) -> Card {
        Card { stores: vec![store("acme", Found::Nothing(notice("no_match")))], search, ..Card::default() }
    }

    /// Ada's card, whose agent may search.
    fn ada() -> State {
        let mut state = ada_by_ticket();
        let id = fetched(&act(&mut state, Act::Refresh));
        answer(&mut state, id, reply(Card { search: true, ..card_of("Ada") }));
        state
    }

    fn search(state: &mut State, query: &str) -> Vec<Effect> {
        act(state, Act::Search(query.into()))
    }

    fn query_of(effects: &[Effect]) -> Option<&str> {
        effects.iter().find_map(|effect| match effect {
            Effect::Fetch { whom, .. } => whom.query.as_deref(),
            _ => None,
        })
    }

    #[test]
    fn a_search_takes_the_place_of_the_card_and_gives_it_back() {
        let mut state = ada();
        let effects = search(&mut state, "dana");
        assert_eq!((&state.screen, &state.said), (&Screen::Loading, &Said::Searching));
        assert_eq!(query_of(&effects), Some("dana"));
        assert!(effects.contains(&Effect::Focus(FIELD.into())) && effects.contains(&Effect::Fill("dana".into())));
        answer(&mut state, fetched(&effects), found(&["Dana"]));
        assert_eq!(state.said, Said::Found("dana".into()));
        assert_eq!(shown(&state).on_list(0), None, "one that was found is chosen by the agent too");
        act(&mut state, Act::Choose(At { store: 0, customer: 0 }));
        let effects = act(&mut state, Act::Leave);
        assert_eq!((shown(&state).name(), &state.said), ("Ada".into(), &Said::Loaded("Ada".into())));
        assert!(effects.contains(&Effect::Focus(SEARCH.into())));
        assert!(
            matches!(effects.last(), Some(Effect::Fetch { ask: Ask::Anew, .. })),
            "what changed meanwhile: {effects:?}"
        );
        assert_eq!(query_of(&effects), None);
    }

    #[test]
    fn a_refresh_and_what_changes_repeat_the_search() {
        let mut state = ada();
        let id = fetched(&search(&mut state, "dana"));
        answer(&mut state, id, found(&["Dana", "Daniel"]));
        assert_eq!(state.step(Event::Changed, NOW), [], "nobody is chosen");
        let effects = act(&mut state, Act::Choose(At { store: 0, customer: 1 }));
        assert_eq!(query_of(&effects), Some("dana"));
        answer(&mut state, fetched(&effects), found(&["Daniel", "Dana"]));
        assert_eq!(shown(&state).on_list(0), Some(At { store: 0, customer: 0 }), "Daniel is still chosen");
        let effects = act(&mut state, Act::Refresh);
        assert_eq!(query_of(&effects), Some("dana"));
        assert!(state.is_refreshing());
    }

    #[test]
    fn a_search_that_fails_says_why_and_can_be_tried_again() {
        let mut state = ada();
        let id = fetched(&search(&mut state, "d"));
        answer(&mut state, id, Err(notice("bad_request")));
        assert!(matches!(&state.screen, Screen::Problem(why) if why.notice.code == "bad_request"));
        assert!(state.search_is_open());
        let effects = act(&mut state, Act::Retry);
        assert_eq!(query_of(&effects), Some("d"));
        act(&mut state, Act::Leave);
        assert_eq!(shown(&state).name(), "Ada");
    }

    #[test]
    fn a_search_that_finds_nobody_says_so_aloud() {
        let mut state = ada();
        let id = fetched(&search(&mut state, "zz"));
        answer(&mut state, id, reply(nobody(false)));
        assert_eq!(state.said, Said::Failed("sentence of no_match".into()));
    }

    #[test]
    fn the_newest_search_counts_and_a_new_conversation_ends_it() {
        let mut state = ada();
        let first = fetched(&search(&mut state, "dana"));
        let second = search(&mut state, "dora");
        assert!(second.contains(&Effect::Cancel(first)));
        answer(&mut state, first, found(&["Dana"]));
        assert_eq!(state.screen, Screen::Loading);
        let effects = state.step(Event::Context { seq: 2, token: token("for Ben") }, NOW);
        assert_eq!(query_of(&effects), None);
        answer(&mut state, fetched(&second), found(&["Dora"]));
        assert_eq!(state.screen, Screen::Loading, "found for nobody any more");
        answer(&mut state, fetched(&effects), reply(card_of("Ben")));
        assert_eq!(shown(&state).name(), "Ben");
        assert_eq!(act(&mut state, Act::Leave), [], "and there is nothing to go back to");
    }

    #[test]
    fn only_who_may_searches_and_only_from_the_list() {
        let mut state = ada_by_ticket();
        assert_eq!(search(&mut state, "dana"), []);
        assert!(!state.search_is_open());
        let mut state = ada();
        act(&mut state, Act::Order("Ada-1".into()));
        assert_eq!(search(&mut state, "dana"), []);
    }

    #[test]
    fn the_field_opens_and_closes_and_stays_open_where_nobody_was_found() {
        let mut state = ada();
        assert_eq!(search(&mut state, ""), [Effect::Focus(FIELD.into())]);
        assert!(state.search_is_open());
        assert_eq!(act(&mut state, Act::Back), [Effect::Focus(SEARCH.into())], "Escape");
        assert!(!state.search_is_open());
        let state = State::showing(nobody(true), NOW);
        assert!(state.search_is_open() && state.search_stays_open());
        assert!(!State::showing(nobody(false), NOW).search_is_open());
        let mut card = Card { notice: Some(notice("no_contact")), search: true, ..Card::default() };
        assert!(State::showing(card.clone(), NOW).search_is_open());
        card.notice = Some(notice("not_configured"));
        assert!(!State::showing(card, NOW).search_is_open(), "there is nothing to search in");
    }

    #[test]
    fn a_field_that_somebody_may_be_typing_in_is_not_closed_by_a_customer_who_turns_up() {
        let mut state = ada_by_ticket();
        let id = fetched(&act(&mut state, Act::Refresh));
        answer(&mut state, id, reply(nobody(true)));
        assert!(state.search_stays_open());
        let id = fetched(&state.step(Event::Changed, NOW));
        answer(&mut state, id, reply(Card { search: true, ..card_of("Ada") }));
        assert!(state.search_is_open() && !state.search_stays_open());
        state.step(Event::Context { seq: 2, token: token("for Ben") }, NOW);
        assert!(!state.search_is_open());
    }

    #[test]
    fn a_page_of_orders_on_its_way_is_not_put_into_what_was_found() {
        let mut state = ada();
        let page = fetched(&act(&mut state, Act::More(0)));
        let effects = search(&mut state, "dana");
        assert!(effects.contains(&Effect::Cancel(page)));
        answer(&mut state, fetched(&effects), found(&["Dana"]));
        act(&mut state, Act::Leave);
        assert_eq!(shown(&state).sections[0].listed, Listed::All(More::Idle), "it can be asked for again");
    }
}
