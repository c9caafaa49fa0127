//! One app's webhook subscriptions in one shop.

/// All of them.
#[derive(Debug, Default)]
pub(crate) struct Subscriptions {}
