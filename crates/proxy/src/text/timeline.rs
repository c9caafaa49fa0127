//! What happened to an order, step by step, oldest first.
//!
//! Pure: `shopify/convert/timeline` gathers what happened, and this puts it in order and into words.

use super::{Instant, Plural, Text, Zone};
use context_card_wire::{Step, Tone};

/// One thing that happened to an order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// When.
    pub at: Instant,
    /// What.
    pub what: What,
}

/// What happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum What {
    /// It was placed.
    Placed,
    /// Money was taken, or was to be taken.
    Payment {
        /// What became of it.
        outcome: Payment,
        /// How much, for people.
        amount: String,
        /// The gateway's name; never more of it.
        gateway: Option<String>,
    },
    /// Fulfilled without a parcel: a gift card, a download.
    Fulfilled,
    /// Something happened to a parcel.
    Parcel {
        /// Which one, counted from one, and of how many.
        of: (u64, u64),
        /// What happened to it.
        event: ParcelEvent,
    },
    /// Money was given back: how much, for people.
    Refunded(String),
    /// A return of so many items.
    Return(Return, u64),
    /// It was cancelled: why, for people, where that is known.
    Cancelled(Option<String>),
}

/// What became of a payment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Payment {
    /// The money is here.
    Paid,
    /// The money is reserved.
    Authorized,
    /// It was to be reserved no longer.
    Voided,
    /// The money is awaited.
    Pending,
    /// It did not work.
    Failed,
}

/// What happened to a parcel.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ParcelEvent {
    /// It left, with this carrier where one is known.
    Shipped(Option<String>),
    /// It is with the driver.
    OutForDelivery,
    /// It waits in a shop.
    ReadyForPickup,
    /// It is late.
    Delayed,
    /// The driver found nobody.
    Attempted,
    /// It can't be delivered.
    Failed,
    /// It arrived.
    Delivered,
}

/// What became of a return.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Return {
    /// It was asked for or begun.
    Opened,
    /// It was refused.
    Declined,
    /// It is done.
    Closed,
}

/// The steps, oldest first. What happened at the same time stands in the order in which such things happen.
#[must_use]
pub fn steps(mut events: Vec<Event>, text: &Text, now: Instant, zone: &Zone) -> Vec<Step> {
    events.sort_by_key(|event| (event.at, rank(&event.what)));
    let step = |event: Event| Step {
        text: words(&event.what, text),
        at: text.moment(event.at, now, zone),
        tone: tone(&event.what),
    };
    events.into_iter().map(step).collect()
}

const fn rank(what: &What) -> u8 {
    match what {
        What::Placed => 0,
        What::Payment { .. } => 1,
        What::Fulfilled => 2,
        What::Parcel { event, .. } => match event {
            ParcelEvent::Shipped(_) => 3,
            ParcelEvent::Delayed => 4,
            ParcelEvent::OutForDelivery | ParcelEvent::ReadyForPickup => 5,
            ParcelEvent::Attempted => 6,
            ParcelEvent::Failed | ParcelEvent::Delivered => 7,
        },
        What::Return(Return::Opened, _) => 8,
        What::Return(_, _) => 9,
        What::Refunded(_) => 10,
        What::Cancelled(_) => 11,
    }
}

const fn tone(what: &What) -> Tone {
    match what {
        What::Payment { outcome: Payment::Paid, .. } | What::Fulfilled => Tone::Positive,
        What::Payment { outcome: Payment::Pending, .. } => Tone::Caution,
        What::Payment { outcome: Payment::Failed, .. } => Tone::Critical,
        What::Parcel { event, .. } => match event {
            ParcelEvent::Shipped(_) | ParcelEvent::OutForDelivery | ParcelEvent::ReadyForPickup => Tone::Info,
            ParcelEvent::Delayed | ParcelEvent::Attempted => Tone::Caution,
            ParcelEvent::Failed => Tone::Critical,
            ParcelEvent::Delivered => Tone::Positive,
        },
        What::Return(Return::Opened, _) => Tone::Caution,
        What::Placed | What::Payment { .. } | What::Refunded(_) | What::Return(_, _) | What::Cancelled(_) => {
            Tone::Neutral
        }
    }
}

