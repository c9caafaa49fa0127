//! The apps that stores are connected through: what Shopify must know of them, their secrets and scopes.

use super::wizard::NewApp;
use super::{Came, Screen, details};
use crate::dom;
use crate::view::entry::{Entry, Kind};
use crate::view::parts::{copy_button, tone_badge};
use context_card_markup::view;
use context_card_wire::settings::{AppDone, AppOverview, AppScopesRequest, Stores};
use context_card_wire::{Notice, Tone};
use leptos::prelude::*;

/// The apps, where there are some.
pub(super) fn apps(screen: Screen, all: &Stores) -> Option<AnyView> {
    if all.apps.is_empty() {
        return None;
    }
    Some(
        view! {
            <section class="box" aria-labelledby="apps-heading">
                <h3 id="apps-heading">{screen.word(|words| &words.apps)}</h3>
                {move || screen.outcome("apps")}
                {all.apps.iter().map(|app| one(screen, app)).collect_view()}
            </section>
        }
        .into_any(),
    )
}

fn one(screen: Screen, app: &AppOverview) -> AnyView {
    let (part, expanded, words) = (app.app.clone(), app.app.clone(), app.app.clone());
    let (shown, drawn) = (app.clone(), app.app.clone());
    let changes = app.own && screen.is_owner();
    let whose = if app.own { screen.word(|words| &words.own_app) } else { screen.word(|words| &words.vendors) };
    let label = move || {
        screen.panel.words.with_value(|all| {
            if screen.is_unfolded(&words) { all.stores.hide_details.clone() } else { all.stores.details.clone() }
        })
    };
    let replacing = {
        let app = app.clone();
        move || {
            let this = screen.replacing.with(|of| of.as_deref() == Some(app.app.as_str()));
            this.then(|| secret(screen, &app))
        }
    };
    let (button_of, name) = (app.app.clone(), app.client_id.clone());
    let (called, details) = (format!("{}-name", app.app), format!("{}-details", app.app));
    view! {
        <div class="app-row">
            <p class="app-name"><code id=called.clone()>{app.client_id.clone()}</code>" "<span class="quiet">{whose}</span>
                {app.previous_secret.then(|| tone_badge(Tone::Info, &screen.word(|words| &words.previous_secret)))}</p>
            <div class="actions">
                {changes.then(|| {
                    let label = screen.word(|words| &words.replace_secret);
                    let spoken = screen.fill(|words| &words.action_of, &[("action", &label), ("name", &name)]);
                    view! {
                        <button type="button" class="button small" id=format!("{button_of}-replace") aria-label=spoken on:click=move |_| {
                            screen.replacing.set(Some(button_of.clone()));
                            dom::focus_soon("secret-new");
                        }>{label}</button>
                    }
                })}
                <button type="button" class="button small plain" aria-expanded=move || if screen.is_unfolded(&expanded) { "true" } else { "false" }
                    aria-controls=details.clone() aria-describedby=called on:click=move |_| screen.unfold(&part)>{label}</button>
            </div>
            {replacing}
            <div id=details class="store-details">
                {move || screen.is_unfolded(&drawn).then(|| view! {
                    {setup(screen, &shown)}
                    <h4>{screen.word(|words| &words.asked_for)}</h4>
                    {details::scopes(screen, &shown.scopes, false)}
                    {changes.then(|| scopes(screen, &shown))}
                })}
            </div>
        </div>
    }
    .into_any()
}

/// What Shopify must know of an app, to be copied.
pub(super) fn setup(screen: Screen, app: &AppOverview) -> AnyView {
    let row = |label: String, text: &str| {
        let (shown, copied) = (text.to_owned(), text.to_owned());
        view! {
            <div class="copy-row">
                <p class="copy-label">{label.clone()}</p>
                <pre tabindex="0"><code>{shown}</code></pre>
                {copy_button(screen.panel, &label, move || copied.clone())}
            </div>
        }
    };
    view! {
        <p>{screen.word(|words| &words.app_setup_help)}</p>
        {row(screen.word(|words| &words.redirect_url), &app.redirect_url)}
        {row(screen.word(|words| &words.webhook_url), &app.webhook_url)}
        {row(screen.word(|words| &words.toml), app.toml.trim_end())}
    }
    .into_any()
}

/// The form for a new secret.
fn secret(screen: Screen, app: &AppOverview) -> AnyView {
    let value = RwSignal::new(String::new());
    let problem = RwSignal::new(None::<Notice>);
    let (id, back) = (app.client_id.clone(), format!("{}-replace", app.app));
    let stop = move || {
        screen.replacing.set(None);
        dom::focus_soon(back.clone());
    };
    let save = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let body = NewApp { client_id: id.clone(), client_secret: value.get_untracked() };
        screen.work(
            "secret".to_owned(),
            async move { crate::client::post::<AppDone>(&screen.panel, "/api/settings/apps", &body).await },
            move |answer| took(screen, answer, problem, "secret-new"),
        );
    };
    view! {
        <form class="in-place" on:submit=save novalidate>
            <p class="quiet">{screen.word(|words| &words.replace_help)}</p>
            {Entry {
                id: "secret-new".to_owned(),
                kind: Kind::Secret,
                label: screen.word(|words| &words.new_secret),
                help: screen.word(|words| &words.secret_help),
                ..Entry::over(value, problem, "client_secret")
            }.draw()}
            <div class="actions">
                <button class="button small strong" aria-disabled=move || screen.disabled()>{move || screen.saving("secret")}</button>
                <button type="button" class="button small" on:click=move |_| stop()>{screen.panel.word(|words| &words.shell.cancel)}</button>
            </div>
        </form>
    }
    .into_any()
}

/// The form for other scopes.
fn scopes(screen: Screen, app: &AppOverview) -> AnyView {
    let asked: Vec<_> = app.scopes.iter().map(|scope| scope.scope.as_str()).collect();
    let value = RwSignal::new(asked.join(", "));
    let problem = RwSignal::new(None::<Notice>);
    // Several apps may be unfolded.
    let (id, field) = (app.app.clone(), format!("{}-scopes", app.app));
    let (entry, doing) = (field.clone(), field.clone());
    let save = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let body = AppScopesRequest { app: id.clone(), scopes: value.get_untracked() };
        let focus = field.clone();
        screen.work(
            field.clone(),
            async move { screen.put::<AppDone>("/api/settings/apps/scopes", &body).await },
            move |answer| took(screen, answer, problem, &focus),
        );
    };
    view! {
        <form class="in-place" on:submit=save novalidate>
            {Entry {
                id: entry,
                label: screen.word(|words| &words.app_scopes),
                help: screen.word(|words| &words.app_scopes_help),
                ..Entry::over(value, problem, "scopes")
            }.draw()}
            <div class="actions"><button class="button small" aria-disabled=move || screen.disabled()>{move || screen.saving(&doing)}</button></div>
        </form>
    }
    .into_any()
}

/// Takes in what became of an app: what is wrong stands at its field.
fn took(screen: Screen, answer: Result<AppDone, Notice>, problem: RwSignal<Option<Notice>>, field: &str) {
    match answer {
        Ok(done) => {
            screen.replacing.set(None);
            screen.all.set(Some(done.stores));
            screen.panel.look();
            screen.tell("apps", Came::Said(done.said, true));
        }
        Err(wrong) if wrong.field.is_some() => {
            problem.set(Some(wrong));
            dom::focus_soon(field);
        }
        Err(wrong) => screen.tell("apps", Came::Refused(wrong)),
    }
}
