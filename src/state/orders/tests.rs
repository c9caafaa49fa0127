//! Lists of orders: read on, filtered, scrolled and changed under the agent's eyes, in whatever order.

#![expect(clippy::result_large_err, reason = "the answers are those that the state machine takes")]

use super::super::tests::{
    NOW, act, ada_by_ticket, answer, card_of, customer, fetched, notice, row, shown, store, token, without_live,
};
use super::super::{Act, CHUNK, Card, CardReply, Cursor, Event, Found, Notice, Reply, Sight};
use super::*;

const OPEN: Which = Which::Filter(OrderFilter::Open);

fn page(rows: &[&str], next: Option<&str>) -> OrderPage {
    let rows: Vec<_> = rows.iter().map(|handle| row(handle)).collect();
    let count = [&rows.len().to_string(), " orders"].concat();
    OrderPage { rows, next: next.map(|next| Cursor(next.into())), count, hidden: None }
}

fn came(rows: &[&str], next: Option<&str>) -> Result<Reply, Notice> {
    Ok(Reply::Orders(page(rows, next)))
}

fn listed(state: &State) -> Vec<&str> {
    let (page, _) = shown(state).listing(0).expect("a list");
    page.rows.iter().map(|row| row.handle.as_str()).collect()
}

fn seen(state: &mut State, chunk: Option<usize>, seen: bool) -> Vec<Effect> {
    state.step(Event::Seen { sights: vec![Sight { store: 0, chunk, seen }], held: None }, NOW)
}

fn card(orders: OrderPage) -> Result<Reply, Notice> {
    let mut card = card_of("Ada");
    if let Found::Customer(ada) = &mut card.stores[0].found {
        ada.orders = orders;
    }
    Ok(Reply::Card(Box::new(CardReply { session: None, expires_in: None, card, html: None })))
}

#[test]
fn a_filter_is_asked_for_and_all_orders_come_back_at_once() {
    let mut state = ada_by_ticket();
    let effects = act(&mut state, Act::List(0, Some(OPEN)));
    assert!(
        matches!(&effects[..], [Effect::Fetch { ask: Ask::Orders { which: Some(OPEN), cursor: None, handle, .. }, .. }] if handle.as_str() == "h-Ada")
    );
    assert!(shown(&state).listing(0).is_none(), "nothing is listed yet");
    assert_eq!(state.said, Said::LoadingOrders);
    answer(&mut state, fetched(&effects), came(&["Ada-2"], None));
    assert_eq!((listed(&state), &state.said), (vec!["Ada-2"], &Said::Orders("1 orders".into())));
    assert_eq!(act(&mut state, Act::List(0, Some(OPEN))), [], "it is listed");
    assert_eq!(act(&mut state, Act::List(0, None)), [], "all are there already");
    assert_eq!(listed(&state), ["Ada-1", "Ada-2"]);
}

#[test]
fn a_number_that_no_order_has_says_so() {
    let mut state = ada_by_ticket();
    let number = Act::parse("number", "0. 1042 ").unwrap();
    assert_eq!(number, Act::List(0, Some(Which::Number("1042".into()))));
    let id = fetched(&act(&mut state, number));
    answer(&mut state, id, came(&[], None));
    assert_eq!((listed(&state).len(), &state.said), (0, &Said::NoSuchOrders));
    act(&mut state, Act::parse("number", "0. ").unwrap());
    assert_eq!(listed(&state).len(), 2, "no number: all orders");
}

#[test]
fn the_answer_to_another_filter_is_not_listed() {
    let mut state = ada_by_ticket();
    let open = fetched(&act(&mut state, Act::List(0, Some(OPEN))));
    let effects = act(&mut state, Act::List(0, Some(Which::Filter(OrderFilter::Refunded))));
    assert!(effects.contains(&Effect::Cancel(open)));
    answer(&mut state, open, came(&["Ada-1"], None));
    assert!(shown(&state).listing(0).is_none());
    answer(&mut state, fetched(&effects), came(&["Ada-2"], None));
    assert_eq!(listed(&state), ["Ada-2"]);
    let number = fetched(&act(&mut state, Act::List(0, Some(Which::Number("7".into())))));
    assert!(act(&mut state, Act::List(0, None)).contains(&Effect::Cancel(number)));
    answer(&mut state, number, came(&["Ada-7"], None));
    assert_eq!(listed(&state), ["Ada-1", "Ada-2"]);
}

