//! Details in place of the list: one order, or one customer.

use super::element::{H2, H4, element, fixed};
use super::html::{self, Button, all, div, p, section, span, ul, word};
use super::notice;
use super::notice::Mood;
use super::{Look, copy, customer, fields, from_people, header, hidden, history, icon, nothing, skeleton, timeline};
use crate::state::{Details, OpenCustomer, OpenOrder, Shown, TITLE, arg, customer_id, item_id};
use context_card_wire::{CustomerCard, Field, LineItem, Link, OrderDetails, Parcel, StoreCard, Words};
use leptos::prelude::*;

/// One order, opened. Its row is there at once; the rest follows.
pub(super) fn order(look: &Look<'_>, shown: &Shown, open: &OpenOrder) -> AnyView {
    let store = shown.card.stores.get(open.at.store);
    let as_of = match &open.details {
        Details::Ready(details) => details.as_of,
        _ => store.map_or(look.state.now, |store| store.as_of),
    };
    let url = match &open.details {
        Details::Ready(details) => details.url.as_deref(),
        _ => None,
    };
    let rest = match &open.details {
        Details::Loading => skeleton::details(look),
        Details::Ready(details) => ready(look, details),
        Details::Failed(problem) => notice::notice(look, &problem.notice, Mood::Failed, problem.since),
    };
    // What the row showed: its fields again, but for the name, which is the heading, and what the details repeat.
    let repeated = |id: &str| match &open.details {
        Details::Ready(details) => details.fields.iter().any(|field| field.id == id),
        _ => false,
    };
    let row: Vec<_> =
        open.row.fields.iter().filter(|field| field.id != "order.number" && !repeated(&field.id)).cloned().collect();
    let title = title(look, &open.row.name, url, nothing());
    let whose = shown.customer(open.at).map_or_else(nothing, |who| whose(look, open, who));
    div("details", vec![bar(look, store, as_of), title, whose, fields::list(look, &row), rest])
}

/// Whose order it is: opens their details, where there are any.
fn whose(look: &Look<'_>, open: &OpenOrder, who: &CustomerCard) -> AnyView {
    let name = from_people(who.name.clone());
    if who.details.is_empty() {
        return nothing();
    }
    let (arg, id) = (Some(arg(open.at)), Some(customer_id(open.at)));
    let it = Button { class: "of-whom", act: "customer", arg, id, ..Button::default() };
    html::button(it, vec![word("label", look.words.customer.clone()), name, icon::icon(icon::CHEVRON)])
}

/// One customer's details.
pub(super) fn customer(look: &Look<'_>, shown: &Shown, open: &OpenCustomer, who: &CustomerCard) -> AnyView {
    let store = shown.card.stores.get(open.at.store);
    let chart = open.history.as_ref().map_or_else(nothing, |(_, it)| history::history(look, it));
    let parts = vec![
        bar(look, store, store.map_or(look.state.now, |store| store.as_of)),
        title(look, &who.name, who.url.as_deref(), customer::guest(who)),
        div("who", vec![customer::matched(look, &who.matched), customer::figures(&who.figures)]),
        fields::list(look, &who.details),
        chart,
    ];
    div("details", parts)
}

/// Back, the store, and how old this is.
pub(super) fn bar(look: &Look<'_>, store: Option<&StoreCard>, as_of: f64) -> AnyView {
    let name = store.map_or_else(nothing, |store| span("store", vec![from_people(store.name.clone())]));
    let it = Button { class: "plain", act: "back", ..Button::default() };
    let back = html::button(it, vec![icon::icon(icon::BACK), word("", look.words.back.clone())]);
    div("head", vec![back, name, header::age(look, as_of), header::refresh(look)])
}

/// The heading takes the focus when details open.
pub(super) fn title(look: &Look<'_>, name: &str, url: Option<&str>, beside: AnyView) -> AnyView {
    let admin = url.map_or_else(nothing, |url| {
        let text = look.words.open_in_shopify.clone();
        fields::link(look, &Link { text, url: url.to_owned() })
    });
    let heading = element(H2, vec![fixed("id", TITLE), fixed("tabindex", "-1")], from_people(name.to_owned()));
    div("title", vec![heading, copy::button(look, name, name), beside, admin])
}

fn ready(look: &Look<'_>, order: &OrderDetails) -> AnyView {
    let part = |name: &str, mut parts: Vec<AnyView>| {
        parts.insert(0, html::h3(vec![name.to_owned().into_any()]));
        section("part", parts)
    };
    let mut parts = vec![fields::list(look, &order.fields)];
    if !order.timeline.is_empty() {
        parts.push(part(&look.words.timeline, vec![timeline::timeline(&order.timeline)]));
    }
    if !order.parcels.is_empty() {
        parts.push(part(&look.words.parcels, order.parcels.iter().map(|it| parcel(look, it)).collect()));
    }
    if !order.items.is_empty() {
        let items = ul("items", None, order.items.iter().enumerate().map(|(at, it)| item(look, at, it)).collect());
        let more = order.more_items.as_ref().map_or_else(nothing, |text| p("count", vec![text.clone().into_any()]));
        parts.push(part(&look.words.items, vec![items, more]));
    }
    parts.extend(order.notices.iter().map(|it| notice::notice(look, it, Mood::Aside, look.state.now)));
    all(parts)
}

fn parcel(look: &Look<'_>, parcel: &Parcel) -> AnyView {
    let title = html::classed(H4, "", all(vec![icon::icon(icon::BOX), word("", parcel.title.clone())]));
    div("parcel", vec![title, fields::list(look, &parcel.fields)])
}

fn item(look: &Look<'_>, at: usize, item: &LineItem) -> AnyView {
    let picture = match &item.picture {
        Some(picture) => fields::picture(picture),
        None => span("picture tile", vec![icon::icon(icon::BOX)]),
    };
    let field = |field: &Field| {
        let name = hidden([&field.label, " "].concat());
        div("item-field", vec![name, fields::value(look, field)])
    };
    let name = from_people(item.title.clone());
    let name = match &item.product {
        None => name,
        Some(_) => {
            let (arg, id) = (Some(at.to_string()), Some(item_id(at)));
            let said = Some(Words::fill(&look.words.open_product, &item.title));
            let it = Button { class: "name", act: "product", arg, id, name: said, ..Button::default() };
            html::button(it, vec![name, icon::icon(icon::CHEVRON)])
        }
    };
    let title = vec![word("quantity", item.quantity.clone()), " ".into_any(), name];
    let text = vec![p("item-title", title), div("item-fields", item.fields.iter().map(field).collect())];
    html::li(div("item", vec![picture, div("item-text", text)]))
}
