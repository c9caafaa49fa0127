//! `orders(query:)`.

use super::{Found, Term, run};
use crate::shop::records::ShopFile;
use crate::shop::{Placed, Shop};

const FIELDS: &[&str] = &[
    "cancelled_at",
    "closed",
    "confirmation_number",
    "created_at",
    "customer_id",
    "discount_code",
    "email",
    "financial_status",
    "fulfillment_status",
    "id",
    "name",
    "phone",
    "po_number",
    "processed_at",
    "return_status",
    "risk_level",
    "sku",
    "source_name",
    "status",
    "tag",
    "tag_not",
    "test",
    "updated_at",
];

/// Those of some orders that a query finds.
pub(crate) fn orders<'a>(shop: &'a Shop, query: &str, among: impl Iterator<Item = &'a Placed>) -> Found<&'a Placed> {
    run(query, among, |order, term| matches(shop, order, term), FIELDS)
}

fn matches(shop: &Shop, order: &Placed, term: &Term) -> Option<bool> {
    let record = &order.record;
    let person = order.customer.and_then(|c| shop.customers.get(c));
    let email = shop.order_email(order);
    let Some(field) = term.field.as_deref() else {
        let name = person.map(crate::shop::Person::display_name);
        return Some(term.anywhere(&[Some(&record.name), email, name.as_deref()]));
    };
    let tagged = || record.tags.iter().any(|tag| tag.to_lowercase() == term.value.to_lowercase());
    Some(match field {
        "name" => term.text(Some(&record.name)) || (term.quoted && named(&record.name, &term.value, &shop.file)),
        "email" => term.text(email),
        "phone" => term.digits(shop.order_phone(order)),
        "customer_id" => person.is_some_and(|p| p.id.to_string() == term.value),
        "confirmation_number" => term.word(&crate::answers::confirmation(order.id)),
        "po_number" => term.text(record.po_number.as_deref()),
        "id" => term.value == order.id.to_string(),
        "tag" => tagged(),
        "tag_not" => !tagged(),
        "status" => status(order, &term.value),
        "closed" => term.word(if record.closed { "true" } else { "false" }),
        "test" => term.word(if record.test { "true" } else { "false" }),
        "financial_status" => financial(shop, order, term),
        "fulfillment_status" => fulfillment(shop, order, term),
        "return_status" => term.word(record.return_status()),
        "risk_level" => term.word(record.risk.as_deref().unwrap_or("LOW")),
        "source_name" => term.word(record.source.as_deref().unwrap_or("web")),
        "discount_code" => record.discount.as_ref().is_some_and(|d| term.word(&d.code)),
        "sku" => record.lines.iter().any(|line| term.text(line.sku.as_deref())),
        "created_at" => term.moment(order.created),
        "processed_at" => term.moment(order.processed),
        "updated_at" => term.moment(order.updated),
        "cancelled_at" => record.cancelled.as_ref().is_some_and(|c| term.moment(shop.when(c.at))),
        _ => return None,
    })
}

/// A quoted name may leave the shop's prefix out, and its suffix.
fn named(name: &str, wanted: &str, file: &ShopFile) -> bool {
    let rest = name.strip_prefix(&file.prefix);
    let bare = rest.and_then(|rest| rest.strip_suffix(&file.suffix));
    [rest, bare].into_iter().flatten().any(|name| name.eq_ignore_ascii_case(wanted))
}

fn status(order: &Placed, wanted: &str) -> bool {
    let (closed, cancelled) = (order.record.closed, order.record.cancelled.is_some());
    match wanted.to_ascii_lowercase().as_str() {
        "open" => !closed && !cancelled,
        "closed" => closed,
        "cancelled" => cancelled,
        "not_closed" => !closed,
        _ => true,
    }
}

fn financial(shop: &Shop, order: &Placed, term: &Term) -> bool {
    let Some(status) = shop.financial(order) else {
        return false;
    };
    term.word(&status)
        || (term.word("unpaid") && matches!(status.as_str(), "PENDING" | "PARTIALLY_PAID" | "AUTHORIZED"))
}

fn fulfillment(shop: &Shop, order: &Placed, term: &Term) -> bool {
    let status = shop.fulfillment_status(order);
    let also = match status.as_str() {
        "FULFILLED" => "shipped",
        "PARTIALLY_FULFILLED" => "partial",
        "UNFULFILLED" => "unshipped",
        _ => "",
    };
    term.word(&status) || term.word(also)
}
