//! Days are counted by the calendar, each in the right zone.

use super::*;

/// Told at `now`, of a parcel that left at `shipped` and is due at `due`; agent and store in their zones.
fn told_at(now: &str, shipped: &str, due: &str, agent: &str, store: &str) -> Told {
    let zone = |name| Zone::parse(name).unwrap();
    let (agent, store) = (zone(agent), zone(store));
    let parcel = Parcel { shipped: at(shipped), due: Some(at(due)), ..parcel("IN_TRANSIT") };
    let facts = Facts { placed: at("2020-01-01T00:00:00Z"), ..order("FULFILLED", vec![parcel]) };
    let text = Text::of(&Locale::parse("en-GB").unwrap());
    tell(&facts, &text, &text, When { now: at(now), agent: &agent, store: &store })
}

#[test]
fn moments_are_the_agents_and_delivery_days_the_stores() {
    let table = [
        // What is yesterday evening in London is this morning in Tokyo.
        ("Asia/Tokyo", "Europe/London", "shipped 3 hours ago with DHL, due today"),
        ("Europe/London", "Asia/Tokyo", "shipped yesterday with DHL, due tomorrow"),
        ("America/New_York", "America/New_York", "shipped 3 hours ago with DHL, due tomorrow"),
    ];
    for (agent, store, expected) in table {
        let told = told_at("2026-11-21T01:00:00Z", "2026-11-20T22:00:00Z", "2026-11-21T16:00:00Z", agent, store);
        assert_eq!(told.text, format!("#1042 {expected}"), "{agent} {store}");
    }
    let told =
        told_at("2026-11-21T01:00:00Z", "2026-11-20T22:00:00Z", "2026-11-21T16:00:00Z", "Europe/London", "Asia/Tokyo");
    assert!(told.reply.contains("3 hours ago"), "the customer's times are the store's: {}", told.reply);
}

#[test]
fn the_years_odd_days_count_like_others() {
    let london = |now, shipped, due| told_at(now, shipped, due, "Europe/London", "Europe/London").text;
    let table = [
        // The clocks go back on 25 October, and forward on 29 March.
        ("2026-10-26T00:30:00Z", "2026-10-24T23:30:00Z", "2026-10-25T23:30:00Z", "yesterday", "due yesterday"),
        ("2026-03-30T10:00:00Z", "2026-03-28T10:00:00Z", "2026-03-31T22:30:00Z", "2 days ago", "due tomorrow"),
        // Summer time: half past eleven at night in UTC is tomorrow already.
        ("2026-07-01T12:00:00Z", "2026-06-30T10:00:00Z", "2026-07-01T23:30:00Z", "yesterday", "due tomorrow"),
        // A leap day, and a year without.
        ("2028-03-01T10:00:00Z", "2028-02-28T10:00:00Z", "2028-02-29T12:00:00Z", "2 days ago", "due yesterday"),
        ("2026-03-01T10:00:00Z", "2026-02-28T10:00:00Z", "2026-02-28T12:00:00Z", "yesterday", "due yesterday"),
        // A new year.
        ("2027-01-01T10:00:00Z", "2026-12-28T10:00:00Z", "2026-12-31T12:00:00Z", "4 days ago", "due yesterday"),
        ("2026-12-31T10:00:00Z", "2026-12-30T10:00:00Z", "2027-01-01T12:00:00Z", "yesterday", "due tomorrow"),
        // Far away: still a phrase that fits into the sentence.
        ("2026-11-21T10:00:00Z", "2026-10-21T10:00:00Z", "2027-01-01T12:00:00Z", "1 month ago", "due in 41 days"),
        ("2026-11-21T10:00:00Z", "2024-10-21T10:00:00Z", "2024-11-21T12:00:00Z", "2 years ago", "due 2 years ago"),
    ];
    for (now, shipped, due, ago, day) in table {
        assert_eq!(london(now, shipped, due), format!("#1042 shipped {ago} with DHL, {day}"), "{now} {shipped} {due}");
    }
}

#[test]
fn what_another_clock_puts_into_the_future_has_happened_just_now() {
    let told = told_at(NOW, "2026-11-21T10:02:00Z", "2026-11-22T10:00:00Z", "Europe/London", "Europe/London");
    assert_eq!(told.text, "#1042 shipped 1 minute ago with DHL, due tomorrow");
    let cancelled = Facts { cancelled: Some(at("2026-11-21T10:00:30Z")), ..order("UNFULFILLED", vec![]) };
    assert_eq!(super::told(&cancelled).text, "#1042 cancelled 1 minute ago");
}
