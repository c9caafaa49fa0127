//! Orders, opened and listed.

use super::*;
use context_card::auth::Named;
use context_card_wire::Problem;
use context_card_wire::catalogue::{FIELDS, Group};

/// Every field there is.
pub(super) fn everything() -> CardConfig {
    let of = |groups: &[Group]| {
        FIELDS.iter().filter(|spec| groups.contains(&spec.group)).map(|spec| spec.id.to_owned()).collect()
    };
    CardConfig {
        version: 1,
        order_card: vec!["order.number".into(), "order.total".into(), "order.delivery_status".into()],
        order_details: of(&[Group::Order, Group::LineItem, Group::Fulfillment, Group::Store]),
        customer_details: of(&[Group::Customer, Group::Store]),
    }
}

pub(super) fn order_id(viewer: &Viewer, customer: &CustomerCard, name: &str) -> String {
    let row = customer.orders.rows.iter().find(|row| row.name == name).unwrap();
    viewer.handles.open(Named::Order, &row.handle).unwrap().1
}

#[tokio::test]
async fn an_order_opens_with_parcel_and_items() {
    let bench = Bench::start().await;
    let viewer = bench.viewer(vec![bench.store(UK)]);
    let customer = bench.customer(UK, &maria()).await;
    let id = order_id(&viewer, &customer, "#1042");
    let order = bench.lookup.order(&viewer, &viewer.stores[0], &id, false).await.unwrap();
    assert_eq!(order.name, "#1042");
    assert_eq!(order.notices, []);
    assert_eq!(order.parcels.len(), 1);
    assert_eq!(order.parcels[0].title, "Parcel 1 of 1");
    assert!(matches!(&order.parcels[0].fields[0].value, Value::Link(link) if link.url.starts_with("https://")));
    assert!(!order.items.is_empty());
    assert!(order.items.iter().all(|item| item.quantity.ends_with('×') && !item.title.is_empty()));
    assert!(order.items.iter().any(|item| item.picture.is_some()));
    assert!(order.url.unwrap().starts_with("https://admin.shopify.com/store/acme-uk/orders/"));
    bench.lookup.order(&viewer, &viewer.stores[0], &id, false).await.unwrap();
    assert_eq!(bench.log().len(), 2, "the card and the order, each once");
    bench.lookup.order(&viewer, &viewer.stores[0], &id, true).await.unwrap();
    assert_eq!(bench.log().len(), 3);
}

#[tokio::test]
async fn every_field_can_be_shown_of_every_odd_order() {
    let bench = Bench::start().await;
    for (shop, who) in [
        (UK, contact(&["maria@example.com"], &[])),
        (UK, contact(&["kofi.mensah@example.com"], &[])),
        (UK, contact(&["tom.o'brien@example.com"], &[])),
        (UK, contact(&["zoe@example.nl"], &[])),
        (UK, contact(&["priya.nair@example.com"], &[])),
        (PARIS, contact(&[], &["+4915123456789"])),
        (PARIS, contact(&["ana.ruiz@example.es"], &[])),
        (PARIS, contact(&["lucia.fernandez@example.mx"], &[])),
        (PARIS, contact(&["layla@example.ae"], &[])),
        (TOKYO, contact(&[], &["+819012345678"])),
    ] {
        let mut viewer = bench.viewer(vec![bench.store(shop)]);
        viewer.config = Arc::new(everything());
        let section = bench.lookup.card(&viewer, &who, false).await.stores.remove(0);
        assert_eq!(section.notices, [], "{who:?}");
        let customer = customer(section);
        for row in &customer.orders.rows {
            let id = viewer.handles.open(Named::Order, &row.handle).unwrap().1;
            let order = bench.lookup.order(&viewer, &viewer.stores[0], &id, false).await.unwrap();
            assert_eq!(order.notices, [], "{}", row.name);
            let parts = order.parcels.iter().map(|p| &p.fields).chain(order.items.iter().map(|item| &item.fields));
            for field in parts.flatten().chain(&order.fields).chain(&customer.details) {
                assert!(!shown(field).is_empty(), "{} of {}", field.id, row.name);
                assert!(!matches!(field.value, Value::Blank(_)), "{} of {}", field.id, row.name);
            }
        }
    }
}

#[tokio::test]
async fn a_foreign_or_made_up_order_is_not_found() {
    let bench = Bench::start().await;
    let viewer = bench.viewer(vec![bench.store(UK)]);
    let lost = bench.lookup.order(&viewer, &viewer.stores[0], "gid://shopify/Order/1", false).await;
    assert_eq!(lost, Err(Problem::NotFound));
    let walled = bench.store_with(UK, &["read_customers", "read_orders"]);
    let lost = bench.lookup.order(&viewer, &walled, "gid://shopify/Order/1", false).await;
    assert_eq!(lost, Err(Problem::OlderThan60Days));
}
