//! `Order`, its transactions, refunds and returns.

use serde_json::{Value, json};

use super::metafield::metafields;
use super::{
    Purse, attributes, fulfillment, gid, line_item, mailing_address, moment, part_id, part_of, picture, reference,
};
use crate::shop::money::Amount;
use crate::shop::records::Address;
use crate::shop::{Placed, Shop};

const TRANSACTION: u64 = 5;
const REFUND: u64 = 6;
const RETURN: u64 = 7;

pub(super) fn find_part(shop: &Shop, ty: &str, id: u64) -> Option<Value> {
    let (order, kind, index) = part_of(id);
    let order = shop.placed(order)?;
    let parts = match (ty, kind) {
        ("OrderTransaction", TRANSACTION) => transactions(shop, order),
        ("Refund", REFUND) => refunds(shop, order),
        ("Return", RETURN) => returns(shop, order),
        _ => return None,
    };
    parts.into_iter().nth(index)
}

pub(super) fn order(shop: &Shop, order: &Placed) -> Value {
    let record = &order.record;
    let id = order.id;
    let totals = shop.totals(order);
    let person = order.customer.and_then(|c| shop.customers.get(c));
    let purse = purse(shop, order);
    let bag = |amount: Amount| purse.bag(amount);
    let tax = |of: Amount| of.share(shop.file.tax, 100 + shop.file.tax, &shop.file.currency);
    let ships = record.lines.iter().any(|l| shop.ships(l));
    let address = record.ship_to.as_ref().or_else(|| person.and_then(|p| p.record.addresses.first()));
    let delivered_to = address.filter(|_| ships && record.retail.is_none());
    let shipping_address = delivered_to.map(|a: &Address| mailing_address(a, part_id(id, 1, 0)));
    let billing = address.filter(|_| record.retail.is_none()).map(|a| mailing_address(a, part_id(id, 1, 1)));
    let quantity: u32 = (0..record.lines.len()).map(|i| record.current_quantity(i)).sum();
    let ordered: u32 = record.lines.iter().map(super::super::shop::records::Line::ordered).sum();
    let open = record.cancelled.is_none()
        && matches!(
            shop.fulfillment_status(order).as_str(),
            "UNFULFILLED" | "PARTIALLY_FULFILLED" | "IN_PROGRESS" | "SCHEDULED"
        );
    let refundable = !totals.net_payment().is_zero();
    let closed_at = record.closed.then(|| moment(order.updated));
    let risk = record.risk.as_deref().unwrap_or("LOW");
    let codes: Vec<&str> = record.discount.iter().map(|d| d.code.as_str()).collect();
    let number: String = record.name.chars().filter(char::is_ascii_digit).collect();
    let currency = purse.presentment.map_or(shop.file.currency.as_str(), |p| p.currency.as_str());
    let shipping_line = record.shipping.as_ref().map(|s| shipping_line(shop, order, &s.title, s.price));
    let payments = if record.no_payment { 0 } else { 1 + record.refunds.len() };
    let tax_line = |of: Amount| {
        json!([{
            "title": shop.file.tax_title, "priceSet": bag(tax(of)), "price": tax(of).to_string(),
            "rate": line_item::rate(shop), "ratePercentage": line_item::percent(shop), "channelLiable": false,
        }])
    };
    let mut made = json!({
        "id": gid("Order", id), "legacyResourceId": id.to_string(), "name": record.name,
        "number": number.parse::<i64>().unwrap_or_default(),
        "confirmationNumber": confirmation(id), "poNumber": record.po_number,
        "createdAt": moment(order.created), "processedAt": moment(order.processed), "updatedAt": moment(order.updated),
        "cancelledAt": record.cancelled.as_ref().map(|c| moment(shop.when(c.at))),
        "cancelReason": record.cancelled.as_ref().map(|c| c.reason.clone()),
        "cancellation": record.cancelled.as_ref().map(|c| json!({"staffNote": c.staff_note})),
        "closed": record.closed, "closedAt": closed_at, "confirmed": true, "edited": record.edited, "test": record.test,
        "fulfillable": open, "refundable": refundable, "restockable": refundable, "capturable": false,
        "canMarkAsPaid": !totals.outstanding.is_zero(), "canNotifyCustomer": shop.order_email(order).is_some(),
        "merchantEditable": open, "fullyPaid": totals.outstanding.is_zero(), "unpaid": totals.received.is_zero(),
        "email": shop.order_email(order), "phone": shop.order_phone(order),
        "customerLocale": person.and_then(|p| p.record.locale.clone()).unwrap_or_else(|| shop.file.locale.clone()),
        "customerAcceptsMarketing": person.is_some_and(|p| p.record.email_marketing == "SUBSCRIBED"),
        "note": record.note, "tags": record.tags, "sourceName": record.source.as_deref().unwrap_or("web"),
        "statusPageUrl": format!("{}/orders/{:016x}/authenticate", shop.file.website, crate::stable_number(&record.name)),
        "currencyCode": shop.file.currency, "presentmentCurrencyCode": currency,
        "paymentGatewayNames": if record.no_payment { json!([]) } else { json!(record.gateway.iter().collect::<Vec<_>>()) },
        "discountCode": codes.first(), "discountCodes": codes,
        "displayFinancialStatus": shop.financial(order), "displayFulfillmentStatus": shop.fulfillment_status(order),
        "returnStatus": order.record.return_status(), "requiresShipping": ships,
        "customAttributes": attributes(&record.attributes),
        "customer": person.map(|p| reference("Customer", p.id)),
        "billingAddressMatchesShippingAddress": delivered_to.is_some(),
        "shippingAddress": shipping_address, "billingAddress": billing,
        "displayAddress": shipping_address.clone().or_else(|| billing.clone()),
        "shippingLine": shipping_line, "shippingLines": shipping_line.iter().collect::<Vec<_>>(),
        "retailLocation": retail(shop, order), "physicalLocation": retail(shop, order),
        "risk": {
            "recommendation": match risk { "HIGH" => "CANCEL", "MEDIUM" => "INVESTIGATE", _ => "ACCEPT" },
            "assessments": [{"riskLevel": risk, "facts": [], "provider": null}],
        },
        "riskLevel": risk, "risks": [],
        "subtotalLineItemsQuantity": ordered, "currentSubtotalLineItemsQuantity": quantity,
        "taxesIncluded": true, "taxLines": tax_line(totals.total), "currentTaxLines": tax_line(totals.current),
        "totalWeight": (u64::from(ordered) * 420).to_string(), "currentTotalWeight": (u64::from(quantity) * 420).to_string(),
        "transactionsCount": {"count": payments, "precision": "EXACT"},
        "fulfillmentsCount": {"count": record.fulfillments.len(), "precision": "EXACT"},
        "fulfillmentOrders": [reference("FulfillmentOrder", fulfillment::order_id(order))],
        "discountApplications": discounts(shop, order),
        "app": {"id": gid("App", 580_111_u64), "name": if record.retail.is_some() { "Point of Sale" } else { "Online Store" },
                "icon": picture(shop, "avatar", "")},
        "attribution": {"displayName": if record.retail.is_some() { "Point of Sale" } else { "Online Store" }, "handle": record.source.as_deref().unwrap_or("web")},
        "metafields": metafields(shop, &record.metafields, "Order", id, order.created),
    });
    if let Some(object) = made.as_object_mut() {
        object.extend(sums(&totals, tax, bag));
    }
    made
}

