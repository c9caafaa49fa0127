//! Several contacts, searching, linking: what an agent reads, and what a keyboard and a screen reader find.

use super::*;
use context_card_wire::{Found, Linking};

/// The card, after what was asked for has come to this.
fn answered(state: &mut State, result: Result<Card, Notice>) {
    let effects = state.step(Event::Tick, NOW);
    assert!(effects.is_empty(), "{effects:?}");
    // The newest request is the one that the screen waits for.
    for id in 0..20 {
        let result = result.clone().map(|card| {
            let (session, expires_in, html) = (None, None, None);
            crate::state::Reply::Card(Box::new(context_card_wire::CardReply { session, expires_in, card, html }))
        });
        state.step(Event::Answer { id, result }, NOW);
    }
}

/// A card with a session, so that what the agent does is asked for.
fn with_session(name: &str) -> State {
    let mut state = State::loading(NOW);
    let session = Some(context_card_wire::SessionReply { session: "session".into(), expires_in: 300 });
    state.step(Event::Began { session, card: Some(Box::new(card(name))), problem: None }, NOW);
    state
}

fn act(state: &mut State, act: &str, arg: &str) {
    state.step(Event::Act { act: Act::parse(act, arg).unwrap(), scroll: 0.0 }, NOW);
}

fn refused(code: &str, message: &str) -> Notice {
    Notice {
        code: code.into(),
        message: message.into(),
        admin: None,
        action: context_card_wire::Action::Nothing,
        field: None,
        retry_in: None,
        reference: String::new(),
    }
}

fn shown_html(state: &State) -> String {
    draw(&words(), state)
}

