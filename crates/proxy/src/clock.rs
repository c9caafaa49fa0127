//! What time it is. Passed in everywhere, so that no test depends on the real clock.

use std::sync::Arc;
use time::{Duration, OffsetDateTime};

/// A source of the present time, in UTC.
#[derive(Clone)]
pub struct Clock(Arc<dyn Fn() -> OffsetDateTime + Send + Sync>);

impl Clock {
    /// The machine's clock.
    #[must_use]
    pub fn system() -> Self {
        Self(Arc::new(OffsetDateTime::now_utc))
    }

    /// A clock that tells what the function tells.
    pub fn from_fn(now: impl Fn() -> OffsetDateTime + Send + Sync + 'static) -> Self {
        Self(Arc::new(now))
    }

    /// A clock that stands still.
    #[must_use]
    pub fn at(now: OffsetDateTime) -> Self {
        Self::from_fn(move || now)
    }

    /// The present time.
    #[must_use]
    pub fn now(&self) -> OffsetDateTime {
        (self.0)()
    }

    /// The present time in whole seconds since 1970.
    #[must_use]
    pub fn unix(&self) -> i64 {
        self.now().unix_timestamp()
    }

    /// The present time in milliseconds since 1970, as the wire has it.
    #[must_use]
    pub fn millis(&self) -> f64 {
        (self.now() - OffsetDateTime::UNIX_EPOCH) / Duration::MILLISECOND
    }
}

impl std::fmt::Debug for Clock {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Clock")
    }
}
