//! Periods of a calendar, without a gap: months, or longer ones where there would be too many. Pure.
//!
//! The conversion of a customer's orders over time calls this.

use super::{Instant, Text, Zone};
use icu::calendar::Date;
use std::ops::RangeInclusive;

/// So many periods are told at most.
pub const MOST: i32 = 24;

/// How long a period is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Span {
    /// A month.
    Month,
    /// Three months.
    Quarter,
    /// A year.
    Year,
}

impl Span {
    const fn months(self) -> i32 {
        match self {
            Self::Month => 1,
            Self::Quarter => 3,
            Self::Year => 12,
        }
    }

    /// The period that a point in time falls into, counted from the calendar's beginning, in a zone.
    #[must_use]
    pub fn of(self, at: Instant, zone: &Zone) -> i32 {
        let day = at.civil(zone).date();
        (i32::from(day.year()) * 12 + i32::from(day.month()) - 1).div_euclid(self.months())
    }
}

/// The periods from the first of these points in time to the present: months where they are few enough, else quarters, else
/// years, and of years the newest. What lies ahead is told too. None where there is nothing to tell.
#[must_use]
pub fn periods(times: &[Instant], now: Instant, zone: &Zone) -> Option<(Span, RangeInclusive<i32>)> {
    let (first, last) = (*times.iter().min()?, (*times.iter().max()?).max(now));
    let range = |span: Span| (span.of(first, zone), span.of(last, zone));
    let few = |span: &Span| range(*span).1 - range(*span).0 < MOST;
    let span = [Span::Month, Span::Quarter].into_iter().find(few).unwrap_or(Span::Year);
    let (from, to) = range(span);
    Some((span, from.max(to - MOST + 1)..=to))
}

impl Text {
    /// A period's name: `Mar 2026`, `Q1 2026`, `2026`.
    #[must_use]
    pub fn period(&self, span: Span, period: i32) -> String {
        let month = period * span.months();
        let (year, month) = (month.div_euclid(12), month.rem_euclid(12));
        let Ok(day) = Date::try_new_gregorian(year, u8::try_from(month + 1).unwrap_or(1), 1) else {
            return year.to_string();
        };
        match span {
            Span::Month => self.month.format(&day).to_string(),
            Span::Quarter => {
                let (n, year) = (self.count(month.unsigned_abs() as u64 / 3 + 1), self.year.format(&day).to_string());
                self.words().card.history_quarter.fill(&[("n", &n), ("year", &year)])
            }
            Span::Year => self.year.format(&day).to_string(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Locale;

    fn at(text: &str) -> Instant {
        Instant::parse(text).unwrap()
    }

    fn told(locale: &str, zone: &str, times: &[&str]) -> Vec<String> {
        let (text, zone) = (Text::of(&Locale::parse(locale).unwrap()), Zone::parse(zone).unwrap());
        let times: Vec<_> = times.iter().map(|time| at(time)).collect();
        let found = periods(&times, at("2026-11-21T10:00:00Z"), &zone);
        found.map(|(span, range)| range.map(|period| text.period(span, period)).collect()).unwrap_or_default()
    }

    #[test]
    fn from_the_first_to_now_without_a_gap_and_never_too_many() {
        for (first, bars, from) in [
            ("2026-11-21T09:00:00Z", 1, "Nov 2026"),
            ("2026-11-01T00:00:00Z", 1, "Nov 2026"),
            ("2026-10-31T23:59:00Z", 2, "Oct 2026"),
            ("2025-12-01T00:00:00Z", 12, "Dec 2025"),
            ("2024-12-01T00:00:00Z", 24, "Dec 2024"),
            ("2024-11-30T23:59:00Z", 9, "Q4 2024"),
            ("2021-01-01T00:00:00Z", 24, "Q1 2021"),
            ("2020-12-31T23:59:00Z", 7, "2020"),
            ("2003-01-01T00:00:00Z", 24, "2003"),
            ("1970-01-01T00:00:00Z", 24, "2003"),
        ] {
            let told = told("en-GB", "UTC", &[first]);
            assert_eq!((told.len(), told[0].as_str()), (bars, from), "{first}");
            assert!(told.len() <= usize::try_from(MOST).unwrap());
        }
        assert_eq!(told("en-GB", "UTC", &["2026-09-02T00:00:00Z"]), ["Sept 2026", "Oct 2026", "Nov 2026"]);
        assert_eq!(told("en-GB", "UTC", &[]), [""; 0]);
    }

    #[test]
    fn a_day_belongs_to_the_month_that_the_store_counts_it_in() {
        let night = "2026-10-31T23:30:00Z";
        assert_eq!(told("en-GB", "Europe/London", &[night]).len(), 2);
        assert_eq!(told("en-GB", "Asia/Tokyo", &[night]), ["Nov 2026"]);
        assert_eq!(told("en-GB", "America/New_York", &["2026-11-01T01:00:00Z"])[0], "Oct 2026");
    }

    #[test]
    fn what_lies_ahead_is_told_too() {
        assert_eq!(told("en-GB", "UTC", &["2026-12-24T00:00:00Z"]), ["Dec 2026"]);
        assert_eq!(told("en-GB", "UTC", &["2026-11-02T00:00:00Z", "2026-12-24T00:00:00Z"]), ["Nov 2026", "Dec 2026"]);
    }

    #[test]
    fn periods_are_named_in_the_agents_language() {
        assert_eq!(told("de-DE", "UTC", &["2026-10-01T00:00:00Z"])[0], "10/2026");
        assert_eq!(told("ja-JP", "UTC", &["2026-10-01T00:00:00Z"])[0], "2026/10");
    }
}
