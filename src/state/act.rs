//! What an agent can do on the card.
//!
//! Every button says it in two attributes, `data-act` and `data-arg`. One listener on the card reads them, and the boot
//! script remembers the last one that was clicked before Wasm was there.

use super::At;

/// What an agent did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Act {
    /// Ask Shopify again.
    Refresh,
    /// Try again what failed.
    Retry,
    /// Fold or unfold a store's section.
    Fold(usize),
    /// Open an order, by its handle.
    Order(String),
    /// Open a customer's details.
    Customer(At),
    /// Choose one of several customers.
    Choose(At),
    /// Choose again.
    ChooseAgain(usize),
    /// The next page of orders.
    More(usize),
    /// Back to the list.
    Back,
    /// Copy a text.
    Copy(String),
    /// Put a reply into the host's composer.
    Insert(String),
}

impl Act {
    /// Reads `data-act` and `data-arg`.
    #[must_use]
    pub fn parse(act: &str, arg: &str) -> Option<Self> {
        Some(match act {
            "refresh" => Self::Refresh,
            "retry" => Self::Retry,
            "back" => Self::Back,
            "fold" => Self::Fold(arg.parse().ok()?),
            "order" => Self::Order(arg.to_owned()),
            "customer" => Self::Customer(at(arg)?),
            "choose" => Self::Choose(at(arg)?),
            "again" => Self::ChooseAgain(arg.parse().ok()?),
            "more" => Self::More(arg.parse().ok()?),
            "copy" => Self::Copy(arg.to_owned()),
            "insert" => Self::Insert(arg.to_owned()),
            _ => return None,
        })
    }

    /// Whether it can be done late: a click from before Wasm was there. The clipboard and the composer need the click itself.
    #[must_use]
    pub const fn can_wait(&self) -> bool {
        !matches!(self, Self::Copy(_) | Self::Insert(_))
    }
}

fn at(arg: &str) -> Option<At> {
    let (store, customer) = arg.split_once('.')?;
    Some(At { store: store.parse().ok()?, customer: customer.parse().ok()? })
}

/// The `data-arg` of a place.
#[must_use]
pub fn arg(at: At) -> String {
    [at.store.to_string().as_str(), ".", &at.customer.to_string()].concat()
}
