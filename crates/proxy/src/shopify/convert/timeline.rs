//! What happened to an order: gathered from its own dates, payments, refunds, parcels and returns. A part that is held
//! back, or that the store grants no scope for, leaves the others.

use super::{Reader, count_at, delivery, field, instant_at, list_at, text_at};
use crate::text::answer::State;
use crate::text::timeline::{self, Event, ParcelEvent, Payment, Return, What};
use context_card_wire::Step;
use serde_json::Value;

impl Reader<'_> {
    /// The timeline of an order's details, oldest first.
    pub(super) fn timeline(&self, order: &Value) -> Vec<Step> {
        let mut events = Vec::new();
        events.extend(delivery::placed(order).map(|at| Event { at, what: What::Placed }));
        events.extend(list_at(order, "/transactions").filter_map(|(_, payment)| self.payment(payment)));
        events.extend(list_at(order, "/refunds").filter_map(|(_, refund)| self.refund(refund)));
        let parcels: Vec<_> = delivery::parcels(order).map(|(_, parcel)| parcel).collect();
        for (n, parcel) in parcels.iter().enumerate() {
            events.extend(parcel_events(parcel, (n as u64 + 1, parcels.len() as u64)));
        }
        events.extend(list_at(order, "/returns/nodes").flat_map(|(_, returned)| return_events(returned)));
        events.extend(self.cancelled(order));
        timeline::steps(events, self.text, self.now, self.agent_zone)
    }

    /// A payment; none where nothing was to be paid, or money went another way.
    fn payment(&self, payment: &Value) -> Option<Event> {
        let outcome = match (text_at(payment, "/kind")?, text_at(payment, "/status")?) {
            ("SALE" | "CAPTURE", "SUCCESS") => Payment::Paid,
            ("AUTHORIZATION" | "EMV_AUTHORIZATION", "SUCCESS") => Payment::Authorized,
            ("VOID", "SUCCESS") => Payment::Voided,
            ("SALE" | "CAPTURE" | "AUTHORIZATION" | "EMV_AUTHORIZATION", status) => match status {
                "PENDING" | "AWAITING_RESPONSE" => Payment::Pending,
                "FAILURE" | "ERROR" => Payment::Failed,
                _ => return None,
            },
            _ => return None,
        };
        let amount = self.bag(payment, "/amountSet").filter(|money| !super::money::is_zero(money))?.text;
        let gateway = text_at(payment, "/formattedGateway").or_else(|| text_at(payment, "/gateway"));
        let gateway = gateway.map(field::gateway).filter(|name| !name.is_empty());
        Some(Event { at: happened(payment)?, what: What::Payment { outcome, amount, gateway } })
    }

    /// A refund; none where things were taken back, and no money given.
    fn refund(&self, refund: &Value) -> Option<Event> {
        let amount = self.bag(refund, "/totalRefundedSet").filter(|money| !super::money::is_zero(money))?.text;
        Some(Event { at: happened(refund)?, what: What::Refunded(amount) })
    }

    fn cancelled(&self, order: &Value) -> Option<Event> {
        // That there was another reason says nothing.
        let reason = text_at(order, "/cancelReason").filter(|code| *code != "OTHER");
        let reason = reason.map(|code| self.text.badge("cancel_reason", code).text);
        Some(Event { at: instant_at(order, "/cancelledAt")?, what: What::Cancelled(reason) })
    }
}

/// When money moved: what was imported says when it did, not when it was written down.
fn happened(record: &Value) -> Option<crate::text::Instant> {
    instant_at(record, "/processedAt").or_else(|| instant_at(record, "/createdAt"))
}

fn parcel_events(parcel: &Value, of: (u64, u64)) -> Vec<Event> {
    let Some(made) = instant_at(parcel, "/createdAt") else { return Vec::new() };
    if !delivery::is_sent(parcel) {
        return vec![Event { at: made, what: What::Fulfilled }];
    }
    let mut arrived = instant_at(parcel, "/deliveredAt");
    let mut events = Vec::new();
    for (_, event) in list_at(parcel, "/events/nodes") {
        let Some(at) = instant_at(event, "/happenedAt") else { continue };
        let event = match text_at(event, "/status") {
            Some("OUT_FOR_DELIVERY") => ParcelEvent::OutForDelivery,
            Some("READY_FOR_PICKUP") => ParcelEvent::ReadyForPickup,
            Some("ATTEMPTED_DELIVERY") => ParcelEvent::Attempted,
            Some("DELAYED") => ParcelEvent::Delayed,
            Some("FAILURE") => ParcelEvent::Failed,
            Some("DELIVERED") => {
                arrived = arrived.or(Some(at));
                continue;
            }
            // Labels, and stations on the way.
            _ => continue,
        };
        events.push((at, event));
    }
    // What has only a label has not been shipped, whatever the fulfillment is called.
    if State::of(text_at(parcel, "/displayStatus"), arrived.is_some()) != State::Preparing {
        let carrier = list_at(parcel, "/trackingInfo").find_map(|(_, info)| text_at(info, "/company"));
        events.push((made, ParcelEvent::Shipped(carrier.map(str::to_owned))));
    }
    events.extend(arrived.map(|at| (at, ParcelEvent::Delivered)));
    events.into_iter().map(|(at, event)| Event { at, what: What::Parcel { of, event } }).collect()
}

