//! What an agent can do on the card, and what it changes.
//!
//! Every button says it in two attributes, `data-act` and `data-arg`. One listener on the card reads them, and the boot
//! script remembers the last one that was clicked before Wasm was there.

use super::{Ask, At, Effect, Listed, Said, Screen, Section, Seen, State, Which, choice_id, customer_id};
use context_card_wire::OrderFilter;

/// What an agent did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Act {
    /// Ask Shopify again.
    Refresh,
    /// Try again what failed.
    Retry,
    /// Fold or unfold a store's section.
    Fold(usize),
    /// Open an order, by its handle.
    Order(String),
    /// Open a customer's details.
    Customer(At),
    /// Choose one of several customers.
    Choose(At),
    /// Choose again.
    ChooseAgain(usize),
    /// The next page of orders.
    More(usize),
    /// Some of the orders in this section; none for all.
    List(usize, Option<Which>),
    /// Open the product of a line item of the open order, by its place.
    Product(usize),
    /// Back to where this was opened from.
    Back,
    /// Choose one of the conversation's contacts.
    Person(u32),
    /// Choose again.
    People,
    /// Look up the rest of the contact's addresses.
    All,
    /// Search for this; without anything, open the search, or close it.
    Search(String),
    /// Back to the contact.
    Leave,
    /// Link a customer to the contact.
    Link(At),
    /// Unlink them.
    Unlink(At),
    /// Sign in with a code.
    SignIn(String),
    /// Sign in at the organisation's provider.
    Provider,
    /// Sign out.
    SignOut,
    /// Show the card in full, or as before.
    Display,
    /// Copy a text.
    Copy(String),
    /// Put a reply into the host's composer.
    Insert(String),
}

impl Act {
    /// Reads `data-act` and `data-arg`.
    #[must_use]
    pub fn parse(act: &str, arg: &str) -> Option<Self> {
        Some(match act {
            "code" => Self::SignIn(arg.trim().to_owned()),
            "provider" => Self::Provider,
            "sign-out" => Self::SignOut,
            "display" => Self::Display,
            "refresh" => Self::Refresh,
            "retry" => Self::Retry,
            "back" => Self::Back,
            "fold" => Self::Fold(arg.parse().ok()?),
            "order" => Self::Order(arg.to_owned()),
            "customer" => Self::Customer(at(arg)?),
            "choose" => Self::Choose(at(arg)?),
            "again" => Self::ChooseAgain(arg.parse().ok()?),
            "more" => Self::More(arg.parse().ok()?),
            "filter" => {
                let (store, name) = arg.split_once('.')?;
                let filter = match name {
                    "" => None,
                    name => Some(Which::Filter(OrderFilter::EVERY.into_iter().find(|it| it.as_str() == name)?)),
                };
                Self::List(store.parse().ok()?, filter)
            }
            "number" => {
                let (store, number) = arg.split_once('.')?;
                let number = number.trim();
                Self::List(store.parse().ok()?, (!number.is_empty()).then(|| Which::Number(number.to_owned())))
            }
            "product" => Self::Product(arg.parse().ok()?),
            "person" => Self::Person(arg.parse().ok()?),
            "people" => Self::People,
            "all" => Self::All,
            "search" => Self::Search(arg.trim().to_owned()),
            "leave" => Self::Leave,
            "link" => Self::Link(at(arg)?),
            "unlink" => Self::Unlink(at(arg)?),
            "copy" => Self::Copy(arg.to_owned()),
            "insert" => Self::Insert(arg.to_owned()),
            _ => return None,
        })
    }

    /// Whether it can be done late: a click from before Wasm was there. The clipboard and the composer need the click itself.
    #[must_use]
    pub const fn can_wait(&self) -> bool {
        !matches!(self, Self::Copy(_) | Self::Insert(_))
    }
}

fn at(arg: &str) -> Option<At> {
    let (store, customer) = arg.split_once('.')?;
    Some(At { store: store.parse().ok()?, customer: customer.parse().ok()? })
}

/// The `data-arg` of a place.
#[must_use]
pub fn arg(at: At) -> String {
    [at.store.to_string().as_str(), ".", &at.customer.to_string()].concat()
}

impl State {
    /// Does what the agent did.
    pub(super) fn act(&mut self, act: Act, scroll: f64, out: &mut Vec<Effect>) {
        match act {
            Act::SignIn(code) => self.sign_in(code, out),
            Act::Provider => self.open_provider(out),
            Act::SignOut => self.sign_out(out),
            Act::Display => out.extend(self.full.map(|full| Effect::Display(!full))),
            Act::Copy(text) => out.push(Effect::Copy(text)),
            Act::Insert(text) => {
                if self.host && self.can_insert {
                    out.push(Effect::Insert { seq: self.seq(), text });
                } else {
                    out.push(Effect::Copy(text));
                }
            }
            Act::Retry if self.list_again(out) => {}
            Act::Refresh | Act::Retry => self.refresh(out),
            Act::Back => self.back(out),
            Act::Order(handle) => self.open_row(&handle, scroll, out),
            Act::Customer(at) => self.open_customer(at, scroll, out),
            Act::Product(item) => self.open_product(item, scroll, out),
            Act::List(store, which) => self.list(store, which, out),
            Act::Fold(store) => {
                if let Some(section) = self.section(store) {
                    section.open = !section.open;
                }
            }
            Act::Choose(at) => {
                if let Screen::Card(shown) = &mut self.screen
                    && shown.customer(at).is_some()
                {
                    shown.sections[at.store].chosen = Some(at.customer);
                    out.push(Effect::Focus(customer_id(at)));
                }
            }
            Act::ChooseAgain(store) => {
                if let Some(section) = self.section(store)
                    && let Some(customer) = section.chosen.take()
                {
                    (section.listed, section.seen) = (Listed::default(), Seen::default());
                    out.push(Effect::Focus(choice_id(At { store, customer })));
                }
            }
            Act::More(store) => self.more(store, true, out),
            Act::Person(person) => self.choose_person(person, out),
            Act::People => self.choose_person_again(out),
            Act::All => self.look_further(out),
            Act::Search(query) => self.search(query, out),
            Act::Leave => self.leave_search(out),
            Act::Link(at) => self.link(at, false, out),
            Act::Unlink(at) => self.link(at, true, out),
        }
    }

    fn section(&mut self, store: usize) -> Option<&mut Section> {
        match &mut self.screen {
            Screen::Card(shown) => shown.sections.get_mut(store),
            _ => None,
        }
    }

    /// Asks again for what is on screen, or for what failed.
    fn refresh(&mut self, out: &mut Vec<Effect>) {
        if self.is_refreshing() {
            return;
        }
        self.asked_host = false;
        let ask = self.refreshes_open().unwrap_or(Ask::Card { token: None, fresh: true });
        match self.screen {
            Screen::Card(_) => self.said = Said::Refreshing,
            Screen::Problem(_) => {
                self.screen = Screen::Loading;
                self.said = Said::Loading;
            }
            Screen::Loading | Screen::SignIn(_) => return,
        }
        self.ask(ask, out);
        if let Some(ask) = self.refreshes_history() {
            self.ask(ask, out);
        }
    }
}
