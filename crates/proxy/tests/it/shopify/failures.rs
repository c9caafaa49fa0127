//! What the agent is told when Shopify does not give what was asked for.

use super::*;
use context_card::shopify::{ShopifyError, probe};
use context_card_sandbox::{Fault, Protected};
use context_card_wire::{Notice, Problem};
use time::Duration;

pub(crate) fn failed(section: &StoreCard) -> &Notice {
    match &section.found {
        Found::Failed(notice) => notice,
        _ => panic!("{} did not fail", section.name),
    }
}

#[tokio::test]
async fn what_passes_is_not_seen_by_agents() {
    let bench = Bench::start().await;
    for fault in [Fault::Status(503), Fault::Status(500), Fault::Status(520), Fault::InternalError, Fault::WrongVersion]
    {
        bench.sandbox.fault(UK, fault.clone(), 1);
        bench.sandbox.advance(Duration::seconds(60));
        let section = bench.section(UK, &maria()).await;
        assert!(matches!(section.found, Found::Customer(_)), "{fault:?}");
        assert_eq!(section.notices, [], "{fault:?}");
    }
}

#[tokio::test]
async fn a_failing_store_does_not_harm_the_others() {
    let bench = Bench::start().await;
    bench.sandbox.fault(PARIS, Fault::Status(402), 1);
    let viewer = bench.viewer(vec![bench.store(PARIS), bench.store(UK)]);
    let card = bench.lookup.card(&viewer, &maria(), false).await;
    assert!(matches!(card.stores[0].found, Found::Customer(_)), "who is known stands first");
    assert_eq!(failed(&card.stores[1]).code, "store_frozen");
}

#[tokio::test]
async fn the_last_good_data_stands_in_with_its_age() {
    let bench = Bench::start().await;
    let good = bench.section(UK, &maria()).await;
    bench.sandbox.advance(Duration::minutes(5));
    bench.sandbox.fault(UK, Fault::Status(402), 1);
    let stale = bench.section(UK, &maria()).await;
    assert_eq!(stale.as_of, good.as_of);
    assert_eq!(stale.notices[0].code, "store_frozen");
    assert!(matches!(stale.found, Found::Customer(_)));
    bench.sandbox.advance(Duration::minutes(6));
    bench.sandbox.fault(UK, Fault::Status(402), 1);
    assert_eq!(failed(&bench.section(UK, &maria()).await).code, "store_frozen");
}

#[tokio::test]
async fn a_dead_token_shows_no_old_data() {
    let bench = Bench::start().await;
    bench.section(UK, &maria()).await;
    bench.sandbox.advance(Duration::minutes(1));
    bench.sandbox.fault(UK, Fault::RevokeToken, 1);
    assert_eq!(failed(&bench.section(UK, &maria()).await).code, "reconnect_needed");
    bench.sandbox.fault(UK, Fault::RestoreToken, 1);
    assert!(matches!(bench.section(UK, &maria()).await.found, Found::Customer(_)));
}

#[tokio::test]
async fn a_missing_scope_is_named() {
    let bench = Bench::start().await;
    let orders_only = bench.viewer(vec![bench.store_with(UK, &["read_orders"])]);
    let card = bench.lookup.card(&orders_only, &maria(), false).await;
    let notice = failed(&card.stores[0]);
    assert!(notice.code == "scope_missing" && notice.admin.as_ref().unwrap().contains("read_customers"));
    assert_eq!(bench.log(), [], "what is not granted is not asked for");

    let customers_only = bench.viewer(vec![bench.store_with(UK, &["read_customers"])]);
    let mut card = bench.lookup.card(&customers_only, &maria(), false).await;
    let section = card.stores.remove(0);
    assert_eq!(section.notices.len(), 1);
    assert!(section.notices[0].admin.as_ref().unwrap().contains("read_orders"));
    let maria = customer(section);
    assert_eq!((maria.name.as_str(), maria.orders.rows.len()), ("Maria Sørensen", 0));
    assert_eq!(maria.orders.hidden.unwrap().code, "scope_missing");
}

#[tokio::test]
async fn a_scope_that_was_taken_away_is_told_and_never_looks_empty() {
    let bench = Bench::start().await;
    let viewer = bench.viewer(vec![bench.store_believed(UK, &["read_customers"])]);
    let card = bench.lookup.card(&viewer, &contact(&[], &["+447700900142"]), false).await;
    let told = format!("{:?}", card.stores[0]);
    assert!(told.contains("scope_missing"), "{told}");
    let card = bench.lookup.card(&viewer, &maria(), false).await;
    let told = format!("{:?}", card.stores[0]);
    assert!(told.contains("scope_missing") && !told.contains("no_match"), "{told}");
}

