//! A section's list of orders: which of them are listed, and how far it was read on. What can be seen of it is in
//! `seen`.

use super::{Ask, At, Effect, Problem, Said, Screen, Seen, Shown, State, order_id};
use context_card_wire::{Handle, OrderFilter, OrderPage};

/// Which of a customer's orders the agent wants to see.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Which {
    /// Those in some state.
    Filter(OrderFilter),
    /// The one with this number.
    Number(String),
}

/// What a section lists.
#[derive(Clone, Debug, PartialEq)]
pub enum Listed {
    /// All orders: those that came with the card, and what was read on.
    All(More),
    /// Some of them.
    Some(Which, Subset),
}

impl Default for Listed {
    fn default() -> Self {
        Self::All(More::Idle)
    }
}

impl Listed {
    /// Which orders these are; none for all.
    #[must_use]
    pub const fn which(&self) -> Option<&Which> {
        match self {
            Self::All(_) => None,
            Self::Some(which, _) => Some(which),
        }
    }

    /// Nothing that is on its way will come: it can be asked for once more.
    pub(super) fn settle(&mut self) {
        if let Self::Some(_, Subset::Loading) = self {
            *self = Self::default();
        } else if let Some(more @ More::Loading { .. }) = self.more_mut() {
            *more = More::Idle;
        }
    }

    /// Whether the next page failed: that is tried again by hand only.
    pub(super) const fn failed(&self) -> bool {
        matches!(self, Self::All(More::Failed(_)) | Self::Some(_, Subset::Ready(_, More::Failed(_))))
    }

    /// How the next page is doing, where there is a list that can have one.
    const fn more_mut(&mut self) -> Option<&mut More> {
        match self {
            Self::All(more) | Self::Some(_, Subset::Ready(_, more)) => Some(more),
            Self::Some(..) => None,
        }
    }
}

/// Some of a customer's orders.
#[derive(Clone, Debug, PartialEq)]
pub enum Subset {
    /// On their way.
    Loading,
    /// Here, perhaps none.
    Ready(Box<OrderPage>, More),
    /// They did not come.
    Failed(Problem),
}

/// The next page of a list of orders.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum More {
    /// Nobody asked for it.
    #[default]
    Idle,
    /// It is on its way. `pressed`: the agent pressed the button, and goes on reading at the first new row.
    Loading {
        /// By the button, not by scrolling.
        pressed: bool,
    },
    /// It did not come.
    Failed(Problem),
}

impl Shown {
    /// The orders that a section lists, and how their next page is doing. None while there are none to list.
    #[must_use]
    pub fn listing(&self, store: usize) -> Option<(&OrderPage, &More)> {
        match &self.sections.get(store)?.listed {
            Listed::All(more) => Some((&self.customer(self.on_list(store)?)?.orders, more)),
            Listed::Some(_, Subset::Ready(page, more)) => Some((page, more)),
            Listed::Some(..) => None,
        }
    }

    fn page_mut(&mut self, store: usize) -> Option<&mut OrderPage> {
        let at = self.on_list(store)?;
        match &mut self.sections.get_mut(store)?.listed {
            Listed::All(_) => match &mut self.card.stores.get_mut(store)?.found {
                context_card_wire::Found::Customer(customer) => Some(&mut customer.orders),
                context_card_wire::Found::Several(several) => {
                    several.get_mut(at.customer).map(|customer| &mut customer.orders)
                }
                _ => None,
            },
            Listed::Some(_, Subset::Ready(page, _)) => Some(page),
            Listed::Some(..) => None,
        }
    }

    /// Who is on the list of a section, and their handle.
    fn asked_of(&self, store: usize) -> Option<(At, Handle)> {
        let at = self.on_list(store)?;
        Some((at, self.customer(at)?.handle.clone()?))
    }

    /// Whether an answer to this question belongs to what is listed now.
    fn lists(&self, at: At, handle: &Handle, which: Option<&Which>) -> bool {
        self.asked_of(at.store).is_some_and(|(now, who)| now == at && who == *handle)
            && self.sections[at.store].listed.which() == which
    }

