//! What is kept, for how long, and for whom. Counted by the sandbox's own log.

use super::*;
use time::Duration;

#[tokio::test]
async fn a_warm_card_asks_nobody() {
    let bench = Bench::start().await;
    let first = bench.section(UK, &maria()).await;
    bench.sandbox.advance(Duration::seconds(14));
    let again = bench.section(UK, &maria()).await;
    assert_eq!(bench.log().len(), 1);
    assert_eq!(again.as_of, first.as_of, "the age is told");
    bench.sandbox.advance(Duration::seconds(2));
    let later = bench.section(UK, &maria()).await;
    assert_eq!(bench.log().len(), 2);
    assert!(later.as_of > first.as_of);
}

#[tokio::test]
async fn fifty_agents_are_one_request() {
    let bench = Bench::start().await;
    bench.sandbox.hold(UK);
    let viewer = bench.viewer(vec![bench.store(UK)]);
    let contact = maria();
    let agents = (0..50).map(|_| bench.lookup.card(&viewer, &contact, false));
    let all = futures_util::future::join_all(agents);
    let release = async {
        tokio::task::yield_now().await;
        bench.sandbox.release(UK);
    };
    let (cards, ()) = futures_util::future::join(all, release).await;
    assert_eq!(cards.len(), 50);
    assert!(cards.iter().all(|card| matches!(card.stores[0].found, Found::Customer(_))));
    assert_eq!(bench.log().len(), 1);
}

#[tokio::test]
async fn refreshing_asks_again_and_is_kept() {
    let bench = Bench::start().await;
    let viewer = bench.viewer(vec![bench.store(UK)]);
    bench.lookup.card(&viewer, &maria(), false).await;
    bench.sandbox.advance(Duration::seconds(1));
    let fresh = bench.lookup.card(&viewer, &maria(), true).await;
    let kept = bench.lookup.card(&viewer, &maria(), false).await;
    assert_eq!(bench.log().len(), 2);
    assert_eq!(fresh.stores[0].as_of, kept.stores[0].as_of);
}

#[tokio::test]
async fn an_agent_who_leaves_takes_nobody_along() {
    let bench = Bench::start().await;
    bench.sandbox.hold(UK);
    let viewer = bench.viewer(vec![bench.store(UK)]);
    let contact = maria();
    let mut leaving = Box::pin(bench.lookup.card(&viewer, &contact, false));
    assert!(futures_util::FutureExt::now_or_never(&mut leaving).is_none());
    let staying = bench.lookup.card(&viewer, &contact, false);
    let release = async {
        drop(leaving);
        bench.sandbox.release(UK);
    };
    let (card, ()) = futures_util::future::join(staying, release).await;
    assert!(matches!(card.stores[0].found, Found::Customer(_)));
    assert_eq!(bench.log().len(), 1);
}

#[tokio::test]
async fn a_ticket_asks_before_the_card_does() {
    let bench = Bench::start().await;
    let viewer = bench.viewer(vec![bench.store(UK), bench.store(PARIS)]);
    bench.lookup.prefetch(&viewer, &maria()).await;
    assert_eq!(bench.log().len(), 2);
    bench.lookup.card(&viewer, &maria(), false).await;
    assert_eq!(bench.log().len(), 2);
}

#[tokio::test]
async fn tenants_selections_and_scopes_share_nothing() {
    let bench = Bench::start().await;
    let mut viewer = bench.viewer(vec![bench.store(UK)]);
    bench.lookup.card(&viewer, &maria(), false).await;
    viewer.tenant = TenantId::parse("t_other").unwrap();
    bench.lookup.card(&viewer, &maria(), false).await;
    assert_eq!(bench.log().len(), 2);
    let mut config = CardConfig::default();
    config.customer_details.push("customer.note".into());
    viewer.config = Arc::new(config);
    bench.lookup.card(&viewer, &maria(), false).await;
    assert_eq!(bench.log().len(), 3);
    viewer.stores = vec![bench.store_with(UK, &["read_customers"])];
    bench.lookup.card(&viewer, &maria(), false).await;
    assert_eq!(bench.log().len(), 4);
}
