//! A line item's product, in place of its order.

use super::html::{all, div};
use super::notice::{self, Mood};
use super::{Look, details, fields, nothing, skeleton};
use crate::state::{Details, OpenProduct, Shown};
use context_card_wire::ProductDetails;
use leptos::prelude::*;

/// The product. Its title, as it was sold, is there at once; the rest follows.
pub(super) fn product(look: &Look<'_>, shown: &Shown, open: &OpenProduct) -> AnyView {
    let store = shown.card.stores.get(open.from.at.store);
    let (name, url, rest) = match &open.details {
        Details::Loading => (&open.title, None, skeleton::details(look)),
        Details::Failed(problem) => {
            (&open.title, None, notice::notice(look, &problem.notice, Mood::Failed, problem.since))
        }
        Details::Ready(product) => (&product.title, product.url.as_deref(), ready(look, product)),
    };
    let as_of = match &open.details {
        Details::Ready(product) => product.as_of,
        _ => store.map_or(look.state.now, |store| store.as_of),
    };
    let title = details::title(look, name, url, nothing());
    div("details", vec![details::bar(look, store, as_of), title, rest])
}

fn ready(look: &Look<'_>, product: &ProductDetails) -> AnyView {
    let picture = product.picture.as_ref().map_or_else(nothing, |it| div("item", vec![fields::picture(it)]));
    let mut parts = vec![picture, fields::list(look, &product.fields)];
    parts.extend(product.notices.iter().map(|it| notice::notice(look, it, Mood::Aside, look.state.now)));
    all(parts)
}
