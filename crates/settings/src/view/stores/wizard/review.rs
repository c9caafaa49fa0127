//! Before Shopify: which organisation gets access to which shop, and each scope with its reason. Then to Shopify, or a link
//! for somebody else.

use super::super::Screen;
use super::super::{apps, details};
use super::{back, cancel};
use crate::view::parts::copy_button;
use context_card_markup::view;
use context_card_wire::settings::ConnectLink;
use leptos::prelude::*;

/// What will be asked for.
pub(super) fn review(screen: Screen) -> AnyView {
    let wizard = screen.wizard;
    let (id, shop) = (wizard.app.get(), wizard.shop.get());
    let known = screen.all.with(|all| all.as_ref().map(|all| all.apps.clone()).unwrap_or_default());
    let Some(app) = known.into_iter().find(|app| app.app == id) else { return ().into_any() };
    let tenant =
        screen.panel.opened.with(|opened| opened.as_ref().map(|opened| opened.tenant.clone()).unwrap_or_default());
    let who = screen.fill(|words| &words.review, &[("tenant", &tenant), ("shop", &shop)]);
    let doing = move |name: &'static str, doing: String, label: String| {
        move || if screen.is_doing(name) { doing.clone() } else { label.clone() }
    };
    let go = doing("consent", screen.word(|words| &words.going), screen.word(|words| &words.to_shopify));
    let link = doing("link", screen.word(|words| &words.making_link), screen.word(|words| &words.make_link));
    let busy = move || screen.disabled();
    view! {
        <p>{who}</p>
        <h4>{screen.word(|words| &words.asked_for)}</h4>
        {details::scopes(screen, &app.scopes, false)}
        {app.own.then(|| view! {
            <details class="setup">
                <summary>{screen.word(|words| &words.app_setup)}</summary>
                {apps::setup(screen, &app)}
            </details>
        })}
        <div class="actions">
            <button type="button" class="button strong" aria-disabled=busy on:click=move |_| wizard.to_shopify(screen)>{go}</button>
            <button type="button" class="button" aria-disabled=busy on:click=move |_| wizard.make_link(screen)>{link}</button>
            {back(screen)}
            {cancel(screen)}
        </div>
    }
    .into_any()
}

/// The link, once.
pub(super) fn link(screen: Screen, link: &ConnectLink) -> AnyView {
    let tenant =
        screen.panel.opened.with(|opened| opened.as_ref().map(|opened| opened.tenant.clone()).unwrap_or_default());
    let what = screen.fill(|words| &words.link_text, &[("tenant", &tenant), ("when", &link.until.exact)]);
    let name = screen.word(|words| &words.link);
    let (url, reference) = (link.url.clone(), link.reference.clone());
    let found = screen
        .panel
        .words
        .with_value(|words| context_card_wire::settings::words::fill(&words.shell.reference, &[("name", &reference)]));
    view! {
        <p>{what}</p>
        <p class="entry">
            <label for="connect-link">{name.clone()}</label>
            <input id="connect-link" type="text" readonly dir="ltr" prop:value=link.url.clone() />
        </p>
        <div class="actions">
            {copy_button(screen.panel, &name, move || url.clone())}
            <button type="button" class="button small" on:click=move |_| { screen.wizard.close(); screen.load(); }>
                {screen.panel.word(|words| &words.shell.close)}
            </button>
        </div>
        <p class="quiet">{found}</p>
    }
    .into_any()
}
