//! The shops, their customers and their orders, as plain data.
//!
//! `engine` searches it and `answers` turns it into what the API shows.

pub(crate) mod brightfield;
mod changes;
pub(crate) mod dates;
pub(crate) mod money;
mod odd;
pub(crate) mod records;
pub(crate) mod totals;

use std::collections::HashMap;

use time::OffsetDateTime;

pub use self::changes::{CustomerChange, OrderChange};

use self::money::Amount;
use self::records::{Customer, Order, Product, ShopFile, Variant};
use crate::StartError;

/// One shop with all that is in it.
#[derive(Debug, Clone)]
pub(crate) struct Shop {
    pub(crate) file: ShopFile,
    pub(crate) customers: Vec<Person>,
    pub(crate) orders: Vec<Placed>,
    /// When the sandbox began: relative dates count from here.
    pub(crate) began: OffsetDateTime,
    /// `http://127.0.0.1:PORT/{shop}`, for pictures.
    pub(crate) base: String,
    /// By SKU: index of the product, index of the variant.
    skus: HashMap<String, (usize, usize)>,
}

/// A customer with what follows from the orders.
#[derive(Debug, Clone)]
pub(crate) struct Person {
    pub(crate) id: u64,
    pub(crate) record: Customer,
    pub(crate) since: OffsetDateTime,
    pub(crate) updated: OffsetDateTime,
    pub(crate) spent: Amount,
    /// Indices into the shop's orders, oldest first.
    pub(crate) orders: Vec<usize>,
}

/// An order with its id and moments.
#[derive(Debug, Clone)]
pub(crate) struct Placed {
    pub(crate) id: u64,
    pub(crate) record: Order,
    /// Index into the shop's customers.
    pub(crate) customer: Option<usize>,
    pub(crate) processed: OffsetDateTime,
    pub(crate) created: OffsetDateTime,
    pub(crate) updated: OffsetDateTime,
}

const FILES: [[&str; 3]; 4] = [
    [
        include_str!("../../shops/acme-uk/shop.json"),
        include_str!("../../shops/acme-uk/customers.json"),
        include_str!("../../shops/acme-uk/orders.json"),
    ],
    [
        include_str!("../../shops/maison-lumiere/shop.json"),
        include_str!("../../shops/maison-lumiere/customers.json"),
        include_str!("../../shops/maison-lumiere/orders.json"),
    ],
    [
        include_str!("../../shops/kumo-tokyo/shop.json"),
        include_str!("../../shops/kumo-tokyo/customers.json"),
        include_str!("../../shops/kumo-tokyo/orders.json"),
    ],
    [
        include_str!("../../shops/odds-and-ends/shop.json"),
        include_str!("../../shops/odds-and-ends/customers.json"),
        include_str!("../../shops/odds-and-ends/orders.json"),
    ],
];

/// Reads all shops as they are at `began`.
pub(crate) fn load(began: OffsetDateTime, origin: &str) -> Result<Vec<Shop>, StartError> {
    FILES
        .iter()
        .map(|[shop, customers, orders]| {
            let file: ShopFile = serde_json::from_str(shop)?;
            let mut customers: Vec<Customer> = serde_json::from_str(customers)?;
            let mut orders: Vec<Order> = serde_json::from_str(orders)?;
            if customers.iter().any(|c| c.key == brightfield::KEY) {
                orders.extend(brightfield::orders(&file));
            }
            odd::fill(&mut customers, &mut orders);
            assemble(file, customers, orders, began, origin)
        })
        .collect()
}

fn assemble(
    file: ShopFile,
    customers: Vec<Customer>,
    orders: Vec<Order>,
    began: OffsetDateTime,
    origin: &str,
) -> Result<Shop, StartError> {
    let mut skus = HashMap::new();
    for (p, product) in file.products.iter().enumerate() {
        for (v, variant) in product.variants.iter().enumerate() {
            skus.insert(variant.sku.clone(), (p, v));
        }
    }
    let zone = file.zone.clone();
    let base_id = file.number * 1_000_000_000_000;
    let people = customers
        .into_iter()
        .zip(1_u64..)
        .map(|(record, n)| {
            let since = record.since.from(began, &zone);
            Person {
                id: base_id + 204_518_000_000 + n * 32_768 + n % 7,
                record,
                since,
                updated: since,
                spent: Amount::ZERO,
                orders: Vec::new(),
            }
        })
        .collect::<Vec<_>>();
    let mut shop = Shop {
        base: format!("{origin}/{}", file.domain),
        file,
        customers: people,
        orders: Vec::with_capacity(orders.len()),
        began,
        skus,
    };
    let mut dated = Vec::with_capacity(orders.len());
    for record in orders {
        let bad = |what: &str| StartError::Data(format!("order {} of {}: {what}", record.name, shop.file.domain));
        let placed = record.placed.ok_or_else(|| bad("no `placed`"))?;
        let customer = match &record.customer {
            None => None,
            Some(key) => {
                Some(shop.customers.iter().position(|c| c.record.key == *key).ok_or_else(|| bad("unknown customer"))?)
            }
        };
        for line in &record.lines {
            let known = line.sku.as_ref().is_none_or(|sku| shop.skus.contains_key(sku));
            if !known || (line.sku.is_none() && line.price.is_none()) {
                return Err(bad("a line without a known SKU or a price"));
            }
        }
        let processed = placed.from(began, &zone);
        let created = record.created.map_or(processed, |when| when.from(began, &zone));
        dated.push((record, customer, processed, created));
    }
    dated.sort_by_key(|(_, _, processed, _)| *processed);
    for ((record, customer, processed, created), n) in dated.into_iter().zip(1_u64..) {
        let last = [
            record.cancelled.as_ref().map(|c| c.at),
            record.refunds.last().map(|r| r.at),
            record.returns.last().map(|r| r.at),
            record.fulfillments.iter().filter_map(|f| f.delivered.or(f.at)).next_back(),
        ];
        let updated = last.into_iter().flatten().map(|when| when.from(began, &zone)).fold(created, OffsetDateTime::max);
        let order =
            Placed { id: base_id + 901_000_000_000 + n * 32_769, record, customer, processed, created, updated };
        let paid = shop.totals(&order).net_payment();
        if let Some(person) = customer.and_then(|c| shop.customers.get_mut(c)) {
            if !order.record.test {
                person.spent += paid;
            }
            person.updated = person.updated.max(updated);
            person.orders.push(shop.orders.len());
        }
        shop.orders.push(order);
    }
    Ok(shop)
}

