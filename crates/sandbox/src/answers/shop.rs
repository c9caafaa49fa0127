//! `Shop`, `Location` and the app's installation.

use std::collections::BTreeSet;

use serde_json::{Value, json};
use time::Duration;

use super::{gid, moment, reference};
use crate::shop::Shop;
use crate::shop::dates::offset;

pub(crate) fn id(shop: &Shop) -> u64 {
    shop.file.number * 10_000_000_000 + 548_380_009
}

pub(super) fn shop(shop: &Shop) -> Value {
    let file = &shop.file;
    let id = id(shop);
    let address = file.locations.first().map(|l| &l.address);
    let part = |pick: fn(&crate::shop::records::Address) -> &Option<String>| address.and_then(|a| pick(a).clone());
    let minutes = offset(&file.zone, shop.began).whole_seconds() / 60;
    let with_code = format!("{} {}", file.money_format, file.currency);
    let currencies: Vec<&String> = std::iter::once(&file.currency).chain(&file.presentment).collect();
    let host = file.website.trim_start_matches("https://");
    let domain = json!({
        "id": gid("Domain", id), "host": host, "url": file.website, "sslEnabled": true, "localization": null,
    });
    let place = json!({
        "id": gid("ShopAddress", id), "address1": part(|a| &a.address1), "address2": null, "city": part(|a| &a.city),
        "zip": part(|a| &a.zip), "province": part(|a| &a.province), "provinceCode": part(|a| &a.province_code),
        "country": part(|a| &a.country), "countryCode": part(|a| &a.country_code), "countryCodeV2": part(|a| &a.country_code),
        "phone": part(|a| &a.phone), "company": file.name, "coordinatesValidated": false,
        "formatted": [part(|a| &a.address1), part(|a| &a.zip), part(|a| &a.city)], "formattedArea": part(|a| &a.city),
    });
    json!({
        "id": gid("Shop", id), "name": file.name, "myshopifyDomain": file.domain, "email": file.email, "contactEmail": file.email,
        "shopOwnerName": file.owner, "url": file.website, "storefrontUrl": file.website, "primaryDomain": domain, "domains": [domain],
        "currencyCode": file.currency, "enabledPresentmentCurrencies": currencies, "ianaTimezone": file.zone,
        "timezoneOffsetMinutes": minutes, "timezoneOffset": format!("{}{:02}{:02}", if minutes < 0 { "-" } else { "+" }, minutes.abs() / 60, minutes.abs() % 60),
        "timezoneAbbreviation": abbreviation(&file.zone, minutes), "orderNumberFormatPrefix": file.prefix, "orderNumberFormatSuffix": file.suffix,
        "plan": {"displayName": file.plan, "publicDisplayName": file.plan, "partnerDevelopment": false, "shopifyPlus": false},
        "currencyFormats": {
            "moneyFormat": file.money_format, "moneyWithCurrencyFormat": with_code,
            "moneyInEmailsFormat": file.money_format, "moneyWithCurrencyInEmailsFormat": with_code,
        },
        "createdAt": moment(shop.began - Duration::days(2_000)), "updatedAt": moment(shop.began - Duration::days(1)),
        "customerAccounts": "OPTIONAL", "checkoutApiSupported": true, "setupRequired": false, "taxesIncluded": true, "taxShipping": true,
        "unitSystem": "METRIC_SYSTEM", "weightUnit": "KILOGRAMS", "shopAddress": place, "billingAddress": place,
        "richTextEditorUrl": format!("{}/editor", file.website), "analyticsToken": format!("{:032x}", crate::stable_number(&file.domain)),
        "shipsToCountries": ["GB", "FR", "DE", "NL", "ES", "IT", "CH", "US", "JP", "AE", "MX"],
        "locations": (0..file.locations.len()).map(|i| reference("Location", shop.location_id(i))).collect::<Vec<_>>(),
    })
}

fn abbreviation(zone: &str, minutes: i32) -> &'static str {
    match (zone, minutes) {
        ("Asia/Tokyo", _) => "JST",
        ("Asia/Bahrain", _) => "+03",
        ("Europe/London", 0) => "GMT",
        ("Europe/London", _) => "BST",
        (_, 60) => "CET",
        _ => "CEST",
    }
}

pub(super) fn location(shop: &Shop, id: u64) -> Option<Value> {
    let index = (0..shop.file.locations.len()).find(|i| shop.location_id(*i) == id)?;
    let location = shop.file.locations.get(index)?;
    let a = &location.address;
    let formatted: Vec<&String> = [&a.address1, &a.zip, &a.city, &a.country].into_iter().flatten().collect();
    Some(json!({
        "id": gid("Location", id), "legacyResourceId": id.to_string(), "name": location.name, "isActive": true,
        "isPrimary": index == 0, "isFulfillmentService": false, "fulfillsOnlineOrders": true, "shipsInventory": index == 0,
        "activatable": true, "deactivatable": index > 0, "deletable": false, "addressVerified": true, "hasActiveInventory": true,
        "hasUnfulfilledOrders": true, "createdAt": moment(shop.began - Duration::days(2_000)), "updatedAt": moment(shop.began - Duration::days(90)),
        "address": {
            "address1": a.address1, "address2": a.address2, "city": a.city, "zip": a.zip, "province": a.province,
            "provinceCode": a.province_code, "country": a.country, "countryCode": a.country_code, "phone": a.phone,
            "formatted": formatted,
        },
    }))
}

/// The installation of the app that asks, with the scopes that it was granted.
pub(crate) fn installation(shop: &Shop, scopes: &BTreeSet<String>) -> Value {
    let id = id(shop);
    let scopes: Vec<Value> =
        scopes.iter().map(|handle| json!({"handle": handle, "description": handle.replace('_', " ")})).collect();
    let icon = super::picture(shop, "avatar", "Context card");
    json!({
        "id": gid("AppInstallation", id), "accessScopes": scopes, "launchUrl": format!("{}/apps/context-card", shop.file.website),
        "uninstallUrl": null,
        "app": {
            "id": gid("App", 7_701_001_u64), "title": "Context card", "handle": "context-card", "apiKey": format!("{:032x}", crate::stable_number("app")),
            "embedded": false, "developerType": "MERCHANT", "developerName": shop.file.name, "published": false, "publicCategory": "CUSTOM",
            "requestedAccessScopes": scopes, "availableAccessScopes": scopes, "icon": icon, "banner": icon, "launchUrl": format!("{}/apps/context-card", shop.file.website),
            "webhookApiVersion": crate::API_VERSION, "features": [], "pricingDetailsSummary": "", "uninstallMessage": "",
            "developerUrl": shop.file.website, "shopifyDeveloped": false, "previouslyInstalled": true, "isPostPurchaseAppInUse": false,
        },
    })
}
