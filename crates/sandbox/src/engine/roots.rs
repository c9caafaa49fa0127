//! The entry points: what can be asked for at the root of a query, and what mutations answer.

use apollo_compiler::resolvers::ResolveInfo;
use apollo_compiler::response::{JsonMap, JsonValue};
use serde_json::{Value, json};
use time::OffsetDateTime;

use super::connection::{Item, page_of};
use super::error::Failure;
use super::hooks;
use super::resolve::Asking;
use crate::answers::{self, reference};
use crate::search;
use crate::shop::dates::iso;
use crate::shop::money::Amount;
use crate::shop::{Person, Placed};

/// The value of a field of `QueryRoot`; `None` where there is nothing.
pub(super) fn query(ask: &Asking<'_>, field: &str, info: &ResolveInfo<'_>) -> Result<Option<Value>, Failure> {
    let arguments = info.arguments();
    let text = |name: &str| arguments.get(name).and_then(JsonValue::as_str);
    let by_id = |ty: &str| text("id").map_or(Ok(Some(Value::Null)), |id| Ok(Some(reference(ty, number(id, ty)?))));
    match field {
        "shop" => Ok(Some(answers::shop_reference(ask.shop))),
        "currentAppInstallation" | "appInstallation" => Ok(Some(answers::installation(ask.shop, &ask.scopes.0))),
        "app" => Ok(answers::installation(ask.shop, &ask.scopes.0).get("app").cloned()),
        "customer" => by_id("Customer"),
        "order" => by_id("Order"),
        "product" => by_id("Product"),
        "productVariant" => by_id("ProductVariant"),
        "fulfillment" => by_id("Fulfillment"),
        "fulfillmentOrder" => by_id("FulfillmentOrder"),
        "refund" => by_id("Refund"),
        "return" => by_id("Return"),
        "location" if text("id").is_none() => Ok(Some(reference("Location", ask.shop.location_id(0)))),
        "location" => by_id("Location"),
        "job" => Ok(Some(json!({"id": text("id"), "done": true, "query": {}}))),
        "node" => Ok(Some(node(ask, text("id").unwrap_or_default())?)),
        "nodes" => {
            let ids = arguments.get("ids").and_then(JsonValue::as_array).into_iter().flatten();
            ids.filter_map(JsonValue::as_str).map(|id| node(ask, id)).collect::<Result<Value, _>>().map(Some)
        }
        "customerByIdentifier" => Ok(Some(by_identifier(ask, arguments)?)),
        "orderByIdentifier" => {
            let id = arguments.get("identifier").and_then(|i| i.get("id")).and_then(JsonValue::as_str);
            id.map_or(Ok(Some(Value::Null)), |id| Ok(Some(reference("Order", number(id, "Order")?))))
        }
        "customersCount" => Ok(Some(count(people(ask, arguments, &[field]).as_array().map_or(0, Vec::len)))),
        "ordersCount" => Ok(Some(count(found(ask, arguments, &[field], ask.shop.orders.iter()).len()))),
        "productsCount" => Ok(Some(count(ask.shop.file.products.iter().filter(|p| !p.deleted).count()))),
        "metafieldDefinitions" => definitions(ask, arguments).map(Some),
        "metafieldDefinition" => definition(ask, arguments).map(Some),
        "webhookSubscription" => text("id").map_or(Ok(Some(Value::Null)), |id| hooks::one(ask, id).map(Some)),
        "webhookSubscriptions" => Ok(Some(hooks::listed(ask, arguments))),
        "webhookSubscriptionsCount" => Ok(Some(count(ask.desk.subscriptions().len()))),
        "locations" => Ok(Some(
            (0..ask.shop.file.locations.len()).map(|i| reference("Location", ask.shop.location_id(i))).collect(),
        )),
        "publicApiVersions" => {
            Ok(Some(json!([{"handle": crate::API_VERSION, "displayName": crate::API_VERSION, "supported": true}])))
        }
        _ => listed(ask, field, arguments),
    }
}

