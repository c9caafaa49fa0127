//! Every order of events that a network and an agent can make of a conversation: whatever comes when, what is drawn belongs to
//! the newest conversation.

use super::*;

/// What may happen next, in the exhaustive check below.
#[derive(Clone, Copy, Debug)]
enum Next {
    /// The host opens the next conversation, with its token.
    Context,
    /// The same, but the token has to be asked for.
    ContextWithout,
    /// The host answers the oldest question for a token, truthfully for the conversation it was asked for.
    Token,
    OldestAnswers,
    NewestAnswers,
    OldestExpires,
    OldestFails,
    OpensAnOrder,
    Back,
    Refresh,
    More,
    OpensCustomer,
    OpensProduct,
    /// The agent lists some of the orders, or all of them again.
    Filters,
    /// The agent scrolls to the end of the list.
    Scrolls,
    /// Something changed in Shopify.
    Changed,
    /// The agent clicks what was drawn for the conversation before.
    LateClick,
    /// Chooses one of two contacts.
    Person(u32),
    /// Chooses again.
    People,
    Searches,
    LeavesTheSearch,
    /// Links the customer that is shown.
    Links,
    /// Looks up the rest of the contact's addresses.
    LooksFurther,
}

/// The first twelve are tried in longer chains.
const EVERY: [Next; 17] = [
    Next::Context,
    Next::ContextWithout,
    Next::Token,
    Next::OldestAnswers,
    Next::NewestAnswers,
    Next::OldestExpires,
    Next::OldestFails,
    Next::OpensAnOrder,
    Next::Back,
    Next::Refresh,
    Next::More,
    Next::Changed,
    Next::OpensCustomer,
    Next::OpensProduct,
    Next::Filters,
    Next::Scrolls,
    Next::LateClick,
];

const OF_PEOPLE: [Next; 18] = [
    Next::Context,
    Next::ContextWithout,
    Next::Token,
    Next::OldestAnswers,
    Next::NewestAnswers,
    Next::OldestExpires,
    Next::OldestFails,
    Next::OpensAnOrder,
    Next::Back,
    Next::Refresh,
    Next::Changed,
    Next::Person(1),
    Next::People,
    Next::Searches,
    Next::LeavesTheSearch,
    Next::Links,
    Next::LooksFurther,
    Next::More,
];

/// The world around the state: requests stay open for ever, even cancelled ones, and answer for the conversation that
/// they were made for.
#[derive(Clone)]
struct World {
    state: State,
    newest: u32,
    requests: Vec<(u32, u32, Whom, Ask)>,
    questions: Vec<u32>,
    /// Whether every conversation is with two people.
    two: bool,
}

fn who(seq: u32) -> String {
    ["customer", &seq.to_string()].concat()
}

/// Whose a customer's handle is.
fn of(handle: &Handle) -> &str {
    handle.as_str().trim_start_matches("h-")
}

/// The name of whom a card is of.
fn whose(seq: u32, whom: &Whom) -> String {
    let person = whom.person.map_or_else(String::new, |person| [" person ", &person.to_string()].concat());
    match &whom.query {
        Some(query) => [&who(seq), " ", query].concat(),
        None => who(seq) + &person,
    }
}

impl World {
    /// A card that has just come.
    fn began(two: bool) -> Self {
        let mut world = Self { state: State::loading(NOW), newest: 1, requests: vec![], questions: vec![], two };
        world.take(Event::Began { session: None, card: None, problem: None });
        world.take(Event::Met { seq: Some(1), can_insert: true, signs: true, moves: false });
        world.take(Event::Token { seq: 1, token: token("customer1") });
        world.questions.clear();
        world.go(Next::OldestAnswers);
        world
    }

    fn take(&mut self, event: Event) {
        for effect in self.state.step(event, NOW) {
            match effect {
                Effect::Fetch { id, ask, seq, session, whom, hint: _ } => {
                    if matches!(ask, Ask::Card { token: Some(_), .. }) {
                        assert_eq!(whom, Whom::default(), "whom the agent chose is asked for with a session");
                    }
                    if let Some(session) = session {
                        assert_eq!(
                            session,
                            ["session of ", &who(seq)].concat(),
                            "a session serves its own conversation"
                        );
                    }
                    self.requests.push((id, seq, whom, ask));
                }
                Effect::AskHost { seq } => self.questions.push(seq),
                _ => {}
            }
        }
    }

