//! A line item's product, opened.

use super::{Lookup, Plan, Viewer, denials_reference, needs};
use crate::shopify;
use crate::store::OpenStore;
use crate::text::Text;
use context_card_wire::{Problem, ProductDetails};
use serde_json::json;

impl Lookup {
    /// A product, with the variant that was sold where that is still there. `name` is what its handle says: the ids of both.
    ///
    /// # Errors
    /// When products may not be read, Shopify gives no data, or the product is gone.
    pub async fn product(&self, viewer: &Viewer, open: &OpenStore, name: &str) -> Result<ProductDetails, Problem> {
        needs(open, "read_products")?;
        let (product, variant) = match name.split_once(' ') {
            Some((product, variant)) => (product, Some(variant)),
            None => (name, None),
        };
        let variables = match variant {
            Some(variant) => json!({"product": product, "variant": variant}),
            None => json!({"product": product}),
        };
        let plan = Plan { operation: shopify::product_document(variant.is_some()), variables };
        let kept = self.ask(viewer, open, plan, false).await.now(open)?;
        let text = Text::of(&viewer.locale);
        let reference = denials_reference(&kept, open.store.shop.as_str());
        let details = self.read(viewer, &text, open, &kept, &reference, |reader| reader.product(kept.as_of));
        details.ok_or_else(|| kept.reply.denials.first().map_or(Problem::NotFound, |denial| denial.why.problem()))
    }
}
