//! A signing secret, this one time: to be copied, and not left behind by mistake.

use super::Screen;
use super::ask::{Question, ask};
use crate::view::parts::copy_button_then;
use context_card_markup::view;
use leptos::prelude::*;

/// A secret on screen. `kept` becomes true once it was copied.
pub(super) fn secret(screen: Screen, key: &str, secret: &str, kept: RwSignal<bool>) -> impl IntoView + use<> {
    let text = secret.to_owned();
    let copied = move || kept.set(true);
    screen.panel.ask_while(move || !kept.get());
    let label = screen.word(|words| &words.secret);
    view! {
        <div class="secret">
            <p class="message caution">{screen.word(|words| &words.secret_once)}</p>
            <div class="copied">
                <code dir="ltr" tabindex="0" role="textbox" aria-readonly="true" aria-label=label.clone() on:copy=move |_| copied()>
                    {secret.to_owned()}
                </code>
                {copy_button_then(screen.panel, &label, move || text.clone(), copied)}
            </div>
            <p class="quiet">
                <bdi>{screen.say(|words| &words.secret_for, &[("name", key)])}</bdi>
            </p>
        </div>
    }
}

/// A button that ends it, after a question where the secret was not copied.
pub(super) fn done(
    screen: Screen,
    kept: RwSignal<bool>,
    then: impl Fn() + Clone + Send + Sync + 'static,
) -> impl IntoView {
    let asked = RwSignal::new(false);
    let question = Question {
        id: "ask-secret".to_owned(),
        open: asked,
        title: screen.word(|words| &words.secret_ask),
        text: Signal::stored(vec![screen.word(|words| &words.secret_ask_text)]),
        yes: screen.word(|words| &words.secret_ask_yes),
        no: screen.word(|words| &words.secret_ask_no),
        danger: false,
    };
    let (at_once, after) = (then.clone(), then);
    let end = move |_| if kept.get_untracked() { at_once() } else { asked.set(true) };
    view! {
        <button type="button" class="button strong" on:click=end>{screen.word(|words| &words.secret_done)}</button>
        {ask(question, after)}
    }
}
