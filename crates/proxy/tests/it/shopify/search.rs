//! What an agent finds by hand.

use super::*;
use context_card::auth::Named;
use context_card::lookup::Sought;
use context_card_sandbox::Fault;
use context_card_wire::{Linking, MatchedBy};
use serde_json::json;

impl Bench {
    async fn search(&self, shops: &[&str], typed: &str) -> Card {
        let viewer = self.searcher(shops);
        self.lookup.search(&viewer, &Sought::parse(typed).unwrap(), true).await
    }

    fn searcher(&self, shops: &[&str]) -> Viewer {
        let stores = shops.iter().map(|shop| self.store(shop)).collect();
        Viewer { may_search: true, ..self.viewer(stores) }
    }

    async fn found(&self, typed: &str) -> Vec<CustomerCard> {
        several(self.search(&[UK], typed).await.stores.remove(0))
    }
}

fn several(section: StoreCard) -> Vec<CustomerCard> {
    match section.found {
        Found::Several(cards) => cards,
        Found::Nothing(_) => Vec::new(),
        other => panic!("{other:?}"),
    }
}

fn names(cards: &[CustomerCard]) -> Vec<&str> {
    cards.iter().map(|card| card.name.as_str()).collect()
}

#[tokio::test]
async fn an_address_finds_whoever_has_it_and_no_neighbour() {
    let bench = Bench::start().await;
    for (typed, found) in [
        ("maria@example.com", vec!["Maria Sørensen"]),
        (" MARI@example.com ", vec!["Mari Jansen"]),
        ("tom.o'brien@example.com", vec!["Tom O'Brien"]),
        ("+44 7700 900142", vec!["Maria Sørensen"]),
        ("0044 7700 900143", vec!["Callum Reid"]),
        ("priya.nair@example.com", vec!["Priya Nair"]),
        ("nobody@example.com", vec![]),
        ("+447700900199", vec![]),
    ] {
        assert_eq!(names(&bench.found(typed).await), found, "{typed}");
    }
}

#[tokio::test]
async fn whoever_is_found_is_offered_and_never_taken_for_the_contact() {
    let bench = Bench::start().await;
    let card = bench.search(&[UK], "maria@example.com").await;
    assert_eq!((card.contact.as_deref(), card.search), (Some("maria@example.com"), true));
    let maria = &several(card.stores.into_iter().next().unwrap())[0];
    assert_eq!((maria.matched.by, maria.linking), (MatchedBy::Search, Linking::Offer));
    assert_eq!((maria.matched.text.as_str(), maria.orders.count.as_str()), ("found by search", "14 orders"));
    let priya = &bench.found("priya.nair@example.com").await[0];
    assert_eq!((priya.guest.as_deref(), priya.linking), (Some("Guest"), Linking::No));
    let viewer = bench.searcher(&[UK]);
    let unlinked = bench.lookup.search(&viewer, &Sought::parse("maria@example.com").unwrap(), false).await;
    assert_eq!(several(unlinked.stores.into_iter().next().unwrap())[0].linking, Linking::No);
}

#[tokio::test]
async fn an_order_number_finds_whoever_placed_it() {
    let bench = Bench::start().await;
    for typed in ["#1042", "1042", " # 1042"] {
        let found = bench.found(typed).await;
        assert_eq!(names(&found), ["Maria Sørensen"], "{typed}");
        let answer = found[0].answer.as_ref().unwrap();
        assert!(answer.text.starts_with("#1042 "), "it speaks of the order that was searched for: {}", answer.text);
    }
    let older = &bench.found("1038").await[0];
    assert!(older.answer.as_ref().unwrap().text.starts_with("#1038 "));
    assert_eq!((older.matched.value.as_str(), older.orders.rows[0].name.as_str()), ("#1038", "#1042"));
    for typed in ["104", "#10422", "UK-1042", "1042 OR 1043", "99999"] {
        assert_eq!(names(&bench.found(typed).await), [""; 0], "{typed}");
    }
}

#[tokio::test]
async fn a_guests_order_number_finds_the_guest_with_all_their_orders() {
    let bench = Bench::start().await;
    let found = bench.found("#1043").await;
    assert_eq!(names(&found), ["Priya Nair"]);
    let priya = &found[0];
    assert_eq!((priya.guest.is_some(), priya.orders.count.as_str()), (true, "3 orders"));
    let viewer = bench.searcher(&[UK]);
    let opened = viewer.handles.open(Named::Guest, priya.handle.as_ref().unwrap()).unwrap().1;
    assert_eq!(opened, "email:priya.nair@example.com");
    // Who ordered without signing in is the customer with this address.
    let order =
        json!({"name": "#9001", "placed": "-2d 09:00", "email": "maria@example.com", "lines": [{"sku": "MUG-ECR"}]});
    assert!(bench.sandbox.add_order(UK, order));
    let found = bench.found("9001").await;
    assert_eq!((names(&found), found[0].guest.as_deref()), (vec!["Maria Sørensen"], None));
    // Nothing names whoever placed this one.
    assert!(
        bench.sandbox.add_order(UK, json!({"name": "#9002", "placed": "-2d 09:00", "lines": [{"sku": "MUG-ECR"}]}))
    );
    let found = bench.found("9002").await;
    assert_eq!((found.len(), found[0].handle.as_ref(), found[0].orders.rows.len()), (1, None, 1));
}

