//! Amounts: as Shopify gives them, and what is computed from them. Exactly, in decimals; never in floats.

use super::{Reader, count_at, list_at, text_at};
use context_card_wire::Money;
use rust_decimal::{Decimal, RoundingStrategy};
use serde_json::Value;

impl Reader<'_> {
    /// A `MoneyV2`, with what the buyer saw.
    pub(super) fn money(&self, money: &Value, presentment: Option<&Value>) -> Option<Money> {
        let (amount, currency) = read(money)?;
        Some(self.text.money((amount, currency), presentment.and_then(read)))
    }

    pub(super) fn bag(&self, object: &Value, pointer: &str) -> Option<Money> {
        let bag = object.pointer(pointer)?;
        self.money(bag.get("shopMoney")?, bag.get("presentmentMoney"))
    }

    pub(super) fn nonzero_bag(&self, object: &Value, pointer: &str) -> Option<Money> {
        self.bag(object, pointer).filter(|money| !is_zero(money))
    }

    /// A bag that tells something beside another one.
    pub(super) fn differing_bag(&self, object: &Value, pointer: &str, other: &str) -> Option<Money> {
        let (own, other) = (self.bag(object, pointer)?, self.bag(object, other)?);
        let same = own.currency == other.currency
            && match (decimal(&own.amount), decimal(&other.amount)) {
                (Some(own), Some(other)) => own == other,
                _ => own.amount == other.amount,
            };
        (!same).then_some(own)
    }

    pub(super) fn order_total(&self, order: &Value) -> Option<Money> {
        let current = self.bag(order, "/currentTotalPriceSet")?;
        let original = || self.bag(order, "/totalPriceSet");
        if is_zero(&current) { original().or(Some(current)) } else { Some(current) }
    }

    /// What a customer spends on an order; none where there was no order.
    pub(super) fn average(&self, customer: &Value) -> Option<Money> {
        let (spent, currency) = read(customer.get("amountSpent")?)?;
        let orders = count_at(customer, "/numberOfOrders").filter(|orders| *orders > 0)?;
        let average = decimal(spent)?.checked_div(Decimal::from(orders))?;
        let places = decimals_of(currency);
        let average = average.round_dp_with_strategy(places, RoundingStrategy::MidpointAwayFromZero);
        Some(self.text.money((&average.to_string(), currency), None))
    }

    /// All discounts that were allocated to a line item; none where there was none.
    pub(super) fn allocated(&self, item: &Value) -> Option<Money> {
        let (shop, currency) = self.sum(item, "/allocatedAmountSet/shopMoney")?;
        let presentment = self.sum(item, "/allocatedAmountSet/presentmentMoney");
        let presentment = presentment.as_ref().map(|(amount, currency)| (amount.as_str(), currency.as_str()));
        Some(self.text.money((&shop, &currency), presentment)).filter(|money| !is_zero(money))
    }

    /// The sum over the allocations, all of one currency.
    fn sum(&self, item: &Value, pointer: &str) -> Option<(String, String)> {
        let amounts = list_at(item, "/discountAllocations").filter_map(|(_, one)| read(one.pointer(pointer)?));
        let mut sum: Option<(Decimal, &str)> = None;
        for (amount, currency) in amounts {
            let amount = decimal(amount)?;
            sum = match sum {
                None => Some((amount, currency)),
                Some((before, known)) if known == currency => Some((before.checked_add(amount)?, known)),
                Some(_) => return None,
            };
        }
        sum.map(|(amount, currency)| (amount.to_string(), currency.to_owned()))
    }

    /// A `Money`, which has no currency of its own: it is the store's.
    pub(super) fn price(&self, object: &Value, pointer: &str) -> Option<Money> {
        Some(self.text.money((text_at(object, pointer)?, &self.store.currency), None))
    }
}

/// Amount and currency of a `MoneyV2`.
fn read(money: &Value) -> Option<(&str, &str)> {
    Some((text_at(money, "/amount")?, text_at(money, "/currencyCode")?))
}

fn decimal(amount: &str) -> Option<Decimal> {
    amount.parse().ok()
}

pub(super) fn is_zero(money: &Money) -> bool {
    money.amount.bytes().all(|b| matches!(b, b'0' | b'.' | b'-'))
}

/// How many decimals a currency has, by ISO 4217.
fn decimals_of(currency: &str) -> u32 {
    match currency {
        "BIF" | "CLP" | "DJF" | "GNF" | "ISK" | "JPY" | "KMF" | "KRW" | "PYG" | "RWF" | "UGX" | "VND" | "VUV"
        | "XAF" | "XOF" | "XPF" => 0,
        "BHD" | "IQD" | "JOD" | "KWD" | "LYD" | "OMR" | "TND" => 3,
        _ => 2,
    }
}
