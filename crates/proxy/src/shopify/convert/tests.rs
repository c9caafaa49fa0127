//! Odd answers, each with what the card makes of it.

use super::*;
use crate::contact::{Email, Phone};
use crate::ids::{StoreId, TenantId};
use crate::matching::{Identifier, Wanted};
use crate::shopify::{Denial, Listing, Whose};
use crate::store::ShopDomain;
use crate::text::Locale;
use context_card_wire::catalogue::{FIELDS, Group};
use context_card_wire::{CustomerCard, Field, Found, OrderDetails, Tone, Value as Shown};
use serde_json::json;

const ALL: &[&str] = &["read_customers", "read_orders", "read_all_orders"];

/// One answer of a shop in London, read by an agent in London on a Saturday morning.
pub(super) struct Answer {
    reply: Reply,
    store: Store,
    config: CardConfig,
}

impl Answer {
    pub(super) fn new(data: Value) -> Self {
        let config = CardConfig {
            order_details: FIELDS
                .iter()
                .filter(|spec| matches!(spec.group, Group::Order | Group::LineItem | Group::Fulfillment))
                .map(|spec| spec.id.to_owned())
                .collect(),
            ..CardConfig::default()
        };
        let store = Store {
            id: StoreId::parse("s_uk").unwrap(),
            tenant: TenantId::parse("t_a").unwrap(),
            shop: ShopDomain::parse("acme-uk.myshopify.com").unwrap(),
            name: "Acme UK".into(),
            currency: "GBP".into(),
            timezone: "Europe/London".into(),
            country: "GB".into(),
            prefix: None,
            scopes: ALL.iter().map(|scope| (*scope).to_owned()).collect(),
        };
        Self { reply: Reply { data, denials: Vec::new(), cost: None }, store, config }
    }

    pub(super) fn denied(mut self, path: &str, why: Why) -> Self {
        self.reply.denials.push(Denial { path: path.to_owned(), why });
        self
    }

    pub(super) fn with_scopes(mut self, scopes: &[&str]) -> Self {
        self.store.scopes = scopes.iter().map(|scope| (*scope).to_owned()).collect();
        self
    }

    pub(super) fn read<T>(&self, read: impl FnOnce(Reader<'_>) -> T) -> T {
        let (text, zone) = (Text::of(&Locale::parse("en-GB").unwrap()), Zone::parse("Europe/London").unwrap());
        let handles = Handles::new(&[7; 32], &self.store.tenant, "session");
        read(Reader {
            reply: &self.reply,
            store: &self.store,
            config: &self.config,
            handles: &handles,
            text: &text,
            now: Instant::parse("2026-11-21T10:00:00Z").unwrap(),
            agent_zone: &zone,
            store_zone: &zone,
            plain_http: false,
            reference: "r1",
        })
    }

    fn found(&self) -> Found {
        self.read(|reader| reader.found(&asked()))
    }

    fn customer(&self) -> CustomerCard {
        match self.found() {
            Found::Customer(customer) => *customer,
            other => panic!("{other:?}"),
        }
    }

    pub(super) fn order(&self) -> OrderDetails {
        self.read(|reader| reader.order(0.0)).unwrap()
    }
}

fn asked() -> Wanted {
    let own = vec![
        Identifier::Email(Email::parse("maria@example.com", true).unwrap()),
        Identifier::Phone(Phone::parse("+447700900142", true).unwrap()),
    ];
    Wanted { asked: own.len(), own, ..Wanted::default() }
}

pub(super) fn bag(shop: &str, currency: &str, presentment: &str, other: &str) -> Value {
    json!({"shopMoney": {"amount": shop, "currencyCode": currency},
        "presentmentMoney": {"amount": presentment, "currencyCode": other}})
}

pub(super) fn order(n: u32, placed: &str) -> Value {
    json!({
        "id": format!("gid://shopify/Order/{n}"), "legacyResourceId": n.to_string(), "name": format!("#{n}"),
        "email": "maria@example.com", "phone": null, "createdAt": placed, "processedAt": placed, "cancelledAt": null,
        "displayFinancialStatus": "PAID", "displayFulfillmentStatus": "UNFULFILLED", "fulfillments": [],
        "currentTotalPriceSet": bag("84.0", "GBP", "84.0", "GBP"),
    })
}

fn customer(orders: Vec<Value>) -> Value {
    json!({
        "id": "gid://shopify/Customer/1", "legacyResourceId": "1", "displayName": "Maria Sørensen",
        "createdAt": "2021-12-31T23:59:00Z", "numberOfOrders": "14",
        "amountSpent": {"amount": "1284.5", "currencyCode": "GBP"}, "tags": ["VIP"],
        "defaultEmailAddress": {"emailAddress": "maria@example.com"},
        "defaultPhoneNumber": {"phoneNumber": "+447700900142"},
        "orders": {"nodes": orders, "pageInfo": {"hasNextPage": false, "endCursor": null}},
    })
}

fn guests(orders: Vec<Value>) -> Value {
    json!({"nodes": orders, "pageInfo": {"hasNextPage": false}})
}

fn as_guest(mut order: Value) -> Value {
    order["customer"] = Value::Null;
    order
}

fn names(customer: &CustomerCard) -> Vec<&str> {
    customer.orders.rows.iter().map(|row| row.name.as_str()).collect()
}

fn field<'a>(fields: &'a [Field], id: &str) -> Option<&'a Shown> {
    fields.iter().find(|field| field.id == id).map(|field| &field.value)
}

