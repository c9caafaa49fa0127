//! The GraphQL operations: static files, and the fragments that are made from the chosen fields.

use super::Selection;
use super::selection::{product_details, variant_details};
use std::borrow::Cow;

/// So many identifiers of a contact are asked for at once.
pub const IDENTIFIERS: [&str; 4] = ["first", "second", "third", "fourth"];
/// The alias of the orders found by e-mail.
pub const GUESTS: &str = "guests";
/// The alias of the orders found by their number.
pub const NUMBERS: &str = "numbers";
/// So many orders make a page.
pub const PAGE: u64 = 10;

const CARD: &str = include_str!("operations/card.graphql");
const NEWEST_ORDERS: &str = include_str!("operations/newest_orders.graphql");
const GUEST_ORDERS: &str = include_str!("operations/guest_orders.graphql");
const ORDER_FACTS: &str = include_str!("operations/order_facts.graphql");
const ORDER: &str = include_str!("operations/order.graphql");
const ORDER_STEPS: &str = include_str!("operations/order_steps.graphql");
const ORDERS: &str = include_str!("operations/orders.graphql");
const PRODUCT: &str = include_str!("operations/product.graphql");
const METAFIELD_DEFINITIONS: &str = include_str!("operations/metafield_definitions.graphql");
const ORDERS_FOUND: &str = include_str!("operations/orders_found.graphql");
const SEARCH: &str = include_str!("operations/search.graphql");
const NUMBERED_ORDERS: &str = include_str!("operations/numbered_orders.graphql");
const HISTORY: &str = include_str!("operations/history.graphql");
const HISTORY_FOUND: &str = include_str!("operations/history_found.graphql");
const DATED_ORDERS: &str = include_str!("operations/dated_orders.graphql");
const OWN_ADDRESS: &str = include_str!("operations/own_address.graphql");
const PROBE: &str = include_str!("operations/probe.graphql");
const PROTECTED: &str = include_str!("operations/protected.graphql");
const WEBHOOKS: &str = include_str!("operations/webhooks.graphql");
const WEBHOOK_CREATE: &str = include_str!("operations/webhook_create.graphql");
const WEBHOOK_DELETE: &str = include_str!("operations/webhook_delete.graphql");

/// A GraphQL document with the name of its operation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Operation {
    /// The operation's name.
    pub name: &'static str,
    /// The document.
    pub document: String,
}

/// What a card's document has to ask for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CardDocument {
    /// How many identifiers: one to four.
    pub identifiers: usize,
    /// Whether orders may be read.
    pub orders: bool,
    /// Whether to look for guest orders by e-mail; only where orders may be read.
    pub guests: bool,
    /// Whether to look for orders by their number; only where orders may be read.
    pub numbers: bool,
}

/// The alias of an identifier by its place among all that are asked for. Those after the first four are asked for in further
/// requests, and have these names once the answers are put together.
#[must_use]
pub fn alias(at: usize) -> Cow<'static, str> {
    IDENTIFIERS.get(at).map_or_else(|| Cow::Owned(format!("further{at}")), |alias| Cow::Borrowed(*alias))
}

/// The one request for a store's section.
#[must_use]
pub fn card_document(selection: &Selection, ask: CardDocument) -> Operation {
    let mut unused: Vec<String> = IDENTIFIERS.iter().skip(ask.identifiers).map(|name| format!("${name}")).collect();
    if !ask.guests {
        unused.push(format!("${GUESTS}"));
    }
    if !ask.numbers {
        unused.push(format!("${NUMBERS}"));
    }
    if !ask.orders {
        unused.push("...NewestOrders".to_owned());
    }
    let mut document = CARD.to_owned();
    if ask.orders {
        document += NEWEST_ORDERS;
    }
    if ask.guests || ask.numbers {
        document += GUEST_ORDERS;
    }
    if ask.orders || ask.guests || ask.numbers {
        document += ORDER_FACTS;
        document += &selection.order_row();
    }
    document += &selection.customer_details();
    Operation { name: "Card", document: without(&document, &unused) }
}

/// One order, opened, with what happened to it.
#[must_use]
pub fn details_document(selection: &Selection) -> Operation {
    let unused = if selection.returns { vec![] } else { vec!["  returns(".to_owned()] };
    let document = [ORDER, ORDER_STEPS, &selection.order_details()].concat();
    Operation { name: "Order", document: without(&document, &unused) }
}

/// More of a customer's orders.
#[must_use]
pub fn orders_document(selection: &Selection) -> Operation {
    let document = [ORDERS, ORDER_FACTS, &selection.order_row()].concat();
    Operation { name: "Orders", document: without(&document, &[]) }
}

