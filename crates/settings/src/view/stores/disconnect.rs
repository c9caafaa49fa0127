//! The question before a store is disconnected: what ends, and what stays.

use super::Screen;
use crate::dom;
use context_card_markup::view;
use leptos::html::Dialog;
use leptos::prelude::*;

/// The dialog. It opens while a store is to be disconnected.
pub(super) fn dialog(screen: Screen) -> AnyView {
    let dialog = NodeRef::<Dialog>::new();
    Effect::new(move || {
        let wanted = screen.leaving.with(Option::is_some);
        if let Some(dialog) = dialog.get() {
            match wanted {
                // It is on the page, and not open yet: nothing can be refused.
                true if !dialog.open() => {
                    drop(dialog.show_modal());
                    dom::focus("leave-not");
                }
                false if dialog.open() => dialog.close(),
                _ => {}
            }
        }
    });
    let name = move || screen.leaving.with(|of| of.as_ref().map(|(_, name)| name.clone()).unwrap_or_default());
    let heading = move || screen.fill(|words| &words.leave_heading, &[("name", &name())]);
    let yes = move |_| {
        if let Some((store, _)) = screen.leaving.get_untracked() {
            screen.leaving.set(None);
            screen.act("disconnect", &store);
        }
    };
    view! {
        <dialog class="store-ask" node_ref=dialog aria-labelledby="leave-heading" on:close=move |_| screen.leaving.set(None)>
            <h3 id="leave-heading"><bdi>{heading}</bdi></h3>
            <p>{screen.word(|words| &words.leave_from_then)}</p>
            <ul>
                <li>{screen.word(|words| &words.leave_agents)}</li>
                <li>{screen.word(|words| &words.leave_asked)}</li>
                <li>{screen.word(|words| &words.leave_forgotten)}</li>
            </ul>
            <p>{screen.word(|words| &words.leave_stays)}</p>
            <p>{screen.word(|words| &words.leave_app)}</p>
            <div class="actions">
                <button type="button" class="button danger" on:click=yes>{screen.word(|words| &words.disconnect)}</button>
                <button type="button" class="button" id="leave-not" on:click=move |_| screen.leaving.set(None)>
                    {screen.panel.word(|words| &words.shell.cancel)}
                </button>
            </div>
        </dialog>
    }
    .into_any()
}