impl Shop {
    /// The product and variant behind an SKU.
    pub(crate) fn sku(&self, sku: &str) -> Option<(&Product, &Variant)> {
        let (p, v) = *self.skus.get(sku)?;
        let product = self.file.products.get(p)?;
        Some((product, product.variants.get(v)?))
    }

    pub(crate) fn sku_ids(&self, sku: &str) -> Option<(u64, u64)> {
        let (p, v) = *self.skus.get(sku)?;
        Some((self.product_id(p), self.variant_id(p, v)))
    }

    pub(crate) fn product_id(&self, index: usize) -> u64 {
        self.file.number * 1_000_000_000_000 + 845_000_000_000 + index as u64 * 32_771
    }

    pub(crate) fn variant_id(&self, product: usize, variant: usize) -> u64 {
        self.product_id(product) + 100_000_000_000 + variant as u64
    }

    pub(crate) fn location_id(&self, index: usize) -> u64 {
        self.file.number * 10_000_000_000 + 7_512_000_000 + index as u64 * 7
    }

    pub(crate) fn when(&self, when: dates::When) -> OffsetDateTime {
        when.from(self.began, &self.file.zone)
    }

    pub(crate) fn person(&self, id: u64) -> Option<&Person> {
        self.customers.iter().find(|c| c.id == id)
    }

    pub(crate) fn placed(&self, id: u64) -> Option<&Placed> {
        // Ids grow with the index.
        self.orders.binary_search_by_key(&id, |o| o.id).ok().and_then(|i| self.orders.get(i))
    }

    /// What the shop and its customers may see of an order's e-mail.
    pub(crate) fn order_email<'a>(&'a self, order: &'a Placed) -> Option<&'a str> {
        let from_customer = || order.customer.and_then(|c| self.customers.get(c)?.record.email.as_deref());
        order.record.email.as_deref().or_else(from_customer)
    }

    pub(crate) fn order_phone<'a>(&'a self, order: &'a Placed) -> Option<&'a str> {
        let from_customer = || order.customer.and_then(|c| self.customers.get(c)?.record.phone.as_deref());
        order.record.phone.as_deref().or_else(from_customer)
    }
}

impl Person {
    /// Name, else e-mail, else phone.
    pub(crate) fn display_name(&self) -> String {
        let record = &self.record;
        let name = full_name(record.first.as_deref(), record.last.as_deref());
        if !name.is_empty() {
            return name;
        }
        record.email.clone().or_else(|| record.phone.as_deref().map(grouped)).unwrap_or_default()
    }
}

/// Both names, in the order in which their language puts them.
pub(crate) fn full_name(first: Option<&str>, last: Option<&str>) -> String {
    let family_first =
        last.is_some_and(|name| name.chars().any(|c| matches!(c, '\u{3040}'..='\u{30ff}' | '\u{4e00}'..='\u{9fff}')));
    let names = if family_first { [last, first] } else { [first, last] };
    names.into_iter().flatten().collect::<Vec<_>>().join(" ")
}

/// A phone number as Shopify writes it for people, for the countries whose grouping is simple.
fn grouped(phone: &str) -> String {
    let (lengths, signs): (&[usize], &[&str]) = match phone.get(..3) {
        Some("+44") => (&[3, 4], &["", " ", " "]),
        Some(start) if start.starts_with("+1") => (&[2, 3, 3], &["", " ", "-", "-"]),
        _ => return phone.to_owned(),
    };
    let mut rest = phone;
    let mut made = String::new();
    let mut signs = signs.iter();
    for length in lengths {
        let Some((part, after)) = rest.split_at_checked(*length) else {
            break;
        };
        made.extend(signs.next().copied());
        made.push_str(part);
        rest = after;
    }
    made.extend(signs.next().copied());
    made + rest
}
