//! What is on screen: plain data, changed only by [`State::step`].
//!
//! Nothing in here knows a browser, so that every order of events can be tried natively. `app.rs` feeds it events and
//! carries out the effects that it asks for; the views draw it. The one rule that everything serves: what is drawn
//! belongs to the newest conversation that the host has named.

mod act;
mod details;
mod link;
mod live;
mod orders;
mod people;
mod search;
mod seen;
mod shown;
mod sign_in;
mod step;
#[cfg(test)]
mod tests;

pub use act::{Act, arg};
use context_card_wire::{
    Card, CardReply, Cursor, Found, Handle, History, Notice, OrderDetails, OrderPage, ProductDetails, SessionReply,
};
pub use details::{Details, OpenCustomer, OpenOrder, OpenProduct, Place};
pub(crate) use link::link_id;
pub use orders::{Listed, More, Subset, Which};
pub use people::Whom;
pub(crate) use people::{PEOPLE, person_id};
pub(crate) use search::{FIELD, SEARCH};
pub use seen::{CHUNK, Seen, Sight};
pub(crate) use sign_in::CODE;
pub(crate) use step::{NUMBER, TITLE, TOP, choice_id, customer_id, item_id, order_id};

/// The card and everything that is under way for it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct State {
    /// What is drawn.
    pub screen: Screen,
    /// Said to screen readers.
    pub said: Said,
    /// The text that was copied or inserted last, and until when its button says so.
    pub done: Option<(String, f64)>,
    /// A refresh that failed; the older card stays below it.
    pub stale: Option<Problem>,
    /// Whether the host takes replies. True until the host is known: most do, and the first card is drawn before.
    pub can_insert: bool,
    /// Whether the host shows the card in full; none where it can't.
    pub full: Option<bool>,
    /// The time as of the last event, Unix milliseconds.
    pub now: f64,
    /// Whom the card is asked for.
    pub whom: Whom,
    /// Who the conversation's contacts are, where it has several.
    pub people: Vec<String>,
    /// Whether the agent may search.
    pub may_search: bool,
    /// Whether the agent has opened the search.
    pub search_open: bool,
    /// Whether the host's frame is shut off from our own pages, so that nobody can sign in.
    pub shut: bool,
    /// The name of the organisation's provider, where agents may sign in, too.
    pub provider: Option<String>,
    /// Whether it was opened in a window of its own.
    pub at_provider: bool,
    /// A link that was refused: whose, and why.
    pub refused: Option<(Handle, Notice)>,
    /// The contact's card, while what a search found stands in its place.
    home: Option<Box<Shown>>,
    /// The newest conversation; none before the host named one.
    seq: Option<u32>,
    /// Whether there is a host to ask for a token.
    host: bool,
    /// Whether the host signs nothing: agents sign in, and its conversations are hints.
    unsigned: bool,
    /// What it says of the newest conversation.
    hint: Option<String>,
    /// Whether the session has it.
    knows_hint: bool,
    /// False while the host hides the card.
    visible: bool,
    /// What the proxy is called with.
    session: Option<String>,
    /// When the session should be renewed.
    renew_at: f64,
    /// Requests that are under way. An answer to any other is dropped.
    pending: Vec<(u32, Ask)>,
    /// The last request's number.
    last_id: u32,
    /// What waits for a new session.
    parked: Vec<Ask>,
    /// True from the moment the host is asked for a token until something succeeds: it is asked once.
    asked_host: bool,
    /// True while the host has not answered that question.
    host_answers: bool,
    /// Hearing of changes.
    live: live::Live,
}

/// What is drawn.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Screen {
    /// The skeleton: no card yet.
    #[default]
    Loading,
    /// A card.
    Card(Box<Shown>),
    /// No card, and why.
    Problem(Problem),
    /// The agent has to sign in; and why the last try failed.
    SignIn(Option<Problem>),
}

