//! The screen for fields: what agents see, and how it looks.
//!
//! | file | what lives there |
//! |---|---|
//! | `screen` | what all parts of the screen know; reading and saving |
//! | `scope` | for which inbox; whether agents see the card there |
//! | `lists` | the tabs and the lists on them |
//! | `row` | one chosen field: moving, removing |
//! | `drag` | a field that is dragged by a pointer |
//! | `picker` | what can be added |
//! | `example` | a value as the card draws it |
//! | `preview` | the real card, with what is on screen |
//! | `played` | what happens when somebody clicks in it |
//! | `bar` | what is not saved |
//! | `conflict` | somebody else has saved |
//! | `history` | who changed what; going back |
//! | `files` | export, import, the default |
//! | `modal` | a dialog |

mod bar;
mod conflict;
mod drag;
mod example;
mod files;
mod history;
mod lists;
mod modal;
mod picker;
mod played;
mod preview;
mod row;
mod scope;
mod screen;

use super::parts::notice;
use crate::app::Panel;
use context_card_markup::view;
use leptos::prelude::*;
use screen::{Load, Screen};

/// Where the focus goes when what had it is gone.
const HEADING: &str = "fields-heading";

/// The screen.
pub(crate) fn screen(panel: Panel) -> impl IntoView {
    let screen = Screen::new(panel);
    screen.begin(None);
    let load = Memo::new(move |_| screen.load.get());
    view! {
        <div class="fields-screen">
            <div class="fields-head">
                <div>
                    <h2 id=HEADING tabindex="-1">{screen.word(|words| &words.heading)}</h2>
                    <p class="quiet">{screen.word(|words| &words.lead)}</p>
                </div>
                {files::actions(screen)}
            </div>
            {scope::chooser(screen)}
            {move || match load.get() {
                Load::Loading => bones(panel),
                Load::Failed(problem) => {
                    view! {
                        {notice(panel, &problem)}
                        <button type="button" class="button" on:click=move |_| screen.again()>
                            {panel.word(|words| &words.shell.retry)}
                        </button>
                    }
                    .into_any()
                }
                Load::Ready => ready(screen),
            }}
            {bar::bar(screen)}
            {move || screen.picker.get().map(|list| picker::picker(screen, list))}
            {conflict::dialog(screen)}
            {history::dialog(screen)}
        </div>
    }
}

fn ready(screen: Screen) -> AnyView {
    view! {
        <div class="fields-columns">
            <div class="fields-edit">{lists::tabs(screen)}</div>
            {preview::preview(screen)}
        </div>
    }
    .into_any()
}

fn bones(panel: Panel) -> AnyView {
    view! {
        <div class="fields-columns" aria-busy="true">
            <p class="hid">{panel.word(|words| &words.shell.loading)}</p>
            <div class="fields-edit">
                <div class="bone"></div>
                <div class="bone tall"></div>
                <div class="bone"></div>
                <div class="bone tall"></div>
            </div>
            <div class="fields-preview"><div class="bone"></div><div class="bone tall"></div></div>
        </div>
    }
    .into_any()
}