    /// Takes over what the agent did with the list of a section that a newer card replaces. `read_on`: with the pages
    /// that were read on. Whether a page that is on its way still fits.
    pub(super) fn take_list(
        &mut self,
        store: usize,
        old: &mut Self,
        was: usize,
        read_on: bool,
        out: &mut Vec<Effect>,
    ) -> bool {
        let same = match (self.asked_of(store), old.asked_of(was)) {
            (Some((_, now)), Some((_, before))) => now == before,
            _ => false,
        };
        if !same {
            return false;
        }
        let seen = std::mem::take(&mut old.sections[was].seen);
        match std::mem::take(&mut old.sections[was].listed) {
            Listed::All(more) => {
                let rows = old.page_mut(was).map(std::mem::take);
                let (Some(rows), Some(page), true) = (rows, self.page_mut(store), read_on) else { return false };
                let passed = rows.rows.first().and_then(|first| rows_above(page, &first.handle));
                if !append_older(page, rows) {
                    return false;
                }
                if let Some(passed) = passed.filter(|_| old.place.is_list()) {
                    seen.pass(passed, out);
                }
                let section = &mut self.sections[store];
                section.seen = seen;
                if was == store || !matches!(more, More::Loading { .. }) {
                    section.listed = Listed::All(more);
                }
                was == store
            }
            Listed::Some(which, Subset::Ready(page, _)) => {
                let section = &mut self.sections[store];
                section.seen = seen;
                section.listed = Listed::Some(which, Subset::Ready(page, More::Idle));
                false
            }
            listed => {
                self.sections[store].listed = listed;
                false
            }
        }
    }
}

/// How many rows stand above this one.
fn rows_above(page: &OrderPage, handle: &Handle) -> Option<usize> {
    page.rows.iter().position(|row| row.handle == *handle)
}

/// Puts the rows that were read on to behind the newest ones. False where the two don't meet: then the newest stand alone.
fn append_older(page: &mut OrderPage, older: OrderPage) -> bool {
    let last = older.rows.iter().rposition(|had| page.rows.iter().any(|row| row.handle == had.handle));
    match last {
        Some(last) => {
            if page.next.is_some() && last + 1 < older.rows.len() {
                page.rows.extend(older.rows.into_iter().skip(last + 1));
                page.next = older.next;
            }
            true
        }
        None => false,
    }
}

impl State {
    /// Lists some of the orders, or all of them again.
    pub(super) fn list(&mut self, store: usize, which: Option<Which>, out: &mut Vec<Effect>) {
        let Screen::Card(shown) = &mut self.screen else { return };
        let Some((at, handle)) = shown.asked_of(store).filter(|_| shown.place.is_list()) else { return };
        let section = &mut shown.sections[store];
        if section.listed.which() == which.as_ref() && !matches!(section.listed, Listed::Some(_, Subset::Failed(_))) {
            return;
        }
        section.seen = Seen::default();
        section.listed = match &which {
            None => Listed::default(),
            Some(which) => Listed::Some(which.clone(), Subset::Loading),
        };
        self.forget(|ask| matches!(ask, Ask::Orders { at, .. } if at.store == store), out);
        match which {
            None => self.say_list(store),
            which => {
                self.said = Said::LoadingOrders;
                self.ask(Ask::Orders { at, handle, which, cursor: None }, out);
            }
        }
    }

    /// Asks again for the lists that did not come. False where there is none.
    pub(super) fn list_again(&mut self, out: &mut Vec<Effect>) -> bool {
        let failed = match &self.screen {
            Screen::Card(shown) if shown.place.is_list() => shown
                .sections
                .iter()
                .enumerate()
                .filter(|(_, section)| matches!(section.listed, Listed::Some(_, Subset::Failed(_))))
                .map(|(store, section)| (store, section.listed.which().cloned()))
                .collect(),
            _ => Vec::new(),
        };
        let any = !failed.is_empty();
        for (store, which) in failed {
            self.list(store, which, out);
        }
        any
    }

    /// A newer card has come: what is listed beside it is asked for anew.
    pub(super) fn list_anew(&mut self, out: &mut Vec<Effect>) {
        let Screen::Card(shown) = &self.screen else { return };
        let asks: Vec<_> = (0..shown.sections.len())
            .filter_map(|store| {
                let which = Some(shown.sections[store].listed.which()?.clone());
                let (at, handle) = shown.asked_of(store)?;
                Some(Ask::Orders { at, handle, which, cursor: None })
            })
            .collect();
        for ask in asks {
            self.ask(ask, out);
        }
    }

