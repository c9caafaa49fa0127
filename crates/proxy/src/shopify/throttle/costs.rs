//! What each document cost before, for one store. Pure.

use std::collections::HashMap;

/// So many documents are remembered. A store has as many as there are card configurations, times a few.
const MANY: usize = 64;
/// What a document is taken to cost at first. The dearest card asks for less.
const GUESS: f64 = 100.0;
/// How much of a newer cost goes into the expectation.
const WEIGHT: f64 = 0.25;

/// What a document is expected to cost.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Expected {
    /// So much must be there for it to go.
    pub(super) requested: f64,
    /// So much will be gone afterwards.
    pub(super) actual: f64,
    /// Whether this is only a guess.
    pub(super) guessed: bool,
}

/// What is remembered.
#[derive(Debug, Default)]
pub(super) struct Costs(HashMap<u64, Expected>);

impl Costs {
    pub(super) fn of(&self, document: u64) -> Expected {
        let guess = Expected { requested: GUESS, actual: GUESS, guessed: true };
        self.0.get(&document).copied().unwrap_or(guess)
    }

    /// Takes in what Shopify said. Without an actual cost nothing ran.
    pub(super) fn learn(&mut self, document: u64, requested: f64, actual: Option<f64>) {
        if !(requested.is_finite() && requested >= 0.0) {
            return;
        }
        if self.0.len() >= MANY && !self.0.contains_key(&document) {
            self.0.clear();
        }
        let before = self.of(document);
        let actual = match actual {
            Some(actual) if before.guessed => actual,
            Some(actual) => (actual - before.actual).mul_add(WEIGHT, before.actual),
            None if before.guessed => requested,
            None => before.actual,
        };
        self.0.insert(document, Expected { requested, actual: actual.clamp(0.0, requested), guessed: false });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_guess_is_replaced_by_what_shopify_says() {
        let mut costs = Costs::default();
        assert!(costs.of(1).guessed);
        costs.learn(1, 36.0, None);
        assert_eq!(costs.of(1), Expected { requested: 36.0, actual: 36.0, guessed: false });
        costs.learn(1, 36.0, Some(16.0));
        assert_eq!(costs.of(1).actual, 31.0);
        costs.learn(1, 20.0, Some(f64::NAN));
        costs.learn(1, f64::NAN, Some(1.0));
        assert_eq!(costs.of(1).requested, 20.0);
        assert!(costs.of(2).guessed);
    }

    #[test]
    fn memory_has_an_end() {
        let mut costs = Costs::default();
        for document in 0..1000 {
            costs.learn(document, 10.0, Some(5.0));
            assert!(costs.0.len() <= MANY);
        }
        assert_eq!(costs.of(999).requested, 10.0);
    }
}
