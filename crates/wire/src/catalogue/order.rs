//! The fields of an order.

use super::{FieldSpec, Group, Kind, Read, Scope};

const fn of(id: &'static str, kind: Kind, selection: &'static str, read: Read) -> FieldSpec {
    FieldSpec::row(id, Group::Order, kind, Scope::Orders, selection, read)
}

const fn place(id: &'static str, selection: &'static str, read: Read) -> FieldSpec {
    FieldSpec::row(id, Group::Order, Kind::Text, Scope::Locations, selection, read)
}

/// Both totals: they tell apart what an order was and what is left of it.
const TOTALS: &str = concat!(money!("currentTotalPriceSet"), " ", money!("totalPriceSet"));

#[rustfmt::skip]
pub(super) const FIELDS: &[FieldSpec] = &[
    of("order.number", Kind::Text, "name", Read::Text("/name")),
    of("order.total", Kind::Money, TOTALS, Read::OrderTotal),
    of("order.original_total", Kind::Money, TOTALS, Read::Differing("/totalPriceSet", "/currentTotalPriceSet")),
    of("order.current_total", Kind::Money, TOTALS, Read::Differing("/currentTotalPriceSet", "/totalPriceSet")),
    of("order.delivery_status", Kind::Badge, "cancelledAt displayFinancialStatus displayFulfillmentStatus fulfillments(first: 100) { status displayStatus }", Read::Delivery),
    of("order.payment_status", Kind::Badge, "displayFinancialStatus", Read::Status("/displayFinancialStatus", "payment")),
    of("order.fulfillment_status", Kind::Badge, "displayFulfillmentStatus", Read::Status("/displayFulfillmentStatus", "fulfillment")),
    of("order.return_status", Kind::Badge, "returnStatus", Read::Status("/returnStatus", "return")),
    of("order.created", Kind::Date, "createdAt", Read::Moment("/createdAt")),
    of("order.cancelled", Kind::Date, "cancelledAt", Read::Moment("/cancelledAt")),
    of("order.cancel_reason", Kind::Badge, "cancelReason", Read::Status("/cancelReason", "cancel_reason")),
    of("order.cancel_note", Kind::Text, "cancellation { staffNote }", Read::Text("/cancellation/staffNote")).personal(),
    of("order.items", Kind::Text, "currentSubtotalLineItemsQuantity", Read::Count("/currentSubtotalLineItemsQuantity")),
    of("order.type", Kind::Badge, "name test sourceName", Read::OrderType),
    of("order.source", Kind::Text, "sourceName attribution { displayName } app { name }", Read::Source),
    of("order.confirmation_number", Kind::Text, "confirmationNumber", Read::Text("/confirmationNumber")),
    of("order.po_number", Kind::Text, "poNumber", Read::Text("/poNumber")),
    of("order.payment_method", Kind::List, "paymentGatewayNames", Read::Gateways("/paymentGatewayNames")),
    of("order.subtotal", Kind::Money, money!("currentSubtotalPriceSet"), Read::Total("/currentSubtotalPriceSet")),
    of("order.discounts", Kind::Money, money!("totalDiscountsSet"), Read::MoneyBag("/totalDiscountsSet")),
    of("order.discount_codes", Kind::List, "discountCodes", Read::Texts("/discountCodes")),
    of("order.shipping", Kind::Money, money!("totalShippingPriceSet"), Read::Total("/totalShippingPriceSet")),
    of("order.shipping_method", Kind::Text, "shippingLine { title }", Read::Text("/shippingLine/title")),
    of("order.tax", Kind::Money, money!("totalTaxSet"), Read::MoneyBag("/totalTaxSet")),
    of("order.refunded", Kind::Money, money!("totalRefundedSet"), Read::MoneyBag("/totalRefundedSet")),
    of("order.outstanding", Kind::Money, money!("totalOutstandingSet"), Read::MoneyBag("/totalOutstandingSet")),
    of("order.tags", Kind::List, "tags", Read::Texts("/tags")),
    of("order.note", Kind::Text, "note", Read::Text("/note")).personal(),
    of("order.custom_attributes", Kind::List, "customAttributes { key value }", Read::Attributes("/customAttributes")).personal(),
    of("order.email", Kind::Text, "email", Read::Text("/email")).personal(),
    of("order.phone", Kind::Text, "phone", Read::Text("/phone")).personal(),
    of("order.accepts_marketing", Kind::Text, "customerAcceptsMarketing", Read::Flag("/customerAcceptsMarketing")),
    of("order.shipping_address", Kind::List, "shippingAddress { name formatted }", Read::Address("/shippingAddress")).personal(),
    of("order.billing_address", Kind::List, "billingAddress { name formatted }", Read::Address("/billingAddress")).personal(),
    place("order.location", "retailLocation { name }", Read::Text("/retailLocation/name")),
    place("order.location_country", "retailLocation { address { country } }", Read::Text("/retailLocation/address/country")),
    of("order.risk", Kind::Badge, "risk { assessments { riskLevel } }", Read::Risk("/risk/assessments")),
    of("order.risk_recommendation", Kind::Badge, "risk { recommendation }", Read::Status("/risk/recommendation", "risk_recommendation")),
    of("order.status_page", Kind::Link, "statusPageUrl", Read::Page("/statusPageUrl")).personal(),
    of("order.shopify_link", Kind::Link, "legacyResourceId", Read::Admin),
];
