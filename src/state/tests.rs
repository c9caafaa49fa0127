//! An agent's day with the card.

#![expect(clippy::result_large_err, reason = "the answers are those that the state machine takes")]

mod every_order;
mod sign_in;

use super::*;
use context_card_wire::{
    Action, Answer, CustomerCard, Field, Grade, LineItem, Linking, Match, MatchedBy, OrderRow, StoreCard, Value,
};

pub(super) const NOW: f64 = 1_000_000.0;

pub(super) fn notice(code: &str) -> Notice {
    Notice {
        code: code.into(),
        message: ["sentence of ", code].concat(),
        admin: None,
        action: Action::Retry,
        field: None,
        retry_in: None,
        reference: String::new(),
    }
}

pub(super) fn row(handle: &str) -> OrderRow {
    OrderRow { handle: Handle(handle.into()), name: ["#", handle].concat(), fields: vec![] }
}

pub(super) fn customer(name: &str) -> CustomerCard {
    CustomerCard {
        handle: Some(Handle(["h-", name].concat())),
        name: name.into(),
        guest: None,
        tags: vec![],
        matched: Match { by: MatchedBy::Email, grade: Grade::Verified, value: "x".into(), text: "matched".into() },
        linking: Linking::No,
        figures: vec![],
        url: None,
        answer: None::<Answer>,
        orders: OrderPage {
            rows: vec![row(&[name, "-1"].concat()), row(&[name, "-2"].concat())],
            next: Some(Cursor("page 2".into())),
            ..OrderPage::default()
        },
        details: vec![Field { id: "customer.email".into(), label: "E-mail".into(), value: Value::Text("x".into()) }],
    }
}

pub(super) fn store(name: &str, found: Found) -> StoreCard {
    StoreCard { name: name.into(), shop: [name, ".myshopify.com"].concat(), as_of: NOW, found, notices: vec![] }
}

pub(super) fn card_of(name: &str) -> Card {
    Card { stores: vec![store("acme", Found::Customer(Box::new(customer(name))))], ..Card::default() }
}

pub(super) fn card_reply(name: &str) -> Result<Reply, Notice> {
    let (session, expires_in) = (Some(["session of ", name].concat()), Some(300));
    Ok(Reply::Card(Box::new(CardReply { session, expires_in, card: card_of(name), html: None })))
}

pub(super) fn details(handle: &str) -> OrderDetails {
    OrderDetails {
        handle: Handle(handle.into()),
        name: ["#", handle].concat(),
        url: None,
        as_of: NOW,
        fields: vec![],
        timeline: vec![],
        parcels: vec![],
        items: vec![LineItem {
            title: ["item of ", handle].concat(),
            quantity: "1 ×".into(),
            picture: None,
            product: Some(Handle([handle, "-product"].concat())),
            fields: vec![],
        }],
        more_items: None,
        notices: vec![],
    }
}

pub(super) fn order_reply(handle: &str) -> Result<Reply, Notice> {
    Ok(Reply::Order(Box::new(details(handle))))
}

pub(super) fn history(title: &str) -> History {
    History { title: title.into(), bars: vec![], note: None }
}

pub(super) fn product(title: &str) -> ProductDetails {
    ProductDetails { title: title.into(), url: None, picture: None, as_of: NOW, fields: vec![], notices: vec![] }
}

pub(super) fn token(jwt: &str) -> Option<Token> {
    Some(Token { jwt: jwt.into(), nonce: None })
}

/// A page whose first card, Ada's, came by ticket, in an inbox that takes replies.
pub(super) fn ada_by_ticket() -> State {
    let mut state = State::loading(NOW);
    let session = Some(SessionReply { session: "session of Ada".into(), expires_in: 300 });
    state.step(Event::Began { session, card: Some(Box::new(card_of("Ada"))), problem: None }, NOW);
    state.step(Event::Met { seq: Some(1), can_insert: true, signs: true, moves: false }, NOW);
    state
}

