//! What is odd by its length: texts at Shopify's limits, too long for the shops' files.

use super::records::{Customer, Order};

/// What the files call the customer whose texts are filled up here.
const KEY: &str = "heavy";
/// Shopify's limit for a note.
const NOTE: usize = 5_000;
/// Shopify's limit for tags.
const TAGS: usize = 250;

/// Fills up to the limits what belongs to this customer.
pub(crate) fn fill(customers: &mut [Customer], orders: &mut [Order]) {
    for customer in customers.iter_mut().filter(|c| c.key == KEY) {
        customer.note = Some(note());
        customer.tags = tags();
    }
    for order in orders.iter_mut().filter(|o| o.customer.as_deref() == Some(KEY)) {
        order.note = Some(note());
        order.tags = tags();
        order.attributes = (1..=50).map(|n| (format!("Property {n}"), "x".repeat(n * 20))).collect();
    }
}

/// Markup and many lines, to the last letter.
fn note() -> String {
    "<p>Ring <b>twice</b> &amp; wait.</p>\n<script>alert('note')</script>\n\n".chars().cycle().take(NOTE).collect()
}

fn tags() -> Vec<String> {
    (1..=TAGS).map(|n| format!("tag {n:03}, which has exactly forty letters")).collect()
}

#[cfg(test)]
mod tests {
    #[test]
    fn they_are_as_long_as_they_may_be() {
        assert_eq!(super::note().chars().count(), 5_000);
        let tags = super::tags();
        assert!(tags.len() == 250 && tags.iter().all(|tag| tag.chars().count() == 40), "{}", tags[0].len());
    }
}
