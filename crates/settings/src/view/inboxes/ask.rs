//! A question before what can't be undone, as a modal dialog. The browser keeps the focus in it, closes it with Escape and
//! gives the focus back.

use crate::dom;
use context_card_markup::view;
use leptos::html::Dialog;
use leptos::prelude::*;

/// What is asked. Opens when `open` becomes true; sets it back when it closes.
pub(super) struct Question {
    pub(super) id: String,
    pub(super) open: RwSignal<bool>,
    pub(super) title: String,
    pub(super) text: Signal<Vec<String>>,
    pub(super) yes: String,
    pub(super) no: String,
    pub(super) danger: bool,
}

/// The dialog. `done`: what follows a yes.
pub(super) fn ask(question: Question, done: impl Fn() + 'static) -> impl IntoView {
    let Question { id, open, title, text, yes, no, danger } = question;
    let dialog = NodeRef::<Dialog>::new();
    let no_id = format!("{id}-no");
    let first = no_id.clone();
    Effect::new(move || {
        if let Some(dialog) = dialog.get() {
            match open.get() {
                // It is on the page, and not open yet: nothing can be refused.
                true if !dialog.open() => {
                    drop(dialog.show_modal());
                    // What changes nothing comes first.
                    dom::focus(&first);
                }
                false if dialog.open() => dialog.close(),
                _ => {}
            }
        }
    });
    let heading = format!("{id}-title");
    let class = if danger { "button danger" } else { "button strong" };
    view! {
        <dialog class="question box" node_ref=dialog aria-labelledby=heading.clone() on:close=move |_| open.set(false)>
            <h3 id=heading.clone()>{title}</h3>
            {move || text.get().into_iter().map(|text| view! { <p>{text}</p> }).collect_view()}
            <div class="actions">
                <button type="button" class=class on:click=move |_| { open.set(false); done(); }>{yes}</button>
                <button type="button" id=no_id class="button" on:click=move |_| open.set(false)>{no}</button>
            </div>
        </dialog>
    }
}
