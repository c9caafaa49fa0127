//! A whole answer of Shopify's about an invented customer with three orders, for the preview of a card: one parcel is on its
//! way, one has arrived, and one order was cancelled and refunded. Everything in the catalogue has a value somewhere in it.

use super::{Reader, example_data};
use crate::text::Instant;
use context_card_wire::catalogue::{Chosen, Group, metafield};
use context_card_wire::{CardConfig, Value as Shown};
use serde_json::{Map, Value, json};
use std::collections::HashMap;
use time::{Duration, OffsetDateTime};

/// By whom the invented customer is found.
pub const INVENTED: &str = "maria@example.com";

/// What only an order has that was changed or cancelled.
const OF_CHANGED: [&str; 5] =
    ["order.original_total", "order.current_total", "order.cancelled", "order.cancel_reason", "order.cancel_note"];

/// What only a parcel has that has arrived.
const OF_ARRIVED: [&str; 1] = ["fulfillment.delivered"];
/// The links to Shopify's own pages.
const LINKS: [&str; 2] = ["order.shopify_link", "customer.shopify_link"];

/// What the answer is made for.
#[derive(Clone, Copy, Debug)]
pub struct Invention<'a> {
    /// The chosen fields.
    pub config: &'a CardConfig,
    /// The present, which everything happened before.
    pub now: OffsetDateTime,
    /// The shop's currency.
    pub currency: &'a str,
    /// The types and names of metafields by their ids, as far as they are known.
    pub metafields: &'a HashMap<String, (String, String)>,
    /// What stands in a metafield of text.
    pub example: &'a str,
    /// The name of the order that is opened; without it, the newest.
    pub opened: Option<&'a str>,
}

/// The answer to `Card` for [`INVENTED`] as the first identifier, and in it the one to `Order` for the order that is opened.
#[must_use]
pub fn invented(asked: Invention<'_>) -> Value {
    let Invention { config, now, currency, .. } = asked;
    let example = example_data(now);
    let day = |days: i64| Instant::of(now + Duration::days(days)).rfc3339();
    let base = merged(
        &example["order"],
        &json!({"legacyResourceId": asked.number(), "fulfillments": [], "lineItems": items(&example)}),
    );
    let parcel = |change: &Value| merged(&example["order"]["fulfillments"][0], change);
    let sale = |at: &str, amount: &Value| json!({"kind": "SALE", "status": "SUCCESS", "processedAt": at, "formattedGateway": "Shopify Payments", "amountSet": amount});

    let moving = merged(
        &base,
        &json!({
            "id": "gid://shopify/Order/1", "name": "#1042", "createdAt": day(-5), "processedAt": day(-5),
            "transactions": [sale(&day(-5), &base["totalPriceSet"])],
            "fulfillments": [parcel(&json!({"createdAt": day(-4), "deliveredAt": null, "estimatedDeliveryAt": day(1)}))],
        }),
    );
    let arrived = merged(
        &base,
        &json!({
            "id": "gid://shopify/Order/2", "name": "#1038", "createdAt": day(-24), "processedAt": day(-24),
            "totalPriceSet": example["changed"]["currentTotalPriceSet"], "currentTotalPriceSet": example["changed"]["currentTotalPriceSet"],
            "fulfillments": [parcel(&json!({"createdAt": day(-23), "displayStatus": "DELIVERED", "deliveredAt": day(-20)}))],
        }),
    );
    let nothing = json!({"shopMoney": {"amount": "0.0", "currencyCode": "GBP"}, "presentmentMoney": {"amount": "0.0", "currencyCode": "GBP"}});
    let cancelled = merged(
        &merged(&base, &example["changed"]),
        &json!({
            "id": "gid://shopify/Order/3", "name": "#1029", "createdAt": day(-61), "processedAt": day(-61), "cancelledAt": day(-60),
            "currentTotalPriceSet": nothing, "totalRefundedSet": example["changed"]["totalPriceSet"],
            "displayFinancialStatus": "REFUNDED", "displayFulfillmentStatus": "UNFULFILLED",
        }),
    );

    // The order that is opened has all that was chosen for its details: if need be it was changed, or has arrived already.
    let chosen = |ids: &[&str]| config.order_details.iter().any(|id| ids.contains(&id.as_str()));
    let opened = if chosen(&OF_CHANGED) { merged(&moving, &example["changed"]) } else { moving.clone() };
    let here = parcel(&json!({"createdAt": day(-4), "displayStatus": "DELIVERED", "deliveredAt": day(-1)}));
    let opened = if chosen(&OF_ARRIVED) { merged(&opened, &json!({"fulfillments": [here]})) } else { opened };
    let other = [&arrived, &cancelled].into_iter().find(|order| order["name"].as_str() == asked.opened);
    let opened = other.cloned().unwrap_or(opened);
    // On the list, a parcel that is on its way is not sent back.
    let listed = merged(&moving, &json!({"returnStatus": null}));

    let orders: Vec<_> =
        [listed, arrived, cancelled].into_iter().map(|order| asked.with_metafields(Group::Order, order)).collect();
    let customer = merged(
        &example["customer"],
        &json!({
            "id": "gid://shopify/Customer/1", "legacyResourceId": asked.number(), "numberOfOrders": "3",
            "amountSpent": {"amount": "204.0", "currencyCode": "GBP"},
            "orders": {"nodes": orders, "pageInfo": {"hasNextPage": false}},
        }),
    );
    let mut data = json!({
        "first": asked.with_metafields(Group::Customer, customer),
        "order": asked.with_metafields(Group::Order, opened),
    });
    into_currency(&mut data, currency);
    data
}

