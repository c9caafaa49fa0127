//! Money, counts, dates, relative time and lists, by ICU4X. The formatters of a locale are made once and kept.

use super::{Instant, Locale, Messages, Plural, SettingsMessages, Zone};
use context_card_wire::{Moment, Money};
use icu::calendar::{Date, Gregorian};
use icu::datetime::input::{DateTime, Time};
use icu::datetime::options::{TimePrecision, YearStyle};
use icu::datetime::{DateTimeFormatterLoadError, FixedCalendarDateTimeFormatter, fieldsets};
use icu::decimal::DecimalFormatter;
use icu::decimal::input::Decimal;
use icu::list::ListFormatter;
use icu::list::options::{ListFormatterOptions, ListLength};
use icu::plurals::PluralRules;
use icu_experimental::dimension::currency::CurrencyType;
use icu_experimental::dimension::currency::formatter::CurrencyFormatter;
use icu_experimental::relativetime::options::Numeric;
use icu_experimental::relativetime::{RelativeTimeFormatter, RelativeTimeFormatterOptions};
use icu_provider::DataError;
use jiff::civil;
use std::collections::HashMap;
use std::sync::{Arc, LazyLock, PoisonError, RwLock};

type Dates<F> = FixedCalendarDateTimeFormatter<Gregorian, F>;
type Currency = CurrencyFormatter<DecimalFormatter>;

/// So many locales are kept ready, agents' and customers'; who asks for more makes room.
const LOCALES: usize = 128;

/// All that one locale needs to write: the messages of its language and its formatters.
pub struct Text {
    locale: Locale,
    language: &'static str,
    messages: &'static Messages,
    counts: DecimalFormatter,
    plurals: PluralRules,
    relative: Relative,
    stamp: Dates<fieldsets::YMDT>,
    day: Dates<fieldsets::YMD>,
    weekday: Dates<fieldsets::YMDE>,
    pub(super) month: Dates<fieldsets::YM>,
    pub(super) year: Dates<fieldsets::Y>,
    list: ListFormatter,
    currencies: RwLock<HashMap<CurrencyType, Option<Arc<Currency>>>>,
}

/// "4 days ago", one formatter a unit.
struct Relative {
    seconds: RelativeTimeFormatter,
    minutes: RelativeTimeFormatter,
    hours: RelativeTimeFormatter,
    days: RelativeTimeFormatter,
    months: RelativeTimeFormatter,
    years: RelativeTimeFormatter,
}

/// Why a locale has no formatters. With compiled data every locale falls back to one that has.
#[derive(Debug, thiserror::Error)]
enum LoadError {
    #[error(transparent)]
    Data(#[from] DataError),
    #[error(transparent)]
    Dates(#[from] DateTimeFormatterLoadError),
}

static READY: LazyLock<RwLock<HashMap<Locale, Arc<Text>>>> = LazyLock::new(RwLock::default);

impl Text {
    /// The formatters of a locale, made at its first use.
    #[must_use]
    pub fn of(locale: &Locale) -> Arc<Self> {
        if let Some(text) = READY.read().unwrap_or_else(PoisonError::into_inner).get(locale) {
            return text.clone();
        }
        let text = Arc::new(Self::load(locale).unwrap_or_else(|error| {
            tracing::error!(%locale, %error, "no formats for this locale; English speaks");
            #[expect(clippy::expect_used, reason = "English is compiled in; the tests load it")]
            Self::load(&Locale::default()).expect("English formats")
        }));
        let mut ready = READY.write().unwrap_or_else(PoisonError::into_inner);
        if ready.len() >= LOCALES {
            ready.clear();
        }
        ready.insert(locale.clone(), text.clone());
        text
    }

    fn load(locale: &Locale) -> Result<Self, LoadError> {
        let (language, messages) = Messages::of(&locale.to_string());
        let words = locale.words(language);
        let minutes = TimePrecision::Minute;
        Ok(Self {
            language,
            messages,
            counts: DecimalFormatter::try_new(locale.numbers().into(), Default::default())?,
            plurals: PluralRules::try_new_cardinal((&words).into())?,
            relative: Relative::load(&words)?,
            stamp: Dates::try_new((&words).into(), fieldsets::YMDT::medium().with_time_precision(minutes))?,
            day: Dates::try_new((&words).into(), fieldsets::YMD::medium())?,
            weekday: Dates::try_new((&words).into(), fieldsets::YMDE::medium())?,
            month: Dates::try_new((&words).into(), fieldsets::YM::medium().with_year_style(YearStyle::Full))?,
            year: Dates::try_new((&words).into(), fieldsets::Y::medium().with_year_style(YearStyle::Full))?,
            list: ListFormatter::try_new_and(
                (&words).into(),
                ListFormatterOptions::default().with_length(ListLength::Narrow),
            )?,
            currencies: RwLock::default(),
            locale: locale.clone(),
        })
    }

    /// The messages of its language.
    #[must_use]
    pub const fn words(&self) -> &'static Messages {
        self.messages
    }

    /// What the settings panel says in its language.
    #[must_use]
    pub fn settings(&self) -> &'static SettingsMessages {
        SettingsMessages::of(self.language)
    }