pub(super) fn act(state: &mut State, act: Act) -> Vec<Effect> {
    state.step(Event::Act { act, scroll: 120.0 }, NOW)
}

pub(super) fn answer(state: &mut State, id: u32, result: Result<Reply, Notice>) -> Vec<Effect> {
    state.step(Event::Answer { id, result }, NOW)
}

/// These effects without those that hear of changes and follow them; see `live`.
pub(super) fn without_live(effects: Vec<Effect>) -> Vec<Effect> {
    let live =
        |effect: &Effect| matches!(effect, Effect::Listen(_) | Effect::Deafen | Effect::Fetch { ask: Ask::Anew, .. });
    effects.into_iter().filter(|effect| !live(effect)).collect()
}

/// The number of the one request among these effects.
pub(super) fn fetched(effects: &[Effect]) -> u32 {
    let mut ids = effects.iter().filter_map(|effect| match effect {
        Effect::Fetch { id, .. } => Some(*id),
        _ => None,
    });
    let id = ids.next().expect("a request");
    assert_eq!(ids.next(), None, "one request at a time: {effects:?}");
    id
}

pub(super) fn shown(state: &State) -> &Shown {
    match &state.screen {
        Screen::Card(shown) => shown,
        other => panic!("a card is shown, not {other:?}"),
    }
}

pub(super) fn open(state: &State) -> &OpenOrder {
    match &shown(state).place {
        Place::Order(open) => open,
        other => panic!("an order is open, not {other:?}"),
    }
}

#[test]
fn an_order_opens_at_once_and_back_returns_to_its_row() {
    let mut state = ada_by_ticket();
    let effects = act(&mut state, Act::Order("Ada-2".into()));
    assert!(effects.contains(&Effect::Focus(TITLE.into())));
    assert!(effects.contains(&Effect::Scroll(0.0)));
    assert_eq!((open(&state).row.name.as_str(), &open(&state).details), ("#Ada-2", &Details::Loading));
    answer(&mut state, fetched(&effects), order_reply("Ada-2"));
    assert_eq!(open(&state).details, Details::Ready(Box::new(details("Ada-2"))));
    assert_eq!(act(&mut state, Act::Back), [Effect::Scroll(120.0), Effect::Focus("o-Ada-2".into())]);
    assert_eq!(shown(&state).place, Place::List);
}

#[test]
fn the_answer_for_an_order_that_was_left_is_not_drawn() {
    let mut state = ada_by_ticket();
    let first = fetched(&act(&mut state, Act::Order("Ada-1".into())));
    assert!(act(&mut state, Act::Back).contains(&Effect::Cancel(first)));
    let second = fetched(&act(&mut state, Act::Order("Ada-2".into())));
    answer(&mut state, first, order_reply("Ada-1"));
    assert_eq!(open(&state).details, Details::Loading);
    answer(&mut state, second, order_reply("Ada-2"));
    assert_eq!(open(&state).details, Details::Ready(Box::new(details("Ada-2"))));
}

#[test]
fn another_conversation_clears_the_card_before_anything_is_asked() {
    let mut state = ada_by_ticket();
    let order = fetched(&act(&mut state, Act::Order("Ada-1".into())));
    let effects = state.step(Event::Context { seq: 2, token: token("for Ben") }, NOW);
    assert_eq!(state.screen, Screen::Loading);
    assert!(effects.contains(&Effect::Cancel(order)));
    let Some(Effect::Fetch { session, seq, .. }) = effects.last() else { panic!("a request: {effects:?}") };
    assert_eq!((session, *seq), (&None, 2), "Ada's session opens nothing of Ben's");
    answer(&mut state, order, order_reply("Ada-1"));
    assert_eq!(state.screen, Screen::Loading);
    answer(&mut state, fetched(&effects), card_reply("Ben"));
    assert_eq!((shown(&state).name().as_str(), &state.said), ("Ben", &Said::Loaded("Ben".into())));
}

