//! What an admin chose to show.

mod difference;

pub use difference::ListDifference;

use crate::catalogue::{Chosen, Group};
use serde::{Deserialize, Serialize};

/// So many metafields may stand in a list: with four identifiers, more would not fit into one request to Shopify.
const MOST: usize = 40;

/// What may stand on the order card.
const ORDER_CARD: &[Group] = &[Group::Order];
/// What may stand in an order's details.
const ORDER_DETAILS: &[Group] = &[Group::Order, Group::Fulfillment, Group::LineItem, Group::Store];
/// What may stand in the customer's details.
const CUSTOMER_DETAILS: &[Group] = &[Group::Customer, Group::Store];

/// The lists in which fields of a group may stand.
#[must_use]
pub fn lists_of(group: Group) -> Vec<&'static str> {
    let lists = [("order_card", ORDER_CARD), ("order_details", ORDER_DETAILS), ("customer_details", CUSTOMER_DETAILS)];
    lists.into_iter().filter(|(_, groups)| groups.contains(&group)).map(|(list, _)| list).collect()
}

/// The chosen fields: three lists of ids from the [catalogue](crate::catalogue), metafields among them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct CardConfig {
    /// Counts the saves; 0 where nothing was saved yet and the default holds.
    #[serde(default)]
    pub version: u32,
    /// The order card: one to three fields of an order.
    pub order_card: Vec<String>,
    /// An order's details: at least three fields of orders, fulfillments, line items or the store.
    pub order_details: Vec<String>,
    /// The customer's details: at least three fields of customers or the store.
    pub customer_details: Vec<String>,
}

impl Default for CardConfig {
    fn default() -> Self {
        let ids = |ids: &[&str]| ids.iter().map(|id| (*id).to_owned()).collect();
        Self {
            version: 0,
            order_card: ids(&["order.number", "order.total", "order.delivery_status"]),
            order_details: ids(&["order.created", "fulfillment.tracking", "line_item.unit_price"]),
            customer_details: ids(&["customer.email", "customer.phone", "customer.created"]),
        }
    }
}

/// What is wrong with a [`CardConfig`]. `field` is the list, and where one entry is to blame, its place: `order_card[3]`.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ConfigError {
    /// More than three fields on the order card, or none.
    #[error("the order card takes one to three fields, not {count}")]
    OrderCardSize {
        /// How many there are.
        count: usize,
    },
    /// More metafields in a list than one request to Shopify could carry.
    #[error("{list} takes at most {MOST} metafields, not {count}")]
    TooManyMetafields {
        /// The list.
        list: &'static str,
        /// How many there are.
        count: usize,
    },
    /// Fewer than three fields in a list of details.
    #[error("{list} needs at least three fields, not {count}")]
    TooFew {
        /// The list.
        list: &'static str,
        /// How many there are.
        count: usize,
    },
    /// A field that the catalogue does not have.
    #[error("there is no field {id:?}")]
    Unknown {
        /// Where it stands.
        place: String,
        /// What stands there.
        id: String,
    },
    /// A field of a group that does not belong in this list.
    #[error("{id} can't be shown in {list}")]
    WrongGroup {
        /// Where it stands.
        place: String,
        /// The field.
        id: String,
        /// The list.
        list: &'static str,
    },
    /// The same field twice.
    #[error("{id} is chosen twice")]
    Twice {
        /// Where it stands the second time.
        place: String,
        /// The field.
        id: String,
    },
}

impl ConfigError {
    /// The list, or the place in it, that is wrong.
    #[must_use]
    pub fn field(&self) -> String {
        match self {
            Self::OrderCardSize { .. } => "order_card".to_owned(),
            Self::TooFew { list, .. } | Self::TooManyMetafields { list, .. } => (*list).to_owned(),
            Self::Unknown { place, .. } | Self::WrongGroup { place, .. } | Self::Twice { place, .. } => place.clone(),
        }
    }
}

impl CardConfig {
    /// Checks the rules of the three lists.
    ///
    /// # Errors
    /// The first rule that is broken.
    pub fn check(&self) -> Result<(), ConfigError> {
        let count = self.order_card.len();
        if !(1..=3).contains(&count) {
            return Err(ConfigError::OrderCardSize { count });
        }
        check_list("order_card", &self.order_card, ORDER_CARD)?;
        let details = [
            ("order_details", &self.order_details, ORDER_DETAILS),
            ("customer_details", &self.customer_details, CUSTOMER_DETAILS),
        ];
        for (list, ids, groups) in details {
            if ids.len() < 3 {
                return Err(ConfigError::TooFew { list, count: ids.len() });
            }
            check_list(list, ids, groups)?;
        }
        Ok(())
    }
}

