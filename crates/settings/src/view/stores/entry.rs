//! A field to write into: its label, its help, and what is wrong with it, told together.

use context_card_markup::view;
use context_card_wire::Notice;
use leptos::prelude::*;
use wasm_bindgen::JsCast;

/// How a field is.
pub(super) struct Entry {
    /// Its id on the page.
    pub(super) id: &'static str,
    /// Its name in the API: what is wrong with it is told by that.
    pub(super) name: &'static str,
    /// Its label.
    pub(super) label: String,
    /// A sentence of help; empty where there is none.
    pub(super) help: String,
    /// Whether what is written is hidden.
    pub(super) secret: bool,
    /// What stands in it while it is empty.
    pub(super) example: &'static str,
}

/// Whether the field is left for a button, which looks at it itself. What is wrong must not be told in between: the
/// sentence would move the button away from below the pointer.
fn goes_on(event: &web_sys::FocusEvent) -> bool {
    event.related_target().is_some_and(|to| to.has_type::<web_sys::HtmlButtonElement>())
}

/// Draws it. `problem`: what the last answer said. `left`: what is done when somebody leaves it.
pub(super) fn entry(
    entry: Entry,
    value: RwSignal<String>,
    problem: RwSignal<Option<Notice>>,
    left: impl Fn() + 'static,
) -> AnyView {
    let Entry { id, name, label, help, secret, example } = entry;
    let wrong = move || {
        problem.with(|problem| {
            let problem = problem.as_ref()?;
            (problem.field.as_deref() == Some(name)).then(|| problem.message.clone())
        })
    };
    let told = format!("{id}-help {id}-wrong");
    let kind = if secret { "password" } else { "text" };
    view! {
        <p class="entry">
            <label for=id>{label}</label>
            <input id=id type=kind autocomplete="off" autocapitalize="off" spellcheck="false" placeholder=example dir="ltr"
                prop:value=move || value.get() aria-describedby=told
                aria-invalid=move || wrong().is_some().then_some("true")
                on:input=move |event| value.set(event_target_value(&event))
                on:focusout=move |event| { if !goes_on(&event) { left() } } />
            <span class="help" id=format!("{id}-help")>{help}</span>
            <span class="wrong" id=format!("{id}-wrong") role="alert">{wrong}</span>
        </p>
    }
    .into_any()
}
