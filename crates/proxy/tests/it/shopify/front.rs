//! A server in front of the sandbox: it answers in the sandbox's place for as long as it is told to, else it hands on.

use super::*;
use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::{HeaderMap, Method, Uri};
use axum::response::Response;
use std::sync::Mutex;
use tokio::task::JoinHandle;

/// An answer that the sandbox would not give.
#[derive(Clone, Debug, Default)]
pub(crate) struct Canned {
    pub(crate) status: u16,
    pub(crate) headers: &'static [(&'static str, &'static str)],
    pub(crate) body: String,
    /// Whether the connection breaks in the middle of the body.
    pub(crate) breaks: bool,
}

#[derive(Clone)]
struct Inner {
    canned: Arc<Mutex<Option<Canned>>>,
    sandbox: String,
    http: reqwest::Client,
}

/// It stops when this is dropped.
pub(crate) struct Front {
    canned: Arc<Mutex<Option<Canned>>>,
    origin: String,
    server: JoinHandle<()>,
}

impl Front {
    pub(crate) async fn before(sandbox: &Sandbox) -> Self {
        let canned = Arc::new(Mutex::new(None));
        let http = reqwest::Client::builder().no_proxy().build().unwrap();
        let inner = Inner { canned: canned.clone(), sandbox: sandbox.origin(), http };
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let origin = format!("http://{}", listener.local_addr().unwrap());
        let router = Router::new().fallback(answer).with_state(inner);
        let server = tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        Self { canned, origin, server }
    }

    pub(crate) fn url_template(&self) -> String {
        format!("{}/{{shop}}", self.origin)
    }

    pub(crate) fn answers(&self, canned: Canned) {
        *self.canned.lock().unwrap() = Some(canned);
    }

    pub(crate) fn hands_on(&self) {
        *self.canned.lock().unwrap() = None;
    }
}

impl Drop for Front {
    fn drop(&mut self) {
        self.server.abort();
    }
}

async fn answer(State(inner): State<Inner>, method: Method, uri: Uri, headers: HeaderMap, body: Bytes) -> Response {
    let canned = inner.canned.lock().unwrap().clone();
    let Some(canned) = canned else {
        let mut asked = inner.http.request(method, format!("{}{uri}", inner.sandbox)).body(body);
        for name in ["content-type", "accept", "x-shopify-access-token"] {
            asked = asked.header(name, headers[name].clone());
        }
        let told = asked.send().await.unwrap();
        let status = told.status();
        return Response::builder().status(status).body(Body::from(told.bytes().await.unwrap())).unwrap();
    };
    let mut response = Response::builder().status(canned.status);
    for (name, value) in canned.headers {
        response = response.header(*name, *value);
    }
    let body = if canned.breaks {
        let parts = [Ok(canned.body), Err(std::io::Error::other("the line is cut"))];
        Body::from_stream(futures_util::stream::iter(parts))
    } else {
        Body::from(canned.body)
    };
    response.body(body).unwrap()
}
