//! Fields whose value depends on their arguments or on the whole shop.

use apollo_compiler::response::{JsonMap, JsonValue};
use serde_json::{Value, json};

use super::error::Failure;
use super::resolve::Asking;
use super::roots;
use crate::answers::{self, Object};
use crate::shop::Placed;

/// The value of such a field; `None` where it is an ordinary one.
pub(super) fn value(
    ask: &Asking<'_>,
    ty: &str,
    object: &Object,
    field: &str,
    arguments: &JsonMap,
) -> Result<Option<Value>, Failure> {
    let flag = |name: &str| arguments.get(name).and_then(JsonValue::as_bool).unwrap_or_default();
    let text = |name: &str| arguments.get(name).and_then(JsonValue::as_str);
    Ok(match (ty, field) {
        ("Customer", "orders") => {
            let person = number(object).and_then(|id| ask.shop.person(id));
            let own = person.into_iter().flat_map(|p| &p.orders).filter_map(|i| ask.shop.orders.get(*i));
            Some(roots::orders(ask, arguments, &["customer", "orders"], own)?)
        }
        ("Customer", "lastOrder") => {
            let person = number(object).and_then(|id| ask.shop.person(id));
            let last = person.and_then(|p| ask.shop.orders.get(*p.orders.last()?)).filter(|o| ask.sees(o));
            Some(last.map_or(Value::Null, |o| answers::reference("Order", o.id)))
        }
        ("Order", "lineItems" | "fulfillments" | "transactions" | "refunds" | "returns") => number(object)
            .and_then(|id| ask.shop.placed(id))
            .and_then(|order| answers::order_part(ask.shop, order, field)),
        ("Order", "suggestedRefund") => Some(suggested(ask, object, arguments)),
        ("LineItem", "discountedTotalSet") if flag("withCodeDiscounts") => object.get("$discountedTotalSet").cloned(),
        ("MailingAddress", "formatted") => Some(
            answers::formatted(
                object,
                flag("withName"),
                arguments.get("withCompany").is_none_or(|_| flag("withCompany")),
            )
            .into(),
        ),
        ("Image", "url") => object.get("url").and_then(Value::as_str).map(|url| transformed(url, arguments).into()),
        (_, "metafield") => {
            let namespace = text("namespace").unwrap_or("custom");
            let found = object.get("metafields").and_then(Value::as_array).into_iter().flatten();
            let found = found
                .into_iter()
                .find(|m| m["namespace"] == namespace && text("key").is_some_and(|key| m["key"] == key));
            Some(found.cloned().unwrap_or(Value::Null))
        }
        (_, "metafields") => {
            let all = object.get("metafields").and_then(Value::as_array).cloned().unwrap_or_default();
            let namespace = text("namespace");
            let keys: Option<Vec<&str>> = arguments
                .get("keys")
                .and_then(JsonValue::as_array)
                .map(|keys| keys.iter().filter_map(JsonValue::as_str).collect());
            let wanted = |m: &Value| {
                let name = |m: &Value| Some(format!("{}.{}", m["namespace"].as_str()?, m["key"].as_str()?));
                keys.as_ref().is_none_or(|keys| name(m).is_some_and(|name| keys.contains(&name.as_str())))
            };
            Some(all.into_iter().filter(|m| namespace.is_none_or(|n| m["namespace"] == n) && wanted(m)).collect())
        }
        ("InventoryLevel", "quantities") => {
            let names: Vec<&str> = arguments
                .get("names")
                .and_then(JsonValue::as_array)
                .into_iter()
                .flatten()
                .filter_map(JsonValue::as_str)
                .collect();
            let all = object.get("quantities").and_then(Value::as_array).cloned().unwrap_or_default();
            Some(all.into_iter().filter(|q| q["name"].as_str().is_some_and(|n| names.contains(&n))).collect())
        }
        ("Product", "description") => {
            let whole = object.get("description").and_then(Value::as_str).unwrap_or_default();
            let most = arguments.get("truncateAt").and_then(JsonValue::as_u64).and_then(|n| usize::try_from(n).ok());
            Some(most.map_or_else(|| whole.to_owned(), |n| whole.chars().take(n).collect()).into())
        }
        ("Shop", "orders" | "customers" | "products" | "productVariants") => roots::listed(ask, field, arguments)?,
        ("Customer", "companyContactProfiles") => Some(json!([])),
        _ => None,
    })
}

/// The number in an object's legacy id.
fn number(object: &Object) -> Option<u64> {
    object.get("legacyResourceId").and_then(Value::as_str)?.parse().ok()
}

fn suggested(ask: &Asking<'_>, object: &Object, arguments: &JsonMap) -> Value {
    let order: Option<&Placed> = number(object).and_then(|id| ask.shop.placed(id));
    let flag = |name: &str| arguments.get(name).and_then(JsonValue::as_bool).unwrap_or_default();
    let lines: Vec<(String, u32)> = arguments
        .get("refundLineItems")
        .and_then(JsonValue::as_array)
        .into_iter()
        .flatten()
        .filter_map(|line| {
            let quantity = line.get("quantity").and_then(JsonValue::as_u64).and_then(|n| u32::try_from(n).ok())?;
            Some((line.get("lineItemId")?.as_str()?.to_owned(), quantity))
        })
        .collect();
    order.map_or(Value::Null, |o| {
        answers::suggested_refund(ask.shop, o, &lines, flag("refundShipping"), flag("suggestFullRefund"))
    })
}

/// A picture's address with what `transform` asks for.
fn transformed(url: &str, arguments: &JsonMap) -> String {
    let transform = arguments.get("transform");
    let part = |name: &str, key: &str| {
        let number = transform.and_then(|t| t.get(name)).and_then(JsonValue::as_i64)?;
        Some(format!("{key}={number}"))
    };
    let parts: Vec<String> = [part("maxWidth", "width"), part("maxHeight", "height")].into_iter().flatten().collect();
    if parts.is_empty() { url.to_owned() } else { format!("{url}?{}", parts.join("&")) }
}
