//! The agent's sentence: `#1042 shipped 4 days ago with DHL, due yesterday`.

use super::facts::Facts;
use super::story::{Note, Story};
use super::{Pen, place};

/// The sentence, and behind it what else must be known.
pub(super) fn write(story: &Story<'_>, facts: &Facts, pen: &Pen<'_>) -> String {
    let words = &pen.text.words().answer;
    let answer = place::sentence(&story.place, &words.place, facts, pen, |_| None);
    let notes: Vec<_> = story.notes.iter().map(|note| self::note(*note, pen)).collect();
    if notes.is_empty() {
        return answer;
    }
    words.with_notes.fill(&[("answer", &answer), ("notes", &pen.text.list(&notes))])
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