#[test]
fn an_older_conversation_or_the_same_one_again_changes_nothing() {
    let mut state = ada_by_ticket();
    state.step(Event::Context { seq: 5, token: token("for Ben") }, NOW);
    let before = state.clone();
    for seq in [5, 4, 0] {
        assert_eq!(state.step(Event::Context { seq, token: token("late") }, NOW), []);
    }
    assert_eq!(state, before);
}

#[test]
fn a_refresh_keeps_what_is_shown_and_open() {
    let mut state = ada_by_ticket();
    act(&mut state, Act::Customer(At { store: 0, customer: 0 }));
    let effects = act(&mut state, Act::Refresh);
    assert!(state.is_refreshing());
    assert_eq!(act(&mut state, Act::Refresh), [], "twice is once");
    let mut newer = card_of("Ada");
    newer.stores[0].as_of = NOW + 5_000.0;
    let reply = CardReply { session: None, expires_in: None, card: newer, html: None };
    // The orders over time are asked for beside the card.
    answer(&mut state, fetched(&effects[..1]), Ok(Reply::Card(Box::new(reply))));
    assert_eq!(shown(&state).card.stores[0].as_of, NOW + 5_000.0);
    assert!(matches!(shown(&state).place, Place::Customer { .. }));
    assert_eq!(state.said, Said::Refreshed);
    assert!(!state.is_refreshing());
}

#[test]
fn a_refresh_that_fails_leaves_the_older_card_below_the_reason() {
    let mut state = ada_by_ticket();
    let effects = act(&mut state, Act::Refresh);
    answer(&mut state, fetched(&effects), Err(notice("store_unreachable")));
    assert_eq!(shown(&state).name(), "Ada");
    assert_eq!(state.stale.as_ref().map(|problem| problem.notice.code.as_str()), Some("store_unreachable"));
    let effects = act(&mut state, Act::Retry);
    answer(&mut state, fetched(&effects), card_reply("Ada"));
    assert_eq!(state.stale, None);
}

#[test]
fn an_order_that_does_not_come_can_be_tried_again() {
    let mut state = ada_by_ticket();
    let effects = act(&mut state, Act::Order("Ada-1".into()));
    answer(&mut state, fetched(&effects), Err(notice("store_unreachable")));
    assert!(matches!(&open(&state).details, Details::Failed(problem) if problem.notice.code == "store_unreachable"));
    let effects = act(&mut state, Act::Retry);
    assert_eq!(open(&state).details, Details::Loading);
    answer(&mut state, fetched(&effects), order_reply("Ada-1"));
    assert!(matches!(open(&state).details, Details::Ready(_)));
}

#[test]
fn more_orders_join_the_list_once() {
    let mut state = ada_by_ticket();
    let id = fetched(&act(&mut state, Act::More(0)));
    assert_eq!(act(&mut state, Act::More(0)), [], "twice is once");
    let page = OrderPage { rows: vec![row("Ada-2"), row("Ada-3")], ..OrderPage::default() };
    assert_eq!(answer(&mut state, id, Ok(Reply::Orders(page))), [Effect::Focus("o-Ada-3".into())]);
    let names: Vec<_> =
        shown(&state).customer(At { store: 0, customer: 0 }).unwrap().orders.rows.iter().map(|row| &row.name).collect();
    assert_eq!(names, ["#Ada-1", "#Ada-2", "#Ada-3"]);
    assert_eq!(act(&mut state, Act::More(0)), [], "after the last page there is none");
}

#[test]
fn a_page_of_orders_that_a_refresh_has_overtaken_is_dropped() {
    let mut state = ada_by_ticket();
    let page = fetched(&act(&mut state, Act::More(0)));
    let card = fetched(&act(&mut state, Act::Refresh));
    assert_eq!(without_live(answer(&mut state, card, card_reply("Ada"))), [Effect::Cancel(page)]);
    answer(&mut state, page, Ok(Reply::Orders(OrderPage { rows: vec![row("Ada-3")], ..OrderPage::default() })));
    assert_eq!(shown(&state).customer(At { store: 0, customer: 0 }).unwrap().orders.rows.len(), 2);
    assert_eq!(shown(&state).sections[0].listed, Listed::All(More::Idle));
}

