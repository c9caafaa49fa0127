//! What the shops' files say, as it is read: see `shops/README.md` for the words.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::dates::When;
use super::money::Amount;

/// `shop.json`: the shop itself and what it sells.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ShopFile {
    pub(crate) domain: String,
    pub(crate) number: u64,
    pub(crate) name: String,
    pub(crate) email: String,
    pub(crate) owner: String,
    pub(crate) website: String,
    pub(crate) currency: String,
    #[serde(default)]
    pub(crate) presentment: Vec<String>,
    pub(crate) zone: String,
    pub(crate) prefix: String,
    #[serde(default)]
    pub(crate) suffix: String,
    pub(crate) money_format: String,
    pub(crate) plan: String,
    /// Part of a price that is tax, in percent.
    pub(crate) tax: i64,
    pub(crate) tax_title: String,
    pub(crate) locale: String,
    pub(crate) locations: Vec<Location>,
    pub(crate) products: Vec<Product>,
    #[serde(default)]
    pub(crate) metafields: Vec<Definition>,
}

/// A metafield that the shop has defined: what admins may choose from.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Definition {
    /// `ORDER`, `CUSTOMER` or `PRODUCT`.
    pub(crate) owner: String,
    /// `namespace.key`.
    pub(crate) of: String,
    pub(crate) name: String,
    #[serde(default)]
    pub(crate) description: Option<String>,
    /// Shopify's name of the type, such as `single_line_text_field`.
    pub(crate) kind: String,
    #[serde(default)]
    pub(crate) pinned: bool,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Location {
    pub(crate) name: String,
    pub(crate) address: Address,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Product {
    pub(crate) title: String,
    pub(crate) handle: String,
    pub(crate) vendor: String,
    pub(crate) kind: String,
    /// Background of its picture.
    pub(crate) colour: String,
    /// What its picture shows.
    pub(crate) picture: String,
    #[serde(default = "active")]
    pub(crate) status: String,
    #[serde(default)]
    pub(crate) tags: Vec<String>,
    #[serde(default = "yes")]
    pub(crate) ships: bool,
    #[serde(default)]
    pub(crate) gift_card: bool,
    /// Line items still name it, but it is gone.
    #[serde(default)]
    pub(crate) deleted: bool,
    #[serde(default = "yes")]
    pub(crate) has_picture: bool,
    /// Whether the online store shows it, where its status lets it.
    #[serde(default = "yes")]
    pub(crate) online: bool,
    pub(crate) variants: Vec<Variant>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Variant {
    pub(crate) sku: String,
    #[serde(default)]
    pub(crate) title: Option<String>,
    pub(crate) price: Amount,
    #[serde(default)]
    pub(crate) stock: i32,
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Address {
    pub(crate) first: Option<String>,
    pub(crate) last: Option<String>,
    pub(crate) company: Option<String>,
    pub(crate) address1: Option<String>,
    pub(crate) address2: Option<String>,
    pub(crate) zip: Option<String>,
    pub(crate) city: Option<String>,
    pub(crate) province: Option<String>,
    pub(crate) province_code: Option<String>,
    pub(crate) country: Option<String>,
    pub(crate) country_code: Option<String>,
    pub(crate) phone: Option<String>,
}

/// One entry of `customers.json`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Customer {
    /// What the orders call this customer; never leaves the sandbox.
    pub(crate) key: String,
    #[serde(default)]
    pub(crate) first: Option<String>,
    #[serde(default)]
    pub(crate) last: Option<String>,
    #[serde(default)]
    pub(crate) email: Option<String>,
    #[serde(default)]
    pub(crate) phone: Option<String>,
    pub(crate) since: When,
    #[serde(default)]
    pub(crate) note: Option<String>,
    #[serde(default)]
    pub(crate) tags: Vec<String>,
    #[serde(default = "disabled")]
    pub(crate) state: String,
    #[serde(default)]
    pub(crate) locale: Option<String>,
    #[serde(default = "not_subscribed")]
    pub(crate) email_marketing: String,
    #[serde(default = "not_subscribed")]
    pub(crate) sms_marketing: String,
    #[serde(default)]
    pub(crate) addresses: Vec<Address>,
    #[serde(default)]
    pub(crate) metafields: BTreeMap<String, String>,
}

/// One entry of `orders.json`.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Order {
    pub(crate) name: String,
    /// A customer's key; without it the buyer is a guest.
    pub(crate) customer: Option<String>,
    pub(crate) placed: Option<When>,
    /// When the shop learnt of it, where that is another moment (imports).
    pub(crate) created: Option<When>,
    pub(crate) email: Option<String>,
    pub(crate) phone: Option<String>,
    pub(crate) lines: Vec<Line>,
    pub(crate) shipping: Option<Shipping>,
    pub(crate) discount: Option<Discount>,
    pub(crate) gateway: Option<String>,
    /// What has been paid; everything, where this is not said.
    pub(crate) paid: Option<Amount>,
    /// No transaction at all, hence no financial status.
    pub(crate) no_payment: bool,
    pub(crate) financial: Option<String>,
    pub(crate) fulfillment: Option<String>,
    pub(crate) presentment: Option<Presentment>,
    pub(crate) fulfillments: Vec<Fulfillment>,
    pub(crate) refunds: Vec<Refund>,
    pub(crate) returns: Vec<Return>,
    pub(crate) cancelled: Option<Cancelled>,
    pub(crate) closed: bool,
    pub(crate) edited: bool,
    pub(crate) test: bool,
    pub(crate) note: Option<String>,
    pub(crate) tags: Vec<String>,
    pub(crate) attributes: Vec<(String, String)>,
    pub(crate) source: Option<String>,
    pub(crate) retail: Option<String>,
    pub(crate) po_number: Option<String>,
    pub(crate) hold: Option<String>,
    pub(crate) risk: Option<String>,
    /// Where it goes, if not to the customer's first address.
    pub(crate) ship_to: Option<Address>,
    pub(crate) metafields: BTreeMap<String, String>,
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Line {
    pub(crate) sku: Option<String>,
    /// A custom line item has a title and a price instead of an SKU.
    pub(crate) title: Option<String>,
    pub(crate) price: Option<Amount>,
    pub(crate) quantity: Option<u32>,
    /// Taken off the order by an edit.
    pub(crate) removed: u32,
    pub(crate) plan: Option<String>,
    pub(crate) attributes: Vec<(String, String)>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Shipping {
    pub(crate) title: String,
    pub(crate) price: Amount,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Discount {
    pub(crate) code: String,
    pub(crate) amount: Amount,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Presentment {
    pub(crate) currency: String,
    pub(crate) rate: Amount,
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Fulfillment {
    pub(crate) at: Option<When>,
    pub(crate) carrier: Option<String>,
    pub(crate) number: Option<String>,
    pub(crate) url: Option<String>,
    /// A second label on the same fulfillment.
    pub(crate) also: Vec<(Option<String>, Option<String>, Option<String>)>,
    pub(crate) untracked: bool,
    pub(crate) display: Option<String>,
    pub(crate) status: Option<String>,
    pub(crate) due: Option<When>,
    pub(crate) in_transit: Option<When>,
    pub(crate) delivered: Option<When>,
    /// Which lines, by index; all of them, where this is not said.
    pub(crate) lines: Option<Vec<usize>>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Refund {
    pub(crate) at: When,
    pub(crate) amount: Amount,
    #[serde(default)]
    pub(crate) note: Option<String>,
    /// Index and quantity.
    #[serde(default)]
    pub(crate) lines: Vec<(usize, u32)>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Return {
    pub(crate) at: When,
    pub(crate) status: String,
    pub(crate) quantity: u32,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Cancelled {
    pub(crate) at: When,
    pub(crate) reason: String,
    #[serde(default)]
    pub(crate) staff_note: Option<String>,
}

fn active() -> String {
    "ACTIVE".to_owned()
}

fn disabled() -> String {
    "DISABLED".to_owned()
}

fn not_subscribed() -> String {
    "NOT_SUBSCRIBED".to_owned()
}

fn yes() -> bool {
    true
}
