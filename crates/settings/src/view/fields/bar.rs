//! What is not saved, at the bottom of the screen: undo, redo, discard, save; and how the saving went.

use super::screen::{Load, Saving, Screen};
use crate::state::fields::Work;
use crate::view::parts::notice;
use context_card_markup::view;
use leptos::prelude::*;

/// The bar. It is there while something is not saved, and while there is something to tell.
pub(super) fn bar(screen: Screen) -> AnyView {
    let panel = screen.panel;
    let dirty = Memo::new(move |_| screen.work.with(Work::is_dirty));
    let told = move || !matches!(screen.saving.get(), Saving::Idle);
    let shows = move || screen.load.get() == Load::Ready && (dirty.get() || told());
    let undo = move |_| step(screen, Work::undo, screen.word(|words| &words.undone));
    let redo = move |_| step(screen, Work::redo, screen.word(|words| &words.redone));
    let no_undo = Memo::new(move |_| !screen.work.with(Work::can_undo));
    let no_redo = Memo::new(move |_| !screen.work.with(Work::can_redo));
    let busy = move || screen.saving.get() == Saving::Busy;
    let save_word = move || {
        panel.words.with_value(|words| match screen.saving.get() {
            Saving::Busy => words.shell.saving.clone(),
            Saving::Failed(_) => words.shell.retry.clone(),
            _ => words.shell.save.clone(),
        })
    };
    view! {
        <div class="fields-bar" class:there=shows role="region" aria-label=screen.word(|words| &words.unsaved) hidden=move || !shows()>
            {move || failure(screen)}
            {move || behind(screen)}
            {move || screen.resumed.get().then(|| view! { <p class="told">{screen.word(|words| &words.restored)}</p> })}
            <div class="fields-bar-line">
                <p class="what">{move || state(screen, dirty.get())}</p>
                <button type="button" class="button small" aria-disabled=move || no_undo.get().then_some("true") on:click=undo>
                    {screen.word(|words| &words.undo)}
                </button>
                <button type="button" class="button small" aria-disabled=move || no_redo.get().then_some("true") on:click=redo>
                    {screen.word(|words| &words.redo)}
                </button>
                <button
                    type="button" class="button small" aria-disabled=move || (!dirty.get() || busy()).then_some("true")
                    on:click=move |_| if dirty.get_untracked() && !busy() { screen.discard() }
                >
                    {screen.word(|words| &words.discard)}
                </button>
                <button
                    type="button" class="button small strong" id="fields-save"
                    aria-disabled=move || (!dirty.get() || busy()).then_some("true")
                    on:click=move |_| if dirty.get_untracked() { screen.save() }
                >
                    {save_word}
                </button>
            </div>
        </div>
    }
    .into_any()
}

fn step(screen: Screen, work: fn(&mut Work) -> bool, said: String) {
    screen.edit(work, |_| said);
}

fn state(screen: Screen, dirty: bool) -> AnyView {
    match screen.saving.get() {
        Saving::Done if !dirty => {
            view! { <span class="sign positive"><span aria-hidden="true">"✓"</span>{screen.word(|words| &words.saved)}</span> }.into_any()
        }
        Saving::Discarded if !dirty => screen.word(|words| &words.discarded).into_any(),
        _ => screen.word(|words| &words.unsaved).into_any(),
    }
}

fn failure(screen: Screen) -> Option<AnyView> {
    let Saving::Failed(problem) = screen.saving.get() else { return None };
    let told = notice(screen.panel, &problem);
    Some(view! { {told}<p class="told">{screen.word(|words| &words.kept)}</p> }.into_any())
}

fn behind(screen: Screen) -> Option<AnyView> {
    screen.work.with(|work| work.is_behind() && work.is_dirty()).then(|| {
        view! {
            <div class="message caution fields-behind">
                <p class="what">{screen.word(|words| &words.conflict)}</p>
                <button type="button" class="button small" on:click=move |_| screen.comparing.set(true)>
                    {screen.word(|words| &words.conflict_show)}
                </button>
            </div>
        }
        .into_any()
    })
}
