//! Time zones and points in time, as Shopify writes them and as people count them.

use jiff::civil;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use time::OffsetDateTime;

/// An IANA time zone. Its rules come with the binary, so every machine counts the same days.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Zone(TimeZone);

impl Zone {
    /// Reads `Europe/London`. `None` for a zone that is not known.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        TimeZone::get(name.trim()).ok().map(Self)
    }

    /// Its IANA name, where it has one.
    #[must_use]
    pub fn name(&self) -> Option<&str> {
        self.0.iana_name()
    }

    /// UTC, where no zone is known.
    #[must_use]
    pub const fn utc() -> Self {
        Self(TimeZone::UTC)
    }
}

/// A point in time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Instant(Timestamp);

impl Instant {
    /// Reads RFC 3339 with any offset, as Shopify's `DateTime` has it.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        text.parse().ok().map(Self)
    }

    /// Noon of a calendar day, `2026-11-21`, in a zone.
    #[must_use]
    pub fn of_day(text: &str, zone: &Zone) -> Option<Self> {
        let day: civil::Date = text.parse().ok()?;
        Some(Self(day.at(12, 0, 0, 0).to_zoned(zone.0.clone()).ok()?.timestamp()))
    }

    /// The same as [`Clock`](crate::clock::Clock) tells it.
    #[must_use]
    pub fn of(time: OffsetDateTime) -> Self {
        Self(Timestamp::from_nanosecond(time.unix_timestamp_nanos()).unwrap_or(Timestamp::UNIX_EPOCH))
    }

    /// A Unix time in seconds, as the database keeps it. What is out of reach is the beginning of time.
    #[must_use]
    pub fn of_unix(seconds: i64) -> Self {
        Self(Timestamp::from_second(seconds).unwrap_or(Timestamp::UNIX_EPOCH))
    }

    /// RFC 3339, in UTC, to the second.
    #[must_use]
    pub fn rfc3339(self) -> String {
        format!("{:.0}", self.0)
    }

    /// Date and time on the wall of a zone.
    pub(super) fn civil(self, zone: &Zone) -> civil::DateTime {
        zone.0.to_datetime(self.0)
    }

    /// Whole days from `now`'s day to this one's, as a calendar in the zone counts them: yesterday is −1.
    #[must_use]
    pub fn days_from(self, now: Self, zone: &Zone) -> i64 {
        let (day, today) = (self.civil(zone).date(), now.civil(zone).date());
        day.since((jiff::Unit::Day, today)).map_or(0, |span| i64::from(span.get_days()))
    }

    /// So many seconds before this.
    #[must_use]
    pub fn seconds_before(self, seconds: i64) -> Self {
        Self(self.0.saturating_sub(SignedDuration::from_secs(seconds)).unwrap_or(self.0))
    }

    /// Seconds from `now` to this; negative where it has passed.
    #[must_use]
    pub fn seconds_from(self, now: Self) -> i64 {
        self.0.as_second() - now.0.as_second()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_counted_where_the_shop_is() {
        let now = Instant::parse("2026-11-21T01:00:00Z").unwrap();
        let due = Instant::parse("2026-11-20T23:30:00Z").unwrap();
        assert_eq!(due.days_from(now, &Zone::parse("Europe/London").unwrap()), -1);
        assert_eq!(due.days_from(now, &Zone::parse("Asia/Tokyo").unwrap()), 0);
        assert_eq!(due.days_from(now, &Zone::parse("America/New_York").unwrap()), 0);
    }

    #[test]
    fn the_night_the_clocks_go_back_is_still_one_day() {
        let zone = Zone::parse("Europe/London").unwrap();
        let before = Instant::parse("2026-10-24T12:00:00Z").unwrap();
        let after = Instant::parse("2026-10-26T12:00:00Z").unwrap();
        assert_eq!(before.days_from(after, &zone), -2);
    }

    #[test]
    fn offsets_are_read_and_utc_is_written() {
        let at = Instant::parse("2021-12-31T19:00:00-05:00").unwrap();
        assert_eq!(at.rfc3339(), "2022-01-01T00:00:00Z");
        assert_eq!(Instant::parse("yesterday"), None);
    }

    #[test]
    fn a_calendar_day_is_that_day_wherever_the_shop_is() {
        for name in ["Europe/London", "Pacific/Auckland", "Pacific/Kiritimati", "America/Los_Angeles"] {
            let zone = Zone::parse(name).unwrap();
            let day = Instant::of_day("2026-11-21", &zone).unwrap();
            assert_eq!(day.civil(&zone).date().to_string(), "2026-11-21", "{name}");
        }
        for odd in ["", "2026-13-01", "21.11.2026", "tomorrow"] {
            assert_eq!(Instant::of_day(odd, &Zone::utc()), None, "{odd}");
        }
    }

    #[test]
    fn an_unknown_zone_is_none() {
        assert_eq!(Zone::parse("Europe/Atlantis"), None);
        assert!(Zone::parse("Asia/Tokyo").is_some());
    }
}