/// What became of a return; one that was called off was none.
fn return_events(returned: &Value) -> Vec<Event> {
    let n = count_at(returned, "/totalQuantity").unwrap_or(1);
    let (made, closed) = (instant_at(returned, "/createdAt"), instant_at(returned, "/closedAt"));
    let (opened, closed) = match text_at(returned, "/status") {
        Some("CANCELED" | "CANCELLED") => (None, None),
        Some("DECLINED") => (None, closed.or(made).map(|at| (at, Return::Declined))),
        _ => (made.map(|at| (at, Return::Opened)), closed.map(|at| (at, Return::Closed))),
    };
    [opened, closed].into_iter().flatten().map(|(at, what)| Event { at, what: What::Return(what, n) }).collect()
}

#[cfg(test)]
mod tests {
    use super::super::tests::{Answer, bag, order};
    use crate::shopify::Why;
    use serde_json::{Value, json};

    fn told(order: &Value) -> Vec<String> {
        Answer::new(json!({"order": order})).order().timeline.into_iter().map(|step| step.text).collect()
    }

    fn payment(kind: &str, status: &str, amount: &str, at: &str) -> Value {
        json!({"kind": kind, "status": status, "createdAt": at, "processedAt": at, "formattedGateway": "Shopify Payments",
            "gateway": "shopify_payments", "accountNumber": "•••• 4242", "amountSet": bag(amount, "GBP", amount, "GBP")})
    }

    /// Paid, sent in two parcels, one of them delivered at the second attempt, a part returned and refunded.
    fn whole() -> Value {
        let mut order = order(1042, "2026-11-10T09:00:00Z");
        order["transactions"] = json!([
            payment("AUTHORIZATION", "SUCCESS", "84.0", "2026-11-10T09:00:00Z"),
            payment("CAPTURE", "SUCCESS", "84.0", "2026-11-11T09:00:00Z"),
            payment("REFUND", "SUCCESS", "36.0", "2026-11-20T09:00:00Z"),
        ]);
        order["fulfillments"] = json!([
            {"status": "SUCCESS", "displayStatus": "DELIVERED", "createdAt": "2026-11-12T09:00:00Z", "deliveredAt": "2026-11-15T11:00:00Z",
             "trackingInfo": [{"company": "DHL", "number": "JD1", "url": null}], "events": {"nodes": [
                {"status": "LABEL_PURCHASED", "happenedAt": "2026-11-12T09:00:00Z"},
                {"status": "OUT_FOR_DELIVERY", "happenedAt": "2026-11-14T08:00:00Z"},
                {"status": "ATTEMPTED_DELIVERY", "happenedAt": "2026-11-14T12:00:00Z"},
                {"status": "DELIVERED", "happenedAt": "2026-11-15T11:00:00Z"}]}},
            {"status": "CANCELLED", "displayStatus": "CANCELED", "createdAt": "2026-11-12T10:00:00Z", "trackingInfo": []},
            {"status": "SUCCESS", "displayStatus": "LABEL_PRINTED", "createdAt": "2026-11-13T09:00:00Z", "trackingInfo": []},
        ]);
        order["returns"] = json!({"nodes": [
            {"status": "CLOSED", "createdAt": "2026-11-17T09:00:00Z", "closedAt": "2026-11-19T09:00:00Z", "totalQuantity": 2},
            {"status": "CANCELED", "createdAt": "2026-11-16T09:00:00Z", "closedAt": null, "totalQuantity": 1}]});
        order["refunds"] = json!([
            {"createdAt": "2026-11-20T09:00:00Z", "totalRefundedSet": bag("36.0", "GBP", "36.0", "GBP")},
            {"createdAt": "2026-11-20T09:30:00Z", "totalRefundedSet": bag("0.0", "GBP", "0.0", "GBP")}]);
        order
    }

