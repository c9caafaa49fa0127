//! Details in place of the list: one order, or one customer.

use super::notice;
use super::notice::Mood;
use super::{Look, copy, customer, fields, header, hidden, icon, nothing, skeleton};
use crate::state::{At, Details, OpenOrder, Shown, TITLE};
use context_card_wire::{CustomerCard, LineItem, Link, OrderDetails, Parcel, StoreCard};
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
    view! {
        <div class="details">
            {bar(look, store, as_of)}
            {title(look, &open.row.name, url, nothing())}
            {fields::list(look, &row)}
            {rest}
        </div>
    }
    .into_any()
}

/// One customer's details.
pub(super) fn customer(look: &Look<'_>, shown: &Shown, at: At, who: &CustomerCard) -> AnyView {
    let store = shown.card.stores.get(at.store);
    view! {
        <div class="details">
            {bar(look, store, store.map_or(look.state.now, |store| store.as_of))}
            {title(look, &who.name, who.url.as_deref(), customer::guest(who))}
            <div class="who">{customer::matched(look, &who.matched)}{customer::figures(&who.figures)}</div>
            {fields::list(look, &who.details)}
        </div>
    }
    .into_any()
}

/// Back, the store, and how old this is.
fn bar(look: &Look<'_>, store: Option<&StoreCard>, as_of: f64) -> AnyView {
    let name = store.map(|store| view! { <bdi class="store">{store.name.clone()}</bdi> }.into_any());
    view! {
        <div class="head">
            <button type="button" class="plain" data-act="back">
                {icon::icon(icon::BACK)}
                <span>{look.words.back.clone()}</span>
            </button>
            {name}
            {header::age(look, as_of)}
            {header::refresh(look)}
        </div>
    }
    .into_any()
}

/// The heading takes the focus when details open.
fn title(look: &Look<'_>, name: &str, url: Option<&str>, beside: AnyView) -> AnyView {
    let admin = url.map(|url| {
        let text = look.words.open_in_shopify.clone();
        fields::link(look, &Link { text, url: url.to_owned() })
    });
    view! {
        <div class="title">
            <h2 id=TITLE tabindex="-1"><bdi>{name.to_owned()}</bdi></h2>
            {copy::button(look, name, name)}
            {beside}
            {admin}
        </div>
    }
    .into_any()
}

fn ready(look: &Look<'_>, order: &OrderDetails) -> AnyView {
    let parcels: Vec<_> = order.parcels.iter().map(|it| parcel(look, it)).collect();
    let items: Vec<_> = order.items.iter().map(|it| item(look, it)).collect();
    let asides: Vec<_> = order.notices.iter().map(|it| notice::notice(look, it, Mood::Aside, look.state.now)).collect();
    let parcels = if parcels.is_empty() {
        nothing()
    } else {
        view! { <section class="part"><h3>{look.words.parcels.clone()}</h3>{parcels}</section> }.into_any()
    };
    let items = if items.is_empty() {
        nothing()
    } else {
        let more = order.more_items.as_ref().map(|text| view! { <p class="count">{text.clone()}</p> }.into_any());
        view! {
            <section class="part"><h3>{look.words.items.clone()}</h3><ul class="items">{items}</ul>{more}</section>
        }
        .into_any()
    };
    view! { {fields::list(look, &order.fields)}{parcels}{items}{asides} }.into_any()
}

fn parcel(look: &Look<'_>, parcel: &Parcel) -> AnyView {
    view! {
        <div class="parcel">
            <h4>{icon::icon(icon::BOX)}<span>{parcel.title.clone()}</span></h4>
            {fields::list(look, &parcel.fields)}
        </div>
    }
    .into_any()
}

fn item(look: &Look<'_>, item: &LineItem) -> AnyView {
    let picture = match &item.picture {
        Some(picture) => view! {
            <img class="picture" src=picture.url.clone() alt=picture.alt.clone() width="40" height="40" loading="lazy"/>
        }
        .into_any(),
        None => view! { <span class="picture tile">{icon::icon(icon::BOX)}</span> }.into_any(),
    };
    let fields: Vec<_> = item
        .fields
        .iter()
        .map(|field| {
            view! { <div class="item-field" title=field.label.clone()>{hidden([&field.label, " "].concat())}{fields::value(look, field)}</div> }
                .into_any()
        })
        .collect();
    view! {
        <li class="item">
            {picture}
            <div class="item-text">
                <p class="item-title"><span class="quantity">{item.quantity.clone()}</span>" "<bdi>{item.title.clone()}</bdi></p>
                <div class="item-fields">{fields}</div>
            </div>
        </li>
    }
    .into_any()
}
