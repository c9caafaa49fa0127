//! Lists of orders, page after page: a customer's, a guest's, and only some of them.

use super::*;
use context_card::auth::Named;
use context_card::guest::Guest;
use context_card::lookup::OrdersAsked;
use context_card::shopify::Whose;
use context_card::shopify::convert::Place;
use context_card_wire::{Cursor, OrderFilter, OrderPage, OrderRow, Problem};
use serde_json::json;

/// One agent's way through a list.
struct List<'b> {
    bench: &'b Bench,
    viewer: Viewer,
    contact: Enquiry,
    first: OrderPage,
    whose: Whose,
}

impl<'b> List<'b> {
    /// The list that a contact's card begins.
    async fn open(bench: &'b Bench, contact: Enquiry, scopes: &[&str]) -> Self {
        let viewer = bench.viewer(vec![bench.store_with(UK, scopes)]);
        let found = customer(bench.lookup.card(&viewer, &contact, false).await.stores.remove(0));
        let handle = found.handle.unwrap();
        let opened = |named| viewer.handles.open(named, &handle).map(|(_, id)| id);
        let whose = match opened(Named::Customer) {
            Ok(id) => Whose::Customer(id),
            Err(_) => Whose::Guest(Guest::parse(&opened(Named::Guest).unwrap()).unwrap()),
        };
        Self { bench, viewer, contact, first: found.orders, whose }
    }

    async fn ask(&self, asked: OrdersAsked) -> OrderPage {
        let (open, whose) = (&self.viewer.stores[0], self.whose.clone());
        self.bench
            .lookup
            .orders(&self.viewer, open, std::slice::from_ref(&self.contact.contact), whose, asked)
            .await
            .unwrap()
    }

    async fn after(&self, cursor: &Cursor, filter: Option<OrderFilter>) -> OrderPage {
        let (_, text) = self.viewer.handles.open_cursor(cursor).unwrap();
        self.ask(OrdersAsked { place: Place::parse(&text), filter, number: None }).await
    }

    async fn filtered(&self, filter: OrderFilter) -> OrderPage {
        self.ask(OrdersAsked { filter: Some(filter), ..OrdersAsked::default() }).await
    }

    async fn numbered(&self, number: &str) -> OrderPage {
        self.ask(OrdersAsked { number: Some(number.to_owned()), ..OrdersAsked::default() }).await
    }

    /// Every row from a page on, to the end, and the last page.
    async fn all(&self, first: OrderPage, filter: Option<OrderFilter>) -> (Vec<OrderRow>, OrderPage) {
        let (mut rows, mut page) = (first.rows.clone(), first);
        while let Some(cursor) = &page.next {
            assert!(!page.rows.is_empty(), "a page that looks like the end and is not");
            // Pages are paid for, and points come back with time.
            self.bench.sandbox.advance(time::Duration::seconds(1));
            page = self.after(cursor, filter).await;
            rows.extend(page.rows.iter().cloned());
        }
        (rows, page)
    }
}

fn names(rows: &[OrderRow]) -> Vec<&str> {
    rows.iter().map(|row| row.name.as_str()).collect()
}

fn distinct(rows: &[OrderRow]) -> usize {
    names(rows).into_iter().collect::<std::collections::BTreeSet<_>>().len()
}

/// A guest's order of some days ago.
fn guest_order(name: &str, email: &str, days: u32) -> serde_json::Value {
    json!({"name": name, "placed": format!("-{days}d 09:00"), "email": email, "lines": [{"sku": "MUG-ECR"}]})
}

const BRIGHTFIELD: &str = "orders@brightfield.example";

#[tokio::test]
async fn five_thousand_orders_are_there_to_the_last_each_once() {
    let bench = Bench::start().await;
    let list = List::open(&bench, contact(&[BRIGHTFIELD], &[]), SCOPES).await;
    assert_eq!((list.first.rows.len(), list.first.count.as_str()), (10, "5,000 orders"));
    let (rows, last) = list.all(list.first.clone(), None).await;
    assert_eq!((rows.len(), distinct(&rows)), (5_000, 5_000));
    assert_eq!((last.count.as_str(), last.hidden), ("5,000 orders", None));
}

