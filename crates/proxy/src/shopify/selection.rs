//! GraphQL fragments made from the rows of the field catalogue that a card shows and a store grants.

use context_card_wire::catalogue::{self, FieldSpec, Group};
use context_card_wire::{CardConfig, FieldSpec as Spec};

/// The chosen fields of a card, in their order, as far as the store grants their scopes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Selection {
    /// Of the order card.
    pub order_card: Vec<&'static Spec>,
    /// Of an order's details: the order's own.
    pub order: Vec<&'static Spec>,
    /// Of its parcels.
    pub parcel: Vec<&'static Spec>,
    /// Of its line items.
    pub line_item: Vec<&'static Spec>,
    /// Of the customer's details.
    pub customer: Vec<&'static Spec>,
}

impl Selection {
    /// What a card asks for in a store with these scopes.
    #[must_use]
    pub fn of(config: &CardConfig, grants: impl Fn(&str) -> bool) -> Self {
        let rows = |ids: &[String], group: Group| -> Vec<_> {
            let specs = ids.iter().filter_map(|id| catalogue::find(id));
            specs.filter(|spec| spec.group == group && grants(spec.scope.handle())).collect()
        };
        Self {
            order_card: rows(&config.order_card, Group::Order),
            order: rows(&config.order_details, Group::Order),
            parcel: rows(&config.order_details, Group::Fulfillment),
            line_item: rows(&config.order_details, Group::LineItem),
            customer: rows(&config.customer_details, Group::Customer),
        }
    }

    /// `OrderRow`: an order in the list.
    pub(super) fn order_row(&self) -> String {
        fragment("OrderRow", "Order", &["...OrderFacts"], &self.order_card)
    }

    /// `CustomerDetails`: what is chosen of a customer.
    pub(super) fn customer_details(&self) -> String {
        fragment("CustomerDetails", "Customer", &["id"], &self.customer)
    }

    /// `OrderDetails` with `Parcel` and `LineItem`, where any of theirs is chosen.
    pub(super) fn order_details(&self) -> String {
        let mut base = vec!["id", "legacyResourceId", "name"];
        let mut others = String::new();
        if !self.parcel.is_empty() {
            base.push("fulfillments(first: 5) { ...Parcel }");
            others.push_str(&fragment("Parcel", "Fulfillment", &["status", "displayStatus"], &self.parcel));
        }
        if !self.line_item.is_empty() {
            base.push("currentSubtotalLineItemsQuantity");
            base.push("lineItems(first: 25) { nodes { ...LineItem } pageInfo { hasNextPage } }");
            let always = [
                "title",
                "variantTitle",
                "quantity",
                "currentQuantity",
                "image { url(transform: { maxWidth: 80, maxHeight: 80 }) altText }",
            ];
            others.push_str(&fragment("LineItem", "LineItem", &always, &self.line_item));
        }
        fragment("OrderDetails", "Order", &base, &self.order) + &others
    }
}

fn fragment(name: &str, of: &str, base: &[&str], rows: &[&'static FieldSpec]) -> String {
    let mut text = format!("\nfragment {name} on {of} {{\n");
    for line in base.iter().copied().chain(rows.iter().map(|spec| spec.selection)) {
        text.push_str("  ");
        text.push_str(line);
        text.push('\n');
    }
    text.push_str("}\n");
    text
}
