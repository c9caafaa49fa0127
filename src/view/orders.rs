//! The list of orders: each row is a button that opens the details. Of a long list only the rows near the eye are drawn
//! (`state/orders.rs`); every chunk of them has its height either way.

use super::element::{DIV, H4, element, fixed, own};
use super::html::{self, Button, div, p, span, word};
use super::notice::{self, Mood};
use super::{Look, fields, hidden, icon, nothing, skeleton};
use crate::state::{At, CHUNK, Listed, More, NUMBER, Section, Subset, Which, order_id};
use context_card_wire::{CustomerCard, Field, OrderFilter, OrderPage, OrderRow, Value, Words};
use leptos::prelude::*;

/// From so many orders on there is something to choose from.
const MANY: usize = 5;

/// A customer's orders: all of them, or some.
pub(super) fn orders(look: &Look<'_>, who: &CustomerCard, at: At, section: &Section, since: f64) -> AnyView {
    let words = look.words;
    let some = section.listed.which().is_some();
    let body = match &section.listed {
        Listed::All(more) => list(look, &who.orders, more, at, section, since),
        Listed::Some(_, Subset::Ready(page, more)) => list(look, page, more, at, section, since),
        Listed::Some(_, Subset::Loading) => skeleton::orders(),
        Listed::Some(_, Subset::Failed(problem)) => notice::notice(look, &problem.notice, Mood::Failed, problem.since),
    };
    let many = who.orders.next.is_some() || who.orders.rows.len() > MANY;
    let tools = if who.handle.is_some() && (some || many) { tools(look, at, section) } else { nothing() };
    let heading = html::classed(H4, "hid", words.orders.clone().into_any());
    div("orders", vec![heading, tools, body])
}

/// Chooses which orders are listed.
fn tools(look: &Look<'_>, at: At, section: &Section) -> AnyView {
    let (words, store) = (look.words, at.store.to_string());
    let chosen = section.listed.which();
    let chip = |text: &str, filter: Option<OrderFilter>| {
        let arg = [store.as_str(), ".", filter.map_or("", OrderFilter::as_str)].concat();
        let pressed = Some(chosen == filter.map(Which::Filter).as_ref());
        let id = Some(["f-", &arg].concat());
        let it = Button { class: "chip", act: "filter", arg: Some(arg), id, pressed, ..Button::default() };
        html::button(it, vec![text.to_owned().into_any()])
    };
    let mut chips = vec![chip(&words.filter_all, None)];
    let every = OrderFilter::EVERY.into_iter();
    chips.extend(every.map(|filter| chip(filter_name(words, filter), Some(filter))));
    let it = Button {
        class: "small",
        act: "number",
        arg: Some(store),
        name: Some(words.find_order.clone()),
        ..Button::default()
    };
    let find = html::button(it, vec![icon::icon(icon::EMPTY)]);
    let name = words.find_order.clone();
    let field = html::field("number", [NUMBER, &at.store.to_string()].concat(), name.clone(), name, None);
    let chips = html::named("chips", "group", words.show.clone(), chips);
    div("tools", vec![chips, div("finder", vec![field, find])])
}

const fn filter_name(words: &Words, filter: OrderFilter) -> &String {
    match filter {
        OrderFilter::Open => &words.filter_open,
        OrderFilter::Unfulfilled => &words.filter_unfulfilled,
        OrderFilter::Refunded => &words.filter_refunded,
    }
}

/// The rows, how many there are, and the next page.
fn list(look: &Look<'_>, page: &OrderPage, more: &More, at: At, section: &Section, since: f64) -> AnyView {
    let rows = &page.rows;
    if rows.is_empty() {
        return none(look, page, at, section, since);
    }
    let columns = columns(rows);
    let class = match columns.len() {
        0 | 1 => "rows table one",
        2 => "rows table two",
        // By the first ones: what is read on later moves nothing.
        _ if rows.iter().take(CHUNK).any(is_wide) => "rows table wide",
        _ => "rows table",
    };
    let total = if page.next.is_some() { "-1".to_owned() } else { rows.len().to_string() };
    let chunks = rows.chunks(CHUNK).enumerate().map(|(chunk, some)| {
        let drawn = if section.seen.draws(chunk, rows.len()) { some } else { &[] };
        let first = chunk * CHUNK + 1;
        let items = drawn.iter().enumerate().map(|(place, row)| item(look, row, &columns, first + place, &total));
        let sight = [&at.store.to_string(), ".", &chunk.to_string()].concat();
        let class = if some.len() == CHUNK { "chunk full" } else { "chunk" };
        html::watched(class, sight, items.collect())
    });
    let chunks: Vec<_> = chunks.collect();
    let name = look.words.orders.clone();
    let list = html::named(class, "list", name, chunks);
    let busy = if matches!(more, More::Loading { .. }) { skeleton::orders() } else { nothing() };
    let end =
        if page.next.is_none() && rows.len() > CHUNK { word("count", look.words.all_shown.clone()) } else { nothing() };
    let parts = vec![count(look, page, since), end, next(look, page, more, at)];
    let sight = [&at.store.to_string(), "."].concat();
    let foot = html::watched("foot", sight, parts);
    // After each page it is of another type, and so another element: new rows take the place of the old one, and nothing
    // that stays is pushed away.
    let foot = if section.seen.turned { html::all(vec![foot]) } else { foot };
    html::all(vec![list, foot, busy])
}

