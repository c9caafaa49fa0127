//! A field that is lifted, on its way to another place of its list: by the keyboard or by a pointer.

use super::List;

/// A field that is lifted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lift {
    /// Its list.
    pub list: List,
    /// The field.
    pub id: String,
    /// Where it was.
    pub from: usize,
    /// Where it would be dropped.
    pub to: usize,
}

impl Lift {
    /// Lifts a field, if the list has it.
    #[must_use]
    pub fn new(list: List, ids: &[String], id: &str) -> Option<Self> {
        let from = ids.iter().position(|it| it == id)?;
        Some(Self { list, id: id.to_owned(), from, to: from })
    }

    /// One place on or back; it stays within a list of so many fields. Whether it moved.
    pub fn step(&mut self, on: bool, count: usize) -> bool {
        let to = if on { (self.to + 1).min(count.saturating_sub(1)) } else { self.to.saturating_sub(1) };
        std::mem::replace(&mut self.to, to) != to
    }

    /// The list as it would be.
    #[must_use]
    pub fn drawn(&self, ids: &[String]) -> Vec<String> {
        let mut drawn: Vec<_> = ids.iter().filter(|id| **id != self.id).cloned().collect();
        drawn.insert(self.to.min(drawn.len()), self.id.clone());
        drawn
    }
}

/// The place at which a field is dropped, by the middles of all rows from above and the pointer's height.
#[must_use]
pub fn place_at(middles: &[f64], from: usize, y: f64) -> usize {
    middles.iter().enumerate().filter(|(at, middle)| *at != from && **middle < y).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ids(text: &str) -> Vec<String> {
        text.split(' ').map(str::to_owned).collect()
    }

    #[test]
    fn a_lifted_field_moves_within_its_list() {
        let list = ids("a b c");
        let mut lift = Lift::new(List::OrderDetails, &list, "a").expect("it is there");
        assert!(!lift.step(false, 3), "it is the first already");
        assert!(lift.step(true, 3));
        assert_eq!(lift.drawn(&list), ids("b a c"));
        assert!(lift.step(true, 3));
        assert!(!lift.step(true, 3), "there is nothing after the last");
        assert_eq!(lift.drawn(&list), ids("b c a"));
        assert_eq!(Lift::new(List::OrderDetails, &list, "d"), None);
    }

    #[test]
    fn a_pointer_drops_between_the_middles() {
        let middles = [20.0, 60.0, 100.0];
        assert_eq!(place_at(&middles, 0, 20.0), 0);
        assert_eq!(place_at(&middles, 0, 61.0), 1);
        assert_eq!(place_at(&middles, 0, 900.0), 2);
        assert_eq!(place_at(&middles, 2, 61.0), 2);
        assert_eq!(place_at(&middles, 2, 59.0), 1);
        assert_eq!(place_at(&middles, 2, -5.0), 0);
    }
}