#[test]
fn one_customer_by_two_identifiers_with_what_she_ordered_as_a_guest() {
    let own = order(3, "2026-11-01T10:00:00Z");
    let her = customer(vec![own]);
    let loose = vec![as_guest(order(4, "2026-11-02T10:00:00Z")), as_guest(order(2, "2026-10-01T10:00:00Z"))];
    let card = Answer::new(json!({"first": her, "second": her, "guests": guests(loose)})).customer();
    assert_eq!(names(&card), ["#4", "#3", "#2"], "newest first");
    assert_eq!(card.figures, ["£1,284.50 spent", "16 orders", "since 2021"]);
    assert_eq!(card.answer.unwrap().text, "#4 placed 19 days ago, not shipped yet");
}

#[test]
fn orders_behind_the_wall_are_counted_and_explained() {
    let answer = Answer::new(json!({"first": customer(vec![order(3, "2026-11-01T10:00:00Z")])}));
    assert_eq!(answer.customer().orders.hidden, None, "nothing is behind a wall where all orders may be read");
    let walled = answer.with_scopes(&["read_customers", "read_orders"]).customer();
    assert_eq!(walled.orders.count, "14 orders, 1 visible");
    assert_eq!(walled.orders.hidden.unwrap().code, "older_than_60_days");
}

#[test]
fn an_order_that_shopify_nulled_does_not_break_the_card() {
    let nodes = vec![Value::Null, order(3, "2026-11-01T10:00:00Z")];
    let answer = Answer::new(json!({"first": customer(nodes), "second": null, "guests": null}))
        .denied("/first/orders/nodes/0/returnStatus", Why::Scope("read_returns".into()));
    assert_eq!(names(&answer.customer()), ["#3"]);
    let notices = answer.read(|reader| reader.notices(&[], &[]));
    assert!(notices.len() == 1 && notices[0].admin.as_ref().unwrap().contains("read_returns"));
}

#[test]
fn a_field_that_is_held_back_is_blank_and_an_empty_one_is_not_drawn() {
    let mut her = customer(vec![]);
    her["defaultPhoneNumber"] = Value::Null;
    let card = Answer::new(json!({"first": her.clone()})).customer();
    assert_eq!(field(&card.details, "customer.phone"), None);
    let held_back = Answer::new(json!({"first": her})).denied("/first/defaultPhoneNumber", Why::Protected);
    let card = held_back.customer();
    assert_eq!(field(&card.details, "customer.phone"), Some(&Shown::Blank("held back by Shopify".into())));
    assert_eq!(field(&card.details, "customer.email"), Some(&Shown::Text("maria@example.com".into())));
}