    /// Whether there are words in a locale's language.
    #[must_use]
    pub fn speaks(locale: &str) -> bool {
        Messages::speak(locale)
    }

    /// The language of its words, for a page's `lang`: perhaps not the locale's own.
    #[must_use]
    pub const fn language(&self) -> &'static str {
        self.language
    }

    /// Its locale.
    #[must_use]
    pub const fn locale(&self) -> &Locale {
        &self.locale
    }

    /// What writes to a customer: the first of their locales that there are messages for, else this one.
    #[must_use]
    pub fn of_customer<'t>(&self, locales: impl IntoIterator<Item = Option<&'t str>>) -> Arc<Self> {
        let known = locales.into_iter().flatten().filter_map(Locale::parse);
        let own = known.into_iter().find(|locale| Messages::speak(&locale.to_string()));
        Self::of(&own.map_or_else(|| self.locale.clone(), |own| own.or_nearer(&self.locale)))
    }

    /// A number of things: `1,284`.
    #[must_use]
    pub fn count(&self, n: u64) -> String {
        self.counts.format_to_string(&Decimal::from(n))
    }

    /// A number as it is written in code, `-1284.50`, with the locale's separators. None for what is no number.
    #[must_use]
    pub fn number(&self, plain: &str) -> Option<String> {
        Some(self.counts.format_to_string(&plain.parse::<Decimal>().ok()?))
    }

    /// A message in the plural form for `n`; fills its gap `{n}`, and the others given.
    #[must_use]
    pub fn plural(&self, forms: &Plural, n: u64, others: &[(&str, &str)]) -> String {
        let count = self.count(n);
        let gaps: Vec<_> = others.iter().copied().chain([("n", count.as_str())]).collect();
        forms.of(self.plurals.category_for(n)).fill(&gaps)
    }

    /// Several short things in one line.
    #[must_use]
    pub fn list(&self, things: &[String]) -> String {
        self.list.format_to_string(things.iter())
    }

    /// An amount as Shopify gives it (`1284.5`, not padded) in a currency: `£1,284.50`. An amount that is no number,
    /// or a currency that is no code, is shown as it came.
    #[must_use]
    pub fn amount(&self, amount: &str, currency: &str) -> String {
        let plain = || [amount, currency].join(" ");
        let Ok(value) = amount.parse::<Decimal>() else { return plain() };
        match self.currency(currency) {
            Some(formatter) => formatter.format_fixed_decimal(&value).to_string(),
            None => [self.counts.format_to_string(&value).as_str(), currency].join(" "),
        }
    }

    /// An amount of the shop, with what the buyer saw where that was another currency.
    #[must_use]
    pub fn money(&self, shop: (&str, &str), presentment: Option<(&str, &str)>) -> Money {
        let (amount, currency) = shop;
        let other = presentment.filter(|(_, other)| *other != currency);
        Money {
            amount: amount.to_owned(),
            currency: currency.to_owned(),
            text: self.amount(amount, currency),
            presentment: other.map(|(amount, currency)| self.amount(amount, currency)),
        }
    }

    fn currency(&self, code: &str) -> Option<Arc<Currency>> {
        let code = CurrencyType::try_from_str(code).ok()?;
        if let Some(known) = self.currencies.read().unwrap_or_else(PoisonError::into_inner).get(&code) {
            return known.clone();
        }
        let made = Currency::try_new_symbol(self.locale.numbers().into(), code, Default::default()).ok().map(Arc::new);
        self.currencies.write().unwrap_or_else(PoisonError::into_inner).insert(code, made.clone());
        made
    }

    /// A point in time: `4 days ago`, and exactly, in the agent's zone.
    #[must_use]
    pub fn moment(&self, at: Instant, now: Instant, zone: &Zone) -> Moment {
        Moment { at: at.rfc3339(), text: self.ago(at, now, zone), exact: self.stamp(at, zone) }
    }

    /// A day: `yesterday`, and exactly, in the store's zone.
    #[must_use]
    pub fn day(&self, at: Instant, now: Instant, zone: &Zone) -> Moment {
        let exact = date(at.civil(zone)).map_or_else(|| at.rfc3339(), |day| self.weekday.format(&day).to_string());
        Moment { at: at.rfc3339(), text: self.on_day(at, now, zone), exact }
    }

    /// Date and time of day: `17 Nov 2026, 14:03`.
    #[must_use]
    pub fn stamp(&self, at: Instant, zone: &Zone) -> String {
        let civil = at.civil(zone);
        let time = Time::try_new(byte(civil.hour()), byte(civil.minute()), byte(civil.second()), 0);
        match (date(civil), time) {
            (Some(date), Ok(time)) => self.stamp.format(&DateTime { date, time }).to_string(),
            _ => at.rfc3339(),
        }
    }

    /// The year: `2021`.
    #[must_use]
    pub fn year(&self, at: Instant, zone: &Zone) -> String {
        date(at.civil(zone)).map_or_else(String::new, |day| self.year.format(&day).to_string())
    }

    /// How long ago, or how far ahead, in the largest unit that fits: minutes and hours within a day, then days as the
    /// calendar counts them.
    #[must_use]
    pub fn ago(&self, at: Instant, now: Instant, zone: &Zone) -> String {
        let seconds = at.seconds_from(now);
        let days = at.days_from(now, zone);
        match (seconds.abs(), days.abs()) {
            (0..60, _) => self.relative.seconds.format(Decimal::from(0)).to_string(),
            (60..3600, _) => self.relative.minutes.format(Decimal::from(seconds / 60)).to_string(),
            (_, 0) => self.relative.hours.format(Decimal::from(seconds / 3600)).to_string(),
            (_, 1..30) => self.relative.days.format(Decimal::from(days)).to_string(),
            (_, 30..365) => self.relative.months.format(Decimal::from(days / 30)).to_string(),
            _ => self.relative.years.format(Decimal::from(days / 365)).to_string(),
        }
    }

    /// The same by days alone, for what has a day and no hour: `yesterday`, `in 41 days`, `in 4 months`. Unlike
    /// [`on_day`](Self::on_day) it is never a date, which would need another sentence around it.
    #[must_use]
    pub fn in_days(&self, at: Instant, now: Instant, zone: &Zone) -> String {
        match at.days_from(now, zone) {
            days @ -99..=99 => self.relative.days.format(Decimal::from(days)).to_string(),
            days @ -364..=364 => self.relative.months.format(Decimal::from(days / 30)).to_string(),
            days => self.relative.years.format(Decimal::from(days / 365)).to_string(),
        }
    }

    /// Which day, near ones in words: `yesterday`, `in 3 days`, and beyond a month the date.
    #[must_use]
    pub fn on_day(&self, at: Instant, now: Instant, zone: &Zone) -> String {
        let days = at.days_from(now, zone);
        if days.abs() < 30 {
            return self.relative.days.format(Decimal::from(days)).to_string();
        }
        date(at.civil(zone)).map_or_else(|| at.rfc3339(), |day| self.day.format(&day).to_string())
    }
}