#[test]
fn of_several_customers_none_is_shown_until_the_agent_chooses() {
    let found = Found::Several(vec![customer("Ada"), customer("Ben")]);
    let mut state = State::showing(Card { stores: vec![store("acme", found)], ..Card::default() }, NOW);
    assert_eq!(shown(&state).on_list(0), None);
    assert_eq!(act(&mut state, Act::Order("Ada-1".into())), [], "an order of nobody chosen does not open");
    let ben = At { store: 0, customer: 1 };
    assert_eq!(act(&mut state, Act::Choose(ben)), [Effect::Focus("c-0.1".into())]);
    assert_eq!(shown(&state).on_list(0), Some(ben));
    assert_eq!(act(&mut state, Act::ChooseAgain(0)), [Effect::Focus("p-0.1".into())]);
    assert_eq!(shown(&state).on_list(0), None);
}

#[test]
fn the_chosen_customer_stays_chosen_when_a_refresh_brings_them_in_another_order() {
    let several = |names: [&str; 2]| Card {
        stores: vec![store("acme", Found::Several(names.map(customer).to_vec()))],
        ..Card::default()
    };
    let mut state = ada_by_ticket();
    state.screen = Screen::Card(Box::new(Shown::new(several(["Ada", "Ben"]), NOW)));
    act(&mut state, Act::Choose(At { store: 0, customer: 1 }));
    let id = fetched(&act(&mut state, Act::Refresh));
    let reply = CardReply { session: None, expires_in: None, card: several(["Ben", "Ada"]), html: None };
    answer(&mut state, id, Ok(Reply::Card(Box::new(reply))));
    let at = shown(&state).on_list(0).unwrap();
    assert_eq!(shown(&state).customer(at).unwrap().name, "Ben");
}

#[test]
fn stores_that_found_nobody_are_folded_beside_one_that_did() {
    let stores = vec![
        store("empty", Found::Nothing(notice("no_match"))),
        store("acme", Found::Customer(Box::new(customer("Ada")))),
        store("down", Found::Failed(notice("store_unreachable"))),
    ];
    let mut state = State::showing(Card { stores, ..Card::default() }, NOW);
    let folds = |state: &State| shown(state).sections.iter().map(|section| section.open).collect::<Vec<_>>();
    assert_eq!(folds(&state), [false, true, true]);
    act(&mut state, Act::Fold(0));
    act(&mut state, Act::Fold(1));
    assert_eq!(folds(&state), [true, false, true]);
    assert_eq!(act(&mut state, Act::Fold(7)), []);
}

#[test]
fn a_session_is_renewed_before_its_end_and_only_while_somebody_looks() {
    let mut state = ada_by_ticket();
    assert_eq!(state.step(Event::Tick, NOW + 269_000.0), []);
    assert_eq!(without_live(state.step(Event::Visible(false), NOW + 269_500.0)), []);
    assert_eq!(state.next_tick(), None);
    assert_eq!(state.step(Event::Tick, NOW + 280_000.0), []);
    let effects = without_live(state.step(Event::Visible(true), NOW + 290_000.0));
    assert!(
        matches!(&effects[..], [Effect::Fetch { ask: Ask::Renew, session: Some(old), .. }] if old == "session of Ada")
    );
    assert_eq!(state.step(Event::Tick, NOW + 291_000.0), [], "once at a time");
    let reply = SessionReply { session: "newer".into(), expires_in: 300 };
    state.step(Event::Answer { id: fetched(&effects), result: Ok(Reply::Session(reply)) }, NOW + 292_000.0);
    assert_eq!(state.session.as_deref(), Some("newer"));
    assert_eq!(state.step(Event::Tick, NOW + 400_000.0), []);
}