/// A notice, and since when it stands: countdowns are counted from there.
#[derive(Clone, Debug, PartialEq)]
pub struct Problem {
    /// What is wrong.
    pub notice: Notice,
    /// Unix milliseconds.
    pub since: f64,
}

/// A card on screen.
#[derive(Clone, Debug, PartialEq)]
pub struct Shown {
    /// What the proxy answered.
    pub card: Card,
    /// When it came, Unix milliseconds.
    pub since: f64,
    /// The list, or what is open in its place.
    pub place: Place,
    /// For each store: folded or not, who was chosen, and which orders are listed.
    pub sections: Vec<Section>,
}

/// What the agent did with one store's section.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Section {
    /// Whether it is open.
    pub open: bool,
    /// Which of several customers was chosen.
    pub chosen: Option<usize>,
    /// Which of the orders are listed.
    pub listed: Listed,
    /// How far the list is scrolled.
    pub seen: Seen,
}

/// Which customer: the store's section, and the place among several.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct At {
    /// The section.
    pub store: usize,
    /// The customer in it.
    pub customer: usize,
}

/// Said to screen readers; the view has the words.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Said {
    /// Nothing.
    #[default]
    Nothing,
    /// A card is on its way.
    Loading,
    /// The card of this person has come.
    Loaded(String),
    /// The agent has to sign in.
    SignIn,
    /// They do so in the window that was opened.
    AtProvider,
    /// They are being signed in.
    SigningIn,
    /// The agent must choose one of several customers.
    Choose,
    /// The agent must choose one of several contacts.
    ChoosePerson,
    /// A search is under way.
    Searching,
    /// It has found somebody for this.
    Found(String),
    /// The rest of the contact's addresses is looked up.
    LookingFurther,
    /// A customer is linked to the contact.
    Linked,
    /// They are not any more.
    Unlinked,
    /// Shopify is asked again.
    Refreshing,
    /// It has answered.
    Refreshed,
    /// More orders are on their way.
    LoadingMore,
    /// Some orders are on their way.
    LoadingOrders,
    /// They have come, and this is how many they are.
    Orders(String),
    /// There are none like that.
    NoSuchOrders,
    /// That was the last page of orders.
    AllShown,
    /// A text was copied.
    Copied,
    /// It was not.
    CopyFailed,
    /// The reply is in the composer.
    Inserted,
    /// It is not.
    InsertFailed,
    /// A failure, or that a search found nobody, in the proxy's words.
    Failed(String),
}

/// What the proxy is asked.
#[derive(Clone, Debug, PartialEq)]
pub enum Ask {
    /// The card: with a host token for a new conversation, else with the session.
    Card {
        /// The host token.
        token: Option<Token>,
        /// Past the cache.
        fresh: bool,
    },
    /// The card once more, since something changed; nobody is waiting for it.
    Anew,
    /// One order.
    Order {
        /// The order.
        handle: Handle,
        /// Past the cache.
        fresh: bool,
    },
    /// Orders of a customer.
    Orders {
        /// Whose.
        at: At,
        /// The customer.
        handle: Handle,
        /// Which of them; none for all.
        which: Option<Which>,
        /// Where to go on; none for the first page.
        cursor: Option<Cursor>,
    },
    /// A customer's orders over time.
    History {
        /// The customer.
        handle: Handle,
    },
    /// A line item's product.
    Product {
        /// The product.
        handle: Handle,
        /// Once more.
        fresh: bool,
    },
    /// To sign in, with a code.
    SignIn {
        /// As it was typed.
        code: String,
    },
    /// The session of a sign-in that the browser still keeps.
    Resume,
    /// To sign the agent out.
    SignOut,
    /// To link a customer to the contact, or to unlink them.
    Link {
        /// The customer.
        handle: Handle,
        /// Whether they are unlinked.
        undo: bool,
    },
    /// The session, before it ends.
    Renew,
    /// A new session after the old one has ended.
    Session(Token),
}

