//! A field that is dragged by mouse, pen or finger: its row follows the pointer, and a line shows where it would be dropped.

use super::row::{handle_id, row_id, shift_to};
use super::screen::Screen;
use crate::dom;
use crate::state::fields::{List, place_at};
use leptos::ev;
use leptos::prelude::*;
use wasm_bindgen::JsCast as _;
use web_sys::HtmlElement;

/// So near the window's edges, in pixels, it scrolls.
const EDGE: f64 = 56.0;

/// A field that is dragged.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Drag {
    list: List,
    id: String,
    from: usize,
    to: usize,
    /// Where the pointer was at the beginning, in the page.
    start: f64,
    /// How far it is from there.
    by: f64,
    /// The middles of the rows, in the page.
    middles: Vec<f64>,
}

/// What a drag means for one row.
#[derive(Clone, Copy)]
pub(super) struct OfRow {
    /// Whether this row is dragged.
    pub(super) is_it: Memo<bool>,
    /// How far, in pixels.
    pub(super) by: Memo<Option<i32>>,
    /// Whether it would be dropped before this row.
    pub(super) before: Memo<bool>,
    /// Whether it would be dropped after this row.
    pub(super) after: Memo<bool>,
}

/// What a drag means for the row at this place.
pub(super) fn of_row(screen: Screen, list: List, place: Memo<usize>) -> OfRow {
    let look = move |of: fn(&Drag, usize) -> bool| {
        Memo::new(move |_| {
            screen.drag.with(|drag| drag.as_ref().is_some_and(|drag| drag.list == list && of(drag, place.get())))
        })
    };
    OfRow {
        is_it: look(|drag, place| drag.from == place),
        by: Memo::new(move |_| {
            screen.drag.with(|drag| {
                let drag = drag.as_ref().filter(|drag| drag.list == list && drag.from == place.get())?;
                Some(drag.by as i32)
            })
        }),
        before: look(|drag, place| drag.to < drag.from && drag.to == place),
        after: look(|drag, place| drag.to > drag.from && drag.to == place),
    }
}

fn scrolled() -> f64 {
    dom::window().scroll_y().unwrap_or(0.0)
}

/// The pointer is down on a handle.
pub(super) fn begin(screen: Screen, list: List, id: &str, event: &ev::PointerEvent) {
    if event.button() != 0 || !event.is_primary() {
        return;
    }
    let ids = screen.work.with_untracked(|work| work.ids(list).clone());
    let Some(from) = ids.iter().position(|it| it == id) else { return };
    let Some(handle) = event.current_target().and_then(|it| it.dyn_into::<HtmlElement>().ok()) else { return };
    // Nothing on the page is selected meanwhile; the focus goes where it would have gone.
    event.prevent_default();
    drop(handle.focus());
    // Without it the pointer would be lost beside the handle; the drag then ends there.
    drop(handle.set_pointer_capture(event.pointer_id()));
    let middles = ids.iter().map(|id| {
        let row = dom::find::<HtmlElement>(&row_id(list, id));
        row.map_or(0.0, |row| {
            let place = row.get_bounding_client_rect();
            place.top() + place.height() / 2.0 + scrolled()
        })
    });
    screen.lift.set(None);
    let start = f64::from(event.client_y()) + scrolled();
    screen.drag.set(Some(Drag { list, id: id.to_owned(), from, to: from, start, by: 0.0, middles: middles.collect() }));
}

/// The pointer has moved.
pub(super) fn go_on(screen: Screen, event: &ev::PointerEvent) {
    if screen.drag.with_untracked(Option::is_none) {
        return;
    }
    let at = f64::from(event.client_y());
    let height = dom::window().inner_height().ok().and_then(|height| height.as_f64()).unwrap_or(f64::MAX);
    if at < EDGE {
        dom::window().scroll_by_with_x_and_y(0.0, -12.0);
    } else if at > height - EDGE {
        dom::window().scroll_by_with_x_and_y(0.0, 12.0);
    }
    screen.drag.update(|drag| {
        if let Some(drag) = drag {
            drag.by = at + scrolled() - drag.start;
            // By the middle of the row that is dragged, so that it does not matter where it was taken.
            let middle = drag.middles.get(drag.from).copied().unwrap_or_default() + drag.by;
            drag.to = place_at(&drag.middles, drag.from, middle);
        }
    });
}

/// The pointer is up.
pub(super) fn drop_it(screen: Screen) {
    let Some(drag) = screen.drag.get_untracked() else { return };
    screen.drag.set(None);
    if shift_to(screen, drag.list, &drag.id, drag.from, drag.to) {
        dom::focus_soon(handle_id(drag.list, &drag.id));
    }
}

/// It is given up.
pub(super) fn put_back(screen: Screen) {
    if screen.drag.with_untracked(Option::is_some) {
        screen.drag.set(None);
    }
}
