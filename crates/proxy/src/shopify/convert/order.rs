//! Orders: rows and details.

use super::{Reader, delivery, instant_at, list_at, text_at};
use crate::auth::Named;
use crate::guest::Guest;
use crate::text::answer;
use context_card_wire::catalogue::Group;
use context_card_wire::{Answer, Handle, OrderDetails, OrderRow, Parcel};
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

    pub(super) fn guest_handle(&self, guest: &Guest) -> Option<Handle> {
        let sealed = self.handles.seal(&self.store.id, Named::Guest, &guest.id());
        sealed.inspect_err(|error| tracing::error!(%error, "no handle")).ok()
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

    /// The answer to "where is my order?", of the newest order. The reply is in the customer's language: `locale`, else
    /// the one that the order was placed in, else the agent's.
    pub(super) fn answer(&self, orders: &[Placed<'_>], locale: Option<&str>) -> Option<Answer> {
        let mut newest: Vec<_> = orders.to_vec();
        newest_first(&mut newest);
        let order = newest.first()?.1;
        let customer = self.text.of_customer([locale, text_at(order, "/customerLocale")]);
        let told = answer::tell(&self.facts(order)?, self.text, &customer, self.when());
        Some(Answer { order: self.handle(Named::Order, order)?, text: told.text, reply: told.reply })
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
            timeline: self.timeline(order),
            parcels: parcels.iter().enumerate().map(parcel).filter(|parcel| !parcel.fields.is_empty()).collect(),
            items: self.line_items(order),
            more_items: self.more_items(order),
            notices: self.notices(&[], &[chosen]),
        })
    }

    /// Where an order came from: a known word, else the channel's or the app's name. A bare number says nothing.
    pub(super) fn source(&self, order: &Value) -> Option<String> {
        let source = text_at(order, "/sourceName");
        let word = source.and_then(|source| self.text.words().status("source", source));
        let channel = || text_at(order, "/attribution/displayName").or_else(|| text_at(order, "/app/name"));
        let readable = || source.filter(|source| !source.bytes().all(|b| b.is_ascii_digit()));
        word.or_else(channel).or_else(readable).map(str::to_owned)
    }
}

/// How an order came to be, in the vocabulary `order_type`; none where its source says nothing of that.
pub(super) fn kind_of(order: &Value) -> Option<&'static str> {
    if order.get("test") == Some(&Value::Bool(true)) {
        return Some("TEST");
    }
    let name = text_at(order, "/name").unwrap_or_default();
    let number = name.trim_start_matches('#').strip_prefix('D').unwrap_or_default();
    let draft = !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit());
    Some(match text_at(order, "/sourceName") {
        Some("shopify_draft_order") => "DRAFT",
        _ if draft => "DRAFT",
        Some("pos" | "iphone" | "android") => "POS",
        Some(source) if source.starts_with("subscription_contract") => "SUBSCRIPTION",
        Some("web") => "ONLINE",
        _ => return None,
    })
}

/// The highest risk of an order's assessments; none where nothing was assessed.
pub(super) fn risk<'v>(order: &'v Value, pointer: &str) -> Option<&'v str> {
    let level = |level: &str| match level {
        "HIGH" => 4,
        // One that is new to us is worth a look.
        "MEDIUM" => 2,
        "LOW" => 1,
        "PENDING" => 0,
        _ => 3,
    };
    let levels = list_at(order, pointer).filter_map(|(_, assessment)| text_at(assessment, "/riskLevel"));
    levels.filter(|code| *code != "NONE").max_by_key(|code| level(code))
}

pub(super) fn newest_first(orders: &mut [Placed<'_>]) {
    let when = |order: &Value| instant_at(order, "/processedAt").or_else(|| instant_at(order, "/createdAt"));
    orders.sort_by_cached_key(|(_, order)| std::cmp::Reverse(when(order)));
}
