//! The routes, and what holds for all of them: limits, logging, counting, safe headers.

use crate::app::App;
use crate::cards;
use crate::error::ApiError;
use crate::http::{
    assets, card, connect, embed, health, history, link, live, next, owner, pages, product, provider, search, session,
    settings, sign_ins, stores, tickets, webhooks,
};
use crate::public_url::PublicUrl;
use axum::Router;
use axum::extract::{ConnectInfo, DefaultBodyLimit, MatchedPath, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderName, HeaderValue, Method, StatusCode, Uri, header};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse as _, Response};
use axum::routing::get;
use std::net::SocketAddr;
use std::time::{Duration, Instant};
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::cors::{AllowOrigin, CorsLayer};
use tower_http::set_header::SetResponseHeaderLayer;
use utoipa::OpenApi;
use utoipa::openapi::server::Server;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// The largest body that is read.
const LARGEST_BODY: usize = 64 * 1024;
/// How long a browser may keep the answer to a preflight.
const PREFLIGHT_AGE: Duration = Duration::from_secs(600);

/// What `/openapi.json` says of itself.
#[derive(OpenApi)]
#[openapi(info(
    title = "context-card",
    description = "The proxy of the Shopify context card. The session goes in the header `Authorization: Bearer`."
))]
struct Description;

/// The whole proxy as a service.
pub fn router(app: App) -> Router {
    if app.public_url.prefix().is_empty() {
        return routes_of(app);
    }
    let without = middleware::from_fn_with_state(app.public_url.clone(), without_prefix);
    Router::new().fallback_service(routes_of(app)).layer(without)
}

/// Takes the prefix off the address, before anything else sees it. Some reverse proxies have done so already: then what is left
/// is one of our own paths, none of which begins as a prefix may.
async fn without_prefix(State(at): State<PublicUrl>, mut request: Request, next: Next) -> Response {
    if let Some(own) = at.within(request.uri().path()) {
        let query = request.uri().query().map(|query| ["?", query].concat()).unwrap_or_default();
        let own = if own.is_empty() { "/" } else { own };
        // What was part of an address is one.
        if let Ok(uri) = Uri::try_from([own, &query].concat()) {
            *request.uri_mut() = uri;
        }
    }
    next.run(request).await
}

