//! The answer to "where is my order?": one sentence for the agent, and a reply for the customer.
//!
//! Pure: what is known of the order, the present time and the zones go in, text comes out. Every sentence is a message
//! of its own with named gaps; nothing is glued together.

use super::messages::{AnswerWords, ReplyWords};
use super::{Instant, Message, Text, Zone};

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
    /// Its parcels, without those that were cancelled.
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
    const fn has_arrived(&self) -> bool {
        matches!(self.state, State::Delivered | State::PickedUp)
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
    /// From `Fulfillment.displayStatus`; a code that is new to us is a parcel on its way.
    #[must_use]
    pub fn of(display_status: Option<&str>) -> Self {
        match display_status {
            Some("DELAYED") => Self::Delayed,
            Some("OUT_FOR_DELIVERY") => Self::OutForDelivery,
            Some("ATTEMPTED_DELIVERY") => Self::Attempted,
            Some("FAILURE" | "NOT_DELIVERED") => Self::Failed,
            Some("READY_FOR_PICKUP") => Self::ReadyForPickup,
            Some("PICKED_UP") => Self::PickedUp,
            Some("DELIVERED") => Self::Delivered,
            Some("LABEL_PRINTED" | "LABEL_PURCHASED" | "LABEL_VOIDED" | "SUBMITTED" | "CONFIRMED") => Self::Preparing,
            _ => Self::Moving,
        }
    }
}

/// Who reads the times: the agent's zone for moments, the store's for delivery days.
#[derive(Clone, Copy, Debug)]
pub struct When<'a> {
    /// The present.
    pub now: Instant,
    /// The agent's zone.
    pub agent: &'a Zone,
    /// The store's zone.
    pub store: &'a Zone,
}

/// Agent's sentence and customer's reply.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    /// For the agent.
    pub text: String,
    /// For the customer.
    pub reply: String,
}

/// The values for the gaps of the sentences.
#[derive(Default)]
struct Gaps {
    order: String,
    when: String,
    carrier: String,
    due: String,
    n: String,
    states: String,
}

impl Gaps {
    fn fill(&self, message: &Message) -> String {
        message.fill(&[
            ("order", &self.order),
            ("when", &self.when),
            ("carrier", &self.carrier),
            ("due", &self.due),
            ("n", &self.n),
            ("states", &self.states),
        ])
    }
}

/// Tells where an order is.
#[must_use]
pub fn tell(facts: &Facts, text: &Text, when: When<'_>) -> Told {
    let (agent, reply) = (&text.words().answer, &text.words().reply);
    let mut gaps = Gaps { order: facts.name.clone(), ..Gaps::default() };
    let (agent, reply) = match &facts.parcels[..] {
        _ if facts.cancelled.is_some() => {
            gaps.when = facts.cancelled.map(|at| text.ago(at, when.now, when.agent)).unwrap_or_default();
            match facts.payment.as_deref() {
                Some("REFUNDED") => (&agent.cancelled_refunded, &reply.cancelled_refunded),
                _ => (&agent.cancelled, &reply.cancelled),
            }
        }
        parcels if facts.payment.as_deref() == Some("REFUNDED") && parcels.iter().all(Parcel::has_arrived) => {
            gaps.when = text.ago(facts.placed, when.now, when.agent);
            (&agent.refunded, &reply.refunded)
        }
        [] => {
            gaps.when = text.ago(facts.placed, when.now, when.agent);
            without_parcels(facts, agent, reply)
        }
        [parcel] => {
            gaps.carrier = parcel.carrier.clone().unwrap_or_default();
            gaps.due = parcel.due.map(|at| text.on_day(at, when.now, when.store)).unwrap_or_default();
            let at = match parcel.state {
                State::Delivered | State::PickedUp => parcel.delivered.unwrap_or(parcel.shipped),
                // A label is no parcel: what counts is how long the customer has been waiting.
                State::Preparing => facts.placed,
                _ => parcel.shipped,
            };
            gaps.when = text.ago(at, when.now, when.agent);
            let partly = facts.fulfillment == "PARTIALLY_FULFILLED";
            let overdue = parcel.due.is_some_and(|due| due.days_from(when.now, when.store) < 0);
            one_parcel(parcel, partly, overdue, agent, reply)
        }
        parcels => {
            gaps.n = text.count(parcels.len() as u64);
            gaps.states = states(parcels, text);
            match facts.fulfillment.as_str() {
                "PARTIALLY_FULFILLED" => (&agent.parcels_partly, &reply.parcels_partly),
                _ => (&agent.parcels, &reply.parcels),
            }
        }
    };
    let told = Told { text: gaps.fill(agent), reply: gaps.fill(reply) };
    match facts.cancelled {
        Some(_) => told,
        None => Told { reply: with_tracking(told.reply, &facts.parcels, text), ..told },
    }
}

