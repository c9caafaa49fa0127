//! Which orders a list holds: the terms that find them, and the check of every row that comes. Pure.
//!
//! Shopify's search cuts into words, ignores what it does not understand, and lags behind; so nothing that it finds is
//! shown before its own e-mail, customer, status or number says that it belongs here.

use super::number::{number_term, same_number};
use crate::guest::Guest;
use context_card_wire::OrderFilter;
use serde_json::Value;

/// Whose orders a list holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Whose {
    /// A customer's, by Shopify's id.
    Customer(String),
    /// A guest's.
    Guest(Guest),
}

/// A list of orders.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listing {
    /// Whose.
    pub whose: Whose,
    /// The customer's own address: what was ordered with it and without an account stands among their orders.
    pub with: Option<Guest>,
    /// Only these.
    pub filter: Option<OrderFilter>,
    /// Only the one with this number.
    pub number: Option<String>,
    /// What the store's order numbers begin with.
    pub prefix: Option<String>,
}

/// Everything that is not shipped, or not wholly.
const UNFULFILLED: [&str; 8] = [
    "UNFULFILLED",
    "PARTIALLY_FULFILLED",
    "OPEN",
    "IN_PROGRESS",
    "ON_HOLD",
    "SCHEDULED",
    "PENDING_FULFILLMENT",
    "REQUEST_DECLINED",
];

impl Listing {
    /// Whether all orders are searched, since the customer's own list does not have them all.
    #[must_use]
    pub const fn by_search(&self) -> bool {
        matches!(self.whose, Whose::Guest(_)) || self.with.is_some()
    }

    /// Where its orders are in the answer.
    #[must_use]
    pub const fn connection(&self) -> &'static str {
        if self.by_search() { "/orders" } else { "/customer/orders" }
    }

    /// Whether only some of their orders are asked for.
    #[must_use]
    pub const fn is_narrow(&self) -> bool {
        self.filter.is_some() || self.number.is_some()
    }

    /// What finds them; none for all of a customer's own.
    #[must_use]
    pub fn query(&self) -> Option<String> {
        let whose = match &self.whose {
            Whose::Customer(id) => self.with.as_ref().and_then(Guest::term).map(|guest| match number_of(id) {
                Some(number) => format!("(customer_id:{number} OR {guest})"),
                None => guest,
            }),
            Whose::Guest(guest) => guest.term(),
        };
        let filter = self.filter.map(|filter| {
            match filter {
                OrderFilter::Open => "status:open",
                OrderFilter::Unfulfilled => {
                    "(fulfillment_status:unfulfilled OR fulfillment_status:unshipped OR fulfillment_status:partial \
                     OR fulfillment_status:on_hold OR fulfillment_status:scheduled) -status:cancelled"
                }
                OrderFilter::Refunded => "(financial_status:refunded OR financial_status:partially_refunded)",
            }
            .to_owned()
        });
        let number = self.number.as_deref().and_then(|typed| number_term(typed, self.prefix.as_deref()));
        let terms: Vec<_> = [whose, filter, number].into_iter().flatten().collect();
        (!terms.is_empty()).then(|| terms.join(" "))
    }

    /// Whether an order belongs here. `held_back` says that its customer is not told.
    #[must_use]
    pub fn holds(&self, order: &Value, held_back: bool) -> bool {
        self.is_theirs(order, held_back) && self.passes(order) && self.is_numbered(order)
    }

    /// Whether an order that belongs here was placed without an account.
    #[must_use]
    pub fn is_guests(&self, order: &Value) -> bool {
        self.by_search() && order.get("customer").is_none_or(Value::is_null)
    }

    fn is_theirs(&self, order: &Value, held_back: bool) -> bool {
        if !self.by_search() {
            return true;
        }
        let customer = order.pointer("/customer/id").and_then(Value::as_str);
        let guest = match &self.whose {
            Whose::Customer(id) if customer.is_some() => return customer == Some(id),
            Whose::Customer(_) => self.with.as_ref(),
            Whose::Guest(guest) => Some(guest),
        };
        let own = |name: &str| order.get(name).and_then(Value::as_str);
        // A customer that is held back is still a customer.
        customer.is_none() && !held_back && guest.is_some_and(|guest| guest.placed(own("email"), own("phone")))
    }

    fn passes(&self, order: &Value) -> bool {
        let own = |name: &str| order.get(name).and_then(Value::as_str);
        let cancelled = own("cancelledAt").is_some();
        match self.filter {
            None => true,
            Some(OrderFilter::Open) => !cancelled && order.get("closed") != Some(&Value::Bool(true)),
            Some(OrderFilter::Unfulfilled) => {
                !cancelled && own("displayFulfillmentStatus").is_some_and(|code| UNFULFILLED.contains(&code))
            }
            Some(OrderFilter::Refunded) => {
                matches!(own("displayFinancialStatus"), Some("REFUNDED" | "PARTIALLY_REFUNDED"))
            }
        }
    }

    fn is_numbered(&self, order: &Value) -> bool {
        let name = order.get("name").and_then(Value::as_str).unwrap_or_default();
        self.number.as_deref().is_none_or(|typed| same_number(name, typed, self.prefix.as_deref()))
    }
}

