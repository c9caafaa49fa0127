//! The elements that the components are made of most often. Each is one function, and so one type: what every place in
//! a view adds to the card's bytes is then only what is different about it.

use leptos::prelude::*;

/// Several things after each other.
pub(super) fn all(parts: Vec<AnyView>) -> AnyView {
    parts.into_any()
}

/// A block.
pub(super) fn div(class: &'static str, parts: Vec<AnyView>) -> AnyView {
    view! { <div class=class>{parts}</div> }.into_any()
}

/// A part of a line.
pub(super) fn span(class: &'static str, parts: Vec<AnyView>) -> AnyView {
    view! { <span class=class>{parts}</span> }.into_any()
}

/// A part of a line that is nothing but its text.
pub(super) fn word(class: &'static str, text: String) -> AnyView {
    view! { <span class=class>{text}</span> }.into_any()
}

/// A paragraph.
pub(super) fn p(class: &'static str, parts: Vec<AnyView>) -> AnyView {
    view! { <p class=class>{parts}</p> }.into_any()
}

/// A list, with its name for screen readers where no heading says it.
pub(super) fn ul(class: &'static str, name: Option<String>, items: Vec<AnyView>) -> AnyView {
    view! { <ul class=class aria-label=name>{items}</ul> }.into_any()
}

/// An item of a list.
pub(super) fn li(item: AnyView) -> AnyView {
    view! { <li>{item}</li> }.into_any()
}

/// What opens on a click, without a program.
pub(super) fn disclosure(class: &'static str, summary: Vec<AnyView>, parts: Vec<AnyView>) -> AnyView {
    view! { <details class=class><summary>{summary}</summary>{parts}</details> }.into_any()
}

/// A section, with its heading where it has one.
pub(super) fn section(class: &'static str, parts: Vec<AnyView>) -> AnyView {
    view! { <section class=class>{parts}</section> }.into_any()
}

/// A heading of the third level.
pub(super) fn h3(parts: Vec<AnyView>) -> AnyView {
    view! { <h3>{parts}</h3> }.into_any()
}

/// A button, by what a click on it says (`state/act.rs`).
#[derive(Default)]
pub(super) struct Button {
    pub(super) class: &'static str,
    pub(super) act: &'static str,
    pub(super) arg: Option<String>,
    pub(super) id: Option<String>,
    /// Its name, where only a picture is in it.
    pub(super) name: Option<String>,
    /// For one that unfolds something: whether it is unfolded.
    pub(super) expanded: Option<bool>,
    /// It is there, but can't be used now.
    pub(super) off: bool,
}

/// A button with what is in it.
pub(super) fn button(it: Button, parts: Vec<AnyView>) -> AnyView {
    let Button { class, act, arg, id, name, expanded, off } = it;
    let expanded = expanded.map(|open| if open { "true" } else { "false" });
    view! {
        <button
            type="button" class=class data-act=act data-arg=arg id=id aria-label=name.clone() title=name
            aria-expanded=expanded aria-disabled=off.then_some("true")
        >
            {parts}
        </button>
    }
    .into_any()
}
