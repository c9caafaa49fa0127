//! What an answer is made from: an order and its parcels, as far as "where is my order?" needs them.

use crate::text::{Instant, Zone};

/// What is known of an order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Facts {
    /// Shopify's name of it, for example `#1042`.
    pub name: String,
    /// When it was placed.
    pub placed: Instant,
    /// When it was cancelled.
    pub cancelled: Option<Instant>,
    /// `displayFinancialStatus`; none for orders that nobody had to pay.
    pub payment: Option<String>,
    /// `displayFulfillmentStatus`.
    pub fulfillment: String,
    /// `returnStatus`.
    pub returns: Option<String>,
    /// Its parcels, without those that were cancelled, and without what needs no parcel.
    pub parcels: Vec<Parcel>,
}

/// What is known of a parcel.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parcel {
    /// Where it is.
    pub state: State,
    /// When it left.
    pub shipped: Instant,
    /// The day it should arrive.
    pub due: Option<Instant>,
    /// When it arrived.
    pub delivered: Option<Instant>,
    /// Who carries it.
    pub carrier: Option<String>,
    /// Its tracking number.
    pub number: Option<String>,
    /// Where it can be followed; only a safe address.
    pub link: Option<String>,
}

impl Parcel {
    pub(super) const fn has_arrived(&self) -> bool {
        matches!(self.state, State::Delivered | State::PickedUp)
    }

    /// What counts for the customer: when it arrived, when it left, or how long they have been waiting for it.
    pub(super) fn since(&self, facts: &Facts) -> Instant {
        match self.state {
            State::Delivered | State::PickedUp => self.delivered.unwrap_or(self.shipped),
            State::Preparing => facts.placed,
            _ => self.shipped,
        }
    }

    /// Whether it should have arrived on an earlier day, as the store counts days.
    pub(super) fn is_overdue(&self, when: When<'_>) -> bool {
        self.due.is_some_and(|due| due.days_from(when.now, when.store) < 0)
    }
}

/// Where a parcel is, as far as an answer has to tell it apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// On its way, or on its way as far as anybody knows.
    Moving,
    /// On its way, and late.
    Delayed,
    /// With the driver.
    OutForDelivery,
    /// The driver found nobody.
    Attempted,
    /// It can't be delivered.
    Failed,
    /// Waiting in a shop.
    ReadyForPickup,
    /// Taken from the shop.
    PickedUp,
    /// Arrived.
    Delivered,
    /// Made ready: a label, no parcel yet.
    Preparing,
}

impl State {
    /// From `Fulfillment.displayStatus`, and whether there is a `deliveredAt`: what has a date has arrived, but where the
    /// status tells of trouble or of a shop. A code that is new to us is a parcel on its way.
    #[must_use]
    pub fn of(display_status: Option<&str>, delivered: bool) -> Self {
        match display_status {
            Some("ATTEMPTED_DELIVERY") => Self::Attempted,
            Some("FAILURE" | "NOT_DELIVERED") => Self::Failed,
            Some("READY_FOR_PICKUP") => Self::ReadyForPickup,
            Some("PICKED_UP") => Self::PickedUp,
            Some("DELIVERED") => Self::Delivered,
            _ if delivered => Self::Delivered,
            Some("DELAYED") => Self::Delayed,
            Some("OUT_FOR_DELIVERY") => Self::OutForDelivery,
            Some("LABEL_PRINTED" | "LABEL_PURCHASED" | "LABEL_VOIDED" | "SUBMITTED" | "CONFIRMED") => Self::Preparing,
            _ => Self::Moving,
        }
    }
}

/// Who reads the times: the agent's zone for moments, the store's for delivery days and for the customer.
#[derive(Clone, Copy, Debug)]
pub struct When<'a> {
    /// The present.
    pub now: Instant,
    /// The agent's zone.
    pub agent: &'a Zone,
    /// The store's zone.
    pub store: &'a Zone,
}