#[test]
fn an_ended_session_is_mended_by_the_host_and_the_question_asked_again() {
    let mut state = ada_by_ticket();
    let id = fetched(&act(&mut state, Act::Order("Ada-1".into())));
    assert_eq!(answer(&mut state, id, Err(notice("session_expired"))), [Effect::AskHost { seq: 1 }]);
    let effects = state.step(Event::Token { seq: 1, token: token("new") }, NOW);
    assert!(matches!(&effects[..], [Effect::Fetch { ask: Ask::Session(_), session: None, .. }]));
    let reply = SessionReply { session: "newer".into(), expires_in: 300 };
    let effects = without_live(answer(&mut state, fetched(&effects), Ok(Reply::Session(reply))));
    assert!(
        matches!(&effects[..], [Effect::Fetch { ask: Ask::Order { .. }, session: Some(new), .. }] if new == "newer")
    );
    answer(&mut state, fetched(&effects), order_reply("Ada-1"));
    assert!(matches!(open(&state).details, Details::Ready(_)));
}

#[test]
fn a_session_that_ends_again_at_once_is_not_mended_for_ever() {
    let mut state = ada_by_ticket();
    let id = fetched(&act(&mut state, Act::Order("Ada-1".into())));
    answer(&mut state, id, Err(notice("session_expired")));
    let effects = state.step(Event::Token { seq: 1, token: token("new") }, NOW);
    let reply = SessionReply { session: "newer".into(), expires_in: 300 };
    let effects = answer(&mut state, fetched(&effects), Ok(Reply::Session(reply)));
    assert_eq!(answer(&mut state, fetched(&effects), Err(notice("session_expired"))), []);
    assert!(matches!(&open(&state).details, Details::Failed(problem) if problem.notice.code == "session_expired"));
}

#[test]
fn a_host_that_gives_no_token_leaves_the_sentence_to_open_the_conversation_again() {
    let mut state = ada_by_ticket();
    let id = fetched(&act(&mut state, Act::Refresh));
    answer(&mut state, id, Err(notice("session_expired")));
    state.step(Event::Token { seq: 1, token: None }, NOW);
    assert_eq!(shown(&state).name(), "Ada", "the last good card stays");
    assert_eq!(state.stale.as_ref().map(|problem| problem.notice.action), Some(Action::Reopen));
}

#[test]
fn a_token_for_the_conversation_before_is_thrown_away() {
    let mut state = ada_by_ticket();
    let id = fetched(&act(&mut state, Act::Refresh));
    answer(&mut state, id, Err(notice("session_expired")));
    let effects = state.step(Event::Context { seq: 2, token: None }, NOW);
    assert!(effects.contains(&Effect::AskHost { seq: 2 }));
    assert_eq!(state.step(Event::Token { seq: 1, token: token("for Ada") }, NOW), []);
    let effects = state.step(Event::Token { seq: 2, token: token("for Ben") }, NOW);
    assert!(
        matches!(&effects[..], [Effect::Fetch { ask: Ask::Card { token: Some(it), .. }, .. }] if it.jwt == "for Ben")
    );
}

#[test]
fn while_a_new_session_is_on_its_way_the_host_is_not_asked_again() {
    let mut state = ada_by_ticket();
    let id = fetched(&act(&mut state, Act::Refresh));
    answer(&mut state, id, Err(notice("session_expired")));
    let card = fetched(&state.step(Event::Token { seq: 1, token: token("new") }, NOW));
    let effects = act(&mut state, Act::Order("Ada-1".into()));
    assert_eq!(effects, [Effect::Scroll(0.0), Effect::Focus(TITLE.into())]);
    let order = fetched(&answer(&mut state, card, card_reply("Ada")));
    answer(&mut state, order, order_reply("Ada-1"));
    assert!(matches!(open(&state).details, Details::Ready(_)));
}

