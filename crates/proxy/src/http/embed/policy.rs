//! The content security policy of the page: no inline script runs but our own two, each by its hash, and only the inbox's
//! origins may be around it.

use crate::assets;
use axum::http::HeaderValue;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest as _, Sha256};

/// For pages that show nothing of anybody.
pub(super) const NOTHING: HeaderValue =
    HeaderValue::from_static("default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'");

/// The policy of an inbox's page. `pictures`: where product pictures come from beside `https:`.
pub(super) fn of_page(host: &str, origins: &[String], pictures: Option<&str>) -> String {
    let [early, boot] = [assets::early(), assets::boot(host)].map(|script| STANDARD.encode(Sha256::digest(script)));
    let pictures = pictures.unwrap_or_default();
    let ancestors = if origins.is_empty() { "'none'".to_owned() } else { origins.join(" ") };
    format!(
        "default-src 'none'; script-src 'self' 'sha256-{early}' 'sha256-{boot}' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' https: {pictures}; \
         connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors {ancestors}"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_inboxs_origins_may_frame_it() {
        let policy = of_page("generic", &["https://a.example".into(), "https://b.example".into()], None);
        assert!(policy.ends_with("frame-ancestors https://a.example https://b.example"));
        assert!(of_page("generic", &[], None).ends_with("frame-ancestors 'none'"));
        assert!(!policy.contains("unsafe-inline") && !policy.contains("'unsafe-eval'"));
    }
}
