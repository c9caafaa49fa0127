//! The list of orders: each row is a button that opens the details.

use super::html::{self, Button, div, li, p, span, ul, word};
use super::notice::{self, Mood};
use super::{Look, fields, hidden, icon, nothing};
use crate::state::{At, More, Section, order_id};
use context_card_wire::{CustomerCard, Field, OrderPage, OrderRow, Value, Words};
use leptos::prelude::*;

/// A customer's orders.
pub(super) fn orders(look: &Look<'_>, who: &CustomerCard, at: At, section: &Section, since: f64) -> AnyView {
    let page = &who.orders;
    let words = look.words;
    if page.rows.is_empty() {
        let text =
            if page.count.is_empty() || page.hidden.is_none() { words.no_orders.clone() } else { page.count.clone() };
        return div("orders", vec![p("count", vec![text.into_any()]), hidden_orders(look, page, since)]);
    }
    let columns = columns(&page.rows);
    let rows: Vec<_> = page.rows.iter().map(|row| order(look, row, &columns)).collect();
    let class = match columns.len() {
        0 | 1 => "rows table one",
        2 => "rows table two",
        _ if page.rows.iter().any(is_wide) => "rows table wide",
        _ => "rows table",
    };
    let heading = view! { <h4 class="hid">{words.orders.clone()}</h4> }.into_any();
    let foot = div("foot", vec![count(look, page, since), more(look, page, at, section)]);
    div("orders", vec![heading, ul(class, None, rows), foot])
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
    li(html::button(it, parts))
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

fn hidden_orders(look: &Look<'_>, page: &OrderPage, since: f64) -> AnyView {
    page.hidden.as_ref().map_or_else(nothing, |why| notice::notice(look, why, Mood::Aside, since))
}

/// The next page. A guest has none to ask for.
fn more(look: &Look<'_>, page: &OrderPage, at: At, section: &Section) -> AnyView {
    if page.next.is_none() {
        return nothing();
    }
    let busy = section.more == More::Loading;
    let label = if busy { &look.words.loading_more } else { &look.words.more_orders };
    let failed = match &section.more {
        More::Failed(problem) => notice::notice(look, &problem.notice, Mood::Aside, problem.since),
        _ => nothing(),
    };
    let arg = Some(at.store.to_string());
    let it = Button { class: "button", act: "more", arg, off: busy, ..Button::default() };
    html::all(vec![failed, html::button(it, vec![label.clone().into_any()])])
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
