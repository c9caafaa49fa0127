//! What webhooks carry: JSON in the shape of the REST API, with numbers for ids, made from the shop's own data.

use serde_json::{Value, json};
use time::OffsetDateTime;

use crate::answers::{confirmation, gid, line_item_id, shop_id};
use crate::shop::dates::{iso, offset};
use crate::shop::money::Amount;
use crate::shop::records::Address;
use crate::shop::{Person, Placed, Shop, full_name};

/// The payload of a topic, about an order by its name or a customer by e-mail.
pub(crate) fn of_topic(shop: &Shop, topic: &str, about: &str) -> Option<Value> {
    let person = || shop.customers.iter().find(|p| p.record.email.as_deref() == Some(about));
    match topic {
        "customers/data_request" => Some(data_request(shop, person()?)),
        "customers/redact" => Some(customer_redact(shop, person()?)),
        "shop/redact" => Some(shop_redact(shop)),
        "app/uninstalled" | "shop/update" => Some(self::shop(shop)),
        "app/scopes_update" => Some(scopes(shop, &[], &[], shop.began)),
        _ if topic.starts_with("customers/") => Some(customer(shop, person()?)),
        _ if topic.starts_with("orders/") => Some(order(shop, shop.orders.iter().find(|o| o.record.name == about)?)),
        _ => None,
    }
}

/// `orders/*`.
fn order(shop: &Shop, order: &Placed) -> Value {
    let record = &order.record;
    let totals = shop.totals(order);
    let currency = &shop.file.currency;
    let money = |amount: Amount| plain(amount, currency);
    let person = order.customer.and_then(|c| shop.customers.get(c));
    let ship_to = record.ship_to.as_ref().or_else(|| person.and_then(|p| p.record.addresses.first()));
    let when = |at: OffsetDateTime| local(shop, at);
    let number: u64 = record.name.chars().filter(char::is_ascii_digit).collect::<String>().parse().unwrap_or_default();
    let lines: Vec<Value> = record.lines.iter().enumerate().map(|(i, _)| line(shop, order, i)).collect();
    let email = shop.order_email(order);
    json!({
        "id": order.id, "admin_graphql_api_id": gid("Order", order.id), "app_id": 580_111, "name": record.name, "order_number": number, "number": number,
        "confirmation_number": confirmation(order.id), "confirmed": true, "test": record.test, "email": email, "contact_email": email,
        "phone": shop.order_phone(order), "created_at": when(order.created), "processed_at": when(order.processed), "updated_at": when(order.updated),
        "cancelled_at": record.cancelled.as_ref().map(|c| when(shop.when(c.at))),
        "cancel_reason": record.cancelled.as_ref().map(|c| c.reason.to_lowercase()),
        "closed_at": record.closed.then(|| when(order.updated)),
        "currency": currency, "presentment_currency": record.presentment.as_ref().map_or(currency, |p| &p.currency),
        "financial_status": shop.financial(order).map(|s| s.to_lowercase()),
        "fulfillment_status": match shop.fulfillment_status(order).as_str() {
            "FULFILLED" => json!("fulfilled"),
            "PARTIALLY_FULFILLED" => json!("partial"),
            _ => Value::Null,
        },
        "total_price": money(totals.total), "current_total_price": money(totals.current), "subtotal_price": money(totals.subtotal),
        "total_discounts": money(totals.discounts), "total_outstanding": money(totals.outstanding),
        "note": record.note, "tags": record.tags.join(", "), "source_name": record.source.as_deref().unwrap_or("web"), "po_number": record.po_number,
        "note_attributes": record.attributes.iter().map(|(name, value)| json!({"name": name, "value": value})).collect::<Vec<_>>(),
        "discount_codes": record.discount.iter().map(|d| json!({"code": d.code, "amount": money(d.amount), "type": "fixed_amount"})).collect::<Vec<_>>(),
        "customer": person.map(|p| customer(shop, p)), "shipping_address": ship_to.map(address), "billing_address": ship_to.map(address),
        "line_items": lines, "refunds": [], "fulfillments": [],
    })
}

