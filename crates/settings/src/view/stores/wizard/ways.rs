//! The form: the way, the shop, and what the way needs.

use super::super::Screen;
use super::cancel;
use crate::view::entry::{Entry, Kind};
use context_card_markup::view;
use context_card_wire::settings::ConnectWay;
use context_card_wire::settings::words::StoresWords;
use leptos::prelude::*;

/// The ways, each with when to use it.
const WAYS: [ConnectWay; 3] = [ConnectWay::Consent, ConnectWay::Client, ConnectWay::Token];

/// Picks a word.
type Word = fn(&StoresWords) -> &String;

/// The form.
pub(super) fn form(screen: Screen) -> AnyView {
    let wizard = screen.wizard;
    let on = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        wizard.go_on(screen);
    };
    let shown = move || {
        let verifies = wizard.way.get() != ConnectWay::Consent;
        screen.panel.words.with_value(|words| {
            let words = &words.stores;
            match (screen.is_busy(), verifies) {
                (true, true) => words.verifying.clone(),
                (false, true) => words.verify.clone(),
                (true, false) => words.adding_app.clone(),
                (false, false) => words.go_on.clone(),
            }
        })
    };
    view! {
        <form on:submit=on novalidate>
            <fieldset class="ways">
                <legend>{screen.word(|words| &words.ways)}</legend>
                {WAYS.map(|way| one_way(screen, way)).collect_view()}
            </fieldset>
            {Entry {
                id: "connect-shop".to_owned(),
                label: screen.word(|words| &words.shop),
                help: screen.word(|words| &words.shop_help),
                example: "acme.myshopify.com".to_owned(),
                left: Some(Callback::new(move |()| { wizard.tidy_shop(); })),
                ..Entry::over(wizard.shop, wizard.problem, "shop")
            }.draw()}
            {move || match wizard.way.get() {
                ConnectWay::Consent => by_consent(screen),
                ConnectWay::Client => by_client(screen),
                ConnectWay::Token => by_token(screen),
            }}
            <div class="actions">
                <button class="button strong" aria-disabled=move || screen.disabled()>{shown}</button>
                {cancel(screen)}
            </div>
        </form>
    }
    .into_any()
}

fn one_way(screen: Screen, way: ConnectWay) -> AnyView {
    let wizard = screen.wizard;
    let (id, label, help): (_, Word, Word) = match way {
        ConnectWay::Consent => ("way-consent", |words| &words.by_consent, |words| &words.by_consent_help),
        ConnectWay::Client => ("way-client", |words| &words.by_client, |words| &words.by_client_help),
        ConnectWay::Token => ("way-token", |words| &words.by_token, |words| &words.by_token_help),
    };
    let choose = move |_| {
        wizard.problem.set(None);
        wizard.way.set(way);
        // An app is chosen for the consent page; a token's app is known only where somebody says so.
        let first = screen.all.with_untracked(|all| all.as_ref().and_then(|all| all.apps.first().cloned()));
        wizard.app.set(first.filter(|_| way == ConnectWay::Consent).map(|app| app.app).unwrap_or_default());
    };
    view! {
        <div class="choice">
            <input type="radio" name="way" id=id aria-describedby=format!("{id}-help") prop:checked=move || wizard.way.get() == way on:change=choose />
            <span>
                <label for=id>{screen.word(label)}</label>
                <span class="help" id=format!("{id}-help")>{screen.word(help)}</span>
            </span>
        </div>
    }
    .into_any()
}

/// The app to connect through: one that is known, or a new one.
fn apps(screen: Screen, label: fn(&StoresWords) -> &String, none: fn(&StoresWords) -> &String) -> Option<AnyView> {
    let wizard = screen.wizard;
    let known = screen.all.with(|all| all.as_ref().map(|all| all.apps.clone()).unwrap_or_default());
    if known.is_empty() {
        return None;
    }
    let option = |app: context_card_wire::settings::AppOverview| {
        let text =
            if app.own { app.client_id } else { screen.fill(|words| &words.vendors_app, &[("name", &app.client_id)]) };
        let (id, value) = (app.app.clone(), app.app);
        view! { <option value=value selected=move || wizard.app.with(|chosen| *chosen == id)>{text}</option> }
    };
    Some(
        view! {
            <p class="entry">
                <label for="connect-app">{screen.word(label)}</label>
                <select id="connect-app" on:change=move |event| wizard.app.set(event_target_value(&event))>
                    {known.into_iter().map(option).collect_view()}
                    <option value="" selected=move || wizard.app.with(String::is_empty)>{screen.word(none)}</option>
                </select>
            </p>
        }
        .into_any(),
    )
}

fn by_consent(screen: Screen) -> AnyView {
    view! {
        {apps(screen, |words| &words.app, |words| &words.another_app)}
        {move || screen.wizard.adds_app().then(|| view! {
            <p>{screen.word(|words| &words.new_app_help)}</p>
            {credentials(screen)}
        })}
    }
    .into_any()
}

fn by_client(screen: Screen) -> AnyView {
    credentials(screen)
}

fn credentials(screen: Screen) -> AnyView {
    let wizard = screen.wizard;
    view! {
        {Entry {
            id: "connect-client-id".to_owned(),
            label: screen.word(|words| &words.client_id),
            help: screen.word(|words| &words.client_id_help),
            ..Entry::over(wizard.client_id, wizard.problem, "client_id")
        }.draw()}
        {Entry {
            id: "connect-client-secret".to_owned(),
            kind: Kind::Secret,
            label: screen.word(|words| &words.client_secret),
            help: screen.word(|words| &words.secret_help),
            ..Entry::over(wizard.client_secret, wizard.problem, "client_secret")
        }.draw()}
    }
    .into_any()
}

fn by_token(screen: Screen) -> AnyView {
    let wizard = screen.wizard;
    view! {
        {Entry {
            id: "connect-token".to_owned(),
            kind: Kind::Secret,
            label: screen.word(|words| &words.token),
            help: screen.word(|words| &words.secret_help),
            ..Entry::over(wizard.token, wizard.problem, "token")
        }.draw()}
        {apps(screen, |words| &words.token_app, |words| &words.no_app)}
    }
    .into_any()
}
