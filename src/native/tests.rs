//! What an agent reads on each card, rendered natively.

use super::*;
use crate::state::{Act, Details, Event, Place, Screen};
use context_card_wire::OrderDetails;

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

/// Writes every state as a page into the directory that CARD_PAGES names, for people who want to look.
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
