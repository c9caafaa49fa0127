//! The only file that fetches.

use crate::decode::{Decode, get};
use crate::state::{Ask, Reply, Which, Whom};
use context_card_wire::{
    Action, CardReply, CardRequest, HistoryRequest, LinkRequest, Notice, OrderFilter, OrderRequest, OrdersRequest,
    ProductRequest, SearchRequest, SessionRequest,
};
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
    /// Whom it is about.
    pub(crate) whom: Whom,
    /// The nonce of the hello.
    pub(crate) nonce: String,
    /// The page around the card.
    pub(crate) origin: Option<String>,
    /// What an unsigned host says of the conversation, where the session does not know it.
    pub(crate) hint: Option<String>,
    /// What stands before each of the proxy's paths.
    pub(crate) base: String,
    /// The inbox.
    pub(crate) inbox: String,
    /// The sentence for a network that fails.
    pub(crate) offline: String,
}

/// Asks the proxy.
pub(crate) async fn ask(ask: Ask, with: With, signal: AbortSignal) -> Result<Reply, Notice> {
    let With { session, seq, whom: Whom { person, all, query }, hint, base, inbox, nonce, origin, offline } = with;
    let (path, body) = match ask {
        // What was searched for goes into the body, and nowhere else.
        Ask::Card { token: None, .. } | Ask::Anew if query.is_some() => {
            ("/api/search", search(SearchRequest { query: query.unwrap_or_default() }))
        }
        Ask::Card { token: Some(token), fresh } => {
            let nonce = Some(token.nonce.unwrap_or(nonce));
            let token = Some(token.jwt);
            (
                "/api/card",
                card(CardRequest { token, nonce, parent_origin: origin, seq, fresh, ..CardRequest::default() }, None),
            )
        }
        Ask::Card { token: None, fresh } => {
            ("/api/card", card(CardRequest { seq, fresh, person, all, ..CardRequest::default() }, hint))
        }
        Ask::Anew => ("/api/card", card(CardRequest { seq, person, all, ..CardRequest::default() }, hint)),
        Ask::SignIn { code } => ("/api/sign-in/code", vec![("inbox", inbox.into()), ("code", code.into())]),
        Ask::Resume => ("/api/sign-in/resume", vec![("inbox", inbox.into())]),
        Ask::SignOut => ("/api/sign-in/end", vec![("inbox", inbox.into())]),
        Ask::Link { handle, undo } => {
            (if undo { "/api/unlink" } else { "/api/link" }, link(LinkRequest { handle, person }))
        }
        Ask::Order { handle, fresh } => ("/api/order", order(OrderRequest { handle, fresh })),
        Ask::Orders { handle, which, cursor, .. } => {
            let (filter, query) = match which {
                None => (None, None),
                Some(Which::Filter(filter)) => (Some(filter), None),
                Some(Which::Number(number)) => (None, Some(number)),
            };
            ("/api/orders", orders(OrdersRequest { handle, cursor, query, filter }))
        }
        Ask::History { handle } => ("/api/history", history(HistoryRequest { handle })),
        Ask::Product { handle, .. } => ("/api/product", product(ProductRequest { handle })),
        Ask::Renew => ("/api/session/renew", Vec::new()),
        Ask::Session(token) => {
            let nonce = Some(token.nonce.unwrap_or(nonce));
            ("/api/session", new_session(SessionRequest { token: token.jwt, nonce, parent_origin: origin }))
        }
    };
    let reply = match send(&base, path, &body, session, &signal).await {
        None => None,
        Some(Err(body)) => Notice::decode(&get(&body, "problem")).map(Err),
        Some(Ok(body)) => match path {
            "/api/card" => Decode::decode(&body).map(Reply::Card),
            "/api/search" => Decode::decode(&body)
                .map(|card| Reply::Card(Box::new(CardReply { session: None, expires_in: None, card, html: None }))),
            "/api/link" | "/api/unlink" => Some(Reply::Linked),
            "/api/sign-in/end" => Some(Reply::SignedOut),
            "/api/order" => Decode::decode(&body).map(Reply::Order),
            "/api/orders" => Decode::decode(&body).map(Reply::Orders),
            "/api/history" => Decode::decode(&body).map(Reply::History),
            "/api/product" => Decode::decode(&body).map(Reply::Product),
            _ => Decode::decode(&body).map(Reply::Session),
        }
        .map(Ok),
    };
    // No answer, or something between the browser and the proxy answered in its place.
    reply.unwrap_or_else(|| Err(unreachable(offline)))
}

