//! The answer to "where is my order?", and what can be done with it.

use super::html::{self, Button, div, p};
use super::{Look, copy, icon, nothing};
use context_card_wire::Answer;
use leptos::prelude::*;

/// The newest order in one sentence, with the reply for the customer.
pub(super) fn answer(look: &Look<'_>, answer: &Answer) -> AnyView {
    let words = look.words;
    let insert = if look.state.can_insert {
        let done = look.state.done.as_ref().is_some_and(|(text, _)| *text == answer.reply);
        let label = if done { words.inserted.clone() } else { words.insert_reply.clone() };
        let arg = Some(answer.reply.clone());
        let it = Button { class: "button strong", act: "insert", arg, ..Button::default() };
        html::button(it, vec![if done { icon::icon(icon::CHECK) } else { nothing() }, html::word("", label)])
    } else {
        nothing()
    };
    let buttons = vec![insert, copy::button(look, &answer.reply, &answer.text)];
    div("answer", vec![p("", vec![answer.text.clone().into_any()]), div("do", buttons)])
}
