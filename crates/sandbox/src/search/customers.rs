//! `customers(query:)`.

use super::{Found, run};
use crate::shop::{Person, Shop};

const FIELDS: &[&str] = &[
    "accepts_marketing",
    "country",
    "created_at",
    "customer_date",
    "email",
    "first_name",
    "id",
    "last_name",
    "order_date",
    "orders_count",
    "phone",
    "state",
    "tag",
    "tag_not",
    "total_spent",
    "updated_at",
];

/// The customers that a query finds, in the order of their ids.
pub(crate) fn customers<'a>(shop: &'a Shop, query: &str) -> Found<&'a Person> {
    let matches = |person: &Person, term: &super::Term| {
        let record = &person.record;
        let Some(field) = term.field.as_deref() else {
            let name = person.display_name();
            return Some(term.anywhere(&[Some(&name), record.email.as_deref(), record.phone.as_deref()]));
        };
        Some(match field {
            "email" => term.text(record.email.as_deref()),
            "phone" => term.digits(record.phone.as_deref()),
            "first_name" => term.text(record.first.as_deref()),
            "last_name" => term.text(record.last.as_deref()),
            "tag" => record.tags.iter().any(|tag| tag.to_lowercase() == term.value.to_lowercase()),
            "tag_not" => !record.tags.iter().any(|tag| tag.to_lowercase() == term.value.to_lowercase()),
            "orders_count" => term.number(f64::from(u32::try_from(person.orders.len()).unwrap_or(u32::MAX))),
            "total_spent" => term.number(person.spent.to_string().parse().unwrap_or_default()),
            "country" => {
                record.addresses.iter().any(|a| term.text(a.country.as_deref()) || term.text(a.country_code.as_deref()))
            }
            "created_at" | "customer_date" => term.moment(person.since),
            "updated_at" => term.moment(person.updated),
            "order_date" => person.orders.iter().filter_map(|i| shop.orders.get(*i)).any(|o| term.moment(o.processed)),
            "id" => term.value == person.id.to_string(),
            "state" => term.word(&record.state),
            "accepts_marketing" => term.word(if record.email_marketing == "SUBSCRIBED" { "true" } else { "false" }),
            _ => return None,
        })
    };
    run(query, shop.customers.iter(), matches, FIELDS)
}
