//! What is open in place of the list: an order, a customer, a product. Each keeps what it was opened from, so that back
//! returns to it.

use super::{Ask, At, Effect, Problem, Reply, Said, Screen, Shown, State, TITLE, customer_id, item_id, order_id};
use context_card_wire::{Handle, History, OrderDetails, OrderRow, ProductDetails};

/// The list, or what is open in its place.
#[derive(Clone, Debug, PartialEq)]
pub enum Place {
    /// The list.
    List,
    /// One order.
    Order(Box<OpenOrder>),
    /// One customer's details.
    Customer(Box<OpenCustomer>),
    /// A line item's product.
    Product(Box<OpenProduct>),
}

/// An order that is open.
#[derive(Clone, Debug, PartialEq)]
pub struct OpenOrder {
    /// Whose order it is.
    pub at: At,
    /// Its row in the list: the heading, at once.
    pub row: OrderRow,
    /// The rest.
    pub details: Details<OrderDetails>,
    /// How far the list was scrolled.
    pub scroll: f64,
}

/// A customer's details that are open.
#[derive(Clone, Debug, PartialEq)]
pub struct OpenCustomer {
    /// Whose they are.
    pub at: At,
    /// Their orders over time, and what they are asked with; none where there is nothing to ask with.
    pub history: Option<(Handle, Details<History>)>,
    /// How far what was there before was scrolled.
    pub scroll: f64,
    /// The order that they were opened from; none for the list.
    pub from: Option<Box<OpenOrder>>,
}

/// A product that is open.
#[derive(Clone, Debug, PartialEq)]
pub struct OpenProduct {
    /// Which of the order's line items.
    pub item: usize,
    /// The line item's title: the heading, at once.
    pub title: String,
    /// The product.
    pub handle: Handle,
    /// The rest.
    pub details: Details<ProductDetails>,
    /// How far the order was scrolled.
    pub scroll: f64,
    /// The order.
    pub from: Box<OpenOrder>,
}

/// The part of something open that follows.
#[derive(Clone, Debug, PartialEq)]
pub enum Details<T> {
    /// On its way.
    Loading,
    /// Here.
    Ready(Box<T>),
    /// It did not come.
    Failed(Problem),
}

impl<T> Details<T> {
    /// Whether it is here.
    pub(super) const fn is_ready(&self) -> bool {
        matches!(self, Self::Ready(_))
    }

    /// Before it is asked for again: a failure gives way.
    fn again(&mut self) {
        if matches!(self, Self::Failed(_)) {
            *self = Self::Loading;
        }
    }

    /// It did not come: the reason in its place, or above what is there.
    fn fail(&mut self, problem: Problem, stale: &mut Option<Problem>) {
        if self.is_ready() {
            *stale = Some(problem);
        } else {
            *self = Self::Failed(problem);
        }
    }
}

impl Place {
    /// Whether nothing is open in place of the list.
    pub(super) const fn is_list(&self) -> bool {
        // Not by `==`: that would bring along the comparison of everything that can be open.
        matches!(self, Self::List)
    }

    /// Whose order or details are open.
    pub(super) const fn at(&self) -> Option<At> {
        match self {
            Self::List => None,
            Self::Order(open) => Some(open.at),
            Self::Customer(open) => Some(open.at),
            Self::Product(open) => Some(open.from.at),
        }
    }

    /// The order that is open, perhaps below what was opened from it.
    fn order(&self) -> Option<&OpenOrder> {
        match self {
            Self::List => None,
            Self::Order(open) => Some(open),
            Self::Customer(open) => open.from.as_deref(),
            Self::Product(open) => Some(&open.from),
        }
    }

    /// The same, to be changed.
    fn order_mut(&mut self) -> Option<&mut OpenOrder> {
        match self {
            Self::List => None,
            Self::Order(open) => Some(open),
            Self::Customer(open) => open.from.as_deref_mut(),
            Self::Product(open) => Some(&mut open.from),
        }
    }

