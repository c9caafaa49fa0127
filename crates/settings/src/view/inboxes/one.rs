//! An inbox in the list: what it is at a glance, the switch, and what unfolds.

use super::Screen;
use super::agents::agents;
use super::guide::guide;
use super::keys::keys;
use super::settings::{settings, stores_told};
use crate::client;
use crate::view::parts::{copy_button, notice, tone_badge};
use context_card_markup::view;
use context_card_wire::settings::words::InboxesWords;
use context_card_wire::settings::{ActiveRequest, InboxConflict, InboxName, InboxSettings, SignsWith};
use context_card_wire::{Notice, Tone};
use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;
use web_sys::Element;

/// One inbox.
pub(super) fn one(screen: Screen, inbox: RwSignal<InboxSettings>) -> impl IntoView {
    let id = inbox.with_untracked(|inbox| inbox.inbox.clone());
    let heading = format!("{id}-heading");
    let signs = inbox.with_untracked(|inbox| inbox.signs_with != SignsWith::Nothing);
    let newest = move || inbox.with(|inbox| inbox.keys.first().map(|key| key.key.clone()));
    let word = |of: fn(&InboxesWords) -> &String| screen.word(of);
    let (for_guide, problem) = (id.clone(), RwSignal::new(None::<Notice>));
    // The panel plays the host: only an owner can have a host token signed.
    let try_it = untrack(|| screen.panel.is_owner()).then(|| format!("#inboxes/{id}/try"));
    let described = heading.clone();
    let (for_agents, signs_in) = (id.clone(), inbox.with_untracked(|inbox| inbox.sign_in));
    view! {
        <article class="box inbox" aria-labelledby=heading.clone()>
            <div class="bar">
                <h3 id=heading.clone()><bdi>{move || inbox.with(|inbox| inbox.shown.clone())}</bdi></h3>
                {move || inbox.with(|inbox| state(screen, inbox))}
                {switch(screen, inbox, heading.clone(), problem)}
            </div>
            {move || problem.get().map(|problem| notice(screen.panel, &problem))}
            {move || inbox.with(|inbox| at_a_glance(screen, inbox))}
            {signs_in.then(|| part(word(|words| &words.agents), move || agents(screen, for_agents.clone()).into_any()))}
            {part(word(|words| &words.settings), move || settings(screen, inbox))}
            {signs.then(|| part(word(|words| &words.keys), move || keys(screen, inbox).into_any()))}
            {part(word(|words| &words.guide), move || {
                view! {
                    {addresses(screen, inbox)}
                    {guide(screen, for_guide.clone(), newest)}
                }
                .into_any()
            })}
            {try_it.map(|address| view! {
                <p class="actions">
                    <a class="button" href=address aria-describedby=described>{screen.panel.word(|words| &words.trial.heading)}</a>
                </p>
            })}
        </article>
    }
}

/// Something that unfolds; what is in it is made when it is opened first, and stays.
fn part(title: String, content: impl Fn() -> AnyView + Send + Sync + 'static) -> impl IntoView {
    let opened = RwSignal::new(false);
    let toggled = move |event: leptos::ev::Event| {
        if event_target::<Element>(&event).has_attribute("open") {
            opened.set(true);
        }
    };
    let opened = Memo::new(move |_| opened.get());
    view! {
        <details class="fold" on:toggle=toggled>
            <summary>{title}</summary>
            <div class="inside">{move || opened.get().then(&content)}</div>
        </details>
    }
}

fn state(screen: Screen, inbox: &InboxSettings) -> AnyView {
    match inbox.active {
        true => tone_badge(Tone::Positive, &screen.word(|words| &words.on)),
        false => tone_badge(Tone::Caution, &screen.word(|words| &words.off)),
    }
}

fn at_a_glance(screen: Screen, inbox: &InboxSettings) -> AnyView {
    let own = inbox.own_fields.then(|| view! { " · " {screen.word(|words| &words.own_fields)} });
    let gone =
        inbox.set.stores.as_ref().is_some_and(|chosen| {
            screen.stores.with(|stores| !stores.iter().any(|store| chosen.contains(&store.store)))
        });
    let stores = stores_told(screen, inbox);
    let stores = if gone {
        view! { <p class="message caution">{stores}</p> }.into_any()
    } else {
        view! { <p class="quiet"><bdi>{stores}</bdi>{own}</p> }.into_any()
    };
    // Where nothing is framed, there may be none.
    let origins =
        (!inbox.set.origins.is_empty()).then(|| view! { " · " <bdi dir="ltr">{inbox.set.origins.join(", ")}</bdi> });
    let off = (!inbox.active).then(|| view! { <p class="quiet">{screen.word(|words| &words.switch_off_help)}</p> });
    view! {
        <p class="quiet">{inbox.host_label.clone()}{origins}</p>
        {stores}
        {off}
    }
    .into_any()
}

/// The addresses of card and settings, to be copied.
fn addresses(screen: Screen, inbox: RwSignal<InboxSettings>) -> impl IntoView {
    let one = move |label: String, url: String| {
        let copied = url.clone();
        view! {
            <p class="quiet">{label.clone()}</p>
            <div class="copied">
                <code dir="ltr">{url}</code>
                {copy_button(screen.panel, &label, move || copied.clone())}
            </div>
        }
    };
    let (card, settings) = inbox.with_untracked(|inbox| (inbox.card_url.clone(), inbox.settings_url.clone()));
    view! {
        {one(screen.word(|words| &words.address), card)}
        {one(screen.word(|words| &words.settings_address), settings)}
    }
}

/// Switches the card on and off: admins may, too.
fn switch(
    screen: Screen,
    inbox: RwSignal<InboxSettings>,
    heading: String,
    problem: RwSignal<Option<Notice>>,
) -> impl IntoView {
    let busy = RwSignal::new(false);
    let active = Memo::new(move |_| inbox.with(|inbox| inbox.active));
    let turn = move |_| {
        if busy.get_untracked() {
            return;
        }
        busy.set(true);
        problem.set(None);
        let request =
            ActiveRequest { inbox: inbox.with_untracked(|inbox| inbox.inbox.clone()), active: !active.get_untracked() };
        spawn_local(async move {
            let answer = client::put::<InboxName, InboxConflict>(&screen.panel, "/api/settings/active", &request);
            let answer = answer.await;
            busy.set(false);
            match answer {
                Ok(InboxName { name, active, .. }) => {
                    inbox.update(|inbox| inbox.active = active);
                    let gaps = [("name", name.as_str())];
                    screen
                        .panel
                        .say(screen.say(|words| if active { &words.switched_on } else { &words.switched_off }, &gaps));
                    screen.panel.look();
                }
                Err(Ok(conflict)) => problem.set(Some(conflict.problem)),
                Err(Err(refused)) => problem.set(Some(refused.notice(&screen.panel))),
            }
        });
    };
    let word = move || {
        screen.word(|words| match (busy.get(), active.get()) {
            (true, _) => &words.switching,
            (false, true) => &words.switch_off,
            (false, false) => &words.switch_on,
        })
    };
    view! {
        <button
            type="button"
            class="button small"
            aria-describedby=heading
            aria-disabled=move || busy.get().then_some("true")
            on:click=turn
        >
            {word}
        </button>
    }
}
