//! A customer's orders over time: bars, and the same figures as a table.

use super::element::{CAPTION, TABLE, TBODY, TD, TH, THEAD, TR, element, fixed};
use super::html::{all, classed, disclosure, div, h3, named, p, section, word};
use super::notice::{self, Mood};
use super::{Look, nothing, skeleton};
use crate::state::Details;
use context_card_wire::{Bar, History};
use leptos::prelude::*;

/// How high the highest bar is, in the picture's own units.
const HIGHEST: u32 = 48;

/// The chart, or how far it is.
pub(super) fn history(look: &Look<'_>, history: &Details<History>) -> AnyView {
    let (title, body) = match history {
        Details::Loading => (&look.words.history, div("chart", vec![skeleton::details(look)])),
        Details::Failed(problem) => {
            (&look.words.history, notice::notice(look, &problem.notice, Mood::Failed, problem.since))
        }
        Details::Ready(history) => (&history.title, ready(look, history)),
    };
    section("part", vec![h3(vec![title.clone().into_any()]), body])
}

fn ready(look: &Look<'_>, history: &History) -> AnyView {
    let (Some(first), Some(last)) = (history.bars.first(), history.bars.last()) else {
        return p("count", vec![look.words.no_orders.clone().into_any()]);
    };
    let most = history.bars.iter().map(|bar| bar.count).max().unwrap_or_default();
    let until = if history.bars.len() > 1 { word("", last.label.clone()) } else { nothing() };
    let note = history.note.as_ref().map_or_else(nothing, |note| p("count", vec![note.clone().into_any()]));
    let parts = vec![
        div("most", vec![word("", most.to_string())]),
        picture(&history.bars, most.max(1)),
        div("span", vec![word("", first.label.clone()), until]),
    ];
    // One picture to screen readers: what it shows stands in the table.
    let chart = named("chart", "img", history.title.clone(), parts);
    let table = disclosure("rest", vec![look.words.as_table.clone().into_any()], vec![table(look, history)]);
    all(vec![chart, div("beside", vec![note, table])])
}

/// The bars, each as wide as the others, however many there are.
fn picture(bars: &[Bar], most: u32) -> AnyView {
    let path: String = bars.iter().enumerate().map(|(place, bar)| column(place, bar.count, most)).collect();
    let frame = ["0 0 ", &(bars.len() * 10).to_string(), " ", &HIGHEST.to_string()].concat();
    view! {
        <svg class="bars" viewBox=frame preserveAspectRatio="none">
            <path d=path></path>
        </svg>
    }
    .into_any()
}

/// One bar as a part of a path. Where there was an order at all, it can be seen.
fn column(place: usize, count: u32, most: u32) -> String {
    if count == 0 {
        return String::new();
    }
    let height = (u64::from(count) * u64::from(HIGHEST) / u64::from(most)).max(2).to_string();
    let left = (place * 10 + 1).to_string();
    ["M", &left, " ", &HIGHEST.to_string(), "v-", &height, "h8v", &height, "z"].concat()
}

/// The same as a table.
fn table(look: &Look<'_>, history: &History) -> AnyView {
    let rows: Vec<_> = history
        .bars
        .iter()
        .map(|bar| {
            let period = element(TH, vec![fixed("scope", "row")], bar.label.clone().into_any());
            classed(TR, "", all(vec![period, classed(TD, "", bar.text.clone().into_any())]))
        })
        .collect();
    let column = |name: &String| element(TH, vec![fixed("scope", "col")], name.clone().into_any());
    let head = classed(TR, "", all(vec![column(&look.words.period), column(&look.words.orders)]));
    let parts = vec![
        classed(CAPTION, "hid", history.title.clone().into_any()),
        classed(THEAD, "", head),
        classed(TBODY, "", all(rows)),
    ];
    classed(TABLE, "figures-of", all(parts))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_highest_bar_is_whole_and_the_lowest_can_be_seen() {
        assert_eq!(column(0, 5, 5), "M1 48v-48h8v48z");
        assert_eq!(column(2, 1, 2), "M21 48v-24h8v24z");
        assert_eq!(column(1, 1, 4_000_000_000), "M11 48v-2h8v2z");
        assert_eq!(column(1, 0, 5), "");
        assert_eq!(column(0, u32::MAX, u32::MAX), "M1 48v-48h8v48z");
    }
}
