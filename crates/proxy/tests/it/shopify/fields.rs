//! Every field of the catalogue, on the sandbox's shops.

use super::details::{everything, order_id};
use super::*;
use context_card::auth::Named;
use context_card_wire::catalogue::{FIELDS, Group};
use context_card_wire::{LineItem, Problem, ProductDetails};
use std::collections::BTreeSet;

const ODDS: &str = "odds-and-ends.myshopify.com";

/// What is drawn of a customer and of all their orders that the card shows at once.
async fn drawn(bench: &Bench, shop: &str, email: &str) -> (Vec<Field>, Vec<LineItem>) {
    let mut viewer = bench.viewer(vec![bench.store(shop)]);
    viewer.config = Arc::new(everything());
    let card = bench.lookup.card(&viewer, &contact(&[email], &[]), false).await;
    let customer = customer(card.stores.into_iter().next().unwrap());
    let mut fields = customer.details.clone();
    let mut items = Vec::new();
    for row in &customer.orders.rows {
        let id = viewer.handles.open(Named::Order, &row.handle).unwrap().1;
        let order = bench.lookup.order(&viewer, &viewer.stores[0], &id, false).await.unwrap();
        fields.extend(order.fields);
        fields.extend(order.parcels.into_iter().flat_map(|parcel| parcel.fields));
        fields.extend(order.items.iter().flat_map(|item| item.fields.clone()));
        items.extend(order.items);
    }
    (fields, items)
}

#[tokio::test]
async fn the_sandbox_has_a_customer_for_every_field() {
    let bench = Bench::start().await;
    let mut seen = BTreeSet::new();
    for (shop, email) in [
        (UK, "maria@example.com"),
        (UK, "tom.o'brien@example.com"),
        (UK, "amara.okafor@example.com"),
        (UK, "harriet.blackwood@example.org"),
        (UK, "dana.price@example.org"),
        (UK, "zoe@example.nl"),
        (PARIS, "emma.laurent@example.fr"),
        (ODDS, "draft@odd.example"),
        (ODDS, "lines@odd.example"),
        (ODDS, "money@odd.example"),
    ] {
        let (fields, items) = drawn(&bench, shop, email).await;
        for field in fields {
            assert!(!matches!(field.value, Value::Blank(_)), "{} of {email} is blank", field.id);
            assert!(!shown(&field).trim().is_empty(), "{} of {email} is empty", field.id);
            seen.insert(field.id);
        }
        seen.extend(items.iter().any(|item| item.picture.is_some()).then(|| "line_item.image".to_owned()));
        seen.extend(items.iter().any(|item| !item.title.is_empty()).then(|| "line_item.name".to_owned()));
        let counted = items.iter().any(|item| !item.quantity.is_empty());
        seen.extend(counted.then(|| "line_item.current_quantity".to_owned()));
    }
    let chosen = FIELDS.iter().filter(|spec| !matches!(spec.group, Group::Product | Group::Variant));
    let missing: Vec<_> = chosen.map(|spec| spec.id).filter(|id| !seen.contains(*id)).collect();
    assert_eq!(missing, [""; 0], "no sandbox customer has these");
}

fn values(fields: &[Field], id: &str) -> Vec<String> {
    fields.iter().filter(|field| field.id == id).map(shown).collect()
}

#[tokio::test]
async fn what_is_computed_of_a_customer_is_right() {
    let bench = Bench::start().await;
    let (fields, _) = drawn(&bench, UK, "maria@example.com").await;
    let spent: Vec<_> = ["total_spent", "total_orders", "average_order", "last_order", "last_order_number"]
        .iter()
        .flat_map(|id| values(&fields, &["customer.", id].concat()))
        .collect();
    assert_eq!(spent, ["£1,284.50", "14", "£91.75", "5 days ago", "#1042"]);
    assert_eq!(values(&fields, "store.domain")[0], UK);
}

#[tokio::test]
async fn metafields_are_drawn_by_their_type_and_named_by_their_definition() {
    let bench = Bench::start().await;
    let mut viewer = bench.viewer(vec![bench.store(UK)]);
    let metafields =
        |owner: &str, names: &[&str]| names.iter().map(|name| format!("{owner}.metafields.{name}")).collect();
    viewer.config = Arc::new(CardConfig {
        version: 1,
        order_card: metafields("order", &["custom.deliver_by", "custom.insured_value", "custom.not_there"]),
        order_details: metafields(
            "order",
            &[
                "custom.delivery_window",
                "custom.gift_message",
                "custom.engraved",
                "custom.proof",
                "warehouse.bins",
                "warehouse.weight",
                "erp.document",
            ],
        ),
        customer_details: metafields(
            "customer",
            &["loyalty.tier", "loyalty.points", "loyalty.member_since", "loyalty.happiness", "facts.birthday"],
        ),
    });
    assert_eq!(viewer.config.check(), Ok(()));
    let card = bench.lookup.card(&viewer, &maria(), false).await;
    let section = card.stores.into_iter().next().unwrap();
    assert_eq!(section.notices, []);
    let customer = customer(section);
    let told = |fields: &[Field]| fields.iter().map(|f| format!("{}: {}", f.label, shown(f))).collect::<Vec<_>>();
    assert_eq!(
        told(&customer.details),
        [
            "Loyalty tier: Gold",
            "Loyalty points: 1,284",
            "Member since: 4 years ago",
            "Happiness: 4.5 of 5",
            "Birthday: 9 Mar 1984",
        ]
    );
    let row = customer.orders.rows.iter().find(|row| row.name == "#1042").unwrap();
    assert_eq!(told(&row.fields), ["Deliver by: in 10 days", "Insured value: £84.00"]);
    let id = order_id(&viewer, &customer, "#1042");
    let order = bench.lookup.order(&viewer, &viewer.stores[0], &id, false).await.unwrap();
    assert_eq!(
        told(&order.fields),
        [
            "Delivery window: 08:00–12:00",
            "Gift message: For Aunt Ingrid,\nwith love.",
            "Engraved: No",
            "Proof: https://proofs.acme-uk.example/p/1042",
            "Bins: A-04, C-17",
            "Weight packed: 1.4 kg",
            "ERP document: number: 4711, open: Yes",
        ]
    );
    assert!(order.items.is_empty() && order.parcels.is_empty());
}

