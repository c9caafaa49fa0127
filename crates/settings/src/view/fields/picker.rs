//! What can be added to a list: searched while typing, grouped, the metafields store by store. It stays open, so that several
//! can be added.

use super::lists::{add_id, why};
use super::modal::{close, modal};
use super::row::{at_place, facts};
use super::screen::Screen;
use crate::dom;
use crate::state::fields::{Entry, Known, List, Refused, Section};
use crate::view::parts::notice;
use context_card_markup::view;
use leptos::ev;
use leptos::prelude::*;
use wasm_bindgen::JsCast as _;
use web_sys::HtmlElement;

const ID: &str = "fields-picker";
const FIELD: &str = "fields-search";

/// The picker for a list.
pub(super) fn picker(screen: Screen, list: List) -> AnyView {
    let query = RwSignal::new(String::new());
    let sections = Memo::new(move |_| {
        screen.known.with(|known| known.as_ref().map(|known| query.with(|query| known.search(list, query))))
    });
    let name = screen.list_name(list);
    let count = move || {
        let n = sections.with(|all| all.as_ref().map(|all| all.iter().map(|it| it.entries.len()).sum::<usize>()));
        n.map(|n| screen.fill(|words| &words.search_count, &[("n", &n.to_string())]))
    };
    let full = Memo::new(move |_| screen.work.with(|work| work.can_add(list).err()));
    let search = move |event| query.set(event_target_value(&event));
    let keys = move |event: ev::KeyboardEvent| match event.key().as_str() {
        "ArrowDown" => step(&event, 1),
        "ArrowUp" => step(&event, -1),
        _ => {}
    };
    let body = view! {
        <div class="picker-head" on:keydown=keys>
            <h3 id="fields-picker-heading">{screen.fill(|words| &words.add_to, &[("list", &name)])}</h3>
            <div class="entry">
                <label for=FIELD>{screen.word(|words| &words.search)}</label>
                <input
                    id=FIELD type="search" autocomplete="off" spellcheck="false" maxlength="100"
                    placeholder=screen.word(|words| &words.search_hint) on:input=search
                />
            </div>
            <p class="quiet" role="status">{count}</p>
            {move || full.get().map(|refused| view! { <p class="message" role="status">{why(screen, refused)}</p> })}
        </div>
        <div class="picker-list" tabindex="-1" on:keydown=keys>
            {move || match sections.get() {
                None => waiting(screen),
                Some(all) if all.is_empty() => nothing(screen, query),
                Some(all) => all.into_iter().map(|it| section(screen, list, it)).collect::<Vec<_>>().into_any(),
            }}
            {move || query.with(String::is_empty).then(|| notes(screen, list))}
        </div>
        <div class="picker-foot">
            <button type="button" class="button strong" on:click=move |_| close(ID)>{screen.word(|words| &words.done)}</button>
        </div>
    };
    let closed = move || {
        screen.picker.set(None);
        dom::focus_soon(add_id(list));
    };
    let dialog = modal(ID, "fields-picker-heading", "modal picker", closed, body.into_any());
    // After it has opened.
    dom::focus_soon(FIELD);
    dialog
}

/// The arrow keys go from the field to what was found, and on.
fn step(event: &ev::KeyboardEvent, by: i32) {
    let Ok(all) = dom::document().query_selector_all("#fields-picker .pick") else { return };
    let focused = dom::document().active_element();
    let here = (0..all.length()).find(|at| {
        all.item(*at).is_some_and(|node| focused.as_ref().is_some_and(|focused| focused.is_same_node(Some(&node))))
    });
    let next = match here {
        Some(0) if by < 0 => {
            event.prevent_default();
            dom::focus(FIELD);
            return;
        }
        Some(at) => at.saturating_add_signed(by),
        None if by > 0 => 0,
        None => return,
    };
    event.prevent_default();
    if let Some(element) = all.item(next).and_then(|node| node.dyn_into::<HtmlElement>().ok()) {
        drop(element.focus());
    }
}

fn waiting(screen: Screen) -> AnyView {
    match screen.unknown.get() {
        Some(problem) => view! {
            {notice(screen.panel, &problem)}
            <button type="button" class="button small" on:click=move |_| screen.know_again()>
                {screen.panel.word(|words| &words.shell.retry)}
            </button>
        }
        .into_any(),
        None => view! {
            <div aria-busy="true">
                <p class="hid">{screen.panel.word(|words| &words.shell.loading)}</p>
                <div class="bone wide"></div>
                <div class="bone wide"></div>
                <div class="bone wide"></div>
            </div>
        }
        .into_any(),
    }
}

