//! What an agent can do on the card, and what it changes.
//!
//! Every button says it in two attributes, `data-act` and `data-arg`. One listener on the card reads them, and the boot
//! script remembers the last one that was clicked before Wasm was there.

use super::{
    Ask, At, Details, Effect, More, OpenOrder, Place, Said, Screen, Section, State, TITLE, choice_id, customer_id,
    order_id,
};

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
    /// Back to the list.
    Back,
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
            "refresh" => Self::Refresh,
            "retry" => Self::Retry,
            "back" => Self::Back,
            "fold" => Self::Fold(arg.parse().ok()?),
            "order" => Self::Order(arg.to_owned()),
            "customer" => Self::Customer(at(arg)?),
            "choose" => Self::Choose(at(arg)?),
            "again" => Self::ChooseAgain(arg.parse().ok()?),
            "more" => Self::More(arg.parse().ok()?),
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
            Act::Copy(text) => out.push(Effect::Copy(text)),
            Act::Insert(text) => {
                if self.host && self.can_insert {
                    out.push(Effect::Insert { seq: self.seq(), text });
                } else {
                    out.push(Effect::Copy(text));
                }
            }
            Act::Refresh | Act::Retry => self.refresh(out),
            Act::Back => self.back(out),
            Act::Order(handle) => self.open(&handle, scroll, out),
            Act::Customer(at) => {
                if let Screen::Card(shown) = &mut self.screen
                    && shown.place == Place::List
                    && shown.on_list(at.store) == Some(at)
                {
                    shown.place = Place::Customer { at, scroll };
                    out.extend([Effect::Scroll(0.0), Effect::Focus(TITLE.to_owned())]);
                }
            }
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
                    section.more = More::Idle;
                    out.push(Effect::Focus(choice_id(At { store, customer })));
                }
            }
            Act::More(store) => self.more(store, out),
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
        let ask = match self.open_order() {
            Some(open) => {
                let handle = open.row.handle.clone();
                if matches!(open.details, Details::Failed(_)) {
                    open.details = Details::Loading;
                }
                Ask::Order { handle, fresh: true }
            }
            None => Ask::Card { token: None, fresh: true },
        };
        match self.screen {
            Screen::Card(_) => self.said = Said::Refreshing,
            Screen::Problem(_) => {
                self.screen = Screen::Loading;
                self.said = Said::Loading;
            }
            Screen::Loading => return,
        }
        self.ask(ask, out);
    }

    fn open(&mut self, handle: &str, scroll: f64, out: &mut Vec<Effect>) {
        let Screen::Card(shown) = &mut self.screen else { return };
        if shown.place != Place::List {
            return;
        }
        let Some((at, row)) = shown.row(handle) else { return };
        let row = row.clone();
        let handle = row.handle.clone();
        shown.place = Place::Order(Box::new(OpenOrder { at, row, details: Details::Loading, scroll }));
        self.stale = None;
        self.said = Said::Nothing;
        out.extend([Effect::Scroll(0.0), Effect::Focus(TITLE.to_owned())]);
        self.ask(Ask::Order { handle, fresh: false }, out);
    }

    fn back(&mut self, out: &mut Vec<Effect>) {
        let Screen::Card(shown) = &mut self.screen else { return };
        let (id, scroll) = match &shown.place {
            Place::List => return,
            Place::Order(open) => (order_id(open.row.handle.as_str()), open.scroll),
            Place::Customer { at, scroll } => (customer_id(*at), *scroll),
        };
        shown.place = Place::List;
        self.stale = None;
        self.said = Said::Nothing;
        // The order's answer is of no use any more.
        self.parked.retain(|ask| !matches!(ask, Ask::Order { .. }));
        let gone = self.pending.extract_if(.., |(_, ask)| matches!(ask, Ask::Order { .. }));
        out.extend(gone.map(|(id, _)| Effect::Cancel(id)));
        out.extend([Effect::Scroll(scroll), Effect::Focus(id)]);
    }

    fn more(&mut self, store: usize, out: &mut Vec<Effect>) {
        let Screen::Card(shown) = &mut self.screen else { return };
        let Some(at) = shown.on_list(store) else { return };
        let Some((handle, cursor)) =
            shown.customer(at).and_then(|who| Some((who.handle.clone()?, who.orders.next.clone()?)))
        else {
            return;
        };
        if shown.sections[store].more == More::Loading {
            return;
        }
        shown.sections[store].more = More::Loading;
        self.said = Said::LoadingMore;
        self.ask(Ask::Orders { at, handle, cursor }, out);
    }
}
