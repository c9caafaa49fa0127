//! A customer's or a guest's orders over time.

use super::{Place, Reader, instant_at};
use crate::shopify::Listing;
use crate::text::periods::{Span, periods};
use context_card_wire::{Bar, History};
use serde_json::Value;
use std::collections::BTreeMap;

/// Amounts by currency, in millionths.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Sums(BTreeMap<String, i128>);

const MILLION: i128 = 1_000_000;

impl Sums {
    /// Adds an amount as Shopify writes it; one that is no number is left out.
    fn add(&mut self, amount: &str, currency: &str) {
        if let Some(amount) = millionths(amount) {
            *self.0.entry(currency.to_owned()).or_default() += amount;
        }
    }

    /// Each sum, as Shopify would write it, with its currency.
    fn each(&self) -> impl Iterator<Item = (String, &str)> {
        self.0.iter().map(|(currency, sum)| {
            let (sign, sum) = (if *sum < 0 { "-" } else { "" }, sum.abs());
            let cents = format!("{:06}", sum % MILLION);
            let cents = cents.trim_end_matches('0');
            (format!("{sign}{}.{}", sum / MILLION, if cents.is_empty() { "0" } else { cents }), currency.as_str())
        })
    }
}

fn millionths(amount: &str) -> Option<i128> {
    let (negative, digits) = amount.strip_prefix('-').map_or((false, amount), |rest| (true, rest));
    let (whole, part) = digits.split_once('.').unwrap_or((digits, ""));
    let good = !whole.is_empty() && [whole, part].iter().all(|text| text.bytes().all(|b| b.is_ascii_digit()));
    let part: String = part.chars().chain("000000".chars()).take(6).collect();
    let sum = whole.parse::<i128>().ok().filter(|whole| good && *whole < i128::MAX / MILLION / 2)? * MILLION
        + part.parse::<i128>().ok()?;
    Some(if negative { -sum } else { sum })
}

impl Reader<'_> {
    /// Their newest orders over time, from the answer to `History`; none where there is no such customer.
    #[must_use]
    pub fn history(&self, listing: &Listing) -> Option<History> {
        let connection = listing.connection();
        let orders = self.orders_of(listing, &Place::default())?;
        let when = |order: &Value| instant_at(order, "/processedAt").or_else(|| instant_at(order, "/createdAt"));
        let dated: Vec<_> = orders.iter().filter_map(|(_, order)| Some((when(order)?, *order))).collect();
        let times: Vec<_> = dated.iter().map(|(at, _)| *at).collect();
        let words = &self.text.words().card;
        let told = periods(&times, self.now, self.store_zone);
        let span = told.as_ref().map_or(Span::Month, |(span, _)| *span);
        let title = match span {
            Span::Month => &words.history_months,
            Span::Quarter => &words.history_quarters,
            Span::Year => &words.history_years,
        };
        let mut bars: BTreeMap<i32, (u32, Sums)> =
            told.into_iter().flat_map(|(_, range)| range).map(|period| (period, Default::default())).collect();
        for (at, order) in &dated {
            // Of years only the newest are told.
            let Some((count, sums)) = bars.get_mut(&span.of(*at, self.store_zone)) else { continue };
            *count += 1;
            let money = order.pointer("/currentTotalPriceSet/shopMoney");
            let text = |key: &str| money.and_then(|money| money.get(key)).and_then(Value::as_str);
            if let (Some(amount), Some(currency)) = (text("amount"), text("currencyCode")) {
                sums.add(amount, currency);
            }
        }
        let note = if self.goes_on(connection) {
            Some(self.text.plural(&words.history_newest, orders.len() as u64, &[]))
        } else {
            (!self.store.grants("read_all_orders")).then(|| words.history_wall.text())
        };
        let bars = bars.into_iter().map(|(period, (count, sums))| Bar {
            label: self.text.period(span, period),
            count,
            text: self.bar(count, &sums),
        });
        Some(History { title: title.text(), bars: bars.collect(), note })
    }

    /// `3 orders, £120.00`.
    fn bar(&self, count: u32, sums: &Sums) -> String {
        let words = &self.text.words().card;
        let sums: Vec<_> = sums.each().map(|(amount, currency)| self.text.amount(&amount, currency)).collect();
        if sums.is_empty() {
            return self.text.plural(&words.orders, u64::from(count), &[]);
        }
        self.text.plural(&words.history_bar, u64::from(count), &[("total", &self.text.list(&sums))])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_added_to_the_last_digit() {
        let mut sums = Sums::default();
        for (amount, currency) in [
            ("0.1", "GBP"),
            ("0.2", "GBP"),
            ("84", "GBP"),
            ("-4.3", "GBP"),
            ("12.345", "KWD"),
            ("lots", "GBP"),
            ("", "GBP"),
            ("1.2.3", "GBP"),
            ("1000.0", "JPY"),
        ] {
            sums.add(amount, currency);
        }
        let told: Vec<_> = sums.each().map(|(amount, currency)| format!("{amount} {currency}")).collect();
        assert_eq!(told, ["80.0 GBP", "1000.0 JPY", "12.345 KWD"]);
        let mut less = Sums::default();
        less.add("-0.05", "GBP");
        assert_eq!(less.each().next().unwrap().0, "-0.05");
    }
}
