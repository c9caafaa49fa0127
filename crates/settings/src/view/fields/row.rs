//! One chosen field: what it is, how it looks, what keeps it from being shown; moving and removing it.
//!
//! Three ways to move: dragging the handle; lifting it by Space, moving by the arrow keys and dropping it by Space; and two
//! plain buttons, for whom neither is easy.

use super::drag;
use super::example::example;
use super::lists::{add_id, why};
use super::screen::Screen;
use crate::dom;
use crate::state::fields::{Entry, Lift, List, Work};
use context_card_markup::view;
use leptos::ev;
use leptos::prelude::*;

/// The element of a row.
pub(super) fn row_id(list: List, id: &str) -> String {
    format!("fields-row-{}-{id}", list.name())
}

/// The element of a row's handle.
pub(super) fn handle_id(list: List, id: &str) -> String {
    format!("fields-handle-{}-{id}", list.name())
}

fn act_id(act: &str, list: List, id: &str) -> String {
    format!("fields-{act}-{}-{id}", list.name())
}

/// A sentence about a field at its place.
pub(super) fn at_place(
    screen: Screen,
    of: impl FnOnce(&context_card_wire::settings::words::FieldsWords) -> &String,
    id: &str,
    place: usize,
    all: usize,
) -> String {
    let (name, n, all) = (screen.label(id), (place + 1).to_string(), all.to_string());
    screen.fill(of, &[("name", &name), ("n", &n), ("all", &all)])
}

/// One row. `ids`: the list as it is drawn.
pub(super) fn row(screen: Screen, list: List, id: &str, ids: Memo<Vec<String>>) -> AnyView {
    let id = StoredValue::new(id.to_owned());
    let own = Memo::new(move |_| screen.work.with(Work::is_own));
    let entry = Memo::new(move |_| {
        screen.known.with(|known| known.as_ref().and_then(|known| id.with_value(|id| known.find(id).cloned())))
    });
    let label = Memo::new(move |_| entry.with(|it| it.as_ref().map_or_else(|| id.get_value(), |it| it.label.clone())));
    let place = Memo::new(move |_| id.with_value(|id| ids.with(|ids| ids.iter().position(|it| it == id).unwrap_or(0))));
    let lifted = Memo::new(move |_| {
        id.with_value(|id| screen.lift.with(|it| it.as_ref().is_some_and(|it| it.id == *id && it.list == list)))
    });
    let named = move |of: fn(&context_card_wire::settings::words::FieldsWords) -> &String| {
        move || label.with(|name| screen.fill(of, &[("name", name)]))
    };
    let refused = Memo::new(move |_| screen.work.with(|work| work.can_remove(list).err()));
    let remove = move |_| match refused.get_untracked() {
        Some(refused) => screen.panel.say(why(screen, refused)),
        None => take_away(screen, list, &id.get_value()),
    };
    let shift = move |on: bool| {
        let from = place.get_untracked();
        let to = if on { from + 1 } else { from.saturating_sub(1) };
        if shift_to(screen, list, &id.get_value(), from, to) {
            // At an end this button has done all it can; the other one goes on.
            dom::focus_soon(act_id(if on { "down" } else { "up" }, list, &id.get_value()));
        }
    };
    let last = Memo::new(move |_| ids.with(|ids| place.get() + 1 >= ids.len()));
    let dragged = drag::of_row(screen, list, place);
    let handle = handle_id(list, &id.get_value());
    view! {
        <li
            class="fields-row" id=row_id(list, &id.get_value()) class:lifted=move || lifted.get() class:dragged=move || dragged.is_it.get()
            class:drop-before=move || dragged.before.get() class:drop-after=move || dragged.after.get()
            style:transform=move || dragged.by.get().map(|by| format!("translateY({by}px)"))
        >
            <button
                type="button" class="fields-handle" id=handle hidden=move || !own.get() aria-label=named(|words| &words.move_it)
                aria-describedby="fields-move-help" aria-pressed=move || if lifted.get() { "true" } else { "false" }
                on:click=move |event| clicked(screen, list, &id.get_value(), &event)
                on:keydown=move |event| key(screen, list, &id.get_value(), ids, &event)
                on:keyup=move |event: ev::KeyboardEvent| if event.key() == " " { event.prevent_default() }
                on:blur=move |_| left(screen, list, id.get_value())
                on:pointerdown=move |event| drag::begin(screen, list, &id.get_value(), &event)
                on:pointermove=move |event| drag::go_on(screen, &event)
                on:pointerup=move |_| drag::drop_it(screen)
                on:pointercancel=move |_| drag::put_back(screen)
            >
                <span aria-hidden="true">"⠿"</span>
            </button>
            <div class="fields-what">{move || what(screen, &id.get_value(), entry.get())}</div>
            <div class="fields-acts" hidden=move || !own.get()>
                <button
                    type="button" class="fields-act" id=act_id("up", list, &id.get_value()) aria-label=named(|words| &words.move_up)
                    title=named(|words| &words.move_up) aria-disabled=move || (place.get() == 0).then_some("true") on:click=move |_| shift(false)
                >
                    <span aria-hidden="true">"↑"</span>
                </button>
                <button
                    type="button" class="fields-act" id=act_id("down", list, &id.get_value()) aria-label=named(|words| &words.move_down)
                    title=named(|words| &words.move_down) aria-disabled=move || last.get().then_some("true") on:click=move |_| shift(true)
                >
                    <span aria-hidden="true">"↓"</span>
                </button>
                <button
                    type="button" class="fields-act" id=act_id("remove", list, &id.get_value()) aria-label=named(|words| &words.remove)
                    title=move || refused.get().map_or_else(named(|words| &words.remove), |refused| why(screen, refused))
                    aria-describedby=move || refused.get().map(|_| format!("fields-why-{}", list.name()))
                    aria-disabled=move || refused.get().map(|_| "true") on:click=remove
                >
                    <span aria-hidden="true">"✕"</span>
                </button>
            </div>
        </li>
    }
    .into_any()
}