#[test]
fn another_conversation_ends_a_filter() {
    let mut state = ada_by_ticket();
    let open = fetched(&act(&mut state, Act::List(0, Some(OPEN))));
    let effects = state.step(Event::Context { seq: 2, token: token("for Ben") }, NOW);
    assert!(effects.contains(&Effect::Cancel(open)));
    let ben = fetched(&effects);
    answer(&mut state, open, came(&["Ada-1"], None));
    assert_eq!(state.screen, Screen::Loading);
    answer(&mut state, ben, super::super::tests::card_reply("Ben"));
    assert_eq!(listed(&state), ["Ben-1", "Ben-2"]);
}

#[test]
fn a_filter_that_fails_is_tried_again_by_itself() {
    let mut state = ada_by_ticket();
    let id = fetched(&act(&mut state, Act::List(0, Some(OPEN))));
    answer(&mut state, id, Err(notice("throttled")));
    assert!(matches!(&shown(&state).sections[0].listed, Listed::Some(OPEN, Subset::Failed(_))));
    let effects = act(&mut state, Act::Retry);
    assert!(matches!(&effects[..], [Effect::Fetch { ask: Ask::Orders { which: Some(OPEN), .. }, .. }]));
    answer(&mut state, fetched(&effects), came(&["Ada-2"], None));
    assert_eq!(listed(&state), ["Ada-2"]);
}

#[test]
fn a_filtered_list_is_read_on_and_opens_its_orders() {
    let mut state = ada_by_ticket();
    let id = fetched(&act(&mut state, Act::List(0, Some(OPEN))));
    answer(&mut state, id, came(&["Ada-5"], Some("next")));
    let effects = act(&mut state, Act::More(0));
    assert!(
        matches!(&effects[..], [Effect::Fetch { ask: Ask::Orders { which: Some(OPEN), cursor: Some(cursor), .. }, .. }] if cursor.0 == "next")
    );
    answer(&mut state, fetched(&effects), came(&["Ada-6"], None));
    assert_eq!((listed(&state), &state.said), (vec!["Ada-5", "Ada-6"], &Said::AllShown));
    act(&mut state, Act::Order("Ada-6".into()));
    act(&mut state, Act::Back);
    assert_eq!(listed(&state), ["Ada-5", "Ada-6"], "back to the same list");
}

#[test]
fn a_page_that_does_not_come_can_be_asked_for_again_by_hand_only() {
    let mut state = ada_by_ticket();
    seen(&mut state, None, false);
    let id = fetched(&seen(&mut state, None, true));
    answer(&mut state, id, Err(notice("store_unreachable")));
    assert!(matches!(shown(&state).listing(0), Some((_, More::Failed(_)))));
    seen(&mut state, None, false);
    assert_eq!(seen(&mut state, None, true), [], "not again and again");
    let id = fetched(&act(&mut state, Act::More(0)));
    answer(&mut state, id, came(&["Ada-3"], None));
    assert_eq!(listed(&state).len(), 3);
}

#[test]
fn scrolling_to_the_end_asks_for_the_next_page_and_leaves_the_focus_alone() {
    let mut state = ada_by_ticket();
    assert_eq!(seen(&mut state, None, true), [], "on a high screen the end is there from the start");
    seen(&mut state, None, false);
    let effects = seen(&mut state, None, true);
    assert_eq!(state.said, Said::LoadingMore);
    assert_eq!(seen(&mut state, None, true), [], "once");
    assert_eq!(answer(&mut state, fetched(&effects), came(&["Ada-3"], Some("page 3"))), []);
    let id = fetched(&seen(&mut state, None, true));
    answer(&mut state, id, came(&[], Some("page 4")));
    fetched(&seen(&mut state, None, true));
    assert_eq!(seen(&mut state, None, true), [], "whoever scrolls faster than pages come is never left behind");
    assert_eq!(listed(&state), ["Ada-1", "Ada-2", "Ada-3"]);
}

#[test]
fn a_list_with_another_open_store_below_it_is_read_on_by_hand() {
    let mut state = ada_by_ticket();
    let two = || Found::Customer(Box::new(customer("Ada")));
    let stores = vec![store("acme", two()), store("brume", two())];
    let reply = CardReply { session: None, expires_in: None, card: Card { stores, ..Card::default() }, html: None };
    let id = fetched(&act(&mut state, Act::Refresh));
    answer(&mut state, id, Ok(Reply::Card(Box::new(reply))));
    let scrolls = |state: &mut State, store| {
        let sight = |seen| vec![Sight { store, chunk: None, seen }];
        state.step(Event::Seen { sights: sight(false), held: None }, NOW);
        without_live(state.step(Event::Seen { sights: sight(true), held: None }, NOW))
    };
    assert_eq!(scrolls(&mut state, 0), [], "the other store would never be reached");
    fetched(&scrolls(&mut state, 1));
    act(&mut state, Act::Fold(1));
    fetched(&scrolls(&mut state, 0));
}

