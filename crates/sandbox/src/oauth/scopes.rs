//! Names of scopes: which there are, and how Shopify lists the granted ones.

use crate::access::Scopes;

/// What `read_` and `write_` may stand before.
const RESOURCES: &[&str] = &[
    "analytics",
    "app_proxy",
    "apps",
    "assigned_fulfillment_orders",
    "audit_events",
    "cart_transforms",
    "channels",
    "checkout_branding_settings",
    "checkouts",
    "companies",
    "content",
    "custom_fulfillment_services",
    "custom_pixels",
    "customer_data_erasure",
    "customer_events",
    "customer_merge",
    "customer_payment_methods",
    "customers",
    "delivery_customizations",
    "discounts",
    "draft_orders",
    "files",
    "fulfillments",
    "gift_cards",
    "inventory",
    "inventory_shipments",
    "inventory_transfers",
    "legal_policies",
    "locales",
    "locations",
    "marketing_events",
    "marketing_integrated_campaigns",
    "markets",
    "merchant_managed_fulfillment_orders",
    "metaobject_definitions",
    "metaobjects",
    "online_store_navigation",
    "online_store_pages",
    "order_edits",
    "orders",
    "own_subscription_contracts",
    "packing_slip_templates",
    "payment_customizations",
    "payment_mandate",
    "payment_terms",
    "pixels",
    "price_rules",
    "privacy_settings",
    "product_listings",
    "products",
    "publications",
    "purchase_options",
    "quick_sale",
    "reports",
    "resource_feedbacks",
    "returns",
    "script_tags",
    "shipping",
    "shopify_payments_disputes",
    "shopify_payments_payouts",
    "store_credit_account_transactions",
    "store_credit_accounts",
    "themes",
    "third_party_fulfillment_orders",
    "translations",
    "users",
    "validations",
    "marketplace_orders",
    "marketplace_fulfillment_orders",
    "all_orders",
];

/// Whether Shopify has such a scope.
pub(crate) fn exists(scope: &str) -> bool {
    let plain = scope.strip_prefix("unauthenticated_").unwrap_or(scope);
    let known = |resource: &str| RESOURCES.contains(&resource);
    match (plain.strip_prefix("read_"), plain.strip_prefix("write_")) {
        (Some(resource), _) => known(resource),
        (_, Some(resource)) => known(resource) && resource != "all_orders",
        _ => false,
    }
}

/// The names in a list that a link carries, parted by commas or spaces.
pub(crate) fn listed(text: &str) -> impl Iterator<Item = &str> {
    text.split([',', ' ']).filter(|scope| !scope.is_empty())
}

/// As the token endpoint lists them: sorted, and without what follows from another.
pub(crate) fn compressed(scopes: &Scopes) -> Vec<String> {
    let follows = |scope: &str| scope.strip_prefix("read_").is_some_and(|rest| scopes.has(&format!("write_{rest}")));
    scopes.0.iter().filter(|scope| !follows(scope)).cloned().collect()
}

#[cfg(test)]
mod tests {
    use super::{compressed, exists, listed};
    use crate::access::Scopes;

    #[test]
    fn writing_swallows_reading() {
        let scopes = Scopes::new(["write_orders", "read_orders", "read_customers"]);
        assert_eq!(compressed(&scopes), ["read_customers", "write_orders"]);
    }

    #[test]
    fn only_shopifys_scopes_exist() {
        assert!(listed("read_orders, write_customers,,read_all_orders").all(exists));
        for scope in ["orders", "read_", "read_order", "write_all_orders", "READ_ORDERS", "read_orders;drop"] {
            assert!(!exists(scope), "{scope}");
        }
    }
}
