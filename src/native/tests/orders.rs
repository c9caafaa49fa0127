//! What an agent reads in lists of orders, and in what opens from them.

use super::*;
use crate::state::{Effect, Reply, Sight};
use context_card_wire::{Action, History, OrderPage, ProductDetails};

/// The numbers of the requests that were made.
fn requests(effects: &[Effect]) -> Vec<u32> {
    let id = |effect: &Effect| match effect {
        Effect::Fetch { id, .. } => Some(*id),
        _ => None,
    };
    effects.iter().filter_map(id).collect()
}

/// What is clicked, by act and argument, and what the request after it is answered with.
type Click<'a> = (&'a str, &'a str, Option<Result<Reply, Notice>>);

/// A card by ticket, after clicks that are each answered by what follows them.
fn day(name: &str, clicks: Vec<Click<'_>>) -> State {
    let mut state = State::loading(NOW);
    let session = Some(context_card_wire::SessionReply { session: "session".into(), expires_in: 300 });
    state.step(Event::Began { session, card: Some(Box::new(card(name))), problem: None }, NOW);
    for (act, arg, reply) in clicks {
        let effects = state.step(Event::Act { act: Act::parse(act, arg).unwrap(), scroll: 0.0 }, NOW);
        if let Some(result) = reply {
            let id = requests(&effects).pop().expect("a request");
            state.step(Event::Answer { id, result }, NOW);
        }
    }
    state
}

fn text(state: &State) -> String {
    read(&draw(&words(), state))
}

fn failure() -> Notice {
    Notice {
        code: "store_unreachable".into(),
        message: "The store does not answer.".into(),
        admin: None,
        action: Action::Retry,
        field: None,
        retry_in: None,
        reference: "r-7".into(),
    }
}

fn page(of: std::ops::Range<usize>, next: bool, count: &str) -> OrderPage {
    let mut page = match card("customer").stores.remove(0).found {
        context_card_wire::Found::Customer(customer) => customer.orders,
        other => panic!("{other:?}"),
    };
    let first = page.rows[0].clone();
    page.rows = of
        .map(|n| {
            let mut row = first.clone();
            (row.handle, row.name) = (context_card_wire::Handle(format!("h{n}")), format!("#{n}"));
            row.fields[0].value = context_card_wire::Value::Text(row.name.clone());
            row
        })
        .collect();
    page.next = next.then(|| context_card_wire::Cursor("next".into()));
    (page.count, page.hidden) = (count.into(), None);
    page
}

pub(super) fn with_product(product: Result<ProductDetails, Notice>) -> String {
    let order = Some(Ok(Reply::Order(Box::new(order()))));
    let product = Some(product.map(|product| Reply::Product(Box::new(product))));
    draw(&words(), &day("customer", vec![("order", "ord1", order), ("product", "0", product)]))
}

pub(super) fn with_history(history: Result<History, Notice>) -> String {
    let history = Some(history.map(|history| Reply::History(Box::new(history))));
    draw(&words(), &day("customer", vec![("customer", "0.0", history)]))
}

fn history() -> History {
    serde_json::from_str(include_str!("../../../www/trunk/cards/_history.json")).unwrap()
}