fn words(what: &What, text: &Text) -> String {
    let words = &text.words().timeline;
    let counted = |forms: &Plural, n: u64| text.plural(forms, n, &[]);
    match what {
        What::Placed => words.placed.text(),
        What::Payment { outcome, amount, gateway } => {
            let (plain, with) = match outcome {
                Payment::Paid => (&words.paid, &words.paid_with),
                Payment::Authorized => (&words.authorized, &words.authorized_with),
                Payment::Voided => (&words.authorization_voided, &words.authorization_voided),
                Payment::Pending => (&words.payment_pending, &words.payment_pending_with),
                Payment::Failed => (&words.payment_failed, &words.payment_failed_with),
            };
            match gateway {
                Some(gateway) => with.fill(&[("amount", amount), ("gateway", gateway)]),
                None => plain.fill(&[("amount", amount)]),
            }
        }
        What::Fulfilled => words.fulfilled.text(),
        What::Parcel { of, event } => parcel(*of, event, text),
        What::Refunded(amount) => words.refunded.fill(&[("amount", amount)]),
        What::Return(Return::Opened, n) => counted(&words.return_opened, *n),
        What::Return(Return::Declined, n) => counted(&words.return_declined, *n),
        What::Return(Return::Closed, n) => counted(&words.return_closed, *n),
        What::Cancelled(None) => words.cancelled.text(),
        What::Cancelled(Some(reason)) => words.cancelled_why.fill(&[("reason", reason)]),
    }
}

