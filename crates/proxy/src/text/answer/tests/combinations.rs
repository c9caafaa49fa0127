//! Every combination of statuses and dates gets a sentence that contradicts nothing: the rules, as assertions. The main
//! ones stand in `table.txt`, to be read; `CONTEXT_CARD_WRITE_TABLE=1 cargo nextest run table` writes it anew.

use super::*;

const PAYMENTS: [Option<&str>; 10] = [
    None,
    Some("AUTHORIZED"),
    Some("EXPIRED"),
    Some("PAID"),
    Some("PARTIALLY_PAID"),
    Some("PARTIALLY_REFUNDED"),
    Some("PENDING"),
    Some("REFUNDED"),
    Some("VOIDED"),
    Some("BARTERED"),
];
const FULFILLMENTS: [&str; 12] = [
    "FULFILLED",
    "FULFILLMENT_NOT_REQUIRED",
    "IN_PROGRESS",
    "ON_HOLD",
    "OPEN",
    "PARTIALLY_FULFILLED",
    "PENDING_FULFILLMENT",
    "REQUEST_DECLINED",
    "RESTOCKED",
    "SCHEDULED",
    "UNFULFILLED",
    "TELEPORTED",
];
const STATUSES: [Option<&str>; 20] = [
    None,
    Some("ATTEMPTED_DELIVERY"),
    Some("CANCELED"),
    Some("CARRIER_PICKED_UP"),
    Some("CONFIRMED"),
    Some("DELAYED"),
    Some("DELIVERED"),
    Some("FAILURE"),
    Some("FULFILLED"),
    Some("IN_TRANSIT"),
    Some("LABEL_PRINTED"),
    Some("LABEL_PURCHASED"),
    Some("LABEL_VOIDED"),
    Some("MARKED_AS_FULFILLED"),
    Some("NOT_DELIVERED"),
    Some("OUT_FOR_DELIVERY"),
    Some("PICKED_UP"),
    Some("READY_FOR_PICKUP"),
    Some("SUBMITTED"),
    Some("HANDED_TO_DRONE"),
];
const RETURNS: [Option<&str>; 8] = [
    None,
    Some("NO_RETURN"),
    Some("RETURN_REQUESTED"),
    Some("IN_PROGRESS"),
    Some("INSPECTION_COMPLETE"),
    Some("RETURNED"),
    Some("RETURN_FAILED"),
    Some("REGRETTED"),
];
const DUES: [Option<&str>; 6] = [
    None,
    Some("2026-11-18T12:00:00Z"),
    Some("2026-11-20T12:00:00Z"),
    Some("2026-11-21T20:00:00Z"),
    Some("2026-11-22T12:00:00Z"),
    Some("2026-11-27T12:00:00Z"),
];
const DELIVERED: [Option<&str>; 2] = [None, Some("2026-11-20T09:00:00Z")];

fn parcel_of(status: Option<&str>, due: Option<&str>, delivered: Option<&str>) -> Parcel {
    Parcel {
        state: State::of(status, delivered.is_some()),
        due: due.map(at),
        delivered: delivered.map(at),
        ..parcel("IN_TRANSIT")
    }
}

fn has_left(parcel: &Parcel) -> bool {
    parcel.state != State::Preparing
}