    /// The next page of what is listed.
    pub(super) fn more(&mut self, store: usize, pressed: bool, out: &mut Vec<Effect>) {
        let Screen::Card(shown) = &mut self.screen else { return };
        let Some((at, handle)) = shown.asked_of(store) else { return };
        let Some(cursor) = shown.listing(store).and_then(|(page, _)| page.next.clone()) else { return };
        let listed = &mut shown.sections[store].listed;
        let which = listed.which().cloned();
        let Some(more) = listed.more_mut() else { return };
        if matches!(more, More::Loading { .. }) {
            return;
        }
        *more = More::Loading { pressed };
        self.said = Said::LoadingMore;
        self.ask(Ask::Orders { at, handle, which, cursor: Some(cursor) }, out);
    }

    /// Orders have come: the next page, or the first one of some.
    pub(super) fn take_orders(&mut self, ask: &Ask, page: OrderPage, out: &mut Vec<Effect>) {
        let Ask::Orders { at, handle, which, cursor } = ask else { return };
        let Screen::Card(shown) = &mut self.screen else { return };
        if !shown.lists(*at, handle, which.as_ref()) {
            return;
        }
        let store = at.store;
        if cursor.is_none() {
            let on_list = shown.place.is_list();
            let section = &mut shown.sections[store];
            let Listed::Some(_, subset) = &mut section.listed else { return };
            let came = !matches!(subset, Subset::Ready(..));
            let mut page = page;
            if let Subset::Ready(before, _) = subset {
                let passed = before.rows.first().and_then(|first| rows_above(&page, &first.handle));
                append_older(&mut page, std::mem::take(before));
                section.seen.pass(passed.filter(|_| on_list).unwrap_or_default(), out);
            }
            *subset = Subset::Ready(Box::new(page), More::Idle);
            if came {
                self.say_list(store);
            }
            return;
        }
        let Some(more @ More::Loading { .. }) = shown.sections[store].listed.more_mut() else { return };
        let pressed = matches!(more, More::Loading { pressed: true });
        *more = More::Idle;
        let Some(list) = shown.page_mut(store) else { return };
        let known = list.rows.len();
        for row in page.rows {
            // A row that is there already, since an order came in between, stays where it is.
            if list.rows.iter().all(|had| had.handle != row.handle) {
                list.rows.push(row);
            }
        }
        list.next = page.next;
        self.said = if list.next.is_none() { Said::AllShown } else { Said::Nothing };
        // The button that was pressed may be gone; the first new row is where reading goes on.
        if let Some(row) = list.rows.get(known).filter(|_| pressed) {
            out.push(Effect::Focus(order_id(row.handle.as_str())));
        }
        shown.sections[store].seen.turn();
    }

    /// Orders did not come.
    pub(super) fn refuse_orders(&mut self, ask: &Ask, problem: Problem) {
        let Ask::Orders { at, handle, which, cursor } = ask else { return };
        let Screen::Card(shown) = &mut self.screen else { return };
        if !shown.lists(*at, handle, which.as_ref()) {
            return;
        }
        match (&mut shown.sections[at.store].listed, cursor) {
            // What is there stays, below the reason.
            (Listed::Some(_, Subset::Ready(..)), None) => self.stale = Some(problem),
            (Listed::Some(_, subset), None) => *subset = Subset::Failed(problem),
            (listed, Some(_)) => {
                if let Some(more) = listed.more_mut() {
                    *more = More::Failed(problem);
                }
            }
            (Listed::All(_), None) => {}
        }
    }

    /// Says what is listed now.
    fn say_list(&mut self, store: usize) {
        let Screen::Card(shown) = &self.screen else { return };
        self.said = match shown.listing(store) {
            Some((page, _)) if page.rows.is_empty() => Said::NoSuchOrders,
            Some((page, _)) => Said::Orders(page.count.clone()),
            None => Said::Nothing,
        };
    }
}

#[cfg(test)]
mod tests;
