//! The fields of a line item.

use super::{FieldSpec, Group, Kind, Read, Scope};

const fn of(id: &'static str, kind: Kind, selection: &'static str, read: Read) -> FieldSpec {
    FieldSpec::row(id, Group::LineItem, kind, Scope::Orders, selection, read)
}

const fn always(id: &'static str, kind: Kind) -> FieldSpec {
    of(id, kind, "", Read::Always)
}

#[rustfmt::skip]
pub(super) const FIELDS: &[FieldSpec] = &[
    always("line_item.image", Kind::Image),
    always("line_item.name", Kind::Text),
    always("line_item.current_quantity", Kind::Text),
    of("line_item.id", Kind::Text, "id", Read::Number("/id")),
    of("line_item.variant", Kind::Text, "variantTitle", Read::VariantTitle("/variantTitle")),
    of("line_item.sku", Kind::Text, "sku", Read::Text("/sku")),
    of("line_item.vendor", Kind::Text, "vendor", Read::Text("/vendor")),
    of("line_item.status", Kind::Badge, "currentQuantity unfulfilledQuantity requiresShipping", Read::LineStatus),
    of("line_item.quantity", Kind::Text, "quantity", Read::Count("/quantity")),
    of("line_item.refundable", Kind::Text, "refundableQuantity", Read::Count("/refundableQuantity")),
    of("line_item.unfulfilled", Kind::Text, "unfulfilledQuantity", Read::Count("/unfulfilledQuantity")),
    of("line_item.unit_price", Kind::Money, money!("originalUnitPriceSet"), Read::Total("/originalUnitPriceSet")),
    of("line_item.discount", Kind::Money, concat!("discountAllocations { ", money!("allocatedAmountSet"), " }"), Read::Allocated),
    of("line_item.subscription", Kind::Text, "sellingPlan { name }", Read::Text("/sellingPlan/name")),
    of("line_item.gift_card", Kind::Badge, "isGiftCard", Read::Mark("/isGiftCard", "GIFT_CARD")),
    of("line_item.custom_attributes", Kind::List, "customAttributes { key value }", Read::Attributes("/customAttributes")).personal(),
    FieldSpec::row("line_item.product_link", Group::LineItem, Kind::Link, Scope::Products, "product { legacyResourceId onlineStoreUrl }", Read::ProductPage("/product")),
];
