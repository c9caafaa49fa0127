//! What opens in place of the list, and the ways back.

use super::super::tests::{
    NOW, act, ada_by_ticket, answer, card_reply, fetched, history, notice, open, order_reply, product, shown, token,
    without_live,
};
use super::super::{Act, CardReply, Event};
use super::*;

const ADA: At = At { store: 0, customer: 0 };

fn with_order() -> State {
    let mut state = ada_by_ticket();
    let id = fetched(&act(&mut state, Act::Order("Ada-2".into())));
    answer(&mut state, id, order_reply("Ada-2"));
    state
}

fn customer_of(state: &State) -> &OpenCustomer {
    match &shown(state).place {
        Place::Customer(open) => open,
        other => panic!("a customer's details are open, not {other:?}"),
    }
}

fn product_of(state: &State) -> &OpenProduct {
    match &shown(state).place {
        Place::Product(open) => open,
        other => panic!("a product is open, not {other:?}"),
    }
}

#[test]
fn a_customers_details_ask_for_their_orders_over_time() {
    let mut state = ada_by_ticket();
    let effects = act(&mut state, Act::Customer(ADA));
    assert!(matches!(effects.last(), Some(Effect::Fetch { ask: Ask::History { handle }, .. }) if handle.0 == "h-Ada"));
    assert!(matches!(&customer_of(&state).history, Some((_, Details::Loading))));
    let reply = Ok(Reply::History(Box::new(history("by month"))));
    answer(&mut state, fetched(&effects), reply);
    assert!(matches!(&customer_of(&state).history, Some((_, Details::Ready(it))) if it.title == "by month"));
    assert_eq!(act(&mut state, Act::Back), [Effect::Scroll(120.0), Effect::Focus("c-0.0".into())]);
}

#[test]
fn from_an_order_to_its_customer_and_back_and_back() {
    let mut state = with_order();
    let effects = act(&mut state, Act::Customer(ADA));
    let history = fetched(&effects);
    assert!(customer_of(&state).from.is_some());
    let effects = act(&mut state, Act::Back);
    assert_eq!(effects, [Effect::Cancel(history), Effect::Scroll(120.0), Effect::Focus("c-0.0".into())]);
    assert!(open(&state).details.is_ready(), "the order is as it was");
    assert_eq!(act(&mut state, Act::Back), [Effect::Scroll(120.0), Effect::Focus("o-Ada-2".into())]);
    assert_eq!(shown(&state).place, Place::List);
}

#[test]
fn from_an_item_to_its_product_and_back() {
    let mut state = with_order();
    let effects = act(&mut state, Act::Product(0));
    assert!(effects.contains(&Effect::Focus(TITLE.into())));
    assert_eq!((product_of(&state).title.as_str(), product_of(&state).details.is_ready()), ("item of Ada-2", false));
    answer(&mut state, fetched(&effects), Ok(Reply::Product(Box::new(product("Scarf")))));
    assert!(matches!(&product_of(&state).details, Details::Ready(it) if it.title == "Scarf"));
    assert_eq!(state.said, Said::Loaded("item of Ada-2".into()));
    assert_eq!(act(&mut state, Act::Back), [Effect::Scroll(120.0), Effect::Focus("i-0".into())]);
    assert_eq!(open(&state).row.name, "#Ada-2");
}

#[test]
fn nothing_opens_where_it_does_not_stand() {
    let mut state = ada_by_ticket();
    assert_eq!(act(&mut state, Act::Product(0)), [], "no order is open");
    let id = fetched(&act(&mut state, Act::Order("Ada-1".into())));
    assert_eq!(act(&mut state, Act::Product(0)), [], "its items are not there yet");
    answer(&mut state, id, order_reply("Ada-1"));
    assert_eq!(act(&mut state, Act::Product(1)), [], "there is one item");
    assert_eq!(act(&mut state, Act::Customer(At { store: 0, customer: 1 })), []);
    assert_eq!(act(&mut state, Act::Customer(At { store: 7, customer: 0 })), []);
    act(&mut state, Act::Product(0));
    assert_eq!(act(&mut state, Act::Customer(ADA)), [], "from a product there is no way to its customer");
    assert_eq!(act(&mut state, Act::Order("Ada-1".into())), []);
    assert_eq!(product_of(&state).item, 0);
}

