//! GraphQL fragments made from the fields that a card shows and a store grants.

use context_card_wire::CardConfig;
use context_card_wire::catalogue::{Chosen, FIELDS, Group};

/// The chosen fields of a card, in their order, as far as the store grants their scopes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Selection {
    /// Of the order card.
    pub order_card: Vec<Chosen>,
    /// Of an order's details: the order's own.
    pub order: Vec<Chosen>,
    /// Of its parcels.
    pub parcel: Vec<Chosen>,
    /// Of its line items.
    pub line_item: Vec<Chosen>,
    /// Of the customer's details.
    pub customer: Vec<Chosen>,
    /// Whether products may be read: then a line item names its own.
    pub products: bool,
    /// Whether returns may be read: then they are in an order's timeline.
    pub returns: bool,
}

impl Selection {
    /// What a card asks for in a store with these scopes.
    #[must_use]
    pub fn of(config: &CardConfig, grants: impl Fn(&str) -> bool) -> Self {
        let rows = |ids: &[String], group: Group| -> Vec<_> {
            let chosen = ids.iter().filter_map(|id| Chosen::of(id));
            chosen.filter(|field| field.group() == group && grants(field.scope().handle())).collect()
        };
        Self {
            order_card: rows(&config.order_card, Group::Order),
            order: rows(&config.order_details, Group::Order),
            parcel: rows(&config.order_details, Group::Fulfillment),
            line_item: rows(&config.order_details, Group::LineItem),
            customer: rows(&config.customer_details, Group::Customer),
            products: grants("read_products"),
            returns: grants("read_returns"),
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
            base.push("fulfillments(first: 100) { ...Parcel }");
            others.push_str(&fragment(
                "Parcel",
                "Fulfillment",
                &["status", "displayStatus", "deliveredAt"],
                &self.parcel,
            ));
        }
        if !self.line_item.is_empty() {
            base.push("cancelledAt");
            base.push("currentSubtotalLineItemsQuantity");
            base.push("lineItems(first: 50) { nodes { ...LineItem } pageInfo { hasNextPage } }");
            let mut always = vec![
                "title",
                "variantTitle",
                "quantity",
                "currentQuantity",
                "image { url(transform: { maxWidth: 80, maxHeight: 80 }) altText }",
            ];
            if self.products {
                always.extend(["product { id }", "variant { id }"]);
            }
            others.push_str(&fragment("LineItem", "LineItem", &always, &self.line_item));
        }
        fragment("OrderDetails", "Order", &base, &self.order) + &others
    }
}

/// `ProductDetails`: all that is shown of a product.
pub(super) fn product_details() -> String {
    let picture = "featuredMedia { preview { image { url(transform: { maxWidth: 80, maxHeight: 80 }) altText } } }";
    fragment("ProductDetails", "Product", &["id", "legacyResourceId", "title", picture], &all_of(Group::Product))
}

/// `VariantDetails`: all that is shown of a variant.
pub(super) fn variant_details() -> String {
    fragment("VariantDetails", "ProductVariant", &["id"], &all_of(Group::Variant))
}

fn all_of(group: Group) -> Vec<Chosen> {
    FIELDS.iter().filter(|spec| spec.group == group).map(Chosen::Row).collect()
}

fn fragment(name: &str, of: &str, base: &[&str], fields: &[Chosen]) -> String {
    let mut text = format!("\nfragment {name} on {of} {{\n");
    let chosen: Vec<_> = fields.iter().map(Chosen::selection).collect();
    for line in base.iter().copied().chain(chosen.iter().map(AsRef::as_ref)).filter(|line| !line.is_empty()) {
        text.push_str("  ");
        text.push_str(line);
        text.push('\n');
    }
    text.push_str("}\n");
    text
}
