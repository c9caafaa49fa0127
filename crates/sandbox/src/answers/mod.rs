//! From a shop's data to the objects of the API: JSON maps with the schema's own field names.
//!
//! An object that has an id of its own stands in other objects as a reference, `{"$ref": "Customer/42"}`,
//! and is made when somebody asks for it. A field that is missing here gets an empty value by its type in `engine`.

mod customer;
mod fulfillment;
mod line_item;
mod metafield;
mod order;
mod product;
mod shop;

use serde_json::{Map, Value, json};
use time::OffsetDateTime;

use crate::shop::dates::iso;
use crate::shop::money::Amount;
use crate::shop::records::{Address, Presentment};
use crate::shop::{Shop, full_name};

/// An object of the API.
pub(crate) type Object = Map<String, Value>;

/// `gid://shopify/{ty}/{id}`.
pub(crate) fn gid(ty: &str, id: impl std::fmt::Display) -> String {
    format!("gid://shopify/{ty}/{id}")
}

/// A reference to an object, made when it is asked for.
pub(crate) fn reference(ty: &str, id: impl std::fmt::Display) -> Value {
    json!({ "$ref": format!("{ty}/{id}") })
}

/// The object behind a type and the last part of its id.
pub(crate) fn find(shop: &Shop, ty: &str, id: &str) -> Option<Object> {
    let number: u64 = id.parse().ok()?;
    let made = match ty {
        "Customer" => customer::customer(shop, shop.person(number)?),
        "Order" => order::order(shop, shop.placed(number)?),
        "Product" => product::product(shop, number)?,
        "ProductVariant" => product::variant(shop, number)?,
        "InventoryItem" => product::inventory_item(shop, number)?,
        "Location" => shop::location(shop, number)?,
        "Shop" if number == shop::id(shop) => shop::shop(shop),
        "Fulfillment" => fulfillment::find(shop, number)?,
        "FulfillmentOrder" => fulfillment::find_order(shop, number)?,
        "LineItem" => line_item::find(shop, number)?,
        "MetafieldDefinition" => metafield::find(shop, number)?,
        "OrderTransaction" | "Refund" | "Return" => order::find_part(shop, ty, number)?,
        _ => return None,
    };
    match made {
        Value::Object(object) => Some(object),
        _ => None,
    }
}

/// What the query root offers without arguments.
pub(crate) fn shop_reference(shop: &Shop) -> Value {
    reference("Shop", shop::id(shop))
}

pub(crate) use self::line_item::id as line_item_id;
pub(crate) use self::metafield::{definition, definition_id};
pub(crate) use self::order::{confirmation, part as order_part, suggested_refund};
pub(crate) use self::shop::{id as shop_id, installation};

/// Money as an order shows it, in the shop's currency and in the buyer's.
#[derive(Clone, Copy)]
struct Purse<'a> {
    currency: &'a str,
    presentment: Option<&'a Presentment>,
}

impl Purse<'_> {
    fn bag(self, amount: Amount) -> Value {
        let shop = json!({"amount": amount.to_string(), "currencyCode": self.currency});
        let presented = match self.presentment {
            None => shop.clone(),
            Some(p) => {
                json!({"amount": amount.at(p.rate, &p.currency).to_string(), "currencyCode": p.currency})
            }
        };
        json!({"shopMoney": shop, "presentmentMoney": presented})
    }
}

fn moment(at: OffsetDateTime) -> Value {
    Value::String(iso(at))
}

fn optional_moment(shop: &Shop, at: Option<crate::shop::dates::When>) -> Value {
    at.map_or(Value::Null, |when| moment(shop.when(when)))
}

/// An id for a thing that lives inside another: the owner's id and a place.
fn part_id(owner: u64, kind: u64, index: usize) -> u64 {
    owner * 1000 + kind * 100 + index as u64
}

/// The owner's id, the kind and the place, from an id made above.
fn part_of(id: u64) -> (u64, u64, usize) {
    (id / 1000, id % 1000 / 100, usize::try_from(id % 100).unwrap_or_default())
}

/// A postal address as `MailingAddress`.
fn mailing_address(address: &Address, id: u64) -> Value {
    let name = full_name(address.first.as_deref(), address.last.as_deref());
    let area = [address.city.as_deref(), address.province_code.as_deref(), address.country.as_deref()];
    json!({
        "id": format!("{}?model_name=Address", gid("MailingAddress", id)),
        "firstName": address.first, "lastName": address.last,
        "name": if name.is_empty() { Value::Null } else { name.into() },
        "company": address.company, "address1": address.address1, "address2": address.address2,
        "city": address.city, "province": address.province, "provinceCode": address.province_code, "zip": address.zip,
        "country": address.country, "countryCode": address.country_code, "countryCodeV2": address.country_code,
        "phone": address.phone, "coordinatesValidated": false,
        "formattedArea": area.into_iter().flatten().collect::<Vec<_>>().join(", "),
    })
}

/// The lines of an address label; `engine` asks with the field's arguments.
pub(crate) fn formatted(address: &Object, with_name: bool, with_company: bool) -> Vec<Value> {
    let part = |name: &str| address.get(name).and_then(Value::as_str).filter(|text| !text.is_empty());
    let town = [part("city"), part("provinceCode"), part("zip")].into_iter().flatten().collect::<Vec<_>>().join(" ");
    let lines = [
        part("name").filter(|_| with_name),
        part("company").filter(|_| with_company),
        part("address1"),
        part("address2"),
        Some(town.as_str()).filter(|t| !t.is_empty()),
        part("country"),
    ];
    lines.into_iter().flatten().map(Value::from).collect()
}

/// Key and value pairs as `Attribute`.
fn attributes(pairs: &[(String, String)]) -> Value {
    pairs.iter().map(|(key, value)| json!({"key": key, "value": value})).collect()
}

/// A product's picture; `engine` adds what `transform` asks for.
fn picture(shop: &Shop, handle: &str, title: &str) -> Value {
    let url = format!("{}/cdn/{handle}.svg", shop.base);
    json!({
        "id": gid("ImageSource", crate::stable_number(handle) % 10_000_000_000), "url": url, "src": url, "originalSrc": url,
        "transformedSrc": url, "altText": title, "width": 800, "height": 800,
    })
}
