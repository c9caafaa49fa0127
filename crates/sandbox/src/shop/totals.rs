//! What an order costs, and in which state that leaves it.

use super::money::Amount;
use super::records::{Line, Order};
use super::{Placed, Shop};

/// An order's sums, in the shop's currency.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Totals {
    pub(crate) subtotal: Amount,
    pub(crate) discounts: Amount,
    pub(crate) shipping: Amount,
    pub(crate) total: Amount,
    pub(crate) current_subtotal: Amount,
    pub(crate) current: Amount,
    pub(crate) received: Amount,
    pub(crate) refunded: Amount,
    pub(crate) outstanding: Amount,
}

impl Totals {
    pub(crate) fn net_payment(&self) -> Amount {
        self.received - self.refunded
    }
}

impl Line {
    pub(crate) fn ordered(&self) -> u32 {
        self.quantity.unwrap_or(1)
    }
}

impl Order {
    /// `returnStatus`, from the newest return.
    pub(crate) fn return_status(&self) -> &'static str {
        match self.returns.last().map(|r| r.status.as_str()) {
            None => "NO_RETURN",
            Some("OPEN") => "IN_PROGRESS",
            Some("REQUESTED") => "RETURN_REQUESTED",
            Some("CLOSED") => "RETURNED",
            Some(_) => "RETURN_FAILED",
        }
    }

    /// How many of a line were refunded with the goods.
    pub(crate) fn refunded_quantity(&self, index: usize) -> u32 {
        self.refunds.iter().flat_map(|r| &r.lines).filter(|(i, _)| *i == index).map(|(_, n)| n).sum()
    }

    /// How many of a line are on the order today.
    pub(crate) fn current_quantity(&self, index: usize) -> u32 {
        let line = self.lines.get(index);
        line.map_or(0, |l| l.ordered().saturating_sub(l.removed + self.refunded_quantity(index)))
    }

    /// How many of a line have left, in fulfillments that still count.
    pub(crate) fn sent_quantity(&self, index: usize) -> u32 {
        let sent = self
            .fulfillments
            .iter()
            .filter(|f| !matches!(f.status.as_deref(), Some("CANCELLED" | "ERROR" | "FAILURE")))
            .any(|f| f.lines.as_ref().is_none_or(|lines| lines.contains(&index)));
        if sent { self.lines.get(index).map_or(0, Line::ordered) } else { 0 }
    }
}

impl Shop {
    pub(crate) fn unit_price(&self, line: &Line) -> Amount {
        let listed = || line.sku.as_ref().and_then(|sku| self.sku(sku)).map(|(_, variant)| variant.price);
        line.price.or_else(listed).unwrap_or_default()
    }

    pub(crate) fn ships(&self, line: &Line) -> bool {
        line.sku.as_ref().and_then(|sku| self.sku(sku)).is_none_or(|(product, _)| product.ships)
    }

    pub(crate) fn totals(&self, order: &Placed) -> Totals {
        let record = &order.record;
        let lines: Amount = record.lines.iter().map(|l| self.unit_price(l).times(l.ordered())).sum();
        let removed: Amount = record.lines.iter().map(|l| self.unit_price(l).times(l.removed)).sum();
        let discounts = record.discount.as_ref().map_or(Amount::ZERO, |d| d.amount);
        let shipping = record.shipping.as_ref().map_or(Amount::ZERO, |s| s.price);
        let subtotal = lines - discounts;
        let total = subtotal + shipping;
        let refunded: Amount = record.refunds.iter().map(|r| r.amount).sum();
        let received = if record.no_payment { Amount::ZERO } else { record.paid.unwrap_or(total) };
        let cancelled = record.cancelled.is_some();
        let edited = total - removed;
        // A refund takes off what was taken back; money that was given back for removed goods is off already.
        let current =
            if cancelled { Amount::ZERO } else { (edited - (refunded - removed).max(Amount::ZERO)).max(Amount::ZERO) };
        Totals {
            subtotal,
            discounts,
            shipping,
            total,
            current_subtotal: if current.is_zero() { Amount::ZERO } else { (current - shipping).max(Amount::ZERO) },
            current,
            received,
            refunded,
            outstanding: (current - (received - refunded)).max(Amount::ZERO),
        }
    }

    /// `displayFinancialStatus`; none where no money ever moved.
    pub(crate) fn financial(&self, order: &Placed) -> Option<String> {
        let record = &order.record;
        if record.financial.is_some() {
            return record.financial.clone();
        }
        let totals = self.totals(order);
        let status = if record.no_payment {
            return None;
        } else if !totals.refunded.is_zero() && totals.refunded >= totals.received {
            "REFUNDED"
        } else if !totals.refunded.is_zero() {
            "PARTIALLY_REFUNDED"
        } else if totals.received.is_zero() && !totals.total.is_zero() {
            "PENDING"
        } else if totals.received < totals.total {
            "PARTIALLY_PAID"
        } else {
            "PAID"
        };
        Some(status.to_owned())
    }

    /// `displayFulfillmentStatus`.
    pub(crate) fn fulfillment_status(&self, order: &Placed) -> String {
        let record = &order.record;
        if let Some(status) = &record.fulfillment {
            return status.clone();
        }
        let sent = |i: &usize| record.sent_quantity(*i) > 0;
        let open: Vec<usize> =
            (0..record.lines.len()).filter(|i| record.lines.get(*i).is_some_and(|l| self.ships(l))).collect();
        let status = if open.is_empty() {
            "FULFILLMENT_NOT_REQUIRED"
        } else if open.iter().all(sent) {
            "FULFILLED"
        } else if open.iter().any(sent) {
            "PARTIALLY_FULFILLED"
        } else if record.hold.is_some() {
            "ON_HOLD"
        } else {
            "UNFULFILLED"
        };
        status.to_owned()
    }
}