#[test]
fn several_people_are_there_to_choose_from_and_nobody_is_shown() {
    let html = html("people");
    assert_eq!(
        read(&html),
        "Shopify customer Several people are in this conversation. Choose whose orders to see. \
         Inès Moreau Oskar Lindqvist +44 7700 900155"
    );
    assert!(html.contains(r#"data-act="person" data-arg="2" id="w-2""#));
    assert!(html.contains(r#"aria-label="Refresh""#) && html.contains(r#"id="scx-search""#));
}

#[test]
fn the_chosen_person_stands_above_their_card_and_another_can_be_chosen() {
    let html = html("person");
    assert!(read(&html).starts_with(
        "Shopify customer Inès Moreau Another person Look up 3 more addresses Search for order 1042 Search for @ines.m \
         Harbour Goods"
    ));
    let mut state = with_session("people");
    act(&mut state, "person", "1");
    let loading = read(&shown_html(&state));
    assert_eq!(
        loading,
        "Shopify customer Loading the customer's orders Oskar Lindqvist Another person Loading the customer's orders"
    );
    answered(&mut state, Err(refused("store_unreachable", "Shopify did not answer.")));
    assert!(read(&shown_html(&state)).contains("Oskar Lindqvist Another person Shopify did not answer."), "and back");
}

#[test]
fn an_order_that_is_open_stands_alone() {
    let mut state = with_session("person");
    act(&mut state, "search", "");
    act(&mut state, "order", "ord1");
    let html = shown_html(&state);
    assert!(!read(&html).contains("Another person") && !html.contains("scx-query") && !html.contains("scx-search"));
    act(&mut state, "back", "");
    assert!(read(&shown_html(&state)).contains("Another person") && shown_html(&state).contains("scx-query"));
}

#[test]
fn a_link_says_so_and_can_be_undone() {
    let html = html("person");
    assert!(read(&html).contains("ines.moreau@example.com linked by hand"));
    assert!(read(&html).contains("14 orders since 2021 Unlink"));
    assert!(html.contains(r#"data-act="unlink" data-arg="0.0" id="l-cus1""#));
    assert!(!super::html("customer").contains("-act=\"link\""), "nothing is offered where nothing is to be told");
}

#[test]
fn a_customer_can_be_linked_from_the_choice_and_a_refusal_stands_beside_them() {
    let mut card = card("several");
    if let Found::Several(several) = &mut card.stores[0].found {
        several.iter_mut().for_each(|who| who.linking = Linking::Offer);
    }
    let mut state = with_session("several");
    state.step(Event::Act { act: Act::Refresh, scroll: 0.0 }, NOW);
    answered(&mut state, Ok(card));
    assert_eq!(read(&shown_html(&state)).matches("Link to this contact").count(), 2);
    act(&mut state, "link", "0.1");
    let html = shown_html(&state);
    assert!(html.contains(r#"data-act="link" data-arg="0.1" id="l-d2" aria-disabled="true""#), "{html}");
    answered(&mut state, Err(refused("not_allowed", "You may not do this.")));
    let text = read(&shown_html(&state));
    assert!(
        text.ends_with(
            "Dana Fox +447700900155 matched by phone £640.00 spent · 9 orders Link to this contact You may not do this."
        ),
        "{text}"
    );
}

#[test]
fn the_search_is_one_button_where_somebody_is_shown_and_a_field_where_nobody_is() {
    let (known, nobody) = (html("person"), html("nobody-search"));
    assert!(
        !known.contains("scx-query") && known.contains(r#"id="scx-search" aria-label="Search customers and orders""#)
    );
    assert!(known.contains(r#"aria-expanded="false""#));
    for html in [nobody, html("no-contact-search")] {
        assert!(html.contains(r#"role="search""#));
        assert!(
            html.contains(
                r#"aria-label="Search customers and orders" placeholder="E-mail, phone, name or order number""#
            )
        );
        assert!(!html.contains("<form") && !html.contains(" name="), "nothing that a browser could send by itself");
    }
    assert!(!html("nothing").contains("<input"), "who may not search sees no search");
    let mut state = with_session("person");
    act(&mut state, "search", "");
    assert!(shown_html(&state).contains("<input") && shown_html(&state).contains(r#"aria-expanded="true""#));
}

#[test]
fn a_search_is_under_way_then_found_and_the_way_back_stays() {
    let mut state = with_session("person");
    act(&mut state, "search", "fox");
    assert_eq!(
        read(&shown_html(&state)),
        "Shopify customer Searching… Back to the conversation's contact Searching… Loading the customer's orders"
    );
    answered(&mut state, Ok(card("_found")));
    let html = shown_html(&state);
    assert!(read(&html).starts_with(
        "Shopify customer Found for fox Back to the conversation's contact Found for \u{2068}fox\u{2069} Harbour Goods"
    ));
    assert!(read(&html).contains("Daniel Fox fox@example.com found by search"));
    assert!(!read(&html).contains("may be one of these"), "nothing says that they are the contact");
    assert!(html.contains(r#"value="fox""#));
    act(&mut state, "choose", "0.1");
    assert!(read(&shown_html(&state)).contains("Choose another Dana Fox"));
    assert!(!read(&shown_html(&state)).contains("Inès"));
    act(&mut state, "leave", "");
    assert!(read(&shown_html(&state)).starts_with("Shopify customer Card of Inès Moreau Inès Moreau Another person"));
}

#[test]
fn a_search_that_says_too_little_is_told_so_and_one_that_failed_can_be_tried_again() {
    let mut state = with_session("nobody-search");
    act(&mut state, "search", "x");
    answered(&mut state, Err(refused("bad_request", "Type at least three letters.")));
    let html = shown_html(&state);
    assert!(html.contains("notice aside") && read(&html).contains("Type at least three letters."));
    assert!(html.contains("<input") && !read(&html).contains("Try again"));
    act(&mut state, "search", "xyz");
    let failed = Notice { action: context_card_wire::Action::Retry, ..refused("offline", "No connection.") };
    answered(&mut state, Err(failed));
    let html = shown_html(&state);
    assert!(html.contains("notice failed") && read(&html).contains("No connection. Try again"));
}

#[test]
fn the_rest_is_looked_up_with_a_word_meanwhile() {
    let mut state = with_session("nobody-search");
    assert!(read(&shown_html(&state)).contains("Look up 3 more addresses"));
    act(&mut state, "all", "");
    let html = shown_html(&state);
    assert!(read(&html).contains("Looking up…") && html.contains(r#"data-act="all" aria-disabled="true""#), "{html}");
}

/// The screens of this file that are more than a card.
pub(super) fn screens() -> Vec<(String, String)> {
    let mut screens = Vec::new();
    let mut state = with_session("person");
    act(&mut state, "search", "fox");
    screens.push(("searching".into(), shown_html(&state)));
    answered(&mut state, Ok(card("_found")));
    screens.push(("found".into(), shown_html(&state)));
    act(&mut state, "choose", "0.1");
    screens.push(("found-chosen".into(), shown_html(&state)));
    act(&mut state, "link", "0.1");
    answered(&mut state, Err(refused("not_allowed", "You may not do this. An admin can.")));
    screens.push(("link-refused".into(), shown_html(&state)));
    act(&mut state, "search", "x");
    answered(&mut state, Err(refused("bad_request", "Type at least three letters.")));
    screens.push(("search-short".into(), shown_html(&state)));
    act(&mut state, "search", "xyz");
    let failed = Notice { action: context_card_wire::Action::Retry, ..refused("offline", "No connection.") };
    answered(&mut state, Err(failed));
    screens.push(("search-failed".into(), shown_html(&state)));
    let mut state = with_session("person");
    act(&mut state, "search", "");
    screens.push(("search-open".into(), shown_html(&state)));
    screens
}

/// Every screen that this file and its neighbour can draw.
fn every_screen() -> Vec<(String, String)> {
    let mut screens: Vec<(String, String)> = std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/www/trunk/cards"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap().trim_end_matches(".json").to_owned())
        .filter(|name| !name.starts_with('_') || name == "_found")
        .map(|name| (name.clone(), html(&name)))
        .collect();
    screens.extend(self::screens());
    screens.push(("an order".into(), with_order(order())));
    screens.push(("details".into(), draw(&words(), &after("customer", &[("customer", "0.0")]))));
    screens.push(("skeleton".into(), skeleton_html(&words())));
    screens
}

#[test]
fn headings_never_skip_a_level_and_no_id_stands_twice() {
    for (name, html) in every_screen() {
        let levels = html.match_indices("<h").filter_map(|(at, _)| html[at + 2..].chars().next()?.to_digit(10));
        let mut last = 0;
        for level in levels {
            assert!(level <= last + 1, "{name}: h{level} after h{last}");
            last = level;
        }
        let mut ids: Vec<_> = html.split(" id=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
        let all = ids.len();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), all, "{name}");
    }
}

#[test]
fn there_is_one_live_region_and_every_button_has_a_name() {
    for (name, html) in every_screen() {
        assert_eq!(html.matches(r#"role="status""#).count(), 1, "{name}");
        assert!(!html.contains("aria-live") && !html.contains(r#"role="alert""#), "{name}");
        for button in html.split("<button").skip(1) {
            let (button, _) = button.split_once("</button>").unwrap();
            let (attributes, inside) = button.split_once('>').unwrap();
            assert!(attributes.contains("aria-label=") || !read(inside).is_empty(), "{name}: {button}");
        }
    }
}

#[test]
fn the_style_sheet_knows_neither_left_nor_right() {
    let css = include_str!("../../../www/card.css");
    for word in ["left", "right"] {
        for (at, _) in css.match_indices(word) {
            assert!(css[at - 1..].starts_with("brightness"), "{}", &css[at.saturating_sub(40)..at + 20]);
        }
    }
    for (at, property) in css.match_indices("padding: ").chain(css.match_indices("margin: ")) {
        let value = css[at + property.len()..].split([';', '}']).next().unwrap();
        let sides: Vec<_> = value.split_whitespace().collect();
        assert!(sides.len() < 4 || value.contains("calc("), "{property}{value}");
    }
}