/// An only parcel is not counted.
fn parcel((n, total): (u64, u64), event: &ParcelEvent, text: &Text) -> String {
    let words = &text.words().timeline;
    let (only, counted) = match event {
        ParcelEvent::Shipped(None) => (&words.shipped, &words.parcel_shipped),
        ParcelEvent::Shipped(Some(_)) => (&words.shipped_with, &words.parcel_shipped_with),
        ParcelEvent::OutForDelivery => (&words.out_for_delivery, &words.parcel_out_for_delivery),
        ParcelEvent::ReadyForPickup => (&words.ready_for_pickup, &words.parcel_ready_for_pickup),
        ParcelEvent::Delayed => (&words.delayed, &words.parcel_delayed),
        ParcelEvent::Attempted => (&words.attempted, &words.parcel_attempted),
        ParcelEvent::Failed => (&words.failed, &words.parcel_failed),
        ParcelEvent::Delivered => (&words.delivered, &words.parcel_delivered),
    };
    let carrier = match event {
        ParcelEvent::Shipped(Some(carrier)) => carrier.as_str(),
        _ => "",
    };
    let message = if total == 1 { only } else { counted };
    message.fill(&[("n", &text.count(n)), ("total", &text.count(total)), ("carrier", carrier)])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::{Locale, Messages};

    fn at(text: &str) -> Instant {
        Instant::parse(text).unwrap()
    }

    fn told(events: Vec<Event>, tag: &str) -> Vec<(String, Tone)> {
        let text = Text::of(&Locale::parse(tag).unwrap());
        let steps = steps(events, &text, at("2026-11-21T10:00:00Z"), &Zone::utc());
        steps.into_iter().map(|step| (step.text, step.tone)).collect()
    }

    fn every() -> Vec<What> {
        let paid = |outcome, gateway: Option<&str>| What::Payment {
            outcome,
            amount: "£84.00".into(),
            gateway: gateway.map(str::to_owned),
        };
        let mut all = vec![What::Placed, What::Fulfilled, What::Refunded("£36.00".into())];
        for outcome in [Payment::Paid, Payment::Authorized, Payment::Voided, Payment::Pending, Payment::Failed] {
            all.extend([paid(outcome, None), paid(outcome, Some("Shopify Payments"))]);
        }
        for event in [
            ParcelEvent::Shipped(None),
            ParcelEvent::Shipped(Some("DHL".into())),
            ParcelEvent::OutForDelivery,
            ParcelEvent::ReadyForPickup,
            ParcelEvent::Delayed,
            ParcelEvent::Attempted,
            ParcelEvent::Failed,
            ParcelEvent::Delivered,
        ] {
            all.extend([(1, 1), (2, 3)].map(|of| What::Parcel { of, event: event.clone() }));
        }
        for n in [1, 2, 5] {
            all.extend([Return::Opened, Return::Declined, Return::Closed].map(|what| What::Return(what, n)));
        }
        all.extend([What::Cancelled(None), What::Cancelled(Some("Fraud".into()))]);
        all
    }

    #[test]
    fn the_steps_of_an_order_in_two_parcels() {
        let parcel = |n, event| What::Parcel { of: (n, 2), event };
        let events = [
            ("2026-11-19T09:00:00Z", parcel(1, ParcelEvent::Delivered)),
            (
                "2026-11-16T09:00:00Z",
                What::Payment { outcome: Payment::Paid, amount: "£84.00".into(), gateway: Some("PayPal".into()) },
            ),
            ("2026-11-16T09:00:00Z", What::Placed),
            ("2026-11-20T09:00:00Z", What::Refunded("£36.00".into())),
            ("2026-11-17T14:03:00Z", parcel(1, ParcelEvent::Shipped(Some("DHL".into())))),
            ("2026-11-18T14:03:00Z", parcel(2, ParcelEvent::Shipped(None))),
            ("2026-11-19T08:00:00Z", parcel(2, ParcelEvent::Attempted)),
        ];
        let events: Vec<_> = events.into_iter().map(|(time, what)| Event { at: at(time), what }).collect();
        let expected = [
            ("Placed", Tone::Neutral),
            ("£84.00 paid with PayPal", Tone::Positive),
            ("Parcel 1 of 2 shipped with DHL", Tone::Info),
            ("Parcel 2 of 2 shipped", Tone::Info),
            ("Parcel 2 of 2: delivery attempted", Tone::Caution),
            ("Parcel 1 of 2 delivered", Tone::Positive),
            ("£36.00 refunded", Tone::Neutral),
        ];
        assert_eq!(told(events, "en-GB"), expected.map(|(text, tone)| (text.to_owned(), tone)));
    }

    #[test]
    fn what_happened_at_once_stands_in_the_order_of_such_things() {
        let shipped = What::Parcel { of: (1, 1), event: ParcelEvent::Shipped(Some("DHL".into())) };
        let arrived = What::Parcel { of: (1, 1), event: ParcelEvent::Delivered };
        let now = at("2026-11-16T09:00:00Z");
        let events = [What::Cancelled(Some("Fraud".into())), arrived, What::Fulfilled, shipped, What::Placed];
        let events = events.into_iter().map(|what| Event { at: now, what }).collect();
        let texts: Vec<_> = told(events, "en").into_iter().map(|(text, _)| text).collect();
        assert_eq!(
            texts,
            ["Placed", "Fulfilled, nothing to ship", "Shipped with DHL", "Delivered", "Cancelled: Fraud"]
        );
    }

    #[test]
    fn every_step_is_said_in_every_language() {
        for tag in Messages::tags() {
            let events =
                every().into_iter().map(|what| Event { at: at("2026-11-16T09:00:00Z"), what }).collect::<Vec<_>>();
            let count = events.len();
            let told = told(events, tag);
            assert_eq!(told.len(), count);
            for (text, _) in told {
                assert!(!text.is_empty() && !text.contains(['{', '}']), "{tag}: {text}");
            }
        }
    }
}