#[test]
fn an_order_that_a_refresh_has_closed_does_not_fill_the_next_one() {
    let mut state = ada_by_ticket();
    let card = fetched(&act(&mut state, Act::Refresh));
    let first = fetched(&act(&mut state, Act::Order("Ada-1".into())));
    // Meanwhile a second customer has come to match.
    let found = Found::Several(vec![customer("Ada"), customer("Ben")]);
    let several = Card { stores: vec![store("acme", found)], ..Card::default() };
    let reply = CardReply { session: None, expires_in: None, card: several, html: None };
    answer(&mut state, card, Ok(Reply::Card(Box::new(reply))));
    assert_eq!(shown(&state).place, Place::List);
    act(&mut state, Act::Choose(At { store: 0, customer: 1 }));
    act(&mut state, Act::Order("Ben-1".into()));
    answer(&mut state, first, order_reply("Ada-1"));
    assert_eq!(open(&state).details, Details::Loading);
}

#[test]
fn a_host_that_brought_no_token_is_asked_for_one() {
    let mut state = State::loading(NOW);
    state.step(Event::Began { session: None, card: None, problem: None }, NOW);
    let effects = state.step(Event::Met { seq: Some(3), can_insert: false, signs: true, moves: false }, NOW);
    assert_eq!(effects, [Effect::AskHost { seq: 3 }]);
    let effects = state.step(Event::Token { seq: 3, token: token("for Ada") }, NOW);
    answer(&mut state, fetched(&effects), card_reply("Ada"));
    assert_eq!(shown(&state).name(), "Ada");
}

#[test]
fn the_first_card_that_fails_can_be_tried_again() {
    let mut state = State::loading(NOW);
    state.step(Event::Began { session: None, card: None, problem: Some(notice("offline")) }, NOW);
    state.step(Event::Met { seq: Some(1), can_insert: true, signs: true, moves: false }, NOW);
    assert!(matches!(&state.screen, Screen::Problem(problem) if problem.notice.code == "offline"));
    assert_eq!(act(&mut state, Act::Retry), [Effect::AskHost { seq: 1 }]);
    assert_eq!(state.screen, Screen::Loading);
    let effects = state.step(Event::Token { seq: 1, token: token("again") }, NOW);
    answer(&mut state, fetched(&effects), card_reply("Ada"));
    assert_eq!(shown(&state).name(), "Ada");
}

#[test]
fn the_host_can_be_told_of_what_the_agent_is_told() {
    let mut state = ada_by_ticket();
    assert_eq!(state.problem(), None);
    let effects = act(&mut state, Act::Refresh);
    answer(&mut state, fetched(&effects), Err(notice("throttled")));
    assert_eq!(state.problem().map(|problem| problem.code.as_str()), Some("throttled"));
    let effects = act(&mut state, Act::Refresh);
    answer(&mut state, fetched(&effects), card_reply("Ada"));
    assert_eq!(state.problem(), None);
    let state = State::failed(notice("offline"), NOW);
    assert_eq!(state.problem().map(|problem| problem.code.as_str()), Some("offline"));
}

#[test]
fn a_reply_goes_to_the_host_with_its_conversation_or_to_the_clipboard() {
    let mut state = ada_by_ticket();
    assert_eq!(act(&mut state, Act::Insert("hi".into())), [Effect::Insert { seq: 1, text: "hi".into() }]);
    state.step(Event::Inserted { seq: 1, text: "hi".into(), ok: true }, NOW);
    assert_eq!((&state.said, &state.done), (&Said::Inserted, &Some(("hi".into(), NOW + 2_000.0))));
    state.step(Event::Tick, NOW + 2_000.0);
    assert_eq!(state.done, None);
    state.step(Event::Inserted { seq: 1, text: "hi".into(), ok: false }, NOW);
    assert_eq!(state.said, Said::InsertFailed);
    let mut alone = State::showing(card_of("Ada"), NOW);
    assert_eq!(act(&mut alone, Act::Insert("hi".into())), [Effect::Copy("hi".into())]);
}

