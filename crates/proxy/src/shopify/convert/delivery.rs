//! Where an order's parcels are, in one badge; and the facts for the answer line.

use super::{Reader, instant_at, link, list_at, text_at};
use crate::text::Text;
use crate::text::answer::{Facts, Parcel, State};
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
    let states: Vec<&str> = parcels(order).map(|(_, parcel)| parcel_status(parcel)).collect();
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

fn parcel_status(parcel: &Value) -> &str {
    text_at(parcel, "/displayStatus").unwrap_or("FULFILLED")
}

impl Reader<'_> {
    /// What the answer line needs to know of an order; none where Shopify held back even its date.
    pub(super) fn facts(&self, order: &Value) -> Option<Facts> {
        let parcels = parcels(order).filter_map(|(_, parcel)| {
            let tracking = || list_at(parcel, "/trackingInfo").map(|(_, info)| info);
            Some(Parcel {
                state: State::of(text_at(parcel, "/displayStatus")),
                shipped: instant_at(parcel, "/createdAt")?,
                due: instant_at(parcel, "/estimatedDeliveryAt"),
                delivered: instant_at(parcel, "/deliveredAt"),
                carrier: tracking().find_map(|info| text_at(info, "/company")).map(str::to_owned),
                number: tracking().find_map(|info| text_at(info, "/number")).map(str::to_owned),
                link: tracking().find_map(|info| link::safe(text_at(info, "/url")?, self.plain_http)),
            })
        });
        Some(Facts {
            name: text_at(order, "/name")?.to_owned(),
            placed: instant_at(order, "/createdAt")?,
            cancelled: instant_at(order, "/cancelledAt"),
            payment: text_at(order, "/displayFinancialStatus").map(str::to_owned),
            fulfillment: text_at(order, "/displayFulfillmentStatus").unwrap_or_default().to_owned(),
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