/// The lists of an order, made only when they are asked for: a page of 250 orders is made in a blink.
pub(crate) fn part(shop: &Shop, order: &Placed, field: &str) -> Option<Value> {
    let record = &order.record;
    let made = match field {
        "lineItems" => record.lines.iter().enumerate().map(|(i, l)| line_item::line_item(shop, order, i, l)).collect(),
        "fulfillments" => {
            record.fulfillments.iter().enumerate().map(|(i, f)| fulfillment::fulfillment(shop, order, i, f)).collect()
        }
        "transactions" => transactions(shop, order),
        "refunds" => refunds(shop, order),
        "returns" => returns(shop, order),
        _ => return None,
    };
    Some(Value::Array(made))
}

/// The many names of an order's sums.
fn sums(
    totals: &crate::shop::totals::Totals,
    tax: impl Fn(Amount) -> Amount,
    bag: impl Fn(Amount) -> Value,
) -> super::Object {
    let named = [
        ("subtotalPrice", totals.subtotal),
        ("totalDiscounts", totals.discounts),
        ("totalShippingPrice", totals.shipping),
        ("totalTax", tax(totals.total)),
        ("totalPrice", totals.total),
        ("totalReceived", totals.received),
        ("totalRefunded", totals.refunded),
        ("netPayment", totals.net_payment()),
        ("totalCapturable", Amount::ZERO),
        ("cartDiscountAmount", totals.discounts),
        ("totalTipReceived", Amount::ZERO),
    ];
    let only_sets = [
        ("currentSubtotalPriceSet", totals.current_subtotal),
        ("currentTotalPriceSet", totals.current),
        ("currentTotalTaxSet", tax(totals.current)),
        ("currentTotalDiscountsSet", totals.discounts),
        ("currentCartDiscountAmountSet", totals.discounts),
        ("currentShippingPriceSet", totals.shipping),
        ("originalTotalPriceSet", totals.total),
        ("totalOutstandingSet", totals.outstanding),
        ("totalRefundedShippingSet", Amount::ZERO),
        ("refundDiscrepancySet", Amount::ZERO),
    ];
    let mut made = super::Object::new();
    for (name, amount) in named {
        made.insert(name.to_owned(), amount.to_string().into());
        made.insert(format!("{name}Set"), bag(amount));
    }
    made.extend(only_sets.map(|(name, amount)| (name.to_owned(), bag(amount))));
    made.insert("totalTipReceived".to_owned(), bag(Amount::ZERO)["shopMoney"].take());
    made
}