#[tokio::test]
async fn a_customer_without_a_contacts_address_is_paged_in_their_own_list() {
    let bench = Bench::start().await;
    let list = List::open(&bench, contact(&[], &["+447700900142"]), SCOPES).await;
    let (rows, last) = list.all(list.first.clone(), None).await;
    assert_eq!((rows.len(), distinct(&rows), last.count.as_str()), (14, 14, "14 orders"));
}

#[tokio::test]
async fn what_a_customer_ordered_as_a_guest_is_not_lost_and_not_doubled() {
    let bench = Bench::start().await;
    // Between hers, and older than any of them.
    for (name, days) in [("#9001", 3), ("#9002", 30), ("#9003", 200), ("#9004", 1_800), ("#9005", 1_801)] {
        assert!(bench.sandbox.add_order(UK, guest_order(name, "Maria@Example.com", days)));
    }
    assert!(bench.sandbox.add_order(UK, guest_order("#9006", "mari@example.com", 2)));
    let list = List::open(&bench, maria(), SCOPES).await;
    assert_eq!(list.first.rows.len(), 10);
    assert!(names(&list.first.rows).contains(&"#9001"));
    let (rows, last) = list.all(list.first.clone(), None).await;
    assert_eq!((rows.len(), distinct(&rows), last.count.as_str()), (19, 19, "19 orders"));
    let all = names(&rows);
    assert_eq!(&all[17..], ["#9004", "#9005"], "newest first, to the last");
    assert!(!all.contains(&"#9006"), "her neighbour's");
    let found = list.numbered("#9004").await;
    assert_eq!((names(&found.rows), found.count.as_str()), (vec!["#9004"], "1 order"));
}

#[tokio::test]
async fn a_guest_has_all_their_orders_and_nobody_elses() {
    let bench = Bench::start().await;
    for n in 0..23 {
        let name = format!("#8{n:03}");
        assert!(bench.sandbox.add_order(UK, guest_order(&name, "noor@example.org", n + 1)));
    }
    let list = List::open(&bench, contact(&["noor@example.org"], &[]), SCOPES).await;
    assert!(matches!(list.whose, Whose::Guest(_)));
    assert_eq!((list.first.rows.len(), list.first.count.as_str()), (10, "newest 10 orders"));
    let second = list.after(list.first.next.as_ref().unwrap(), None).await;
    assert_eq!((second.rows.len(), second.count.as_str()), (10, "newest 20 orders"));
    let (rows, last) = list.all(list.first.clone(), None).await;
    assert_eq!((rows.len(), distinct(&rows), last.count.as_str(), last.hidden), (23, 23, "23 orders", None));
    assert_eq!(names(&rows)[..2], ["#8000", "#8001"]);
    assert_eq!(names(&list.numbered("8007").await.rows), ["#8007"]);
    assert_eq!(names(&list.numbered("1042").await.rows), [""; 0], "somebody else's");
}

#[tokio::test]
async fn strangers_between_a_guests_orders_do_not_end_the_list() {
    let bench = Bench::start().await;
    // The same address on a customer's orders: they are that customer's.
    for n in 0..60 {
        let name = format!("#7{n:03}");
        let mut order = guest_order(&name, "noor@example.org", n + 1);
        if (5..55).contains(&n) {
            order["customer"] = json!("maria");
        }
        assert!(bench.sandbox.add_order(UK, order), "{name}");
    }
    let list = List::open(&bench, contact(&["noor@example.org"], &[]), SCOPES).await;
    let (rows, last) = list.all(list.first.clone(), None).await;
    assert_eq!((rows.len(), distinct(&rows), last.count.as_str()), (10, 10, "10 orders"));
}