#[tokio::test]
async fn a_name_finds_all_who_are_called_so_and_says_where_there_are_more() {
    let bench = Bench::start().await;
    let mut marias = bench.found("maria").await;
    marias.sort_by(|a, b| a.name.cmp(&b.name));
    assert_eq!(names(&marias), ["Maria Costa", "Maria Shopper", "Maria Sorensen", "Maria Sørensen"]);
    assert_eq!(names(&bench.found("Maria Cos").await), ["Maria Costa"]);
    assert_eq!(names(&bench.found("O'Brien").await), ["Tom O'Brien"]);
    let section = bench.search(&[UK], "example").await.stores.remove(0);
    assert!(section.notices.iter().any(|notice| notice.code == "more_found"), "{:?}", section.notices);
    assert_eq!(several(section).len(), 5);
}

#[tokio::test]
async fn hostile_searches_find_nobody_and_break_nothing() {
    let bench = Bench::start().await;
    for typed in [
        "* OR email:*",
        "\" OR \"a",
        "email:*@example.com",
        "-nobody",
        "NOT nobody1",
        "(a OR b",
        "\\\" OR email:\"*",
        "name:* 1",
        "id:>0",
        "\u{202e}moc.elpmaxe@airam",
    ] {
        assert_eq!(names(&bench.found(typed).await), [""; 0], "{typed}");
    }
}

#[tokio::test]
async fn every_store_is_asked_once_and_says_for_itself_what_it_found() {
    let bench = Bench::start().await;
    let card = bench.search(&[UK, PARIS, TOKYO], "emma laurent").await;
    assert_eq!(bench.log().len(), 3);
    let found: Vec<_> = card.stores.iter().map(|section| several(section.clone()).len()).collect();
    assert_eq!(found, [1, 1, 0]);
    match &card.stores[2].found {
        Found::Nothing(notice) => assert_eq!((notice.code.as_str(), notice.reference.as_str()), ("nothing_found", "")),
        other => panic!("{other:?}"),
    }
    bench.sandbox.fault(PARIS, Fault::Status(503), 9);
    let card = bench.search(&[UK, PARIS, TOKYO], "Emma").await;
    let paris = card.stores.iter().find(|section| section.shop == PARIS).unwrap();
    assert!(matches!(&paris.found, Found::Failed(notice) if notice.code == "store_unreachable"), "{paris:?}");
    assert_eq!(several(card.stores[0].clone()).len(), 1);
}

#[tokio::test]
async fn without_its_scopes_a_store_says_so() {
    let bench = Bench::start().await;
    let search = async |scopes: &[&str], typed: &str| {
        let viewer = Viewer { may_search: true, ..bench.viewer(vec![bench.store_with(UK, scopes)]) };
        bench.lookup.search(&viewer, &Sought::parse(typed).unwrap(), true).await.stores.remove(0)
    };
    for (scopes, typed) in [(&["read_orders"][..], "maria"), (&["read_customers"], "#1042")] {
        let section = search(scopes, typed).await;
        assert!(matches!(&section.found, Found::Failed(notice) if notice.code == "scope_missing"), "{section:?}");
    }
    let section = search(&["read_customers"], "maria@example.com").await;
    assert!(section.notices.iter().any(|notice| notice.code == "scope_missing"));
    assert_eq!(names(&several(section)), ["Maria Sørensen"]);
    let section = search(&["read_customers", "read_orders"], "#1001").await;
    assert!(section.notices.iter().any(|notice| notice.code == "older_than_60_days"), "{section:?}");
    assert!(matches!(section.found, Found::Nothing(_)));
}

#[tokio::test]
async fn a_search_costs_what_a_store_can_spare() {
    let bench = Bench::start().await;
    for (typed, most) in [("maria@example.com", 40), ("maria", 60), ("#1042", 80), ("UK-1042", 140)] {
        bench.sandbox.clear_log();
        bench.search(&[UK], typed).await;
        let log = bench.log();
        let cost = log[0].requested_cost.unwrap();
        assert!(log.len() == 1 && cost <= most, "{typed}: {cost}");
    }
}
