//! Orders: rows, pages and details.

use super::{Reader, count_at, delivery, instant_at, list_at, text_at};
use crate::auth::Named;
use crate::text::answer;
use context_card_wire::catalogue::Group;
use context_card_wire::{Answer, Handle, LineItem, OrderDetails, OrderPage, OrderRow, Parcel, Problem};
use serde_json::Value;

/// An order in the data, with its place.
pub(super) type Placed<'a> = (String, &'a Value);

impl<'a> Reader<'a> {
    /// The orders of a connection at a pointer into the data.
    pub(super) fn orders_at(&self, connection: &str) -> Vec<Placed<'a>> {
        let nodes = format!("{connection}/nodes");
        list_at(&self.reply.data, &nodes).map(|(at, order)| (format!("{nodes}/{at}"), order)).collect()
    }

    fn handle(&self, named: Named, object: &Value) -> Option<Handle> {
        let id = text_at(object, "/id")?;
        let sealed = self.handles.seal(&self.store.id, named, id);
        sealed.inspect_err(|error| tracing::error!(%error, "no handle")).ok()
    }

    pub(super) fn customer_handle(&self, customer: &Value) -> Option<Handle> {
        self.handle(Named::Customer, customer)
    }

    /// Rows of the list, newest first.
    pub(super) fn rows(&self, mut orders: Vec<Placed<'_>>) -> Vec<OrderRow> {
        newest_first(&mut orders);
        let rows = orders.iter().filter_map(|(place, order)| {
            Some(OrderRow {
                handle: self.handle(Named::Order, order)?,
                name: text_at(order, "/name").unwrap_or_default().to_owned(),
                fields: self.fields(&self.config.order_card, &[Group::Order], order, place),
            })
        });
        rows.collect()
    }

    /// The answer to "where is my order?", of the newest order.
    pub(super) fn answer(&self, orders: &[Placed<'_>]) -> Option<Answer> {
        let mut newest: Vec<_> = orders.to_vec();
        newest_first(&mut newest);
        let order = newest.first()?.1;
        let told = answer::tell(&self.facts(order)?, self.text, self.when());
        Some(Answer { order: self.handle(Named::Order, order)?, text: told.text, reply: told.reply })
    }

    /// The page of a connection: its rows, where it goes on, and how many orders there are in all.
    /// `total` is what Shopify counts over the customer's life, `first` whether nothing came before this page.
    pub(super) fn page(&self, connection: &str, rows: Vec<OrderRow>, total: Option<u64>, first: bool) -> OrderPage {
        let info = self.at(&format!("{connection}/pageInfo"));
        let more = info.is_some_and(|info| info["hasNextPage"] == true);
        let cursor = info.and_then(|info| text_at(info, "/endCursor")).filter(|_| more);
        let next = cursor.and_then(|cursor| self.handles.seal_cursor(&self.store.id, cursor).ok());
        let visible = rows.len() as u64;
        let total = total.unwrap_or(visible);
        let denied = self.denied(&format!("{connection}/nodes")).filter(|_| info.is_none());
        let walled = first && !more && visible < total && !self.store.grants("read_all_orders");
        let hidden = if !self.store.grants("read_orders") {
            Some(Problem::ScopeMissing { scope: "read_orders".to_owned() })
        } else if let Some(why) = denied {
            Some(why.problem())
        } else {
            walled.then_some(Problem::OlderThan60Days)
        };
        let card = &self.text.words().card;
        let count = match &hidden {
            Some(_) => self.text.plural(&card.orders_visible, total, &[("visible", &self.text.count(visible))]),
            None => self.text.plural(&card.orders, total, &[]),
        };
        OrderPage { rows, next, count, hidden: hidden.map(|problem| self.text.notice(&problem, "")) }
    }

    /// A page of `Orders`; none where there is no such customer.
    #[must_use]
    pub fn orders(&self, first: bool, searched: bool) -> Option<OrderPage> {
        let customer = self.at("/customer")?;
        let rows = self.rows(self.orders_at("/customer/orders"));
        let total = count_at(customer, "/numberOfOrders").filter(|_| !searched);
        Some(self.page("/customer/orders", rows, total, first && !searched))
    }

    /// The details of `Order`; none where there is no such order, or it is too old to be seen.
    #[must_use]
    pub fn order(&self, as_of: f64) -> Option<OrderDetails> {
        let order = self.at("/order")?;
        let chosen = &self.config.order_details;
        let parcels: Vec<_> = delivery::parcels(order).collect();
        let total = self.text.count(parcels.len() as u64);
        let parcel = |(n, (at, parcel)): (usize, &(usize, &Value))| {
            let n = self.text.count(n as u64 + 1);
            Parcel {
                title: self.text.words().card.parcel.fill(&[("n", &n), ("total", &total)]),
                fields: self.fields(chosen, &[Group::Fulfillment], parcel, &format!("/order/fulfillments/{at}")),
            }
        };
        Some(OrderDetails {
            handle: self.handle(Named::Order, order)?,
            name: text_at(order, "/name").unwrap_or_default().to_owned(),
            url: self.admin(Group::Order, order),
            as_of,
            fields: self.fields(chosen, &[Group::Order, Group::Store], order, "/order"),
            parcels: parcels.iter().enumerate().map(parcel).filter(|parcel| !parcel.fields.is_empty()).collect(),
            items: list_at(order, "/lineItems/nodes").map(|(at, item)| self.line_item(at, item)).collect(),
            more_items: self.more_items(order),
            notices: self.notices(&[], &[chosen]),
        })
    }

    fn line_item(&self, at: usize, item: &Value) -> LineItem {
        let card = &self.text.words().card;
        let title = text_at(item, "/title").unwrap_or_default();
        let quantity = count_at(item, "/quantity").unwrap_or_default();
        let current = count_at(item, "/currentQuantity").unwrap_or(quantity);
        let (n, total) = (self.text.count(current), self.text.count(quantity));
        // Removed or refunded: the line stays, with how many are left of it.
        let times = if current == quantity { &card.times } else { &card.times_of };
        // Shopify's own name for "no variant" is no variant.
        let variant = text_at(item, "/variantTitle").filter(|variant| *variant != "Default Title");
        LineItem {
            title: match variant {
                Some(variant) => card.line.fill(&[("title", title), ("variant", variant)]),
                None => title.to_owned(),
            },
            quantity: times.fill(&[("n", &n), ("total", &total)]),
            picture: item.get("image").and_then(|image| self.picture(image)),
            fields: self.fields(
                &self.config.order_details,
                &[Group::LineItem],
                item,
                &format!("/order/lineItems/nodes/{at}"),
            ),
        }
    }

    fn more_items(&self, order: &Value) -> Option<String> {
        if order.pointer("/lineItems/pageInfo/hasNextPage") != Some(&Value::Bool(true)) {
            return None;
        }
        let here: u64 =
            list_at(order, "/lineItems/nodes").filter_map(|(_, item)| count_at(item, "/currentQuantity")).sum();
        let all = count_at(order, "/currentSubtotalLineItemsQuantity").unwrap_or_default();
        // There is at least one more line, whatever the sums say.
        Some(self.text.plural(&self.text.words().card.more_items, all.saturating_sub(here).max(1), &[]))
    }
}

fn newest_first(orders: &mut [Placed<'_>]) {
    let when = |order: &Value| instant_at(order, "/processedAt").or_else(|| instant_at(order, "/createdAt"));
    orders.sort_by_cached_key(|(_, order)| std::cmp::Reverse(when(order)));
}
