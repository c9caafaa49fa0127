//! Shopify's points run out: who waits without noticing, and who is told how long.

use super::*;
use context_card::shopify::{Question, ShopifyError, probe_document};
use context_card_sandbox::Fault;
use serde_json::json;

/// A card for an agent who waits up to two seconds. The time they wait passes in the sandbox at once.
async fn patient_section(bench: &Bench) -> StoreCard {
    let client = client(&bench.sandbox, &bench.sandbox.url_template());
    let sandbox = bench.sandbox.clone();
    let lookup = Lookup::new(client, Clock::from_fn(move || sandbox.now()));
    lookup.card(&bench.viewer(vec![bench.store(UK)]), &maria(), false).await.stores.remove(0)
}

/// Somebody else with the same token asks until 20 points are left.
async fn drain(bench: &Bench) {
    let counts: String = (0..99).map(|number| format!("c{number}: customersCount {{ count }} ")).collect();
    let http = reqwest::Client::builder().no_proxy().build().unwrap();
    let url = bench.sandbox.url_template().replace("{shop}", UK) + "/admin/api/2026-10/graphql.json";
    for _ in 0..2 {
        let asked = http.post(&url).header("x-shopify-access-token", bench.sandbox.token(UK));
        let answer = asked.json(&json!({"query": format!("{{ {counts} }}")})).send().await.unwrap();
        assert!(answer.text().await.unwrap().contains("actualQueryCost"));
    }
    bench.sandbox.clear_log();
}

/// What each request cost that reached a shop; none where it was throttled.
fn costs(bench: &Bench) -> Vec<bool> {
    bench.log().iter().map(|entry| entry.actual_cost.is_some()).collect()
}

#[tokio::test]
async fn an_empty_bucket_is_waited_for_without_a_word() {
    let bench = Bench::start().await;
    drain(&bench).await;
    let before = bench.sandbox.now();
    let section = patient_section(&bench).await;
    assert!(matches!(section.found, Found::Customer(_)) && section.notices.is_empty(), "{section:?}");
    assert_eq!(costs(&bench), [false, true], "asked again when there was enough, and not before");
    let waited = bench.sandbox.now() - before;
    assert!(waited > time::Duration::milliseconds(100) && waited < time::Duration::SECOND, "{waited}");
}

#[tokio::test]
async fn what_shopify_itself_asks_to_wait_is_waited_for_up_to_two_seconds() {
    let bench = Bench::start().await;
    for fault in [Fault::Throttled, Fault::Status(429)] {
        bench.sandbox.fault(UK, fault.clone(), 1);
        let section = patient_section(&bench).await;
        assert!(matches!(section.found, Found::Customer(_)) && section.notices.is_empty(), "{fault:?}");
    }
    bench.sandbox.fault(UK, Fault::Status(429), 2);
    match patient_section(&bench).await.found {
        Found::Failed(notice) => assert_eq!((notice.code.as_str(), notice.retry_in), ("throttled", Some(2))),
        other => panic!("four seconds are too long: {other:?}"),
    }
}

#[tokio::test]
async fn the_number_that_is_told_is_the_one_that_helps() {
    let bench = Bench::start().await;
    drain(&bench).await;
    let told = |section: StoreCard| match section.found {
        Found::Failed(notice) => notice.retry_in,
        _ => None,
    };
    assert_eq!(told(bench.section(UK, &maria()).await), Some(1), "this bench has no patience at all");
    let asked = bench.log().len();
    assert_eq!(told(bench.section(UK, &maria()).await), Some(1));
    assert_eq!(bench.log().len(), asked, "Shopify is not asked what is known");
    bench.sandbox.advance(time::Duration::SECOND);
    assert_eq!(told(bench.section(UK, &maria()).await), None);
}

#[tokio::test]
async fn two_hundred_cards_at_once_never_make_shopify_throttle() {
    let bench = Bench::start().await;
    // The sandbox's bucket gets nothing back while its clock stands still: 2,000 points must do. On a slow machine the
    // answers take their time, so these agents have a minute.
    let minute = Duration::from_secs(60);
    let client = Client::new(&bench.sandbox.url_template()).unwrap().with_patience(minute).with_time_limit(minute);
    let lookup = Lookup::new(client, Clock::at(bench.sandbox.now()));
    let viewer = bench.viewer(vec![bench.store(UK)]);
    let contacts: Vec<_> = (0..200).map(|number| contact(&[&format!("somebody-{number}@example.com")], &[])).collect();
    let cards = contacts.iter().map(|contact| lookup.card(&viewer, contact, false));
    let cards = futures_util::future::join_all(cards).await;
    assert!(cards.iter().all(|card| matches!(card.stores[0].found, Found::Nothing(_))));
    assert_eq!(costs(&bench), [true; 200]);
}

#[tokio::test]
async fn background_work_stands_back_where_agents_do_not() {
    let bench = Bench::start().await;
    drain(&bench).await;
    let client = client(&bench.sandbox, &bench.sandbox.url_template()).with_patience(Duration::ZERO);
    let open = bench.store(UK);
    let operation = probe_document();
    let question = Question::new(&operation, &serde_json::Value::Null).paid_by("app-1");
    // 20 points are there, and an agent's small question needs no more.
    open.access.ask(&client, &open.store.shop, question).await.unwrap();
    let before = bench.sandbox.now();
    open.access.ask(&client, &open.store.shop, question.in_background()).await.unwrap();
    let waited = bench.sandbox.now() - before;
    assert!(waited > time::Duration::seconds(9), "it waits until half is there for agents: {waited}");
    bench.sandbox.fault(UK, Fault::Status(429), 1);
    assert_eq!(
        open.access.ask(&client, &open.store.shop, question).await,
        Err(ShopifyError::Throttled { seconds: 2 }),
        "an agent without patience is told"
    );
}
