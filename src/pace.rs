//! How fast things may come one after the other: twenty in a second. What a host says faster is refused (`host/generic.rs`), and
//! what the proxy is asked faster waits (`app.rs`): a host that runs wild must not make everybody's card slow.

/// So many in a second.
const MOST: u32 = 20;
/// Milliseconds.
const SECOND: f64 = 1_000.0;

/// Counts in seconds that begin with the first thing that comes.
#[derive(Default)]
pub struct Pace {
    since: f64,
    count: u32,
}

impl Pace {
    /// One more thing, at this time in milliseconds. None where it may be; else how long the second still lasts.
    pub fn exceeds(&mut self, now: f64) -> Option<f64> {
        // A clock that was put back begins anew, too.
        if !(self.since..self.since + SECOND).contains(&now) {
            (self.since, self.count) = (now, 0);
        }
        self.count += 1;
        (self.count > MOST).then_some(self.since + SECOND - now)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn twenty_in_a_second_are_enough() {
        let mut pace = Pace::default();
        assert!((0..20).all(|at| pace.exceeds(5_000.0 + f64::from(at)).is_none()));
        assert_eq!(pace.exceeds(5_020.0), Some(980.0));
        assert_eq!(pace.exceeds(5_999.0), Some(1.0));
        assert_eq!(pace.exceeds(6_000.0), None, "the next second");
    }

    #[test]
    fn a_clock_that_is_put_back_stops_nobody() {
        let mut pace = Pace::default();
        for _ in 0..30 {
            pace.exceeds(5_000.0);
        }
        assert_eq!(pace.exceeds(1_000.0), None);
    }
}
