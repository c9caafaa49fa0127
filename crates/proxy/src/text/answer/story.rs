//! What is to be told of an order, before it is put into words. Agent and customer hear the same story.

use super::facts::{Facts, Parcel, State};
use crate::text::Instant;

/// What is to be told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Story<'a> {
    /// Where the order is: the sentence.
    pub(super) place: Place<'a>,
    /// What else must be known, so that the sentence does not mislead.
    pub(super) notes: Vec<Note>,
}

/// Where an order is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Place<'a> {
    /// It was cancelled, whatever else it is.
    Cancelled { at: Instant, refunded: bool },
    /// Wholly paid back, and nothing is on its way.
    Refunded,
    /// Nothing has left.
    Waiting(Wait),
    /// One parcel has left; `partly` where others will follow.
    Parcel { parcel: &'a Parcel, partly: bool },
    /// So many parcels; `partly` where others will follow.
    Parcels { parcels: &'a [Parcel], partly: bool },
}

/// Why nothing has left.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Wait {
    Unshipped,
    Preparing,
    PaymentPending,
    PaymentExpired,
    PaymentVoided,
    OnHold,
    Scheduled,
    Restocked,
    NothingToShip,
    /// A part has left, Shopify says, but it tells of no parcel.
    Partly,
}

/// What else must be known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Note {
    /// When the last of several parcels should arrive.
    LastDue(Instant),
    Refunded,
    PartlyRefunded,
    PaymentPending,
    PartlyPaid,
    PaymentExpired,
    PaymentVoided,
    ReturnRequested,
    ReturnInProgress,
    ReturnInspected,
    Returned,
    ReturnFailed,
}

impl<'a> Story<'a> {
    pub(super) fn of(facts: &'a Facts) -> Self {
        let place = place(facts);
        let notes = [last_due(&place), payment(facts, &place), returns(facts)].into_iter().flatten().collect();
        Self { place, notes }
    }

    /// The parcels that the customer can still follow.
    pub(super) fn coming(&self) -> impl Iterator<Item = &'a Parcel> {
        let parcels = match &self.place {
            Place::Parcel { parcel, .. } => std::slice::from_ref(*parcel),
            Place::Parcels { parcels, .. } => parcels,
            Place::Cancelled { .. } | Place::Refunded | Place::Waiting(_) => &[],
        };
        parcels.iter().filter(|parcel| !parcel.has_arrived() && parcel.state != State::ReadyForPickup)
    }
}

fn place(facts: &Facts) -> Place<'_> {
    let refunded = facts.payment.as_deref() == Some("REFUNDED");
    if let Some(at) = facts.cancelled {
        return Place::Cancelled { at, refunded };
    }
    let parcels = &facts.parcels[..];
    let nothing_left = parcels.iter().all(|parcel| parcel.state == State::Preparing);
    if refunded && (nothing_left || parcels.iter().all(Parcel::has_arrived)) {
        return Place::Refunded;
    }
    if nothing_left {
        return Place::Waiting(wait(facts));
    }
    // What was paid back wholly will not follow.
    let partly = facts.fulfillment == "PARTIALLY_FULFILLED" && !refunded;
    match parcels {
        // A part that has arrived is no order that has: then the parcels are counted.
        [parcel] if !partly || parcel.state == State::Moving => Place::Parcel { parcel, partly },
        parcels => Place::Parcels { parcels, partly },
    }
}

fn wait(facts: &Facts) -> Wait {
    let labelled = !facts.parcels.is_empty();
    match (facts.fulfillment.as_str(), facts.payment.as_deref()) {
        ("FULFILLMENT_NOT_REQUIRED", _) => Wait::NothingToShip,
        // Fulfilled without a parcel: gift cards, downloads, things taken along at the till.
        ("FULFILLED", _) if !labelled => Wait::NothingToShip,
        ("PARTIALLY_FULFILLED", _) if !labelled => Wait::Partly,
        ("RESTOCKED", _) => Wait::Restocked,
        (_, Some("PENDING")) => Wait::PaymentPending,
        (_, Some("EXPIRED")) => Wait::PaymentExpired,
        (_, Some("VOIDED")) => Wait::PaymentVoided,
        ("ON_HOLD", _) => Wait::OnHold,
        ("SCHEDULED", _) => Wait::Scheduled,
        ("IN_PROGRESS", _) => Wait::Preparing,
        _ if labelled => Wait::Preparing,
        _ => Wait::Unshipped,
    }
}

/// Of several parcels: when all will be there. Only where every one that is under way has its day, and none is in trouble.
fn last_due(place: &Place<'_>) -> Option<Note> {
    let Place::Parcels { parcels, partly: false } = place else { return None };
    let mut last = None;
    for parcel in parcels.iter() {
        match parcel.state {
            State::Moving | State::Delayed => last = last.max(Some(parcel.due?)),
            State::Attempted | State::Failed | State::Preparing => return None,
            State::OutForDelivery | State::ReadyForPickup | State::PickedUp | State::Delivered => {}
        }
    }
    last.map(Note::LastDue)
}

/// What the payment adds, where the sentence does not say it.
fn payment(facts: &Facts, place: &Place<'_>) -> Option<Note> {
    match (facts.payment.as_deref()?, place) {
        ("PARTIALLY_REFUNDED", _) => Some(Note::PartlyRefunded),
        // Nobody waits for the payment of a cancelled order, and that it was refunded, the sentence says.
        (_, Place::Cancelled { .. } | Place::Refunded) => None,
        ("REFUNDED", _) => Some(Note::Refunded),
        ("PARTIALLY_PAID", _) => Some(Note::PartlyPaid),
        ("PENDING", Place::Waiting(Wait::PaymentPending))
        | ("EXPIRED", Place::Waiting(Wait::PaymentExpired))
        | ("VOIDED", Place::Waiting(Wait::PaymentVoided)) => None,
        ("PENDING", _) => Some(Note::PaymentPending),
        ("EXPIRED", _) => Some(Note::PaymentExpired),
        ("VOIDED", _) => Some(Note::PaymentVoided),
        _ => None,
    }
}

fn returns(facts: &Facts) -> Option<Note> {
    match facts.returns.as_deref()? {
        "RETURN_REQUESTED" => Some(Note::ReturnRequested),
        "IN_PROGRESS" => Some(Note::ReturnInProgress),
        "INSPECTION_COMPLETE" => Some(Note::ReturnInspected),
        "RETURNED" => Some(Note::Returned),
        "RETURN_FAILED" => Some(Note::ReturnFailed),
        _ => None,
    }
}
