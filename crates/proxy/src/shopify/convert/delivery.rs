//! Where an order's parcels are, in one badge; and the facts for the answer line.

use super::{Reader, instant_at, link, list_at, text_at};
use crate::text::answer::{Facts, Parcel, State};
use crate::text::{Instant, Text};
use context_card_wire::{Badge, Tone};
use serde_json::Value;

/// How telling a parcel's state is: the most telling one speaks for the order.
///
/// | first | what went wrong: an agent must see it |
/// |---|---|
/// | then | what is nearest to the customer |
/// | last | what has arrived: it speaks only where everything has |
const TELLING: [&str; 17] = [
    "NOT_DELIVERED",
    "FAILURE",
    "ATTEMPTED_DELIVERY",
    "DELAYED",
    "READY_FOR_PICKUP",
    "OUT_FOR_DELIVERY",
    "IN_TRANSIT",
    "CARRIER_PICKED_UP",
    "FULFILLED",
    "MARKED_AS_FULFILLED",
    "CONFIRMED",
    "SUBMITTED",
    "LABEL_PRINTED",
    "LABEL_PURCHASED",
    "LABEL_VOIDED",
    "DELIVERED",
    "PICKED_UP",
];

/// The badge for an order's delivery: cancelled, else the most telling parcel, else what Shopify says of the order.
///
/// | the order | the badge |
/// |---|---|
/// | is cancelled | Cancelled |
/// | is refunded, and no parcel is on its way | Refunded |
/// | has a parcel that is not there yet | the most telling of them |
/// | has parts that have not left, all others arrived | Partly fulfilled |
/// | has arrived | Delivered |
/// | has no parcel | its `displayFulfillmentStatus` |
#[must_use]
pub fn delivery(order: &Value, text: &Text) -> Option<Badge> {
    if text_at(order, "/cancelledAt").is_some() {
        let text = text.words().card.cancelled.text();
        return Some(Badge { code: "CANCELLED".to_owned(), text, tone: Tone::Neutral });
    }
    let sent = parcels(order).filter(|(_, parcel)| is_sent(parcel));
    let states: Vec<&str> = sent.map(|(_, parcel)| parcel_status(parcel)).collect();
    let telling = |code: &str| TELLING.iter().position(|known| *known == code);
    // A code that is new to us is at least news: it stands before what is done.
    let rank = |code: &&str| telling(code).unwrap_or(6);
    let arrived = |code: &&str| matches!(*code, "DELIVERED" | "PICKED_UP");
    let refunded = text_at(order, "/displayFinancialStatus") == Some("REFUNDED");
    if refunded && states.iter().all(arrived) {
        return Some(text.badge("payment", "REFUNDED"));
    }
    let status = text_at(order, "/displayFulfillmentStatus");
    let partly = status == Some("PARTIALLY_FULFILLED");
    match states.into_iter().min_by_key(rank) {
        Some(code) if !(partly && arrived(&code)) => Some(text.badge("delivery", code)),
        _ => status.map(|status| text.badge("fulfillment", status)),
    }
}

/// The parcels that were not called off, with their places among all.
pub(super) fn parcels(order: &Value) -> impl Iterator<Item = (usize, &Value)> {
    let gone = |parcel: &Value| {
        matches!(text_at(parcel, "/status"), Some("CANCELLED" | "ERROR"))
            || text_at(parcel, "/displayStatus") == Some("CANCELED")
    };
    list_at(order, "/fulfillments").filter(move |(_, parcel)| !gone(parcel))
}

/// Where a parcel is: its code, and for what has arrived by its date, that of arrival.
fn parcel_status(parcel: &Value) -> &str {
    let code = text_at(parcel, "/displayStatus");
    match State::of(code, text_at(parcel, "/deliveredAt").is_some()) {
        State::Delivered => "DELIVERED",
        _ => code.unwrap_or("FULFILLED"),
    }
}

/// Whether it is sent at all: gift cards and downloads are fulfilled without a parcel.
pub(super) fn is_sent(parcel: &Value) -> bool {
    parcel.get("requiresShipping") != Some(&Value::Bool(false))
}

/// Whether what was bought at a till was taken along: nobody carries it, and nobody follows it.
fn was_handed_over(parcel: &Value) -> bool {
    list_at(parcel, "/trackingInfo").next().is_none()
}

/// When an order was placed. One that was imported was placed before it was made.
pub(super) fn placed(order: &Value) -> Option<Instant> {
    [instant_at(order, "/createdAt"), instant_at(order, "/processedAt")].into_iter().flatten().min()
}

