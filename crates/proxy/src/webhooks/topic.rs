//! The topics that are understood, and those that are subscribed to.

/// What a webhook is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Topic {
    /// The app was uninstalled: its token is dead.
    Uninstalled,
    /// Other scopes are granted.
    ScopesUpdate,
    /// Something about an order.
    Order,
    /// Something about a customer.
    Customer,
    /// A customer wants to know what is kept about them.
    DataRequest,
    /// A customer is to be forgotten.
    CustomerRedact,
    /// A shop is to be forgotten, 48 hours after the app was uninstalled.
    ShopRedact,
}

impl Topic {
    /// Reads the header, for example `orders/updated`. None for what has no use here.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Some(match text {
            "app/uninstalled" => Self::Uninstalled,
            "app/scopes_update" => Self::ScopesUpdate,
            "customers/data_request" => Self::DataRequest,
            "customers/redact" => Self::CustomerRedact,
            "shop/redact" => Self::ShopRedact,
            _ => match text.split_once('/')?.0 {
                "orders" => Self::Order,
                "customers" => Self::Customer,
                _ => return None,
            },
        })
    }

    /// Whether it counts for a store that is not connected any more, too.
    #[must_use]
    pub const fn is_compliance(self) -> bool {
        matches!(self, Self::DataRequest | Self::CustomerRedact | Self::ShopRedact)
    }
}

/// A topic that is subscribed to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Subscribed {
    /// Its name in the Admin API.
    pub topic: &'static str,
    /// The scope it needs; empty where it needs none.
    pub scope: &'static str,
}

/// What a connection subscribes to. The three privacy topics are not among them: they are set in the app's configuration.
pub const SUBSCRIBED: &[Subscribed] = &[
    Subscribed { topic: "APP_UNINSTALLED", scope: "" },
    Subscribed { topic: "APP_SCOPES_UPDATE", scope: "" },
    Subscribed { topic: "ORDERS_CREATE", scope: "read_orders" },
    Subscribed { topic: "ORDERS_UPDATED", scope: "read_orders" },
    Subscribed { topic: "ORDERS_DELETE", scope: "read_orders" },
    Subscribed { topic: "CUSTOMERS_CREATE", scope: "read_customers" },
    Subscribed { topic: "CUSTOMERS_UPDATE", scope: "read_customers" },
    Subscribed { topic: "CUSTOMERS_DELETE", scope: "read_customers" },
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn topics_are_told_apart() {
        for (text, topic) in [
            ("app/uninstalled", Some(Topic::Uninstalled)),
            ("orders/create", Some(Topic::Order)),
            ("orders/updated", Some(Topic::Order)),
            ("customers/update", Some(Topic::Customer)),
            ("customers/redact", Some(Topic::CustomerRedact)),
            ("customers/data_request", Some(Topic::DataRequest)),
            ("shop/redact", Some(Topic::ShopRedact)),
            ("shop/update", None),
            ("orders", None),
            ("", None),
        ] {
            assert_eq!(Topic::parse(text), topic, "{text}");
        }
    }
}