fn check_list(list: &'static str, ids: &[String], groups: &[Group]) -> Result<(), ConfigError> {
    let mut metafields = 0;
    for (at, id) in ids.iter().enumerate() {
        let place = format!("{list}[{at}]");
        let Some(chosen) = Chosen::of(id) else {
            return Err(ConfigError::Unknown { place, id: id.clone() });
        };
        if !groups.contains(&chosen.group()) {
            return Err(ConfigError::WrongGroup { place, id: id.clone(), list });
        }
        if ids[..at].contains(id) {
            return Err(ConfigError::Twice { place, id: id.clone() });
        }
        metafields += usize::from(matches!(chosen, Chosen::Metafield(_)));
    }
    if metafields > MOST {
        return Err(ConfigError::TooManyMetafields { list, count: metafields });
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_default_keeps_the_rules() {
        assert_eq!(CardConfig::default().check(), Ok(()));
    }

    #[test]
    fn a_fourth_field_on_the_order_card_is_refused() {
        let mut config = CardConfig::default();
        config.order_card.push("order.created".into());
        assert_eq!(config.check(), Err(ConfigError::OrderCardSize { count: 4 }));
    }

    #[test]
    fn an_order_card_without_fields_is_refused() {
        let config = CardConfig { order_card: vec![], ..CardConfig::default() };
        assert_eq!(config.check(), Err(ConfigError::OrderCardSize { count: 0 }));
    }

    #[test]
    fn two_details_are_too_few() {
        let mut config = CardConfig::default();
        config.customer_details.pop();
        assert_eq!(config.check(), Err(ConfigError::TooFew { list: "customer_details", count: 2 }));
    }

    #[test]
    fn an_unknown_field_is_named_with_its_place() {
        let mut config = CardConfig::default();
        config.order_details[1] = "order.colour".into();
        let error = config.check().expect_err("refused");
        assert_eq!(error.field(), "order_details[1]");
        assert_eq!(error.to_string(), r#"there is no field "order.colour""#);
    }

    #[test]
    fn a_customer_field_does_not_fit_the_order_card() {
        let config = CardConfig { order_card: vec!["customer.note".into()], ..CardConfig::default() };
        assert_eq!(config.check().expect_err("refused").field(), "order_card[0]");
    }

    #[test]
    fn metafields_stand_where_their_owners_fields_stand() {
        let mut config =
            CardConfig { order_card: vec!["order.metafields.custom.engraving".into()], ..CardConfig::default() };
        config.customer_details.push("customer.metafields.loyalty.tier".into());
        config.order_details.push("order.metafields.custom.engraving".into());
        assert_eq!(config.check(), Ok(()));
        config.customer_details.push("order.metafields.custom.engraving".into());
        assert_eq!(config.check().expect_err("refused").field(), "customer_details[4]");
        config.customer_details[4] = "customer.metafields.loyalty.ti\"er".into();
        assert!(matches!(config.check(), Err(ConfigError::Unknown { .. })));
    }

    #[test]
    fn nobody_chooses_a_products_fields() {
        let mut config = CardConfig::default();
        config.order_details.push("product.vendor".into());
        assert_eq!(config.check().expect_err("refused").field(), "order_details[3]");
        assert!(lists_of(Group::Product).is_empty() && lists_of(Group::Variant).is_empty());
    }

    #[test]
    fn metafields_have_an_end() {
        let ids = (0..=MOST).map(|n| format!("order.metafields.custom.k{n}"));
        let mut config = CardConfig { order_details: ids.collect(), ..CardConfig::default() };
        assert_eq!(config.check(), Err(ConfigError::TooManyMetafields { list: "order_details", count: MOST + 1 }));
        config.order_details.pop();
        assert_eq!(config.check(), Ok(()));
    }

    #[test]
    fn the_same_field_twice_is_refused() {
        let config =
            CardConfig { order_card: vec!["order.total".into(), "order.total".into()], ..CardConfig::default() };
        assert_eq!(config.check().expect_err("refused").field(), "order_card[1]");
    }
}