fn without_parcels<'a>(facts: &Facts, agent: &'a AnswerWords, reply: &'a ReplyWords) -> (&'a Message, &'a Message) {
    match (facts.payment.as_deref(), facts.fulfillment.as_str()) {
        (Some("PENDING"), _) => (&agent.payment_pending, &reply.payment_pending),
        // Fulfilled without a parcel: gift cards, downloads, things taken along at the till.
        (_, "FULFILLMENT_NOT_REQUIRED" | "FULFILLED") => (&agent.nothing_to_ship, &reply.nothing_to_ship),
        (_, "ON_HOLD") => (&agent.on_hold, &reply.on_hold),
        (_, "SCHEDULED") => (&agent.scheduled, &reply.scheduled),
        _ => (&agent.unshipped, &reply.unshipped),
    }
}

fn one_parcel<'a>(
    parcel: &Parcel,
    partly: bool,
    overdue: bool,
    agent: &'a AnswerWords,
    reply: &'a ReplyWords,
) -> (&'a Message, &'a Message) {
    let carrier = parcel.carrier.is_some();
    match parcel.state {
        State::Moving if partly => (&agent.partly_shipped, &reply.partly_shipped),
        State::Moving => match (carrier, parcel.due.is_some(), overdue) {
            (true, true, true) => (&agent.shipped_carrier_due, &reply.shipped_carrier_overdue),
            (true, true, false) => (&agent.shipped_carrier_due, &reply.shipped_carrier_due),
            (true, false, _) => (&agent.shipped_carrier, &reply.shipped_carrier),
            (false, true, true) => (&agent.shipped_due, &reply.shipped_overdue),
            (false, true, false) => (&agent.shipped_due, &reply.shipped_due),
            (false, false, _) => (&agent.shipped, &reply.shipped),
        },
        State::Delayed if parcel.due.is_some() => {
            let reply = if overdue { &reply.shipped_overdue } else { &reply.shipped_due };
            (&agent.delayed_due, reply)
        }
        State::Delayed => (&agent.delayed, &reply.shipped),
        State::OutForDelivery if carrier => (&agent.out_for_delivery_carrier, &reply.out_for_delivery_carrier),
        State::OutForDelivery => (&agent.out_for_delivery, &reply.out_for_delivery),
        State::Attempted => (&agent.attempted, &reply.attempted),
        State::Failed => (&agent.not_delivered, &reply.not_delivered),
        State::ReadyForPickup => (&agent.ready_for_pickup, &reply.ready_for_pickup),
        State::PickedUp => (&agent.picked_up, &reply.picked_up),
        State::Delivered if parcel.delivered.is_some() => (&agent.delivered_when, &reply.delivered_when),
        State::Delivered => (&agent.delivered, &reply.delivered),
        State::Preparing => (&agent.unshipped, &reply.unshipped),
    }
}

/// `1 delivered, 1 out for delivery`: how many parcels are where, the worst news first.
fn states(parcels: &[Parcel], text: &Text) -> String {
    let words = &text.words().answer;
    let groups: [(&[State], _); 5] = [
        (&[State::Attempted, State::Failed, State::Delayed], &words.parcels_trouble),
        (&[State::Delivered, State::PickedUp], &words.parcels_delivered),
        (&[State::OutForDelivery, State::ReadyForPickup], &words.parcels_out),
        (&[State::Moving], &words.parcels_moving),
        (&[State::Preparing], &words.parcels_waiting),
    ];
    let parts: Vec<_> = groups
        .iter()
        .map(|(states, words)| (parcels.iter().filter(|parcel| states.contains(&parcel.state)).count(), words))
        .filter(|(count, _)| *count > 0)
        .map(|(count, words)| text.plural(words, count as u64, &[]))
        .collect();
    text.list(&parts)
}

