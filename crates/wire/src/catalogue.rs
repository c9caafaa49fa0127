//! The field catalogue: everything that can be shown, one row a field.
//!
//! From it come the admin's choices, the check of a [`CardConfig`](crate::CardConfig), the selection that is sent to
//! Shopify, how the answer is read, and the drawing. Adding a field is adding a row here and its label to the
//! messages (`field.<id>`).

/// One field that can be shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FieldSpec {
    /// Its name in a [`CardConfig`](crate::CardConfig), and of its label in the messages.
    pub id: &'static str,
    /// What it is a field of.
    pub group: Group,
    /// How it is drawn.
    pub kind: Kind,
    /// The scope that Shopify asks for it.
    pub scope: Scope,
    /// What it needs of the group's Shopify type: a GraphQL selection.
    pub selection: &'static str,
    /// How it is read from the answer to that selection.
    pub read: Read,
    /// Whether it is personal data, and so needs Shopify's approval for protected customer data.
    pub personal: bool,
}

/// What a field is a field of. Its Shopify type, but for the store.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Group {
    /// `Order`.
    Order,
    /// `LineItem` of an order.
    LineItem,
    /// `Fulfillment` of an order.
    Fulfillment,
    /// `Customer`.
    Customer,
    /// The store itself; nothing is asked for it.
    Store,
}

/// How a field is drawn: the kinds of [`Value`](crate::Value).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Plain text.
    Text,
    /// An amount of money.
    Money,
    /// A point in time.
    Date,
    /// A status.
    Badge,
    /// A link.
    Link,
    /// A picture.
    Image,
    /// Several short texts.
    List,
}

/// A Shopify access scope that fields need (Admin API, `requiredAccess` of the schema).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Scope {
    /// None of its own.
    None,
    /// `read_customers`.
    Customers,
    /// `read_orders`.
    Orders,
    /// `read_products`.
    Products,
    /// `read_locations`.
    Locations,
    /// `read_returns`.
    Returns,
}

impl Scope {
    /// Shopify's name of the scope; empty for none.
    #[must_use]
    pub const fn handle(self) -> &'static str {
        match self {
            Self::None => "",
            Self::Customers => "read_customers",
            Self::Orders => "read_orders",
            Self::Products => "read_products",
            Self::Locations => "read_locations",
            Self::Returns => "read_returns",
        }
    }
}