/// What must hold of every answer. `told` is said of `facts` on 21 November.
fn check(facts: &Facts, told: &Told) {
    let why = || format!("{facts:#?}\n{}\n{}", told.text, told.reply);
    let (line, reply) = (&told.text, &told.reply);
    let parcels = &facts.parcels;
    let any = |state: State| parcels.iter().any(|parcel| parcel.state == state);
    let cancelled = facts.cancelled.is_some();
    let refunded = facts.payment.as_deref() == Some("REFUNDED");
    let left = parcels.iter().any(has_left);
    let partly = facts.fulfillment == "PARTIALLY_FULFILLED" && !refunded;
    let arrived = |parcel: &Parcel| matches!(parcel.state, State::Delivered | State::PickedUp);

    // Whole sentences.
    assert!(line.starts_with("#1042 ") && reply.contains("#1042"), "{}", why());
    assert!(!line.contains("  ") && !reply.contains("  ") && !line.ends_with([' ', ',', ';']), "{}", why());
    assert!(!line.contains(['{', '}']) && !reply.contains(['{', '}']), "{}", why());
    assert!(reply.ends_with('.') || reply.ends_with("JD0146"), "{}", why());

    // Cancelled is said, and nothing is on its way then.
    assert_eq!(line.contains("cancelled"), cancelled, "{}", why());
    assert_eq!(reply.contains("cancelled"), cancelled, "{}", why());
    if cancelled {
        for word in ["shipped", "on its way", "due", "placed", "deliver", "will", "https:", "pickup"] {
            assert!(!line.contains(word) && !reply.contains(word), "{word}: {}", why());
        }
    }

    // Delivered is said where something is, and only there.
    let says_delivered = |text: &str| {
        let text = text.replace("could not be delivered", "").replace("deliveries attempted", "");
        text.contains("delivered")
    };
    let delivered = !cancelled && any(State::Delivered);
    for text in [line, reply] {
        assert!(!says_delivered(text) || delivered, "{}", why());
        assert!(says_delivered(text) || !delivered || (refunded && parcels.iter().all(arrived)), "{}", why());
    }
    for (state, words) in [
        (State::PickedUp, "picked up"),
        (State::ReadyForPickup, "ready"),
        (State::OutForDelivery, "out for delivery"),
        (State::Failed, "could not be delivered"),
    ] {
        let said = !cancelled && any(state);
        assert!(!line.contains(words) || said, "{words}: {}", why());
        assert!(line.contains(words) || !said || parcels.iter().all(arrived), "{words}: {}", why());
    }

    // A day of delivery is said of what is still under way; the right day; and nobody says "should arrive" of a day gone by.
    let coming: Vec<_> = parcels.iter().filter(|p| matches!(p.state, State::Moving | State::Delayed)).collect();
    let last = coming.iter().filter_map(|parcel| parcel.due).max();
    if line.contains(" due ") {
        let zone = Zone::parse("Europe/London").unwrap();
        let day = match last.unwrap_or_else(|| panic!("{}", why())).days_from(at(NOW), &zone) {
            -3 => "due 3 days ago",
            -1 => "due yesterday",
            0 => "due today",
            1 => "due tomorrow",
            6 => "due in 6 days",
            days => panic!("{days}: {}", why()),
        };
        assert!(line.contains(day), "{}", why());
        assert!(!partly && !cancelled, "{}", why());
    }
    let overdue = last.is_some_and(|due| due < at("2026-11-21T00:00:00Z"));
    assert!(!reply.contains("should") || !overdue, "{}", why());
    assert!(!reply.contains("was due") || overdue, "{}", why());
    if let [parcel] = &parcels[..]
        && matches!(parcel.state, State::Moving | State::Delayed)
        && !cancelled
        && !partly
    {
        assert_eq!(line.contains("due"), parcel.due.is_some(), "{}", why());
        assert_eq!(reply.contains("should") || reply.contains("was due"), parcel.due.is_some(), "{}", why());
    }

    // Shipped is what has left; "not shipped" is said where something has not.
    let not_shipped = line.contains("not shipped") || line.contains("the rest not yet");
    let waits = !left || partly || any(State::Preparing);
    assert!(!not_shipped || waits, "{}", why());
    if !left && !cancelled {
        for words in ["#1042 shipped", "on its way;", "with DHL", "parcel"] {
            assert!(!line.contains(words), "{words}: {}", why());
        }
        assert!(!reply.contains("https:") && !reply.contains("was shipped"), "{}", why());
    }
    if left && partly && !cancelled {
        assert!(line.contains("the rest") && reply.contains("The rest will follow"), "{}", why());
    }
    if facts.fulfillment == "FULFILLMENT_NOT_REQUIRED" && !left && !cancelled && !refunded {
        assert!(line.contains("nothing to ship") && !reply.contains("will"), "{}", why());
    }

    // Nobody promises what will not happen.
    let hopeless = matches!(facts.payment.as_deref(), Some("EXPIRED" | "VOIDED")) && !left;
    if refunded
        || hopeless
        || (!left && facts.fulfillment == "RESTOCKED")
        || (!partly && parcels.iter().all(arrived) && left)
    {
        assert!(!reply.contains("will follow") && !reply.contains("will ship"), "{}", why());
        assert!(!reply.contains("let you know") || hopeless && partly, "{}", why());
    }

    // Money and returns are said, and only what is true of them.
    let partly_refunded = facts.payment.as_deref() == Some("PARTIALLY_REFUNDED");
    for text in [line, reply] {
        assert_eq!(text.contains("refunded"), refunded || partly_refunded, "{}", why());
    }
    assert_eq!(line.contains("partly refunded"), partly_refunded, "{}", why());
    for (payment, words) in [
        ("PENDING", "payment pending"),
        ("EXPIRED", "payment expired"),
        ("VOIDED", "payment voided"),
        ("PARTIALLY_PAID", "partly paid"),
    ] {
        assert_eq!(line.contains(words), facts.payment.as_deref() == Some(payment) && !cancelled, "{words}: {}", why());
    }
    let returned = match facts.returns.as_deref() {
        Some("RETURN_REQUESTED") => Some(("return requested", "return request")),
        Some("IN_PROGRESS") => Some(("return in progress", "return is in progress")),
        Some("INSPECTION_COMPLETE") => Some(("return inspected", "return has arrived")),
        Some("RETURNED") => Some(("returned", "return has arrived")),
        Some("RETURN_FAILED") => Some(("return failed", "")),
        _ => None,
    };
    match returned {
        Some((of_line, of_reply)) => assert!(line.contains(of_line) && reply.contains(of_reply), "{}", why()),
        None => assert!(!line.contains("return") && !reply.contains("return"), "{}", why()),
    }

    // An address to follow it by: where something is on its way, and only there.
    let followable = parcels.iter().any(|parcel| !arrived(parcel) && parcel.state != State::ReadyForPickup);
    assert_eq!(reply.contains("https:"), followable && left && !cancelled, "{}", why());
}

