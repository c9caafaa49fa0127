//! `Customer`.

use serde_json::{Value, json};

use super::metafield::metafields;
use super::{gid, mailing_address, moment, part_id, picture, reference};
use crate::shop::{Person, Shop};

pub(super) fn customer(shop: &Shop, person: &Person) -> Value {
    let record = &person.record;
    let id = person.id;
    let addresses: Vec<Value> =
        record.addresses.iter().enumerate().map(|(i, a)| mailing_address(a, part_id(id, 1, i))).collect();
    let consented = |state: &str| {
        if state == "SUBSCRIBED" { moment(person.since) } else { Value::Null }
    };
    let opt_in = |state: &str| match state {
        "SUBSCRIBED" | "PENDING" | "UNSUBSCRIBED" => Value::from("SINGLE_OPT_IN"),
        _ => Value::Null,
    };
    let email = record.email.as_ref().map(|address| {
        json!({
            "emailAddress": address, "marketingState": record.email_marketing,
            "marketingOptInLevel": opt_in(&record.email_marketing), "marketingUpdatedAt": consented(&record.email_marketing),
            "validFormat": record.email_marketing != "INVALID", "openTrackingLevel": "UNKNOWN",
            "marketingUnsubscribeUrl": format!("{}/unsubscribe/{id}", shop.base),
            "openTrackingUrl": format!("{}/opens/{id}", shop.base),
        })
    });
    let sms = json!({
        "state": newer(&record.sms_marketing), "optInLevel": opt_in(&record.sms_marketing),
        "updatedAt": consented(&record.sms_marketing), "collectedFrom": "SHOPIFY",
    });
    let phone = record.phone.as_ref().map(|number| {
        json!({
            "phoneNumber": number, "smsMarketingConsent": sms,
            "whatsAppMarketingConsent": {"state": "NEVER_SUBSCRIBED"},
            "marketingState": record.sms_marketing, "marketingOptInLevel": opt_in(&record.sms_marketing),
            "marketingUpdatedAt": consented(&record.sms_marketing), "marketingCollectedFrom": "SHOPIFY",
        })
    });
    let last = person.orders.last().and_then(|i| shop.orders.get(*i));
    json!({
        "id": gid("Customer", id), "legacyResourceId": id.to_string(), "displayName": person.display_name(),
        "firstName": record.first, "lastName": record.last, "email": record.email, "phone": record.phone,
        "createdAt": moment(person.since), "updatedAt": moment(person.updated), "note": record.note, "tags": record.tags,
        "state": record.state, "locale": record.locale.as_ref().unwrap_or(&shop.file.locale),
        "verifiedEmail": record.email.is_some(), "validEmailAddress": record.email_marketing != "INVALID",
        "numberOfOrders": person.orders.len().to_string(),
        "amountSpent": {"amount": person.spent.to_string(), "currencyCode": shop.file.currency},
        "lifetimeDuration": lifetime(shop, person),
        "defaultEmailAddress": email, "defaultPhoneNumber": phone,
        "emailMarketingConsent": record.email.as_ref().map(|_| json!({
            "marketingState": record.email_marketing, "marketingOptInLevel": opt_in(&record.email_marketing),
            "consentUpdatedAt": consented(&record.email_marketing),
        })),
        "smsMarketingConsent": record.phone.as_ref().map(|_| json!({
            "marketingState": record.sms_marketing,
            "marketingOptInLevel": if record.sms_marketing == "SUBSCRIBED" { "SINGLE_OPT_IN" } else { "UNKNOWN" },
            "consentUpdatedAt": consented(&record.sms_marketing), "consentCollectedFrom": "SHOPIFY",
        })),
        "defaultAddress": addresses.first(), "addresses": addresses, "addressesV2": addresses,
        "lastOrder": last.map(|o| reference("Order", o.id)),
        "canDelete": person.orders.is_empty(), "taxExempt": record.tags.iter().any(|t| t == "wholesale"),
        "image": picture(shop, "avatar", &person.display_name()),
        "productSubscriberStatus": if record.tags.iter().any(|t| t == "subscription") { "ACTIVE" } else { "NEVER_SUBSCRIBED" },
        "statistics": {"predictedSpendTier": if person.orders.len() > 10 { "HIGH" } else { "MEDIUM" }},
        "unsubscribeUrl": format!("{}/unsubscribe/{id}", shop.base),
        "metafields": metafields(shop, &record.metafields, "Customer", id, person.since),
    })
}

/// The consent of 2026-10 has another word for those who never said yes.
fn newer(state: &str) -> &str {
    if state == "NOT_SUBSCRIBED" { "NEVER_SUBSCRIBED" } else { state }
}

/// `about 2 years`, as Shopify words it.
fn lifetime(shop: &Shop, person: &Person) -> String {
    let days = (shop.began - person.since).whole_days();
    match days {
        ..=1 => "1 day".to_owned(),
        2..=29 => format!("{days} days"),
        30..=59 => "about 1 month".to_owned(),
        60..=364 => format!("{} months", days / 30),
        365..=729 => "about 1 year".to_owned(),
        _ => format!("about {} years", days / 365),
    }
}
