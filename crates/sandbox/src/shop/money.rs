//! Amounts of money in thousandths, which is exact for every currency that Shopify knows.

use std::fmt;
use std::ops::{Add, AddAssign, Sub};

use serde::{Deserialize, Deserializer, de::Error as _};

/// An amount without its currency.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Amount(i64);

impl Amount {
    pub(crate) const ZERO: Self = Self(0);

    /// Reads `84`, `84.5` or `84.505`.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let (sign, digits) = text.strip_prefix('-').map_or((1, text), |rest| (-1, rest));
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
        if fraction.len() > 3 {
            return None;
        }
        let whole: i64 = whole.parse().ok()?;
        let fraction: i64 = format!("{fraction:0<3}").parse().ok()?;
        Some(Self(sign * (whole * 1000 + fraction)))
    }

    /// The raw number, for ratios.
    pub(crate) fn thousandths(self) -> i64 {
        self.0
    }

    pub(crate) fn is_zero(self) -> bool {
        self.0 == 0
    }

    pub(crate) fn times(self, quantity: u32) -> Self {
        Self(self.0 * i64::from(quantity))
    }

    /// In another currency, at `rate`, rounded to what that currency can pay.
    pub(crate) fn at(self, rate: Self, currency: &str) -> Self {
        Self(round(self.0 * rate.0, 1000)).rounded(currency)
    }

    /// `part` of `whole` of this amount, rounded to what the currency can pay.
    pub(crate) fn share(self, part: i64, whole: i64, currency: &str) -> Self {
        Self(round(self.0 * part, whole)).rounded(currency)
    }

    fn rounded(self, currency: &str) -> Self {
        let unit = match currency {
            "JPY" | "KRW" | "VND" | "CLP" => 1000,
            "KWD" | "BHD" | "OMR" | "JOD" | "TND" => 1,
            _ => 10,
        };
        Self(round(self.0, unit) * unit)
    }

    pub(crate) fn max(self, other: Self) -> Self {
        Self(self.0.max(other.0))
    }
}

fn round(value: i64, unit: i64) -> i64 {
    (value * 2 + unit * value.signum()) / (unit * 2)
}

/// As Shopify's serializer writes it: at least one decimal, and no padding.
impl fmt::Display for Amount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let digits = format!("{:03}", self.0.abs() % 1000);
        let trimmed = digits.trim_end_matches('0');
        let fraction = if trimmed.is_empty() { "0" } else { trimmed };
        write!(f, "{sign}{}.{fraction}", self.0.abs() / 1000)
    }
}

impl Add for Amount {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self(self.0 + other.0)
    }
}

impl AddAssign for Amount {
    fn add_assign(&mut self, other: Self) {
        self.0 += other.0;
    }
}

impl Sub for Amount {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        Self(self.0 - other.0)
    }
}

impl std::iter::Sum for Amount {
    fn sum<I: Iterator<Item = Self>>(all: I) -> Self {
        all.fold(Self::ZERO, Self::add)
    }
}

impl<'de> Deserialize<'de> for Amount {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = String::deserialize(from)?;
        Self::parse(&text).ok_or_else(|| D::Error::custom(format!("{text:?} is no amount, such as \"84.50\"")))
    }
}

#[cfg(test)]
mod tests {
    use super::Amount;

    #[test]
    fn amounts_are_written_without_padding() {
        for (read, written) in [("84", "84.0"), ("1284.50", "1284.5"), ("7.25", "7.25"), ("0", "0.0"), ("-3.1", "-3.1")]
        {
            assert_eq!(Amount::parse(read).map(|a| a.to_string()).as_deref(), Some(written));
        }
        assert_eq!(Amount::parse("1.2345"), None);
        assert_eq!(Amount::parse("a"), None);
    }

    #[test]
    fn conversion_rounds_to_what_can_be_paid() {
        let euro = Amount::parse("49.90").unwrap();
        assert_eq!(euro.at(Amount::parse("0.957").unwrap(), "CHF").to_string(), "47.75");
        assert_eq!(euro.at(Amount::parse("163.3").unwrap(), "JPY").to_string(), "8149.0");
        assert_eq!(Amount::parse("120").unwrap().share(20, 120, "GBP").to_string(), "20.0");
    }
}
