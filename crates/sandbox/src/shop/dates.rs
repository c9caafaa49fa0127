//! Dates in the shops' files: `-4d 14:03` is 14:03 of the shop's own day, four days ago.

use serde::{Deserialize, Deserializer, de::Error as _};
use time::{Date, Duration, Month, OffsetDateTime, Time, UtcOffset, Weekday};

/// A moment relative to the sandbox's start.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct When {
    days: i64,
    hour: u8,
    minute: u8,
}

impl When {
    pub(crate) fn new(days: i64, hour: u8, minute: u8) -> Self {
        Self { days, hour, minute }
    }

    /// A moment as the files would say it.
    pub(crate) fn of(at: OffsetDateTime, began: OffsetDateTime, zone: &str) -> Self {
        let local = |at: OffsetDateTime| at.to_offset(offset(zone, at));
        let days = (local(at).date() - local(began).date()).whole_days();
        Self { days, hour: local(at).hour(), minute: local(at).minute() }
    }

    fn parse(text: &str) -> Option<Self> {
        let (days, clock) = text.split_once("d ")?;
        let (hour, minute) = clock.split_once(':')?;
        let when = Self { days: days.parse().ok()?, hour: hour.parse().ok()?, minute: minute.parse().ok()? };
        (when.hour < 24 && when.minute < 60).then_some(when)
    }

    /// The moment itself, in UTC.
    pub(crate) fn from(self, now: OffsetDateTime, zone: &str) -> OffsetDateTime {
        let day = now.to_offset(offset(zone, now)).date() + Duration::days(self.days);
        let clock = Time::from_hms(self.hour, self.minute, 0).unwrap_or(Time::MIDNIGHT);
        let local = day.with_time(clock).assume_utc();
        (local - Duration::seconds(i64::from(offset(zone, local).whole_seconds()))).to_offset(UtcOffset::UTC)
    }
}

impl<'de> Deserialize<'de> for When {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = String::deserialize(from)?;
        Self::parse(&text).ok_or_else(|| D::Error::custom(format!("{text:?} is no moment, such as \"-4d 14:03\"")))
    }
}

/// A zone's distance from UTC at a moment: the shops' zones, by the rules that hold there.
pub(crate) fn offset(zone: &str, at: OffsetDateTime) -> UtcOffset {
    let summer = summer(at);
    let hours = match zone {
        "Asia/Tokyo" => 9,
        "Asia/Bahrain" => 3,
        "Europe/Paris" => 1 + i8::from(summer),
        "Europe/London" => i8::from(summer),
        _ => 0,
    };
    UtcOffset::from_hms(hours, 0, 0).unwrap_or(UtcOffset::UTC)
}

/// European summer time: last Sunday of March to last Sunday of October, at 01:00 UTC.
fn summer(at: OffsetDateTime) -> bool {
    let last_sunday = |month: Month| {
        let mut day = Date::from_calendar_date(at.year(), month, 31).unwrap_or(Date::MIN);
        while day.weekday() != Weekday::Sunday && day > Date::MIN {
            day -= Duration::DAY;
        }
        day.with_hms(1, 0, 0).unwrap_or_else(|_| day.midnight()).assume_utc()
    };
    at >= last_sunday(Month::March) && at < last_sunday(Month::October)
}

/// As the API writes a moment: `2026-05-06T22:09:00Z`.
pub(crate) fn iso(at: OffsetDateTime) -> String {
    let at = at.to_offset(UtcOffset::UTC);
    format!(
        "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}Z",
        at.year(),
        u8::from(at.month()),
        at.day(),
        at.hour(),
        at.minute(),
        at.second()
    )
}

#[cfg(test)]
mod tests {
    use super::{When, iso};
    use time::macros::datetime;

    #[test]
    fn days_are_the_shops_own() {
        let now = datetime!(2026-11-21 20:00 UTC);
        let when = When::parse("-4d 14:03").unwrap();
        assert_eq!(iso(when.from(now, "Europe/London")), "2026-11-17T14:03:00Z");
        // In Tokyo it is the 22nd already.
        assert_eq!(iso(when.from(now, "Asia/Tokyo")), "2026-11-18T05:03:00Z");
        // Thirty days earlier, Paris still had summer time.
        assert_eq!(iso(When::new(-30, 12, 0).from(now, "Europe/Paris")), "2026-10-22T10:00:00Z");
        assert_eq!(When::of(datetime!(2026-11-18 05:03 UTC), now, "Asia/Tokyo"), when);
        assert_eq!(When::parse("yesterday"), None);
        assert_eq!(When::parse("-4d 25:00"), None);
    }
}
