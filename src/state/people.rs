//! Whom the card is asked for: which of the conversation's contacts, how far their addresses are looked up, or whom the
//! agent searched for.
//!
//! Whoever is chosen, every request for somebody else is dropped and everything that was drawn goes, before anything is
//! asked: nothing of another person comes after a choice.

use super::{Ask, Card, Effect, Found, Said, Screen, Shown, State};

/// The button that chooses another contact.
pub(crate) const PEOPLE: &str = "scx-people";

/// Whom the card is asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Whom {
    /// Which of several contacts.
    pub person: Option<u32>,
    /// Every address of theirs, not only the first four.
    pub all: bool,
    /// In their place: whom the agent searched for.
    pub query: Option<String>,
}

/// The element that chooses a contact.
#[must_use]
pub(crate) fn person_id(person: u32) -> String {
    ["w-", &person.to_string()].concat()
}

impl State {
    /// The name of the contact that was chosen, where there are several.
    #[must_use]
    pub fn person(&self) -> Option<&String> {
        self.people.get(self.whom.person? as usize)
    }

    /// Whether the rest of the contact's addresses is being looked up.
    #[must_use]
    pub fn looks_further(&self) -> bool {
        self.whom.all && self.is_refreshing()
    }

    /// What a card tells of the conversation. What a search found tells nothing of it.
    pub(super) fn know(&mut self, card: &Card) {
        if self.whom.query.is_none() {
            self.people.clone_from(&card.people);
            self.whom.person = card.person;
            self.may_search = card.search;
        }
    }

    /// Another conversation: nobody of the old one is left.
    pub(super) fn forget_people(&mut self) {
        (self.whom, self.home, self.refused) = (Whom::default(), None, None);
        self.people.clear();
        (self.may_search, self.search_open) = (false, false);
    }

    pub(super) fn choose_person(&mut self, person: u32, out: &mut Vec<Effect>) {
        if self.people.len() <= person as usize || self.whom.query.is_some() {
            return;
        }
        self.turn_to(Whom { person: Some(person), ..Whom::default() }, out);
        out.push(Effect::Focus(PEOPLE.to_owned()));
        self.said = Said::Loading;
        self.ask(Ask::Card { token: None, fresh: false }, out);
    }

    pub(super) fn choose_person_again(&mut self, out: &mut Vec<Effect>) {
        let Some(person) = self.whom.person.filter(|_| self.whom.query.is_none()) else { return };
        self.turn_to(Whom::default(), out);
        let card = Card { people: self.people.clone(), search: self.may_search, ..Card::default() };
        self.screen = Screen::Card(Box::new(Shown::new(card, self.now)));
        self.said = Said::ChoosePerson;
        out.push(Effect::Focus(person_id(person)));
    }

    pub(super) fn look_further(&mut self, out: &mut Vec<Effect>) {
        if !matches!(&self.screen, Screen::Card(shown) if shown.card.rest.is_some()) || self.looks_further() {
            return;
        }
        // What was asked before knows less. What brings a session is not missed.
        self.forget(|ask| matches!(ask, Ask::Card { token: None, .. } | Ask::Anew), out);
        self.whom.all = true;
        self.said = Said::LookingFurther;
        self.ask(Ask::Card { token: None, fresh: false }, out);
    }

    /// Turns to somebody else: what was drawn and asked for goes.
    pub(super) fn turn_to(&mut self, whom: Whom, out: &mut Vec<Effect>) {
        self.drop_requests(out);
        self.whom = whom;
        (self.stale, self.refused, self.done) = (None, None, None);
        self.screen = Screen::Loading;
        out.push(Effect::Scroll(0.0));
    }

    /// What a new card says to those who do not see it.
    pub(super) fn tell(&self, new: &Shown) -> Said {
        let (mut one, mut several, mut nobody) = (false, false, None);
        for store in &new.card.stores {
            match &store.found {
                Found::Customer(_) => one = true,
                Found::Several(_) => several = true,
                Found::Nothing(why) | Found::Failed(why) => nobody = nobody.or(Some(why)),
            }
        }
        match &self.whom.query {
            Some(query) if one || several => Said::Found(query.clone()),
            Some(_) => {
                let why = nobody.or(new.card.notice.as_ref());
                Said::Failed(why.map(|why| why.message.clone()).unwrap_or_default())
            }
            None if self.must_choose_person() => Said::ChoosePerson,
            None if several && !one => Said::Choose,
            None => Said::Loaded(new.name()),
        }
    }

