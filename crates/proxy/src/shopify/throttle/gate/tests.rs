//! Agents and background work at one store. Time is tokio's and stands still until all wait.

use super::*;
use crate::shopify::reply::{Cost, Level};
use futures_util::future::join_all;
use std::sync::atomic::{AtomicU32, Ordering};
use tokio::time::{Instant, sleep};

const DOCUMENT: u64 = 1;
const PATIENCE: Duration = Duration::from_secs(2);

/// Shopify's side: a bucket of 2,000 points that gets 100 back each second, and answers after a tenth of a second.
struct Shopify {
    bucket: Mutex<(f64, Instant)>,
    throttled: AtomicU32,
}

impl Shopify {
    fn holding(points: f64) -> Self {
        Self { bucket: Mutex::new((points, Instant::now())), throttled: AtomicU32::new(0) }
    }

    fn take(&self, points: f64) -> (bool, Level) {
        let mut bucket = self.bucket.lock().unwrap();
        let now = Instant::now();
        let there = (bucket.0 + (now - bucket.1).as_secs_f64() * 100.0).min(2000.0);
        let enough = there >= points;
        *bucket = (if enough { (there - points).min(2000.0) } else { there }, now);
        (enough, Level { maximum: 2000.0, available: bucket.0.floor(), rate: 100.0 })
    }

    async fn answer(&self, requested: f64, actual: f64) -> Landing {
        sleep(Duration::from_millis(50)).await;
        let (enough, level) = self.take(requested);
        if !enough {
            self.throttled.fetch_add(1, Ordering::SeqCst);
            return Landing::Throttled(Some(Cost { requested, actual: None, level: Some(level) }), 1);
        }
        sleep(Duration::from_millis(50)).await;
        let (_, level) = self.take(actual - requested);
        Landing::Billed(Cost { requested, actual: Some(actual), level: Some(level) })
    }

    fn throttled(&self) -> u32 {
        self.throttled.load(Ordering::SeqCst)
    }
}

fn gate() -> Arc<Gate> {
    Arc::new(Gate::new(Timer::real(), Meters::default()))
}

/// Asks as the client does. How long it took, or the seconds to wait that it was told after how long.
async fn ask(gate: &Arc<Gate>, shopify: &Shopify, urgency: Urgency, cost: (f64, f64)) -> (Result<(), u32>, Duration) {
    let began = Instant::now();
    let mut place = Place::new(gate.clone(), DOCUMENT, urgency, urgency.patience(PATIENCE));
    loop {
        let pass = match place.turn().await {
            Ok(pass) => pass,
            Err(seconds) => return (Err(seconds), began.elapsed()),
        };
        let landing = shopify.answer(cost.0, cost.1).await;
        pass.settle(landing);
        if !matches!(landing, Landing::Throttled(..)) {
            return (Ok(()), began.elapsed());
        }
    }
}

#[tokio::test(start_paused = true)]
async fn two_hundred_cards_at_once_are_all_served() {
    let (gate, shopify) = (gate(), Shopify::holding(2000.0));
    // Each asks for 36 points at most and needs 10: 2,000 in all, which is what there is.
    let asked = join_all((0..200).map(|_| ask(&gate, &shopify, Urgency::Agent, (36.0, 10.0)))).await;
    let slowest = asked.iter().map(|(_, took)| *took).max().unwrap();
    assert!(asked.iter().all(|(answer, _)| answer.is_ok()), "{asked:?}");
    assert!(slowest < Duration::from_millis(1500), "{slowest:?}");
    assert_eq!(shopify.throttled(), 0, "Shopify never had to say it");
}

#[tokio::test(start_paused = true)]
async fn in_a_burst_above_all_points_only_those_are_sent_away_who_would_wait_for_too_long() {
    let (gate, shopify) = (gate(), Shopify::holding(2000.0));
    // 200 times 20 points are 4,000. 2,000 are there, and some 200 come back while the agents are patient.
    let asked = join_all((0..200).map(|_| ask(&gate, &shopify, Urgency::Agent, (36.0, 20.0)))).await;
    let served = asked.iter().filter(|(answer, _)| answer.is_ok()).count();
    assert!((105..=112).contains(&served), "{served}");
    for (number, (answer, took)) in asked.iter().enumerate() {
        match answer {
            Ok(()) => assert!(*took <= PATIENCE + Duration::from_millis(200), "{number}: {took:?}"),
            Err(seconds) => {
                assert!(number >= served, "{number} was sent away before others who came later");
                assert!(*took < PATIENCE / 2, "{number} was told only after {took:?}");
                let whole = *took + Duration::from_secs(u64::from(*seconds));
                assert!(whole > PATIENCE && *seconds <= 21, "{number}: {seconds} s");
            }
        }
    }
    assert_eq!(shopify.throttled(), 0);
}

