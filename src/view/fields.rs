//! Fields with their values: the seven kinds, and the named blank.

use super::html::{self, all, li, ul, word};
use super::{Look, copy, from_people, hidden, icon, nothing};
use context_card_wire::{Badge, Field, Link, Money, Picture, Value};
use leptos::prelude::*;

/// The fields of something as a list of names and values.
pub(super) fn list(look: &Look<'_>, fields: &[Field]) -> AnyView {
    if fields.is_empty() {
        return nothing();
    }
    let rows: Vec<_> = fields
        .iter()
        .map(|field| {
            view! {
                <div class="field">
                    <dt>{field.label.clone()}</dt>
                    <dd>{value(look, field)}</dd>
                </div>
            }
            .into_any()
        })
        .collect();
    view! { <dl class="fields">{rows}</dl> }.into_any()
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
        Value::Date(moment) => view! {
            <time class="when" datetime=moment.at.clone() tabindex="0">
                {moment.text.clone()}
                <span class="exact">{moment.exact.clone()}</span>
            </time>
        }
        .into_any(),
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
        Value::Date(moment) => view! {
            <time datetime=moment.at.clone() title=moment.exact.clone()>{moment.text.clone()}</time>
        }
        .into_any(),
        Value::Badge(status) => badge(status),
        Value::Link(to) => from_people(to.text.clone()),
        Value::Image(picture) => from_people(picture.alt.clone()),
        Value::List(texts) => from_people(texts.join(", ")),
        Value::Blank(why) => blank(look, why),
    }
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
    view! {
        <a class="link" href=to.url.clone() target="_blank" rel="noopener noreferrer">
            <bdi>{to.text.clone()}</bdi>
            {icon::icon(icon::OPEN)}
            {hidden([" (", &look.words.opens_new_tab, ")"].concat())}
        </a>
    }
    .into_any()
}

fn blank(look: &Look<'_>, why: &str) -> AnyView {
    html::span("blank", vec![word("", look.words.not_shown.clone()), hidden([": ", why].concat())])
}