#[test]
fn few_orders_need_no_tools_and_many_have_them() {
    assert!(!html("guest").contains("class=\"tools\""));
    let many = html("many");
    assert!(read(&many).contains("Orders All Open Not shipped Refunded #8800"), "{}", read(&many));
    assert!(many.contains(r#"data-act="filter" data-arg="0." id="f-0." aria-pressed="true""#));
    assert!(many.contains(r#"aria-label="Order number""#) && many.contains(r#"maxlength="200""#));
}

#[test]
fn while_a_filter_is_asked_for_its_rows_are_grey_and_it_is_the_one_pressed() {
    let state = day("many", vec![("filter", "0.refunded", None)]);
    let html = draw(&words(), &state);
    assert!(html.contains(r#"id="f-0.refunded" aria-pressed="true""#) && html.contains("row-bone"));
    assert!(!html.contains(r#"role="list""#) && read(&html).contains("Loading orders"));
}

#[test]
fn a_filter_shows_its_orders_and_how_many_they_are() {
    let page = page(7..9, false, "2 orders");
    let state = day("many", vec![("filter", "0.open", Some(Ok(Reply::Orders(page))))]);
    let text = text(&state);
    assert!(text.contains("#7 Total £84.00 In transit #8 Total £84.00 In transit 2 orders"), "{text}");
    assert!(text.starts_with("Shopify customer 2 orders"), "it is said: {text}");
    assert!(!text.contains("#8800"));
}

#[test]
fn no_such_orders_says_so_and_how_to_get_back() {
    let none = Some(Ok(Reply::Orders(OrderPage { count: "0 orders".into(), ..OrderPage::default() })));
    let state = day("many", vec![("number", "0.4711", none)]);
    let html = draw(&words(), &state);
    assert!(read(&html).contains("No such orders Show all orders"), "{}", read(&html));
    assert!(html.contains(r#"data-act="filter" data-arg="0." class="button""#));
    assert!(!read(&html).contains("No orders yet"));
}

#[test]
fn a_filter_that_fails_does_not_look_like_an_empty_one() {
    let state = day("many", vec![("filter", "0.open", Some(Err(failure())))]);
    let html = draw(&words(), &state);
    assert!(html.contains("notice failed") && !read(&html).contains("No such orders"));
    assert!(read(&html).contains("The store does not answer. Try again Reference r-7"), "{}", read(&html));
}

#[test]
fn the_next_page_shows_that_it_comes_or_why_it_does_not() {
    let state = day("many", vec![("more", "0", None)]);
    let html = draw(&words(), &state);
    assert!(read(&html).contains("Loading more orders…") && html.contains("row-bone"));
    assert!(html.contains(r#"data-act="more" data-arg="0" id="m-0" aria-disabled="true""#));
    let state = day("many", vec![("more", "0", Some(Err(failure())))]);
    let text = text(&state);
    assert!(text.contains("#8791") && text.contains("The store does not answer."), "{text}");
    assert!(text.contains("Show more orders"), "and it can be asked for again");
}

#[test]
fn the_last_page_says_that_these_are_all() {
    let state = day("many", vec![("more", "0", Some(Ok(Reply::Orders(page(0..3, false, "")))))]);
    let text = text(&state);
    assert!(text.ends_with("5,000 orders These are all orders"), "{text}");
    assert!(!read(&html("no-orders")).contains("These are all"), "of a handful nobody asks");
}

#[test]
fn of_5_000_orders_a_few_screens_of_rows_are_in_the_document() {
    let mut state = day("many", vec![("more", "0", Some(Ok(Reply::Orders(page(0..4_990, false, "")))))]);
    let scrolled = |chunks: &[usize]| {
        let sights = chunks.iter().map(|chunk| Sight { store: 0, chunk: Some(*chunk), seen: true }).collect();
        Event::Seen { sights, held: None }
    };
    state.step(scrolled(&[250, 251]), NOW);
    let html = draw(&words(), &state);
    assert_eq!(html.matches(r#"role="listitem""#).count(), 40);
    assert_eq!(html.matches("chunk full").count(), 500, "every row has its height");
    assert!(html.contains(r#"aria-posinset="2501" aria-setsize="5000""#), "its place among all is said");
    let known_so_far = super::html("many");
    assert!(known_so_far.contains(r#"aria-posinset="1" aria-setsize="-1""#), "how many there are is not known yet");
}

#[test]
fn an_order_opens_its_customer_and_its_items_open_their_products() {
    let html = with_order(order());
    assert!(html.contains(r#"data-act="customer" data-arg="0.0" id="c-0.0" class="of-whom""#));
    assert!(html.contains(r#"data-act="product" data-arg="0" id="i-0" aria-label="Wool scarf · Blue, product""#));
    assert_eq!(html.matches(r#"data-act="product""#).count(), 1, "the gift card has no product to open");
}

#[test]
fn what_happened_has_an_icon_a_sentence_and_its_time() {
    let html = with_order(order());
    let steps = html.split_once(r#"<ul class="steps""#).unwrap().1.split_once("</ul>").unwrap().0;
    assert_eq!(
        (steps.matches("<li>").count(), steps.matches("<time").count(), steps.matches("<svg").count()),
        (6, 6, 6)
    );
    let mut order = order();
    order.timeline.clear();
    assert!(!read(&with_order(order)).contains("Timeline"), "where nothing is known there is no heading");
}

#[test]
fn a_product_shows_its_title_at_once_and_then_the_rest() {
    let order = || Some(Ok(Reply::Order(Box::new(order()))));
    let state = day("customer", vec![("order", "ord1", order()), ("product", "0", None)]);
    assert!(text(&state).contains("Back Harbour Goods 12 s ago Wool scarf · Blue Loading"), "{}", text(&state));
    let product = serde_json::from_str(include_str!("../../../www/trunk/cards/_product.json")).unwrap();
    let html = with_product(Ok(product));
    assert!(
        read(&html).ends_with(
            "Wool scarf Open in Shopify (opens a new tab) Variant Blue SKU SCARF-BLUE Vendor Harbour Goods \
             Type Accessories Price £32.00 In stock 12 Status Active In the shop Wool scarf (opens a new tab)"
        ),
        "{}",
        read(&html)
    );
    let failed = with_product(Err(failure()));
    assert!(read(&failed).contains("Wool scarf · Blue The store does not answer. Try again"), "{}", read(&failed));
}

#[test]
fn orders_over_time_are_bars_for_some_and_a_table_for_all() {
    let html = with_history(Ok(history()));
    let chart = html.split_once(r#"<div role="img" aria-label="Orders by month" class="chart">"#).unwrap().1;
    let (chart, rest) = chart.split_once("<details").unwrap();
    let with_orders = history().bars.iter().filter(|bar| bar.count > 0).count();
    assert_eq!(chart.matches("48v-").count(), with_orders, "one bar for each month with orders: {chart}");
    assert_eq!(read(&["<div>", chart].concat()), "3 Dec 2024 Nov 2026 The newest 250 orders");
    let rows = history().bars.len();
    assert_eq!((rest.matches("<tr>").count(), rest.matches(r#"<th scope="row">"#).count()), (rows + 1, rows));
    assert!(
        read(&html).contains("As a table Orders by month Period Orders Dec 2024 1 order, £60.00 Jan 2025 No orders")
    );
}

#[test]
fn orders_over_time_that_are_not_there_say_why() {
    let state = day("customer", vec![("customer", "0.0", None)]);
    assert!(text(&state).contains("Orders over time Loading"), "{}", text(&state));
    let failed = with_history(Err(failure()));
    assert!(failed.contains("notice failed") && read(&failed).contains("Orders over time The store does not answer."));
    let none = History { bars: vec![], note: None, ..history() };
    let none = with_history(Ok(none));
    assert!(read(&none).ends_with("Orders by month No orders yet") && !none.contains("<svg class=\"bars\""));
    let one = History { bars: history().bars[..1].to_vec(), note: None, ..history() };
    let one = with_history(Ok(one));
    assert_eq!(read(&one).matches("Dec 2024").count(), 2, "under the bar, and in the table: {}", read(&one));
    assert!(!html("guest").contains("class=\"chart\""));
}

#[test]
fn nothing_of_it_needs_a_looser_policy() {
    for html in [with_history(Ok(history())), html("many"), with_order(order())] {
        for forbidden in [" style=", " onclick=", "<script", "<form", "javascript:"] {
            assert!(!html.contains(forbidden), "{forbidden}");
        }
    }
}
