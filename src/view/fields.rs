//! Fields with their values: the seven kinds, and the named blank.

use super::element::{A, DD, DL, DT, TIME, element, fixed, own};
use super::html::{self, all, li, ul, word};
use super::{Look, copy, from_people, hidden, icon, nothing};
use context_card_wire::{Badge, Field, Link, Moment, Money, Picture, Value};
use leptos::prelude::*;

/// The fields of something as a list of names and values.
pub(super) fn list(look: &Look<'_>, fields: &[Field]) -> AnyView {
    if fields.is_empty() {
        return nothing();
    }
    let rows: Vec<_> = fields
        .iter()
        .map(|field| {
            let name = html::classed(DT, "", field.label.clone().into_any());
            html::div("field", vec![name, html::classed(DD, "", value(look, field))])
        })
        .collect();
    html::classed(DL, "fields", all(rows))
}

/// One value in full.
pub(super) fn value(look: &Look<'_>, field: &Field) -> AnyView {
    match &field.value {
        Value::Text(text) => {
            let button = match field.id.as_str() {
                "customer.email" | "customer.phone" | "order.number" | "line_item.sku" => {
                    copy::button(look, text, &field.label)
                }
                _ => nothing(),
            };
            all(vec![html::span("text", vec![from_people(text.clone())]), button])
        }
        Value::Money(money) => amount(money),
        Value::Date(it) => moment(it),
        Value::Badge(status) => badge(status),
        Value::Link(to) => link(look, to),
        Value::Image(it) => picture(it),
        Value::List(texts) => {
            // An address reads as lines, everything else as words.
            let class = if field.id.ends_with("address") { "lines" } else { "tags" };
            ul(class, None, texts.iter().map(|text| li(from_people(text.clone()))).collect())
        }
        Value::Blank(why) => blank(look, why),
    }
}

/// One value in a row of the list, which is a button: nothing in it can be clicked by itself.
pub(super) fn cell(look: &Look<'_>, field: &Field) -> AnyView {
    match &field.value {
        Value::Text(text) => from_people(text.clone()),
        Value::Money(money) => amount(money),
        Value::Date(moment) => {
            let given = vec![own("datetime", Some(moment.at.clone())), own("title", Some(moment.exact.clone()))];
            element(TIME, given, moment.text.clone().into_any())
        }
        Value::Badge(status) => badge(status),
        Value::Link(to) => from_people(to.text.clone()),
        Value::Image(picture) => from_people(picture.alt.clone()),
        Value::List(texts) => from_people(texts.join(", ")),
        Value::Blank(why) => blank(look, why),
    }
}

/// A point in time; the exact one on hover and focus.
pub(super) fn moment(it: &Moment) -> AnyView {
    let given = vec![fixed("class", "when"), own("datetime", Some(it.at.clone())), fixed("tabindex", "0")];
    element(TIME, given, all(vec![it.text.clone().into_any(), word("exact", it.exact.clone())]))
}

/// The shop's money, and below it what the buyer saw.
fn amount(money: &Money) -> AnyView {
    let also = money.presentment.as_ref().map_or_else(nothing, |text| word("also", text.clone()));
    all(vec![word("amount", money.text.clone()), also])
}

/// Icon, word and tone.
pub(super) fn badge(status: &Badge) -> AnyView {
    pill(icon::class_of(status.tone), icon::of_tone(status.tone), &status.text)
}

/// Icon and word on the ground of a tone.
pub(super) fn pill(class: &'static str, picture: &'static str, text: &str) -> AnyView {
    html::span(class, vec![icon::icon(picture), word("", text.to_owned())])
}

/// A picture of 40 by 40.
pub(super) fn picture(it: &Picture) -> AnyView {
    view! { <img class="picture" src=it.url.clone() alt=it.alt.clone() width="40" height="40" loading="lazy"/> }
        .into_any()
}

/// A link that opens a new tab, and says so.
pub(super) fn link(look: &Look<'_>, to: &Link) -> AnyView {
    let given = vec![
        fixed("class", "link"),
        own("href", Some(to.url.clone())),
        fixed("target", "_blank"),
        fixed("rel", "noopener noreferrer"),
    ];
    let says = hidden([" (", &look.words.opens_new_tab, ")"].concat());
    element(A, given, all(vec![from_people(to.text.clone()), icon::icon(icon::OPEN), says]))
}

fn blank(look: &Look<'_>, why: &str) -> AnyView {
    html::span("blank", vec![word("", look.words.not_shown.clone()), hidden([": ", why].concat())])
}