impl Reader<'_> {
    /// What the answer line needs to know of an order; none where Shopify held back even its date.
    pub(super) fn facts(&self, order: &Value) -> Option<Facts> {
        let till = text_at(order, "/sourceName") == Some("pos");
        let sent = |parcel: &Value| is_sent(parcel) && !(till && was_handed_over(parcel));
        let parcels = parcels(order).filter(|(_, parcel)| sent(parcel)).filter_map(|(_, parcel)| {
            let delivered = instant_at(parcel, "/deliveredAt");
            let tracking = || list_at(parcel, "/trackingInfo").map(|(_, info)| info);
            Some(Parcel {
                state: State::of(text_at(parcel, "/displayStatus"), delivered.is_some()),
                shipped: instant_at(parcel, "/createdAt")?,
                due: instant_at(parcel, "/estimatedDeliveryAt"),
                delivered,
                carrier: tracking().find_map(|info| text_at(info, "/company")).map(str::to_owned),
                number: tracking().find_map(|info| text_at(info, "/number")).map(str::to_owned),
                link: tracking().find_map(|info| link::safe(text_at(info, "/url")?, self.plain_http)),
            })
        });
        Some(Facts {
            name: text_at(order, "/name")?.to_owned(),
            placed: placed(order)?,
            cancelled: instant_at(order, "/cancelledAt"),
            payment: text_at(order, "/displayFinancialStatus").map(str::to_owned),
            fulfillment: text_at(order, "/displayFulfillmentStatus").unwrap_or_default().to_owned(),
            returns: text_at(order, "/returnStatus").map(str::to_owned),
            parcels: parcels.collect(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Locale;
    use serde_json::json;

    fn badge(order: &Value) -> (String, Tone) {
        let badge = delivery(order, &Text::of(&Locale::default())).unwrap();
        (badge.text, badge.tone)
    }

    fn order(payment: &str, fulfillment: &str, parcels: &[&str]) -> Value {
        let parcels: Vec<_> = parcels.iter().map(|code| json!({"status": "SUCCESS", "displayStatus": code})).collect();
        json!({"cancelledAt": null, "displayFinancialStatus": payment, "displayFulfillmentStatus": fulfillment, "fulfillments": parcels})
    }

    #[test]
    fn the_most_telling_parcel_speaks() {
        for (payment, fulfillment, parcels, expected) in [
            ("PAID", "FULFILLED", &["DELIVERED", "OUT_FOR_DELIVERY"][..], "Out for delivery"),
            ("PAID", "FULFILLED", &["OUT_FOR_DELIVERY", "DELAYED"], "Delayed"),
            ("PAID", "FULFILLED", &["IN_TRANSIT"], "In transit"),
            ("PAID", "FULFILLED", &["IN_TRANSIT", "FAILURE"], "Failed"),
            ("PAID", "FULFILLED", &["DELIVERED", "DELIVERED"], "Delivered"),
            ("PAID", "FULFILLED", &["DELIVERED", "BY_BALLOON"], "By balloon"),
            ("PAID", "PARTIALLY_FULFILLED", &["DELIVERED"], "Partly fulfilled"),
            ("PAID", "PARTIALLY_FULFILLED", &["IN_TRANSIT"], "In transit"),
            ("PAID", "UNFULFILLED", &[], "Not shipped yet"),
            ("PAID", "FULFILLMENT_NOT_REQUIRED", &[], "Nothing to ship"),
            ("REFUNDED", "UNFULFILLED", &[], "Refunded"),
            ("REFUNDED", "FULFILLED", &["DELIVERED"], "Refunded"),
            ("REFUNDED", "FULFILLED", &["IN_TRANSIT"], "In transit"),
            ("PARTIALLY_REFUNDED", "FULFILLED", &["DELIVERED"], "Delivered"),
        ] {
            assert_eq!(badge(&order(payment, fulfillment, parcels)).0, expected, "{payment} {fulfillment} {parcels:?}");
        }
    }

    #[test]
    fn a_cancelled_order_is_cancelled_whatever_else_it_is() {
        let mut order = order("REFUNDED", "UNFULFILLED", &["IN_TRANSIT"]);
        order["cancelledAt"] = json!("2026-11-19T09:00:00Z");
        assert_eq!(badge(&order), ("Cancelled".to_owned(), Tone::Neutral));
    }

    #[test]
    fn a_parcel_that_was_only_marked_has_arrived_where_a_date_says_so() {
        let mut order = order("PAID", "FULFILLED", &["MARKED_AS_FULFILLED"]);
        assert_eq!(badge(&order).0, "Marked as shipped");
        order["fulfillments"][0]["deliveredAt"] = json!("2026-11-20T09:00:00Z");
        assert_eq!(badge(&order).0, "Delivered");
        order["fulfillments"][0]["displayStatus"] = json!("ATTEMPTED_DELIVERY");
        assert_eq!(badge(&order).0, "Delivery attempted", "trouble is told");
    }

    #[test]
    fn a_gift_card_is_fulfilled_and_not_shipped() {
        let mut order = order("PAID", "FULFILLED", &["FULFILLED"]);
        assert_eq!(badge(&order).0, "Shipped");
        order["fulfillments"][0]["requiresShipping"] = json!(false);
        assert_eq!(badge(&order).0, "Fulfilled");
    }

    #[test]
    fn a_parcel_that_was_called_off_says_nothing() {
        let mut order = order("PAID", "UNFULFILLED", &["CANCELED"]);
        order["fulfillments"][0]["status"] = json!("CANCELLED");
        assert_eq!(badge(&order).0, "Not shipped yet");
    }

    #[test]
    fn an_order_that_shopify_nulled_has_no_badge() {
        assert_eq!(delivery(&json!({}), &Text::of(&Locale::default())), None);
    }

    #[test]
    fn every_status_that_shopify_knows_is_ranked() {
        let words = Text::of(&Locale::default());
        for code in TELLING {
            assert!(words.words().status("delivery", code).is_some(), "{code}");
        }
    }
}