    /// Whether the answer to this question is still of use here.
    fn wants(&self, ask: &Ask) -> bool {
        match ask {
            Ask::Order { handle, .. } => self.order().is_some_and(|open| open.row.handle == *handle),
            Ask::History { handle } => {
                matches!(self, Self::Customer(open) if open.history.as_ref().is_some_and(|(of, _)| of == handle))
            }
            Ask::Product { handle, .. } => matches!(self, Self::Product(open) if open.handle == *handle),
            _ => true,
        }
    }
}

impl State {
    fn shown_mut(&mut self) -> Option<&mut Shown> {
        match &mut self.screen {
            Screen::Card(shown) => Some(shown),
            _ => None,
        }
    }

    /// Opens an order that is on the list.
    pub(super) fn open_row(&mut self, handle: &str, scroll: f64, out: &mut Vec<Effect>) {
        let Some(shown) = self.shown_mut() else { return };
        if !shown.place.is_list() {
            return;
        }
        let Some((at, row)) = shown.row(handle) else { return };
        let row = row.clone();
        let handle = row.handle.clone();
        shown.place = Place::Order(Box::new(OpenOrder { at, row, details: Details::Loading, scroll }));
        self.opened(Some(Ask::Order { handle, fresh: false }), out);
    }

    /// Opens a customer's details, from the list or from their order.
    pub(super) fn open_customer(&mut self, at: At, scroll: f64, out: &mut Vec<Effect>) {
        let Some(shown) = self.shown_mut() else { return };
        let Some(who) = shown.customer(at).filter(|_| shown.on_list(at.store) == Some(at)) else { return };
        let handle = who.handle.clone();
        let from = match std::mem::replace(&mut shown.place, Place::List) {
            Place::List => None,
            Place::Order(open) if open.at == at => Some(open),
            other => {
                shown.place = other;
                return;
            }
        };
        let history = handle.clone().map(|handle| (handle, Details::Loading));
        shown.place = Place::Customer(Box::new(OpenCustomer { at, history, scroll, from }));
        self.opened(handle.map(|handle| Ask::History { handle }), out);
    }

    /// Opens the product of a line item of the open order.
    pub(super) fn open_product(&mut self, item: usize, scroll: f64, out: &mut Vec<Effect>) {
        let Some(shown) = self.shown_mut() else { return };
        let product = match &shown.place {
            Place::Order(open) => match &open.details {
                Details::Ready(order) => {
                    order.items.get(item).and_then(|it| Some((it.title.clone(), it.product.clone()?)))
                }
                _ => None,
            },
            _ => None,
        };
        let Some((title, handle)) = product else { return };
        let Place::Order(from) = std::mem::replace(&mut shown.place, Place::List) else { return };
        let ask = Ask::Product { handle: handle.clone(), fresh: false };
        let details = Details::Loading;
        shown.place = Place::Product(Box::new(OpenProduct { item, title, handle, details, scroll, from }));
        self.opened(Some(ask), out);
    }

    /// After something was opened: it begins at its heading, and asks for the rest.
    fn opened(&mut self, ask: Option<Ask>, out: &mut Vec<Effect>) {
        self.stale = None;
        self.said = Said::Nothing;
        out.extend([Effect::Scroll(0.0), Effect::Focus(TITLE.to_owned())]);
        if let Some(ask) = ask {
            self.ask(ask, out);
        }
    }

    /// Back to where this was opened from.
    pub(super) fn back(&mut self, out: &mut Vec<Effect>) {
        let Some(shown) = self.shown_mut() else { return self.close_search(out) };
        let (place, scroll, id) = match std::mem::replace(&mut shown.place, Place::List) {
            Place::List => return self.close_search(out),
            Place::Order(open) => (Place::List, open.scroll, order_id(open.row.handle.as_str())),
            Place::Customer(open) => (open.from.map_or(Place::List, Place::Order), open.scroll, customer_id(open.at)),
            Place::Product(open) => (Place::Order(open.from), open.scroll, item_id(open.item)),
        };
        shown.place = place;
        self.stale = None;
        self.said = Said::Nothing;
        self.forget_closed(out);
        out.extend([Effect::Scroll(scroll), Effect::Focus(id)]);
    }

