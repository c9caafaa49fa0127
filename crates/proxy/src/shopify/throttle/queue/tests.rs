use super::*;
use crate::shopify::reply::Level;

/// The documents of these tests, by what they cost: (requested, actual).
const CARD: u64 = 1;
const BULK: u64 = 2;

const fn ms(milliseconds: u64) -> Duration {
    Duration::from_millis(milliseconds)
}

const fn bill(requested: f64, actual: f64, available: f64) -> Landing {
    let level = Level { maximum: 2000.0, available, rate: 100.0 };
    Landing::Billed(Cost { requested, actual: Some(actual), level: Some(level) })
}

/// A queue that knows both documents: a card costs 40 of which 20 come back, a bulk question 500; so much is in the bucket.
fn queue(available: f64) -> Queue<&'static str> {
    let mut queue = Queue::new(ms(0));
    let [card, bulk] = [CARD, BULK].map(|document| queue.pass(document, Urgency::Agent, ms(0)).unwrap());
    queue.settle(&card, bill(40.0, 20.0, available), ms(0));
    queue.settle(&bulk, bill(500.0, 500.0, available), ms(0));
    let level = Level { maximum: 2000.0, available, rate: 100.0 };
    queue.bucket.put_back(2000.0);
    queue.bucket.correct(level, 0.0);
    queue
}

fn come(queue: &mut Queue<&'static str>, who: &'static str, document: u64, urgency: Urgency, now: Duration) {
    let number = queue.number();
    let until = now + urgency.patience(ms(2000));
    queue.wait(Waiting { number, document, urgency, since: now, until, caller: who });
}

/// Who goes, and who is refused with how many seconds.
fn told(verdicts: Vec<Verdict<&'static str>>) -> Vec<String> {
    let told = verdicts.into_iter().map(|verdict| match verdict {
        Verdict::Go(who, _) => format!("{who} goes"),
        Verdict::Refused(who, seconds) => format!("{who} in {seconds} s"),
    });
    told.collect()
}

#[test]
fn who_finds_enough_goes_at_once() {
    let mut queue = queue(100.0);
    let first = queue.pass(CARD, Urgency::Agent, ms(0)).unwrap();
    queue.pass(CARD, Urgency::Agent, ms(0)).unwrap();
    assert!(queue.pass(CARD, Urgency::Agent, ms(0)).is_none(), "20 are left");
    queue.settle(&first, bill(40.0, 20.0, 80.0), ms(0));
    assert!(queue.pass(CARD, Urgency::Agent, ms(0)).is_some(), "20 came back");
}

#[test]
fn agents_go_in_the_order_in_which_they_came() {
    let mut queue = queue(0.0);
    for who in ["Ada", "Bo", "Cy"] {
        come(&mut queue, who, CARD, Urgency::Agent, ms(0));
    }
    assert!(queue.turn(ms(0)).is_empty());
    assert_eq!(queue.wake(ms(0)), Some(ms(400)));
    assert!(queue.pass(CARD, Urgency::Agent, ms(1200)).is_none(), "nobody jumps the queue");
    assert_eq!(told(queue.turn(ms(1200))), ["Ada goes", "Bo goes", "Cy goes"]);
    assert_eq!(queue.wake(ms(1200)), None);
}

#[test]
fn who_asks_again_keeps_the_place() {
    let mut queue = queue(0.0);
    for who in ["Ada", "Bo", "Cy"] {
        come(&mut queue, who, CARD, Urgency::Agent, ms(0));
    }
    let ada = match queue.turn(ms(400)).remove(0) {
        Verdict::Go("Ada", flight) => flight,
        other => panic!("{other:?}"),
    };
    let level = Level { maximum: 2000.0, available: 0.0, rate: 100.0 };
    let throttled = Landing::Throttled(Some(Cost { requested: 40.0, actual: None, level: Some(level) }), 1);
    queue.settle(&ada, throttled, ms(400));
    let again =
        Waiting { number: 1, document: CARD, urgency: Urgency::Agent, since: ms(400), until: ms(2000), caller: "Ada" };
    queue.wait(again);
    assert_eq!(told(queue.turn(ms(1200))), ["Ada goes", "Bo goes"]);
}

