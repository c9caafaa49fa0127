//! The reply: what an agent sends to the customer, in whole sentences.

use super::facts::{Facts, Parcel, State};
use super::story::{Note, Place, Story};
use super::{Pen, place};
use crate::text::Message;

/// The reply: where the order is, what else to know, and where it can be followed.
pub(super) fn write(story: &Story<'_>, facts: &Facts, pen: &Pen<'_>) -> String {
    let words = &pen.text.words().reply;
    let notes = story.notes.iter().filter_map(|note| self::note(*note, &story.place, pen));
    let further = notes.chain(follow(story, pen));
    let first = place::sentence(&story.place, &words.place, facts, pen, |parcel| overdue(parcel, pen));
    further.fold(first, |first, second| words.two_sentences.fill(&[("first", &first), ("second", &second)]))
}

/// What is said of a parcel that should have been there by now.
fn overdue<'a>(parcel: &Parcel, pen: &'a Pen<'_>) -> Option<&'a Message> {
    let words = &pen.text.words().reply;
    let moving = matches!(parcel.state, State::Moving | State::Delayed);
    let overdue = moving && parcel.due.is_some() && parcel.is_overdue(pen.when);
    let message = if parcel.carrier.is_some() { &words.shipped_carrier_overdue } else { &words.shipped_overdue };
    overdue.then_some(message)
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
