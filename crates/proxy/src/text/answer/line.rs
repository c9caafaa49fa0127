//! The agent's sentence: `#1042 shipped 4 days ago with DHL, due yesterday`.

use super::Pen;
use super::facts::{Facts, Parcel, State};
use super::story::{Note, Place, Story, Wait};
use crate::text::Text;

/// The sentence, and behind it what else must be known.
pub(super) fn write(story: &Story<'_>, facts: &Facts, pen: &Pen<'_>) -> String {
    let words = &pen.text.words().answer;
    let answer = sentence(&story.place, facts, pen);
    let notes: Vec<_> = story.notes.iter().map(|note| self::note(*note, pen)).collect();
    if notes.is_empty() {
        return answer;
    }
    words.with_notes.fill(&[("answer", &answer), ("notes", &pen.text.list(&notes))])
}

fn sentence(place: &Place<'_>, facts: &Facts, pen: &Pen<'_>) -> String {
    let words = &pen.text.words().answer;
    let (message, at) = match place {
        Place::Cancelled { at, refunded: true } => (&words.cancelled_refunded, *at),
        Place::Cancelled { at, refunded: false } => (&words.cancelled, *at),
        Place::Refunded => (&words.refunded, facts.placed),
        Place::Waiting(wait) => {
            let message = match wait {
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
            };
            (message, facts.placed)
        }
        Place::Parcel { parcel, partly } => return one(parcel, *partly, facts, pen),
        Place::Parcels { parcels, partly } => {
            let forms = if *partly { &words.parcels_partly } else { &words.parcels };
            let gaps = [("order", facts.name.as_str()), ("states", &states(parcels, pen.text))];
            return pen.text.plural(forms, parcels.len() as u64, &gaps);
        }
    };
    message.fill(&[("order", &facts.name), ("when", &pen.ago(at))])
}

fn one(parcel: &Parcel, partly: bool, facts: &Facts, pen: &Pen<'_>) -> String {
    let words = &pen.text.words().answer;
    let (carrier, due) = (parcel.carrier.is_some(), parcel.due.is_some());
    let message = match parcel.state {
        State::Moving if partly => &words.partly_shipped,
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
    };
    message.fill(&[
        ("order", &facts.name),
        ("when", &pen.ago(parcel.since(facts))),
        ("carrier", parcel.carrier.as_deref().unwrap_or_default()),
        ("due", &parcel.due.map(|at| pen.due(at)).unwrap_or_default()),
    ])
}

/// `1 delivered, 1 out for delivery`: how many parcels are where, the worst news first.
pub(super) fn states(parcels: &[Parcel], text: &Text) -> String {
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

fn note(note: Note, pen: &Pen<'_>) -> String {
    let words = &pen.text.words().answer;
    match note {
        Note::LastDue(at) => return words.note_last_due.fill(&[("due", &pen.due(at))]),
        Note::Refunded => &words.note_refunded,
        Note::PartlyRefunded => &words.note_partly_refunded,
        Note::PaymentPending => &words.note_payment_pending,
        Note::PartlyPaid => &words.note_partly_paid,
        Note::PaymentExpired => &words.note_payment_expired,
        Note::PaymentVoided => &words.note_payment_voided,
        Note::ReturnRequested => &words.note_return_requested,
        Note::ReturnInProgress => &words.note_return_in_progress,
        Note::ReturnInspected => &words.note_return_inspected,
        Note::Returned => &words.note_returned,
        Note::ReturnFailed => &words.note_return_failed,
    }
    .text()
}
