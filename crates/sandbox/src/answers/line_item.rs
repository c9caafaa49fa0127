//! `LineItem`, also of products that are gone.

use serde_json::{Value, json};

use super::{Purse, attributes, gid, part_id, part_of, picture, reference};
use crate::shop::money::Amount;
use crate::shop::records::Line;
use crate::shop::{Placed, Shop};

/// Which kind of part a line item is, in `part_id`.
const KIND: u64 = 2;

pub(crate) fn id(order: &Placed, index: usize) -> u64 {
    part_id(order.id, KIND, index)
}

pub(super) fn find(shop: &Shop, id: u64) -> Option<Value> {
    let (order, kind, index) = part_of(id);
    if kind != KIND {
        return None;
    }
    let order = shop.placed(order)?;
    Some(line_item(shop, order, index, order.record.lines.get(index)?))
}

pub(super) fn line_item(shop: &Shop, order: &Placed, index: usize, line: &Line) -> Value {
    let record = &order.record;
    let purse = Purse { currency: &shop.file.currency, presentment: record.presentment.as_ref() };
    let found = line.sku.as_ref().and_then(|sku| Some((sku, shop.sku(sku)?, shop.sku_ids(sku)?)));
    let listed = found.filter(|(_, (product, _), _)| !product.deleted);
    let title = line.title.clone().or_else(|| found.map(|(_, (p, _), _)| p.title.clone())).unwrap_or_default();
    let variant_title = found.and_then(|(_, (_, variant), _)| variant.title.clone());
    let unit = shop.unit_price(line);
    let quantity = line.ordered();
    let total = unit.times(quantity);
    let off = discount_share(shop, order, total);
    let after = total - off;
    let left = quantity.saturating_sub(line.removed + record.sent_quantity(index));
    let current = record.current_quantity(index);
    let ships = shop.ships(line);
    let unfulfilled = if record.cancelled.is_some() || !ships { 0 } else { left };
    let unit_after = after.share(1, i64::from(quantity.max(1)), &shop.file.currency);
    let paid = !shop.totals(order).received.is_zero();
    let tax = after.share(shop.file.tax, 100 + shop.file.tax, &shop.file.currency);
    json!({
        "id": gid("LineItem", id(order, index)), "title": title, "variantTitle": variant_title,
        "name": variant_title.as_ref().map_or_else(|| title.clone(), |v| format!("{title} - {v}")),
        "sku": line.sku, "vendor": found.map(|(_, (p, _), _)| p.vendor.clone()),
        "quantity": quantity, "currentQuantity": current, "unfulfilledQuantity": unfulfilled, "fulfillableQuantity": unfulfilled,
        "refundableQuantity": if paid { current } else { 0 }, "nonFulfillableQuantity": quantity - unfulfilled.min(quantity),
        "requiresShipping": ships, "isGiftCard": found.is_some_and(|(_, (p, _), _)| p.gift_card),
        "restockable": found.is_some(), "canRestock": found.is_some(), "taxable": true,
        "merchantEditable": unfulfilled > 0,
        "fulfillmentStatus": if unfulfilled == 0 { "fulfilled" } else { "unfulfilled" },
        "customAttributes": attributes(&line.attributes),
        "originalUnitPrice": unit.to_string(), "originalUnitPriceSet": purse.bag(unit),
        "originalTotal": total.to_string(), "originalTotalSet": purse.bag(total),
        "discountedTotal": total.to_string(), "discountedTotalSet": purse.bag(total), "$discountedTotalSet": purse.bag(after),
        "discountedUnitPrice": unit.to_string(), "discountedUnitPriceSet": purse.bag(unit),
        "discountedUnitPriceAfterAllDiscountsSet": purse.bag(unit_after),
        "priceAfterAllDiscountsBeforeTaxesSet": purse.bag(after - tax),
        "totalDiscount": "0.0", "totalDiscountSet": purse.bag(Amount::ZERO),
        "unfulfilledDiscountedTotal": unit.times(unfulfilled).to_string(),
        "unfulfilledDiscountedTotalSet": purse.bag(unit.times(unfulfilled)),
        "unfulfilledOriginalTotal": unit.times(unfulfilled).to_string(),
        "unfulfilledOriginalTotalSet": purse.bag(unit.times(unfulfilled)),
        "discountAllocations": if off.is_zero() { json!([]) } else { json!([{
            "allocatedAmount": purse.bag(off)["shopMoney"], "allocatedAmountSet": purse.bag(off),
            "discountApplication": super::order::discounts(shop, order)[0],
        }]) },
        "taxLines": [{"title": shop.file.tax_title, "priceSet": purse.bag(tax), "rate": rate(shop), "ratePercentage": percent(shop), "price": tax.to_string()}],
        "image": found.filter(|(_, (p, _), _)| p.has_picture).map(|(_, (p, _), _)| picture(shop, &p.handle, &p.title)),
        "sellingPlan": line.plan.as_ref().map(|name| json!({"name": name, "sellingPlanId": gid("SellingPlan", 690_113_u64)})),
        "product": listed.map(|(_, _, (product, _))| reference("Product", product)),
        "variant": listed.map(|(_, _, (_, variant))| reference("ProductVariant", variant)),
    })
}

pub(super) fn rate(shop: &Shop) -> Value {
    serde_json::Number::from_f64(percent_value(shop) / 100.0).map_or(Value::Null, Value::Number)
}

pub(super) fn percent(shop: &Shop) -> Value {
    serde_json::Number::from_f64(percent_value(shop)).map_or(Value::Null, Value::Number)
}

fn percent_value(shop: &Shop) -> f64 {
    f64::from(i32::try_from(shop.file.tax).unwrap_or_default())
}

/// A line's part of a discount on the whole order.
fn discount_share(shop: &Shop, order: &Placed, line_total: Amount) -> Amount {
    let Some(discount) = &order.record.discount else {
        return Amount::ZERO;
    };
    let all = order.record.lines.iter().map(|l| shop.unit_price(l).times(l.ordered())).sum::<Amount>();
    discount.amount.share(line_total.thousandths(), all.thousandths().max(1), &shop.file.currency)
}