/// The number at the end of Shopify's id.
fn number_of(id: &str) -> Option<&str> {
    let number = id.rsplit('/').next()?;
    (!number.is_empty() && number.bytes().all(|b| b.is_ascii_digit())).then_some(number)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    const MARIA: &str = "gid://shopify/Customer/1";

    fn email() -> Guest {
        Guest::Email("maria@example.com".into())
    }

    fn of(whose: Whose, with: Option<Guest>) -> Listing {
        Listing { whose, with, filter: None, number: None, prefix: None }
    }

    fn maria() -> Listing {
        of(Whose::Customer(MARIA.into()), Some(email()))
    }

    fn order(customer: Value, email: &str) -> Value {
        json!({"name": "#7", "customer": customer, "email": email, "phone": null, "cancelledAt": null, "closed": false,
            "displayFulfillmentStatus": "UNFULFILLED", "displayFinancialStatus": "PAID"})
    }

    #[test]
    fn the_terms_of_each_list() {
        let own = of(Whose::Customer(MARIA.into()), None);
        assert_eq!(own.query(), None);
        let refunded = Listing { filter: Some(OrderFilter::Refunded), ..own };
        assert_eq!(refunded.query().unwrap(), "(financial_status:refunded OR financial_status:partially_refunded)");
        assert_eq!(maria().query().unwrap(), r#"(customer_id:1 OR email:"maria@example.com")"#);
        let guest = of(Whose::Guest(email()), None);
        let open = Listing { filter: Some(OrderFilter::Open), number: Some("#7\" OR *".into()), ..guest };
        assert_eq!(
            open.query().unwrap(),
            r##"email:"maria@example.com" status:open (name:"7\" OR *" OR name:"#7\" OR *")"##
        );
    }

    #[test]
    fn a_customers_list_has_their_own_and_what_they_ordered_as_a_guest_and_no_one_elses() {
        let listing = maria();
        assert!(listing.holds(&order(json!({"id": MARIA}), "old@example.com"), false));
        assert!(listing.holds(&order(Value::Null, "Maria@example.com"), false));
        for (customer, address, held_back) in [
            (json!({"id": "gid://shopify/Customer/2"}), "maria@example.com", false),
            (json!({"id": "gid://shopify/Customer/11"}), "maria@example.com", false),
            (Value::Null, "mari@example.com", false),
            (Value::Null, "", false),
            (Value::Null, "maria@example.com", true),
        ] {
            assert!(!listing.holds(&order(customer.clone(), address), held_back), "{customer} {address}");
        }
    }

    #[test]
    fn a_guests_list_has_no_customers_orders() {
        let listing = of(Whose::Guest(email()), None);
        assert!(listing.holds(&order(Value::Null, "maria@example.com"), false));
        assert!(!listing.holds(&order(json!({"id": MARIA}), "maria@example.com"), false));
        assert!(!listing.holds(&order(Value::Null, "maria@example.com"), true));
    }

    #[test]
    fn a_row_that_does_not_fit_the_filter_is_left_out_whatever_shopify_says() {
        let with = |filter| Listing { filter: Some(filter), ..of(Whose::Customer(MARIA.into()), None) };
        let changed = |key: &str, value: Value| {
            let mut order = order(json!({"id": MARIA}), "");
            order[key] = value;
            order
        };
        use OrderFilter::{Open, Refunded, Unfulfilled};
        for (filter, order, fits) in [
            (Open, changed("closed", json!(false)), true),
            (Open, changed("closed", json!(true)), false),
            (Open, changed("cancelledAt", json!("2026-11-01T00:00:00Z")), false),
            (Unfulfilled, changed("displayFulfillmentStatus", json!("PARTIALLY_FULFILLED")), true),
            (Unfulfilled, changed("displayFulfillmentStatus", json!("FULFILLED")), false),
            (Unfulfilled, changed("displayFulfillmentStatus", json!("SOMETHING_NEW")), false),
            (Unfulfilled, changed("cancelledAt", json!("2026-11-01T00:00:00Z")), false),
            (Refunded, changed("displayFinancialStatus", json!("PARTIALLY_REFUNDED")), true),
            (Refunded, changed("displayFinancialStatus", Value::Null), false),
        ] {
            assert_eq!(with(filter).holds(&order, false), fits, "{filter:?} {order}");
        }
        let numbered = Listing { number: Some("7".into()), ..of(Whose::Customer(MARIA.into()), None) };
        assert!(numbered.holds(&changed("name", json!("#7")), false));
        assert!(!numbered.holds(&changed("name", json!("#77")), false));
    }
}
