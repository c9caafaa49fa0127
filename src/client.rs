//! The only file that fetches.

use crate::decode::{Decode, get};
use crate::state::{Ask, Reply};
use context_card_wire::{Action, CardRequest, Notice, OrderRequest, OrdersRequest, SessionRequest};
use gloo_net::http::Request;
use js_sys::{JSON, Object, Reflect, Uint8Array};
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortSignal, ReadableStreamDefaultReader, RequestCredentials};

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
            ("/api/card", card(CardRequest { token, nonce, parent_origin, seq, fresh }))
        }
        Ask::Anew => ("/api/card", card(CardRequest { seq, ..CardRequest::default() })),
        Ask::Order { handle, fresh } => ("/api/order", order(OrderRequest { handle, fresh })),
        Ask::Orders { handle, cursor, .. } => {
            ("/api/orders", orders(OrdersRequest { handle, cursor: Some(cursor), query: None }))
        }
        Ask::Renew => ("/api/session/renew", Vec::new()),
        Ask::Session(token) => {
            let nonce = Some(token.nonce.unwrap_or(nonce));
            ("/api/session", new_session(SessionRequest { token: token.jwt, nonce, parent_origin: origin }))
        }
    };
    let reply = match send(path, &body, session, &signal).await {
        None => None,
        Some(Err(body)) => Notice::decode(&get(&body, "problem")).map(Err),
        Some(Ok(body)) => match path {
            "/api/card" => Decode::decode(&body).map(Reply::Card),
            "/api/order" => Decode::decode(&body).map(Reply::Order),
            "/api/orders" => Decode::decode(&body).map(Reply::Orders),
            _ => Decode::decode(&body).map(Reply::Session),
        }
        .map(Ok),
    };
    // No answer, or something between the browser and the proxy answered in its place.
    reply.unwrap_or_else(|| Err(unreachable(offline)))
}

/// Hears of changes until the stream ends. Whether it was open at all.
pub(crate) async fn listen(session: &str, signal: AbortSignal, changed: impl Fn()) -> bool {
    let request = Request::get("/api/live")
        .header("Authorization", &["Bearer ", session].concat())
        .credentials(RequestCredentials::Omit)
        .abort_signal(Some(&signal));
    let Ok(answer) = request.send().await else { return false };
    let Some(body) = answer.body().filter(|_| answer.ok()) else { return false };
    let reader: ReadableStreamDefaultReader = body.get_reader().unchecked_into();
    while let Ok(read) = JsFuture::from(reader.read()).await {
        let Ok(bytes) = get(&read, "value").dyn_into::<Uint8Array>() else { break };
        // A sign of life is a colon; whatever else comes says that something changed.
        if bytes.to_vec().contains(&b'{') {
            changed();
        }
    }
    true
}

/// A request's parts. Each of the wire's requests is taken apart whole, so that a new field can't be forgotten.
type Parts = Vec<(&'static str, JsValue)>;

fn card(CardRequest { token, nonce, parent_origin, seq, fresh }: CardRequest) -> Parts {
    vec![
        ("token", token.into()),
        ("nonce", nonce.into()),
        ("parent_origin", parent_origin.into()),
        ("seq", seq.into()),
        ("fresh", if fresh { JsValue::TRUE } else { JsValue::UNDEFINED }),
    ]
}

fn order(OrderRequest { handle, fresh }: OrderRequest) -> Parts {
    vec![("handle", handle.0.into()), ("fresh", if fresh { JsValue::TRUE } else { JsValue::UNDEFINED })]
}

fn orders(OrdersRequest { handle, cursor, query }: OrdersRequest) -> Parts {
    vec![("handle", handle.0.into()), ("cursor", cursor.map(|it| it.0).into()), ("query", query.into())]
}

fn new_session(SessionRequest { token, nonce, parent_origin }: SessionRequest) -> Parts {
    vec![("token", token.into()), ("nonce", nonce.into()), ("parent_origin", parent_origin.into())]
}

/// As JSON, which leaves out what is undefined.
fn json(parts: &[(&'static str, JsValue)]) -> Option<String> {
    let body = Object::new();
    for (name, value) in parts {
        Reflect::set(&body, &(*name).into(), value).ok()?;
    }
    JSON::stringify(&body).ok().map(String::from)
}

/// The body of the answer, or of the refusal; none where there was no answer.
async fn send(
    path: &str,
    parts: &[(&'static str, JsValue)],
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
    let answer = request.body(json(parts)?).ok()?.send().await.ok()?;
    let body = JSON::parse(&answer.text().await.ok()?).ok()?;
    Some(if answer.ok() { Ok(body) } else { Err(body) })
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