#[tokio::test(start_paused = true)]
async fn an_empty_bucket_is_not_seen_where_two_seconds_fill_it() {
    // Another process has emptied it: this one learns of that by being throttled.
    let (gate, shopify) = (gate(), Shopify::holding(0.0));
    let asked = join_all((0..4).map(|_| ask(&gate, &shopify, Urgency::Agent, (40.0, 20.0)))).await;
    assert!(asked.iter().all(|(answer, _)| answer.is_ok()), "{asked:?}");
    assert_eq!(shopify.throttled(), 4, "each was throttled once, and came back in time");
    let (answer, took) = ask(&gate, &shopify, Urgency::Agent, (900.0, 900.0)).await;
    assert!(matches!(answer, Err(8 | 9)), "{answer:?}");
    assert!(took < Duration::from_millis(500), "{took:?}");
}

#[tokio::test(start_paused = true)]
async fn patience_is_for_the_question_and_not_for_each_try() {
    // Others take every point before it gets there.
    let gate = gate();
    let level = Level { maximum: 2000.0, available: 0.0, rate: 100.0 };
    let throttled = Landing::Throttled(Some(Cost { requested: 60.0, actual: None, level: Some(level) }), 1);
    let began = Instant::now();
    let mut place = Place::new(gate, DOCUMENT, Urgency::Agent, PATIENCE);
    let mut tries = 0;
    let told = loop {
        match place.turn().await {
            Ok(pass) => pass.settle(throttled),
            Err(seconds) => break seconds,
        }
        tries += 1;
        assert!(tries < 100, "there is no end to it");
    };
    // At once, and after each 0.6 s; the fourth wait would be too long.
    assert_eq!((tries, told), (4, 1));
    assert!(began.elapsed() < PATIENCE);
}

#[tokio::test(start_paused = true)]
async fn background_work_waits_for_agents() {
    let (gate, shopify) = (gate(), Shopify::holding(2000.0));
    assert!(ask(&gate, &shopify, Urgency::Agent, (36.0, 20.0)).await.0.is_ok());
    // A long job of its own document, one question after the other.
    let job = async {
        let mut asked = Vec::new();
        for _ in 0..60 {
            asked.push(ask(&gate, &shopify, Urgency::Background, (36.0, 36.0)).await);
        }
        asked
    };
    let agents = async {
        let mut asked = Vec::new();
        for _ in 0..20 {
            sleep(Duration::from_secs(1)).await;
            asked.extend(join_all((0..3).map(|_| ask(&gate, &shopify, Urgency::Agent, (36.0, 20.0)))).await);
        }
        asked
    };
    let (job, agents) = futures_util::future::join(job, agents).await;
    assert!(agents.iter().all(|(answer, took)| answer.is_ok() && *took <= Duration::from_millis(100)), "{agents:?}");
    assert!(job.iter().all(|(answer, _)| answer.is_ok()), "{job:?}");
    assert!(shopify.take(0.0).1.available > 900.0, "half of the bucket was left");
}

#[tokio::test(start_paused = true)]
async fn who_goes_away_while_waiting_is_forgotten() {
    let (gate, shopify) = (gate(), Shopify::holding(0.0));
    assert!(ask(&gate, &shopify, Urgency::Agent, (40.0, 40.0)).await.0.is_ok());
    let mut leaving = Box::pin(ask(&gate, &shopify, Urgency::Agent, (40.0, 40.0)));
    let staying = ask(&gate, &shopify, Urgency::Agent, (40.0, 40.0));
    assert!(futures_util::FutureExt::now_or_never(&mut leaving).is_none());
    let staying = async {
        let leave = async {
            sleep(Duration::from_millis(1)).await;
            drop(leaving);
        };
        futures_util::future::join(staying, leave).await.0
    };
    let (answer, took) = staying.await;
    assert!(answer.is_ok() && took < Duration::from_millis(600), "{took:?}");
    sleep(Duration::from_secs(21)).await;
    assert!(gate.is_full(), "nothing is left behind");
    assert!(!gate.with(|inner| inner.kept), "nobody keeps a door where nobody waits");
}

#[tokio::test(start_paused = true)]
async fn a_request_that_is_dropped_gives_its_points_back_in_time() {
    let (gate, shopify) = (gate(), Shopify::holding(2000.0));
    let mut asking = Box::pin(ask(&gate, &shopify, Urgency::Agent, (40.0, 40.0)));
    assert!(futures_util::FutureExt::now_or_never(&mut asking).is_none());
    drop(asking);
    assert!(!gate.is_full());
    sleep(Duration::from_secs(1)).await;
    assert!(gate.is_full());
}

#[tokio::test(start_paused = true)]
async fn waits_are_counted() {
    let (gate, shopify) = (gate(), Shopify::holding(0.0));
    assert!(ask(&gate, &shopify, Urgency::Agent, (40.0, 40.0)).await.0.is_ok());
    assert!(ask(&gate, &shopify, Urgency::Agent, (900.0, 40.0)).await.0.is_err());
    let mut registry = prometheus_client::registry::Registry::default();
    gate.meters.register(&mut registry);
    let mut text = String::new();
    prometheus_client::encoding::text::encode(&mut text, &registry).unwrap();
    assert!(text.contains("shopify_wait_seconds_count{urgency=\"agent\"} 2"), "{text}");
    assert!(text.contains("shopify_wait_refused_total{urgency=\"agent\"} 1"), "{text}");
}