fn nothing(screen: Screen, query: RwSignal<String>) -> AnyView {
    let text = query.with_untracked(|query| screen.fill(|words| &words.search_none, &[("text", query.trim())]));
    let all = move |_| {
        if let Some(field) = dom::find::<web_sys::HtmlInputElement>(FIELD) {
            field.set_value("");
        }
        query.set(String::new());
        dom::focus(FIELD);
    };
    view! {
        <div class="picker-none">
            <p role="status">{text}</p>
            <button type="button" class="button small" on:click=all>{screen.word(|words| &words.search_all)}</button>
        </div>
    }
    .into_any()
}

fn section(screen: Screen, list: List, it: Section) -> AnyView {
    let heading = if it.metafields {
        screen.fill(|words| &words.metafields_of, &[("store", &it.heading)])
    } else {
        it.heading.clone()
    };
    view! {
        <section class="picker-section">
            <h4>{heading}</h4>
            <ul>{it.entries.into_iter().map(|entry| view! { <li>{pick(screen, list, entry)}</li> }).collect::<Vec<_>>()}</ul>
        </section>
    }
    .into_any()
}

/// One field that can be added: the whole of it is the button.
fn pick(screen: Screen, list: List, it: Entry) -> AnyView {
    let id = StoredValue::new(it.id.clone());
    let blocked = it.always || !it.drawable;
    let refused = Memo::new(move |_| screen.work.with(|work| id.with_value(|id| work.can_add_field(list, id).err())));
    let chosen = move || refused.get() == Some(Refused::Twice);
    let add = move |_| {
        let id = id.get_value();
        if blocked {
            return;
        }
        match refused.get_untracked() {
            Some(Refused::Twice) => {}
            Some(refused) => screen.panel.say(why(screen, refused)),
            None => {
                screen.edit(
                    |work| work.add(list, &id),
                    |work| {
                        let all = work.ids(list).len();
                        at_place(screen, |words| &words.added, &id, all - 1, all)
                    },
                );
            }
        }
    };
    let mark = if it.always {
        Some(screen.word(|words| &words.always_shown))
    } else {
        (!it.drawable).then(|| screen.word(|words| &words.not_drawable))
    };
    let state = move || {
        if chosen() {
            let word = screen.word(|words| &words.chosen);
            view! { <span class="sign positive"><span aria-hidden="true">"✓"</span>{word}</span> }.into_any()
        } else if let Some(mark) = mark.clone() {
            view! { <span class="quiet">{mark}</span> }.into_any()
        } else {
            view! { <span class="pick-add" aria-hidden="true">"+"</span> }.into_any()
        }
    };
    view! {
        <button
            type="button" class="pick" class:chosen=chosen data-field=it.id.clone()
            aria-disabled=move || (blocked || refused.get().is_some()).then_some("true") on:click=add
        >
            <span class="pick-what">
                <span class="fields-name"><bdi class="name">{it.label.clone()}</bdi></span>
                {(!it.help.is_empty()).then(|| view! { <span class="quiet"><bdi>{it.help.clone()}</bdi></span> })}
                {facts(screen, &it)}
            </span>
            <span class="pick-state">{state}</span>
        </button>
    }
    .into_any()
}

/// What is to be said about the stores' metafields.
fn notes(screen: Screen, list: List) -> AnyView {
    screen
        .known
        .with(|known: &Option<Known>| {
            let known = known.as_ref()?;
            let mut lines: Vec<AnyView> = Vec::new();
            for note in &known.notes {
                let store = note.store.clone();
                for problem in &note.notices {
                    lines.push(
                        view! {
                            <div class="picker-note">
                                <p class="quiet">{screen.fill(|words| &words.metafields_of, &[("store", &store)])}</p>
                                {notice(screen.panel, problem)}
                            </div>
                        }
                        .into_any(),
                    );
                }
                if note.more {
                    let text = screen.fill(|words| &words.metafields_more, &[("store", &store)]);
                    lines.push(view! { <p class="quiet">{text}</p> }.into_any());
                }
            }
            for store in known.without_metafields(list) {
                let text = screen.fill(|words| &words.metafields_none, &[("store", store)]);
                lines.push(view! { <p class="quiet">{text}</p> }.into_any());
            }
            Some(lines)
        })
        .into_any()
}
