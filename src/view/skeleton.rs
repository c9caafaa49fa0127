//! What stands where a card will be, in its final layout: nothing jumps when it comes.

use super::html::{div, span};
use super::{Look, hidden};
use leptos::prelude::*;

fn bone(class: &'static str) -> AnyView {
    span(class, Vec::new())
}

fn row() -> AnyView {
    div("row-bone", vec![bone("bone a"), bone("bone b"), bone("bone c")])
}

/// The skeleton of a card.
pub(super) fn card(look: &Look<'_>) -> AnyView {
    let who = vec![bone("bone name-bone"), bone("bone line-bone"), bone("bone figures-bone")];
    let parts = vec![
        hidden(look.words.loading.clone()),
        div("head", vec![bone("bone store-bone")]),
        div("who", who),
        div("answer", vec![bone("bone line-bone"), bone("bone button-bone")]),
        div("orders", vec![row(), row(), row()]),
    ];
    div("skeleton", parts)
}

/// The skeleton of a few orders.
pub(super) fn orders() -> AnyView {
    div("skeleton", vec![row(), row(), row()])
}

/// The skeleton of an order's details, below its heading.
pub(super) fn details(look: &Look<'_>) -> AnyView {
    let lines = vec![
        hidden(look.words.loading.clone()),
        bone("bone line-bone"),
        bone("bone line-bone"),
        bone("bone figures-bone"),
    ];
    div("skeleton lines-bone", lines)
}