/// A line item's product, opened, perhaps with the variant that was sold.
#[must_use]
pub fn product_document(variant: bool) -> Operation {
    let document = if variant {
        without(&[PRODUCT, &product_details(), &variant_details()].concat(), &[])
    } else {
        without(
            &[&PRODUCT.replace(", $variant: ID!", ""), product_details().as_str()].concat(),
            &["$variant".to_owned()],
        )
    };
    Operation { name: "Product", document }
}

/// The metafields that can be chosen, of those whose owners may be read.
#[must_use]
pub fn metafield_definitions_document(orders: bool, customers: bool) -> Operation {
    let kept = [(orders, "ownerType: ORDER"), (customers, "ownerType: CUSTOMER")];
    let unused: Vec<_> = kept.into_iter().filter(|(asked, _)| !asked).map(|(_, line)| line.to_owned()).collect();
    Operation { name: "MetafieldDefinitions", document: without(METAFIELD_DEFINITIONS, &unused) }
}

/// A customer's orders with those they placed as a guest, or a guest's alone.
#[must_use]
pub fn orders_found_document(selection: &Selection, customer: bool) -> Operation {
    let document = [ORDERS_FOUND, ORDER_FACTS, &selection.order_row()].concat();
    let unused = if customer { vec![] } else { vec!["$id".to_owned()] };
    Operation { name: "OrdersFound", document: without(&document, &unused) }
}

/// What a search has to ask for: at least one of the three.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SearchDocument {
    /// Whether orders may be read.
    pub orders: bool,
    /// Whether an address is looked for.
    pub address: bool,
    /// Whether its guest orders are; only where orders may be read.
    pub guests: bool,
    /// Whether an order's number is; only where orders may be read.
    pub numbered: bool,
    /// Whether a name is.
    pub named: bool,
}

/// The one request for what an agent looks for in a store.
#[must_use]
pub fn search_document(selection: &Selection, ask: SearchDocument) -> Operation {
    let mut unused = Vec::new();
    for (name, used) in
        [("$first", ask.address), ("$guests", ask.guests), ("$numbered", ask.numbered), ("$named", ask.named)]
    {
        if !used {
            unused.push(name.to_owned());
        }
    }
    if !ask.orders {
        unused.push("...NewestOrders".to_owned());
    }
    let customers = ask.address || ask.numbered || ask.named;
    let (found, details) = (found_customer(), selection.customer_details());
    let row = [ORDER_FACTS, &selection.order_row()].concat();
    let parts = [
        (true, SEARCH),
        (customers, found),
        (customers, &details),
        (customers && ask.orders, NEWEST_ORDERS),
        (ask.guests, GUEST_ORDERS),
        (ask.numbered, NUMBERED_ORDERS),
        (ask.orders, &row),
    ];
    let document: Vec<_> = parts.into_iter().filter(|(used, _)| *used).map(|(_, part)| part).collect();
    Operation { name: "Search", document: without(&document.concat(), &unused) }
}

/// The fragment of a customer who was found, as the card asks for it.
fn found_customer() -> &'static str {
    CARD.find("fragment FoundCustomer").and_then(|at| CARD.get(at..)).unwrap_or_default()
}

/// When a customer's or a guest's orders were placed, and what they came to.
#[must_use]
pub fn history_document(by_search: bool, customer: bool) -> Operation {
    let unused = if customer { vec![] } else { vec!["$id".to_owned()] };
    let document = [if by_search { HISTORY_FOUND } else { HISTORY }, DATED_ORDERS].concat();
    Operation { name: "History", document: without(&document, &unused) }
}

/// A customer's own address.
#[must_use]
pub fn own_address_document() -> Operation {
    Operation { name: "OwnAddress", document: without(OWN_ADDRESS, &[]) }
}

/// What a connection may do.
#[must_use]
pub fn probe_document() -> Operation {
    Operation { name: "Probe", document: without(PROBE, &[]) }
}

/// Whether customers' data is held back.
#[must_use]
pub fn protected_document() -> Operation {
    Operation { name: "Protected", document: without(PROTECTED, &[]) }
}

/// The webhook subscriptions that there are.
#[must_use]
pub fn webhooks_document() -> Operation {
    Operation { name: "Webhooks", document: without(WEBHOOKS, &[]) }
}

/// One more webhook subscription.
#[must_use]
pub fn webhook_create_document() -> Operation {
    Operation { name: "WebhookCreate", document: without(WEBHOOK_CREATE, &[]) }
}

/// One webhook subscription less.
#[must_use]
pub fn webhook_delete_document() -> Operation {
    Operation { name: "WebhookDelete", document: without(WEBHOOK_DELETE, &[]) }
}

/// A document without the lines that name what is not used, and without its comments.
fn without(document: &str, unused: &[String]) -> String {
    let kept = document.lines().filter(|line| !line.starts_with('#'));
    let kept = kept.filter(|line| !unused.iter().any(|name| line.contains(name.as_str())));
    kept.fold(String::with_capacity(document.len()), |text, line| text + line + "\n")
}

#[cfg(test)]
mod tests;
