//! Answers that are no answer: Shopify's bodies by HTTP status.

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use serde_json::json;

/// For paths and shops that are not there.
pub(super) async fn not_found() -> Response {
    refusal(404)
}

/// `errors` as a plain string, as Shopify does outside of GraphQL.
pub(super) fn plain(status: StatusCode, message: &str) -> Response {
    (status, axum::Json(json!({"errors": message}))).into_response()
}

/// A status by its number.
pub(super) fn code(status: u16) -> StatusCode {
    StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
}

/// Shopify's answer for a status.
pub(super) fn refusal(status: u16) -> Response {
    let code = code(status);
    match status {
        401 => plain(code, "[API] Invalid API key or access token (unrecognized login or wrong password)"),
        402 => plain(code, "Unavailable Shop"),
        403 => plain(
            code,
            "[API] Non-expiring access tokens are no longer accepted for the Admin API. Start using expiring offline tokens: https://shopify.dev/docs/apps/build/authentication-authorization/access-tokens/offline-access-tokens",
        ),
        404 => plain(code, "Not Found"),
        406 => plain(code, "Not Acceptable"),
        409 => plain(code, "Conflict"),
        415 => plain(code, "Unsupported Media Type"),
        422 => plain(code, "Unprocessable Entity"),
        423 => plain(code, "This shop is currently locked."),
        429 => {
            let mut response = plain(
                code,
                "Exceeded 2 calls per second for api client. Reduce request rates to resume uninterrupted service.",
            );
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static("2.0"));
            response
        }
        430 => plain(code, "Shopify Security Rejection"),
        500 => plain(code, "Internal Server Error"),
        503 => plain(code, "Service Unavailable"),
        502 | 504 | 520 | 522 | 530 | 540 => page(code, cloudflare(status)),
        _ => plain(code, code.canonical_reason().unwrap_or("Error")),
    }
}

/// A page of HTML where JSON was expected.
pub(super) fn page(status: StatusCode, title: &str) -> Response {
    let html = format!(
        "<!DOCTYPE html>\n<html lang=\"en\"><head><title>{title}</title></head>\n<body><h1>{title}</h1><p>There was a problem loading this website.</p></body></html>\n"
    );
    (status, Html(html)).into_response()
}

fn cloudflare(status: u16) -> &'static str {
    match status {
        502 => "502 Bad Gateway",
        504 => "504 Gateway Time-out",
        522 => "522: Connection timed out",
        530 => "530: Origin DNS error",
        540 => "540: Temporarily disabled",
        _ => "520: Web server is returning an unknown error",
    }
}
