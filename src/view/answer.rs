//! The answer to "where is my order?", and what can be done with it.

use super::{Look, copy, icon, nothing};
use context_card_wire::Answer;
use leptos::prelude::*;

/// The newest order in one sentence, with the reply for the customer.
pub(super) fn answer(look: &Look<'_>, answer: &Answer) -> AnyView {
    let words = look.words;
    let insert = if look.state.can_insert {
        let done = look.state.done.as_ref().is_some_and(|(text, _)| *text == answer.reply);
        let label = if done { words.inserted.clone() } else { words.insert_reply.clone() };
        view! {
            <button type="button" class="button strong" data-act="insert" data-arg=answer.reply.clone()>
                {if done { icon::icon(icon::CHECK) } else { nothing() }}
                <span>{label}</span>
            </button>
        }
        .into_any()
    } else {
        nothing()
    };
    view! {
        <div class="answer">
            <p>{answer.text.clone()}</p>
            <div class="do">{insert}{copy::button(look, &answer.reply, &answer.text)}</div>
        </div>
    }
    .into_any()
}