    /// Whether the conversation has several contacts, and none is chosen.
    #[must_use]
    pub fn must_choose_person(&self) -> bool {
        !self.people.is_empty() && self.whom.person.is_none() && self.whom.query.is_none()
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::result_large_err, reason = "the answers are those that the state machine takes")]

    use super::super::tests::{NOW, act, ada_by_ticket, answer, card_of, fetched, notice, shown, token};
    use super::super::{Act, CardReply, Event, Notice, Reply};
    use super::*;

    /// The card of a conversation with Ada and Ben, before or after a choice.
    pub(crate) fn of_two(person: Option<u32>) -> Card {
        let mut card = match person {
            None => Card::default(),
            Some(0) => card_of("Ada"),
            Some(_) => card_of("Ben"),
        };
        (card.people, card.person) = (vec!["Ada".into(), "Ben".into()], person);
        card
    }

    fn reply(card: Card) -> Result<Reply, Notice> {
        Ok(Reply::Card(Box::new(CardReply { session: None, expires_in: None, card, html: None })))
    }

    /// Ada's page, which Ada and Ben have come to share.
    fn with_two() -> State {
        let mut state = ada_by_ticket();
        let id = fetched(&act(&mut state, Act::Refresh));
        answer(&mut state, id, reply(of_two(None)));
        state
    }

    fn asked_for(effects: &[Effect]) -> &Whom {
        let whom = effects.iter().find_map(|effect| match effect {
            Effect::Fetch { whom, .. } => Some(whom),
            _ => None,
        });
        whom.expect("a request")
    }

    #[test]
    fn of_several_contacts_nobody_is_shown_until_the_agent_chooses() {
        let mut state = with_two();
        assert!(state.must_choose_person() && shown(&state).card.stores.is_empty());
        let effects = act(&mut state, Act::Person(1));
        assert_eq!((state.person().map(String::as_str), &state.screen), (Some("Ben"), &Screen::Loading));
        assert_eq!(asked_for(&effects).person, Some(1));
        assert!(effects.contains(&Effect::Focus(PEOPLE.into())));
        answer(&mut state, fetched(&effects), reply(of_two(Some(1))));
        assert_eq!((shown(&state).name(), &state.said), ("Ben".into(), &Said::Loaded("Ben".into())));
        let again = act(&mut state, Act::Refresh);
        assert_eq!(asked_for(&again).person, Some(1), "a refresh stays with Ben");
    }

    #[test]
    fn the_answer_about_somebody_who_was_left_is_not_drawn() {
        let mut state = with_two();
        let ada = fetched(&act(&mut state, Act::Person(0)));
        let effects = act(&mut state, Act::Person(1));
        assert!(effects.contains(&Effect::Cancel(ada)));
        answer(&mut state, ada, reply(of_two(Some(0))));
        assert_eq!(state.screen, Screen::Loading);
        answer(&mut state, fetched(&effects), reply(of_two(Some(1))));
        assert_eq!(shown(&state).name(), "Ben");
    }

    #[test]
    fn another_person_can_be_chosen_even_where_the_first_ones_card_failed() {
        let mut state = with_two();
        let id = fetched(&act(&mut state, Act::Person(0)));
        answer(&mut state, id, Err(notice("store_unreachable")));
        assert_eq!(act(&mut state, Act::People)[1..], [Effect::Focus("w-0".into())]);
        assert!(state.must_choose_person());
        assert_eq!(state.said, Said::ChoosePerson);
        assert_eq!(act(&mut state, Act::Person(7)), [], "there is no such person");
        let effects = act(&mut state, Act::Person(1));
        assert_eq!(asked_for(&effects).person, Some(1));
    }

    #[test]
    fn a_session_that_ended_is_mended_before_the_chosen_person_is_asked_for() {
        let mut state = with_two();
        let id = fetched(&act(&mut state, Act::Person(1)));
        answer(&mut state, id, Err(notice("session_expired")));
        let effects = state.step(Event::Token { seq: 1, token: token("new") }, NOW);
        assert!(
            matches!(&effects[..], [Effect::Fetch { ask: Ask::Session(_), .. }]),
            "a card with a token is of nobody"
        );
        let session = super::super::SessionReply { session: "newer".into(), expires_in: 300 };
        let effects = answer(&mut state, fetched(&effects), Ok(Reply::Session(session)));
        assert_eq!(asked_for(&effects).person, Some(1));
    }

    #[test]
    fn another_conversation_knows_nobody_of_the_one_before() {
        let mut state = with_two();
        act(&mut state, Act::Person(1));
        state.step(Event::Context { seq: 2, token: token("for Cleo") }, NOW);
        assert_eq!((&state.whom, &state.people), (&Whom::default(), &vec![]));
    }

    #[test]
    fn the_rest_of_the_addresses_is_looked_up_once_and_stays_looked_up() {
        let mut state = ada_by_ticket();
        let mut card = card_of("Ada");
        card.rest = Some("Look up 3 more addresses".into());
        assert_eq!(act(&mut state, Act::All), [], "nothing is left to look up");
        let id = fetched(&act(&mut state, Act::Refresh));
        answer(&mut state, id, reply(card));
        let refresh = fetched(&act(&mut state, Act::Refresh));
        let effects = act(&mut state, Act::All);
        assert!(effects.contains(&Effect::Cancel(refresh)), "what was asked before knows less");
        assert!(asked_for(&effects).all && state.looks_further());
        assert_eq!(act(&mut state, Act::All), [], "twice is once");
        assert_eq!(state.said, Said::LookingFurther);
        answer(&mut state, fetched(&effects), reply(card_of("Ada")));
        assert_eq!(state.said, Said::Refreshed);
        assert!(asked_for(&act(&mut state, Act::Refresh)).all, "a refresh does not forget them");
    }
}
