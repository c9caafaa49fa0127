//! `/connect`: links to connect a shop, and what Shopify sends people back to.

pub(crate) mod callback;
pub(crate) mod link;

use super::pages::{Cookie, PageError, cookies_named, go, session_of};
use crate::app::App;
use crate::connect::{Begun, Bound, Browser, STATE_LIFE, browser};
use crate::tokens::OpenError;
use axum::http::HeaderMap;
use axum::response::Response;

/// Cookies with this name and an attempt's id bind the attempt to the browser that began it.
const BOUND: &str = "context-card-connect-";

fn name_of(app: &App, attempt: &str) -> String {
    app.public_url.cookie(&[BOUND, attempt].concat())
}

/// What binds the browser that goes to Shopify to the attempt.
pub(super) fn bind(app: &App, begun: &Begun) -> Result<Cookie, OpenError> {
    let name = name_of(app, begun.bound.attempt.as_str());
    let sealed = browser::seal(&app.vault, &name, &begun.bound, app.clock.unix() + STATE_LIFE)?;
    Ok(Cookie::new(name, sealed, STATE_LIFE))
}

/// Sends the browser to Shopify, bound to the attempt.
fn to_shopify(app: &App, begun: &Begun) -> Result<Response, PageError> {
    let cookie = bind(app, begun).map_err(|error| PageError::Internal(error.to_string()))?;
    Ok(go(&begun.url, vec![cookie]))
}

/// The attempts that a browser began.
fn bound(app: &App, headers: &HeaderMap) -> Vec<Bound> {
    let now = app.clock.unix();
    let open = |(attempt, value)| browser::open::<Bound>(&app.vault, &name_of(app, attempt), value, now);
    cookies_named(headers, &name_of(app, "")).filter_map(open).collect()
}

/// What a browser brings along.
async fn browser_of(app: &App, headers: &HeaderMap) -> Result<Browser, PageError> {
    let owner = session_of(app, headers).await?.map(|owner| owner.session);
    Ok(Browser { bound: bound(app, headers), owner })
}
