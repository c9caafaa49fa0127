//! Who and what stands where on a card that is shown.

use super::{At, Place, Section, Shown};
use context_card_wire::{Card, CustomerCard, Found, OrderRow};

impl Shown {
    pub(super) fn new(card: Card, since: f64) -> Self {
        let alone = card.stores.len() == 1;
        let all_empty = card.stores.iter().all(|store| matches!(store.found, Found::Nothing(_)));
        let sections = card
            .stores
            .iter()
            .enumerate()
            .map(|(at, store)| Section {
                open: alone || (all_empty && at == 0) || !matches!(store.found, Found::Nothing(_)),
                ..Section::default()
            })
            .collect();
        Self { card, since, place: Place::List, sections }
    }

    /// The customer that stands at this place, if one does.
    #[must_use]
    pub fn customer(&self, at: At) -> Option<&CustomerCard> {
        match &self.card.stores.get(at.store)?.found {
            Found::Customer(customer) => (at.customer == 0).then_some(&**customer),
            Found::Several(several) => several.get(at.customer),
            Found::Nothing(_) | Found::Failed(_) => None,
        }
    }

    /// Who is on the list in this section: the one customer, or the chosen one of several.
    #[must_use]
    pub fn on_list(&self, store: usize) -> Option<At> {
        let customer = match &self.card.stores.get(store)?.found {
            Found::Customer(_) => 0,
            Found::Several(_) => self.sections.get(store)?.chosen?,
            Found::Nothing(_) | Found::Failed(_) => return None,
        };
        Some(At { store, customer })
    }

    /// Whether any store knows the contact, or whom was searched for.
    #[must_use]
    pub fn knows_somebody(&self) -> bool {
        self.card.stores.iter().any(|store| matches!(store.found, Found::Customer(_) | Found::Several(_)))
    }

    /// The row of an order that is on the list.
    pub(super) fn row(&self, handle: &str) -> Option<(At, &OrderRow)> {
        (0..self.card.stores.len()).filter_map(|store| self.on_list(store)).find_map(|at| {
            let rows = &self.listing(at.store)?.0.rows;
            rows.iter().find(|row| row.handle.as_str() == handle).map(|row| (at, row))
        })
    }

    /// Whom the card is about, for screen readers.
    #[must_use]
    pub fn name(&self) -> String {
        (0..self.card.stores.len())
            .find_map(|store| self.customer(self.on_list(store)?))
            .map(|customer| customer.name.clone())
            .or_else(|| self.card.contact.clone())
            .unwrap_or_default()
    }
}
