//! `/assets/…`: the card's files. Their names carry a hash of what is in them, so they are kept for ever. And the loaders
//! for other people's pages: as `/embed.js` and `/inline.js`, asked for anew after a while, and under a name with a hash, for tags with
//! `integrity`.

use crate::assets::{self, Asset};
use crate::error::ApiError;
use axum::Router;
use axum::extract::Path;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use axum::routing::get;
use context_card_wire::Problem;

/// A name with a hash means the same file for ever.
const FOR_EVER: &str = "public, max-age=31536000, immutable";
/// So long a page may go on with an older loader.
const FOR_A_WHILE: &str = "public, max-age=300";

/// One file; as brotli where the browser takes it.
pub(crate) async fn file(Path(name): Path<String>, headers: HeaderMap) -> Result<Response, ApiError> {
    let asset = assets::find(&name).ok_or(Problem::NotFound)?;
    Ok(served(asset, &headers, FOR_EVER))
}

/// The two addresses of each loader.
pub(crate) fn loaders<S: Clone + Send + Sync + 'static>(routes: Router<S>) -> Router<S> {
    assets::loaders().fold(routes, |routes, asset| {
        let pinned = async move |headers: HeaderMap| served(asset, &headers, FOR_EVER);
        routes
            .route(&["/", asset.name].concat(), get(async move |headers: HeaderMap| newest(asset, &headers)))
            .route(&["/", asset.hashed].concat(), get(pinned))
    })
}

/// A loader as it is now; nothing where the browser has it already.
fn newest(asset: &'static Asset, headers: &HeaderMap) -> Response {
    let tag = ["\"", asset.hashed, "\""].concat();
    let known = headers.get(header::IF_NONE_MATCH).and_then(|value| value.to_str().ok());
    let same = known.is_some_and(|tags| tags.split(',').any(|one| one.trim().trim_start_matches("W/") == tag));
    let mut response = served(asset, headers, FOR_A_WHILE);
    if same {
        response = (StatusCode::NOT_MODIFIED, response.headers().clone()).into_response();
    }
    // A name of our own, which is ASCII.
    if let Ok(tag) = HeaderValue::try_from(tag) {
        response.headers_mut().insert(header::ETAG, tag);
    }
    response
}

fn served(asset: &'static Asset, headers: &HeaderMap, kept: &'static str) -> Response {
    let brotli = headers.get(header::ACCEPT_ENCODING).and_then(|value| value.to_str().ok()).is_some_and(|value| {
        value.split(',').any(|coding| coding.split(';').next().is_some_and(|name| name.trim() == "br"))
    });
    let about: [(HeaderName, &str); 4] = [
        (header::CONTENT_TYPE, asset.content_type),
        (header::CACHE_CONTROL, kept),
        (header::VARY, "accept-encoding"),
        // A sandboxed frame has no origin of its own, modules are fetched with CORS, and so is what a tag names by its integrity.
        (header::ACCESS_CONTROL_ALLOW_ORIGIN, "*"),
    ];
    let mut response = (about, if brotli { asset.brotli } else { asset.raw }).into_response();
    if brotli {
        response.headers_mut().insert(header::CONTENT_ENCODING, HeaderValue::from_static("br"));
    }
    response
}
