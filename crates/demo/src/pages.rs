//! The files of the page, built into the binary.

use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::{Html, IntoResponse, Response};

/// A file of `www/demo`.
#[derive(Clone, Copy)]
pub(crate) struct Asset {
    pub(crate) path: &'static str,
    kind: &'static str,
    text: &'static str,
}

/// The page itself; the card's element comes from the card's proxy.
pub(crate) fn page(card: &str) -> Html<String> {
    Html(include_str!("../../../www/demo/inbox.html").replace("{{CARD}}", card))
}

/// The rest.
pub(crate) const ASSETS: [Asset; 3] = [
    Asset { path: "/inbox.css", kind: "text/css; charset=utf-8", text: include_str!("../../../www/demo/inbox.css") },
    Asset {
        path: "/inbox.js",
        kind: "text/javascript; charset=utf-8",
        text: include_str!("../../../www/demo/inbox.js"),
    },
    Asset { path: "/icon.svg", kind: "image/svg+xml", text: include_str!("../../../www/demo/icon.svg") },
];

impl IntoResponse for Asset {
    fn into_response(self) -> Response {
        ([(CONTENT_TYPE, self.kind), (CACHE_CONTROL, "no-cache")], self.text).into_response()
    }
}
