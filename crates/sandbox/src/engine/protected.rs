//! Refusals by the rules for protected customer data.

use super::error::Failure;
use crate::state::Protected;

/// Names, addresses, e-mails and phones: level 2.
const CUSTOMER: &[&str] = &[
    "addresses",
    "addressesV2",
    "defaultAddress",
    "defaultEmailAddress",
    "defaultPhoneNumber",
    "displayName",
    "email",
    "firstName",
    "lastName",
    "phone",
];
const ORDER: &[&str] = &["billingAddress", "displayAddress", "email", "phone", "shippingAddress"];

/// The refusal of a field, if the shop withholds it.
pub(super) fn refusal(level: Protected, parent: &str, field: &str, returned: &str) -> Option<Failure> {
    let returned = returned.strip_suffix("Connection").unwrap_or(returned);
    match level {
        Protected::Open => None,
        Protected::Level2Withheld => {
            let object = match parent {
                "Customer" if CUSTOMER.contains(&field) => "Customer",
                "Order" | "DraftOrder" if ORDER.contains(&field) => "Order",
                _ if returned == "MailingAddress" => "MailingAddress",
                _ => return None,
            };
            let mut failure = Failure::new(not_approved(object), "ACCESS_DENIED");
            // As it was seen: no code, and an empty list of locations.
            failure.extensions.clear();
            failure.locations = Some(Vec::new());
            Some(failure)
        }
        Protected::Level1Withheld => {
            let wanted = matches!(returned, "Customer" | "Order" | "DraftOrder").then_some(returned)?;
            let failure = Failure::new(not_approved(wanted), "ACCESS_DENIED");
            let mut failure =
                failure.with("documentation", "https://shopify.dev/docs/apps/launch/protected-customer-data");
            failure.locations = Some(Vec::new());
            Some(failure)
        }
    }
}

fn not_approved(object: &str) -> String {
    format!(
        "This app is not approved to access the {object} object. See https://partners.shopify.com/123/apps/456/customer_data for more details."
    )
}
