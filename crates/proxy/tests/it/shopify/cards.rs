//! Who is found, and what stands on their card.

use super::*;
use context_card::matching::Matching;
use context_card_wire::{Grade, MatchedBy};

#[tokio::test]
async fn maria_opens_her_conversation() {
    let bench = Bench::start().await;
    let section = bench.section(UK, &maria()).await;
    assert_eq!((section.name.as_str(), section.shop.as_str()), ("Acme UK", UK));
    assert_eq!(section.notices, []);
    let maria = customer(section);
    assert_eq!(maria.name, "Maria Sørensen");
    assert_eq!(maria.tags, ["VIP", "wholesale"]);
    assert_eq!(maria.matched.text, "matched by e-mail");
    assert_eq!(maria.matched.value, "maria@example.com");
    assert_eq!(maria.figures, ["£1,284.50 spent", "14 orders", "since 2021"]);
    assert_eq!(maria.answer.as_ref().unwrap().text, "#1042 shipped 4 days ago with DHL, due yesterday");
    assert!(maria.answer.as_ref().unwrap().reply.contains("https://"));
    let rows = rows(&maria);
    assert_eq!(&rows[..2], ["#1042 | £84.00 | In transit", "#1038 | £120.00 | Refunded"]);
    assert_eq!(maria.orders.count, "14 orders");
    assert!(maria.orders.next.is_some());
    assert!(maria.url.unwrap().starts_with("https://admin.shopify.com/store/acme-uk/customers/"));
    let details: Vec<_> = maria.details.iter().map(|field| (field.label.as_str(), shown(field))).collect();
    assert_eq!(details[0], ("E-mail", "maria@example.com".to_owned()));
    assert_eq!(details[1], ("Phone", "+447700900142".to_owned()));
}

#[tokio::test]
async fn her_neighbours_stay_neighbours() {
    let bench = Bench::start().await;
    for (address, name) in [
        ("mari@example.com", "Mari Jansen"),
        ("maria@example.co", "Maria Costa"),
        ("maria.sorensen@example.com", "Maria Sorensen"),
        ("maria+shop@example.com", "Maria Shopper"),
        ("brien@example.com", "Aoife Brien"),
        ("tom.o'brien@example.com", "Tom O'Brien"),
    ] {
        assert_eq!(bench.customer(UK, &contact(&[address], &[])).await.name, name);
    }
    assert_eq!(bench.customer(UK, &contact(&[], &["+447700900143"])).await.name, "Callum Reid");
}

#[tokio::test]
async fn nobody_is_found_for_a_stranger() {
    let bench = Bench::start().await;
    for stranger in [
        "nobody@example.net",
        "example.com@example.com",
        "maria@example",
        "maria",
        "*@example.com",
        "maria@*",
        "-maria@example.com",
        "maria*@example.com",
        "a+or@example.com",
        "email:maria@example.com",
        "not@example.com",
    ] {
        // What is no address never gets this far; here it does, as an address of the host's would.
        let email = Email { address: stranger.to_owned(), verified: true };
        let contact = Enquiry::from(Contact { emails: vec![email], ..Contact::default() });
        match bench.section(UK, &contact).await.found {
            Found::Nothing(notice) => assert_eq!(notice.code, "no_match"),
            other => panic!("{stranger}: {other:?}"),
        }
    }
}

#[tokio::test]
async fn who_writes_by_phone_is_found_by_phone() {
    let bench = Bench::start().await;
    let jonas = bench.customer(PARIS, &contact(&[], &["+49 151 23456789"])).await;
    assert_eq!((jonas.name.as_str(), jonas.matched.by), ("Jonas Weber", MatchedBy::Phone));
    assert!(jonas.answer.unwrap().text.ends_with("in 2 parcels: 1 delivered, 1 out for delivery"));
    let sakura = bench.customer(TOKYO, &contact(&[], &["+819012345678"])).await;
    assert!(sakura.name.contains("さくら"), "{}", sakura.name);
    assert!(rows(&sakura)[0].contains('¥') || rows(&sakura)[0].contains('￥'), "{:?}", rows(&sakura));
    assert!(sakura.answer.unwrap().text.ends_with("ready for pickup"));
}

#[tokio::test]
async fn a_guest_is_shown_by_their_orders() {
    let bench = Bench::start().await;
    let priya = bench.customer(UK, &contact(&["priya.nair@example.com"], &[])).await;
    assert_eq!((priya.name.as_str(), priya.guest.as_deref()), ("Priya Nair", Some("Guest")));
    assert!(priya.handle.is_some() && priya.url.is_none());
    assert_eq!(priya.orders.count, "3 orders");
    assert_eq!(priya.orders.rows.len(), 3);
    assert!(priya.answer.is_some());
}