    /// Ends the requests for what is open no more.
    pub(super) fn forget_closed(&mut self, out: &mut Vec<Effect>) {
        let Self { screen: Screen::Card(shown), pending, parked, .. } = self else { return };
        parked.retain(|ask| shown.place.wants(ask));
        out.extend(pending.extract_if(.., |(_, ask)| !shown.place.wants(ask)).map(|(id, _)| Effect::Cancel(id)));
    }

    /// What a refresh asks for where something is open that is asked for by itself.
    pub(super) fn refreshes_open(&mut self) -> Option<Ask> {
        match &mut self.shown_mut()?.place {
            Place::Order(open) => {
                open.details.again();
                Some(Ask::Order { handle: open.row.handle.clone(), fresh: true })
            }
            Place::Product(open) => {
                open.details.again();
                Some(Ask::Product { handle: open.handle.clone(), fresh: true })
            }
            Place::List | Place::Customer(_) => None,
        }
    }

    /// What a refresh asks for beside the card where a customer's details are open.
    pub(super) fn refreshes_history(&mut self) -> Option<Ask> {
        match &mut self.shown_mut()?.place {
            Place::Customer(open) => {
                let (handle, history) = open.history.as_mut()?;
                history.again();
                Some(Ask::History { handle: handle.clone() })
            }
            _ => None,
        }
    }

    /// What is open is asked for anew beside the card, without a word.
    pub(super) fn open_anew(&mut self, out: &mut Vec<Effect>) {
        let Some(shown) = self.shown_mut() else { return };
        let order = shown.place.order().filter(|open| open.details.is_ready());
        let order = order.map(|open| Ask::Order { handle: open.row.handle.clone(), fresh: false });
        let history = match &shown.place {
            Place::Customer(open) => open.history.as_ref().filter(|(_, history)| history.is_ready()),
            _ => None,
        };
        let history = history.map(|(handle, _)| Ask::History { handle: handle.clone() });
        for ask in order.into_iter().chain(history) {
            self.fetch(ask, out);
        }
    }

    /// The rest of what is open has come.
    pub(super) fn take_details(&mut self, ask: &Ask, reply: Reply) {
        let Some(shown) = self.shown_mut() else { return };
        if !shown.place.wants(ask) {
            return;
        }
        let (name, was_there) = match (reply, &mut shown.place) {
            (Reply::Order(order), place) => {
                let Some(open) = place.order_mut() else { return };
                let was_there = open.details.is_ready();
                open.details = Details::Ready(order);
                (open.row.name.clone(), was_there)
            }
            (Reply::Product(product), Place::Product(open)) => {
                let was_there = open.details.is_ready();
                open.details = Details::Ready(product);
                (open.title.clone(), was_there)
            }
            (Reply::History(history), Place::Customer(open)) => {
                if let Some((_, there)) = &mut open.history {
                    *there = Details::Ready(history);
                }
                return;
            }
            _ => return,
        };
        self.stale = None;
        if matches!(self.said, Said::Refreshing) {
            self.said = Said::Refreshed;
        } else if !was_there {
            self.said = Said::Loaded(name);
        }
    }

    /// The rest of what is open did not come.
    pub(super) fn refuse_details(&mut self, ask: &Ask, problem: Problem) {
        let Screen::Card(shown) = &mut self.screen else { return };
        if !shown.place.wants(ask) {
            return;
        }
        let stale = &mut self.stale;
        match (ask, &mut shown.place) {
            (Ask::Order { .. }, place) => {
                if let Some(open) = place.order_mut() {
                    open.details.fail(problem, stale);
                }
            }
            (Ask::Product { .. }, Place::Product(open)) => open.details.fail(problem, stale),
            (Ask::History { .. }, Place::Customer(open)) => {
                if let Some((_, history)) = &mut open.history {
                    history.fail(problem, stale);
                }
            }
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests;
