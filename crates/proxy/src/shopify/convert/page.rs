//! Pages of orders: their rows, where they go on, how many there are, and why fewer are visible.

use super::order::Placed;
use super::{Place, Reader, count_at, text_at};
use crate::guest::Guest;
use crate::shopify::{Listing, PAGE, Whose};
use context_card_wire::{OrderPage, OrderRow, Problem};
use serde_json::Value;

/// What is known of a list that a page is of.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Extent {
    /// How many orders are here and before.
    pub(super) visible: u64,
    /// How many Shopify counts over the customer's life; none where nobody counts them.
    pub(super) total: Option<u64>,
    /// Whether more follow.
    pub(super) more: bool,
}

/// A page, and where the list goes on.
#[derive(Clone, Debug, PartialEq)]
pub struct Page {
    /// The page; its `next` is not sealed yet.
    pub page: OrderPage,
    /// Where the next one begins.
    pub next: Option<Place>,
}

impl<'a> Reader<'a> {
    /// The orders of a list that are in an answer, checked; none where there is no such customer.
    pub(super) fn orders_of(&self, listing: &Listing, place: &Place) -> Option<Vec<Placed<'a>>> {
        let customer = self.owner(listing)?;
        let mut orders = self.orders_at(listing.connection());
        orders.retain(|(at, order)| {
            let held_back = self.denied(&[at, "/customer"].concat()).is_some();
            let new = !place.shown.iter().any(|shown| text_at(order, "/id") == Some(shown));
            new && listing.holds(order, held_back) && self.is_still_theirs(listing, customer, order)
        });
        Some(orders)
    }

    /// The customer whose list it is; none inside where it is a guest's, and none at all where the customer is gone.
    fn owner(&self, listing: &Listing) -> Option<Option<&'a Value>> {
        match &listing.whose {
            Whose::Customer(id) => self.at("/customer").filter(|found| text_at(found, "/id") == Some(id)).map(Some),
            Whose::Guest(_) => Some(None),
        }
    }

    /// A page of a list, which went on at `place`; none where there is no such customer.
    #[must_use]
    pub fn listed(&self, listing: &Listing, place: &Place) -> Option<Page> {
        let (customer, connection) = (self.owner(listing)?, listing.connection());
        let orders = self.orders_of(listing, place)?;
        let new_guests = orders.iter().filter(|(_, order)| listing.is_guests(order)).count() as u64;
        let (here, guests) = (orders.len() as u64, place.guests + new_guests);
        let next = self.cursor(connection).map(|after| Place {
            after: Some(after.to_owned()),
            before: place.before + here,
            guests,
            ..place.clone()
        });
        let counted = customer.filter(|_| !listing.is_narrow()).and_then(|found| count_at(found, "/numberOfOrders"));
        let extent = Extent {
            visible: place.before + here,
            total: counted.map(|n| n + guests.max(place.guests_known)),
            more: next.is_some(),
        };
        Some(Page { page: self.page(connection, self.rows(orders), extent), next })
    }

    /// Whether a guest's order in a customer's list has the address that is the customer's own now.
    fn is_still_theirs(&self, listing: &Listing, customer: Option<&Value>, order: &Value) -> bool {
        let (Some(customer), true) = (customer, listing.is_guests(order)) else { return true };
        let own = text_at(customer, "/defaultEmailAddress/emailAddress");
        own.is_some() && listing.with.as_ref().is_some_and(|with| with.placed(own, None))
    }

    /// Where a connection goes on; none after its end.
    fn cursor(&self, connection: &str) -> Option<&'a str> {
        let info = self.at(&format!("{connection}/pageInfo")).filter(|info| info["hasNextPage"] == true)?;
        text_at(info, "/endCursor")
    }

    /// Whether a connection goes on.
    pub(super) fn goes_on(&self, connection: &str) -> bool {
        self.at(&format!("{connection}/pageInfo/hasNextPage")) == Some(&Value::Bool(true))
    }

    /// A page with these rows, its count in words, and why fewer are visible than there are.
    pub(super) fn page(&self, connection: &str, rows: Vec<OrderRow>, extent: Extent) -> OrderPage {
        let Extent { visible, total, more } = extent;
        let denied = self.denied(&format!("{connection}/nodes"));
        let denied = denied.filter(|_| self.at(&format!("{connection}/pageInfo")).is_none());
        // Where nobody counts, older ones may be there, and a list that is complete otherwise does not show it.
        let fewer = total.is_none_or(|total| visible < total);
        let walled = !more && fewer && !self.store.grants("read_all_orders");
        let hidden = if !self.store.grants("read_orders") {
            Some(Problem::ScopeMissing { scope: "read_orders".to_owned() })
        } else if let Some(why) = denied {
            Some(why.problem())
        } else {
            walled.then_some(Problem::OlderThan60Days)
        };
        let card = &self.text.words().card;
        let count = match (total, &hidden) {
            (Some(total), Some(_)) => {
                self.text.plural(&card.orders_visible, total, &[("visible", &self.text.count(visible))])
            }
            (Some(total), None) => self.text.plural(&card.orders, total, &[]),
            (None, _) if more => self.text.plural(&card.newest_orders, visible, &[]),
            (None, _) => self.text.plural(&card.orders, visible, &[]),
        };
        OrderPage { rows, next: None, count, hidden: hidden.map(|problem| self.text.notice(&problem, "")) }
    }

    /// A page of a card that holds the newest of two lists: the customer's own orders, and those that were placed with their
    /// address and without an account. What does not fit comes with the next page, which is read from one list.
    pub(super) fn first_page(&self, own: &str, mut orders: Vec<Placed<'_>>, first: First) -> OrderPage {
        let more_of_own = self.goes_on(own);
        let (with, more_guests) = (first.with.as_ref(), first.more_guests && first.with.is_some());
        super::order::newest_first(&mut orders);
        let size = usize::try_from(PAGE).unwrap_or(usize::MAX);
        let cut = with.is_some() && orders.len() > size;
        if cut {
            orders.truncate(size);
        }
        let of_guest = |order: &Value| order.get("customer").is_some_and(Value::is_null);
        let guests = orders.iter().filter(|(_, order)| of_guest(order)).count() as u64;
        let visible = orders.len() as u64;
        let anew = || Place {
            shown: orders.iter().filter_map(|(_, order)| text_at(order, "/id")).map(str::to_owned).collect(),
            before: visible,
            guests,
            guests_known: first.guests,
            with: with.map(Guest::id),
            ..Place::default()
        };
        let next = if cut || more_guests || (more_of_own && first.guests > 0 && with.is_some()) {
            Some(anew())
        } else {
            let place = |after: &str| Place { after: Some(after.to_owned()), before: visible, ..Place::default() };
            self.cursor(own).map(place)
        };
        let extent = Extent { visible, total: first.total, more: next.is_some() };
        let page = self.page(own, self.rows(orders), extent);
        OrderPage { next: next.and_then(|place| self.seal_place(&place)), ..page }
    }

    /// A cursor of this session for a place.
    #[must_use]
    pub fn seal_place(&self, place: &Place) -> Option<context_card_wire::Cursor> {
        let sealed = self.handles.seal_cursor(&self.store.id, &place.text());
        sealed.inspect_err(|error| tracing::error!(%error, "no cursor")).ok()
    }
}

/// What a card knows of a list beside its newest orders.
#[derive(Clone, Debug, Default)]
pub(super) struct First {
    /// How many orders there are in all; none where nobody counts them.
    pub(super) total: Option<u64>,
    /// The address whose guest orders stand among them; none where there can't be any.
    pub(super) with: Option<Guest>,
    /// How many of those were found.
    pub(super) guests: u64,
    /// Whether there may be more of those.
    pub(super) more_guests: bool,
}