#[test]
fn the_same_reason_is_told_once() {
    let answer = Answer::new(json!({"first": customer(vec![])}))
        .denied("/first/defaultPhoneNumber", Why::Protected)
        .denied("/first/displayName", Why::Protected);
    assert_eq!(answer.read(|reader| reader.notices(&[], &[])).len(), 1);
}

#[test]
fn who_can_t_be_compared_is_not_shown_and_not_nobody() {
    let mut her = customer(vec![]);
    her["defaultEmailAddress"] = Value::Null;
    let answer =
        Answer::new(json!({"first": her, "second": null})).denied("/first/defaultEmailAddress", Why::Protected);
    match answer.found() {
        Found::Failed(notice) => assert_eq!(notice.code, "protected_data"),
        other => panic!("{other:?}"),
    }
    match Answer::new(json!({"first": null, "second": null})).found() {
        Found::Nothing(notice) => assert_eq!((notice.code.as_str(), notice.reference.as_str()), ("no_match", "")),
        other => panic!("{other:?}"),
    }
}

#[test]
fn an_order_whose_customer_is_held_back_is_no_guests() {
    let loose = vec![as_guest(order(4, "2026-11-02T10:00:00Z"))];
    let answer = Answer::new(json!({"first": null, "guests": guests(loose)}))
        .denied("/guests/nodes/0/customer", Why::Scope("read_customers".into()));
    assert!(matches!(answer.found(), Found::Failed(_)));
}

#[test]
fn a_guest_has_the_name_of_the_invoice_else_their_address() {
    let mut named = as_guest(order(4, "2026-11-02T10:00:00Z"));
    named["billingAddress"] = json!({"name": "Priya Nair"});
    let nameless = as_guest(order(5, "2026-11-03T10:00:00Z"));
    let card = Answer::new(json!({"first": null, "guests": guests(vec![nameless.clone(), named])})).customer();
    assert_eq!((card.name.as_str(), card.guest.as_deref()), ("Priya Nair", Some("Guest")));
    assert_eq!((card.orders.count.as_str(), card.orders.next), ("2 orders", None));
    assert!(card.handle.is_some());
    let card = Answer::new(json!({"first": null, "guests": guests(vec![nameless])})).customer();
    assert_eq!(card.name, "maria@example.com");
}

#[test]
fn a_customer_without_a_name_or_orders_is_still_a_customer() {
    let mut her = customer(vec![]);
    (her["displayName"], her["numberOfOrders"]) = (json!(""), json!("0"));
    let card = Answer::new(json!({"first": her})).customer();
    assert_eq!((card.name.as_str(), card.answer, &card.orders.rows[..]), ("No name", None, &[][..]));
    assert_eq!(card.figures, ["0 orders", "since 2021"]);
}

#[test]
fn an_order_that_nobody_had_to_pay_has_no_payment() {
    let mut free = order(3, "2026-11-01T10:00:00Z");
    free["displayFinancialStatus"] = Value::Null;
    let details = Answer::new(json!({"order": free})).order();
    assert_eq!(field(&details.fields, "order.payment_status"), None);
    assert!(field(&details.fields, "order.fulfillment_status").is_some());
}

