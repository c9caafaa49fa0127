//! Several customers match: the agent chooses, it is never the first.

use super::{Look, customer, icon, nothing};
use crate::state::{At, arg, choice_id};
use context_card_wire::CustomerCard;
use leptos::prelude::*;

/// The customers to choose from.
pub(super) fn choices(look: &Look<'_>, several: &[CustomerCard], store: usize) -> AnyView {
    let rows: Vec<_> = several
        .iter()
        .enumerate()
        .map(|(place, who)| {
            let at = At { store, customer: place };
            let value = match who.matched.value.as_str() {
                "" => nothing(),
                value => view! { <bdi class="value">{value.to_owned()}</bdi> }.into_any(),
            };
            view! {
                <li>
                    <button type="button" class="choice" data-act="choose" data-arg=arg(at) id=choice_id(at)>
                        <span class="choice-text">
                            <span class="name-line"><bdi class="choice-name">{who.name.clone()}</bdi>{customer::guest(who)}</span>
                            <span class="why">{value}<span>{who.matched.text.clone()}</span></span>
                            <span class="why">{who.figures.join(" · ")}</span>
                        </span>
                        {icon::icon(icon::CHEVRON)}
                    </button>
                </li>
            }
            .into_any()
        })
        .collect();
    view! {
        <div class="choices">
            <h3>{look.words.choose_customer.clone()}</h3>
            <ul class="rows">{rows}</ul>
        </div>
    }
    .into_any()
}

/// Back to the choice.
pub(super) fn choose_again(look: &Look<'_>, store: usize) -> AnyView {
    view! {
        <button type="button" class="plain" data-act="again" data-arg=store.to_string()>
            {icon::icon(icon::BACK)}
            <span>{look.words.choose_again.clone()}</span>
        </button>
    }
    .into_any()
}