/// A host token, and the nonce it was made for: none for the hello's.
#[derive(Clone, PartialEq, Eq)]
pub struct Token {
    /// The JWT.
    pub jwt: String,
    /// The nonce that was sent to the host with the request for it.
    pub nonce: Option<String>,
}

impl std::fmt::Debug for Token {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Token")
    }
}

/// What the proxy answered.
#[derive(Clone, PartialEq)]
pub enum Reply {
    /// To [`Ask::Card`].
    Card(Box<CardReply>),
    /// To [`Ask::Order`].
    Order(Box<OrderDetails>),
    /// To [`Ask::Orders`].
    Orders(OrderPage),
    /// To [`Ask::History`].
    History(Box<History>),
    /// To [`Ask::Product`].
    Product(Box<ProductDetails>),
    /// To [`Ask::Link`].
    Linked,
    /// To [`Ask::SignOut`].
    SignedOut,
    /// To [`Ask::Renew`] and [`Ask::Session`].
    Session(SessionReply),
}

/// What happened.
#[derive(Clone, PartialEq)]
pub enum Event {
    /// The boot script handed over.
    Began {
        /// The session it got.
        session: Option<SessionReply>,
        /// The card it got.
        card: Option<Box<Card>>,
        /// Why it got none.
        problem: Option<Notice>,
    },
    /// A host is there.
    Met {
        /// The conversation it has open.
        seq: Option<u32>,
        /// Whether it takes replies.
        can_insert: bool,
        /// Whether it signs what it says.
        signs: bool,
        /// Whether it has named another conversation since; that event follows.
        moves: bool,
    },
    /// The host has another conversation open.
    Context {
        /// It counts them.
        seq: u32,
        /// Its proof.
        token: Option<Token>,
    },
    /// The host says which conversation is likely to come next, by a host token.
    Next(String),
    /// An unsigned host has another conversation open, or says something else of it.
    Hinted {
        /// Counted by the card.
        seq: u32,
        /// What it says.
        hint: String,
    },
    /// The host takes replies from now on, or no longer.
    CanInsert(bool),
    /// The host can show the card in full: whether it does.
    Full(bool),
    /// The host's answer to the question for a new token.
    Token {
        /// The conversation that it was asked for.
        seq: u32,
        /// The token; none where the host gave none, or there is no host.
        token: Option<Token>,
    },
    /// The proxy's answer to a request.
    Answer {
        /// Which request.
        id: u32,
        /// The answer, or why there is none.
        result: Result<Reply, Notice>,
    },
    /// The agent did something.
    Act {
        /// What.
        act: Act,
        /// How far the page was scrolled.
        scroll: f64,
    },
    /// Parts of the lists of orders have come into view, or gone.
    Seen {
        /// Which.
        sights: Vec<Sight>,
        /// The section and the chunk with the focus.
        held: Option<(usize, usize)>,
    },
    /// The browser copied a text, or did not.
    Copied {
        /// The text.
        text: String,
        /// Whether it did.
        ok: bool,
    },
    /// The host took a reply, or did not.
    Inserted {
        /// For this conversation.
        seq: u32,
        /// The reply.
        text: String,
        /// Whether it did.
        ok: bool,
    },
    /// Something that the card shows changed in Shopify.
    Changed,
    /// The stream that tells of changes ended.
    Silent {
        /// Whether it had been open.
        opened: bool,
    },
    /// The host shows or hides the card.
    Visible(bool),
    /// Time has passed.
    Tick,
    /// The host ends the card.
    Teardown,
}

