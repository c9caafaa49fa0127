//! Where an order is, as one sentence: the same of every order for agent and customer, each in words of their own.

use super::Pen;
use super::facts::{Facts, Parcel, State};
use super::story::{Place, Wait};
use crate::text::{Message, PlaceWords, Text};

/// The sentence. `other`: what is said of a parcel in place of what is usual.
pub(super) fn sentence<'a>(
    place: &Place<'_>,
    words: &'a PlaceWords,
    facts: &Facts,
    pen: &Pen<'_>,
    other: impl Fn(&Parcel) -> Option<&'a Message>,
) -> String {
    let (message, at) = match place {
        Place::Cancelled { at, refunded: true } => (&words.cancelled_refunded, *at),
        Place::Cancelled { at, refunded: false } => (&words.cancelled, *at),
        Place::Refunded => (&words.refunded, facts.placed),
        Place::Waiting(wait) => (waiting(*wait, words), facts.placed),
        Place::Parcel { parcel, partly } => {
            let message = match parcel.state {
                State::Moving if *partly => &words.partly_shipped,
                _ => other(parcel).unwrap_or_else(|| usual(parcel, words)),
            };
            return message.fill(&[
                ("order", &facts.name),
                ("when", &pen.ago(parcel.since(facts))),
                ("carrier", parcel.carrier.as_deref().unwrap_or_default()),
                ("due", &parcel.due.map(|at| pen.due(at)).unwrap_or_default()),
            ]);
        }
        Place::Parcels { parcels, partly } => {
            let forms = if *partly { &words.parcels_partly } else { &words.parcels };
            let gaps = [("order", facts.name.as_str()), ("states", &states(parcels, pen.text))];
            return pen.text.plural(forms, parcels.len() as u64, &gaps);
        }
    };
    message.fill(&[("order", &facts.name), ("when", &pen.ago(at))])
}

/// What is said of an order that nothing was sent of.
const fn waiting(wait: Wait, words: &PlaceWords) -> &Message {
    match wait {
        Wait::Unshipped => &words.unshipped,
        Wait::Preparing => &words.in_progress,
        Wait::PaymentPending => &words.payment_pending,
        Wait::PaymentExpired => &words.payment_expired,
        Wait::PaymentVoided => &words.payment_voided,
        Wait::OnHold => &words.on_hold,
        Wait::Scheduled => &words.scheduled,
        Wait::Restocked => &words.restocked,
        Wait::NothingToShip => &words.nothing_to_ship,
        Wait::Partly => &words.partly_fulfilled,
    }
}

/// What is usually said of an order's only parcel.
const fn usual<'a>(parcel: &Parcel, words: &'a PlaceWords) -> &'a Message {
    let (carrier, due) = (parcel.carrier.is_some(), parcel.due.is_some());
    match parcel.state {
        State::Moving => match (carrier, due) {
            (true, true) => &words.shipped_carrier_due,
            (true, false) => &words.shipped_carrier,
            (false, true) => &words.shipped_due,
            (false, false) => &words.shipped,
        },
        State::Delayed if due => &words.delayed_due,
        State::Delayed => &words.delayed,
        State::OutForDelivery if carrier => &words.out_for_delivery_carrier,
        State::OutForDelivery => &words.out_for_delivery,
        State::Attempted => &words.attempted,
        State::Failed => &words.not_delivered,
        State::ReadyForPickup => &words.ready_for_pickup,
        State::PickedUp => &words.picked_up,
        State::Delivered if parcel.delivered.is_some() => &words.delivered_when,
        State::Delivered => &words.delivered,
        State::Preparing => &words.in_progress,
    }
}

/// `1 delivered, 1 out for delivery`: how many parcels are where, the worst news first.
fn states(parcels: &[Parcel], text: &Text) -> String {
    let words = &text.words().answer;
    let groups = [
        (State::Failed, &words.parcels_failed),
        (State::Attempted, &words.parcels_attempted),
        (State::Delayed, &words.parcels_delayed),
        (State::Delivered, &words.parcels_delivered),
        (State::PickedUp, &words.parcels_picked_up),
        (State::ReadyForPickup, &words.parcels_ready),
        (State::OutForDelivery, &words.parcels_out),
        (State::Moving, &words.parcels_moving),
        (State::Preparing, &words.parcels_waiting),
    ];
    let parts: Vec<_> = groups
        .iter()
        .map(|(state, words)| (parcels.iter().filter(|parcel| parcel.state == *state).count(), words))
        .filter(|(count, _)| *count > 0)
        .map(|(count, words)| text.plural(words, count as u64, &[]))
        .collect();
    text.list(&parts)
}