#[test]
fn a_wait_above_two_seconds_is_told_at_once_with_its_length() {
    let mut queue = queue(0.0);
    for who in ["1", "2", "3", "4", "5", "6", "7", "8", "9", "10"] {
        come(&mut queue, who, CARD, Urgency::Agent, ms(0));
    }
    // Each one before costs 20, and 40 must be there: the ninth waits for exactly two seconds.
    assert_eq!(told(queue.turn(ms(0))), ["10 in 3 s"]);
    let mut served = 0;
    let mut now = ms(0);
    while let Some(wake) = queue.wake(now) {
        assert!(wake > now);
        now = wake;
        for verdict in queue.turn(now) {
            match verdict {
                Verdict::Go(_, flight) => queue.settle(&flight, bill(40.0, 20.0, 20.0), now),
                Verdict::Refused(who, seconds) => panic!("{who} was let wait, and then refused: {seconds} s"),
            }
            served += 1;
        }
    }
    assert_eq!((served, now), (9, ms(2000)));
}

#[test]
fn what_comes_back_counts_before_it_has_come_back() {
    let mut queue = queue(400.0);
    let flights: Vec<_> = (0..10).map(|_| queue.pass(CARD, Urgency::Agent, ms(0)).unwrap()).collect();
    for who in ["Ada", "Bo"] {
        come(&mut queue, who, CARD, Urgency::Agent, ms(0));
    }
    assert!(queue.turn(ms(0)).is_empty());
    queue.settle(&flights[0], bill(40.0, 20.0, 380.0), ms(50));
    queue.settle(&flights[1], bill(40.0, 20.0, 360.0), ms(50));
    assert_eq!(told(queue.turn(ms(50))), ["Ada goes"]);
}

#[test]
fn nobody_is_sent_away_for_a_guess() {
    let mut queue = Queue::new(ms(0));
    let first: Vec<_> = std::iter::from_fn(|| queue.pass(CARD, Urgency::Agent, ms(0))).collect();
    assert_eq!(first.len(), 20, "a document that is not known is taken to cost 100");
    for who in ["Ada", "Bo", "Cy"] {
        come(&mut queue, who, BULK, Urgency::Agent, ms(0));
    }
    assert!(queue.turn(ms(0)).is_empty(), "the answers will tell");
    for flight in &first {
        queue.settle(flight, bill(20.0, 20.0, 1900.0), ms(100));
    }
    assert_eq!(told(queue.turn(ms(100))).len(), 3);
}

#[test]
fn without_an_answer_the_wait_ends_with_the_patience() {
    let mut queue = Queue::new(ms(0));
    while queue.pass(CARD, Urgency::Agent, ms(0)).is_some() {}
    come(&mut queue, "Ada", BULK, Urgency::Agent, ms(0));
    come(&mut queue, "Bo", BULK, Urgency::Agent, ms(0));
    come(&mut queue, "Cy", BULK, Urgency::Agent, ms(0));
    assert_eq!(told(queue.turn(ms(1000))), ["Ada goes"]);
    assert_eq!(queue.wake(ms(1000)), Some(ms(2000)));
    assert_eq!(told(queue.turn(ms(2000))), ["Bo goes", "Cy in 1 s"]);
}

#[test]
fn background_work_leaves_half_to_agents_and_yields() {
    let mut queue = queue(1520.0);
    assert!(queue.pass(BULK, Urgency::Background, ms(0)).is_some());
    assert!(queue.pass(BULK, Urgency::Background, ms(0)).is_none(), "1,020 are there");
    come(&mut queue, "backup", BULK, Urgency::Background, ms(0));
    assert!(queue.turn(ms(0)).is_empty());
    assert!(queue.pass(CARD, Urgency::Agent, ms(0)).is_some(), "an agent does not stand behind it");
    let mut served = 0;
    while queue.pass(CARD, Urgency::Agent, ms(0)).is_some() {
        served += 1;
    }
    assert_eq!(served, 24, "all of the rest is for agents");
    come(&mut queue, "Ada", CARD, Urgency::Agent, ms(0));
    assert!(queue.turn(ms(100)).is_empty());
    assert_eq!(told(queue.turn(ms(200))), ["Ada goes"]);
    assert!(queue.turn(ms(10_000)).is_empty(), "1,000 are there");
    assert_eq!(queue.wake(ms(10_000)), Some(ms(15_200)));
    assert_eq!(told(queue.turn(ms(15_200))), ["backup goes"]);
}