/// What was bought: two lines.
fn items(example: &Value) -> Value {
    let scarf = &example["order"]["lineItems"]["nodes"][0];
    let card = json!({
        "id": "gid://shopify/LineItem/4712", "title": "Gift wrapping", "variantTitle": null, "sku": "GFT-WRP", "quantity": 1,
        "currentQuantity": 1, "refundableQuantity": 1, "unfulfilledQuantity": 1, "requiresShipping": false, "image": null,
        "originalUnitPriceSet": example["order"]["totalShippingPriceSet"], "discountAllocations": [],
        "sellingPlan": null, "isGiftCard": false, "customAttributes": [],
    });
    json!({"nodes": [scarf, merged(scarf, &card)], "pageInfo": {"hasNextPage": false}})
}

/// An object with some of its members replaced.
fn merged(object: &Value, change: &Value) -> Value {
    let members = |value: &Value| value.as_object().cloned().unwrap_or_default();
    let all: Map<String, Value> = members(object).into_iter().chain(members(change)).collect();
    all.into()
}

/// Everything that was in the examples' own currency, in another one.
fn into_currency(value: &mut Value, currency: &str) {
    match value {
        Value::Object(members) => {
            for (name, member) in members {
                match member.as_str() {
                    Some("GBP") if name == "currencyCode" => *member = currency.into(),
                    _ => into_currency(member, currency),
                }
            }
        }
        Value::Array(all) => all.iter_mut().for_each(|one| into_currency(one, currency)),
        _ => {}
    }
}

impl Reader<'_> {
    /// What a metafield of this type looks like on the card, with an invented value; nothing for what is never drawn.
    #[must_use]
    pub fn example_of_type(&self, of: &str, now: OffsetDateTime) -> Vec<Shown> {
        let text = self.text.settings().preview.example.text();
        let value = example_of_type(of, &text, &self.store.currency, now);
        self.metafield(&json!({"type": of, "value": value}))
    }
}

impl Invention<'_> {
    /// What a record is called in Shopify's own pages: nothing, so that no link leads to what is not there, unless just that
    /// link was chosen.
    fn number(&self) -> Option<&'static str> {
        let mut ids = self.config.lists().into_iter().flat_map(|(_, ids)| ids);
        ids.any(|id| LINKS.contains(&id.as_str())).then_some("1042")
    }

    /// The chosen metafields of an object, each with an example of its type.
    fn with_metafields(&self, group: Group, object: Value) -> Value {
        let lists = self.config.lists();
        let chosen = lists.iter().flat_map(|(_, ids)| ids.iter()).filter_map(|id| match Chosen::of(id) {
            Some(Chosen::Metafield(field)) if field.group() == group => Some((id, field)),
            _ => None,
        });
        let values: Map<String, Value> = chosen
            .map(|(id, field)| {
                let known = self.metafields.get(id);
                let of = known.map_or("single_line_text_field", |(of, _)| of.as_str());
                let name = known.map_or_else(|| field.name(), |(_, name)| name.clone());
                let value = example_of_type(of, self.example, self.currency, self.now);
                (field.alias(), json!({"type": of, "value": value, "definition": {"name": name}}))
            })
            .collect();
        merged(&object, &values.into())
    }
}

/// A metafield's value as Shopify writes it, by its type; `text` for what is any text. Empty for what is never drawn.
#[must_use]
fn example_of_type(of: &str, text: &str, currency: &str, now: OffsetDateTime) -> String {
    if metafield::kind(of).is_none() {
        return String::new();
    }
    if let Some(single) = of.strip_prefix("list.") {
        let one = example_of_type(single, text, currency, now);
        // What is an object of its own stands in a list as it is, everything else as a text.
        let entry = serde_json::from_str::<Value>(&one).ok().filter(Value::is_object).unwrap_or(Value::String(one));
        return json!([entry]).to_string();
    }
    let at = Instant::of(now + Duration::days(-3)).rfc3339();
    match of {
        "number_integer" | "integer" => "42".to_owned(),
        "number_decimal" => "4.5".to_owned(),
        "boolean" => "true".to_owned(),
        "date" => at.chars().take(10).collect(),
        "date_time" => at,
        "money" => json!({"amount": "18.50", "currency_code": currency}).to_string(),
        "url" => "https://shop.example/".to_owned(),
        "link" => json!({"text": text, "url": "https://shop.example/"}).to_string(),
        "rating" => json!({"value": "4.5", "scale_min": "1.0", "scale_max": "5.0"}).to_string(),
        "color" => "#3a5fcd".to_owned(),
        "dimension" => json!({"value": 12.0, "unit": "CENTIMETERS"}).to_string(),
        "weight" => json!({"value": 1.2, "unit": "KILOGRAMS"}).to_string(),
        "volume" => json!({"value": 0.5, "unit": "LITERS"}).to_string(),
        "json" | "json_string" => json!({"example": text}).to_string(),
        "rich_text_field" => {
            json!({"type": "root", "children": [{"type": "paragraph", "children": [{"type": "text", "value": text}]}]})
                .to_string()
        }
        _ => text.to_owned(),
    }
}