/// Orders of every payment and fulfillment, cancelled or not, with these parcels; returns take turns.
fn check_orders(fulfillments: &[&str], parcels: &[Parcel], turn: &mut usize) {
    for payment in PAYMENTS {
        for fulfillment in fulfillments {
            for cancelled in [None, Some(at("2026-11-19T09:00:00Z"))] {
                *turn += 1;
                let facts = Facts {
                    payment: payment.map(str::to_owned),
                    cancelled,
                    returns: RETURNS[*turn % RETURNS.len()].map(str::to_owned),
                    ..order(fulfillment, parcels.to_vec())
                };
                check(&facts, &told(&facts));
            }
        }
    }
}

#[test]
fn no_combination_contradicts_itself_without_parcels_and_with_one() {
    let mut turn = 0;
    for _ in RETURNS {
        check_orders(&FULFILLMENTS, &[], &mut turn);
        turn += 1;
    }
    for status in STATUSES {
        for due in DUES {
            for delivered in DELIVERED {
                check_orders(&FULFILLMENTS, &[parcel_of(status, due, delivered)], &mut turn);
                turn += 1;
            }
        }
    }
}

#[test]
fn no_combination_contradicts_itself_with_two_parcels() {
    let mut turn = 0;
    for (n, first) in STATUSES.into_iter().enumerate() {
        for (m, second) in STATUSES.into_iter().enumerate().skip(n) {
            let (due, other) = (DUES[(n + m) % DUES.len()], DUES[(n + 2 * m + 1) % DUES.len()]);
            let parcels = [parcel_of(first, due, None), parcel_of(second, other, None)];
            check_orders(&["FULFILLED", "PARTIALLY_FULFILLED", "IN_PROGRESS", "TELEPORTED"], &parcels, &mut turn);
            turn += 1;
        }
    }
}

