//! The clock that everything here reads. It can be set and moved, so that no test waits for real time.

use std::sync::Mutex;
use std::time::Instant;

use time::{Duration, OffsetDateTime};

/// Real time from a chosen start, or time that stands still until it is moved.
#[derive(Debug)]
pub(crate) struct Clock {
    start: OffsetDateTime,
    /// `None` where time stands still.
    began: Option<Instant>,
    moved: Mutex<Duration>,
}

impl Clock {
    /// A clock that stands at `now`, or runs from the real time where there is none.
    pub(crate) fn new(now: Option<OffsetDateTime>) -> Self {
        Self {
            start: now.unwrap_or_else(OffsetDateTime::now_utc),
            began: now.is_none().then(Instant::now),
            moved: Mutex::new(Duration::ZERO),
        }
    }

    /// A clock that runs from `now`.
    pub(crate) fn running_from(now: OffsetDateTime) -> Self {
        Self { start: now, began: Some(Instant::now()), moved: Mutex::new(Duration::ZERO) }
    }

    pub(crate) fn now(&self) -> OffsetDateTime {
        let ran =
            self.began.map_or(Duration::ZERO, |began| Duration::try_from(began.elapsed()).unwrap_or(Duration::ZERO));
        self.start + ran + *crate::lock(&self.moved)
    }

    pub(crate) fn advance(&self, by: Duration) {
        *crate::lock(&self.moved) += by;
    }
}