#[test]
fn an_answer_about_the_reply_of_the_conversation_before_is_not_told() {
    let mut state = ada_by_ticket();
    act(&mut state, Act::Insert("hi".into()));
    state.step(Event::Context { seq: 2, token: token("for Ben") }, NOW);
    state.step(Event::Inserted { seq: 1, text: "hi".into(), ok: true }, NOW);
    assert_eq!(state.said, Said::Loading);
}

#[test]
fn what_a_click_says_is_read_strictly() {
    assert_eq!(Act::parse("order", "h"), Some(Act::Order("h".into())));
    assert_eq!(Act::parse("choose", "1.2"), Some(Act::Choose(At { store: 1, customer: 2 })));
    for (act, arg) in [("choose", "1"), ("choose", "1.x"), ("fold", "-1"), ("more", ""), ("delete", "h"), ("", "")] {
        assert_eq!(Act::parse(act, arg), None, "{act} {arg}");
    }
    assert!(Act::Order("h".into()).can_wait() && !Act::Insert("hi".into()).can_wait());
}

#[test]
fn a_session_that_came_with_the_page_is_not_asked_for_again() {
    let mut state = State::loading(NOW);
    let session = Some(SessionReply { session: "of the page".into(), expires_in: 300 });
    state.step(Event::Began { session, card: None, problem: None }, NOW);
    let effects = state.step(Event::Met { seq: None, can_insert: false, signs: false, moves: false }, NOW);
    let with_it = |effects: &[Effect]| {
        effects.iter().any(|effect| {
            matches!(effect, Effect::Fetch { ask: Ask::Card { .. }, session: Some(session), .. } if session == "of the page")
        })
    };
    assert!(with_it(&effects), "{effects:?}");
    let hint = String::from(r#"{"conversation":"c-1"}"#);
    let effects = state.step(Event::Hinted { seq: 1, hint: hint.clone() }, NOW);
    assert!(with_it(&effects), "{effects:?}");
    assert!(effects.iter().any(|effect| matches!(effect, Effect::Fetch { hint: Some(told), .. } if *told == hint)));
}

#[test]
fn when_the_host_ends_the_card_nothing_of_anybody_stays() {
    let mut state = State::loading(NOW);
    let session = Some(SessionReply { session: "s".into(), expires_in: 300 });
    state.step(Event::Began { session, card: Some(Box::new(card_of("maria"))), problem: None }, NOW);
    state.said = Said::Loaded("maria".into());
    state.step(Event::Teardown, NOW);
    assert_eq!((&state.screen, &state.said), (&Screen::Loading, &Said::Nothing));
}

#[test]
fn a_host_that_can_show_the_card_in_full_is_asked_to_and_says_what_came_of_it() {
    let mut state = ada_by_ticket();
    assert_eq!(act(&mut state, Act::Display), [], "this one can't");
    state.step(Event::Full(false), NOW);
    assert_eq!(act(&mut state, Act::Display), [Effect::Display(true)]);
    assert_eq!(state.full, Some(false), "only the host knows");
    state.step(Event::Full(true), NOW);
    assert_eq!(act(&mut state, Act::Display), [Effect::Display(false)]);
}

#[test]
fn the_host_hears_whether_a_text_was_copied_or_put_in() {
    let mut state = ada_by_ticket();
    let copied = |ok| Event::Copied { text: "hi".into(), ok };
    assert_eq!(state.step(copied(true), NOW), [Effect::Notify(true)]);
    assert_eq!(state.step(copied(false), NOW), [Effect::Notify(false)]);
    let late = Event::Inserted { seq: 99, text: "hi".into(), ok: true };
    assert_eq!(state.step(late, NOW), [], "of another conversation");
}