impl std::fmt::Debug for Text {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Text({})", self.locale)
    }
}

impl Relative {
    fn load(words: &icu::locale::Locale) -> Result<Self, DataError> {
        let auto = RelativeTimeFormatterOptions::default().with_numeric(Numeric::Auto);
        // "This hour" and "this minute" say less than a number; "yesterday" says more than one.
        let numeric = RelativeTimeFormatterOptions::default();
        Ok(Self {
            seconds: RelativeTimeFormatter::try_new_long_second(words.into(), auto)?,
            minutes: RelativeTimeFormatter::try_new_long_minute(words.into(), numeric)?,
            hours: RelativeTimeFormatter::try_new_long_hour(words.into(), numeric)?,
            days: RelativeTimeFormatter::try_new_long_day(words.into(), auto)?,
            months: RelativeTimeFormatter::try_new_long_month(words.into(), numeric)?,
            years: RelativeTimeFormatter::try_new_long_year(words.into(), numeric)?,
        })
    }
}

fn date(civil: civil::DateTime) -> Option<Date<Gregorian>> {
    Date::try_new_gregorian(i32::from(civil.year()), byte(civil.month()), byte(civil.day())).ok()
}

/// jiff counts in `i8` what is never negative.
fn byte(n: i8) -> u8 {
    n.unsigned_abs()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(locale: &str) -> Arc<Text> {
        Text::of(&Locale::parse(locale).unwrap())
    }

    fn at(text: &str) -> Instant {
        Instant::parse(text).unwrap()
    }

    /// Spaces that don't break look like spaces.
    fn plain(text: &str) -> String {
        text.replace(['\u{a0}', '\u{202f}'], " ").replace(['\u{200e}', '\u{200f}'], "")
    }

    #[test]
    fn money_has_its_symbol_and_as_many_decimals_as_its_currency() {
        for (locale, amount, currency, expected) in [
            ("en-GB", "1284.5", "GBP", "£1,284.50"),
            ("en-GB", "0.0", "GBP", "£0.00"),
            ("en-GB", "-3.5", "GBP", "-£3.50"),
            ("en-GB", "1000.0", "JPY", "JP¥1,000"),
            ("ja-JP", "1000.0", "JPY", "￥1,000"),
            ("en-US", "12.345", "KWD", "KWD 12.345"),
            ("en-US", "12.3", "KWD", "KWD 12.300"),
            ("de-DE", "1284.5", "EUR", "1.284,50 €"),
            ("de-CH", "1284.5", "CHF", "CHF 1'284.50"),
            ("fr-FR", "11884.9", "EUR", "11 884,90 €"),
            ("en-IN", "1234567", "INR", "₹12,34,567.00"),
        ] {
            assert_eq!(plain(&text(locale).amount(amount, currency)), expected, "{locale} {amount} {currency}");
        }
    }

    #[test]
    fn what_is_no_money_is_shown_as_it_came() {
        let text = text("en-GB");
        assert_eq!(text.amount("1500.25", "USDC"), "1,500.25 USDC");
        assert_eq!(text.amount("lots", "GBP"), "lots GBP");
        assert_eq!(plain(&text.amount("1", "XXX")), "¤1.00");
    }

    #[test]
    fn numbers_have_the_locales_separators() {
        assert_eq!(text("de-DE").number("-1284.50").unwrap(), "-1.284,50");
        assert_eq!(text("en-GB").number("7").unwrap(), "7");
        for odd in ["", "seven", "1,5", "0x10", "NaN"] {
            assert_eq!(text("en-GB").number(odd), None, "{odd}");
        }
    }

    #[test]
    fn the_buyers_currency_is_told_where_it_differs() {
        let text = text("en-GB");
        assert_eq!(text.money(("20.0", "EUR"), Some(("20.0", "EUR"))).presentment, None);
        let money = text.money(("20.0", "EUR"), Some(("19.1", "CHF")));
        assert_eq!((money.text.as_str(), plain(&money.presentment.unwrap()).as_str()), ("€20.00", "CHF 19.10"));
    }

    #[test]
    fn time_is_told_as_people_tell_it() {
        let zone = Zone::parse("Europe/London").unwrap();
        let now = at("2026-11-21T10:00:00Z");
        for (then, expected) in [
            ("2026-11-21T09:59:30Z", "now"),
            ("2026-11-21T09:55:00Z", "5 minutes ago"),
            ("2026-11-21T07:00:00Z", "3 hours ago"),
            ("2026-11-20T23:00:00Z", "yesterday"),
            ("2026-11-17T14:03:00Z", "4 days ago"),
            ("2026-11-22T09:00:00Z", "tomorrow"),
            ("2026-09-02T10:00:00Z", "2 months ago"),
            ("2021-03-02T10:00:00Z", "5 years ago"),
        ] {
            assert_eq!(text("en-GB").ago(at(then), now, &zone), expected, "{then}");
        }
    }

    #[test]
    fn the_exact_time_is_the_agents() {
        let then = at("2026-11-17T14:03:00Z");
        let (london, tokyo) = (Zone::parse("Europe/London").unwrap(), Zone::parse("Asia/Tokyo").unwrap());
        assert_eq!(text("en-GB").stamp(then, &london), "17 Nov 2026, 14:03");
        assert_eq!(text("en-GB").stamp(then, &tokyo), "17 Nov 2026, 23:03");
        assert_eq!(plain(&text("en-US").stamp(then, &london)), "Nov 17, 2026, 2:03 PM");
    }

    #[test]
    fn a_day_is_the_stores() {
        let (now, due) = (at("2026-11-21T10:00:00Z"), at("2026-11-20T15:30:00Z"));
        let day = text("en-GB").day(due, now, &Zone::parse("Asia/Tokyo").unwrap());
        assert_eq!((day.text.as_str(), day.exact.as_str()), ("today", "Sat, 21 Nov 2026"));
        let far = text("en-GB").day(at("2026-12-31T12:00:00Z"), now, &Zone::utc());
        assert_eq!(far.text, "31 Dec 2026");
    }

    #[test]
    fn english_words_stand_beside_any_regions_numbers() {
        let swedish = text("sv-SE");
        let (now, then) = (at("2026-11-21T10:00:00Z"), at("2026-11-17T14:03:00Z"));
        assert_eq!((swedish.language(), swedish.ago(then, now, &Zone::utc()).as_str()), ("en", "4 days ago"));
        assert_eq!(plain(&swedish.stamp(then, &Zone::utc())), "17 Nov 2026, 14:03");
        assert_eq!(plain(&swedish.plural(&swedish.words().card.orders, 1284, &[])), "1 284 orders");
    }

    #[test]
    fn plurals_follow_the_language() {
        let text = text("en-GB");
        assert_eq!(text.plural(&text.words().card.orders, 1, &[]), "1 order");
        assert_eq!(text.plural(&text.words().card.orders, 0, &[]), "0 orders");
        assert_eq!(text.year(at("2021-05-03T00:00:00Z"), &Zone::utc()), "2021");
    }

    #[test]
    fn every_locale_of_the_world_can_write() {
        for tag in ["ar", "ar-EG", "he-IL", "th-TH", "zh-Hant-TW", "pt-BR", "fa-IR", "und", "tlh", "en-GB-u-nu-thai"] {
            let text = text(tag);
            assert!(!text.amount("5", "EUR").is_empty(), "{tag}");
            assert!(
                !text.moment(at("2026-11-17T14:03:00Z"), at("2026-11-21T10:00:00Z"), &Zone::utc()).exact.is_empty()
            );
        }
    }
}
