//! The list of orders: each row is a button that opens the details.

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
        return view! { <div class="orders"><p class="count">{text}</p>{hidden_orders(look, page, since)}</div> }
            .into_any();
    }
    let columns = columns(&page.rows);
    let rows: Vec<_> = page.rows.iter().map(|row| order(look, row, &columns)).collect();
    let class = match columns.len() {
        0 | 1 => "rows table one",
        2 => "rows table two",
        _ => "rows table",
    };
    view! {
        <div class="orders">
            <h4 class="hid">{words.orders.clone()}</h4>
            <ul class=class>{rows}</ul>
            <div class="foot">{count(look, page, since)}{more(look, page, at, section)}</div>
        </div>
    }
    .into_any()
}

/// One order.
fn order(look: &Look<'_>, row: &OrderRow, columns: &[&str]) -> AnyView {
    let named = row.fields.iter().any(|field| matches!(&field.value, Value::Text(text) if *text == row.name));
    let name = if named { nothing() } else { hidden(Words::fill(&look.words.open_order, &row.name)) };
    let cells: Vec<_> = columns
        .iter()
        .enumerate()
        .map(|(place, id)| {
            let class = if place == 0 { "cell first" } else { "cell" };
            let cell = row.fields.iter().find(|field| field.id == *id).map(|field| labelled(look, field));
            view! { <span class=class>{cell}</span> }.into_any()
        })
        .collect();
    view! {
        <li>
            <button type="button" class="row" data-act="order" data-arg=row.handle.0.clone() id=order_id(row.handle.as_str())>
                {name}
                {cells}
                {icon::icon(icon::CHEVRON)}
            </button>
        </li>
    }
    .into_any()
}

/// A cell; its name is heard, except where the value says it.
fn labelled(look: &Look<'_>, field: &Field) -> AnyView {
    let says_it = matches!(field.value, Value::Badge(_)) || field.id == "order.number";
    let name = if says_it { nothing() } else { hidden([&field.label, " "].concat()) };
    view! { {name}{fields::cell(look, field)} }.into_any()
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
    match &page.hidden {
        None => view! { <p class="count">{page.count.clone()}</p> }.into_any(),
        Some(why) => view! {
            <details class="count">
                <summary>{page.count.clone()}" · "<span class="ask">{look.words.why.clone()}</span></summary>
                {notice::notice(look, why, Mood::Aside, since)}
            </details>
        }
        .into_any(),
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
    view! {
        {failed}
        <button type="button" class="button" data-act="more" data-arg=at.store.to_string() aria-disabled=busy.then_some("true")>
            {label.clone()}
        </button>
    }
    .into_any()
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