/// The main combinations, one a line.
fn table() -> String {
    let mut lines = Vec::new();
    let mut add = |of: String, facts: &Facts| {
        let told = told(facts);
        check(facts, &told);
        lines.push(format!("{of}\n    {}\n    {}", told.text, told.reply.replace('\n', " / ")));
    };
    for fulfillment in FULFILLMENTS {
        for payment in [Some("PAID"), Some("PENDING"), Some("EXPIRED"), Some("REFUNDED")] {
            let facts = Facts { payment: payment.map(str::to_owned), ..order(fulfillment, vec![]) };
            add(format!("{fulfillment}, {}, no parcel", payment.unwrap_or_default()), &facts);
        }
    }
    for status in STATUSES {
        let told_by_day = matches!(status, None | Some("IN_TRANSIT" | "DELAYED"));
        for due in [None, DUES[2], DUES[3], DUES[4], DUES[5]].into_iter().take(if told_by_day { 5 } else { 2 }) {
            let facts = order("FULFILLED", vec![parcel_of(status, due, None)]);
            let due = due.map_or("no day", |due| &due[..10]);
            add(format!("FULFILLED, PAID, one parcel {}, {due}", status.unwrap_or("null")), &facts);
        }
        let facts = order("FULFILLED", vec![parcel_of(status, DUES[2], DELIVERED[1])]);
        add(format!("FULFILLED, PAID, one parcel {}, delivered 2026-11-20", status.unwrap_or("null")), &facts);
        let facts = order("PARTIALLY_FULFILLED", vec![parcel_of(status, DUES[4], None)]);
        add(format!("PARTIALLY_FULFILLED, PAID, one parcel {}, 2026-11-22", status.unwrap_or("null")), &facts);
    }
    for (first, second) in [
        ("IN_TRANSIT", "IN_TRANSIT"),
        ("DELIVERED", "IN_TRANSIT"),
        ("DELIVERED", "OUT_FOR_DELIVERY"),
        ("DELIVERED", "FAILURE"),
        ("READY_FOR_PICKUP", "PICKED_UP"),
        ("DELIVERED", "LABEL_PRINTED"),
        ("DELIVERED", "DELIVERED"),
    ] {
        for fulfillment in ["FULFILLED", "PARTIALLY_FULFILLED"] {
            let parcels = vec![parcel_of(Some(first), DUES[4], None), parcel_of(Some(second), DUES[5], None)];
            add(format!("{fulfillment}, PAID, parcels {first} and {second}"), &order(fulfillment, parcels));
        }
    }
    let arrived = || vec![parcel_of(Some("DELIVERED"), None, DELIVERED[1])];
    for payment in PAYMENTS {
        let facts = Facts { payment: payment.map(str::to_owned), ..order("FULFILLED", arrived()) };
        add(format!("FULFILLED, {}, delivered", payment.unwrap_or("null")), &facts);
    }
    for returns in RETURNS {
        let facts = Facts { returns: returns.map(str::to_owned), ..order("FULFILLED", arrived()) };
        add(format!("FULFILLED, PAID, delivered, {}", returns.unwrap_or("null")), &facts);
    }
    for payment in PAYMENTS {
        let cancelled = Some(at("2026-11-19T09:00:00Z"));
        let facts = Facts { payment: payment.map(str::to_owned), cancelled, ..order("UNFULFILLED", vec![]) };
        add(format!("cancelled, {}", payment.unwrap_or("null")), &facts);
    }
    lines.join("\n") + "\n"
}

#[test]
fn the_table_of_answers_reads_as_it_was_approved() {
    let table = table();
    if std::env::var_os("CONTEXT_CARD_WRITE_TABLE").is_some() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/src/text/answer/tests/table.txt");
        return std::fs::write(path, &table).unwrap();
    }
    for (n, (made, approved)) in table.lines().zip(include_str!("table.txt").lines()).enumerate() {
        assert_eq!(made, approved, "line {} of table.txt", n + 1);
    }
    assert_eq!(table.lines().count(), include_str!("table.txt").lines().count());
}