    fn answer(&mut self, at: usize, failure: Option<&str>) {
        let (id, seq, whom, ask) = self.requests.remove(at);
        let session = SessionReply { session: ["session of ", &who(seq)].concat(), expires_in: 300 };
        let result = match (failure, ask) {
            (Some(code), _) => Err(notice(code)),
            (None, ask @ (Ask::Card { .. } | Ask::Anew)) => {
                let card = self.card(seq, &whom);
                let begins = matches!(ask, Ask::Card { token: Some(_), .. });
                let (session, expires_in) = (begins.then_some(session.session), begins.then_some(300));
                Ok(Reply::Card(Box::new(CardReply { session, expires_in, card, html: None })))
            }
            (None, Ask::Link { .. }) => Ok(Reply::Linked),
            (None, Ask::SignOut) => Ok(Reply::SignedOut),
            (None, Ask::Order { handle, .. }) => order_reply(handle.as_str()),
            (None, Ask::Orders { handle, .. }) => {
                Ok(Reply::Orders(OrderPage { rows: vec![row(&[of(&handle), "-3"].concat())], ..OrderPage::default() }))
            }
            (None, Ask::History { handle }) => Ok(Reply::History(Box::new(history(of(&handle))))),
            (None, Ask::Product { .. }) => Ok(Reply::Product(Box::new(product(&whose(seq, &whom))))),
            (None, Ask::Renew | Ask::Session(_) | Ask::SignIn { .. } | Ask::Resume) => Ok(Reply::Session(session)),
        };
        self.take(Event::Answer { id, result });
    }

    fn card(&self, seq: u32, whom: &Whom) -> Card {
        let mut card = card_of(&whose(seq, whom));
        if let Found::Customer(customer) = &mut card.stores[0].found {
            customer.linking = Linking::Offer;
        }
        card.search = self.two;
        card.rest = (self.two && !whom.all).then(|| "the rest".to_owned());
        if self.two && whom.query.is_none() {
            card.people = vec!["one".into(), "two".into()];
            card.person = whom.person;
            if whom.person.is_none() {
                card.stores.clear();
            }
        }
        card
    }

    fn click(&mut self, act: Act) {
        self.take(Event::Act { act, scroll: 0.0 });
    }

    fn go(&mut self, next: Next) {
        match next {
            Next::Context | Next::ContextWithout => {
                self.newest += 1;
                let token = matches!(next, Next::Context).then(|| Token { jwt: who(self.newest), nonce: None });
                self.take(Event::Context { seq: self.newest, token });
            }
            Next::Token => {
                if !self.questions.is_empty() {
                    let seq = self.questions.remove(0);
                    self.take(Event::Token { seq, token: Some(Token { jwt: who(seq), nonce: None }) });
                }
            }
            Next::OldestAnswers if !self.requests.is_empty() => self.answer(0, None),
            Next::NewestAnswers if !self.requests.is_empty() => self.answer(self.requests.len() - 1, None),
            Next::OldestExpires if !self.requests.is_empty() => self.answer(0, Some("session_expired")),
            Next::OldestFails if !self.requests.is_empty() => self.answer(0, Some("store_unreachable")),
            Next::OldestAnswers | Next::NewestAnswers | Next::OldestExpires | Next::OldestFails => {}
            Next::OpensAnOrder => self.click(Act::Order([&whose(self.newest, &self.state.whom), "-1"].concat())),
            Next::Person(person) => self.click(Act::Person(person)),
            Next::People => self.click(Act::People),
            Next::Searches => self.click(Act::Search("query".into())),
            Next::LeavesTheSearch => self.click(Act::Leave),
            Next::LooksFurther => self.click(Act::All),
            Next::Links => self.click(Act::Link(At { store: 0, customer: 0 })),
            Next::Back => self.click(Act::Back),
            Next::Refresh => self.click(Act::Refresh),
            Next::More => self.click(Act::More(0)),
            Next::OpensCustomer => self.click(Act::Customer(At { store: 0, customer: 0 })),
            Next::OpensProduct => self.click(Act::Product(0)),
            Next::Filters => {
                let all = matches!(&self.state.screen, Screen::Card(it) if it.sections[0].listed.which().is_none());
                let which = all.then_some(Which::Filter(context_card_wire::OrderFilter::Open));
                self.click(Act::List(0, which));
            }
            Next::Scrolls => {
                for seen in [false, true] {
                    self.take(Event::Seen { sights: vec![Sight { store: 0, chunk: None, seen }], held: None });
                }
            }
            Next::Changed => self.take(Event::Changed),
            Next::LateClick => self.click(Act::Order([&who(self.newest - 1), "-1"].concat())),
        }
    }