/// The lists that both the root and the shop have.
pub(super) fn listed(ask: &Asking<'_>, field: &str, arguments: &JsonMap) -> Result<Option<Value>, Failure> {
    Ok(match field {
        "customers" => Some(people(ask, arguments, &[field])),
        "orders" => Some(orders(ask, arguments, &[field], ask.shop.orders.iter())?),
        "products" => Some(products(ask, arguments)),
        "productVariants" => {
            let all = ask.shop.file.products.iter().enumerate().filter(|(_, p)| !p.deleted);
            let ids = all.flat_map(|(p, product)| (0..product.variants.len()).map(move |v| (p, v)));
            Some(ids.map(|(p, v)| reference("ProductVariant", ask.shop.variant_id(p, v))).collect())
        }
        _ => None,
    })
}

/// Mutations are in the schema, so that operations can be checked; only those about webhooks and the app itself are carried out.
pub(super) fn mutation(ask: &Asking<'_>, field: &str, info: &ResolveInfo<'_>) -> Result<Value, Failure> {
    if let Some(done) = hooks::mutation(ask, field, info.arguments())? {
        return Ok(done);
    }
    let marked = info.field_selections().iter().any(|f| f.directives.has("idempotent"));
    if field == "refundCreate" && !marked {
        let message = "The @idempotent directive is required for this mutation but was not provided.";
        return Err(Failure::new(message, "BAD_REQUEST"));
    }
    let message =
        format!("The sandbox does not carry out {field} yet: the operation is valid, and nothing was changed.");
    Err(Failure::new(message, "NOT_IMPLEMENTED"))
}

/// The number in a global id of one type.
pub(super) fn number(id: &str, ty: &str) -> Result<u64, Failure> {
    let Some(rest) = id.strip_prefix("gid://shopify/") else {
        return Err(Failure::new("invalid id", "RESOURCE_NOT_FOUND"));
    };
    let number = rest.split('?').next().and_then(|r| r.strip_prefix(ty)?.strip_prefix('/')?.parse().ok());
    number.ok_or_else(|| Failure::new(format!("Invalid id: {id}"), "RESOURCE_NOT_FOUND"))
}

fn node(ask: &Asking<'_>, id: &str) -> Result<Value, Failure> {
    let ty = id.strip_prefix("gid://shopify/").and_then(|rest| rest.split('/').next()).unwrap_or_default();
    let number = number(id, ty)?;
    if let Some(needed) = ask.scopes.missing("QueryRoot", "node", ty) {
        return Err(Failure::denied("node", &needed.access));
    }
    Ok(reference(ty, number))
}

fn count(n: usize) -> Value {
    let most = 10_000;
    json!({"count": n.min(most), "precision": if n > most { "AT_LEAST" } else { "EXACT" }})
}

fn by_identifier(ask: &Asking<'_>, arguments: &JsonMap) -> Result<Value, Failure> {
    let given = |name: &str| arguments.get("identifier").and_then(|i| i.get(name)).and_then(JsonValue::as_str);
    let find = |matches: &dyn Fn(&Person) -> bool| {
        ask.shop.customers.iter().find(|p| matches(p)).map_or(Value::Null, |p| reference("Customer", p.id))
    };
    if let Some(id) = given("id") {
        return Ok(reference("Customer", number(id, "Customer")?));
    }
    if let Some(email) = given("emailAddress") {
        let plain = |text: &str| text.chars().filter(|c| !c.is_whitespace()).collect::<String>().to_lowercase();
        let wanted = plain(email);
        return Ok(find(&|p| p.record.email.as_deref().is_some_and(|e| plain(e) == wanted)));
    }
    if let Some(phone) = given("phoneNumber") {
        return Ok(find(&|p| p.record.phone.as_deref() == Some(phone)));
    }
    Ok(Value::Null)
}

fn notice(ask: &Asking<'_>, path: &[&str], query: &str, warnings: Vec<Value>) {
    if !warnings.is_empty() {
        ask.warnings.borrow_mut().push(json!({"path": path, "query": query, "warnings": warnings}));
    }
}

fn argument<'a>(arguments: &'a JsonMap, name: &str) -> &'a str {
    arguments.get(name).and_then(JsonValue::as_str).unwrap_or_default()
}

