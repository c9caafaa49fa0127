//! The head of a section: the store's name, how old its data is, and the button that asks Shopify again.

use super::element::{H2, element, fixed, own};
use super::html::{self, Button, div};
use super::{Look, from_people, icon, nothing, search};
use context_card_wire::{StoreCard, Words};
use leptos::prelude::*;

/// The head of a store's section. Where there are several, it folds; the first one refreshes the card.
pub(super) fn header(look: &Look<'_>, store: &StoreCard, at: usize, folds: Option<bool>, aside: AnyView) -> AnyView {
    let name = from_people(store.name.clone());
    let name = match folds {
        Some(_) => {
            let arg = Some(at.to_string());
            let it = Button { class: "fold", act: "fold", arg, expanded: folds, ..Button::default() };
            html::button(it, vec![name, icon::icon(icon::FOLD)])
        }
        None => name,
    };
    let (search, refresh) = if at == 0 { (search::toggle(look), refresh(look)) } else { (nothing(), nothing()) };
    div("head", vec![title(name, Some(store.shop.clone())), aside, age(look, store.as_of), search, refresh])
}

/// What a section is about; `more` says it in full.
pub(super) fn title(name: AnyView, more: Option<String>) -> AnyView {
    element(H2, vec![own("title", more), fixed("class", "store")], name)
}

/// Asks Shopify again; and before it, where the host can show the card larger, the button for that.
pub(super) fn refresh(look: &Look<'_>) -> AnyView {
    let busy = look.state.is_refreshing();
    let it = Button {
        class: if busy { "small busy" } else { "small" },
        act: "refresh",
        id: Some("scx-refresh".to_owned()),
        name: Some(if busy { &look.words.refreshing } else { &look.words.refresh }.clone()),
        ..Button::default()
    };
    let larger = look.state.full.map_or_else(nothing, |full| {
        let name = Some(look.words.larger.clone());
        let id = Some("scx-larger".to_owned());
        let it = Button { class: "small", act: "display", id, name, pressed: Some(full), ..Button::default() };
        html::button(it, vec![icon::icon(icon::LARGER)])
    });
    html::all(vec![larger, html::button(it, vec![icon::icon(icon::REFRESH)])])
}

/// How old the data is, in a box of fixed width.
pub(super) fn age(look: &Look<'_>, as_of: f64) -> AnyView {
    html::word("age", age_text(look.words, look.state.now - as_of))
}

/// The age of the data in words.
fn age_text(words: &Words, milliseconds: f64) -> String {
    // Clocks differ: what is from the future is new.
    let seconds = (milliseconds / 1_000.0).max(0.0) as u32;
    let (text, n) = match seconds {
        0..10 => return words.just_now.clone(),
        10..60 => (&words.seconds_ago, seconds),
        60..3600 => (&words.minutes_ago, seconds / 60),
        _ => (&words.hours_ago, seconds / 3600),
    };
    Words::fill(text, &n.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_age_is_told_in_the_greatest_unit() {
        let words = Words {
            just_now: "just now".into(),
            seconds_ago: "{n} s".into(),
            minutes_ago: "{n} min".into(),
            hours_ago: "{n} h".into(),
            ..Words::default()
        };
        let told = |seconds: f64| age_text(&words, seconds * 1_000.0);
        assert_eq!(
            [told(-600.0), told(9.9), told(10.0), told(59.9), told(60.0), told(3599.0), told(7200.0)],
            ["just now", "just now", "10 s", "59 s", "1 min", "59 min", "2 h"]
        );
    }
}