fn routes_of(app: App) -> Router {
    let (routes, mut description) = OpenApiRouter::with_openapi(Description::openapi())
        .routes(routes!(card::open))
        .routes(routes!(card::orders))
        .routes(routes!(card::order))
        .routes(routes!(link::link))
        .routes(routes!(link::unlink))
        .routes(routes!(product::open))
        .routes(routes!(search::search))
        .routes(routes!(history::history))
        .routes(routes!(session::start))
        .routes(routes!(session::renew))
        .routes(routes!(sign_ins::by_code))
        .routes(routes!(sign_ins::resume))
        .routes(routes!(sign_ins::end))
        .routes(routes!(next::next))
        .routes(routes!(tickets::make))
        .routes(routes!(settings::opened::read))
        .routes(routes!(settings::card::read, settings::card::save, settings::card::reset))
        .routes(routes!(settings::fields::read))
        .routes(routes!(
            settings::inboxes::list::read,
            settings::inboxes::change::add,
            settings::inboxes::change::change
        ))
        .routes(routes!(settings::inboxes::keys::add))
        .routes(routes!(settings::inboxes::keys::revoke))
        .routes(routes!(settings::inboxes::guide::read))
        .routes(routes!(provider::begin))
        .routes(routes!(provider::finish))
        .routes(routes!(settings::provider::read, settings::provider::set, settings::provider::remove))
        .routes(routes!(settings::agents::read))
        .routes(routes!(settings::agents::make_code))
        .routes(routes!(settings::agents::end))
        .routes(routes!(settings::trial::attempt))
        .routes(routes!(settings::tab::open))
        .routes(routes!(settings::changes::read))
        .routes(routes!(settings::active::switch))
        .routes(routes!(settings::preview::show))
        .routes(routes!(settings::page::alone))
        .routes(routes!(settings::page::embedded))
        .routes(routes!(live::listen))
        .routes(routes!(webhooks::receive))
        .routes(routes!(embed::page, embed::signed::open))
        .routes(routes!(embed::inline::page))
        .routes(routes!(cards::intercom::initialize))
        .routes(routes!(cards::intercom::submit))
        .routes(routes!(cards::gorgias::show))
        .routes(routes!(cards::gladly::look_up))
        .routes(routes!(owner::page, owner::sign_in))
        .routes(routes!(owner::sign_out))
        .routes(routes!(stores::page))
        .routes(routes!(settings::stores::list::read))
        .routes(routes!(settings::stores::consent::begin))
        .routes(routes!(settings::stores::consent::link))
        .routes(routes!(settings::stores::pending::verify))
        .routes(routes!(settings::stores::pending::connect))
        .routes(routes!(settings::stores::actions::test))
        .routes(routes!(settings::stores::actions::webhooks))
        .routes(routes!(settings::stores::actions::migrate))
        .routes(routes!(settings::stores::actions::disconnect))
        .routes(routes!(settings::stores::actions::prefix))
        .routes(routes!(settings::stores::apps::add))
        .routes(routes!(settings::stores::apps::set_scopes))
        .routes(routes!(connect::link::page, connect::link::open))
        .routes(routes!(connect::link::confirm, connect::link::begin))
        .routes(routes!(connect::link::cancelled))
        .routes(routes!(connect::callback::callback))
        .routes(routes!(connect::callback::done))
        .routes(routes!(health::alive))
        .routes(routes!(health::ready))
        .routes(routes!(health::metrics))
        .split_for_parts();
    // The paths in it are our own: behind a prefix they begin there.
    let prefix = Some(app.public_url.prefix()).filter(|prefix| !prefix.is_empty());
    description.servers = prefix.map(|prefix| vec![Server::new(prefix)]);
    let description = serde_json::to_string(&description).unwrap_or_default();
    assets::loaders(routes)
        .route("/openapi.json", get(async move || ([(header::CONTENT_TYPE, "application/json")], description)))
        .route("/assets/{name}", get(assets::file))
        .fallback(async || pages::PageError::NotFound)
        .method_not_allowed_fallback(async || {
            ApiError::bad_request(None, "this address takes another method").with_status(StatusCode::METHOD_NOT_ALLOWED)
        })
        .layer(middleware::from_fn_with_state(app.clone(), pages::in_their_language))
        .layer(for_other_pages())
        .layer(DefaultBodyLimit::max(LARGEST_BODY))
        .layer(CatchPanicLayer::custom(|_| ApiError::internal("a handler panicked").into_response()))
        .layer(safe_header(header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .layer(safe_header(header::REFERRER_POLICY, "no-referrer"))
        .layer(safe_header(HeaderName::from_static("cross-origin-resource-policy"), "cross-origin"))
        .layer(SetResponseHeaderLayer::if_not_present(header::CACHE_CONTROL, HeaderValue::from_static("no-store")))
        .layer(middleware::from_fn_with_state(app.clone(), calm))
        .layer(middleware::from_fn_with_state(app.clone(), watch))
        .with_state(app)
}

/// What a card may call whose page is none of ours, in a sandboxed frame or without any: nothing of settings, tickets or signing
/// in, nothing that looks at a cookie.
const OF_CARD: &[&str] = &[
    "/api/search",
    "/api/history",
    "/api/card",
    "/api/orders",
    "/api/order",
    "/api/product",
    "/api/session",
    "/api/session/renew",
    "/api/live",
    "/api/next",
    "/api/link",
    "/api/unlink",
];

/// A card in a sandboxed frame has the origin `null`, one without an iframe that of the page that it is in. It sends its session in a
/// header and no cookie, so a preflight may say yes to anybody: it names no inbox, and gives nothing away. Which pages are
/// answered is checked with the request itself (`http/elsewhere.rs`), where its inbox is known.
fn for_other_pages() -> CorsLayer {
    let allowed = |_: &HeaderValue, request: &Parts| OF_CARD.contains(&request.uri.path());
    CorsLayer::new()
        .allow_origin(AllowOrigin::predicate(allowed))
        .allow_methods([Method::GET, Method::POST])
        .allow_headers([header::AUTHORIZATION, header::CONTENT_TYPE])
        .max_age(PREFLIGHT_AGE)
}

fn safe_header(name: HeaderName, value: &'static str) -> SetResponseHeaderLayer<HeaderValue> {
    SetResponseHeaderLayer::if_not_present(name, HeaderValue::from_static(value))
}

/// What anybody may ask for as often as they like: files that are kept, whether all is well, and what Shopify sends, since a
/// notice that is refused is lost.
const FREE: &[&str] = &["/assets/", "/healthz", "/readyz", "/metrics", "/webhooks/"];

/// Leaves every address its share and no more.
async fn calm(State(app): State<App>, request: Request, next: Next) -> Response {
    let path = request.uri().path();
    // A test that calls the routes by itself has no other end.
    let peer = request
        .extensions()
        .get::<ConnectInfo<SocketAddr>>()
        .filter(|_| !FREE.iter().any(|free| path.starts_with(free)));
    match peer.map_or(Ok(()), |ConnectInfo(peer)| app.limits.request(*peer, request.headers())) {
        Ok(()) => next.run(request).await,
        Err(problem) if path.starts_with("/api/") || path.starts_with("/cards/") => {
            ApiError::from(problem).into_response()
        }
        Err(problem) => pages::no_card(problem.into(), &app, request.headers()),
    }
}

/// Counts and logs every answer: by the route's pattern, never by address, since addresses carry tickets.
async fn watch(State(app): State<App>, request: Request, next: Next) -> Response {
    let began = Instant::now();
    let method = request.method().clone();
    let route = request.extensions().get::<MatchedPath>().map_or("none", MatchedPath::as_str).to_owned();
    let response = next.run(request).await;
    let (status, took) = (response.status().as_u16(), began.elapsed());
    app.metrics.answered(&route, status, took);
    tracing::info!(%method, route, status, ms = took.as_secs_f64() * 1000.0, "answered");
    response
}
