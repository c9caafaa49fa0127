//! The only file that fetches.

use crate::state::{Ask, Reply};
use context_card_wire::{
    Action, CardReply, CardRequest, Notice, OrderDetails, OrderPage, OrderRequest, OrdersRequest, ProblemReply,
    SessionReply, SessionRequest,
};
use gloo_net::http::Request;
use js_sys::JSON;
use serde::Serialize;
use serde::de::DeserializeOwned;
use wasm_bindgen::JsValue;
use web_sys::{AbortSignal, RequestCredentials};

/// What goes with a request beside the question.
pub(crate) struct With {
    /// The session, where the question needs one.
    pub(crate) session: Option<String>,
    /// The conversation.
    pub(crate) seq: u32,
    /// The nonce of the hello.
    pub(crate) nonce: String,
    /// The page around the card.
    pub(crate) origin: Option<String>,
    /// The sentence for a network that fails.
    pub(crate) offline: String,
}

/// Asks the proxy.
pub(crate) async fn ask(ask: Ask, with: With, signal: AbortSignal) -> Result<Reply, Notice> {
    let With { session, seq, nonce, origin, offline } = with;
    let (path, body) = match ask {
        Ask::Card { token, fresh } => {
            let (token, nonce, parent_origin) = match token {
                Some(token) => (Some(token.jwt), Some(token.nonce.unwrap_or(nonce)), origin),
                None => (None, None, None),
            };
            ("/api/card", json(&CardRequest { token, nonce, parent_origin, seq, fresh }))
        }
        Ask::Order { handle, fresh } => ("/api/order", json(&OrderRequest { handle, fresh })),
        Ask::Orders { handle, cursor, .. } => {
            ("/api/orders", json(&OrdersRequest { handle, cursor: Some(cursor), query: None }))
        }
        Ask::Renew => ("/api/session/renew", "{}".to_owned()),
        Ask::Session(token) => {
            let nonce = Some(token.nonce.unwrap_or(nonce));
            ("/api/session", json(&SessionRequest { token: token.jwt, nonce, parent_origin: origin }))
        }
    };
    let answer = send(path, body, session, &signal).await.ok_or_else(|| unreachable(offline.clone()))?;
    let reply = match (path, answer) {
        (_, Err(problem)) => read::<ProblemReply>(problem).map(|reply| Err(reply.problem)),
        ("/api/card", Ok(body)) => read::<CardReply>(body).map(|reply| Ok(Reply::Card(Box::new(reply)))),
        ("/api/order", Ok(body)) => read::<OrderDetails>(body).map(|reply| Ok(Reply::Order(Box::new(reply)))),
        ("/api/orders", Ok(body)) => read::<OrderPage>(body).map(|reply| Ok(Reply::Orders(reply))),
        (_, Ok(body)) => read::<SessionReply>(body).map(|reply| Ok(Reply::Session(reply))),
    };
    // Something between the browser and the proxy answered in its place.
    reply.unwrap_or_else(|| Err(unreachable(offline)))
}

/// The body of the answer, or of the refusal; none where there was no answer.
async fn send(
    path: &str,
    body: String,
    session: Option<String>,
    signal: &AbortSignal,
) -> Option<Result<JsValue, JsValue>> {
    let mut request = Request::post(path)
        .header("Content-Type", "application/json")
        .credentials(RequestCredentials::Omit)
        .abort_signal(Some(signal));
    if let Some(session) = session {
        request = request.header("Authorization", &["Bearer ", &session].concat());
    }
    let answer = request.body(body).ok()?.send().await.ok()?;
    let body = JSON::parse(&answer.text().await.ok()?).ok()?;
    Some(if answer.ok() { Ok(body) } else { Err(body) })
}

fn json<T: Serialize>(body: &T) -> String {
    let body = serde_wasm_bindgen::to_value(body).ok();
    body.and_then(|body| JSON::stringify(&body).ok()).map(String::from).unwrap_or_default()
}

fn read<T: DeserializeOwned>(body: JsValue) -> Option<T> {
    serde_wasm_bindgen::from_value(body).ok()
}

/// No answer, or none of the proxy's.
fn unreachable(message: String) -> Notice {
    Notice {
        code: "offline".to_owned(),
        message,
        admin: None,
        action: Action::Retry,
        field: None,
        retry_in: None,
        reference: String::new(),
    }
}
