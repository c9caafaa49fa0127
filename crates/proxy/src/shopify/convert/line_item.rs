//! Line items of an order.

use super::{Reader, count_at, list_at, text_at};
use crate::auth::Named;
use context_card_wire::LineItem;
use context_card_wire::catalogue::Group;
use serde_json::Value;

/// Shopify's own name for "no variant".
pub(super) const NO_VARIANT: &str = "Default Title";

impl Reader<'_> {
    pub(super) fn line_items(&self, order: &Value) -> Vec<LineItem> {
        list_at(order, "/lineItems/nodes").map(|(at, item)| self.line_item(at, item)).collect()
    }

    pub(super) fn line_item(&self, at: usize, item: &Value) -> LineItem {
        let card = &self.text.words().card;
        let title = text_at(item, "/title").unwrap_or_default();
        let quantity = count_at(item, "/quantity").unwrap_or_default();
        let current = count_at(item, "/currentQuantity").unwrap_or(quantity);
        let (n, total) = (self.text.count(current), self.text.count(quantity));
        // Removed or refunded: the line stays, with how many are left of it.
        let times = if current == quantity { &card.times } else { &card.times_of };
        let variant = text_at(item, "/variantTitle").filter(|variant| *variant != NO_VARIANT);
        LineItem {
            title: match variant {
                Some(variant) => card.line.fill(&[("title", title), ("variant", variant)]),
                None => title.to_owned(),
            },
            quantity: times.fill(&[("n", &n), ("total", &total)]),
            picture: item.get("image").and_then(|image| self.picture(image)),
            product: self.product_of(item),
            fields: self.fields(
                &self.config.order_details,
                &[Group::LineItem],
                item,
                &format!("/order/lineItems/nodes/{at}"),
            ),
        }
    }

    /// The product that a line item opens, with the variant that was sold; none where the product is gone, or may not be read.
    fn product_of(&self, item: &Value) -> Option<context_card_wire::Handle> {
        let product = text_at(item, "/product/id").filter(|_| self.store.grants("read_products"))?;
        let name = match text_at(item, "/variant/id") {
            Some(variant) => [product, variant].join(" "),
            None => product.to_owned(),
        };
        let sealed = self.handles.seal(&self.store.id, Named::Product, &name);
        sealed.inspect_err(|error| tracing::error!(%error, "no handle")).ok()
    }

    pub(super) fn more_items(&self, order: &Value) -> Option<String> {
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

/// How far a line item is, in the vocabulary `line`. Shopify's own status of it is deprecated.
///
/// | the line item | is |
/// |---|---|
/// | is not there any more | removed |
/// | belongs to a cancelled order | cancelled |
/// | needs no shipping | nothing to ship |
/// | has left, wholly, in part or not at all | fulfilled, partially fulfilled, unfulfilled |
pub(super) fn status(item: &Value, cancelled: bool) -> Option<&'static str> {
    let current = count_at(item, "/currentQuantity")?;
    let waiting = count_at(item, "/unfulfilledQuantity")?;
    Some(match (current, waiting) {
        (0, _) => "REMOVED",
        _ if cancelled => "CANCELLED",
        _ if item.get("requiresShipping") == Some(&Value::Bool(false)) => "NOTHING_TO_SHIP",
        (_, 0) => "FULFILLED",
        (current, waiting) if waiting < current => "PARTIALLY_FULFILLED",
        _ => "UNFULFILLED",
    })
}

#[cfg(test)]
mod tests {
    use super::status;
    use serde_json::{Value, json};

    #[test]
    fn a_status_follows_from_the_quantities() {
        for (current, waiting, ships, cancelled, expected) in [
            (2, 2, true, false, Some("UNFULFILLED")),
            (2, 1, true, false, Some("PARTIALLY_FULFILLED")),
            (2, 0, true, false, Some("FULFILLED")),
            (1, 2, true, false, Some("UNFULFILLED")),
            (0, 0, true, false, Some("REMOVED")),
            (0, 0, true, true, Some("REMOVED")),
            (2, 0, true, true, Some("CANCELLED")),
            (1, 0, false, false, Some("NOTHING_TO_SHIP")),
        ] {
            let item = json!({"currentQuantity": current, "unfulfilledQuantity": waiting, "requiresShipping": ships});
            assert_eq!(status(&item, cancelled), expected, "{item} {cancelled}");
        }
        assert_eq!(status(&json!({"currentQuantity": null, "unfulfilledQuantity": 1}), false), None);
        assert_eq!(status(&Value::Null, false), None);
    }
}
