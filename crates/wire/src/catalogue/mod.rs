//! The field catalogue: everything that can be shown, one row a field.
//!
//! From it come the admin's choices, the check of a [`CardConfig`](crate::CardConfig), the selection that is sent to
//! Shopify, how the answer is read, the drawing, and a page of the docs. Adding a field is adding a row to its group's
//! file, and its label and help to the messages (`field.<id>`, `help.<id>`). Beside the rows there is one family, the
//! metafields, which an admin picks from a store's definitions.

/// A `MoneyBag` field with both of its currencies.
macro_rules! money {
    ($field:literal) => {
        concat!($field, " { shopMoney { amount currencyCode } presentmentMoney { amount currencyCode } }")
    };
}

mod chosen;
mod customer;
mod fulfillment;
mod line_item;
pub mod metafield;
mod order;
mod product;
mod store;

pub use chosen::Chosen;
pub use metafield::Metafield;

use serde::{Deserialize, Serialize};

/// One field that can be shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FieldSpec {
    /// Its name in a [`CardConfig`](crate::CardConfig), and of its label in the messages.
    pub id: &'static str,
    /// What it is a field of.
    pub group: Group,
    /// How it is drawn.
    pub kind: Kind,
    /// The scope that Shopify asks for it.
    pub scope: Scope,
    /// What it needs of the group's Shopify type: a GraphQL selection.
    pub selection: &'static str,
    /// How it is read from the answer to that selection.
    pub read: Read,
    /// Whether it is personal data, and so needs Shopify's approval for protected customer data.
    pub personal: bool,
}

impl FieldSpec {
    /// A field that is not personal.
    const fn row(
        id: &'static str,
        group: Group,
        kind: Kind,
        scope: Scope,
        selection: &'static str,
        read: Read,
    ) -> Self {
        Self { id, group, kind, scope, selection, read, personal: false }
    }

    /// The same for personal data.
    const fn personal(self) -> Self {
        Self { personal: true, ..self }
    }

    /// Whether it is shown wherever its thing is shown, chosen or not: what says which line item it is.
    #[must_use]
    pub const fn is_always_shown(&self) -> bool {
        matches!(self.read, Read::Always)
    }
}

/// What a field is a field of. Its Shopify type, but for the store.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Group {
    /// `Order`.
    Order,
    /// `LineItem` of an order.
    LineItem,
    /// `Fulfillment` of an order.
    Fulfillment,
    /// `Customer`.
    Customer,
    /// The store itself; nothing is asked for it.
    Store,
    /// `Product` of a line item. Nothing to choose: all of them are shown where an agent opens the product.
    Product,
    /// `ProductVariant` of a line item; shown with its product.
    Variant,
}

impl Group {
    /// All of them, in the order of the docs.
    pub const EVERY: [Self; 7] =
        [Self::Order, Self::LineItem, Self::Fulfillment, Self::Customer, Self::Store, Self::Product, Self::Variant];

    /// What its fields' ids begin with, and its name in the messages (`group.<name>`).
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Order => "order",
            Self::LineItem => "line_item",
            Self::Fulfillment => "fulfillment",
            Self::Customer => "customer",
            Self::Store => "store",
            Self::Product => "product",
            Self::Variant => "variant",
        }
    }
}

/// How a field is drawn: the kinds of [`Value`](crate::Value).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Plain text.
    Text,
    /// An amount of money.
    Money,
    /// A point in time.
    Date,
    /// A status.
    Badge,
    /// A link.
    Link,
    /// A picture.
    Image,
    /// Several short texts.
    List,
}

impl Kind {
    /// Its name on the wire and in the docs.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Money => "money",
            Self::Date => "date",
            Self::Badge => "badge",
            Self::Link => "link",
            Self::Image => "image",
            Self::List => "list",
        }
    }
}

/// A Shopify access scope that fields need (Admin API, `requiredAccess` of the schema).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Scope {
    /// None of its own.
    None,
    /// `read_customers`.
    Customers,
    /// `read_orders`.
    Orders,
    /// `read_products`.
    Products,
    /// `read_locations`.
    Locations,
    /// `read_returns`.
    Returns,
}

impl Scope {
    /// Shopify's name of the scope; empty for none.
    #[must_use]
    pub const fn handle(self) -> &'static str {
        match self {
            Self::None => "",
            Self::Customers => "read_customers",
            Self::Orders => "read_orders",
            Self::Products => "read_products",
            Self::Locations => "read_locations",
            Self::Returns => "read_returns",
        }
    }
}