/// How a field is read. Paths are JSON pointers into the group's object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Read {
    /// A string.
    Text(&'static str),
    /// A number, written with the locale's separators.
    Count(&'static str),
    /// A `MoneyV2`.
    Money(&'static str),
    /// A `MoneyBag`: the shop's money, and the buyer's where it differs. Zero is drawn as nothing.
    MoneyBag(&'static str),
    /// A `MoneyBag` that is drawn even when it is zero.
    Total(&'static str),
    /// An order's total: the current one, or where a refund or cancellation has left nothing of it, the original one.
    OrderTotal,
    /// A `DateTime`.
    Moment(&'static str),
    /// A `DateTime` of which only the day counts, in the store's time zone.
    Day(&'static str),
    /// An enum; its words are in the messages under `status.<vocabulary>.<CODE>`.
    Status(&'static str, &'static str),
    /// A list of strings.
    Texts(&'static str),
    /// A list of payment gateways' names, of which some are codes (`shopify_payments`). Never card data.
    Gateways(&'static str),
    /// A `MailingAddress` with `formatted`.
    Address(&'static str),
    /// A web address.
    Link(&'static str),
    /// An `Image`.
    Image(&'static str),
    /// `trackingInfo`: numbers, with links where the carrier's address is known and safe.
    Tracking(&'static str),
    /// The carriers of `trackingInfo`.
    Carriers(&'static str),
    /// Where the order's parcels are; where it has none, its `displayFulfillmentStatus`.
    Delivery,
    /// The page in Shopify's admin, made from `legacyResourceId`.
    Admin,
    /// The store's name; not read from the answer.
    StoreName,
}

/// The row with this id.
#[must_use]
pub fn find(id: &str) -> Option<&'static FieldSpec> {
    FIELDS.iter().find(|spec| spec.id == id)
}

/// A row; the table below stays readable with it.
const fn row(
    id: &'static str,
    group: Group,
    kind: Kind,
    scope: Scope,
    selection: &'static str,
    read: Read,
) -> FieldSpec {
    FieldSpec { id, group, kind, scope, selection, read, personal: false }
}

/// The same for personal data.
const fn personal(
    id: &'static str,
    group: Group,
    kind: Kind,
    scope: Scope,
    selection: &'static str,
    read: Read,
) -> FieldSpec {
    FieldSpec { id, group, kind, scope, selection, read, personal: true }
}

/// A `MoneyBag` field with both of its currencies.
macro_rules! money {
    ($field:literal) => {
        concat!($field, " { shopMoney { amount currencyCode } presentmentMoney { amount currencyCode } }")
    };
}

use Group::{Customer, Fulfillment, LineItem, Order, Store};

/// The catalogue.
#[rustfmt::skip]
pub const FIELDS: &[FieldSpec] = &[
    row("order.number", Order, Kind::Text, Scope::Orders, "name", Read::Text("/name")),
    row("order.total", Order, Kind::Money, Scope::Orders, concat!(money!("currentTotalPriceSet"), " ", money!("totalPriceSet")), Read::OrderTotal),
    row("order.original_total", Order, Kind::Money, Scope::Orders, money!("totalPriceSet"), Read::Total("/totalPriceSet")),
    row("order.delivery_status", Order, Kind::Badge, Scope::Orders, "cancelledAt displayFinancialStatus displayFulfillmentStatus fulfillments(first: 5) { status displayStatus }", Read::Delivery),
    row("order.payment_status", Order, Kind::Badge, Scope::Orders, "displayFinancialStatus", Read::Status("/displayFinancialStatus", "payment")),
    row("order.fulfillment_status", Order, Kind::Badge, Scope::Orders, "displayFulfillmentStatus", Read::Status("/displayFulfillmentStatus", "fulfillment")),
    row("order.return_status", Order, Kind::Badge, Scope::Orders, "returnStatus", Read::Status("/returnStatus", "return")),
    row("order.created", Order, Kind::Date, Scope::Orders, "createdAt", Read::Moment("/createdAt")),
    row("order.cancelled", Order, Kind::Date, Scope::Orders, "cancelledAt", Read::Moment("/cancelledAt")),
    row("order.cancel_reason", Order, Kind::Badge, Scope::Orders, "cancelReason", Read::Status("/cancelReason", "cancel_reason")),
    row("order.payment_method", Order, Kind::List, Scope::Orders, "paymentGatewayNames", Read::Gateways("/paymentGatewayNames")),
    row("order.subtotal", Order, Kind::Money, Scope::Orders, money!("currentSubtotalPriceSet"), Read::Total("/currentSubtotalPriceSet")),
    row("order.discounts", Order, Kind::Money, Scope::Orders, money!("totalDiscountsSet"), Read::MoneyBag("/totalDiscountsSet")),
    row("order.shipping", Order, Kind::Money, Scope::Orders, money!("totalShippingPriceSet"), Read::Total("/totalShippingPriceSet")),
    row("order.tax", Order, Kind::Money, Scope::Orders, money!("totalTaxSet"), Read::MoneyBag("/totalTaxSet")),
    row("order.refunded", Order, Kind::Money, Scope::Orders, money!("totalRefundedSet"), Read::MoneyBag("/totalRefundedSet")),
    row("order.outstanding", Order, Kind::Money, Scope::Orders, money!("totalOutstandingSet"), Read::MoneyBag("/totalOutstandingSet")),
    row("order.discount_codes", Order, Kind::List, Scope::Orders, "discountCodes", Read::Texts("/discountCodes")),
    row("order.tags", Order, Kind::List, Scope::Orders, "tags", Read::Texts("/tags")),
    personal("order.note", Order, Kind::Text, Scope::Orders, "note", Read::Text("/note")),
    personal("order.shipping_address", Order, Kind::List, Scope::Orders, "shippingAddress { name formatted }", Read::Address("/shippingAddress")),
    row("order.shopify_link", Order, Kind::Link, Scope::Orders, "legacyResourceId", Read::Admin),
    row("fulfillment.status", Fulfillment, Kind::Badge, Scope::Orders, "displayStatus", Read::Status("/displayStatus", "delivery")),
    row("fulfillment.tracking", Fulfillment, Kind::Link, Scope::Orders, "trackingInfo(first: 5) { company number url }", Read::Tracking("/trackingInfo")),
    row("fulfillment.carrier", Fulfillment, Kind::Text, Scope::Orders, "trackingInfo(first: 5) { company number url }", Read::Carriers("/trackingInfo")),
    row("fulfillment.shipped", Fulfillment, Kind::Date, Scope::Orders, "createdAt", Read::Moment("/createdAt")),
    row("fulfillment.estimated_delivery", Fulfillment, Kind::Date, Scope::Orders, "estimatedDeliveryAt", Read::Day("/estimatedDeliveryAt")),
    row("fulfillment.delivered", Fulfillment, Kind::Date, Scope::Orders, "deliveredAt", Read::Moment("/deliveredAt")),
    row("line_item.unit_price", LineItem, Kind::Money, Scope::Orders, money!("originalUnitPriceSet"), Read::Total("/originalUnitPriceSet")),
    row("line_item.sku", LineItem, Kind::Text, Scope::Orders, "sku", Read::Text("/sku")),
    row("line_item.refundable", LineItem, Kind::Text, Scope::Orders, "refundableQuantity", Read::Count("/refundableQuantity")),
    row("line_item.unfulfilled", LineItem, Kind::Text, Scope::Orders, "unfulfilledQuantity", Read::Count("/unfulfilledQuantity")),
    personal("customer.name", Customer, Kind::Text, Scope::Customers, "displayName", Read::Text("/displayName")),
    personal("customer.email", Customer, Kind::Text, Scope::Customers, "defaultEmailAddress { emailAddress }", Read::Text("/defaultEmailAddress/emailAddress")),
    personal("customer.phone", Customer, Kind::Text, Scope::Customers, "defaultPhoneNumber { phoneNumber }", Read::Text("/defaultPhoneNumber/phoneNumber")),
    row("customer.email_marketing", Customer, Kind::Badge, Scope::Customers, "defaultEmailAddress { marketingState }", Read::Status("/defaultEmailAddress/marketingState", "marketing")),
    row("customer.sms_marketing", Customer, Kind::Badge, Scope::Customers, "defaultPhoneNumber { smsMarketingConsent { state } }", Read::Status("/defaultPhoneNumber/smsMarketingConsent/state", "marketing")),
    row("customer.created", Customer, Kind::Date, Scope::Customers, "createdAt", Read::Moment("/createdAt")),
    personal("customer.note", Customer, Kind::Text, Scope::Customers, "note", Read::Text("/note")),
    row("customer.tags", Customer, Kind::List, Scope::Customers, "tags", Read::Texts("/tags")),
    row("customer.total_spent", Customer, Kind::Money, Scope::Customers, "amountSpent { amount currencyCode }", Read::Money("/amountSpent")),
    row("customer.total_orders", Customer, Kind::Text, Scope::Customers, "numberOfOrders", Read::Count("/numberOfOrders")),
    personal("customer.default_address", Customer, Kind::List, Scope::Customers, "defaultAddress { name formatted }", Read::Address("/defaultAddress")),
    row("customer.state", Customer, Kind::Badge, Scope::Customers, "state", Read::Status("/state", "account")),
    row("customer.locale", Customer, Kind::Text, Scope::Customers, "locale", Read::Text("/locale")),
    row("customer.shopify_link", Customer, Kind::Link, Scope::Customers, "legacyResourceId", Read::Admin),
    row("store.name", Store, Kind::Text, Scope::None, "", Read::StoreName),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_unique_and_begin_with_their_group() {
        for (at, spec) in FIELDS.iter().enumerate() {
            let group = match spec.group {
                Order => "order.",
                LineItem => "line_item.",
                Fulfillment => "fulfillment.",
                Customer => "customer.",
                Store => "store.",
            };
            assert!(spec.id.starts_with(group), "{}", spec.id);
            assert!(FIELDS[..at].iter().all(|other| other.id != spec.id), "{} twice", spec.id);
        }
    }

    #[test]
    fn every_field_but_the_stores_asks_for_something() {
        for spec in FIELDS {
            assert_eq!(spec.selection.is_empty(), spec.group == Store, "{}", spec.id);
        }
    }
}
