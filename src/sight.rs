//! Which parts of the lists of orders can be seen: the browser says so by itself, also where the frame is as high as the
//! card and its host scrolls. Every element with `data-see` is watched: `0.12` is a chunk of rows, `0.` the end of a list.

use crate::dom;
use crate::error::CardError;
use crate::state::Sight;
use js_sys::Array;
use std::cell::RefCell;
use wasm_bindgen::prelude::*;
use web_sys::{Element, IntersectionObserver, IntersectionObserverEntry};

thread_local! {
    static OBSERVER: RefCell<Option<IntersectionObserver>> = const { RefCell::new(None) };
}

/// Begins to watch. `told` gets what came into view or went out of it, and the chunk with the focus.
pub(crate) fn begin(told: fn(Vec<Sight>, Option<(usize, usize)>)) -> Result<(), CardError> {
    let hear = Closure::<dyn FnMut(Array)>::new(move |entries: Array| {
        let sights: Vec<_> = entries.iter().filter_map(|entry| sight(entry.unchecked_ref())).collect();
        if !sights.is_empty() {
            told(sights, held());
        }
    });
    let observer = IntersectionObserver::new(hear.as_ref().unchecked_ref()).map_err(|_| CardError::Listener)?;
    hear.forget();
    OBSERVER.set(Some(observer));
    watch();
    Ok(())
}

/// After every drawing: what is new is watched, too. What is watched already stays so.
pub(crate) fn watch() {
    let Ok(all) = dom::tree().query_selector_all("[data-see]") else { return };
    OBSERVER.with_borrow(|observer| {
        for element in (0..all.length()).filter_map(|at| all.get(at)) {
            if let Some(observer) = observer {
                observer.observe(element.unchecked_ref());
            }
        }
    });
}

/// What an entry says. Of an element that is gone it says nothing.
fn sight(entry: &IntersectionObserverEntry) -> Option<Sight> {
    let element = entry.target();
    let (store, chunk) = place(&element)?;
    element.is_connected().then_some(Sight { store, chunk, seen: entry.is_intersecting() })
}

fn place(element: &Element) -> Option<(usize, Option<usize>)> {
    let place = element.get_attribute("data-see")?;
    let (store, chunk) = place.split_once('.')?;
    Some((store.parse().ok()?, chunk.parse().ok()))
}

/// The chunk with the focus.
fn held() -> Option<(usize, usize)> {
    let (store, chunk) = place(&dom::tree().active_element()?.closest("[data-see]").ok()??)?;
    Some((store, chunk?))
}