#[tokio::test]
async fn filters_show_only_what_they_say_and_all_of_it() {
    let bench = Bench::start().await;
    let list = List::open(&bench, contact(&[BRIGHTFIELD], &[]), SCOPES).await;
    for filter in OrderFilter::EVERY {
        let (rows, last) = list.all(list.filtered(filter).await, Some(filter)).await;
        assert_eq!(rows.len(), distinct(&rows), "{filter:?}");
        assert!(last.count.contains("order") && last.next.is_none(), "{filter:?}");
    }
    let list = List::open(&bench, maria(), SCOPES).await;
    let refunded = list.filtered(OrderFilter::Refunded).await;
    assert_eq!(names(&refunded.rows), ["#1038"]);
    assert_eq!((refunded.count.as_str(), refunded.hidden), ("1 order", None));
}

#[tokio::test]
async fn an_order_is_found_among_a_customers_by_its_number() {
    let bench = Bench::start().await;
    let list = List::open(&bench, maria(), SCOPES).await;
    for (typed, found) in [("#1042", vec!["#1042"]), (" 1042", vec!["#1042"]), ("104", vec![]), ("#1043", vec![])] {
        let page = list.numbered(typed).await;
        assert_eq!((names(&page.rows), page.hidden), (found, None), "{typed}");
    }
    assert_eq!(list.numbered("nothing like it").await.count, "0 orders");
    for hostile in ["* OR name:*", "\" OR \"", "-#1042", "(", "email:priya.nair@example.com", "\\"] {
        assert_eq!(
            names(&list.numbered(hostile).await.rows),
            [""; 0],
            "{hostile} is a number, not a search of its own"
        );
    }
}

#[tokio::test]
async fn behind_the_wall_every_list_says_why_it_may_be_short() {
    let bench = Bench::start().await;
    let walled: &[&str] = &["read_customers", "read_orders"];
    let list = List::open(&bench, maria(), walled).await;
    let visible = list.first.rows.len();
    assert_eq!(list.first.count, format!("14 orders, {visible} visible"));
    for page in [list.filtered(OrderFilter::Refunded).await, list.numbered("#1").await] {
        assert_eq!(page.hidden.unwrap().code, "older_than_60_days");
    }
    let list = List::open(&bench, contact(&[BRIGHTFIELD], &[]), walled).await;
    assert!(list.first.hidden.is_none(), "more can be seen, so nothing is known to be hidden yet");
    let (rows, last) = list.all(list.first.clone(), None).await;
    assert_eq!(last.count, format!("5,000 orders, {} visible", rows.len()));
    assert_eq!(last.hidden.unwrap().code, "older_than_60_days");
    let list = List::open(&bench, contact(&["priya.nair@example.com"], &[]), walled).await;
    assert_eq!(
        (list.first.count.as_str(), list.first.hidden.unwrap().code.as_str()),
        ("2 orders", "older_than_60_days")
    );
}

#[tokio::test]
async fn who_is_not_there_has_no_list() {
    let bench = Bench::start().await;
    let viewer = bench.viewer(vec![bench.store(UK)]);
    let nobody = Whose::Customer("gid://shopify/Customer/1".to_owned());
    let lost = bench
        .lookup
        .orders(&viewer, &viewer.stores[0], std::slice::from_ref(&maria().contact), nobody, OrdersAsked::default())
        .await;
    assert_eq!(lost, Err(Problem::NotFound));
}

#[tokio::test]
async fn a_guests_details_are_what_their_orders_tell() {
    let bench = Bench::start().await;
    let priya = bench.customer(UK, &contact(&["priya.nair@example.com"], &[])).await;
    let told: Vec<_> = priya.details.iter().map(|field| (field.label.as_str(), shown(field))).collect();
    assert_eq!(told[0], ("E-mail", "priya.nair@example.com".to_owned()));
    assert_eq!(told[1], ("Phone", "+447700900155".to_owned()));
    assert!(priya.details.iter().all(|field| !matches!(field.value, Value::Blank(_))), "{told:?}");
}
