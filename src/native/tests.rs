//! What an agent reads on each card, rendered natively.

mod people;

use super::*;
use crate::state::{Act, Details, Event, Place, Screen};
use context_card_wire::{OrderDetails, Problem};

mod orders;

const NOW: f64 = 1_795_240_012_000.0;

fn words() -> Words {
    let messages: serde_json::Value = serde_json::from_str(include_str!("../../www/messages/en.json")).unwrap();
    serde_json::from_value(messages["ui"].clone()).unwrap()
}

fn card(name: &str) -> Card {
    let path = format!("{}/www/trunk/cards/{name}.json", env!("CARGO_MANIFEST_DIR"));
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

fn order() -> OrderDetails {
    serde_json::from_str(include_str!("../../www/trunk/cards/_order.json")).unwrap()
}

fn html(name: &str) -> String {
    card_html(&card(name), &words(), NOW)
}

/// What a person reads: the HTML without its tags, one space between words.
fn read(html: &str) -> String {
    let mut text = String::new();
    let mut inside = false;
    // Leptos marks places with comments.
    let html: String = html.split("<!--").map(|part| part.split_once("-->").map_or(part, |(_, rest)| rest)).collect();
    for letter in html.chars() {
        match letter {
            '<' => inside = true,
            '>' => {
                inside = false;
                text.push(' ');
            }
            letter if !inside => text.push(letter),
            _ => {}
        }
    }
    text.split_whitespace().collect::<Vec<_>>().join(" ").replace("&amp;", "&").replace("&#x27;", "'")
}

/// The card after the agent has done something.
fn after(name: &str, acts: &[(&str, &str)]) -> State {
    let mut state = State::showing(card(name), NOW);
    for (act, arg) in acts {
        state.step(Event::Act { act: Act::parse(act, arg).unwrap(), scroll: 0.0 }, NOW);
    }
    state
}

fn with_order(details: OrderDetails) -> String {
    let mut state = after("customer", &[("order", "ord1")]);
    match &mut state.screen {
        Screen::Card(shown) => match &mut shown.place {
            Place::Order(open) => open.details = Details::Ready(Box::new(details)),
            other => panic!("an order is open, not {other:?}"),
        },
        other => panic!("a card is shown, not {other:?}"),
    }
    draw(&words(), &state)
}

#[test]
fn the_card_says_who_why_and_where_the_order_is() {
    assert_eq!(
        read(&html("customer")),
        "Shopify customer Harbour Goods 12 s ago Inès Moreau , Customer details wholesale VIP \
         ines.moreau@example.com matched by e-mail £1,284.50 spent 14 orders since 2021 \
         #1042 shipped 4 days ago with DHL, due yesterday. Insert in reply \
         Orders All Open Not shipped Refunded #1042 Total £84.00 In transit #1038 Total £120.00 Refunded #1031 Total £1,240.00 Delivered \
         #1029 Total £19.90 Delivery failed #1017 Total £64.00 Not shipped yet \
         14 orders, 5 visible · why? Orders older than 60 days are not visible with this connection. \
         For admins Grant the scope read_all_orders to the app in Shopify. Show more orders"
    );
}

#[test]
fn every_row_opens_its_order_and_says_its_handle() {
    let html = html("customer");
    for handle in ["ord1", "ord2", "ord3", "ord4", "ord5"] {
        assert!(html.contains(&format!(r#"data-act="order" data-arg="{handle}" id="o-{handle}""#)), "{handle}");
    }
}

#[test]
fn a_guest_has_no_details_to_open_and_no_more_orders_to_ask_for() {
    let html = html("guest");
    assert!(read(&html).contains("Oskar Lindqvist Guest oskar@example.se matched by e-mail, not verified"));
    assert!(html.contains("match caution"));
    assert!(!html.contains(r#"data-act="customer""#) && !html.contains(r#"data-act="more""#));
    assert!(read(&html).contains("Returns are not shown"), "what is left out says why");
}

#[test]
fn of_several_customers_only_the_choice_is_shown() {
    let all = html("several");
    assert!(read(&all).contains("Daniel Fox fox@example.com matched by e-mail"));
    assert!(read(&all).contains("Dana Fox +447700900155 matched by phone"));
    assert!(!all.contains(r#"data-act="order""#) && !all.contains(r#"data-act="insert""#));
    let chosen = read(&draw(&words(), &after("several", &[("choose", "0.1")])));
    assert!(chosen.contains("Choose another Dana Fox") && !chosen.contains("Daniel"));
}

#[test]
fn nothing_found_and_failed_never_look_alike() {
    let (nothing, failed) = (html("nothing"), html("failed"));
    assert!(nothing.contains("notice empty") && !nothing.contains("notice failed"));
    assert!(failed.contains("notice failed") && !failed.contains("notice empty"));
    assert!(read(&nothing).contains("stranger@example.net"), "whom the conversation is with stays visible");
    assert!(!read(&nothing).contains("Try again"));
    assert!(read(&failed).contains("Try again Reference r-51c09a"));
    assert!(failed.contains(r#"data-act="copy" data-arg="r-51c09a""#));
}

#[test]
fn a_wait_counts_down_and_then_lets_the_agent_try() {
    let mut state = State::showing(card("throttled"), NOW);
    assert!(read(&draw(&words(), &state)).contains("Again in 8 s"));
    assert!(draw(&words(), &state).contains(r#"aria-disabled="true""#));
    state.step(Event::Tick, NOW + 5_500.0);
    assert!(read(&draw(&words(), &state)).contains("Again in 3 s"));
    state.step(Event::Tick, NOW + 8_000.0);
    assert!(read(&draw(&words(), &state)).contains("Try again"));
    assert!(!draw(&words(), &state).contains("aria-disabled"));
}

#[test]
fn a_store_that_found_nobody_is_one_line_beside_one_that_did() {
    assert!(read(&html("two-stores")).ends_with("Atelier Brume No match 12 s ago"));
    let open = read(&draw(&words(), &after("two-stores", &[("fold", "1")])));
    assert!(open.ends_with("No customer or guest order of this store has this contact's e-mail or phone."));
}

#[test]
fn an_order_shows_its_row_at_once_and_then_everything_chosen() {
    let loading = read(&draw(&words(), &after("customer", &[("order", "ord1")])));
    assert!(
        loading.contains("Back Harbour Goods 12 s ago #1042 Customer Inès Moreau Total £84.00 Delivery In transit"),
        "{loading}"
    );
    assert_eq!(
        read(&with_order(order())),
        "Shopify customer Back Harbour Goods 12 s ago #1042 Open in Shopify (opens a new tab) Customer Inès Moreau \
         Total £84.00 Delivery In transit Placed 5 days ago 16 November 2026, 10:24 Payment Paid Subtotal £78.00 CHF 90.00 \
         Discount codes WELCOME10 AUTUMN Ships to Inès Moreau 12 Canal Walk London N1 7AA United Kingdom \
         Note Please ring twice. The bell is &lt;b&gt;loud&lt;/b&gt;. \
         Return Not shown : The connection may not read returns. In Shopify #1042 (opens a new tab) \
         Timeline Placed 5 days ago 16 November 2026, 10:24 £84.00 paid with Shopify Payments 5 days ago 16 November 2026, 10:25 \
         Parcel 1 of 2 shipped with DHL 4 days ago 17 November 2026, 08:02 \
         Parcel 2 of 2 shipped 4 days ago 17 November 2026, 16:40 \
         Parcel 2 of 2 delivered 2 days ago 19 November 2026, 12:15 £20.00 refunded yesterday 20 November 2026, 09:30 \
         Parcels Parcel 1 of 2 Status In transit Tracking JD014600003SE (opens a new tab) Carrier DHL \
         Due yesterday 20 November 2026 Parcel 2 of 2 Status Delivered Tracking LP00123 \
         Items 2 × Wool scarf · Blue Unit price £32.00 SKU SCARF-BLUE 1 × Gift card Unit price £20.00 Tags digital 3 more items \
         Orders older than 60 days are not visible with this connection. \
         For admins Grant the scope read_all_orders to the app in Shopify."
    );
}

#[test]
fn pictures_keep_their_place_and_every_link_opens_a_new_tab() {
    let html = with_order(order());
    assert_eq!(html.matches("<img").count(), html.matches(r#"width="40" height="40" loading="lazy""#).count());
    assert_eq!(html.matches("<a ").count(), html.matches(r#"target="_blank" rel="noopener noreferrer""#).count());
    assert!(html.contains("picture tile"), "an item without a picture has a tile");
}

#[test]
fn the_customers_details_open_in_place_of_the_list() {
    let details = read(&draw(&words(), &after("customer", &[("customer", "0.0")])));
    assert!(details.contains("Inès Moreau Open in Shopify (opens a new tab)"));
    assert!(details.contains("Customer since 5 years ago 14 March 2021, 09:12 E-mail marketing Subscribed"));
    assert!(!details.contains("#1038"), "the list is not there");
}

#[test]
fn every_problem_has_its_sentence_its_help_and_its_reference() {
    let messages: serde_json::Value = serde_json::from_str(include_str!("../../www/messages/en.json")).unwrap();
    let empty =
        ["not_configured", "switched_off", "no_contact", "no_match", "nothing_found", "not_verified", "matching_off"];
    for problem in Problem::every() {
        let told = &messages["problem"][problem.code()];
        let notice = Notice {
            code: problem.code().into(),
            message: told["agent"].as_str().unwrap().into(),
            admin: told["admin"].as_str().map(Into::into),
            action: problem.action(),
            field: None,
            retry_in: None,
            reference: "r-1".into(),
        };
        let html = notice_html(&notice, &words());
        let text = read(&html);
        assert!(text.contains(&notice.message), "{text}");
        assert_eq!(notice.admin.is_some(), text.contains("For admins"), "{text}");
        assert_eq!(problem.action() == context_card_wire::Action::Retry, text.contains("Try again"), "{text}");
        assert!(text.contains("Reference r-1"), "{text}");
        assert_eq!(empty.contains(&problem.code()), html.contains("notice empty"), "{text}");
    }
}

/// Puts markup into every text of a JSON value.
fn poison(value: &mut serde_json::Value) {
    match value {
        serde_json::Value::String(text) => text.push_str("<b>\"'&"),
        serde_json::Value::Array(items) => items.iter_mut().for_each(poison),
        serde_json::Value::Object(parts) => {
            // Codes that are names of ours, not texts.
            let name = |key: &str| matches!(key, "by" | "grade" | "tone" | "action" | "linking");
            parts.iter_mut().filter(|(key, _)| !name(key)).for_each(|(_, value)| poison(value));
        }
        _ => {}
    }
}

#[test]
fn markup_in_any_text_stays_text() {
    let mut checked = 0;
    for entry in std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/www/trunk/cards")).unwrap() {
        let mut json: serde_json::Value =
            serde_json::from_str(&std::fs::read_to_string(entry.unwrap().path()).unwrap()).unwrap();
        poison(&mut json);
        let html = if let Ok(card) = serde_json::from_value::<Card>(json.clone()) {
            card_html(&card, &words(), NOW)
        } else if let Ok(order) = serde_json::from_value(json.clone()) {
            with_order(order)
        } else if let Ok(product) = serde_json::from_value(json.clone()) {
            orders::with_product(Ok(product))
        } else {
            orders::with_history(Ok(serde_json::from_value(json).unwrap()))
        };
        // In a text `<` and `>` are written out; in an attribute, the quote that would end it.
        for (at, _) in html.match_indices("<b>") {
            assert_eq!(&html[at + 3..at + 9], "&quot;", "{}", &html[at.saturating_sub(60)..at + 20]);
        }
        assert!(html.contains("&lt;b&gt;"));
        checked += 1;
    }
    assert!(checked > 10);
}

#[test]
fn nothing_in_the_page_needs_a_looser_policy() {
    for name in ["customer", "several", "failed", "long"] {
        let html = html(name);
        for forbidden in [" style=", " onclick=", "<script", "javascript:"] {
            assert!(!html.contains(forbidden), "{name}: {forbidden}");
        }
    }
}

#[test]
fn the_skeleton_says_that_it_loads_and_can_not_be_clicked() {
    let html = skeleton_html(&words());
    assert!(read(&html).ends_with("Loading the customer's orders"));
    assert!(!html.contains("<button"));
}

#[test]
fn the_words_are_complete() {
    let messages: serde_json::Value = serde_json::from_str(include_str!("../../www/messages/en.json")).unwrap();
    let from_keys = Words::from_keys(|key| messages["ui"][key].as_str().unwrap_or_default().to_owned());
    assert_eq!(from_keys, words());
    assert_eq!(messages["ui"].as_object().unwrap().len(), Words::KEYS.len(), "no word that nobody uses");
}

/// The tokens of one block of the style sheet.
fn tokens(css: &str, block: &str) -> std::collections::HashMap<String, [f64; 3]> {
    let (_, rest) = css.split_once(block).unwrap_or_else(|| panic!("no block {block}"));
    let (body, _) = rest.split_once('}').unwrap();
    body.split(';')
        .filter_map(|line| line.trim().split_once(": #"))
        .map(|(name, hex)| {
            let part = |at: usize| f64::from(u8::from_str_radix(&hex[at..at + 2], 16).unwrap()) / 255.0;
            (name.to_owned(), [part(0), part(2), part(4)])
        })
        .collect()
}

/// The contrast of two colours, by WCAG 2.
fn contrast(a: [f64; 3], b: [f64; 3]) -> f64 {
    let light = |colour: [f64; 3]| {
        let linear =
            colour.map(|part| if part <= 0.040_45 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) });
        0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    };
    let (a, b) = (light(a), light(b));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

#[test]
fn every_default_colour_can_be_read_in_both_schemes() {
    let css = include_str!("../../www/card.css");
    let light = tokens(css, ":root {");
    let dark = tokens(css, ":root[data-scheme=\"dark\"] {");
    assert_eq!(dark, tokens(css, ":root:not([data-scheme=\"light\"]) {"), "dark is dark, whoever asks for it");
    assert!((contrast([0.0; 3], [1.0; 3]) - 21.0).abs() < 1e-9);
    for (scheme, colours) in [("light", light), ("dark", dark)] {
        let check = |text: &str, ground: &str, least: f64| {
            let ratio = contrast(colours[&["--scx-", text].concat()], colours[&["--scx-", ground].concat()]);
            assert!(ratio >= least, "{scheme}: {text} on {ground} is {ratio:.2}, not {least}");
        };
        for ground in ["surface", "sunken"] {
            for text in ["ink", "muted", "accent"] {
                check(text, ground, 4.5);
            }
            check("focus", ground, 3.0);
            check("edge", ground, 3.0);
        }
        check("on-accent", "accent", 4.5);
        for tone in ["positive", "caution", "critical", "info"] {
            check(tone, &[tone, "-ground"].concat(), 4.5);
            check(tone, "surface", 4.5);
        }
    }
}

/// Writes every state as a page into the directory that `CARD_PAGES` names, for people who want to look.
#[test]
fn pages_to_look_at() {
    let Ok(into) = std::env::var("CARD_PAGES") else { return };
    let css = include_str!("../../www/card.css");
    let mut pages: Vec<(String, String)> = std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/www/trunk/cards"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| !name.starts_with('_'))
        .map(|name| name.trim_end_matches(".json").to_owned())
        .map(|name| (name.clone(), html(&name)))
        .collect();
    let mut state = State::showing(card("customer"), NOW);
    state.step(Event::Act { act: Act::Order("ord1".into()), scroll: 0.0 }, NOW);
    pages.push(("order-loading".into(), draw(&words(), &state)));
    if let Screen::Card(shown) = &mut state.screen
        && let Place::Order(open) = &mut shown.place
    {
        open.details = Details::Ready(Box::new(order()));
    }
    pages.push(("order".into(), draw(&words(), &state)));
    let mut state = State::showing(card("customer"), NOW);
    state.step(Event::Act { act: Act::parse("customer", "0.0").unwrap(), scroll: 0.0 }, NOW);
    pages.push(("details".into(), draw(&words(), &state)));
    pages.push(("skeleton".into(), skeleton_html(&words())));
    pages.extend(people::screens());
    for (name, body) in pages {
        let dir = if name == "right-to-left" { "rtl" } else { "ltr" };
        let page = |scheme: &str| {
            format!(
                "<!doctype html><html lang=en dir={dir} data-scheme={scheme}><meta charset=utf-8><meta name=viewport content='width=device-width'><style>{css}</style><body><main id=scx-card>{body}</main>"
            )
        };
        std::fs::write(format!("{into}/{name}.html"), page("light")).unwrap();
        std::fs::write(format!("{into}/{name}.dark.html"), page("dark")).unwrap();
    }
}

#[test]
fn who_has_to_sign_in_reads_how_and_where_nobody_can_that_too() {
    let mut state = State::loading(NOW);
    state.screen = Screen::SignIn(None);
    let asked = draw(&words(), &state);
    assert!(asked.contains("id=\"scx-code\"") && asked.contains("data-act=\"code\""));
    assert!(
        read(&asked).contains("Ask an admin for a code. It holds for ten minutes, and once. Sign in"),
        "{}",
        read(&asked)
    );
    state.shut = true;
    let shut = draw(&words(), &state);
    assert!(read(&shut).contains("Nobody can sign in here") && !shut.contains("<input"));
}