/// One row among so many; `-1` where that is not known yet.
fn item(look: &Look<'_>, row: &OrderRow, columns: &[&str], place: usize, total: &str) -> AnyView {
    let (place, total) = (place.to_string(), total.to_owned());
    let row = order(look, row, columns);
    let given = vec![fixed("role", "listitem"), own("aria-posinset", Some(place)), own("aria-setsize", Some(total))];
    element(DIV, given, row)
}

/// No orders, or none like that: the two never look alike.
fn none(look: &Look<'_>, page: &OrderPage, at: At, section: &Section, since: f64) -> AnyView {
    let words = look.words;
    let (text, back) = match section.listed.which() {
        Some(_) => {
            let arg = Some([&at.store.to_string(), "."].concat());
            let it = Button { class: "button", act: "filter", arg, ..Button::default() };
            (&words.no_such_orders, html::button(it, vec![words.all_orders.clone().into_any()]))
        }
        None if page.count.is_empty() || page.hidden.is_none() => (&words.no_orders, nothing()),
        None => (&page.count, nothing()),
    };
    let hidden = page.hidden.as_ref().map_or_else(nothing, |why| notice::notice(look, why, Mood::Aside, since));
    html::all(vec![div("foot", vec![p("count", vec![text.clone().into_any()]), back]), hidden])
}

/// Whether three fields don't fit beside each other in a narrow sidebar.
fn is_wide(row: &OrderRow) -> bool {
    row.fields.iter().take(2).any(|field| match &field.value {
        Value::Text(text) => text.chars().count() > 12,
        Value::Money(money) => money.text.chars().count() > 12,
        Value::Link(link) => link.text.chars().count() > 12,
        Value::Date(moment) => moment.text.chars().count() > 14,
        Value::Badge(_) | Value::Image(_) | Value::List(_) | Value::Blank(_) => false,
    })
}

/// One order.
fn order(look: &Look<'_>, row: &OrderRow, columns: &[&str]) -> AnyView {
    let named = row.fields.iter().any(|field| matches!(&field.value, Value::Text(text) if *text == row.name));
    let name = if named { nothing() } else { hidden(Words::fill(&look.words.open_order, &row.name)) };
    let cells: Vec<_> = columns
        .iter()
        .enumerate()
        .map(|(place, id)| {
            let class = ["cell first", "cell second", "cell third"][place.min(2)];
            let cell = row.fields.iter().find(|field| field.id == *id).map(|field| labelled(look, field));
            span(class, vec![cell.unwrap_or_else(nothing)])
        })
        .collect();
    let (arg, id) = (Some(row.handle.0.clone()), Some(order_id(row.handle.as_str())));
    let it = Button { class: "row", act: "order", arg, id, ..Button::default() };
    let mut parts = vec![name];
    parts.extend(cells);
    parts.push(icon::icon(icon::CHEVRON));
    html::button(it, parts)
}

/// A cell; its name is heard, except where the value says it.
fn labelled(look: &Look<'_>, field: &Field) -> AnyView {
    let says_it = matches!(field.value, Value::Badge(_)) || field.id == "order.number";
    let name = if says_it { nothing() } else { hidden([&field.label, " "].concat()) };
    html::all(vec![name, fields::cell(look, field)])
}

/// Empty fields are left out of a row, so the columns are those of all rows together, in the chosen order.
fn columns(rows: &[OrderRow]) -> Vec<&str> {
    let mut columns: Vec<&str> = Vec::new();
    for row in rows {
        // There are at most three, and a list may be long.
        if columns.len() == 3 {
            break;
        }
        let mut after = 0;
        for field in &row.fields {
            match columns.iter().position(|id| *id == field.id) {
                Some(place) => after = place + 1,
                None => {
                    columns.insert(after, &field.id);
                    after += 1;
                }
            }
        }
    }
    columns
}

/// How many there are, and why fewer are visible.
fn count(look: &Look<'_>, page: &OrderPage, since: f64) -> AnyView {
    let text = page.count.clone().into_any();
    match &page.hidden {
        None => p("count", vec![text]),
        Some(why) => {
            let summary = vec![text, " · ".into_any(), word("ask", look.words.why.clone())];
            html::disclosure("count", summary, vec![notice::notice(look, why, Mood::Aside, since)])
        }
    }
}

/// The next page. Scrolling there asks for it, too. While it is on its way the button keeps its words, and so its place.
fn next(look: &Look<'_>, page: &OrderPage, more: &More, at: At) -> AnyView {
    if page.next.is_none() {
        return nothing();
    }
    let busy = matches!(more, More::Loading { .. });
    let failed = match more {
        More::Failed(problem) => notice::notice(look, &problem.notice, Mood::Aside, problem.since),
        _ => nothing(),
    };
    let arg = Some(at.store.to_string());
    let id = Some(["m-", &at.store.to_string()].concat());
    let it = Button { class: "button", act: "more", arg, id, off: busy, ..Button::default() };
    html::all(vec![failed, html::button(it, vec![look.words.more_orders.clone().into_any()])])
}

#[cfg(test)]
mod tests {
    use super::*;
    use context_card_wire::Handle;

    fn row(ids: &[&str]) -> OrderRow {
        let field = |id: &&str| Field { id: (*id).into(), label: String::new(), value: Value::Text(String::new()) };
        OrderRow { handle: Handle("h".into()), name: "#1".into(), fields: ids.iter().map(field).collect() }
    }

    #[test]
    fn a_field_that_is_empty_in_some_rows_keeps_its_column() {
        let rows = [row(&["number", "refunded"]), row(&["number", "total", "refunded"]), row(&["total"])];
        assert_eq!(columns(&rows), ["number", "total", "refunded"]);
    }
}
