//! Everything that people read while a store is connected: on the owners' pages, and on the command line. In one place, so
//! that other languages can follow. Plain sentences: what went wrong, and what to do.

use super::Outcome;
use crate::auth::{OwnerPass, Pass};
use crate::db::Grant;
use crate::ids::TenantId;
use serde_json::Value;

/// What went wrong, and what to do about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sentences {
    /// What happened, in a sentence.
    pub what: &'static str,
    /// What to do, in a sentence. Empty where there is nothing.
    pub remedy: &'static str,
}

/// What became of an attempt.
#[must_use]
pub const fn outcome(outcome: Outcome) -> Sentences {
    let (what, remedy) = match outcome {
        Outcome::Open => ("It was begun, and nobody has answered in Shopify yet.", ""),
        Outcome::Connected => ("The store is connected.", ""),
        Outcome::Denied => {
            ("The request was declined in Shopify.", "Begin again, and choose to install the app on Shopify's page.")
        }
        Outcome::NotOffered => (
            "Shopify did not offer to install the app.",
            "Check the app's settings in Shopify: its redirect URL and its scopes. Then begin again.",
        ),
        Outcome::WrongSignature => (
            "The answer is not signed by Shopify.",
            "If the app's client secret was changed lately, give the new one with context-card app add. Then begin again.",
        ),
        Outcome::TooOld => (
            "The answer from Shopify is too old.",
            "Check the clock of the machine that runs the proxy, then begin again.",
        ),
        Outcome::OtherShop => (
            "Shopify answered for another shop than the one that was asked for.",
            "Sign in to the right shop in Shopify, then begin again.",
        ),
        Outcome::OtherApp => (
            "The answer came to the address of another app.",
            "Check the redirect URL in the app's settings in Shopify, then begin again.",
        ),
        Outcome::OtherBrowser => {
            ("This was begun in another browser.", "Begin and finish in the same browser, and let it keep cookies.")
        }
        Outcome::OtherOwner => {
            ("The owner who began this is not signed in any more.", "Sign in again, then begin again.")
        }
        Outcome::Expired => ("It took longer than ten minutes.", "Begin again."),
        Outcome::Used => (
            "This answer from Shopify was used before.",
            "Look at the stores to see whether the shop is connected; otherwise begin again.",
        ),
        Outcome::Unknown => {
            ("Nobody here waits for this answer from Shopify.", "Begin again. An address of this kind works once.")
        }
        Outcome::LinkExpired => (
            "This link does not hold any more: it was used, or is older than a day.",
            "Ask the person who sent it for a new one.",
        ),
        Outcome::Taken => (
            "Another organisation has connected this shop through the same app.",
            "It has to disconnect the shop first, or you connect it through an app of your own.",
        ),
        Outcome::AppGone => ("The app is not known here any more.", "Add it again with context-card app add."),
        Outcome::BadSecret => (
            "Shopify does not accept the app's client id and secret.",
            "Copy both again from the app's settings in Shopify.",
        ),
        Outcome::CodeRefused => ("Shopify does not accept its own code any more.", "Begin again."),
        Outcome::NotInstalled => (
            "The app is not installed in the shop.",
            "Install it there first: in the Dev Dashboard, choose the app, then Install app. Then verify again.",
        ),
        Outcome::NotSameOrganisation => (
            "App and shop are not in the same Shopify organisation.",
            "Use an app of the shop's own organisation, or connect through an app by Shopify's consent page.",
        ),
        Outcome::NoSuchShop => ("Shopify knows no such shop.", "Check the shop's address."),
        Outcome::Frozen => {
            ("Shopify has frozen or locked the shop.", "Its owner must settle that with Shopify, then begin again.")
        }
        Outcome::TokenRefused => {
            ("Shopify does not accept the access token.", "Copy the token again, or make a new one in Shopify.")
        }
        Outcome::DeadRefreshToken | Outcome::DeadToken => (
            "Shopify does not accept this connection's access any more, and gives no new one.",
            "Connect the store again; links and settings stay.",
        ),
        Outcome::Uninstalled => {
            ("The app was uninstalled in the shop.", "Connect the store again: Shopify will ask to install it.")
        }
        Outcome::NotApproved => (
            "Shopify holds customer data back from this app.",
            "Ask Shopify for access to protected customer data in the app's settings, then begin again.",
        ),
        Outcome::Unreachable => ("Shopify gave no usable answer.", "Try again in a minute."),
        Outcome::Refused => {
            ("Shopify refused for a reason that is new to us.", "Look the reference up in the proxy's log.")
        }
        Outcome::Internal => ("The proxy itself failed.", "Look the reference up in the proxy's log."),
    };
    Sentences { what, remedy }
}