/// Customers that a query finds, sorted.
fn people(ask: &Asking<'_>, arguments: &JsonMap, path: &[&str]) -> Value {
    let query = argument(arguments, "query");
    let found = search::customers(ask.shop, query);
    notice(ask, path, query, found.warnings);
    let key = argument(arguments, "sortKey");
    let mut hits: Vec<(String, &Person)> = found
        .hits
        .into_iter()
        .map(|p| {
            let sort = match key {
                "NAME" => [p.record.last.as_deref(), p.record.first.as_deref()]
                    .map(Option::unwrap_or_default)
                    .join(", ")
                    .to_lowercase(),
                "CREATED_AT" => iso(p.since),
                "UPDATED_AT" => iso(p.updated),
                "LOCATION" => {
                    p.record.addresses.first().map(|a| format!("{:?}{:?}", a.country, a.city)).unwrap_or_default()
                }
                _ => format!("{:020}", p.id),
            };
            (sort, p)
        })
        .collect();
    hits.sort_by(|a, b| (&a.0, a.1.id).cmp(&(&b.0, b.1.id)));
    hits.iter().map(|(sort, p)| sorted("Customer", p.id, sort)).collect()
}

/// What a list of orders is sorted by.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Key {
    Moment(OffsetDateTime),
    Amount(Amount),
    Text(String),
    Id,
}

/// Those of some orders that a query finds, on this side of the wall, sorted; the second is how a cursor says its place.
fn found<'a>(
    ask: &Asking<'a>,
    arguments: &JsonMap,
    path: &[&str],
    among: impl Iterator<Item = &'a Placed>,
) -> Vec<(Key, &'a Placed)> {
    let query = argument(arguments, "query");
    let shop = ask.shop;
    let found = search::orders(shop, query, among.filter(|order| ask.sees(order)));
    notice(ask, path, query, found.warnings);
    let key = argument(arguments, "sortKey");
    let key = |o: &Placed| match key {
        "PROCESSED_AT" => Key::Moment(o.processed),
        "CREATED_AT" => Key::Moment(o.created),
        "UPDATED_AT" => Key::Moment(o.updated),
        "TOTAL_PRICE" => Key::Amount(shop.totals(o).total),
        "CURRENT_TOTAL_PRICE" => Key::Amount(shop.totals(o).current),
        "CUSTOMER_NAME" => {
            Key::Text(o.customer.and_then(|c| shop.customers.get(c)).map(Person::display_name).unwrap_or_default())
        }
        "FINANCIAL_STATUS" => Key::Text(shop.financial(o).unwrap_or_default()),
        "FULFILLMENT_STATUS" => Key::Text(shop.fulfillment_status(o)),
        "PO_NUMBER" => Key::Text(o.record.po_number.clone().unwrap_or_default()),
        _ => Key::Id,
    };
    let mut hits: Vec<(Key, &Placed)> = found.hits.into_iter().map(|o| (key(o), o)).collect();
    hits.sort_by(|a, b| (&a.0, a.1.id).cmp(&(&b.0, b.1.id)));
    hits
}

/// The page of them that the arguments ask for.
pub(super) fn orders<'a>(
    ask: &Asking<'a>,
    arguments: &JsonMap,
    path: &[&str],
    among: impl Iterator<Item = &'a Placed>,
) -> Result<Value, Failure> {
    let mut hits = found(ask, arguments, path, among);
    if arguments.get("reverse").and_then(JsonValue::as_bool) == Some(true) {
        hits.reverse();
    }
    let position = |id: &str| id.parse().ok().and_then(|id: u64| hits.iter().position(|(_, o)| o.id == id));
    let item = |index: usize| {
        let (key, order) = hits.get(index)?;
        let sort = match key {
            Key::Moment(at) => iso(*at),
            Key::Amount(amount) => amount.to_string(),
            Key::Text(text) => text.clone(),
            Key::Id => order.id.to_string(),
        };
        Some(Item { id: order.id.to_string(), sort, node: reference("Order", order.id) })
    };
    page_of(hits.len(), position, item, arguments)
}

fn sorted(ty: &str, id: u64, sort: &str) -> Value {
    json!({"$ref": format!("{ty}/{id}"), "$sort": sort})
}

