//! What is read of a webhook's body. Shopify's numbers are above 2^53, and any field may be missing or null.

use crate::about::{About, customer_gid, order_gid};
use crate::shopify::with_implied;
use serde_json::Value;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

/// `app/scopes_update`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScopesUpdate {
    /// What is granted now, read scopes that a write scope brings along included.
    pub scopes: Vec<String>,
    /// Since when, Unix milliseconds; where it says so.
    pub since: Option<i64>,
}

/// `customers/data_request`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DataRequest {
    /// Shopify's id of the request.
    pub reference: Option<String>,
    /// The customer and the orders, as Shopify's global ids.
    pub subjects: Vec<String>,
}

/// `customers/redact`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Redaction {
    /// Whom to forget: ids for what is kept on disk, identifiers for what is in memory.
    pub about: About,
}

/// Whom an order's webhook is about: the order, its customer, and everything they may be known by.
#[must_use]
pub fn of_order(body: &Value) -> About {
    let mut about = About::default();
    about.ids.extend(number(body, "/id").map(order_gid));
    about.ids.extend(number(body, "/customer/id").map(customer_gid));
    for pointer in ["/email", "/contact_email", "/customer/email"] {
        text(body, pointer).into_iter().for_each(|email| about.add_email(email));
    }
    for pointer in ["/phone", "/customer/phone"] {
        text(body, pointer).into_iter().for_each(|phone| about.add_phone(phone));
    }
    about
}

/// Whom a customer's webhook is about.
#[must_use]
pub fn of_customer(body: &Value) -> About {
    let mut about = About::default();
    about.ids.extend(number(body, "/id").map(customer_gid));
    // When two customers are merged, both are named by their global ids.
    let merged = ["/admin_graphql_api_customer_kept_id", "/admin_graphql_api_customer_deleted_id"];
    let merged = merged.iter().filter_map(|pointer| text(body, pointer));
    about.ids.extend(merged.filter(|id| id.starts_with("gid://shopify/Customer/")).map(str::to_owned));
    text(body, "/email").into_iter().for_each(|email| about.add_email(email));
    text(body, "/phone").into_iter().for_each(|phone| about.add_phone(phone));
    about
}

/// What is granted now; none where the body does not say.
#[must_use]
pub fn scopes_update(body: &Value) -> Option<ScopesUpdate> {
    let current = body.get("current")?.as_array()?;
    let scopes = with_implied(current.iter().filter_map(Value::as_str));
    let since = text(body, "/updated_at").and_then(|text| OffsetDateTime::parse(text, &Rfc3339).ok());
    let since = since.and_then(|at| i64::try_from(at.unix_timestamp_nanos() / 1_000_000).ok());
    Some(ScopesUpdate { scopes, since })
}

/// Who wants to know what is kept about them.
#[must_use]
pub fn data_request(body: &Value) -> DataRequest {
    let customer = number(body, "/customer/id").map(customer_gid);
    DataRequest {
        reference: number(body, "/data_request/id").map(|id| id.to_string()),
        subjects: customer.into_iter().chain(numbers(body, "/orders_requested").map(order_gid)).collect(),
    }
}

/// Who is to be forgotten.
#[must_use]
pub fn redaction(body: &Value) -> Redaction {
    let mut about = About::default();
    about.ids.extend(number(body, "/customer/id").map(customer_gid));
    about.ids.extend(numbers(body, "/orders_to_redact").map(order_gid));
    text(body, "/customer/email").into_iter().for_each(|email| about.add_email(email));
    text(body, "/customer/phone").into_iter().for_each(|phone| about.add_phone(phone));
    Redaction { about }
}

/// The shop that the signed body itself names, where it names one. The header is not signed.
#[must_use]
pub fn shop_named(body: &Value) -> Option<&str> {
    text(body, "/shop_domain").or_else(|| text(body, "/myshopify_domain"))
}

fn text<'a>(body: &'a Value, pointer: &str) -> Option<&'a str> {
    body.pointer(pointer)?.as_str().map(str::trim).filter(|text| !text.is_empty())
}

/// A number, or a text of digits.
fn id(value: &Value) -> Option<u64> {
    value.as_u64().or_else(|| value.as_str()?.parse().ok())
}

fn number(body: &Value, pointer: &str) -> Option<u64> {
    id(body.pointer(pointer)?)
}

fn numbers(body: &Value, pointer: &str) -> impl Iterator<Item = u64> {
    let list = body.pointer(pointer).and_then(Value::as_array);
    list.into_iter().flatten().filter_map(id)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn parsed(text: &str) -> Value {
        serde_json::from_str(text).unwrap()
    }

    #[test]
    fn numbers_above_what_javascript_can_count_stay_whole() {
        let about = of_order(&parsed(r#"{"id":820982911946154508,"customer":{"id":115310627314723954}}"#));
        let ids: Vec<_> = about.ids.iter().map(String::as_str).collect();
        assert_eq!(ids, ["gid://shopify/Customer/115310627314723954", "gid://shopify/Order/820982911946154508"]);
    }

    #[test]
    fn an_order_is_about_everybody_it_names() {
        let about = of_order(
            &json!({"id": 1, "email": "Maria@Example.com", "contact_email": "office@example.com", "phone": null,
            "customer": {"id": 2, "email": "maria@example.com", "phone": "+44 7700 900142"}}),
        );
        assert_eq!(about.emails.iter().collect::<Vec<_>>(), ["maria@example.com", "office@example.com"]);
        assert_eq!(about.phones.iter().collect::<Vec<_>>(), ["+447700900142"]);
    }

    #[test]
    fn a_deleted_order_is_only_a_number_and_null_is_nobody() {
        assert_eq!(of_order(&json!({"id": 1})).ids.len(), 1);
        assert!(of_order(&json!({"id": null, "email": null, "customer": null})).is_empty());
        assert!(of_order(&json!([1, 2])).is_empty());
        assert!(of_customer(&json!("x")).is_empty());
    }

    #[test]
    fn merged_customers_are_both_named() {
        let about = of_customer(&json!({"admin_graphql_api_customer_kept_id": "gid://shopify/Customer/1",
            "admin_graphql_api_customer_deleted_id": "gid://shopify/Customer/2"}));
        assert_eq!(about.ids.len(), 2);
    }

    #[test]
    fn new_scopes_bring_their_read_scopes() {
        let update = scopes_update(&json!({"previous": [], "current": ["write_orders", "read_customers"],
            "updated_at": "2024-06-25T00:00:00.000Z"}));
        let update = update.unwrap();
        assert_eq!(update.scopes, ["read_customers", "read_orders", "write_orders"]);
        assert_eq!(update.since, Some(1_719_273_600_000));
        assert_eq!(scopes_update(&json!({})), None);
    }

    #[test]
    fn privacy_requests_name_ids() {
        let asked = data_request(&json!({"shop_domain": "x.myshopify.com", "customer": {"id": 191_167, "email": null},
            "orders_requested": [299_938], "data_request": {"id": 9999}}));
        assert_eq!(asked.reference.as_deref(), Some("9999"));
        assert_eq!(asked.subjects, ["gid://shopify/Customer/191167", "gid://shopify/Order/299938"]);
        let redact =
            redaction(&json!({"customer": {"id": 191_167, "email": "john@example.com", "phone": "555-625-1199"},
            "orders_to_redact": [299_938]}));
        assert_eq!((redact.about.ids.len(), redact.about.emails.len(), redact.about.phones.len()), (2, 1, 0));
    }
}