#[test]
fn money_is_told_in_both_currencies_and_nothing_is_not_drawn() {
    let mut abroad = order(3, "2026-11-01T10:00:00Z");
    abroad["currentTotalPriceSet"] = bag("20.0", "GBP", "23.4", "CHF");
    abroad["totalDiscountsSet"] = bag("0.0", "GBP", "0.0", "CHF");
    abroad["totalShippingPriceSet"] = bag("0.0", "GBP", "0.0", "GBP");
    let details = Answer::new(json!({"order": abroad})).order();
    let Some(Shown::Money(total)) = field(&details.fields, "order.total") else { panic!("no total") };
    assert_eq!((total.text.as_str(), total.amount.as_str()), ("£20.00", "20.0"));
    assert_eq!(total.presentment.as_deref(), Some("CHF\u{a0}23.40"));
    assert_eq!(field(&details.fields, "order.discounts"), None, "no discount is no line");
    assert!(matches!(field(&details.fields, "order.shipping"), Some(Shown::Money(free)) if free.text == "£0.00"));
}

#[test]
fn an_order_that_was_paid_back_shows_what_it_was_worth() {
    let mut refunded = order(3, "2026-11-01T10:00:00Z");
    refunded["currentTotalPriceSet"] = bag("0.0", "GBP", "0.0", "GBP");
    refunded["totalPriceSet"] = bag("120.0", "GBP", "120.0", "GBP");
    let details = Answer::new(json!({"order": refunded.clone()})).order();
    assert!(matches!(field(&details.fields, "order.total"), Some(Shown::Money(total)) if total.text == "£120.00"));
    refunded["totalPriceSet"] = bag("0.0", "GBP", "0.0", "GBP");
    let details = Answer::new(json!({"order": refunded})).order();
    assert!(matches!(field(&details.fields, "order.total"), Some(Shown::Money(total)) if total.text == "£0.00"));
}

#[test]
fn tracking_is_a_link_only_where_the_address_is_honest() {
    let mut shipped = order(3, "2026-11-01T10:00:00Z");
    shipped["fulfillments"] = json!([
        {"status": "SUCCESS", "displayStatus": "BY_BALLOON", "createdAt": "2026-11-17T14:03:00Z",
         "estimatedDeliveryAt": "2026-11-20T23:30:00Z", "deliveredAt": null, "trackingInfo": [
            {"company": "DHL", "number": "JD1", "url": "https://track.example.com/JD1"},
            {"company": "DHL", "number": "JD2", "url": "javascript:alert(1)"},
            {"company": null, "number": null, "url": "https://track.example.com/?n=3"},
            {"company": "UPS", "number": null, "url": null}]},
        {"status": "CANCELLED", "displayStatus": "CANCELED", "createdAt": "2026-11-16T14:03:00Z", "trackingInfo": []},
        {"status": "SUCCESS", "displayStatus": null, "createdAt": "2026-11-18T14:03:00Z", "trackingInfo": []},
    ]);
    let details = Answer::new(json!({"order": shipped})).order();
    let titles: Vec<_> = details.parcels.iter().map(|parcel| parcel.title.as_str()).collect();
    assert_eq!(titles, ["Parcel 1 of 2", "Parcel 2 of 2"], "a parcel that was called off is none");
    let first = &details.parcels[0].fields;
    let tracking: Vec<_> = first.iter().filter(|field| field.id == "fulfillment.tracking").map(|f| &f.value).collect();
    assert!(
        matches!(tracking[0], Shown::Link(link) if link.text == "JD1" && link.url == "https://track.example.com/JD1")
    );
    assert_eq!(tracking[1], &Shown::Text("JD2".into()));
    assert!(matches!(tracking[2], Shown::Link(link) if link.url.ends_with("?n=3")));
    assert_eq!(tracking.len(), 3);
    assert_eq!(field(first, "fulfillment.carrier"), Some(&Shown::Text("DHL, UPS".into())));
    assert!(
        matches!(field(first, "fulfillment.estimated_delivery"), Some(Shown::Date(due)) if due.text == "yesterday")
    );
    let Some(Shown::Badge(status)) = field(first, "fulfillment.status") else { panic!("no status") };
    assert_eq!((status.text.as_str(), status.tone, status.code.as_str()), ("By balloon", Tone::Neutral, "BY_BALLOON"));
}

