//! What stands where a card will be, in its final layout: nothing jumps when it comes.

use super::{Look, hidden};
use leptos::prelude::*;

/// The skeleton of a card.
pub(super) fn card(look: &Look<'_>) -> AnyView {
    let row = || {
        view! { <div class="row-bone"><i class="bone a"></i><i class="bone b"></i><i class="bone c"></i></div> }
            .into_any()
    };
    view! {
        <div class="skeleton">
            {hidden(look.words.loading.clone())}
            <div class="head"><i class="bone store-bone"></i></div>
            <div class="who"><i class="bone name-bone"></i><i class="bone line-bone"></i><i class="bone figures-bone"></i></div>
            <div class="answer"><i class="bone line-bone"></i><i class="bone button-bone"></i></div>
            <div class="orders">{row()}{row()}{row()}</div>
        </div>
    }
    .into_any()
}

/// The skeleton of an order's details, below its heading.
pub(super) fn details(look: &Look<'_>) -> AnyView {
    view! {
        <div class="skeleton lines-bone">
            {hidden(look.words.loading.clone())}
            <i class="bone line-bone"></i>
            <i class="bone line-bone"></i>
            <i class="bone figures-bone"></i>
        </div>
    }
    .into_any()
}
