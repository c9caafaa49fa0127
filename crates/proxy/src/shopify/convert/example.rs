//! Fields with invented values, for those who choose among them: read from made-up objects as a store's own are.

use super::Reader;
use crate::text::Instant;
use context_card_wire::catalogue::{Chosen, Group};
use context_card_wire::{Field, FieldSpec, Value as Shown};
use serde_json::{Value, json};
use time::{Duration, OffsetDateTime};

/// An answer with everything in it.
#[must_use]
pub fn example_data(now: OffsetDateTime) -> Value {
    let day = |days: i64| Instant::of(now + Duration::days(days)).rfc3339();
    let money = |amount: &str| json!({"amount": amount, "currencyCode": "GBP"});
    let bag = |amount: &str| json!({"shopMoney": money(amount), "presentmentMoney": money(amount)});
    let abroad = json!({"shopMoney": money("120.0"), "presentmentMoney": {"amount": "140.4", "currencyCode": "EUR"}});
    let address = json!({"name": "Maria Sørensen", "formatted": ["27 Harbour Street", "Whitstable", "CT5 1AH", "United Kingdom"]});
    let location = json!({"name": "Covent Garden shop", "address": {"country": "United Kingdom"}});
    let picture = json!({"url": "https://cdn.example/scarf.jpg", "altText": "Wool scarf"});
    let parcel = json!({
        "status": "SUCCESS", "displayStatus": "IN_TRANSIT", "createdAt": day(-4), "inTransitAt": day(-3), "estimatedDeliveryAt": day(1),
        "deliveredAt": day(-1), "totalQuantity": 2, "location": location,
        "trackingInfo": [{"company": "DHL", "number": "4471211204", "url": "https://track.example/4471211204"}],
    });
    let item = json!({
        "id": "gid://shopify/LineItem/4711", "title": "Wool scarf", "variantTitle": "Blue", "sku": "SCF-BLU", "vendor": "Calder Mill",
        "quantity": 2, "currentQuantity": 2, "refundableQuantity": 2, "unfulfilledQuantity": 1, "requiresShipping": true,
        "originalUnitPriceSet": bag("60.0"), "discountAllocations": [{"allocatedAmountSet": bag("12.0")}],
        "sellingPlan": {"name": "Every 4 weeks"}, "isGiftCard": true, "image": picture,
        "customAttributes": [{"key": "Engraving", "value": "M. S."}],
        "product": {"legacyResourceId": "815", "onlineStoreUrl": "https://shop.example/products/wool-scarf"},
    });
    let order = json!({
        "name": "#1042", "legacyResourceId": "5001", "createdAt": day(-5), "cancelledAt": null, "test": false,
        "currentTotalPriceSet": abroad, "totalPriceSet": abroad, "currentSubtotalPriceSet": bag("115.05"),
        "totalDiscountsSet": bag("12.0"), "totalShippingPriceSet": bag("4.95"), "totalTaxSet": bag("20.0"),
        "totalRefundedSet": bag("36.0"), "totalOutstandingSet": bag("18.5"),
        "displayFinancialStatus": "PAID", "displayFulfillmentStatus": "FULFILLED", "returnStatus": "RETURN_REQUESTED",
        "fulfillments": [parcel], "currentSubtotalLineItemsQuantity": 3, "sourceName": "web", "confirmationNumber": "XPAV284CT",
        "poNumber": "PO-7781", "paymentGatewayNames": ["shopify_payments"], "discountCodes": ["WELCOME10"],
        "shippingLine": {"title": "Royal Mail Tracked 48"}, "tags": ["gift", "priority"], "note": "Please leave it with a neighbour.",
        "customAttributes": [{"key": "Gift message", "value": "Happy birthday!"}],
        "email": "maria@example.com", "phone": "+447700900142", "customerAcceptsMarketing": true,
        "shippingAddress": address, "billingAddress": address, "retailLocation": location,
        "risk": {"recommendation": "INVESTIGATE", "assessments": [{"riskLevel": "MEDIUM"}]},
        "statusPageUrl": "https://shop.example/orders/1042", "lineItems": {"nodes": [item]},
    });
    let changed = json!({
        "currentTotalPriceSet": bag("84.0"), "totalPriceSet": bag("120.0"), "cancelledAt": day(-1), "cancelReason": "CUSTOMER",
        "cancellation": {"staffNote": "Ordered twice."},
    });
    let customer = json!({
        "displayName": "Maria Sørensen", "legacyResourceId": "1042", "createdAt": day(-1800), "note": "Prefers deliveries before noon.",
        "tags": ["VIP", "wholesale"], "state": "ENABLED", "locale": "en-GB", "numberOfOrders": "14", "amountSpent": money("1284.5"),
        "defaultEmailAddress": {"emailAddress": "maria@example.com", "marketingState": "SUBSCRIBED"},
        "defaultPhoneNumber": {"phoneNumber": "+447700900142", "smsMarketingConsent": {"state": "UNSUBSCRIBED"}},
        "addressesV2": {"nodes": [{"phone": "+442079460455"}]}, "defaultAddress": address, "lastOrder": {"name": "#1042", "createdAt": day(-5)},
    });
    json!({
        "order": order, "changed": changed, "customer": customer,
        "product": {
            "legacyResourceId": "815", "title": "Wool scarf", "vendor": "Calder Mill", "productType": "Scarves", "status": "ACTIVE",
            "totalInventory": 47, "tracksInventory": true, "onlineStoreUrl": "https://shop.example/products/wool-scarf",
            "featuredMedia": {"preview": {"image": picture}},
        },
        "productVariant": {
            "title": "Blue", "price": "60.0", "inventoryQuantity": 23, "inventoryItem": {"tracked": true}, "sku": "SCF-BLU",
        },
    })
}

impl Reader<'_> {
    /// A field as the card draws it, from [`example_data`].
    #[must_use]
    pub fn example(&self, spec: &'static FieldSpec) -> Vec<Field> {
        let place = match spec.id {
            // What only a changed order has.
            "order.original_total"
            | "order.current_total"
            | "order.cancelled"
            | "order.cancel_reason"
            | "order.cancel_note" => "/changed",
            _ => match spec.group {
                Group::Order => "/order",
                Group::LineItem => "/order/lineItems/nodes/0",
                Group::Fulfillment => "/order/fulfillments/0",
                Group::Customer => "/customer",
                Group::Product => "/product",
                Group::Variant => "/productVariant",
                Group::Store => "",
            },
        };
        let Some(object) = self.at(place) else { return Vec::new() };
        if !spec.is_always_shown() {
            return self.field(spec.id, &Chosen::Row(spec), object, place);
        }
        let item = self.line_item(0, object);
        let value = match (spec.id, item.picture) {
            ("line_item.name", _) => Shown::Text(item.title),
            ("line_item.current_quantity", _) => Shown::Text(item.quantity),
            (_, Some(picture)) => Shown::Image(picture),
            (_, None) => return Vec::new(),
        };
        vec![Field { id: spec.id.to_owned(), label: self.text.words().label(spec.id), value }]
    }
}