/// Adds where the customer can follow what is still on its way.
fn with_tracking(reply: String, parcels: &[Parcel], text: &Text) -> String {
    let words = &text.words().reply;
    let coming: Vec<_> = parcels
        .iter()
        .filter(|p| !matches!(p.state, State::Delivered | State::PickedUp | State::ReadyForPickup))
        .collect();
    let links: Vec<_> = coming.iter().filter_map(|parcel| parcel.link.clone()).collect();
    let number = coming.iter().find_map(|parcel| parcel.number.as_deref());
    let follow = match (&links[..], number) {
        ([], None) => return reply,
        ([], Some(number)) => words.follow_number.fill(&[("number", number)]),
        ([link], _) => words.follow.fill(&[("link", link)]),
        (links, _) => words.follow_several.fill(&[("links", &links.join("\n"))]),
    };
    words.two_sentences.fill(&[("first", &reply), ("second", &follow)])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Locale;

    const NOW: &str = "2026-11-21T10:00:00Z";

    fn at(text: &str) -> Instant {
        Instant::parse(text).unwrap()
    }

    fn order(fulfillment: &str, parcels: Vec<Parcel>) -> Facts {
        Facts {
            name: "#1042".into(),
            placed: at("2026-11-16T09:00:00Z"),
            cancelled: None,
            payment: Some("PAID".into()),
            fulfillment: fulfillment.into(),
            parcels,
        }
    }

    fn parcel(status: &str) -> Parcel {
        Parcel {
            state: State::of(Some(status)),
            shipped: at("2026-11-17T14:03:00Z"),
            due: Some(at("2026-11-20T12:00:00Z")),
            delivered: None,
            carrier: Some("DHL".into()),
            number: Some("JD0146".into()),
            link: Some("https://track.example.com/JD0146".into()),
        }
    }

    fn told(facts: &Facts) -> Told {
        let zone = Zone::parse("Europe/London").unwrap();
        let when = When { now: at(NOW), agent: &zone, store: &zone };
        tell(facts, &Text::of(&Locale::parse("en-GB").unwrap()), when)
    }

    #[test]
    fn marias_parcel_is_late() {
        let told = told(&order("FULFILLED", vec![parcel("IN_TRANSIT")]));
        assert_eq!(told.text, "#1042 shipped 4 days ago with DHL, due yesterday");
        assert_eq!(
            told.reply,
            "Your order #1042 was shipped 4 days ago with DHL. It was due yesterday and is still on its way; \
             I am sorry for the delay. You can follow it here: https://track.example.com/JD0146"
        );
    }

    #[test]
    fn each_state_has_its_sentence() {
        let due = |day: &str| Parcel { due: Some(at(day)), ..parcel("IN_TRANSIT") };
        let no_carrier = Parcel { carrier: None, ..parcel("IN_TRANSIT") };
        let no_due = Parcel { due: None, ..parcel("IN_TRANSIT") };
        let bare = Parcel { carrier: None, due: None, ..parcel("FULFILLED") };
        let arrived = Parcel { delivered: Some(at("2026-11-20T09:00:00Z")), ..parcel("DELIVERED") };
        let table = [
            ("FULFILLED", vec![due("2026-11-24T12:00:00Z")], "#1042 shipped 4 days ago with DHL, due in 3 days"),
            ("FULFILLED", vec![due("2026-11-21T20:00:00Z")], "#1042 shipped 4 days ago with DHL, due today"),
            ("FULFILLED", vec![due("2026-11-18T12:00:00Z")], "#1042 shipped 4 days ago with DHL, due 3 days ago"),
            ("FULFILLED", vec![no_carrier], "#1042 shipped 4 days ago, due yesterday"),
            ("FULFILLED", vec![no_due], "#1042 shipped 4 days ago with DHL"),
            ("FULFILLED", vec![bare], "#1042 shipped 4 days ago"),
            ("PARTIALLY_FULFILLED", vec![parcel("IN_TRANSIT")], "#1042 partly shipped 4 days ago, the rest not yet"),
            ("FULFILLED", vec![parcel("OUT_FOR_DELIVERY")], "#1042 out for delivery with DHL"),
            ("FULFILLED", vec![arrived], "#1042 delivered yesterday"),
            ("FULFILLED", vec![parcel("DELIVERED")], "#1042 delivered"),
            ("FULFILLED", vec![parcel("DELAYED")], "#1042 shipped 4 days ago, delayed, due yesterday"),
            ("FULFILLED", vec![parcel("ATTEMPTED_DELIVERY")], "#1042 delivery attempted, not handed over yet"),
            ("FULFILLED", vec![parcel("FAILURE")], "#1042 could not be delivered"),
            ("FULFILLED", vec![parcel("READY_FOR_PICKUP")], "#1042 ready for pickup"),
            ("FULFILLED", vec![parcel("LABEL_PRINTED")], "#1042 placed 5 days ago, not shipped yet"),
            ("UNFULFILLED", vec![], "#1042 placed 5 days ago, not shipped yet"),
            ("ON_HOLD", vec![], "#1042 placed 5 days ago, on hold"),
            ("SCHEDULED", vec![], "#1042 placed 5 days ago, scheduled to ship later"),
            ("FULFILLMENT_NOT_REQUIRED", vec![], "#1042 placed 5 days ago, nothing to ship"),
            (
                "FULFILLED",
                vec![parcel("DELIVERED"), parcel("OUT_FOR_DELIVERY")],
                "#1042 in 2 parcels: 1 delivered, 1 out for delivery",
            ),
            (
                "PARTIALLY_FULFILLED",
                vec![parcel("IN_TRANSIT"), parcel("IN_TRANSIT")],
                "#1042 in 2 parcels so far: 2 on their way; the rest not shipped yet",
            ),
        ];
        for (fulfillment, parcels, expected) in table {
            let told = told(&order(fulfillment, parcels));
            assert_eq!(told.text, expected);
            assert!(told.reply.contains("#1042") && !told.reply.contains(['{', '}']), "{}", told.reply);
        }
    }

    #[test]
    fn money_matters_have_their_sentences() {
        let base = order("UNFULFILLED", vec![]);
        let cancelled = Some(at("2026-11-19T09:00:00Z"));
        let table = [
            (Facts { payment: Some("PENDING".into()), ..base.clone() }, "#1042 placed 5 days ago, payment pending"),
            (Facts { payment: Some("REFUNDED".into()), ..base.clone() }, "#1042 placed 5 days ago, refunded"),
            (
                Facts { payment: Some("REFUNDED".into()), parcels: vec![parcel("DELIVERED")], ..base.clone() },
                "#1042 placed 5 days ago, refunded",
            ),
            (Facts { cancelled, payment: None, ..base.clone() }, "#1042 cancelled 2 days ago"),
            (
                Facts { cancelled, payment: Some("REFUNDED".into()), ..base.clone() },
                "#1042 cancelled 2 days ago and refunded",
            ),
            (Facts { cancelled, parcels: vec![parcel("IN_TRANSIT")], ..base }, "#1042 cancelled 2 days ago"),
        ];
        for (facts, expected) in table {
            let told = told(&facts);
            assert_eq!(told.text, expected);
            assert!(!told.reply.contains("https://"), "a cancelled or unsent order is not followed: {}", told.reply);
        }
    }

    #[test]
    fn the_reply_says_how_to_follow() {
        let unlinked = Parcel { link: None, ..parcel("IN_TRANSIT") };
        assert!(told(&order("FULFILLED", vec![unlinked])).reply.ends_with("The tracking number is JD0146."));
        let unknown = Parcel { link: None, number: None, ..parcel("IN_TRANSIT") };
        assert!(!told(&order("FULFILLED", vec![unknown])).reply.contains("track"));
        let arrived = Parcel { delivered: Some(at("2026-11-20T09:00:00Z")), ..parcel("DELIVERED") };
        assert!(!told(&order("FULFILLED", vec![arrived])).reply.contains("https://"));
        let both = told(&order("FULFILLED", vec![parcel("IN_TRANSIT"), parcel("DELAYED")]));
        assert_eq!(both.reply.matches("https://").count(), 2);
    }
}