fn purse<'a>(shop: &'a Shop, order: &'a Placed) -> Purse<'a> {
    Purse { currency: &shop.file.currency, presentment: order.record.presentment.as_ref() }
}

/// Nine letters and digits, as buyers get them.
pub(crate) fn confirmation(id: u64) -> String {
    let mut rest = crate::stable_number(&id.to_string());
    (0..9)
        .map(|_| {
            let at = usize::try_from(rest % 32).unwrap_or_default();
            rest /= 32;
            char::from(b"ABCDEFGHJKLMNPQRSTUVWXYZ23456789"[at])
        })
        .collect()
}

fn retail(shop: &Shop, order: &Placed) -> Value {
    let name = order.record.retail.as_deref();
    let index = name.and_then(|name| shop.file.locations.iter().position(|l| l.name == name));
    index.map_or(Value::Null, |i| reference("Location", shop.location_id(i)))
}

fn shipping_line(shop: &Shop, order: &Placed, title: &str, price: Amount) -> Value {
    let bag = purse(shop, order).bag(price);
    json!({
        "id": gid("ShippingLine", part_id(order.id, 8, 0)), "title": title, "code": title, "source": "shopify",
        "carrierIdentifier": null, "custom": false, "isRemoved": false, "price": price.to_string(),
        "originalPrice": bag["shopMoney"], "originalPriceSet": bag, "discountedPrice": bag["shopMoney"],
        "discountedPriceSet": bag, "currentDiscountedPriceSet": bag,
    })
}

pub(super) fn discounts(shop: &Shop, order: &Placed) -> Value {
    order
        .record
        .discount
        .iter()
        .map(|d| {
            json!({
                "__typename": "DiscountCodeApplication", "code": d.code, "index": 0, "allocationMethod": "ACROSS",
                "targetSelection": "ALL", "targetType": "LINE_ITEM",
                "value": {"__typename": "MoneyV2", "amount": d.amount.to_string(), "currencyCode": shop.file.currency},
            })
        })
        .collect()
}

