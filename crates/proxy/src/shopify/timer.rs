//! How time passes while Shopify is waited for. Passed in, so that no test waits for real time.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;
use tokio::time::Instant;

/// A watch that never goes back, and the way to wait on it.
#[derive(Clone)]
pub struct Timer(Kind);

#[derive(Clone)]
enum Kind {
    Real(Instant),
    Moved { now: Arc<dyn Fn() -> Duration + Send + Sync>, advance: Arc<dyn Fn(Duration) + Send + Sync> },
}

impl Timer {
    /// Real time.
    #[must_use]
    pub fn real() -> Self {
        Self(Kind::Real(Instant::now()))
    }

    /// Time that somebody moves: `now` tells it, and who waits moves it on by calling `advance`.
    pub fn moved(
        now: impl Fn() -> Duration + Send + Sync + 'static,
        advance: impl Fn(Duration) + Send + Sync + 'static,
    ) -> Self {
        Self(Kind::Moved { now: Arc::new(now), advance: Arc::new(advance) })
    }

    /// The time since some moment that stays the same.
    #[must_use]
    pub fn now(&self) -> Duration {
        match &self.0 {
            Kind::Real(began) => began.elapsed(),
            Kind::Moved { now, .. } => now(),
        }
    }

    /// Waits.
    pub async fn sleep(&self, time: Duration) {
        match &self.0 {
            Kind::Real(_) => tokio::time::sleep(time).await,
            Kind::Moved { advance, .. } => advance(time),
        }
    }
}

impl fmt::Debug for Timer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Timer")
    }
}