#[test]
fn what_is_open_in_place_of_the_list_does_not_scroll_it() {
    let mut state = ada_by_ticket();
    seen(&mut state, Some(7), true);
    seen(&mut state, None, false);
    act(&mut state, Act::Order("Ada-1".into()));
    let before = shown(&state).sections[0].seen.clone();
    for (chunk, is_seen) in [(Some(7), false), (None, true)] {
        assert_eq!(seen(&mut state, chunk, is_seen), []);
    }
    act(&mut state, Act::Back);
    assert_eq!(shown(&state).sections[0].seen, before);
}

#[test]
fn a_change_in_shopify_keeps_the_filter_and_reads_it_anew() {
    let mut state = ada_by_ticket();
    let id = fetched(&act(&mut state, Act::List(0, Some(OPEN))));
    answer(&mut state, id, came(&["Ada-1", "Ada-2"], Some("next")));
    let id = fetched(&act(&mut state, Act::More(0)));
    answer(&mut state, id, came(&["Ada-3"], None));
    seen(&mut state, Some(0), true);
    let id = fetched(&state.step(Event::Changed, NOW));
    let effects = answer(&mut state, id, card(page(&["Ada-1", "Ada-2"], Some("page 2"))));
    assert_eq!(listed(&state), ["Ada-1", "Ada-2", "Ada-3"], "until the answer is here nothing goes");
    answer(&mut state, fetched(&effects), came(&["Ada-0", "Ada-2"], Some("next")));
    assert_eq!(listed(&state), ["Ada-0", "Ada-2", "Ada-3"], "the first is closed, another one is open");
    assert_eq!(shown(&state).sections[0].seen.chunks, [0]);
    assert_eq!(state.said, Said::AllShown, "nothing new is said");
}

#[test]
fn a_new_order_does_not_push_away_what_is_read_further_down() {
    let mut state = ada_by_ticket();
    let id = fetched(&act(&mut state, Act::More(0)));
    let rows: Vec<_> = (3..100).map(|n| ["Ada-", &n.to_string()].concat()).collect();
    answer(&mut state, id, came(&rows.iter().map(String::as_str).collect::<Vec<_>>(), None));
    let newer = |state: &mut State, first: &str| {
        let id = fetched(&state.step(Event::Changed, NOW));
        let before = shown(state).listing(0).unwrap().0.rows[0].handle.0.clone();
        answer(state, id, card(page(&[first, &before], Some("page 2"))))
    };
    assert_eq!(newer(&mut state, "Ada-0"), [], "nobody has scrolled");
    seen(&mut state, Some(0), true);
    assert_eq!(newer(&mut state, "Ada-00"), [], "the newest is in view");
    seen(&mut state, Some(7), true);
    seen(&mut state, Some(0), false);
    assert_eq!(newer(&mut state, "Ada-000"), [Effect::Pass(1)]);
    assert_eq!(listed(&state).len(), 102);
    act(&mut state, Act::Order("Ada-7".into()));
    let effects = state.step(Event::Changed, NOW);
    let Some(Effect::Fetch { id, .. }) = effects.first() else { panic!("{effects:?}") };
    assert_eq!(answer(&mut state, *id, card(page(&["Ada-0000", "Ada-000"], Some("page 2")))), [], "an order is open");
}

#[test]
fn a_new_order_while_a_page_is_on_its_way_leaves_none_out() {
    let mut state = ada_by_ticket();
    let next = fetched(&act(&mut state, Act::More(0)));
    let id = fetched(&state.step(Event::Changed, NOW));
    answer(&mut state, id, card(page(&["Ada-0", "Ada-1"], Some("another page 2"))));
    assert_eq!(listed(&state), ["Ada-0", "Ada-1", "Ada-2"]);
    answer(&mut state, next, came(&["Ada-3"], None));
    assert_eq!(listed(&state), ["Ada-0", "Ada-1", "Ada-2", "Ada-3"]);
}

