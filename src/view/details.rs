//! Details in place of the list: one order, or one customer.

use super::html::{self, Button, all, div, p, section, span, ul, word};
use super::notice;
use super::notice::Mood;
use super::{Look, copy, customer, fields, from_people, header, hidden, icon, nothing, skeleton};
use crate::state::{At, Details, OpenOrder, Shown, TITLE};
use context_card_wire::{CustomerCard, Field, LineItem, Link, OrderDetails, Parcel, StoreCard};
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
    div("details", vec![bar(look, store, as_of), title, fields::list(look, &row), rest])
}

/// One customer's details.
pub(super) fn customer(look: &Look<'_>, shown: &Shown, at: At, who: &CustomerCard) -> AnyView {
    let store = shown.card.stores.get(at.store);
    let parts = vec![
        bar(look, store, store.map_or(look.state.now, |store| store.as_of)),
        title(look, &who.name, who.url.as_deref(), customer::guest(who)),
        div("who", vec![customer::matched(look, &who.matched), customer::figures(&who.figures)]),
        fields::list(look, &who.details),
    ];
    div("details", parts)
}

/// Back, the store, and how old this is.
fn bar(look: &Look<'_>, store: Option<&StoreCard>, as_of: f64) -> AnyView {
    let name = store.map_or_else(nothing, |store| span("store", vec![from_people(store.name.clone())]));
    let it = Button { class: "plain", act: "back", ..Button::default() };
    let back = html::button(it, vec![icon::icon(icon::BACK), word("", look.words.back.clone())]);
    div("head", vec![back, name, header::age(look, as_of), header::refresh(look)])
}

/// The heading takes the focus when details open.
fn title(look: &Look<'_>, name: &str, url: Option<&str>, beside: AnyView) -> AnyView {
    let admin = url.map_or_else(nothing, |url| {
        let text = look.words.open_in_shopify.clone();
        fields::link(look, &Link { text, url: url.to_owned() })
    });
    let heading = view! { <h2 id=TITLE tabindex="-1">{from_people(name.to_owned())}</h2> }.into_any();
    div("title", vec![heading, copy::button(look, name, name), beside, admin])
}

fn ready(look: &Look<'_>, order: &OrderDetails) -> AnyView {
    let part = |name: &str, mut parts: Vec<AnyView>| {
        parts.insert(0, html::h3(vec![name.to_owned().into_any()]));
        section("part", parts)
    };
    let mut parts = vec![fields::list(look, &order.fields)];
    if !order.parcels.is_empty() {
        parts.push(part(&look.words.parcels, order.parcels.iter().map(|it| parcel(look, it)).collect()));
    }
    if !order.items.is_empty() {
        let items = ul("items", None, order.items.iter().map(|it| item(look, it)).collect());
        let more = order.more_items.as_ref().map_or_else(nothing, |text| p("count", vec![text.clone().into_any()]));
        parts.push(part(&look.words.items, vec![items, more]));
    }
    parts.extend(order.notices.iter().map(|it| notice::notice(look, it, Mood::Aside, look.state.now)));
    all(parts)
}

fn parcel(look: &Look<'_>, parcel: &Parcel) -> AnyView {
    let title = view! { <h4>{icon::icon(icon::BOX)}{word("", parcel.title.clone())}</h4> }.into_any();
    div("parcel", vec![title, fields::list(look, &parcel.fields)])
}

fn item(look: &Look<'_>, item: &LineItem) -> AnyView {
    let picture = match &item.picture {
        Some(picture) => fields::picture(picture),
        None => span("picture tile", vec![icon::icon(icon::BOX)]),
    };
    let field = |field: &Field| {
        let name = hidden([&field.label, " "].concat());
        div("item-field", vec![name, fields::value(look, field)])
    };
    let title = vec![word("quantity", item.quantity.clone()), " ".into_any(), from_people(item.title.clone())];
    let text = vec![p("item-title", title), div("item-fields", item.fields.iter().map(field).collect())];
    html::li(div("item", vec![picture, div("item-text", text)]))
}
