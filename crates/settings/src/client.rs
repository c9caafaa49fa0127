//! The only file that fetches. A session goes in a header; an owner's cookie is sent by the browser, to our own origin alone.

use crate::app::Panel;
use crate::dom;
use crate::read::read;
use context_card_wire::{Action, Notice, SessionReply};
use gloo_net::http::{Method, RequestBuilder};
use leptos::prelude::{GetUntracked as _, Set as _};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use wasm_bindgen::JsValue;
use web_sys::RequestCredentials;

/// Why there is no answer that can be used.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Refused {
    /// Nobody answered, or something between the browser and the proxy answered in its place.
    Offline,
    /// The proxy said no, and why.
    Problem(Notice),
}

impl Refused {
    /// As a notice, to be shown.
    pub(crate) fn notice(self, panel: &Panel) -> Notice {
        match self {
            Self::Problem(notice) => notice,
            Self::Offline => Notice {
                code: "offline".to_owned(),
                message: panel.words.with_value(|words| words.shell.offline.clone()),
                admin: None,
                action: Action::Retry,
                field: None,
                retry_in: None,
                reference: String::new(),
            },
        }
    }
}

#[derive(Deserialize)]
struct Problem {
    problem: Notice,
}

/// Reads from the proxy.
pub(crate) async fn get<T: DeserializeOwned>(panel: &Panel, path: &str) -> Result<T, Refused> {
    let (ok, value) = send(panel, Method::GET, path, None).await?;
    understand(ok, value)
}

/// Tells the proxy something, and reads its answer.
pub(crate) async fn post<T: DeserializeOwned>(panel: &Panel, path: &str, body: &impl Serialize) -> Result<T, Refused> {
    let (ok, value) = send(panel, Method::POST, path, Some(text_of(body)?)).await?;
    understand(ok, value)
}

/// Replaces something at the proxy. A conflict's answer is given as `Err(Ok(…))`: it holds what is there now.
pub(crate) async fn put<T: DeserializeOwned, C: DeserializeOwned>(
    panel: &Panel,
    path: &str,
    body: &impl Serialize,
) -> Result<T, Result<C, Refused>> {
    let text = text_of(body).map_err(Err)?;
    let (ok, value) = send(panel, Method::PUT, path, Some(text)).await.map_err(Err)?;
    if ok == 409
        && let Ok(conflict) = read(value.clone())
    {
        return Err(Ok(conflict));
    }
    understand(ok, value).map_err(Err)
}

/// Takes something away at the proxy.
pub(crate) async fn delete<T: DeserializeOwned>(panel: &Panel, path: &str) -> Result<T, Refused> {
    let (ok, value) = send(panel, Method::DELETE, path, None).await?;
    understand(ok, value)
}

/// Trades a host token for a session.
pub(crate) async fn begin_session(
    panel: &Panel,
    request: &context_card_wire::SessionRequest,
) -> Result<SessionReply, Refused> {
    post(panel, "/api/session", request).await
}

/// Five more minutes of the session. Nothing to do for owners.
pub(crate) async fn renew(panel: &Panel) {
    if panel.session.get_untracked().is_some()
        && let Ok(SessionReply { session, .. }) = post(panel, "/api/session/renew", &serde_json::json!({})).await
    {
        panel.session.set(Some(session));
    }
}

/// Ends an owner's session. The answer is the page to sign in, which nobody reads here.
pub(crate) async fn sign_out(panel: &Panel) -> Result<(), Refused> {
    let request = RequestBuilder::new(&panel.path("/owner/sign-out")).method(Method::POST).build();
    let answer = request.map_err(|_| Refused::Offline)?.send().await.map_err(|_| Refused::Offline)?;
    // Who was signed out meanwhile is where they want to be.
    if answer.ok() || answer.status() == 401 {
        return Ok(());
    }
    Err(Refused::Offline)
}

/// The status and the answer as a JavaScript value.
async fn send(panel: &Panel, method: Method, path: &str, body: Option<String>) -> Result<(u16, JsValue), Refused> {
    let session = panel.session.get_untracked();
    let credentials = if panel.alone { RequestCredentials::SameOrigin } else { RequestCredentials::Omit };
    let mut request = RequestBuilder::new(&panel.path(path)).method(method).credentials(credentials);
    if let Some(session) = session {
        request = request.header("Authorization", &format!("Bearer {session}"));
    }
    if let Some(zone) = dom::time_zone() {
        request = request.header("scx-timezone", &zone);
    }
    let request = match body {
        Some(body) => request.header("Content-Type", "application/json").body(body),
        None => request.build(),
    };
    let answer = request.map_err(|_| Refused::Offline)?.send().await.map_err(|_| Refused::Offline)?;
    let text = answer.text().await.map_err(|_| Refused::Offline)?;
    let value =
        if text.is_empty() { JsValue::NULL } else { js_sys::JSON::parse(&text).map_err(|_| Refused::Offline)? };
    // What fails on the way, or in the proxy, says nothing of who is there.
    let signed_out = answer.status() == 401;
    if answer.status() < 500 && panel.signed_out.get_untracked() != signed_out {
        panel.signed_out.set(signed_out);
    }
    Ok((answer.status(), value))
}

fn text_of(body: &impl Serialize) -> Result<String, Refused> {
    serde_json::to_string(body).map_err(|_| Refused::Offline)
}

fn understand<T: DeserializeOwned>(status: u16, value: JsValue) -> Result<T, Refused> {
    if (200..300).contains(&status) {
        return read(value).map_err(|_| Refused::Offline);
    }
    match read::<Problem>(value) {
        Ok(Problem { problem }) => Err(Refused::Problem(problem)),
        Err(_) => Err(Refused::Offline),
    }
}