/// What the field is.
fn what(screen: Screen, id: &str, entry: Option<Entry>) -> AnyView {
    let Some(it) = entry else { return unknown(screen, id) };
    let group = match screen.known.with(|known| known.as_ref().map(|known| known.stores_of(id).join(", "))) {
        Some(stores) if !stores.is_empty() => format!("{} · {stores}", it.group),
        _ => it.group.clone(),
    };
    view! {
        <p class="fields-name"><bdi class="name">{it.label.clone()}</bdi><span class="quiet">{group}</span></p>
        {facts(screen, &it)}
    }
    .into_any()
}

/// Example, scope, and the stores that don't show it.
pub(super) fn facts(screen: Screen, it: &Entry) -> AnyView {
    let scope = match &it.scope {
        Some(scope) => screen.fill(|words| &words.scope, &[("scope", scope)]),
        None => screen.word(|words| &words.no_scope),
    };
    let drawn = example(&it.example).map(|drawn| {
        view! { <span class="fields-example"><span class="hid">{screen.word(|words| &words.example)}": "</span>{drawn}</span> }
    });
    let of = (!it.of.is_empty()).then(|| screen.fill(|words| &words.metafield_type, &[("type", &it.of)]));
    let missing = it.missing.iter().map(|missing| {
        let values = [("store", &*missing.store), ("grant", &*missing.grant)];
        let text = screen.fill(|words| &words.missing, &values);
        view! { <span class="fields-missing"><span aria-hidden="true">"! "</span>{text}</span> }
    });
    view! {
        <span class="fields-facts">
            {drawn}
            {of.map(|of| view! { <span class="quiet">{of}</span> })}
            <span class="quiet">{scope}</span>
            {it.personal.then(|| view! { <span class="quiet">{screen.word(|words| &words.personal)}</span> })}
        </span>
        {missing.collect::<Vec<_>>()}
    }
    .into_any()
}

/// A field that is chosen, and of which nothing is known: not yet, or no more.
fn unknown(screen: Screen, id: &str) -> AnyView {
    let told = screen.known.with(|known| known.as_ref().map(crate::state::fields::Known::is_whole));
    let line = match told {
        None if screen.unknown.with(Option::is_none) => view! { <span class="bone"></span> }.into_any(),
        Some(true) => {
            let text = screen.word(|words| &words.unknown_field);
            view! { <span class="fields-missing"><span aria-hidden="true">"! "</span>{text}</span> }.into_any()
        }
        _ => ().into_any(),
    };
    view! { <p class="fields-name"><bdi class="name">{id.to_owned()}</bdi></p>{line} }.into_any()
}

