//! `/{shop}/admin/oauth/authorize`: where a merchant is asked whether an app may be installed.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{Path, RawQuery, State as Shared};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use url::form_urlencoded::parse;

use super::page::{escaped, page};
use crate::oauth::{Consent, Refusal, compressed};
use crate::state::State;

/// The page; or straight back to the app, where there is nothing to ask.
pub(super) async fn ask(
    Shared(state): Shared<Arc<State>>,
    Path(domain): Path<String>,
    RawQuery(query): RawQuery,
) -> Response {
    let pairs: Vec<(String, String)> = parse(query.unwrap_or_default().as_bytes()).into_owned().collect();
    recorded(&state, &domain, || match consent(&state, &domain, &pairs) {
        Err(response) => response,
        Ok(consent) => {
            let Some(open) = state.shops.get(&domain) else {
                return no_shop();
            };
            let mut grants = open.grants();
            if consent.given(&grants) {
                return redirect(&consent.install(&mut grants, state.clock.now()));
            }
            question(&consent, &open.shop().file.name, &pairs)
        }
    })
}

/// One of the page's two buttons.
pub(super) async fn answer(Shared(state): Shared<Arc<State>>, Path(domain): Path<String>, body: Bytes) -> Response {
    let pairs: Vec<(String, String)> = parse(&body).into_owned().collect();
    recorded(&state, &domain, || match consent(&state, &domain, &pairs) {
        Err(response) => response,
        Ok(consent) => {
            let Some(open) = state.shops.get(&domain) else {
                return no_shop();
            };
            let now = state.clock.now();
            match pairs.iter().find(|(key, _)| key == "decision").map(|(_, value)| value.as_str()) {
                Some("install") => redirect(&consent.install(&mut open.grants(), now)),
                Some("cancel") => redirect(&consent.cancel(now)),
                _ => refused(&Refusal::Missing("decision")),
            }
        }
    })
}

fn recorded(state: &State, domain: &str, answer: impl FnOnce() -> Response) -> Response {
    let response = answer();
    let path = format!("/{domain}/admin/oauth/authorize");
    state.record_plain(domain, &path, "oauth:authorize", response.status().as_u16());
    response
}

#[expect(clippy::result_large_err, reason = "it is the answer itself, made once a request")]
fn consent(state: &State, domain: &str, pairs: &[(String, String)]) -> Result<Consent, Response> {
    if !state.shops.contains_key(domain) {
        return Err(no_shop());
    }
    Consent::read(domain, pairs, |id| state.app(id)).map_err(|refusal| refused(&refusal))
}

fn question(consent: &Consent, shop: &str, pairs: &[(String, String)]) -> Response {
    let scopes: String =
        compressed(&consent.scopes).iter().map(|s| format!("<li><code>{}</code></li>\n", escaped(s))).collect();
    let scopes = if scopes.is_empty() { "<li>nothing</li>\n".to_owned() } else { scopes };
    let hidden: String = pairs
        .iter()
        .filter(|(key, _)| key != "decision")
        .map(|(key, value)| format!("<input type=\"hidden\" name=\"{}\" value=\"{}\">\n", escaped(key), escaped(value)))
        .collect();
    let body = format!(
        "<p><strong>{}</strong> (<code>{}</code>)</p>\n<p>The app <code>{}</code> wants to be installed. It may then use:</p>\n<ul>\n{scopes}</ul>\n<form method=\"post\">\n{hidden}<button name=\"decision\" value=\"install\">Install</button>\n<button name=\"decision\" value=\"cancel\">Cancel</button>\n</form>",
        escaped(shop),
        escaped(&consent.shop),
        escaped(&consent.app.client_id),
    );
    page(StatusCode::OK, "Sandbox: install app?", &body)
}

fn refused(refusal: &Refusal) -> Response {
    let status = StatusCode::from_u16(refusal.status()).unwrap_or(StatusCode::BAD_REQUEST);
    page(status, "Sandbox: the app can't be installed", &format!("<p>{}</p>", escaped(&refusal.sentence())))
}

fn no_shop() -> Response {
    page(StatusCode::NOT_FOUND, "Sandbox: there is no such shop", "<p>Sorry, this shop is currently unavailable.</p>")
}

fn redirect(to: &str) -> Response {
    (StatusCode::FOUND, [(header::LOCATION, to), (header::CACHE_CONTROL, "no-store")]).into_response()
}
