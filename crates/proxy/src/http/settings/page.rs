//! The page that starts the panel: `/settings` for owners who signed in, by itself; `/embed/{inbox}/settings` for admins, in
//! the host's frame or, with a ticket, in a tab.

use crate::app::{App, locale_of, locale_of_page};
use crate::assets;
use crate::auth::Session;
use crate::db::Inbox;
use crate::http::embed::{Address, found, is_navigation, take};
use crate::http::pages::{PageError, no_card, no_page, session_of, tenant_of_cookie};
use crate::http::reader::reader_locale;
use crate::http::session::seal;
use crate::text::{Locale, Text};
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, header};
use axum::response::{IntoResponse as _, Response};
use context_card_wire::settings::PanelPage;
use context_card_wire::{Notice, SessionReply};
use maud::{DOCTYPE, PreEscaped, html};
use serde::Serialize;

/// What came with the page: a session by ticket, or why there is none.
#[derive(Default, Serialize)]
struct Arrived {
    #[serde(skip_serializing_if = "Option::is_none")]
    session: Option<SessionReply>,
    #[serde(skip_serializing_if = "Option::is_none")]
    problem: Option<Notice>,
}

/// The panel as a page of the proxy, for owners.
#[utoipa::path(get, path = "/settings", responses(
    (status = 200, body = String, content_type = "text/html"), (status = "4XX", body = String, content_type = "text/html")))]
pub(crate) async fn alone(State(app): State<App>, headers: HeaderMap) -> Result<Response, PageError> {
    if session_of(&app, &headers).await?.is_none() {
        return Err(PageError::SignedOut(tenant_of_cookie(&app, &headers)));
    }
    let locale = reader_locale(&headers);
    let negotiated = [
        (header::CONTENT_LANGUAGE, HeaderValue::from_static(Text::of(&locale).language())),
        (header::VARY, HeaderValue::from_static("accept-language")),
    ];
    Ok((negotiated, page(&app, None, &locale, &Arrived::default())).into_response())
}

/// The panel in a host's frame, for admins.
#[utoipa::path(get, path = "/embed/{inbox}/settings", params(("inbox" = String, Path), Address), responses(
    (status = 200, body = String, content_type = "text/html"), (status = 404, body = String, content_type = "text/html")))]
pub(crate) async fn embedded(
    State(app): State<App>,
    Path(inbox): Path<String>,
    Query(address): Query<Address>,
    method: Method,
    headers: HeaderMap,
) -> Response {
    let inbox = match found(&app, &inbox).await {
        Ok(inbox) => inbox,
        Err(error) => return no_card(error, &app, &headers),
    };
    if !inbox.host.has_page() {
        return no_page(&app, &headers);
    }
    let ticket = match address.ticket.as_deref().filter(|_| is_navigation(&method, &headers)) {
        Some(text) => Some(take(&app, &inbox, text).await.and_then(|session| Ok((seal(&app, &session)?, session)))),
        None => None,
    };
    match ticket {
        None => page(&app, Some(&inbox), &locale_of_page(&inbox), &Arrived::default()),
        Some(Ok((sealed, session))) => {
            let arrived = Arrived { session: Some(sealed), problem: None };
            page(&app, Some(&inbox), &of_reader(&session), &arrived)
        }
        Some(Err(error)) => {
            let locale = locale_of_page(&inbox);
            let problem = Some(error.in_locale(&locale).notice());
            page(&app, Some(&inbox), &locale, &Arrived { session: None, problem })
        }
    }
}

fn of_reader(session: &Session) -> Locale {
    locale_of(session)
}

fn page(app: &App, inbox: Option<&Inbox>, locale: &Locale, arrived: &Arrived) -> Response {
    let text = Text::of(locale);
    let file = |name: &str| assets::url(&app.public_url, name);
    let page = PanelPage {
        base: app.public_url.prefix().to_owned(),
        inbox: inbox.map(|inbox| inbox.inbox.to_string()).unwrap_or_default(),
        origins: inbox.map(|inbox| inbox.origins.clone()).unwrap_or_default(),
        language: text.language().to_owned(),
        panel: text.settings().panel.clone(),
        words: text.words().ui.clone(),
        script: file("panel.js"),
        wasm: file("panel_bg.wasm"),
        version: env!("CARGO_PKG_VERSION").to_owned(),
    };
    let shell = &page.panel.shell;
    let html = html! {
        (DOCTYPE)
        html lang=(text.language()) dir=(text.direction()) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width";
                meta name="robots" content="noindex";
                title { (shell.title) }
                link rel="icon" href=(file("icon.svg"));
                link rel="stylesheet" href=(file("card.css"));
                link rel="stylesheet" href=(file("settings.css"));
                link rel="modulepreload" href=(page.script);
                link rel="preload" as="fetch" type="application/wasm" crossorigin href=(page.wasm);
                (data("scx-page", &page))
                (data("scx-arrived", arrived))
                script type="module" src=(file("settings.js")) {}
            }
            body class="settings" {
                main id="scx-settings" { p class="waiting" role="status" { (shell.loading) } }
                noscript { p { (text.settings().pages.settings_need_script.text()) } }
            }
        }
    };
    let policy = policy(app, inbox);
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8")),
        (
            header::CONTENT_SECURITY_POLICY,
            HeaderValue::from_str(&policy).unwrap_or(HeaderValue::from_static("default-src 'none'")),
        ),
        (HeaderName::from_static("cross-origin-resource-policy"), HeaderValue::from_static("same-origin")),
        (header::REFERRER_POLICY, HeaderValue::from_static("same-origin")),
        (
            HeaderName::from_static("permissions-policy"),
            HeaderValue::from_static("camera=(), geolocation=(), microphone=(), payment=()"),
        ),
    ];
    (headers, html.into_string()).into_response()
}

/// No inline script; by itself it is framed by nobody, else by exactly the inbox's origins. It frames only ourselves: the view
/// that plays the host does.
fn policy(app: &App, inbox: Option<&Inbox>) -> String {
    let ancestors = match inbox {
        Some(inbox) if !inbox.origins.is_empty() => inbox.origins.join(" "),
        _ => "'none'".to_owned(),
    };
    let pictures = app.picture_origin.as_deref().unwrap_or_default();
    format!(
        "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' https: {pictures}; connect-src 'self'; \
         frame-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors {ancestors}"
    )
}

/// JSON in a script tag that is never run. `<` is written as an escape, so that no text in it can end the tag.
fn data(id: &str, value: &impl Serialize) -> PreEscaped<String> {
    let json = serde_json::to_string(value).unwrap_or_else(|_| "null".to_owned()).replace('<', "\\u003c");
    PreEscaped(["<script type=\"application/json\" id=\"", id, "\">", &json, "</script>"].concat())
}
