//! A dialog: the browser keeps the focus in it, closes it by Escape and puts the focus back where it was.

use crate::dom;
use context_card_markup::view;
use leptos::ev;
use leptos::prelude::*;
use wasm_bindgen::JsCast as _;
use web_sys::HtmlDialogElement;

/// A dialog that is open as long as it is drawn. `label`: the id of its heading. `closed` is told when it has closed, and
/// takes it away.
pub(super) fn modal(
    id: &'static str,
    label: &'static str,
    class: &'static str,
    closed: impl Fn() + 'static,
    body: AnyView,
) -> AnyView {
    dom::later(0, move || {
        if let Some(dialog) = dom::find::<HtmlDialogElement>(id).filter(|dialog| !dialog.open()) {
            // It is on the page and closed, so that it can be opened.
            drop(dialog.show_modal());
        }
    });
    let beside = move |event: ev::MouseEvent| {
        // The ground behind a dialog is the dialog itself; what is in it has elements of its own.
        let on_ground = event.target().is_some_and(|target| target.dyn_into::<HtmlDialogElement>().is_ok());
        if on_ground {
            close(id);
        }
    };
    view! {
        <dialog id=id class=class aria-labelledby=label on:click=beside on:close=move |_| closed()>
            <div class="modal-body">{body}</div>
        </dialog>
    }
    .into_any()
}

/// Closes it.
pub(super) fn close(id: &str) {
    if let Some(dialog) = dom::find::<HtmlDialogElement>(id) {
        dialog.close();
    }
}
