//! The fields of a line item's product and of its variant. Nobody chooses among them: an agent who opens the product
//! sees them all.

use super::{FieldSpec, Group, Kind, Read, Scope};

const fn of(group: Group, id: &'static str, kind: Kind, selection: &'static str, read: Read) -> FieldSpec {
    FieldSpec::row(id, group, kind, Scope::Products, selection, read)
}

#[rustfmt::skip]
pub(super) const FIELDS: &[FieldSpec] = &[
    of(Group::Variant, "variant.title", Kind::Text, "title", Read::VariantTitle("/title")),
    of(Group::Variant, "variant.price", Kind::Money, "price", Read::Price("/price")),
    of(Group::Variant, "variant.stock", Kind::Text, "inventoryQuantity inventoryItem { tracked }", Read::Stock("/inventoryQuantity")),
    of(Group::Variant, "variant.sku", Kind::Text, "sku", Read::Text("/sku")),
    of(Group::Product, "product.vendor", Kind::Text, "vendor", Read::Text("/vendor")),
    of(Group::Product, "product.type", Kind::Text, "productType", Read::Text("/productType")),
    of(Group::Product, "product.status", Kind::Badge, "status", Read::Status("/status", "product")),
    of(Group::Product, "product.stock", Kind::Text, "totalInventory tracksInventory", Read::TotalStock("/totalInventory")),
    of(Group::Product, "product.shop_link", Kind::Link, "onlineStoreUrl", Read::Page("/onlineStoreUrl")),
];
