//! Somebody else has saved meanwhile: what they changed, what I changed, and which of it shall hold.

use super::modal::{close, modal};
use super::screen::Screen;
use crate::state::fields::{List, Work};
use context_card_markup::view;
use context_card_wire::CardConfig;
use leptos::prelude::*;

const ID: &str = "fields-conflict";

/// The dialog, while it is open.
pub(super) fn dialog(screen: Screen) -> impl IntoView {
    let open = Memo::new(move |_| screen.comparing.get());
    move || open.get().then(|| compare(screen))
}

fn compare(screen: Screen) -> AnyView {
    let (began, theirs, mine) = screen
        .work
        .with_untracked(|work| (work.began_from().clone(), work.saved_lists().clone(), work.lists().clone()));
    let keep = move |_| {
        screen.work.update(Work::keep_mine);
        close(ID);
        screen.save();
    };
    let take = move |_| {
        let said = screen.word(|words| &words.took_theirs);
        screen.work.update(Work::take_theirs);
        screen.saving.set(super::screen::Saving::Discarded);
        screen.panel.say(said);
        close(ID);
    };
    let body = view! {
        <h3 id="fields-conflict-heading">{screen.word(|words| &words.conflict)}</h3>
        <p>{screen.word(|words| &words.conflict_help)}</p>
        <div class="compare">
            <section>
                <h4>{screen.word(|words| &words.conflict_theirs)}</h4>
                {difference(screen, &began, &theirs, screen.word(|words| &words.diff_none))}
            </section>
            <section>
                <h4>{screen.word(|words| &words.conflict_mine)}</h4>
                {difference(screen, &began, &mine, screen.word(|words| &words.diff_none))}
            </section>
        </div>
        <div class="actions">
            <button type="button" class="button strong" on:click=keep>{screen.word(|words| &words.keep_mine)}</button>
            <button type="button" class="button" on:click=take>{screen.word(|words| &words.take_theirs)}</button>
            <button type="button" class="button plain" on:click=move |_| close(ID)>{screen.word(|words| &words.look_again)}</button>
        </div>
    };
    modal(ID, "fields-conflict-heading", "modal", move || screen.comparing.set(false), body.into_any())
}

/// What a newer choice has different, list by list; `same` where it has nothing.
pub(super) fn difference(screen: Screen, older: &CardConfig, newer: &CardConfig, same: String) -> AnyView {
    let found = older.difference(newer);
    if found.is_empty() {
        return view! { <p class="quiet">{same}</p> }.into_any();
    }
    let names = |ids: &[String]| ids.iter().map(|id| screen.label(id)).collect::<Vec<_>>().join(", ");
    let lists = found.into_iter().map(|it| {
        let list = List::of_field(it.list);
        let added =
            (!it.added.is_empty()).then(|| screen.fill(|words| &words.diff_added, &[("names", &names(&it.added))]));
        let removed = (!it.removed.is_empty())
            .then(|| screen.fill(|words| &words.diff_removed, &[("names", &names(&it.removed))]));
        let order = list.filter(|_| it.moved).map(|list| names(list.of(newer)));
        let order = order.map(|names| screen.fill(|words| &words.diff_order, &[("names", &names)]));
        let line = |class: &'static str, icon: &'static str, text: String| {
            view! { <li class=class><span aria-hidden="true">{icon}" "</span>{text}</li> }
        };
        view! {
            <p class="diff-list">{list.map(|list| screen.list_name(list))}</p>
            <ul class="diff">
                {added.map(|text| line("added", "+", text))}
                {removed.map(|text| line("removed", "−", text))}
                {order.map(|text| line("order", "↕", text))}
            </ul>
        }
    });
    lists.collect::<Vec<_>>().into_any()
}