#[test]
fn newest_orders_that_do_not_meet_the_older_ones_stand_alone() {
    let mut state = ada_by_ticket();
    let next = fetched(&act(&mut state, Act::More(0)));
    let id = fetched(&state.step(Event::Changed, NOW));
    let effects = answer(&mut state, id, card(page(&["Ada-8", "Ada-9"], Some("page 2"))));
    assert!(effects.contains(&Effect::Cancel(next)));
    assert_eq!(listed(&state), ["Ada-8", "Ada-9"]);
    assert_eq!(shown(&state).listing(0).unwrap().1, &More::Idle, "and can be read on");
}

#[test]
fn a_refresh_by_hand_begins_the_list_anew_and_asks_for_the_filter_once_more() {
    let mut state = ada_by_ticket();
    let id = fetched(&act(&mut state, Act::List(0, Some(OPEN))));
    answer(&mut state, id, came(&["Ada-2"], None));
    let id = fetched(&act(&mut state, Act::Refresh));
    let effects = without_live(answer(&mut state, id, card(page(&["Ada-1"], None))));
    answer(&mut state, fetched(&effects), came(&["Ada-1"], None));
    assert_eq!(listed(&state), ["Ada-1"]);
}

#[test]
fn the_list_of_another_customer_is_theirs() {
    let found = || Found::Several(vec![customer("Ada"), customer("Ben")]);
    let mut state = ada_by_ticket();
    let reply = |found| {
        let card = Card { stores: vec![store("acme", found)], ..Card::default() };
        Ok(Reply::Card(Box::new(CardReply { session: None, expires_in: None, card, html: None })))
    };
    let id = fetched(&act(&mut state, Act::Refresh));
    answer(&mut state, id, reply(found()));
    act(&mut state, Act::Choose(At { store: 0, customer: 0 }));
    let adas = fetched(&act(&mut state, Act::List(0, Some(OPEN))));
    act(&mut state, Act::ChooseAgain(0));
    act(&mut state, Act::Choose(At { store: 0, customer: 1 }));
    answer(&mut state, adas, came(&["Ada-1"], None));
    assert_eq!(listed(&state), ["Ben-1", "Ben-2"]);
    let bens = fetched(&act(&mut state, Act::List(0, Some(OPEN))));
    answer(&mut state, bens, came(&["Ben-2"], None));
    assert_eq!(listed(&state), ["Ben-2"]);
}

#[test]
fn all_of_5_000_orders_come_once_whatever_the_scrolling() {
    let mut state = ada_by_ticket();
    let mut asked = 1;
    for first in (2..5_000).step_by(CHUNK) {
        seen(&mut state, Some(first / CHUNK), first % 20 == 2);
        seen(&mut state, None, false);
        let Some(Effect::Fetch { id, .. }) = seen(&mut state, None, true).pop() else { panic!("a page") };
        asked += 1;
        let last = (first + CHUNK).min(5_000);
        let rows: Vec<_> = (first..last).map(|n| ["Ada-", &(n + 1).to_string()].concat()).collect();
        let rows: Vec<_> = rows.iter().map(String::as_str).collect();
        answer(&mut state, id, came(&rows, (last < 5_000).then_some("next")));
    }
    assert_eq!((listed(&state).len(), asked, &state.said), (5_000, 501, &Said::AllShown));
    let mut every = listed(&state);
    every.sort_unstable();
    every.dedup();
    assert_eq!(every.len(), 5_000);
    seen(&mut state, None, false);
    assert_eq!(seen(&mut state, None, true), [], "after the last there is none");
}

#[test]
fn what_a_click_on_a_filter_says_is_read_strictly() {
    assert_eq!(Act::parse("filter", "1.refunded"), Some(Act::List(1, Some(Which::Filter(OrderFilter::Refunded)))));
    assert_eq!(Act::parse("filter", "0."), Some(Act::List(0, None)));
    for (act, arg) in
        [("filter", "0"), ("filter", "0.closed"), ("filter", ".open"), ("number", "1042"), ("number", "x.1")]
    {
        assert_eq!(Act::parse(act, arg), None, "{act} {arg}");
    }
    let mut state = ada_by_ticket();
    assert_eq!(act(&mut state, Act::List(9, Some(OPEN))), [], "there is no such section");
    assert_eq!(seen(&mut state, Some(usize::MAX), true), []);
    let far = Sight { store: 9, chunk: None, seen: true };
    assert_eq!(state.step(Event::Seen { sights: vec![far], held: Some((9, 9)) }, NOW), []);
}
