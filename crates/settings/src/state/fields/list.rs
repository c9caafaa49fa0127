//! The three lists of fields, and the two tabs that they stand on.

use context_card_wire::CardConfig;

/// One of the lists of a [`CardConfig`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum List {
    /// What each order in the list shows.
    OrderCard,
    /// What an order shows when it is opened.
    OrderDetails,
    /// What a customer shows when they are opened.
    CustomerDetails,
}

impl List {
    /// All of them, in the order of the screen.
    pub const ALL: [Self; 3] = [Self::OrderCard, Self::OrderDetails, Self::CustomerDetails];

    /// Its name in a [`CardConfig`].
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::OrderCard => "order_card",
            Self::OrderDetails => "order_details",
            Self::CustomerDetails => "customer_details",
        }
    }

    /// The list that a problem's `field` is about: `order_card[3]`.
    #[must_use]
    pub fn of_field(field: &str) -> Option<Self> {
        let name = field.split('[').next().unwrap_or_default();
        Self::ALL.into_iter().find(|list| list.name() == name)
    }

    /// So few fields it takes.
    #[must_use]
    pub const fn least(self) -> usize {
        match self {
            Self::OrderCard => 1,
            Self::OrderDetails | Self::CustomerDetails => 3,
        }
    }

    /// So many, where there is an end.
    #[must_use]
    pub const fn most(self) -> Option<usize> {
        match self {
            Self::OrderCard => Some(3),
            Self::OrderDetails | Self::CustomerDetails => None,
        }
    }

    /// Its fields.
    #[must_use]
    pub const fn of(self, config: &CardConfig) -> &Vec<String> {
        match self {
            Self::OrderCard => &config.order_card,
            Self::OrderDetails => &config.order_details,
            Self::CustomerDetails => &config.customer_details,
        }
    }

    /// Its fields, to be changed.
    pub const fn of_mut(self, config: &mut CardConfig) -> &mut Vec<String> {
        match self {
            Self::OrderCard => &mut config.order_card,
            Self::OrderDetails => &mut config.order_details,
            Self::CustomerDetails => &mut config.customer_details,
        }
    }

    /// The tab that it stands on.
    #[must_use]
    pub const fn tab(self) -> Tab {
        match self {
            Self::OrderCard | Self::OrderDetails => Tab::Order,
            Self::CustomerDetails => Tab::Customer,
        }
    }
}

/// A tab of the screen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tab {
    /// Order information.
    #[default]
    Order,
    /// Customer information.
    Customer,
}

impl Tab {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Order, Self::Customer];

    /// The id of its element.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Order => "fields-tab-order",
            Self::Customer => "fields-tab-customer",
        }
    }

    /// The other one.
    #[must_use]
    pub const fn other(self) -> Self {
        match self {
            Self::Order => Self::Customer,
            Self::Customer => Self::Order,
        }
    }

    /// Its lists.
    pub fn lists(self) -> impl Iterator<Item = List> {
        List::ALL.into_iter().filter(move |list| list.tab() == self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_list_stands_on_one_tab_and_is_found_by_its_name() {
        let config = CardConfig::default();
        for list in List::ALL {
            assert!(list.tab().lists().any(|it| it == list));
            assert!(!list.tab().other().lists().any(|it| it == list));
            assert_eq!(List::of_field(&format!("{}[2]", list.name())), Some(list));
            assert!(list.of(&config).len() >= list.least());
        }
        assert_eq!(List::of_field("version"), None);
    }
}