/// How a field is read. Paths are JSON pointers into the group's object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Read {
    /// A string.
    Text(&'static str),
    /// A number, written with the locale's separators.
    Count(&'static str),
    /// A `MoneyV2`.
    Money(&'static str),
    /// A `MoneyBag`: the shop's money, and the buyer's where it differs. Zero is drawn as nothing.
    MoneyBag(&'static str),
    /// A `MoneyBag` that is drawn even when it is zero.
    Total(&'static str),
    /// An order's total: the current one, or where a refund or cancellation has left nothing of it, the original one.
    OrderTotal,
    /// A `DateTime`.
    Moment(&'static str),
    /// A `DateTime` of which only the day counts, in the store's time zone.
    Day(&'static str),
    /// An enum; its words are in the messages under `status.<vocabulary>.<CODE>`.
    Status(&'static str, &'static str),
    /// A list of strings.
    Texts(&'static str),
    /// A list of payment gateways' names, of which some are codes (`shopify_payments`). Never card data.
    Gateways(&'static str),
    /// A `MailingAddress` with `formatted`.
    Address(&'static str),
    /// `trackingInfo`: numbers, with links where the carrier's address is known and safe.
    Tracking(&'static str),
    /// The carriers of `trackingInfo`.
    Carriers(&'static str),
    /// Where the order's parcels are; where it has none, its `displayFulfillmentStatus`.
    Delivery,
    /// The page in Shopify's admin, made from `legacyResourceId`.
    Admin,
    /// The store's name; not read from the answer.
    StoreName,
    /// The store's domain; not read from the answer.
    StoreDomain,
    /// Part of the thing itself, whatever is chosen; not drawn a second time.
    Always,
    /// A `MoneyBag`, drawn where it differs from another one.
    Differing(&'static str, &'static str),
    /// A yes or a no.
    Flag(&'static str),
    /// A flag that is drawn only where it is set, as a badge with this code of the vocabulary `mark`.
    Mark(&'static str, &'static str),
    /// The number at the end of a global id.
    Number(&'static str),
    /// `Attribute`s, written `key: value`. Those whose key begins with `_` are hidden by custom.
    Attributes(&'static str),
    /// How an order came to be, from `test`, `sourceName` and `name`.
    OrderType,
    /// Where an order came from: `sourceName` where it is a known word, else the channel or the app.
    Source,
    /// The highest of a list of `riskLevel`s.
    Risk(&'static str),
    /// What is spent by order: `amountSpent` by `numberOfOrders`.
    Average,
    /// The phones of the addresses, beside the customer's own.
    OtherPhones,
    /// The name and the country of a `Location`.
    Place(&'static str),
    /// How far a line item is, from its quantities.
    LineStatus,
    /// The sum of `discountAllocations`.
    Allocated,
    /// The title of a variant; Shopify's own name for "no variant" is none.
    VariantTitle(&'static str),
    /// A page, behind the words "Open page".
    Page(&'static str),
    /// A product's page in the shop, or where it has none, in Shopify's admin.
    ProductPage(&'static str),
    /// A `Money`, which is in the store's currency.
    Price(&'static str),
    /// How many there are in stock, where anybody counts them (`inventoryItem { tracked }`).
    Stock(&'static str),
    /// The same of a product with all of its variants (`tracksInventory`).
    TotalStock(&'static str),
}

/// The rows by group.
const GROUPS: [&[FieldSpec]; 6] =
    [order::FIELDS, line_item::FIELDS, fulfillment::FIELDS, customer::FIELDS, store::FIELDS, product::FIELDS];

const COUNT: usize = {
    let (mut count, mut at) = (0, 0);
    while at < GROUPS.len() {
        count += GROUPS[at].len();
        at += 1;
    }
    count
};

/// The catalogue.
pub const FIELDS: &[FieldSpec] = &{
    let mut all = [store::FIELDS[0]; COUNT];
    let (mut group, mut to) = (0, 0);
    while group < GROUPS.len() {
        let mut at = 0;
        while at < GROUPS[group].len() {
            all[to] = GROUPS[group][at];
            to += 1;
            at += 1;
        }
        group += 1;
    }
    all
};

/// The row with this id.
#[must_use]
pub fn find(id: &str) -> Option<&'static FieldSpec> {
    FIELDS.iter().find(|spec| spec.id == id)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_unique_and_begin_with_their_group() {
        for (at, spec) in FIELDS.iter().enumerate() {
            assert!(spec.id.starts_with(&format!("{}.", spec.group.as_str())), "{}", spec.id);
            assert!(FIELDS[..at].iter().all(|other| other.id != spec.id), "{} twice", spec.id);
            assert_eq!(find(spec.id), Some(spec));
        }
    }

    #[test]
    fn every_field_but_the_stores_asks_for_something() {
        for spec in FIELDS {
            let nothing = spec.group == Group::Store || spec.is_always_shown();
            assert_eq!(spec.selection.is_empty(), nothing, "{}", spec.id);
        }
    }

    #[test]
    fn no_field_is_named_like_a_metafield() {
        for spec in FIELDS {
            assert_eq!(Metafield::parse(spec.id), None, "{}", spec.id);
        }
    }
}