#[tokio::test]
async fn two_people_in_one_contact_are_a_choice() {
    let bench = Bench::start().await;
    let both = contact(&["daniel.price@example.com"], &["+447700900188"]);
    match bench.section(UK, &both).await.found {
        Found::Several(people) => {
            let told: Vec<_> = people.iter().map(|c| (c.name.as_str(), c.matched.by)).collect();
            assert_eq!(told, [("Daniel Price", MatchedBy::Email), ("Dana Price", MatchedBy::Phone)]);
        }
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn every_store_has_its_section_and_is_asked_once() {
    let bench = Bench::start().await;
    let viewer = bench.viewer([PARIS, UK, TOKYO].map(|shop| bench.store(shop)).into());
    let card = bench.lookup.card(&viewer, &contact(&["emma.laurent@example.fr"], &[]), false).await;
    let names: Vec<_> = card.stores.iter().map(|section| section.name.as_str()).collect();
    assert_eq!(names, ["Maison Lumière", "Acme UK", "Kumo Tokyo"]);
    assert!(matches!(card.stores[0].found, Found::Customer(_)));
    assert!(matches!(card.stores[1].found, Found::Customer(_)));
    assert!(matches!(card.stores[2].found, Found::Nothing(_)));
    assert_eq!(bench.log().len(), 3);
}

#[tokio::test]
async fn one_request_costs_what_the_design_allows() {
    let bench = Bench::start().await;
    let cost = async |contact: &Enquiry| {
        bench.sandbox.clear_log();
        bench.card(UK, contact).await;
        let log = bench.log();
        assert_eq!(log.len(), 1);
        log[0].requested_cost.unwrap()
    };
    assert!(cost(&contact(&[], &["+447700900142"])).await <= 18);
    assert!(cost(&maria()).await <= 36);
    assert!(cost(&contact(&["maria@example.com"], &["+447700900142"])).await <= 54);
    let four = contact(&["maria@example.com", "maria@example.co"], &["+447700900142", "+447700900143"]);
    assert!(cost(&four).await <= 90);
}

#[tokio::test]
async fn an_unverified_address_is_said_to_be_so_or_not_asked_at_all() {
    let bench = Bench::start().await;
    let mut contact = maria();
    contact.contact.emails[0].verified = false;
    let found = bench.customer(UK, &contact).await;
    assert_eq!(
        (found.matched.grade, found.matched.text.as_str()),
        (Grade::Unverified, "matched by e-mail, not verified")
    );
    let mut viewer = bench.viewer(vec![bench.store(UK)]);
    viewer.matching = Matching::VERIFIED;
    bench.sandbox.clear_log();
    let card = bench.lookup.card(&viewer, &contact, false).await;
    assert_eq!(card.notice.unwrap().code, "not_verified");
    assert_eq!(bench.log(), []);
}

#[tokio::test]
async fn a_withheld_number_and_a_tenant_without_stores_ask_nobody() {
    let bench = Bench::start().await;
    let nobody = Enquiry::from(Contact { name: Some("Withheld".into()), ..Contact::default() });
    let card = bench.card(UK, &nobody).await;
    assert_eq!((card.notice.unwrap().code.as_str(), card.contact.as_deref()), ("no_contact", Some("Withheld")));
    let card = bench.lookup.card(&bench.viewer(vec![]), &maria(), false).await;
    assert_eq!(card.notice.unwrap().code, "not_configured");
    assert_eq!(bench.log(), []);
}

#[tokio::test]
async fn without_all_orders_the_wall_is_explained() {
    let bench = Bench::start().await;
    let viewer = bench.viewer(vec![bench.store_with(UK, &["read_customers", "read_orders"])]);
    let maria = customer(bench.lookup.card(&viewer, &maria(), false).await.stores.remove(0));
    let visible = maria.orders.rows.len();
    assert!(visible < 14);
    assert_eq!(maria.orders.count, format!("14 orders, {visible} visible"));
    assert_eq!(maria.orders.hidden.unwrap().code, "older_than_60_days");
    assert!(maria.figures.contains(&"14 orders".to_owned()));
}

#[tokio::test]
async fn odd_people_have_whole_cards() {
    let bench = Bench::start().await;
    let tom = bench.customer(UK, &contact(&["tom.o'brien@example.com"], &[])).await;
    assert!(rows(&tom)[0].ends_with("Cancelled"), "{:?}", rows(&tom));
    assert!(tom.answer.unwrap().text.contains("cancelled"));
    let zoe = bench.customer(UK, &contact(&["zoe@example.nl"], &[])).await;
    assert!(zoe.name.starts_with("Zoë 👩‍👩‍👧‍👦") && zoe.tags.len() == 30);
    let layla = bench.customer(PARIS, &contact(&["layla@example.ae"], &[])).await;
    assert_eq!(layla.name, "ليلى الحسن");
    let ana = bench.customer(PARIS, &contact(&["ana.ruiz@example.es"], &[])).await;
    assert!(ana.answer.unwrap().text.ends_with("nothing to ship"));
    let lucia = bench.customer(PARIS, &contact(&["lucia.fernandez@example.mx"], &[])).await;
    assert!(!lucia.answer.unwrap().reply.contains("https://"));
    let offices = bench.customer(UK, &contact(&["orders@brightfield.example"], &[])).await;
    assert_eq!((offices.orders.count.as_str(), offices.orders.rows.len()), ("5,000 orders", 10));
}

#[tokio::test]
async fn the_same_answer_serves_another_language() {
    let bench = Bench::start().await;
    let mut viewer = bench.viewer(vec![bench.store(UK)]);
    bench.lookup.card(&viewer, &maria(), false).await;
    viewer.locale = Locale::parse("de-DE").unwrap();
    let card = bench.lookup.card(&viewer, &maria(), false).await;
    let figures = customer(card.stores.into_iter().next().unwrap()).figures;
    assert_eq!(figures[0].replace('\u{a0}', " "), "1.284,50 £ ausgegeben");
    assert_eq!(bench.log().len(), 1);
}
