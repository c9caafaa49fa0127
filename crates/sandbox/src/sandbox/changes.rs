//! Changes to the shops' data, so that a test sees another order or customer the next time it asks.

use super::Sandbox;
use crate::{CustomerChange, OrderChange};

impl Sandbox {
    /// Changes an order, by its name (`#1042`). False where there is none. No webhook is sent by itself.
    pub fn change_order(&self, shop: &str, name: &str, change: OrderChange) -> bool {
        let now = self.now();
        self.state.shops.get(shop).is_some_and(|open| open.change(|shop| shop.change_order(name, change, now)))
    }

    /// Adds an order, as it stands in a shop's `orders.json`: `{"name": "#2000", "placed": "-3d 10:00", "email": "…"}`.
    /// False where it can't be read, or its customer is not known. No webhook is sent by itself.
    pub fn add_order(&self, shop: &str, order: serde_json::Value) -> bool {
        let Ok(order) = serde_json::from_value(order) else { return false };
        self.state.shops.get(shop).is_some_and(|open| open.change(|shop| shop.add_order(order)))
    }

    /// Adds a customer, as they stand in a shop's `customers.json`: `{"key": "new", "email": "…", "since": "-3d 10:00"}`.
    /// False where they can't be read, or the key is taken. No webhook is sent by itself.
    pub fn add_customer(&self, shop: &str, customer: serde_json::Value) -> bool {
        let Ok(customer) = serde_json::from_value(customer) else { return false };
        self.state.shops.get(shop).is_some_and(|open| open.change(|shop| shop.add_customer(customer)))
    }

    /// Changes a customer, by e-mail. False where there is none. No webhook is sent by itself.
    pub fn change_customer(&self, shop: &str, email: &str, change: CustomerChange) -> bool {
        let now = self.now();
        self.state.shops.get(shop).is_some_and(|open| open.change(|shop| shop.change_customer(email, change, now)))
    }
}