    /// Whatever has happened: everything on screen is of the newest conversation, and nothing waits for ever.
    fn check(&self, path: &[Next]) {
        let mut newest = whose(self.newest, &self.state.whom);
        if let Screen::Card(shown) = &self.state.screen {
            let found = Whom { query: Some("query".into()), ..Whom::default() };
            if self.two && shown.name() == whose(self.newest, &found) && self.state.whom.query.is_none() {
                // Just linked: what was found stays until the contact's card is there, which is on its way.
                let card = |ask: &Ask| matches!(ask, Ask::Card { .. } | Ask::Anew);
                let coming = self.state.pending.iter().any(|(_, ask)| card(ask));
                let failed = self.state.stale.is_some();
                assert!(
                    coming || failed || self.state.parked.iter().any(card) || self.state.session.is_none(),
                    "{path:?}"
                );
                newest = shown.name();
            }
            if self.state.must_choose_person() && shown.card.stores.is_empty() {
                newest = String::new();
            }
            assert_eq!(shown.name(), newest, "{path:?}");
            for row in shown.on_list(0).iter().flat_map(|at| &shown.customer(*at).unwrap().orders.rows) {
                assert!(row.name.contains(&newest), "{path:?}: {row:?}");
            }
            let listed = shown.sections.first().map(|section| &section.listed);
            if let Some(Listed::Some(_, Subset::Ready(page, _))) = listed {
                assert!(page.rows.iter().all(|row| row.name.contains(&newest)), "{path:?}");
            }
            if matches!(listed, Some(Listed::Some(_, Subset::Loading))) {
                assert!(self.comes(|ask| matches!(ask, Ask::Orders { cursor: None, .. })), "stuck: {path:?}");
            }
            if matches!(shown.listing(0), Some((_, More::Loading { .. }))) {
                assert!(self.comes(|ask| matches!(ask, Ask::Orders { cursor: Some(_), .. })), "stuck: {path:?}");
            }
            let order = match &shown.place {
                Place::List => None,
                Place::Order(open) => Some(open),
                Place::Customer(open) => {
                    match &open.history {
                        Some((_, Details::Ready(history))) => assert_eq!(history.title, newest, "{path:?}"),
                        Some((_, Details::Loading)) => {
                            assert!(self.comes(|ask| matches!(ask, Ask::History { .. })), "stuck: {path:?}");
                        }
                        _ => {}
                    }
                    open.from.as_ref()
                }
                Place::Product(open) => {
                    match &open.details {
                        Details::Ready(product) => assert_eq!(product.title, newest, "{path:?}"),
                        Details::Loading => {
                            assert!(self.comes(|ask| matches!(ask, Ask::Product { .. })), "stuck: {path:?}");
                        }
                        Details::Failed(_) => {}
                    }
                    Some(&open.from)
                }
            };
            if let Some(open) = order {
                assert!(open.row.name.contains(&newest), "{path:?}");
                if let Details::Ready(details) = &open.details {
                    assert_eq!(details.handle, open.row.handle, "{path:?}");
                }
                let stuck = open.details == Details::Loading && !self.comes(|ask| matches!(ask, Ask::Order { .. }));
                assert!(!stuck, "stuck: {path:?}");
            }
        }
        let coming = !self.state.pending.is_empty();
        assert!(self.state.screen != Screen::Loading || coming || self.waits(), "stuck: {path:?}");
    }

    /// Whether the answer to such a question is on its way, or waits for a session that is.
    fn comes(&self, such: impl Fn(&Ask) -> bool) -> bool {
        self.state.pending.iter().any(|(_, ask)| such(ask)) || (self.state.parked.iter().any(such) && self.waits())
    }

    /// Whether the host has been asked for a token that something waits for, or a session is on its way.
    fn waits(&self) -> bool {
        let brings = |(_, ask): &(u32, Ask)| matches!(ask, Ask::Session(_) | Ask::Card { token: Some(_), .. });
        let on_its_way = self.questions.contains(&self.newest) || self.state.pending.iter().any(brings);
        !self.state.parked.is_empty() && on_its_way
    }
}

fn explore(world: &World, every: &[Next], path: &mut Vec<Next>, depth: usize) -> usize {
    if depth == 0 {
        return 1;
    }
    every
        .iter()
        .map(|&next| {
            let mut world = world.clone();
            path.push(next);
            world.go(next);
            world.check(path);
            let paths = explore(&world, every, path, depth - 1);
            path.pop();
            paths
        })
        .sum()
}

#[test]
fn whatever_the_order_of_events_the_screen_belongs_to_the_newest_conversation() {
    let world = World::began(false);
    assert_eq!(shown(&world.state).name(), "customer1");
    assert_eq!(explore(&world, &EVERY, &mut Vec::new(), 4), EVERY.len().pow(4));
    assert_eq!(explore(&world, &EVERY[..12], &mut Vec::new(), 5), 12_usize.pow(5));
}

#[test]
fn whatever_the_order_of_events_the_screen_belongs_to_whom_the_agent_chose_last() {
    let mut world = World::began(true);
    assert!(world.state.must_choose_person());
    world.go(Next::Person(0));
    world.go(Next::OldestAnswers);
    assert_eq!(shown(&world.state).name(), "customer1 person 0");
    assert_eq!(explore(&world, &OF_PEOPLE, &mut Vec::new(), 4), OF_PEOPLE.len().pow(4));
    world.go(Next::Searches);
    world.go(Next::NewestAnswers);
    assert_eq!(shown(&world.state).name(), "customer1 query");
    assert_eq!(explore(&world, &OF_PEOPLE, &mut Vec::new(), 4), OF_PEOPLE.len().pow(4));
}
