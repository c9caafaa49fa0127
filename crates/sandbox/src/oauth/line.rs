//! The one refreshable line of tokens of an app in a shop, by the rules since 2026-08-28.
//!
//! A refresh token that was used stays good for a retry until its replacement is used for the first time, at most thirty
//! days, and never beyond its own ninety. A retry makes another pair, and the pair that got lost is dead.

use time::{Duration, OffsetDateTime};

use super::{HOUR, NINETY_DAYS};

/// How long a used refresh token can be tried again.
const RETRY: Duration = Duration::days(30);
/// How long a migration can be tried again.
const MIGRATION_RETRY: Duration = Duration::days(7);

/// An access token and what renews it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Pair {
    pub(crate) access: String,
    pub(crate) access_until: OffsetDateTime,
    pub(crate) refresh: String,
    pub(crate) refresh_until: OffsetDateTime,
}

impl Pair {
    pub(crate) fn new(now: OffsetDateTime) -> Self {
        Self {
            access: format!("shpat_{}", super::chance()),
            access_until: now + Duration::seconds(HOUR),
            refresh: format!("shprt_{}", super::chance()),
            refresh_until: now + Duration::seconds(NINETY_DAYS),
        }
    }
}

#[derive(Debug)]
struct Used {
    refresh: String,
    until: OffsetDateTime,
}

#[derive(Debug)]
struct Migrated {
    original: String,
    at: OffsetDateTime,
}

/// The line: the pair that holds, and the refresh token before it.
#[derive(Debug)]
pub(crate) struct Line {
    pub(crate) pair: Pair,
    used: Option<Used>,
    migrated: Option<Migrated>,
}

/// What a refresh brought.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Renewed {
    pub(crate) pair: Pair,
    /// The access token of a pair that got lost: it is dead now.
    pub(crate) lost: Option<String>,
}

impl Line {
    pub(crate) fn new(pair: Pair) -> Self {
        Self { pair, used: None, migrated: None }
    }

    /// A line that took the place of a token without end.
    pub(crate) fn migrated(pair: Pair, original: &str, at: OffsetDateTime) -> Self {
        Self { migrated: Some(Migrated { original: original.to_owned(), at }), ..Self::new(pair) }
    }

    /// The pair again, for a migration that is tried again and was not refreshed since.
    pub(crate) fn again(&self, original: &str, now: OffsetDateTime) -> Option<Pair> {
        self.migrated.as_ref().filter(|m| m.original == original && now < m.at + MIGRATION_RETRY)?;
        Some(self.pair.clone())
    }

    /// A new pair for a refresh token, if it is still good.
    pub(crate) fn refresh(&mut self, token: &str, now: OffsetDateTime) -> Option<Renewed> {
        if token == self.pair.refresh {
            if now >= self.pair.refresh_until {
                return None;
            }
            let before = std::mem::replace(&mut self.pair, Pair::new(now));
            self.used = Some(Used { refresh: before.refresh, until: before.refresh_until.min(now + RETRY) });
            self.migrated = None;
            return Some(Renewed { pair: self.pair.clone(), lost: None });
        }
        self.used.as_ref().filter(|used| used.refresh == token && now < used.until)?;
        let lost = std::mem::replace(&mut self.pair, Pair::new(now));
        Some(Renewed { pair: self.pair.clone(), lost: Some(lost.access) })
    }
}

#[cfg(test)]
mod tests {
    use time::macros::datetime;
    use time::{Duration, OffsetDateTime};

    use super::{Line, Pair};

    const NOON: OffsetDateTime = datetime!(2026-11-21 12:00 UTC);

    #[test]
    fn the_old_refresh_token_recovers_a_lost_answer_until_the_new_one_is_used() {
        let mut line = Line::new(Pair::new(NOON));
        let first = line.pair.clone();
        let lost = line.refresh(&first.refresh, NOON).unwrap().pair;
        let retried = line.refresh(&first.refresh, NOON).unwrap();
        assert_ne!(retried.pair.refresh, lost.refresh, "another pair");
        assert_eq!(retried.lost, Some(lost.access));
        assert_eq!(line.refresh(&lost.refresh, NOON), None, "the lost pair is dead");
        let third = line.refresh(&retried.pair.refresh, NOON).unwrap().pair;
        assert_eq!(line.refresh(&first.refresh, NOON), None, "retired by the use of its replacement");
        assert!(line.refresh(&retried.pair.refresh, NOON).is_some(), "but the last one may be tried again");
        assert_eq!(line.refresh(&third.refresh, NOON), None);
    }

    #[test]
    fn a_retry_is_possible_for_thirty_days_from_the_first_use() {
        let mut line = Line::new(Pair::new(NOON));
        let first = line.pair.refresh.clone();
        let used = NOON + Duration::days(10);
        line.refresh(&first, used).unwrap();
        assert!(line.refresh(&first, used + Duration::days(29)).is_some());
        assert!(
            line.refresh(&first, used + Duration::days(30)).is_none(),
            "a retry does not start the thirty days anew"
        );
    }

    #[test]
    fn nothing_outlives_its_own_ninety_days() {
        let mut line = Line::new(Pair::new(NOON));
        let first = line.pair.refresh.clone();
        line.refresh(&first, NOON + Duration::days(80)).unwrap();
        assert!(line.refresh(&first, NOON + Duration::days(89)).is_some());
        assert!(line.refresh(&first, NOON + Duration::days(90)).is_none());
        let mut idle = Line::new(Pair::new(NOON));
        let first = idle.pair.refresh.clone();
        assert!(idle.refresh(&first, NOON + Duration::days(90)).is_none());
    }

    #[test]
    fn a_migration_brings_the_same_pair_for_seven_days_or_until_it_is_refreshed() {
        let mut line = Line::migrated(Pair::new(NOON), "old", NOON);
        let pair = line.pair.clone();
        assert_eq!(line.again("old", NOON + Duration::days(6)).as_ref(), Some(&pair));
        assert_eq!(line.again("other", NOON), None);
        assert_eq!(line.again("old", NOON + Duration::days(7)), None);
        line.refresh(&pair.refresh, NOON).unwrap();
        assert_eq!(line.again("old", NOON), None);
    }
}
