//! `Fulfillment` and `FulfillmentOrder`.

use serde_json::{Value, json};

use super::{Purse, gid, line_item, moment, optional_moment, part_id, part_of, reference};
use crate::shop::records::Fulfillment;
use crate::shop::{Placed, Shop};

const FULFILLMENT: u64 = 3;
const FULFILLMENT_ORDER: u64 = 4;

pub(super) fn id(order: &Placed, index: usize) -> u64 {
    part_id(order.id, FULFILLMENT, index)
}

pub(super) fn order_id(order: &Placed) -> u64 {
    part_id(order.id, FULFILLMENT_ORDER, 0)
}

pub(super) fn find(shop: &Shop, id: u64) -> Option<Value> {
    let (order, kind, index) = part_of(id);
    let order = shop.placed(order)?;
    let parcel = order.record.fulfillments.get(index)?;
    (kind == FULFILLMENT).then(|| fulfillment(shop, order, index, parcel))
}

pub(super) fn find_order(shop: &Shop, id: u64) -> Option<Value> {
    let (order, kind, _) = part_of(id);
    let order = shop.placed(order)?;
    (kind == FULFILLMENT_ORDER).then(|| fulfillment_order(shop, order))
}

pub(super) fn fulfillment(shop: &Shop, order: &Placed, index: usize, parcel: &Fulfillment) -> Value {
    let record = &order.record;
    let id = id(order, index);
    let at = parcel.at.map_or(order.processed, |when| shop.when(when));
    let updated = parcel.delivered.or(parcel.in_transit).map_or(at, |when| shop.when(when)).max(at);
    let first = (parcel.carrier.clone(), parcel.number.clone(), parcel.url.clone());
    let tracking: Vec<Value> = (!parcel.untracked)
        .then_some(&first)
        .into_iter()
        .chain(&parcel.also)
        .map(|(company, number, url)| json!({"company": company, "number": number, "url": url}))
        .collect();
    let lines: Vec<usize> = parcel.lines.clone().unwrap_or_else(|| (0..record.lines.len()).collect());
    let purse = Purse { currency: &shop.file.currency, presentment: record.presentment.as_ref() };
    let items: Vec<Value> = lines
        .iter()
        .filter_map(|i| Some((i, record.lines.get(*i)?)))
        .map(|(i, line)| {
            let total = shop.unit_price(line).times(line.ordered());
            json!({
                "id": gid("FulfillmentLineItem", part_id(id, 1, *i)), "quantity": line.ordered() - line.removed,
                "lineItem": reference("LineItem", line_item::id(order, *i)),
                "originalTotal": total.to_string(), "originalTotalSet": purse.bag(total),
                "discountedTotal": total.to_string(), "discountedTotalSet": purse.bag(total),
            })
        })
        .collect();
    let quantity: u32 = lines.iter().filter_map(|i| record.lines.get(*i)).map(|l| l.ordered() - l.removed).sum();
    let display = parcel.display.as_deref();
    let events: Vec<Value> = [
        (Some(at), "LABEL_PURCHASED"),
        (parcel.in_transit.map(|w| shop.when(w)), "IN_TRANSIT"),
        (parcel.delivered.map(|w| shop.when(w)), "DELIVERED"),
    ]
    .into_iter()
    .filter_map(|(at, status)| Some((at?, status)))
    .enumerate()
    .map(|(i, (at, status))| json!({
        "id": gid("FulfillmentEvent", part_id(id, 2, i)), "status": status, "happenedAt": moment(at), "createdAt": moment(at),
    }))
    .collect();
    let place = usize::from(record.retail.is_some() && shop.file.locations.len() > 1);
    let origin = shop.file.locations.get(place).map(|l| &l.address);
    json!({
        "id": gid("Fulfillment", id), "legacyResourceId": id.to_string(), "name": format!("{}-F{}", record.name, index + 1),
        "createdAt": moment(at), "updatedAt": moment(updated), "status": parcel.status.as_deref().unwrap_or("SUCCESS"),
        // An empty one stands for none.
        "displayStatus": Some(display.unwrap_or("FULFILLED")).filter(|status| !status.is_empty()),
        "estimatedDeliveryAt": optional_moment(shop, parcel.due), "deliveredAt": optional_moment(shop, parcel.delivered),
        "inTransitAt": optional_moment(shop, parcel.in_transit), "totalQuantity": quantity, "requiresShipping": true,
        "trackingInfo": tracking, "order": reference("Order", order.id),
        "location": reference("Location", shop.location_id(place)),
        "originAddress": origin.map(|a| json!({
            "address1": a.address1, "address2": a.address2, "city": a.city, "zip": a.zip,
            "countryCode": a.country_code, "provinceCode": a.province_code,
        })),
        "fulfillmentLineItems": items, "events": events, "fulfillmentOrders": [reference("FulfillmentOrder", order_id(order))],
    })
}

