//! The elements that the components are made of most often. Each is one function, and so one type: what every place in
//! a view adds to the card's bytes is then only what is different about it.

use super::element::{BUTTON, DIV, H3, LI, P, SECTION, SPAN, Tag, UL, element, fixed, own};
use leptos::prelude::*;

/// Several things after each other.
pub(super) fn all(parts: Vec<AnyView>) -> AnyView {
    parts.into_any()
}

/// An element with a class, or without where that is empty.
pub(super) fn classed(tag: Tag, class: &'static str, child: AnyView) -> AnyView {
    element(tag, if class.is_empty() { vec![] } else { vec![fixed("class", class)] }, child)
}

/// A block.
pub(super) fn div(class: &'static str, parts: Vec<AnyView>) -> AnyView {
    classed(DIV, class, all(parts))
}

/// A part of a line.
pub(super) fn span(class: &'static str, parts: Vec<AnyView>) -> AnyView {
    classed(SPAN, class, all(parts))
}

/// A part of a line that is nothing but its text.
pub(super) fn word(class: &'static str, text: String) -> AnyView {
    classed(SPAN, class, text.into_any())
}

/// A block with a role of its own, and its name for screen readers.
pub(super) fn named(class: &'static str, role: &'static str, name: String, parts: Vec<AnyView>) -> AnyView {
    element(DIV, vec![fixed("role", role), own("aria-label", Some(name)), fixed("class", class)], all(parts))
}

/// A block of which it is watched whether it can be seen (`sight.rs`).
pub(super) fn watched(class: &'static str, sight: String, parts: Vec<AnyView>) -> AnyView {
    element(DIV, vec![own("data-see", Some(sight)), fixed("class", class)], all(parts))
}

/// A field to type into, and its name. Leptos never writes into it again, so that what is typed stays. It is no form: a
/// host may forbid a frame to send one, and what is typed must not reach an address.
pub(super) fn field(class: &'static str, id: String, name: String, hint: String, value: Option<String>) -> AnyView {
    view! {
        <input
            class=class id=id type="search" aria-label=name placeholder=hint value=value maxlength="200"
            autocomplete="off" spellcheck="false" enterkeyhint="search"
        />
    }
    .into_any()
}

/// A paragraph.
pub(super) fn p(class: &'static str, parts: Vec<AnyView>) -> AnyView {
    classed(P, class, all(parts))
}

/// A list, with its name for screen readers where no heading says it.
pub(super) fn ul(class: &'static str, name: Option<String>, items: Vec<AnyView>) -> AnyView {
    element(UL, vec![own("aria-label", name), fixed("class", class)], all(items))
}

/// An item of a list.
pub(super) fn li(item: AnyView) -> AnyView {
    classed(LI, "", item)
}

/// What opens on a click, without a program.
pub(super) fn disclosure(class: &'static str, summary: Vec<AnyView>, parts: Vec<AnyView>) -> AnyView {
    view! { <details class=class><summary>{all(summary)}</summary>{all(parts)}</details> }.into_any()
}

/// A section, with its heading where it has one.
pub(super) fn section(class: &'static str, parts: Vec<AnyView>) -> AnyView {
    classed(SECTION, class, all(parts))
}

/// A heading of the third level.
pub(super) fn h3(parts: Vec<AnyView>) -> AnyView {
    classed(H3, "", all(parts))
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
    /// For one of several that are chosen from: whether it is the chosen one.
    pub(super) pressed: Option<bool>,
    /// It is there, but can't be used now.
    pub(super) off: bool,
}

/// A button with what is in it.
pub(super) fn button(it: Button, parts: Vec<AnyView>) -> AnyView {
    let Button { class, act, arg, id, name, expanded, pressed, off } = it;
    let said = |name, it: Option<bool>| own(name, it.map(|it| it.to_string()));
    let given = vec![
        fixed("type", "button"),
        fixed("data-act", act),
        own("data-arg", arg),
        own("id", id),
        own("aria-label", name.clone()),
        own("title", name),
        said("aria-expanded", expanded),
        said("aria-pressed", pressed),
        said("aria-disabled", off.then_some(true)),
        fixed("class", class),
    ];
    element(BUTTON, given, all(parts))
}