fn line(shop: &Shop, order: &Placed, index: usize) -> Value {
    let Some(line) = order.record.lines.get(index) else {
        return Value::Null;
    };
    let id = line_item_id(order, index);
    let product = line.sku.as_ref().and_then(|sku| shop.sku(sku)).map(|(product, _)| product);
    let ids = line.sku.as_ref().and_then(|sku| shop.sku_ids(sku)).filter(|_| product.is_some_and(|p| !p.deleted));
    let title = line.title.clone().or_else(|| product.map(|p| p.title.clone()));
    json!({
        "id": id, "admin_graphql_api_id": gid("LineItem", id), "title": title, "name": title, "sku": line.sku,
        "product_id": ids.map(|(product, _)| product), "variant_id": ids.map(|(_, variant)| variant),
        "quantity": line.ordered(), "current_quantity": order.record.current_quantity(index),
        "price": plain(shop.unit_price(line), &shop.file.currency), "requires_shipping": shop.ships(line),
    })
}

/// `customers/*`.
fn customer(shop: &Shop, person: &Person) -> Value {
    let record = &person.record;
    json!({
        "id": person.id, "admin_graphql_api_id": gid("Customer", person.id), "email": record.email, "phone": record.phone,
        "first_name": record.first, "last_name": record.last, "note": record.note, "tags": record.tags.join(", "),
        "state": record.state.to_lowercase(), "verified_email": record.email.is_some(), "currency": shop.file.currency,
        "created_at": local(shop, person.since), "updated_at": local(shop, person.updated),
        "default_address": record.addresses.first().map(address), "addresses": record.addresses.iter().map(address).collect::<Vec<_>>(),
    })
}

/// `app/uninstalled` and `shop/update`. Shopify may leave fields empty, so the shop's domain is only in the header here.
pub(crate) fn shop(shop: &Shop) -> Value {
    let file = &shop.file;
    json!({
        "id": shop_id(shop), "name": file.name, "email": null, "domain": null, "myshopify_domain": null, "shop_owner": file.owner,
        "plan_name": "cancelled", "iana_timezone": file.zone, "currency": file.currency, "primary_locale": file.locale,
    })
}

/// `app/scopes_update`.
pub(crate) fn scopes(shop: &Shop, previous: &[String], current: &[String], now: OffsetDateTime) -> Value {
    json!({"id": 7_701_001, "shop_id": gid("Shop", shop_id(shop)), "previous": previous, "current": current, "updated_at": iso(now)})
}

/// `customers/data_request`.
fn data_request(shop: &Shop, person: &Person) -> Value {
    json!({
        "shop_id": shop_id(shop), "shop_domain": shop.file.domain, "customer": named(person), "orders_requested": orders(shop, person),
        "data_request": {"id": 9_999},
    })
}

/// `customers/redact`.
fn customer_redact(shop: &Shop, person: &Person) -> Value {
    json!({
        "shop_id": shop_id(shop), "shop_domain": shop.file.domain, "customer": named(person), "orders_to_redact": orders(shop, person),
    })
}

/// `shop/redact`.
fn shop_redact(shop: &Shop) -> Value {
    json!({"shop_id": shop_id(shop), "shop_domain": shop.file.domain})
}

fn named(person: &Person) -> Value {
    json!({"id": person.id, "email": person.record.email, "phone": person.record.phone})
}

fn orders(shop: &Shop, person: &Person) -> Vec<u64> {
    person.orders.iter().filter_map(|i| shop.orders.get(*i)).map(|o| o.id).collect()
}

fn address(of: &Address) -> Value {
    json!({
        "first_name": of.first, "last_name": of.last, "name": full_name(of.first.as_deref(), of.last.as_deref()), "company": of.company,
        "address1": of.address1, "address2": of.address2, "city": of.city, "zip": of.zip, "province": of.province,
        "province_code": of.province_code, "country": of.country, "country_code": of.country_code, "phone": of.phone,
    })
}

/// An amount as REST writes it: `84.00`, and `1000` for a currency without decimals.
fn plain(amount: Amount, currency: &str) -> String {
    let decimals = match currency {
        "JPY" | "KRW" => 0,
        "KWD" | "BHD" => 3,
        _ => 2,
    };
    let thousandths = amount.thousandths();
    let (whole, rest) = (thousandths / 1000, thousandths.abs() % 1000);
    match decimals {
        0 => whole.to_string(),
        2 => format!("{whole}.{:02}", rest / 10),
        _ => format!("{whole}.{rest:03}"),
    }
}

/// A moment in the shop's own time: `2026-11-21T12:00:00+00:00`.
fn local(shop: &Shop, at: OffsetDateTime) -> String {
    let zone = offset(&shop.file.zone, at);
    let here = at.to_offset(zone);
    let text = iso(here.replace_offset(time::UtcOffset::UTC));
    let (hours, minutes, _) = zone.as_hms();
    format!("{}{hours:+03}:{:02}", text.trim_end_matches('Z'), minutes.abs())
}
