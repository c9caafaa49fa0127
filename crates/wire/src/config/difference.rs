//! What became different between two choices of fields: for the history of changes, and for an admin who was not the first
//! to save.

use super::CardConfig;

/// What became different in one list of a [`CardConfig`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListDifference {
    /// The list: `order_card`, `order_details` or `customer_details`.
    pub list: &'static str,
    /// The ids that came, in the order of the newer list.
    pub added: Vec<String>,
    /// The ids that went, in the order of the older list.
    pub removed: Vec<String>,
    /// Whether the fields that stand in both stand in another order.
    pub moved: bool,
}

impl CardConfig {
    /// The three lists by name, in the order in which they are shown.
    #[must_use]
    pub fn lists(&self) -> [(&'static str, &[String]); 3] {
        [
            ("order_card", &self.order_card),
            ("order_details", &self.order_details),
            ("customer_details", &self.customer_details),
        ]
    }

    /// What a newer choice has different, list by list; empty where both show the same.
    #[must_use]
    pub fn difference(&self, newer: &Self) -> Vec<ListDifference> {
        let lists = self.lists().into_iter().zip(newer.lists());
        lists.filter_map(|((list, old), (_, new))| difference(list, old, new)).collect()
    }
}

fn difference(list: &'static str, old: &[String], new: &[String]) -> Option<ListDifference> {
    let without = |all: &[String], others: &[String]| all.iter().filter(|id| !others.contains(id)).cloned().collect();
    let both = old.iter().filter(|id| new.contains(id));
    let moved = !both.eq(new.iter().filter(|id| old.contains(id)));
    let found = ListDifference { list, added: without(new, old), removed: without(old, new), moved };
    (moved || !found.added.is_empty() || !found.removed.is_empty()).then_some(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ids(ids: &[&str]) -> Vec<String> {
        ids.iter().map(|id| (*id).to_owned()).collect()
    }

    fn of_order_card(old: &[&str], new: &[&str]) -> Vec<ListDifference> {
        let with = |list: &[&str]| CardConfig { order_card: ids(list), ..CardConfig::default() };
        with(old).difference(&with(new))
    }

    #[test]
    fn the_same_fields_are_no_difference_whatever_their_version() {
        let newer = CardConfig { version: 7, ..CardConfig::default() };
        assert_eq!(CardConfig::default().difference(&newer), []);
    }

    #[test]
    fn what_came_and_what_went_is_named() {
        let found = of_order_card(&["a", "b", "c"], &["b", "d"]);
        let expected =
            ListDifference { list: "order_card", added: ids(&["d"]), removed: ids(&["a", "c"]), moved: false };
        assert_eq!(found, [expected]);
    }

    #[test]
    fn only_what_stands_in_both_can_have_moved() {
        let moved = |old: &[&str], new: &[&str]| of_order_card(old, new).first().map(|list| list.moved);
        assert_eq!(moved(&["a", "b", "c"], &["c", "a", "b"]), Some(true));
        assert_eq!(moved(&["a", "b"], &["x", "a", "y", "b"]), Some(false));
        assert_eq!(moved(&["a", "b", "c"], &["c", "x", "a"]), Some(true));
    }

    #[test]
    fn each_list_is_looked_at_for_itself() {
        let older = CardConfig::default();
        let mut newer = older.clone();
        newer.order_details.reverse();
        newer.customer_details.push("customer.note".to_owned());
        let lists: Vec<_> = older.difference(&newer).into_iter().map(|found| found.list).collect();
        assert_eq!(lists, ["order_details", "customer_details"]);
    }
}