/// What an app must be granted to see the definitions for an owner: what it needs to see the owner.
fn may_see_definitions(ask: &Asking<'_>, owner: &str) -> Result<(), Failure> {
    let ty = match owner {
        "CUSTOMER" => "Customer",
        "ORDER" => "Order",
        "PRODUCT" => "Product",
        "PRODUCTVARIANT" => "ProductVariant",
        "LOCATION" => "Location",
        _ => return Ok(()),
    };
    match ask.scopes.missing("QueryRoot", "metafieldDefinitions", ty) {
        Some(needed) => Err(Failure::denied("metafieldDefinitions", &needed.access)),
        None => Ok(()),
    }
}

/// The metafields that the shop has defined for an owner.
fn definitions(ask: &Asking<'_>, arguments: &JsonMap) -> Result<Value, Failure> {
    let text = |name: &str| arguments.get(name).and_then(JsonValue::as_str);
    let owner = argument(arguments, "ownerType");
    may_see_definitions(ask, owner)?;
    let query =
        argument(arguments, "query").rsplit(':').next().unwrap_or_default().trim_matches(['"', '*']).to_lowercase();
    let pinned = argument(arguments, "pinnedStatus");
    let mut all: Vec<(String, u64)> = (ask.shop.file.metafields.iter().enumerate())
        .filter(|(_, d)| d.owner == owner)
        .filter(|(_, d)| text("namespace").is_none_or(|n| d.of.split_once('.').is_some_and(|(of, _)| of == n)))
        .filter(|(_, d)| text("key").is_none_or(|k| d.of.split_once('.').is_some_and(|(_, of)| of == k)))
        .filter(|(_, d)| match pinned {
            "PINNED" => d.pinned,
            "UNPINNED" => !d.pinned,
            _ => true,
        })
        .filter(|(_, d)| query.is_empty() || d.name.to_lowercase().contains(&query) || d.of.contains(&query))
        .map(|(i, d)| {
            let id = answers::definition_id(ask.shop, i);
            let by_name = argument(arguments, "sortKey") == "NAME";
            (if by_name { d.name.to_lowercase() } else { format!("{id:020}") }, id)
        })
        .collect();
    all.sort();
    Ok(all.iter().map(|(sort, id)| sorted("MetafieldDefinition", *id, sort)).collect())
}

/// One definition, by its id or by what it is called.
fn definition(ask: &Asking<'_>, arguments: &JsonMap) -> Result<Value, Failure> {
    if let Some(id) = arguments.get("id").and_then(JsonValue::as_str) {
        return Ok(reference("MetafieldDefinition", number(id, "MetafieldDefinition")?));
    }
    let part = |name: &str| arguments.get("identifier").and_then(|i| i.get(name)).and_then(JsonValue::as_str);
    let owner = part("ownerType").unwrap_or_default();
    may_see_definitions(ask, owner)?;
    let wanted = format!("{}.{}", part("namespace").unwrap_or("custom"), part("key").unwrap_or_default());
    let found = ask.shop.file.metafields.iter().enumerate().find(|(_, d)| d.owner == owner && d.of == wanted);
    Ok(found.map_or(Value::Null, |(i, d)| answers::definition(ask.shop, i, d)))
}

fn products(ask: &Asking<'_>, arguments: &JsonMap) -> Value {
    let query = argument(arguments, "query").to_lowercase();
    let wanted = query.rsplit(':').next().unwrap_or_default().trim_matches('"').to_owned();
    let mut all: Vec<(String, u64)> = ask
        .shop
        .file
        .products
        .iter()
        .enumerate()
        .filter(|(_, p)| !p.deleted && (wanted.is_empty() || p.title.to_lowercase().contains(&wanted)))
        .map(|(i, p)| {
            let id = ask.shop.product_id(i);
            let by_title = argument(arguments, "sortKey") == "TITLE";
            (if by_title { p.title.to_lowercase() } else { format!("{id:020}") }, id)
        })
        .collect();
    all.sort();
    all.iter().map(|(sort, id)| sorted("Product", *id, sort)).collect()
}
