//! The button that copies a value.

use super::html::{self, Button};
use super::{Look, icon};
use context_card_wire::Words;
use leptos::prelude::*;

/// A small button that copies `text`; `name` says what that is to screen readers.
pub(super) fn button(look: &Look<'_>, text: &str, name: &str) -> AnyView {
    let done = look.state.done.as_ref().is_some_and(|(copied, _)| copied == text);
    let label = if done { look.words.copied.clone() } else { Words::fill(&look.words.copy, name) };
    let it = Button { class: "small", act: "copy", arg: Some(text.to_owned()), name: Some(label), ..Button::default() };
    html::button(it, vec![icon::icon(if done { icon::CHECK } else { icon::COPY })])
}
