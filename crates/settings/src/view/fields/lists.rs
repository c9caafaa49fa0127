//! The two tabs and the lists on them.

use super::row;
use super::screen::{Saving, Screen};
use crate::dom;
use crate::state::fields::{List, Refused, Tab, Work};
use crate::view::parts::notice;
use context_card_markup::view;
use leptos::ev;
use leptos::prelude::*;

/// The tabs, and what stands on the open one.
pub(super) fn tabs(screen: Screen) -> AnyView {
    let tab = Memo::new(move |_| screen.tab.get());
    view! {
        <div class="tabs" role="tablist" aria-label=screen.word(|words| &words.tabs)>
            {Tab::ALL.map(|it| head(screen, it))}
        </div>
        <p class="hid" id="fields-move-help">{screen.word(|words| &words.move_help)}</p>
        {move || {
            let tab = tab.get();
            view! {
                <div class="tab-panel" role="tabpanel" id="fields-tab-panel" aria-labelledby=tab.id()>
                    {move || unknown(screen)}
                    {tab.lists().map(|it| list(screen, it)).collect::<Vec<_>>()}
                </div>
            }
        }}
    }
    .into_any()
}

fn head(screen: Screen, it: Tab) -> AnyView {
    let word = screen.word(|words| match it {
        Tab::Order => &words.tab_order,
        Tab::Customer => &words.tab_customer,
    });
    let here = move || screen.tab.get() == it;
    let open = move |tab: Tab| {
        screen.lift.set(None);
        screen.tab.set(tab);
        dom::focus(tab.id());
    };
    let keys = move |event: ev::KeyboardEvent| {
        let to = match event.key().as_str() {
            "ArrowLeft" | "ArrowRight" => it.other(),
            "Home" => Tab::Order,
            "End" => Tab::Customer,
            _ => return,
        };
        event.prevent_default();
        open(to);
    };
    view! {
        <button
            type="button" role="tab" id=it.id() aria-selected=move || if here() { "true" } else { "false" }
            aria-controls="fields-tab-panel" tabindex=move || if here() { "0" } else { "-1" }
            on:click=move |_| open(it) on:keydown=keys
        >
            {word}
        </button>
    }
    .into_any()
}

/// Why nothing can be said about the fields.
fn unknown(screen: Screen) -> Option<AnyView> {
    let problem = screen.unknown.get()?;
    Some(
        view! {
            {notice(screen.panel, &problem)}
            <button type="button" class="button small" on:click=move |_| screen.know_again()>
                {screen.panel.word(|words| &words.shell.retry)}
            </button>
        }
        .into_any(),
    )
}

/// Why something can't be done, in a sentence.
pub(super) fn why(screen: Screen, refused: Refused) -> String {
    screen.word(|words| match refused {
        Refused::NotOwn => &words.uses_all,
        Refused::Full => &words.full,
        Refused::FullOfMetafields => &words.full_metafields,
        Refused::Twice => &words.chosen,
        Refused::LeastOne => &words.least_one,
        Refused::LeastThree => &words.least_three,
    })
}

/// The element of a list's button that adds.
pub(super) fn add_id(list: List) -> String {
    format!("fields-add-{}", list.name())
}

fn list(screen: Screen, it: List) -> AnyView {
    let help = screen.word(|words| match it {
        List::OrderCard => &words.order_card_help,
        List::OrderDetails => &words.order_details_help,
        List::CustomerDetails => &words.customer_details_help,
    });
    let ids = Memo::new(move |_| {
        let ids = screen.work.with(|work| work.ids(it).clone());
        screen.lift.with(|lift| match lift {
            Some(lift) if lift.list == it => lift.drawn(&ids),
            _ => ids,
        })
    });
    let own = Memo::new(move |_| screen.work.with(Work::is_own));
    let count = move || {
        let n = ids.with(Vec::len).to_string();
        match it.most() {
            Some(most) => screen.fill(|words| &words.count_of, &[("n", &n), ("all", &most.to_string())]),
            None => screen.fill(|words| &words.count, &[("n", &n)]),
        }
    };
    let full = Memo::new(move |_| screen.work.with(|work| work.can_add(it).err()));
    let least = Memo::new(move |_| screen.work.with(|work| work.can_remove(it).err()));
    let reason = move || own.get().then(|| full.get().or(least.get())).flatten().map(|refused| why(screen, refused));
    let reason_id = format!("fields-why-{}", it.name());
    let heading = format!("fields-list-{}", it.name());
    let add = move |_| match full.get_untracked() {
        None => screen.picker.set(Some(it)),
        Some(refused) => screen.panel.say(why(screen, refused)),
    };
    view! {
        <section class="fields-list" class:fixed=move || !own.get() aria-labelledby=heading.clone()>
            <div class="fields-list-head">
                <h3 id=heading.clone()>{screen.list_name(it)}</h3>
                <span class="quiet">{count}</span>
            </div>
            <p class="quiet">{help}</p>
            {move || wrong(screen, it)}
            <ol class="fields-rows" aria-labelledby=heading.clone()>
                <For each=move || ids.get() key=String::clone children=move |id| row::row(screen, it, &id, ids) />
            </ol>
            <div class="fields-list-foot">
                <button
                    type="button" class="button small" id=add_id(it) aria-describedby=reason_id.clone() hidden=move || !own.get()
                    aria-disabled=move || full.get().map(|_| "true") on:click=add
                >
                    <span aria-hidden="true">"+"</span>
                    {screen.word(|words| &words.add)}
                    <span class="hid">{format!(": {}", screen.list_name(it))}</span>
                </button>
                <span class="quiet" id=reason_id.clone()>{reason}</span>
            </div>
        </section>
    }
    .into_any()
}

/// What the proxy found wrong with this list.
fn wrong(screen: Screen, list: List) -> Option<AnyView> {
    let Saving::Failed(problem) = screen.saving.get() else { return None };
    let about = problem.field.as_deref().and_then(List::of_field)?;
    (about == list).then(|| view! { <p class="message critical">{problem.message}</p> }.into_any())
}