#[test]
fn background_work_is_not_held_up_for_ever() {
    let mut queue = queue(600.0);
    come(&mut queue, "backup", BULK, Urgency::Background, ms(0));
    // Agents keep the bucket at 600: whatever comes in goes out.
    let mut now = ms(0);
    while now < ms(29_000) {
        now += ms(1000);
        for _ in 0..5 {
            let flight = queue.pass(CARD, Urgency::Agent, now).unwrap();
            queue.settle(&flight, bill(40.0, 20.0, 600.0), now);
        }
        assert!(queue.turn(now).is_empty(), "{now:?}");
    }
    assert_eq!(queue.wake(now), Some(ms(30_000)));
    assert_eq!(told(queue.turn(ms(30_000))), ["backup goes"]);
}

#[test]
fn however_old_it_is_background_work_stands_behind_agents() {
    let mut queue = queue(2000.0);
    come(&mut queue, "backup", CARD, Urgency::Background, ms(0));
    for _ in 0..3 {
        queue.pass(BULK, Urgency::Agent, ms(31_000)).unwrap();
    }
    queue.pass(CARD, Urgency::Agent, ms(31_000)).unwrap();
    come(&mut queue, "Ada", BULK, Urgency::Agent, ms(31_000));
    assert!(queue.turn(ms(31_000)).is_empty(), "460 are there: too few for Ada, enough for the backup");
    assert_eq!(told(queue.turn(ms(31_800))), ["Ada goes", "backup goes"]);
}

#[test]
fn background_work_gives_up_after_its_minute() {
    let mut queue = queue(0.0);
    let closed = queue.pass(CARD, Urgency::Agent, ms(400)).unwrap();
    queue.settle(&closed, Landing::Throttled(None, 59), ms(400));
    come(&mut queue, "backup", BULK, Urgency::Background, ms(400));
    come(&mut queue, "Ada", CARD, Urgency::Agent, ms(400));
    assert_eq!(told(queue.turn(ms(400))), ["Ada in 59 s"], "Shopify's word holds for all");
    assert_eq!(queue.wake(ms(400)), Some(ms(59_400)));
    let again = queue.pass(CARD, Urgency::Agent, ms(59_400)).unwrap();
    queue.settle(&again, Landing::Throttled(None, 2), ms(59_400));
    assert_eq!(told(queue.turn(ms(59_400))), ["backup in 2 s"]);
}

#[test]
fn who_leaves_makes_room() {
    let mut queue = queue(0.0);
    come(&mut queue, "Ada", CARD, Urgency::Agent, ms(0));
    come(&mut queue, "Bo", CARD, Urgency::Agent, ms(0));
    queue.leave(1, Urgency::Agent);
    assert_eq!(told(queue.turn(ms(400))), ["Bo goes"]);
}

#[test]
fn what_never_ran_costs_nothing_and_what_may_have_run_does() {
    let mut queue = queue(60.0);
    let free = queue.pass(CARD, Urgency::Agent, ms(0)).unwrap();
    queue.settle(&free, Landing::Free, ms(0));
    let silent = queue.pass(CARD, Urgency::Agent, ms(0)).unwrap();
    queue.settle(&silent, Landing::Silent, ms(0));
    let last = queue.pass(CARD, Urgency::Agent, ms(0)).unwrap();
    queue.settle(&last, Landing::Silent, ms(0));
    assert!(queue.pass(CARD, Urgency::Agent, ms(0)).is_none(), "20 are left");
}

#[test]
fn a_queue_is_as_good_as_new_when_it_is_full_and_empty() {
    let mut queue = queue(1980.0);
    assert!(!queue.is_fresh(ms(100)));
    assert!(queue.is_fresh(ms(200)));
    let flight = queue.pass(CARD, Urgency::Agent, ms(200)).unwrap();
    assert!(!queue.is_fresh(ms(9000)), "one is under way");
    queue.settle(&flight, Landing::Free, ms(9000));
    assert!(queue.is_fresh(ms(9000)));
}