fn transactions(shop: &Shop, order: &Placed) -> Vec<Value> {
    let record = &order.record;
    if record.no_payment {
        return Vec::new();
    }
    let totals = shop.totals(order);
    let gateway = record.gateway.as_deref().unwrap_or("manual");
    let pending = totals.received.is_zero() && !totals.total.is_zero();
    let authorized = record.financial.as_deref() == Some("AUTHORIZED");
    let paid = if pending { totals.total } else { totals.received };
    let mut made = Vec::new();
    let mut add = |kind: &str, status: &str, amount: Amount, at, parent: Value| {
        let id = part_id(order.id, TRANSACTION, made.len());
        let card = gateway == "shopify_payments";
        made.push(json!({
            "id": gid("OrderTransaction", id), "kind": kind, "status": status, "gateway": gateway,
            "formattedGateway": formatted_gateway(gateway), "createdAt": moment(at), "processedAt": moment(at),
            "test": record.test, "accountNumber": card.then_some("•••• •••• •••• 4242"), "parentTransaction": parent,
            "amount": amount.to_string(), "amountSet": purse(shop, order).bag(amount),
            "amountV2": purse(shop, order).bag(amount)["shopMoney"], "order": reference("Order", order.id),
            "manualPaymentGateway": matches!(gateway, "bank_deposit" | "cash"), "paymentId": format!("{}.1", confirmation(order.id)),
        }));
    };
    let (kind, status) = if authorized {
        ("AUTHORIZATION", "SUCCESS")
    } else if pending {
        ("SALE", "PENDING")
    } else {
        ("SALE", "SUCCESS")
    };
    add(kind, status, paid, order.processed, Value::Null);
    for refund in &record.refunds {
        let parent = reference("OrderTransaction", part_id(order.id, TRANSACTION, 0));
        add("REFUND", "SUCCESS", refund.amount, shop.when(refund.at), parent);
    }
    made
}

fn formatted_gateway(gateway: &str) -> String {
    match gateway {
        "shopify_payments" => "Shopify Payments".to_owned(),
        "paypal" => "PayPal".to_owned(),
        "bank_deposit" => "Bank Deposit".to_owned(),
        "cash" => "Cash".to_owned(),
        "konbini" => "コンビニ決済".to_owned(),
        "bogus" => "(for testing) Bogus Gateway".to_owned(),
        other => other.to_owned(),
    }
}

fn refunds(shop: &Shop, order: &Placed) -> Vec<Value> {
    let purse = purse(shop, order);
    let refund = |(i, refund): (usize, &crate::shop::records::Refund)| {
        let id = part_id(order.id, REFUND, i);
        let at = moment(shop.when(refund.at));
        let lines: Vec<Value> = refund
            .lines
            .iter()
            .filter_map(|(line, quantity)| Some((line, quantity, order.record.lines.get(*line)?)))
            .map(|(index, quantity, line)| {
                let unit = shop.unit_price(line);
                let sub = unit.times(*quantity);
                let tax = sub.share(shop.file.tax, 100 + shop.file.tax, &shop.file.currency);
                json!({
                    "id": gid("RefundLineItem", part_id(id, 1, *index)), "quantity": quantity, "restockType": "RETURN",
                    "restocked": true, "lineItem": reference("LineItem", line_item::id(order, *index)),
                    "price": unit.to_string(), "priceSet": purse.bag(unit), "subtotal": sub.to_string(),
                    "subtotalSet": purse.bag(sub), "totalTax": tax.to_string(), "totalTaxSet": purse.bag(tax),
                    "location": reference("Location", shop.location_id(0)),
                })
            })
            .collect();
        let payment = reference("OrderTransaction", part_id(order.id, TRANSACTION, i + 1));
        json!({
            "id": gid("Refund", id), "legacyResourceId": id.to_string(), "createdAt": at, "updatedAt": at, "processedAt": at,
            "note": refund.note, "totalRefunded": purse.bag(refund.amount)["shopMoney"],
            "totalRefundedSet": purse.bag(refund.amount), "refundLineItems": lines, "transactions": [payment],
            "order": reference("Order", order.id),
        })
    };
    order.record.refunds.iter().enumerate().map(refund).collect()
}

