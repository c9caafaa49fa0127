//! Webhook topics: their two names, and what an app needs to hear of them.

use crate::access::{self, Scopes};

/// Those that are no subscription: the app's configuration says where they go.
pub(crate) const COMPLIANCE: [&str; 3] = ["customers/data_request", "customers/redact", "shop/redact"];

/// Scopes whose topics tell of people.
const PERSONAL: [&str; 6] =
    ["read_customers", "read_orders", "read_draft_orders", "read_fulfillments", "read_returns", "read_customer_merge"];

/// `orders/updated` for `ORDERS_UPDATED`.
pub(crate) fn name(topic: &str) -> &str {
    access::topic(topic).map_or(topic, |(name, _)| name)
}

/// Whether an app with these scopes may hear of it.
pub(crate) fn allowed(topic: &str, scopes: &Scopes) -> bool {
    access::topic(topic).is_some_and(|(_, any)| any.is_empty() || any.iter().any(|scope| scopes.has(scope)))
}

/// Whether it tells of people, so that the rules for protected customer data hold.
pub(crate) fn is_personal(topic: &str) -> bool {
    access::topic(topic).is_some_and(|(_, any)| any.iter().any(|scope| PERSONAL.contains(&scope.as_str())))
}

#[cfg(test)]
mod tests {
    use super::{allowed, is_personal, name};
    use crate::access::Scopes;

    #[test]
    fn a_topic_needs_its_scope_and_some_need_none() {
        let orders = Scopes::new(["read_orders"]);
        assert_eq!(name("CUSTOMERS_EMAIL_MARKETING_CONSENT_UPDATE"), "customers_email_marketing_consent/update");
        assert!(allowed("ORDERS_UPDATED", &orders) && !allowed("CUSTOMERS_UPDATE", &orders));
        assert!(allowed("APP_UNINSTALLED", &Scopes::default()) && allowed("APP_SCOPES_UPDATE", &Scopes::default()));
        assert!(!allowed("CUSTOMERS_REDACT", &orders), "no such topic");
        assert!(is_personal("ORDERS_UPDATED") && is_personal("CUSTOMERS_UPDATE"));
        assert!(!is_personal("APP_UNINSTALLED") && !is_personal("PRODUCTS_UPDATE"));
    }
}
