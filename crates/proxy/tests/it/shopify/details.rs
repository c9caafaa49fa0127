//! Orders, opened and listed.

use super::*;
use context_card::auth::Named;
use context_card_wire::Problem;
use context_card_wire::catalogue::{FIELDS, Group};

/// Every field there is.
fn everything() -> CardConfig {
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

fn order_id(viewer: &Viewer, customer: &CustomerCard, name: &str) -> String {
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
async fn five_thousand_orders_are_paged() {
    let bench = Bench::start().await;
    let viewer = bench.viewer(vec![bench.store(UK)]);
    let offices = bench.customer(UK, &contact(&["orders@brightfield.example"], &[])).await;
    let (_, id) = viewer.handles.open(Named::Customer, offices.handle.as_ref().unwrap()).unwrap();
    let cursor = viewer.handles.open_cursor(offices.orders.next.as_ref().unwrap()).unwrap().1;
    let page = bench.lookup.orders(&viewer, &viewer.stores[0], &id, Some(&cursor), None).await.unwrap();
    assert_eq!((page.rows.len(), page.count.as_str()), (10, "5,000 orders"));
    assert!(page.next.is_some() && page.hidden.is_none());
    assert!(page.rows.iter().all(|row| offices.orders.rows.iter().all(|first| first.name != row.name)));
}

#[tokio::test]
async fn an_order_is_found_among_a_customers_by_its_name() {
    let bench = Bench::start().await;
    let viewer = bench.viewer(vec![bench.store(UK)]);
    let maria = bench.customer(UK, &maria()).await;
    let (_, id) = viewer.handles.open(Named::Customer, maria.handle.as_ref().unwrap()).unwrap();
    let find = async |words: &str| {
        let page = bench.lookup.orders(&viewer, &viewer.stores[0], &id, None, Some(words)).await.unwrap();
        (page.rows.iter().map(|row| row.name.clone()).collect::<Vec<_>>(), page.count, page.hidden)
    };
    assert_eq!(find("#1042").await, (vec!["#1042".to_owned()], "1 order".to_owned(), None));
    assert_eq!(find("nothing like it").await, (vec![], "0 orders".to_owned(), None));
    for hostile in ["* OR name:*", "\" OR \"", "-#1042", "(", "email:priya.nair@example.com"] {
        let (names, ..) = find(hostile).await;
        assert!(names.len() <= 1, "{hostile} is words, not a search of its own: {names:?}");
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
    let lost = bench.lookup.orders(&viewer, &viewer.stores[0], "gid://shopify/Customer/1", None, None).await;
    assert_eq!(lost, Err(Problem::NotFound));
}