/// Why a scope is asked for.
#[must_use]
pub fn reason(scope: &str) -> &'static str {
    match scope {
        "read_customers" => "To find the customer who is writing, by e-mail or phone, and show who they are.",
        "read_orders" => "To show a customer's orders of the last 60 days, where they are, and what was paid.",
        "read_all_orders" => "To show orders older than 60 days too.",
        "read_products" => "To show details of the products in an order.",
        "read_locations" => "To show which location an order is sent from.",
        "read_returns" => "To show returns and their state.",
        "read_draft_orders" => "To show draft orders.",
        "write_orders" => {
            "To change orders where an agent asks for it, for example to cancel one. Reading is included."
        }
        "write_customers" => "To change customers where an agent asks for it, for example a note. Reading is included.",
        "write_draft_orders" => "To prepare orders where an agent asks for it.",
        "write_discounts" => "To make discount codes where an agent asks for it.",
        _ => "Asked for by this app's settings.",
    }
}

/// What is not shown for lack of a scope.
#[must_use]
pub fn lacks(scope: &str) -> &'static str {
    match scope {
        "read_customers" => "Customers can't be found or shown.",
        "read_orders" => "No orders are shown.",
        "read_all_orders" => "Orders older than 60 days are not shown.",
        "read_products" => "Some details of products are not shown.",
        "read_locations" => "The location an order is sent from is not shown.",
        "read_returns" => "Returns are not shown.",
        _ => "What needs it is not shown.",
    }
}

/// What went wrong with a connection, by the code that is kept with it: an outcome's, or one of the keeper's.
#[must_use]
pub fn failure(code: &str) -> &'static str {
    match code {
        "dead_refresh_token" => "Shopify does not renew the access any more. Connect the store again.",
        "dead_token" => "Shopify does not accept the access any more. Connect the store again.",
        "uninstalled" => "The app was uninstalled in Shopify. Connect the store again.",
        "passing" => "Shopify gave no usable answer. It is tried again.",
        code => outcome(Outcome::parse(code)).what,
    }
}

/// How changes in a shop become known, by what the last look at its webhook subscriptions found.
#[must_use]
pub fn webhooks(found: &Value) -> &'static str {
    let topics = found["topics"].as_object();
    match (found["off"].as_str(), topics) {
        (Some("no_app"), _) => "Show within seconds. With the app of the access token known, they would show at once.",
        (Some(_), _) => "Show within seconds. With the proxy at an https address, they would show at once.",
        (None, Some(topics)) if topics.values().all(|state| state == "ok") => "Show at once.",
        (None, Some(_)) => {
            "Some show at once, the others within seconds: Shopify does not tell this app of all of them."
        }
        (None, None) => "Show within seconds: Shopify did not say what it tells of.",
    }
}

/// How a store's credentials came.
#[must_use]
pub const fn grant(grant: Grant) -> &'static str {
    match grant {
        Grant::AuthorizationCode => "Shopify's consent page",
        Grant::ClientCredentials => "client id and secret",
        Grant::Token => "an access token",
    }
}

/// What to do where a link to sign in does not hold.
#[must_use]
pub fn new_owner_link(tenant: Option<&TenantId>) -> String {
    format!("context-card owner-link --tenant {}", tenant.map_or("T", TenantId::as_str))
}

/// The link by which somebody connects a shop.
#[must_use]
pub fn connect_link(public_url: &str, pass: &Pass) -> String {
    format!("{public_url}/connect#{}", pass.text())
}

/// The link by which an owner signs in.
#[must_use]
pub fn owner_link(public_url: &str, pass: &OwnerPass) -> String {
    format!("{public_url}/owner#{}", pass.text())
}