#[test]
fn the_answer_for_a_product_that_was_left_is_not_drawn() {
    let mut state = with_order();
    let first = fetched(&act(&mut state, Act::Product(0)));
    assert!(act(&mut state, Act::Back).contains(&Effect::Cancel(first)));
    act(&mut state, Act::Product(0));
    answer(&mut state, first, Ok(Reply::Product(Box::new(product("late")))));
    assert_eq!(product_of(&state).details, Details::Loading);
}

#[test]
fn what_does_not_come_says_so_in_its_place_and_can_be_tried_again() {
    let mut state = with_order();
    let id = fetched(&act(&mut state, Act::Product(0)));
    answer(&mut state, id, Err(notice("scope_missing")));
    assert!(matches!(&product_of(&state).details, Details::Failed(it) if it.notice.code == "scope_missing"));
    let id = fetched(&act(&mut state, Act::Retry));
    assert_eq!(product_of(&state).details, Details::Loading);
    answer(&mut state, id, Ok(Reply::Product(Box::new(product("Scarf")))));
    assert!(product_of(&state).details.is_ready());
    assert_eq!(state.said, Said::Refreshed);
    act(&mut state, Act::Back);
    let id = fetched(&act(&mut state, Act::Customer(ADA)));
    answer(&mut state, id, Err(notice("store_unreachable")));
    assert!(matches!(&customer_of(&state).history, Some((_, Details::Failed(_)))));
    let effects = act(&mut state, Act::Retry);
    let [Effect::Fetch { ask: Ask::Card { .. }, .. }, Effect::Fetch { id, ask: Ask::History { .. }, .. }] = effects[..]
    else {
        panic!("the card and the history: {effects:?}");
    };
    answer(&mut state, id, Ok(Reply::History(Box::new(history("by month")))));
    assert!(matches!(&customer_of(&state).history, Some((_, Details::Ready(_)))));
}

#[test]
fn a_refresh_that_fails_leaves_the_product_that_is_there() {
    let mut state = with_order();
    let id = fetched(&act(&mut state, Act::Product(0)));
    answer(&mut state, id, Ok(Reply::Product(Box::new(product("Scarf")))));
    let id = fetched(&act(&mut state, Act::Refresh));
    assert!(state.is_refreshing());
    answer(&mut state, id, Err(notice("store_unreachable")));
    assert!(product_of(&state).details.is_ready() && state.stale.is_some());
}

#[test]
fn a_change_reaches_everything_that_is_open() {
    let mut state = with_order();
    let id = fetched(&act(&mut state, Act::Customer(ADA)));
    answer(&mut state, id, Ok(Reply::History(Box::new(history("before")))));
    let effects = state.step(Event::Changed, NOW);
    let asks: Vec<_> = effects
        .iter()
        .filter_map(|effect| match effect {
            Effect::Fetch { id, ask, .. } => Some((*id, ask)),
            _ => None,
        })
        .collect();
    let [(card, Ask::Anew), (order, Ask::Order { .. }), (over_time, Ask::History { .. })] = asks[..] else {
        panic!("{asks:?}");
    };
    answer(&mut state, card, card_reply("Ada"));
    answer(&mut state, order, order_reply("Ada-2"));
    answer(&mut state, over_time, Ok(Reply::History(Box::new(history("after")))));
    assert!(matches!(&customer_of(&state).history, Some((_, Details::Ready(it))) if it.title == "after"));
    assert!(customer_of(&state).from.as_ref().is_some_and(|open| open.details.is_ready()));
}

#[test]
fn another_conversation_closes_whatever_is_open() {
    let mut state = with_order();
    let product = fetched(&act(&mut state, Act::Product(0)));
    let effects = state.step(Event::Context { seq: 2, token: token("for Ben") }, NOW);
    assert!(effects.contains(&Effect::Cancel(product)));
    assert_eq!(state.screen, Screen::Loading);
    answer(&mut state, fetched(&effects), card_reply("Ben"));
    assert_eq!(shown(&state).place, Place::List);
}

#[test]
fn what_is_open_closes_where_another_customer_stands_in_the_place() {
    let mut state = with_order();
    let history = fetched(&act(&mut state, Act::Customer(ADA)));
    let card = fetched(&act(&mut state, Act::Refresh)[..1]);
    let reply = CardReply { session: None, expires_in: None, card: super::super::tests::card_of("Ben"), html: None };
    let effects = without_live(answer(&mut state, card, Ok(Reply::Card(Box::new(reply)))));
    assert!(effects.contains(&Effect::Cancel(history)));
    assert_eq!(shown(&state).place, Place::List);
}
