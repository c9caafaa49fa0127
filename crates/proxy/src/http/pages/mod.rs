//! The pages for signing in and around Shopify's own: what surrounds each, which headers it has, and what may be sent to it.
//!
//! They are top-level pages of HTML with forms, and work without a program but for the links, whose secret stands behind
//! the `#` so that it reaches no log. No page may be framed, no inline script or style runs.

mod cookies;
mod error;
mod owner;
mod parts;
mod sent;

pub(super) use cookies::{Cookie, cookie, cookies_named};
pub(crate) use error::no_card;
pub(super) use error::no_page;
pub(crate) use error::{NotSignedIn, PageError, in_their_language, logged, status_of};
pub(super) use owner::{OWNER_COOKIE, Owner, session_of, tenant_of_cookie};
pub(super) use parts::{command, named, problem, scope_list, sentence};
pub(super) use sent::{SameOrigin, Sent, is_ours};

use super::reader::Reader;
use crate::app::App;
use crate::assets;
use crate::public_url::PublicUrl;
use crate::text::Text;
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{AppendHeaders, IntoResponse, Response};
use maud::{DOCTYPE, Markup, html};
use std::sync::Arc;

/// A page, before it has its headers.
pub(super) struct Page {
    text: Arc<Text>,
    at: PublicUrl,
    title: String,
    body: Markup,
    status: StatusCode,
    /// Where shops are asked without encryption, `Some` in any case where a form leads to Shopify.
    to_shopify: Option<String>,
    scripted: bool,
    /// It hands something to the window that opened it, which must stay within its reach.
    handing: bool,
}

impl Page {
    /// A page in the language of the one who reads it.
    pub(super) fn new(reader: &Reader, title: impl Into<String>, body: Markup) -> Self {
        Self {
            text: reader.0.clone(),
            at: reader.1.clone(),
            title: title.into(),
            body,
            status: StatusCode::OK,
            to_shopify: None,
            scripted: false,
            handing: false,
        }
    }

    pub(super) fn status(self, status: StatusCode) -> Self {
        Self { status, ..self }
    }

    /// A form of it leads to Shopify.
    pub(super) fn leading_to_shopify(self, app: &App) -> Self {
        Self { to_shopify: Some(app.picture_origin.clone().unwrap_or_default()), ..self }
    }

    /// It hands a code to the window that opened it: `www/sign-in.js`.
    pub(super) fn for_its_opener(self) -> Self {
        Self { handing: true, ..self }
    }

    /// It takes what the address carries behind the `#`.
    pub(super) fn reading_the_address(self) -> Self {
        Self { scripted: true, ..self }
    }
}

impl IntoResponse for Page {
    fn into_response(self) -> Response {
        let Self { text, at, title, body, status, to_shopify, scripted, handing } = self;
        let file = |name: &str| assets::url(&at, name);
        let html = html! {
            (DOCTYPE)
            html lang=(text.language()) dir=(text.direction()) {
                head {
                    meta charset="utf-8";
                    meta name="viewport" content="width=device-width";
                    meta name="robots" content="noindex";
                    title { (title) }
                    link rel="icon" href=(file("icon.svg"));
                    link rel="stylesheet" href=(file("card.css"));
                    link rel="stylesheet" href=(file("owner.css"));
                    @if handing { script src=(file("sign-in.js")) defer {} }
                    @if scripted { script src=(file("owner.js")) defer {} }
                }
                body { main { (body) } }
            }
        };
        let policy = policy(to_shopify.as_deref());
        let opener = if handing { "unsafe-none" } else { "same-origin" };
        let headers = [
            (header::CONTENT_LANGUAGE, HeaderValue::from_static(text.language())),
            (header::VARY, HeaderValue::from_static("accept-language")),
            (header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8")),
            (header::CONTENT_SECURITY_POLICY, HeaderValue::from_str(&policy).unwrap_or(NOTHING)),
            (header::X_FRAME_OPTIONS, HeaderValue::from_static("DENY")),
            (HeaderName::from_static("cross-origin-resource-policy"), HeaderValue::from_static("same-origin")),
            (HeaderName::from_static("cross-origin-opener-policy"), HeaderValue::from_static(opener)),
            // A form's origin is told with it; nothing is told to anybody else.
            (header::REFERRER_POLICY, HeaderValue::from_static("same-origin")),
        ];
        (status, headers, html.into_string()).into_response()
    }
}

const NOTHING: HeaderValue = HeaderValue::from_static("default-src 'none'; frame-ancestors 'none'");

/// No inline script, no frame around it, forms to ourselves. Browsers hold also the redirects after a form against
/// `form-action`, so a page whose form leads to Shopify names where Shopify asks and signs people in.
fn policy(to_shopify: Option<&str>) -> String {
    let forms = match to_shopify {
        Some(sandbox) => format!(" https://*.myshopify.com https://*.shopify.com {sandbox}"),
        None => String::new(),
    };
    format!(
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'self'{forms}; frame-ancestors 'none'"
    )
}

/// As headers of an answer.
pub(super) fn set(cookies: Vec<Cookie>) -> AppendHeaders<Vec<(HeaderName, HeaderValue)>> {
    AppendHeaders(cookies.into_iter().filter_map(|cookie| Some((header::SET_COOKIE, cookie.header()?))).collect())
}

/// Sends the browser on, by a GET: to a whole address, or to a path as pages name it.
pub(super) fn go(to: &str, cookies: Vec<Cookie>) -> Response {
    match HeaderValue::from_str(to) {
        Ok(to) => (StatusCode::SEE_OTHER, [(header::LOCATION, to)], set(cookies)).into_response(),
        Err(error) => PageError::Internal(error.to_string()).into_response(),
    }
}