#[tokio::test]
async fn data_that_shopify_holds_back_is_not_nobody() {
    let bench = Bench::start().await;
    for level in [Protected::Level1Withheld, Protected::Level2Withheld] {
        bench.sandbox.fault(UK, Fault::Protected(level), 1);
        bench.sandbox.advance(Duration::minutes(11));
        let section = bench.section(UK, &maria()).await;
        assert_eq!((failed(&section).code.as_str(), &section.notices[..]), ("protected_data", &[][..]), "{level:?}");
    }
}

#[tokio::test]
async fn a_store_that_never_answers_is_given_up() {
    let bench = Bench::start().await;
    let client =
        Client::new(&bench.sandbox.url_template()).unwrap().with_time_limit(std::time::Duration::from_millis(50));
    let lookup = Lookup::new(client, Clock::at(bench.sandbox.now()));
    bench.sandbox.fault(UK, Fault::NeverAnswers, 1);
    let card = lookup.card(&bench.viewer(vec![bench.store(UK)]), &maria(), false).await;
    assert_eq!(failed(&card.stores[0]).code, "store_unreachable");
}

#[tokio::test]
async fn nobody_listens_there() {
    let bench = Bench::start().await;
    // A port that was free a moment ago, and is again.
    let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let client = Client::new(&format!("http://{free}/{{shop}}")).unwrap();
    let lookup = Lookup::new(client, Clock::at(bench.sandbox.now()));
    let card = lookup.card(&bench.viewer(vec![bench.store(UK)]), &maria(), false).await;
    assert_eq!(failed(&card.stores[0]).code, "store_unreachable");
}

#[tokio::test]
async fn older_details_are_shown_with_the_reason() {
    let bench = Bench::start().await;
    let viewer = bench.viewer(vec![bench.store(UK)]);
    let row = bench.customer(UK, &maria()).await.orders.rows.remove(0);
    let id = viewer.handles.open(context_card::auth::Named::Order, &row.handle).unwrap().1;
    let good = bench.lookup.order(&viewer, &viewer.stores[0], &id, false).await.unwrap();
    bench.sandbox.advance(Duration::minutes(1));
    bench.sandbox.fault(UK, Fault::Html, 1);
    let older = bench.lookup.order(&viewer, &viewer.stores[0], &id, false).await.unwrap();
    assert_eq!((older.as_of, older.notices[0].code.as_str()), (good.as_of, "store_unreachable"));
}

#[tokio::test]
async fn a_store_that_is_not_there_is_unreachable() {
    let bench = Bench::start().await;
    let viewer = bench.viewer(vec![bench.store("nobody-here.myshopify.com")]);
    let card = bench.lookup.card(&viewer, &maria(), false).await;
    assert_eq!(failed(&card.stores[0]).code, "store_gone");
}

#[tokio::test]
async fn a_connection_is_probed() {
    let bench = Bench::start().await;
    let client = Client::new(&bench.sandbox.url_template()).unwrap();
    let shop = ShopDomain::parse(TOKYO).unwrap();
    let token = AccessToken::new(bench.sandbox.token_with_scopes(TOKYO, &["write_orders", "read_customers"]));
    let found = probe(&client, &shop, &token).await.unwrap();
    assert_eq!(
        (found.name.as_str(), found.currency.as_str(), found.timezone.as_str()),
        ("Kumo Tokyo", "JPY", "Asia/Tokyo")
    );
    assert_eq!(found.scopes, ["read_customers", "read_orders", "write_orders"]);
    let wrong = AccessToken::new("shpat_wrong".into());
    assert_eq!(probe(&client, &shop, &wrong).await, Err(ShopifyError::Token));
}

#[tokio::test]
async fn nothing_of_an_order_is_shown_without_its_scope() {
    let bench = Bench::start().await;
    let viewer = bench.viewer(vec![bench.store_with(UK, &["read_customers"])]);
    let refused = bench.lookup.order(&viewer, &viewer.stores[0], "gid://shopify/Order/1", false).await;
    assert_eq!(refused, Err(Problem::ScopeMissing { scope: "read_orders".into() }));
}