/// Says which conversation comes next, so that its card is there at once. Nothing is lost where that fails.
pub(crate) async fn tell_next(base: String, token: String, nonce: String, origin: Option<String>) {
    let body = new_session(SessionRequest { token, nonce: Some(nonce), parent_origin: origin });
    if let Ok(controller) = web_sys::AbortController::new() {
        drop(send(&base, "/api/next", &body, None, &controller.signal()).await);
    }
}

/// Hears of changes until the stream ends. Whether it was open at all.
pub(crate) async fn listen(base: &str, session: &str, signal: AbortSignal, changed: impl Fn()) -> bool {
    let request = Request::get(&[base, "/api/live"].concat())
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

/// `hint`: the same as the request's own, which it stands for, as JSON. Of a signed address only the boot script speaks.
fn card(
    CardRequest { token, nonce, parent_origin, hint: _, address: _, seq, fresh, person, all }: CardRequest,
    hint: Option<String>,
) -> Parts {
    vec![
        ("token", token.into()),
        ("nonce", nonce.into()),
        ("parent_origin", parent_origin.into()),
        ("hint", hint.and_then(|hint| JSON::parse(&hint).ok()).unwrap_or_default()),
        ("seq", seq.into()),
        ("fresh", flag(fresh)),
        ("person", person.into()),
        ("all", flag(all)),
    ]
}

/// Sent only where it is set.
const fn flag(is: bool) -> JsValue {
    if is { JsValue::TRUE } else { JsValue::UNDEFINED }
}

fn search(SearchRequest { query }: SearchRequest) -> Parts {
    vec![("query", query.into())]
}

fn link(LinkRequest { handle, person }: LinkRequest) -> Parts {
    vec![("handle", handle.0.into()), ("person", person.into())]
}

fn order(OrderRequest { handle, fresh }: OrderRequest) -> Parts {
    vec![("handle", handle.0.into()), ("fresh", flag(fresh))]
}

fn orders(OrdersRequest { handle, cursor, query, filter }: OrdersRequest) -> Parts {
    vec![
        ("handle", handle.0.into()),
        ("cursor", cursor.map(|it| it.0).into()),
        ("query", query.into()),
        ("filter", filter.map(OrderFilter::as_str).into()),
    ]
}

fn history(HistoryRequest { handle }: HistoryRequest) -> Parts {
    vec![("handle", handle.0.into())]
}

fn product(ProductRequest { handle }: ProductRequest) -> Parts {
    vec![("handle", handle.0.into())]
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

/// The cookie of a sign-in goes where it is needed, and nowhere else.
fn credentials(path: &str) -> RequestCredentials {
    if path.starts_with("/api/sign-in/") { RequestCredentials::SameOrigin } else { RequestCredentials::Omit }
}

/// The body of the answer, or of the refusal; none where there was no answer.
async fn send(
    base: &str,
    path: &str,
    parts: &[(&'static str, JsValue)],
    session: Option<String>,
    signal: &AbortSignal,
) -> Option<Result<JsValue, JsValue>> {
    let mut request = Request::post(&[base, path].concat())
        .header("Content-Type", "application/json")
        .credentials(credentials(path))
        .abort_signal(Some(signal));
    if let Some(session) = session {
        request = request.header("Authorization", &["Bearer ", &session].concat());
    }
    let answer = request.body(json(parts)?).ok()?.send().await.ok()?;
    let text = answer.text().await.ok()?;
    // What needs no words is answered with none.
    let body = if text.is_empty() { JsValue::UNDEFINED } else { JSON::parse(&text).ok()? };
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
