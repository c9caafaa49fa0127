//! The reply: what an agent sends to the customer, in whole sentences.

use super::Pen;
use super::facts::{Facts, Parcel, State};
use super::line::states;
use super::story::{Note, Place, Story, Wait};

/// The reply: where the order is, what else to know, and where it can be followed.
pub(super) fn write(story: &Story<'_>, facts: &Facts, pen: &Pen<'_>) -> String {
    let words = &pen.text.words().reply;
    let notes = story.notes.iter().filter_map(|note| self::note(*note, &story.place, pen));
    let further = notes.chain(follow(story, pen));
    further.fold(sentence(&story.place, facts, pen), |first, second| {
        words.two_sentences.fill(&[("first", &first), ("second", &second)])
    })
}

fn sentence(place: &Place<'_>, facts: &Facts, pen: &Pen<'_>) -> String {
    let words = &pen.text.words().reply;
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
    let words = &pen.text.words().reply;
    let (carrier, due, overdue) = (parcel.carrier.is_some(), parcel.due.is_some(), parcel.is_overdue(pen.when));
    let message = match parcel.state {
        State::Moving if partly => &words.partly_shipped,
        State::Moving | State::Delayed if due && overdue && carrier => &words.shipped_carrier_overdue,
        State::Moving | State::Delayed if due && overdue => &words.shipped_overdue,
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

/// What the customer need not be told is none: a payment that is due at the door, a return that failed in the shop.
fn note(note: Note, place: &Place<'_>, pen: &Pen<'_>) -> Option<String> {
    let words = &pen.text.words().reply;
    let waiting = matches!(place, Place::Waiting(_));
    let message = match note {
        Note::LastDue(at) => {
            let overdue = at.days_from(pen.when.now, pen.when.store) < 0;
            let message = if overdue { &words.last_overdue } else { &words.last_due };
            return Some(message.fill(&[("due", &pen.due(at))]));
        }
        Note::Refunded => &words.note_refunded,
        Note::PartlyRefunded => &words.note_partly_refunded,
        Note::PaymentPending if waiting => &words.note_payment_pending,
        Note::PartlyPaid if waiting => &words.note_partly_paid,
        Note::ReturnRequested => &words.note_return_requested,
        Note::ReturnInProgress => &words.note_return_in_progress,
        Note::ReturnInspected => &words.note_return_inspected,
        Note::Returned => &words.note_returned,
        Note::PaymentPending | Note::PartlyPaid | Note::PaymentExpired | Note::PaymentVoided | Note::ReturnFailed => {
            return None;
        }
    };
    Some(message.text())
}

/// Where the customer can follow what is still on its way.
fn follow(story: &Story<'_>, pen: &Pen<'_>) -> Option<String> {
    let words = &pen.text.words().reply;
    let mut links: Vec<_> = story.coming().filter_map(|parcel| parcel.link.as_deref()).collect();
    links.dedup();
    match &links[..] {
        [] => {
            let number = story.coming().find_map(|parcel| parcel.number.as_deref())?;
            Some(words.follow_number.fill(&[("number", number)]))
        }
        [link] => Some(words.follow.fill(&[("link", link)])),
        links => Some(words.follow_several.fill(&[("links", &links.join("\n"))])),
    }
}
