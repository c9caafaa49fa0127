//! What a connection is and may do; for `store connect` and `store test`.

use super::{Client, Question, ShopifyError, probe_document, scopes};
use crate::ids::{StoreId, TenantId};
use crate::store::{OpenStore, ShopDomain, Store};
use crate::tokens::AccessToken;
use serde_json::{Value, json};

/// What a connection is and may do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Probe {
    /// The shop's name.
    pub name: String,
    /// Its `myshopify.com` domain, as Shopify says it.
    pub shop: String,
    /// Its currency, ISO 4217.
    pub currency: String,
    /// Its IANA time zone.
    pub timezone: String,
    /// Its country, ISO 3166; empty where Shopify does not say.
    pub country: String,
    /// The scopes that are granted, in order. Shopify lists the read scope beside each write scope.
    pub scopes: Vec<String>,
    /// What else Shopify says of the installation; nothing of a person.
    pub metadata: Value,
}

impl Probe {
    /// The store that was asked, as it was found.
    #[must_use]
    pub fn store(self, id: StoreId, tenant: TenantId, shop: ShopDomain) -> Store {
        let Self { name, currency, timezone, country, scopes, .. } = self;
        Store { id, tenant, shop, name, currency, timezone, country, prefix: None, scopes }
    }
}

/// Asks a shop what a token may do.
///
/// # Errors
/// When Shopify gives no data.
pub async fn probe(client: &Client, shop: &ShopDomain, token: &AccessToken) -> Result<Probe, ShopifyError> {
    let operation = probe_document();
    Ok(read(&client.ask(shop, token, Question::new(&operation, &Value::Null)).await?.data))
}

/// Asks a connected store's shop the same.
///
/// # Errors
/// When Shopify gives no data.
pub async fn probe_store(client: &Client, open: &OpenStore) -> Result<Probe, ShopifyError> {
    let operation = probe_document();
    let question = Question::new(&operation, &Value::Null);
    Ok(read(&open.access.ask(client, &open.store.shop, question).await?.data))
}

fn read(data: &Value) -> Probe {
    let text = |pointer| data.pointer(pointer).and_then(Value::as_str).unwrap_or_default().to_owned();
    let scopes = data.pointer("/currentAppInstallation/accessScopes").and_then(Value::as_array);
    let handles = scopes.into_iter().flatten().filter_map(|scope| scope.get("handle").and_then(Value::as_str));
    let scopes = scopes::with_implied(handles);
    Probe {
        name: text("/shop/name"),
        shop: text("/shop/myshopifyDomain"),
        currency: text("/shop/currencyCode"),
        timezone: text("/shop/ianaTimezone"),
        country: text("/shop/shopAddress/countryCodeV2"),
        scopes,
        metadata: json!({
            "installation": text("/currentAppInstallation/id"),
            "app": text("/currentAppInstallation/app/title"),
            "plan": text("/shop/plan/publicDisplayName"),
            "domain": text("/shop/primaryDomain/host"),
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_write_scope_brings_its_read_scope() {
        let data = json!({
            "currentAppInstallation": {"accessScopes": [{"handle": "write_orders"}, {"handle": "read_customers"}]},
            "shop": {"name": "Acme UK", "myshopifyDomain": "acme-uk.myshopify.com", "currencyCode": "GBP", "ianaTimezone": "Europe/London",
                "shopAddress": {"countryCodeV2": "GB"}},
        });
        let probe = read(&data);
        assert_eq!(probe.scopes, ["read_customers", "read_orders", "write_orders"]);
        assert_eq!((&*probe.name, &*probe.timezone, &*probe.country), ("Acme UK", "Europe/London", "GB"));
    }
}
