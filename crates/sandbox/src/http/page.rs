//! Pages of HTML, for people.

use axum::http::{StatusCode, header};
use axum::response::{Html, IntoResponse, Response};

/// A page with this body, which no frame may show.
pub(super) fn page(status: StatusCode, title: &str, body: &str) -> Response {
    let title = escaped(title);
    let html = format!(
        r#"<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="icon" href="data:,">
<title>{title}</title>
<style>
:root {{ color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }}
body {{ max-width: 30rem; margin: 12vh auto; padding: 0 1.25rem; }}
h1 {{ font-size: 1.25rem; }}
code, li {{ overflow-wrap: anywhere; }}
button {{ font: inherit; min-height: 2.75rem; padding: 0 1.25rem; margin-right: .5rem; }}
small {{ opacity: .75; }}
</style>
</head>
<body>
<h1>{title}</h1>
{body}
<p><small>This is the Shopify stand-in of context-card-sandbox. Nobody's real shop is touched.</small></p>
</body>
</html>
"#
    );
    let headers = [
        (header::X_FRAME_OPTIONS, "DENY"),
        (
            header::CONTENT_SECURITY_POLICY,
            "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; frame-ancestors 'none'",
        ),
        (header::CACHE_CONTROL, "no-store"),
        (header::REFERRER_POLICY, "no-referrer"),
    ];
    (status, headers, Html(html)).into_response()
}

/// Text as HTML shows it.
pub(super) fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;").replace('\'', "&#39;")
}