/// What has to be done.
#[derive(Clone, Debug, PartialEq)]
pub enum Effect {
    /// Ask the proxy.
    Fetch {
        /// The request's number.
        id: u32,
        /// What to ask.
        ask: Ask,
        /// The session, where there is one and the question needs it.
        session: Option<String>,
        /// The conversation.
        seq: u32,
        /// Whom it is about.
        whom: Whom,
        /// What the session does not know yet of the conversation.
        hint: Option<String>,
    },
    /// Stop a request.
    Cancel(u32),
    /// Listen for changes with this session, in place of the one before.
    Listen(String),
    /// Stop listening.
    Deafen,
    /// Tell the proxy which conversation comes next, by this host token.
    TellNext(String),
    /// Ask the host for a new token.
    AskHost {
        /// For this conversation.
        seq: u32,
    },
    /// Hand a reply to the host.
    Insert {
        /// For this conversation.
        seq: u32,
        /// The reply.
        text: String,
    },
    /// Put a text on the clipboard.
    Copy(String),
    /// Tell the host what is said of what the agent has just done, and whether it was done.
    Notify(bool),
    /// Ask the host to show the card in full, or as before.
    Display(bool),
    /// Move the focus to the element with this id, without scrolling.
    Focus(String),
    /// Open the organisation's provider in a window of its own, and wait for its code.
    OpenProvider,
    /// Put a text into the search field.
    Fill(String),
    /// Scroll the page.
    Scroll(f64),
    /// So many rows have come in above what is on screen: scroll on by their height, so that it stays where it is.
    Pass(usize),
}

impl State {
    /// A card that has just come, on its list screen: what the proxy draws and what Wasm draws first.
    #[must_use]
    pub fn showing(card: Card, now: f64) -> Self {
        let mut state = Self::loading(now);
        state.know(&card);
        state.screen = Screen::Card(Box::new(Shown::new(card, now)));
        state
    }

    /// No card yet.
    #[must_use]
    pub fn loading(now: f64) -> Self {
        Self { now, can_insert: true, visible: true, ..Self::default() }
    }

    /// A notice in place of a card.
    #[must_use]
    pub fn failed(notice: Notice, now: f64) -> Self {
        Self { screen: Screen::Problem(Problem { notice, since: now }), ..Self::loading(now) }
    }

    /// The newest conversation, for messages to the host.
    #[must_use]
    pub fn seq(&self) -> u32 {
        self.seq.unwrap_or(0)
    }

    /// What the agent is told in place of a card, or above it.
    #[must_use]
    pub fn problem(&self) -> Option<&Notice> {
        match (&self.screen, &self.stale) {
            (Screen::Problem(problem), _) | (_, Some(problem)) => Some(&problem.notice),
            (Screen::Card(shown), None) => shown.card.notice.as_ref(),
            (Screen::SignIn(refused), None) => refused.as_ref().map(|problem| &problem.notice),
            (Screen::Loading, None) => None,
        }
    }

    /// Whether Shopify is being asked for what is already on screen.
    #[must_use]
    pub fn is_refreshing(&self) -> bool {
        let refreshes = |ask: &Ask| {
            matches!(ask, Ask::Card { .. } | Ask::Order { fresh: true, .. } | Ask::Product { fresh: true, .. })
        };
        matches!(self.screen, Screen::Card(_))
            && (self.pending.iter().any(|(_, ask)| refreshes(ask)) || self.parked.iter().any(refreshes))
    }

    /// Milliseconds until something on screen counts on, or the session needs care. None while nobody looks.
    #[must_use]
    pub fn next_tick(&self) -> Option<f64> {
        if !self.visible {
            return None;
        }
        let youngest = match &self.screen {
            Screen::Card(shown) => shown.card.stores.iter().map(|store| store.as_of).fold(f64::MIN, f64::max),
            Screen::Problem(problem) => problem.since,
            Screen::Loading | Screen::SignIn(_) => f64::MIN,
        };
        let counting = self.done.is_some() || self.now - youngest < 61_000.0;
        let tick = if counting { 1_000.0 } else { 15_000.0 };
        Some(self.listens_in().map_or(tick, |wait| wait.min(tick)))
    }
}