#[test]
fn lines_say_what_is_left_of_them() {
    let line = |title: &str, variant: Value, quantity: u32, current: u32, image: Value| {
        json!({"title": title, "variantTitle": variant, "quantity": quantity, "currentQuantity": current, "image": image,
            "sku": "", "refundableQuantity": current, "unfulfilledQuantity": 0})
    };
    let image = json!({"url": "https://cdn.example.com/scarf.png", "altText": null});
    let mut edited = order(3, "2026-11-01T10:00:00Z");
    edited["currentSubtotalLineItemsQuantity"] = json!(6);
    edited["lineItems"] = json!({"pageInfo": {"hasNextPage": true}, "nodes": [
        line("Wool scarf", json!("Blue"), 2, 2, image),
        line("Gift card", json!("Default Title"), 1, 1, Value::Null),
        Value::Null,
        line("Mug", Value::Null, 2, 0, json!({"url": "data:image/png;base64,AAAA", "altText": "x"})),
    ]});
    let details = Answer::new(json!({"order": edited})).order();
    let told: Vec<_> = details.items.iter().map(|item| (item.title.as_str(), item.quantity.as_str())).collect();
    assert_eq!(told, [("Wool scarf · Blue", "2 ×"), ("Gift card", "1 ×"), ("Mug", "0 of 2 ×")]);
    assert_eq!(details.items[0].picture.as_ref().unwrap().url, "https://cdn.example.com/scarf.png");
    assert!(details.items[1].picture.is_none() && details.items[2].picture.is_none());
    assert_eq!(field(&details.items[0].fields, "line_item.sku"), None);
    assert_eq!(details.more_items.as_deref(), Some("3 more items"));
}

#[test]
fn addresses_notes_and_tags_are_plain_text() {
    let mut noted = order(3, "2026-11-01T10:00:00Z");
    noted["note"] = json!("  <b>Ring twice</b>\nsecond line ");
    noted["tags"] = json!(["<i>a</i>", "", "b"]);
    noted["shippingAddress"] = json!({"name": "ليلى الحسن", "formatted": ["Sheikh Zayed Rd", "Dubai"]});
    let details = Answer::new(json!({"order": noted.clone()})).order();
    let list = |texts: &[&str]| Some(Shown::List(texts.iter().map(|text| (*text).to_owned()).collect()));
    assert_eq!(field(&details.fields, "order.note"), Some(&Shown::Text("<b>Ring twice</b>\nsecond line".into())));
    assert_eq!(field(&details.fields, "order.tags"), list(&["<i>a</i>", "b"]).as_ref());
    let address = list(&["ليلى الحسن", "Sheikh Zayed Rd", "Dubai"]);
    assert_eq!(field(&details.fields, "order.shipping_address"), address.as_ref());
    noted["shippingAddress"] = Value::Null;
    let details = Answer::new(json!({"order": noted})).order();
    assert_eq!(field(&details.fields, "order.shipping_address"), None);
}

#[test]
fn without_the_scope_fields_are_blank_and_say_which() {
    let answer = Answer::new(json!({"first": customer(vec![])})).with_scopes(&["read_orders"]);
    let card = answer.customer();
    assert!(
        matches!(field(&card.details, "customer.email"), Some(Shown::Blank(why)) if why.contains("read_customers"))
    );
}

#[test]
fn an_order_that_is_not_there_is_none() {
    assert_eq!(Answer::new(json!({"order": null})).read(|reader| reader.order(0.0)), None);
    let listing = Listing {
        whose: Whose::Customer("gid://shopify/Customer/1".into()),
        with: None,
        filter: None,
        number: None,
        prefix: None,
    };
    for data in [json!({"customer": null}), json!({"customer": {"id": "gid://shopify/Customer/2"}})] {
        assert_eq!(Answer::new(data).read(|reader| reader.listed(&listing, &Place::default())), None);
    }
}