pub(super) fn fulfillment_order(shop: &Shop, order: &Placed) -> Value {
    let record = &order.record;
    let id = order_id(order);
    let status = match shop.fulfillment_status(order).as_str() {
        _ if record.cancelled.is_some() => "CANCELLED",
        "FULFILLED" => "CLOSED",
        "ON_HOLD" => "ON_HOLD",
        "SCHEDULED" => "SCHEDULED",
        "IN_PROGRESS" | "PARTIALLY_FULFILLED" => "IN_PROGRESS",
        _ => "OPEN",
    };
    let location = shop.file.locations.first();
    let address = location.map(|l| &l.address);
    let pickup =
        record.fulfillments.iter().any(|f| matches!(f.display.as_deref(), Some("READY_FOR_PICKUP" | "PICKED_UP")));
    let method = if record.retail.is_some() {
        "RETAIL"
    } else if pickup {
        "PICK_UP"
    } else {
        "SHIPPING"
    };
    let due = record.fulfillments.iter().find_map(|f| f.due);
    let lines: Vec<Value> = record
        .lines
        .iter()
        .enumerate()
        .filter(|(_, line)| shop.ships(line))
        .map(|(i, line)| {
            let total = line.ordered() - line.removed;
            json!({
                "id": gid("FulfillmentOrderLineItem", part_id(id, 1, i)), "totalQuantity": total,
                "remainingQuantity": total.saturating_sub(record.sent_quantity(i)), "sku": line.sku, "requiresShipping": true,
                "lineItem": reference("LineItem", line_item::id(order, i)), "productTitle": line.title.clone().unwrap_or_default(),
            })
        })
        .collect();
    json!({
        "id": gid("FulfillmentOrder", id), "status": status, "requestStatus": "UNSUBMITTED",
        "createdAt": moment(order.created), "updatedAt": moment(order.updated), "fulfillAt": moment(order.processed),
        "order": reference("Order", order.id), "orderId": gid("Order", order.id), "orderName": record.name,
        "orderProcessedAt": moment(order.processed),
        "assignedLocation": {
            "name": location.map(|l| l.name.clone()), "address1": address.and_then(|a| a.address1.clone()),
            "city": address.and_then(|a| a.city.clone()), "zip": address.and_then(|a| a.zip.clone()),
            "countryCode": address.and_then(|a| a.country_code.clone()),
            "location": reference("Location", shop.location_id(0)),
        },
        "deliveryMethod": {
            "id": gid("DeliveryMethod", id), "methodType": method, "minDeliveryDateTime": optional_moment(shop, due),
            "maxDeliveryDateTime": optional_moment(shop, due), "presentedName": record.shipping.as_ref().map(|s| s.title.clone()),
        },
        "fulfillmentHolds": record.hold.iter().map(|reason| json!({
            "id": gid("FulfillmentHold", id), "reason": reason, "displayReason": "Awaiting payment", "heldByRequestingApp": false,
        })).collect::<Vec<_>>(),
        "lineItems": lines, "fulfillments": (0..record.fulfillments.len()).map(|i| reference("Fulfillment", self::id(order, i))).collect::<Vec<_>>(),
    })
}