fn returns(shop: &Shop, order: &Placed) -> Vec<Value> {
    let made = |(i, back): (usize, &crate::shop::records::Return)| {
        let id = part_id(order.id, RETURN, i);
        json!({
            "id": gid("Return", id), "name": format!("{}-R{}", order.record.name, i + 1), "status": back.status,
            "totalQuantity": back.quantity, "createdAt": moment(shop.when(back.at)), "order": reference("Order", order.id),
            "closedAt": (back.status == "CLOSED").then(|| moment(order.updated)),
        })
    };
    order.record.returns.iter().enumerate().map(made).collect()
}

/// What `suggestedRefund` proposes for lines (id and quantity), shipping or all.
pub(crate) fn suggested_refund(
    shop: &Shop,
    order: &Placed,
    lines: &[(String, u32)],
    shipping: bool,
    full: bool,
) -> Value {
    let purse = purse(shop, order);
    let totals = shop.totals(order);
    let most = totals.net_payment();
    let wanted: Vec<(usize, u32)> = (0..order.record.lines.len())
        .filter_map(|i| {
            let id = gid("LineItem", line_item::id(order, i));
            let quantity = if full {
                order.record.current_quantity(i)
            } else {
                lines.iter().find(|(line, _)| *line == id)?.1.min(order.record.current_quantity(i))
            };
            (quantity > 0).then_some((i, quantity))
        })
        .collect();
    let unit = |i: usize| order.record.lines.get(i).map(|l| shop.unit_price(l)).unwrap_or_default();
    let goods: Amount = wanted.iter().map(|(i, n)| unit(*i).times(*n)).sum();
    let post = if shipping || full { totals.shipping } else { Amount::ZERO };
    let amount = if full || goods + post > most { most } else { goods + post };
    let tax = amount.share(shop.file.tax, 100 + shop.file.tax, &shop.file.currency);
    let line_items: Vec<Value> = wanted
        .iter()
        .map(|(i, n)| {
            let sub = unit(*i).times(*n);
            json!({
                "lineItem": reference("LineItem", line_item::id(order, *i)), "quantity": n, "restockType": "RETURN", "restocked": false,
                "location": reference("Location", shop.location_id(0)), "price": unit(*i).to_string(), "priceSet": purse.bag(unit(*i)),
                "subtotal": sub.to_string(), "subtotalSet": purse.bag(sub), "totalTax": "0.0", "totalTaxSet": purse.bag(Amount::ZERO),
            })
        })
        .collect();
    let gateway = order.record.gateway.as_deref().unwrap_or("manual");
    json!({
        "amount": amount.to_string(), "amountSet": purse.bag(amount), "subtotal": goods.to_string(), "subtotalSet": purse.bag(goods),
        "discountedSubtotalSet": purse.bag(goods), "maximumRefundable": most.to_string(), "maximumRefundableSet": purse.bag(most),
        "totalTaxSet": purse.bag(tax), "totalTaxes": tax.to_string(), "totalDutiesSet": purse.bag(Amount::ZERO),
        "totalCartDiscountAmountSet": purse.bag(totals.discounts), "refundLineItems": line_items,
        "shipping": {
            "amount": post.to_string(), "amountSet": purse.bag(post), "maximumRefundable": totals.shipping.to_string(),
            "maximumRefundableSet": purse.bag(totals.shipping), "tax": "0.0", "taxSet": purse.bag(Amount::ZERO),
        },
        "suggestedTransactions": if amount.is_zero() { json!([]) } else { json!([{
            "gateway": gateway, "formattedGateway": formatted_gateway(gateway), "kind": "SUGGESTED_REFUND",
            "amount": amount.to_string(), "amountSet": purse.bag(amount), "maximumRefundableSet": purse.bag(most),
            "parentTransaction": reference("OrderTransaction", part_id(order.id, TRANSACTION, 0)),
        }]) },
    })
}