    #[test]
    fn an_orders_life_is_told_oldest_first() {
        let answer = Answer::new(json!({"order": whole()})).order();
        let steps: Vec<_> = answer.timeline.iter().map(|step| step.text.as_str()).collect();
        assert_eq!(
            steps,
            [
                "Placed",
                "£84.00 authorised with Shopify Payments",
                "£84.00 paid with Shopify Payments",
                "Parcel 1 of 2 shipped with DHL",
                "Parcel 1 of 2 out for delivery",
                "Parcel 1 of 2: delivery attempted",
                "Parcel 1 of 2 delivered",
                "Return of 2 items opened",
                "Return of 2 items closed",
                "£36.00 refunded",
            ]
        );
        assert_eq!(answer.timeline[6].at.text, "6 days ago");
        assert_eq!(answer.timeline[6].at.exact, "15 Nov 2026, 11:00");
        assert!(!format!("{answer:?}").contains("4242"), "no card data");
    }

    #[test]
    fn parts_that_are_held_back_leave_the_rest() {
        let mut order = whole();
        for part in ["transactions", "refunds", "returns"] {
            order[part] = Value::Null;
        }
        order["fulfillments"][0]["events"] = Value::Null;
        let answer =
            Answer::new(json!({"order": order})).denied("/order/transactions", Why::Scope("read_orders".into()));
        let steps: Vec<_> = answer.order().timeline.into_iter().map(|step| step.text).collect();
        assert_eq!(steps, ["Placed", "Parcel 1 of 2 shipped with DHL", "Parcel 1 of 2 delivered"]);
    }

    #[test]
    fn payments_are_told_by_what_became_of_them() {
        let at = "2026-11-10T10:00:00Z";
        for (kind, status, amount, expected) in [
            ("SALE", "SUCCESS", "84.0", Some("£84.00 paid with Shopify Payments")),
            ("SALE", "PENDING", "84.0", Some("Payment of £84.00 with Shopify Payments pending")),
            ("CAPTURE", "FAILURE", "84.0", Some("Payment of £84.00 with Shopify Payments failed")),
            ("EMV_AUTHORIZATION", "SUCCESS", "84.0", Some("£84.00 authorised with Shopify Payments")),
            ("VOID", "SUCCESS", "84.0", Some("Authorisation voided")),
            ("VOID", "FAILURE", "84.0", None),
            ("SALE", "SUCCESS", "0.0", None),
            ("SALE", "SOMEWHERE_NEW", "84.0", None),
            ("CHANGE", "SUCCESS", "6.0", None),
            ("REFUND", "SUCCESS", "6.0", None),
        ] {
            let mut order = order(1042, "2026-11-10T09:00:00Z");
            order["transactions"] = json!([payment(kind, status, amount, at)]);
            let steps = told(&order);
            assert_eq!(steps.get(1).map(String::as_str), expected, "{kind} {status} {amount}");
        }
        let mut manual = order(1042, "2026-11-10T09:00:00Z");
        manual["transactions"] = json!([payment("SALE", "SUCCESS", "84.0", at)]);
        manual["transactions"][0]["formattedGateway"] = Value::Null;
        manual["transactions"][0]["gateway"] = json!("bank_deposit");
        assert_eq!(told(&manual)[1], "£84.00 paid with Bank Deposit");
    }

    #[test]
    fn a_cancelled_order_says_why_and_an_imported_one_when_it_was_placed() {
        let mut cancelled = order(1042, "2026-11-10T09:00:00Z");
        cancelled["cancelledAt"] = json!("2026-11-11T09:00:00Z");
        cancelled["cancelReason"] = json!("INVENTORY");
        assert_eq!(told(&cancelled), ["Placed", "Cancelled: Out of stock"]);
        cancelled["cancelReason"] = json!("OTHER");
        assert_eq!(told(&cancelled), ["Placed", "Cancelled"]);
        cancelled["cancelReason"] = json!("BAD_WEATHER");
        assert_eq!(told(&cancelled), ["Placed", "Cancelled: Bad weather"]);
        let mut imported = order(1042, "2026-11-10T09:00:00Z");
        imported["processedAt"] = json!("2021-11-10T09:00:00Z");
        let steps = Answer::new(json!({"order": imported})).order().timeline;
        assert_eq!(steps[0].at.text, "5 years ago");
    }

    #[test]
    fn a_gift_card_is_fulfilled_and_never_shipped() {
        let mut digital = order(1042, "2026-11-10T09:00:00Z");
        digital["fulfillments"] = json!([{"status": "SUCCESS", "displayStatus": "FULFILLED", "requiresShipping": false,
            "createdAt": "2026-11-10T09:00:00Z", "trackingInfo": []}]);
        assert_eq!(told(&digital), ["Placed", "Fulfilled, nothing to ship"]);
    }
}
