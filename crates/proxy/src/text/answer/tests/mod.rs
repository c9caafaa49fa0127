//! What is told of one order at a time, in plain English. Every combination is in `combinations`.

mod calendar;
mod combinations;

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
        returns: None,
        parcels,
    }
}

fn parcel(status: &str) -> Parcel {
    Parcel {
        state: State::of(Some(status), false),
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
    let text = Text::of(&Locale::parse("en-GB").unwrap());
    tell(facts, &text, &text, when)
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
        ("FULFILLED", vec![parcel("LABEL_PRINTED")], "#1042 placed 5 days ago, being prepared, not shipped yet"),
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
    let same = told(&order("FULFILLED", vec![parcel("IN_TRANSIT"), parcel("DELAYED")]));
    assert_eq!(same.reply.matches("https://").count(), 1, "one address is told once");
    let other = Parcel { link: Some("https://track.example.com/2".into()), ..parcel("IN_TRANSIT") };
    let both = told(&order("FULFILLED", vec![parcel("IN_TRANSIT"), other]));
    assert!(
        both.reply
            .ends_with("You can follow them here:\nhttps://track.example.com/JD0146\nhttps://track.example.com/2")
    );
}

#[test]
fn several_parcels_say_when_the_last_should_be_there() {
    let due = |day: &str| Parcel { due: Some(at(day)), ..parcel("IN_TRANSIT") };
    let (soon, later) = (due("2026-11-22T12:00:00Z"), due("2026-11-24T12:00:00Z"));
    let told_both = told(&order("FULFILLED", vec![later.clone(), soon.clone()]));
    assert_eq!(told_both.text, "#1042 in 2 parcels: 2 on their way; the last due in 3 days");
    assert!(told_both.reply.contains("The last parcel should arrive in 3 days."), "{}", told_both.reply);
    let late = told(&order("FULFILLED", vec![parcel("IN_TRANSIT"), parcel("DELIVERED")]));
    assert_eq!(late.text, "#1042 in 2 parcels: 1 delivered, 1 on its way; the last due yesterday");
    assert!(late.reply.contains("The last parcel was due yesterday; I am sorry for the delay."), "{}", late.reply);
    let nobody_knows = Parcel { due: None, ..parcel("IN_TRANSIT") };
    let table = [
        ("FULFILLED", vec![soon.clone(), nobody_knows]),
        ("FULFILLED", vec![soon.clone(), parcel("FAILURE")]),
        ("PARTIALLY_FULFILLED", vec![soon, later]),
    ];
    for (fulfillment, parcels) in table {
        let told = told(&order(fulfillment, parcels));
        assert!(!told.text.contains("due") && !told.reply.contains("last"), "{} {}", told.text, told.reply);
    }
}

#[test]
fn a_part_is_never_told_as_the_whole() {
    let arrived = Parcel { delivered: Some(at("2026-11-20T09:00:00Z")), ..parcel("DELIVERED") };
    let told = told(&order("PARTIALLY_FULFILLED", vec![arrived]));
    assert_eq!(told.text, "#1042 in 1 parcel so far: 1 delivered; the rest not shipped yet");
    assert_eq!(told.reply, "Your order #1042 comes in 1 parcel so far: 1 delivered. The rest will follow.");
}

#[test]
fn refunds_and_returns_are_said_beside_where_it_is() {
    let base = order("FULFILLED", vec![Parcel { delivered: Some(at("2026-11-20T09:00:00Z")), ..parcel("DELIVERED") }]);
    let of = |payment: &str, returns: &str| {
        told(&Facts { payment: Some(payment.into()), returns: Some(returns.into()), ..base.clone() })
    };
    let both = of("PARTIALLY_REFUNDED", "IN_PROGRESS");
    assert_eq!(both.text, "#1042 delivered yesterday; partly refunded, return in progress");
    assert_eq!(
        both.reply,
        "Your order #1042 was delivered yesterday. A part of the payment has been refunded. Your return is in progress."
    );
    assert_eq!(of("PAID", "NO_RETURN").text, "#1042 delivered yesterday");
    assert_eq!(of("PAID", "RETURN_REQUESTED").text, "#1042 delivered yesterday; return requested");
    assert_eq!(of("REFUNDED", "RETURNED").text, "#1042 placed 5 days ago, refunded; returned");
    let moving = Facts { payment: Some("REFUNDED".into()), ..order("FULFILLED", vec![parcel("IN_TRANSIT")]) };
    assert_eq!(told(&moving).text, "#1042 shipped 4 days ago with DHL, due yesterday; refunded");
    assert!(told(&moving).reply.contains("The order has been refunded."));
}

#[test]
fn the_reply_is_in_the_customers_language_and_the_line_in_the_agents() {
    let of = |tag: &str| Text::of(&Locale::parse(tag).unwrap());
    let zone = Zone::parse("Europe/London").unwrap();
    let when = When { now: at(NOW), agent: &zone, store: &zone };
    let facts = order("FULFILLED", vec![parcel("IN_TRANSIT")]);
    let (english, told) = (of("en-GB"), |customer: &str| tell(&facts, &of("en-GB"), &of(customer), when));
    for tag in crate::text::Messages::tags() {
        let told = told(tag);
        assert_eq!(told.text, "#1042 shipped 4 days ago with DHL, due yesterday", "{tag}");
        let own = of(tag).ago(at("2026-11-17T14:03:00Z"), at(NOW), &zone);
        assert!(told.reply.contains(&own), "{tag} {own}: {}", told.reply);
        let english = told.reply.contains("Your order");
        assert_eq!(english, tag == "en", "{tag}: {}", told.reply);
    }
    let chosen = |locales: [Option<&str>; 2]| english.of_customer(locales).locale().to_string();
    assert_eq!(chosen([None, None]), "en-GB");
    assert_eq!(chosen([Some("tlh"), Some("en-US")]), "en-US", "a language that nobody wrote");
    assert_eq!(chosen([Some("en"), None]), "en-GB", "the agent's region where theirs is not known");
    assert_eq!(chosen([Some("no locale!"), None]), "en-GB");
}
