//! A line item's product, opened.

use super::{Reader, text_at};
use context_card_wire::catalogue::{Chosen, FIELDS, Group};
use context_card_wire::{Field, ProductDetails};
use serde_json::Value;

impl Reader<'_> {
    /// The details of `Product`; none where there is no such product any more.
    #[must_use]
    pub fn product(&self, as_of: f64) -> Option<ProductDetails> {
        let product = self.at("/product")?;
        let variant = self.at("/productVariant");
        let mut fields =
            variant.map_or_else(Vec::new, |variant| self.all_of(Group::Variant, variant, "/productVariant"));
        let counted = fields.iter().any(|field| field.id == "variant.stock");
        let only_one = variant.and_then(|variant| text_at(variant, "/title")) == Some(super::line_item::NO_VARIANT);
        fields.extend(self.all_of(Group::Product, product, "/product"));
        // The one variant's stock is the product's; it need not be told twice.
        fields.retain(|field| field.id != "product.stock" || !(counted && only_one));
        Some(ProductDetails {
            title: text_at(product, "/title").unwrap_or_default().to_owned(),
            url: self.admin(Group::Product, product),
            picture: product.pointer("/featuredMedia/preview/image").and_then(|image| self.picture(image)),
            as_of,
            fields,
            notices: self.notices(&["read_products"], &[]),
        })
    }

    fn all_of(&self, group: Group, object: &Value, place: &str) -> Vec<Field> {
        let rows = FIELDS.iter().filter(|spec| spec.group == group);
        rows.flat_map(|spec| self.field(spec.id, &Chosen::Row(spec), object, place)).collect()
    }
}
