//! Changes to the shops' data, so that a test sees another order or customer the next time it asks.

use super::Sandbox;
use crate::{CustomerChange, OrderChange};

impl Sandbox {
    /// Changes an order, by its name (`#1042`). False where there is none. No webhook is sent by itself.
    pub fn change_order(&self, shop: &str, name: &str, change: OrderChange) -> bool {
        let now = self.now();
        self.state.shops.get(shop).is_some_and(|open| open.change(|shop| shop.change_order(name, change, now)))
    }

    /// Changes a customer, by e-mail. False where there is none. No webhook is sent by itself.
    pub fn change_customer(&self, shop: &str, email: &str, change: CustomerChange) -> bool {
        let now = self.now();
        self.state.shops.get(shop).is_some_and(|open| open.change(|shop| shop.change_customer(email, change, now)))
    }
}