/// The items of an order, and how their products open.
async fn items(bench: &Bench, shop: &str, email: &str, name: &str) -> (Viewer, Vec<LineItem>) {
    let mut viewer = bench.viewer(vec![bench.store(shop)]);
    viewer.config = Arc::new(everything());
    let card = bench.lookup.card(&viewer, &contact(&[email], &[]), false).await;
    let customer = customer(card.stores.into_iter().next().unwrap());
    let id = order_id(&viewer, &customer, name);
    let order = bench.lookup.order(&viewer, &viewer.stores[0], &id, false).await.unwrap();
    (viewer, order.items)
}

async fn product(bench: &Bench, viewer: &Viewer, item: &LineItem) -> Result<ProductDetails, Problem> {
    let (_, name) = viewer.handles.open(Named::Product, item.product.as_ref().unwrap()).unwrap();
    bench.lookup.product(viewer, &viewer.stores[0], &name).await
}

#[tokio::test]
async fn a_line_item_opens_its_product() {
    let bench = Bench::start().await;
    let (viewer, items) = items(&bench, UK, "maria@example.com", "#1042").await;
    let item = items.iter().find(|item| item.title.starts_with("Merino throw")).unwrap();
    let opened = product(&bench, &viewer, item).await.unwrap();
    assert_eq!(opened.title, "Merino throw");
    assert!(opened.url.unwrap().starts_with("https://admin.shopify.com/store/acme-uk/products/"));
    assert!(opened.picture.is_some());
    assert_eq!(opened.notices, []);
    let told: Vec<_> = opened.fields.iter().map(|field| format!("{}: {}", field.label, shown(field))).collect();
    assert_eq!(
        told,
        [
            "Variant: Heather / 130 × 180 cm",
            "Price: £60.00",
            "In stock: 23",
            "SKU: THR-WOOL",
            "Vendor: Calder Mill",
            "Type: Home textiles",
            "Status: Active",
            "In stock, all variants: 23",
            "In the shop: Open page",
        ]
    );
    let drawn: BTreeSet<_> = opened.fields.iter().map(|field| field.id.as_str()).collect();
    let all = FIELDS.iter().filter(|spec| matches!(spec.group, Group::Product | Group::Variant));
    assert_eq!(drawn, all.map(|spec| spec.id).collect());
    let before = bench.log().len();
    product(&bench, &viewer, item).await.unwrap();
    assert_eq!(bench.log().len(), before, "an answer is good for a moment");
}

#[tokio::test]
async fn what_is_gone_from_the_shop_still_shows_and_opens_nothing() {
    let bench = Bench::start().await;
    let (viewer, items) = items(&bench, ODDS, "lines@odd.example", "EN1040-A").await;
    let (there, gone): (Vec<_>, Vec<_>) = items.iter().partition(|item| item.product.is_some());
    assert!(!gone.is_empty() && gone.iter().all(|item| !item.title.is_empty() && !item.quantity.is_empty()));
    for item in there {
        product(&bench, &viewer, item).await.unwrap();
    }
    let lost = bench.lookup.product(&viewer, &viewer.stores[0], "gid://shopify/Product/1").await;
    assert_eq!(lost, Err(Problem::NotFound));
}

#[tokio::test]
async fn without_the_scope_items_open_nothing_and_say_what_is_missing() {
    let bench = Bench::start().await;
    let scopes = ["read_customers", "read_orders", "read_all_orders"];
    let mut viewer = bench.viewer(vec![bench.store_with(UK, &scopes)]);
    viewer.config = Arc::new(everything());
    let card = bench.lookup.card(&viewer, &maria(), false).await;
    let customer = customer(card.stores.into_iter().next().unwrap());
    let id = order_id(&viewer, &customer, "#1042");
    let order = bench.lookup.order(&viewer, &viewer.stores[0], &id, false).await.unwrap();
    assert!(order.items.iter().all(|item| item.product.is_none()));
    let blanks: BTreeSet<_> = order
        .items
        .iter()
        .flat_map(|item| &item.fields)
        .chain(&order.fields)
        .filter_map(|field| match &field.value {
            Value::Blank(why) => Some((field.id.as_str(), why.as_str())),
            _ => None,
        })
        .collect();
    let missing = [
        ("line_item.product_link", "needs the scope read_products"),
        ("order.location", "needs the scope read_locations"),
        ("order.location_country", "needs the scope read_locations"),
    ];
    assert_eq!(blanks, missing.into());
    let told: Vec<_> = order.notices.iter().filter_map(|notice| notice.admin.as_deref()).collect();
    assert!(told.iter().any(|admin| admin.contains("read_products")), "{told:?}");
    assert!(told.iter().any(|admin| admin.contains("read_locations")), "{told:?}");
    let refused = bench.lookup.product(&viewer, &viewer.stores[0], "gid://shopify/Product/1").await;
    assert_eq!(refused, Err(Problem::ScopeMissing { scope: "read_products".into() }));
}