fn take_away(screen: Screen, list: List, id: &str) {
    let (name, next) = (
        screen.label(id),
        screen.work.with_untracked(|work| {
            let ids = work.ids(list);
            let at = ids.iter().position(|it| it == id).unwrap_or(0);
            ids.get(at + 1).or_else(|| ids.get(at.checked_sub(1)?)).cloned()
        }),
    );
    let said = screen.fill(|words| &words.removed, &[("name", &name)]);
    if screen.edit(|work| work.remove(list, id), |_| said) {
        dom::focus_soon(next.map_or_else(|| add_id(list), |next| act_id("remove", list, &next)));
    }
}

/// Moves a field. Whether it moved.
pub(super) fn shift_to(screen: Screen, list: List, id: &str, from: usize, to: usize) -> bool {
    screen.edit(
        |work| work.shift(list, from, to),
        |work| at_place(screen, |words| &words.dropped, id, to, work.ids(list).len()),
    )
}

/// A click without a pointer: of a screen reader.
fn clicked(screen: Screen, list: List, id: &str, event: &ev::MouseEvent) {
    if event.detail() == 0 {
        lift_or_drop(screen, list, id);
    }
}

fn lift_or_drop(screen: Screen, list: List, id: &str) {
    match screen.lift.get_untracked() {
        Some(lift) if lift.id == id && lift.list == list => drop_it(screen, &lift),
        _ => {
            let lift = screen.work.with_untracked(|work| Lift::new(list, work.ids(list), id));
            if let Some(lift) = lift {
                let all = screen.work.with_untracked(|work| work.ids(list).len());
                screen.panel.say(at_place(screen, |words| &words.lifted, id, lift.from, all));
                screen.lift.set(Some(lift));
            }
        }
    }
}

fn drop_it(screen: Screen, lift: &Lift) {
    screen.lift.set(None);
    if !shift_to(screen, lift.list, &lift.id, lift.from, lift.to) {
        let all = screen.work.with_untracked(|work| work.ids(lift.list).len());
        screen.panel.say(at_place(screen, |words| &words.dropped, &lift.id, lift.to, all));
    }
    dom::focus_soon(handle_id(lift.list, &lift.id));
}

fn key(screen: Screen, list: List, id: &str, ids: Memo<Vec<String>>, event: &ev::KeyboardEvent) {
    let lift = screen.lift.get_untracked().filter(|lift| lift.id == id && lift.list == list);
    let all = ids.with_untracked(Vec::len);
    match (event.key().as_str(), lift) {
        (" " | "Enter", _) => {
            event.prevent_default();
            if !event.repeat() {
                lift_or_drop(screen, list, id);
            }
        }
        (name @ ("ArrowUp" | "ArrowDown"), Some(mut lift)) => {
            event.prevent_default();
            lift.step(name == "ArrowDown", all);
            screen.panel.say(at_place(screen, |words| &words.moved, id, lift.to, all));
            screen.lift.set(Some(lift));
            dom::focus_soon(handle_id(list, id));
        }
        ("Escape", Some(lift)) => {
            event.prevent_default();
            screen.lift.set(None);
            screen.panel.say(at_place(screen, |words| &words.put_back, id, lift.from, all));
            dom::focus_soon(handle_id(list, id));
        }
        ("Escape", None) => drag::put_back(screen),
        _ => {}
    }
}

/// The focus has left: what is lifted is dropped. A row that moves in the page loses the focus too, and gets it back.
fn left(screen: Screen, list: List, id: String) {
    dom::later(60, move || {
        let lift = screen.lift.try_get_untracked().flatten().filter(|lift| lift.id == id && lift.list == list);
        let focused = dom::document().active_element().map(|element| element.id());
        if let Some(lift) = lift
            && focused != Some(handle_id(list, &id))
        {
            screen.lift.set(None);
            shift_to(screen, list, &id, lift.from, lift.to);
        }
    });
}
