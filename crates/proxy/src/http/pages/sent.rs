//! What is sent to the owners' pages: only from these pages themselves.

use super::PageError;
use crate::app::App;
use crate::public_url::PublicUrl;
use axum::Form;
use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::request::Parts;
use axum::http::{HeaderMap, header};
use serde::de::DeserializeOwned;

/// A request that one of our own pages made. The cookies are `SameSite=Lax` beside that.
pub(crate) struct SameOrigin;

impl FromRequestParts<App> for SameOrigin {
    type Rejection = PageError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, PageError> {
        if is_ours(&parts.headers, &app.public_url) { Ok(Self) } else { Err(PageError::NotFromHere) }
    }
}

/// Browsers say where a request comes from; those that don't, at least name the page's origin. What says neither is refused.
pub(crate) fn is_ours(headers: &HeaderMap, public_url: &PublicUrl) -> bool {
    let says = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    match says("sec-fetch-site") {
        Some(site) => site == "same-origin",
        None => says(header::ORIGIN.as_str()).is_some_and(|origin| origin == public_url.origin()),
    }
}

/// A form that one of our own pages sent.
pub(crate) struct Sent<T>(pub(crate) T);

impl<T: DeserializeOwned> FromRequest<App> for Sent<T> {
    type Rejection = PageError;

    async fn from_request(request: Request, app: &App) -> Result<Self, PageError> {
        let (mut parts, body) = request.into_parts();
        SameOrigin::from_request_parts(&mut parts, app).await?;
        match Form::<T>::from_request(Request::from_parts(parts, body), app).await {
            Ok(Form(form)) => Ok(Self(form)),
            Err(_) => Err(PageError::BadForm),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;

    #[test]
    fn only_our_own_pages_may_send() {
        let ours_at = |at: &str, headers: &[(&'static str, &'static str)]| {
            let map: HeaderMap =
                headers.iter().map(|(name, value)| (name.parse().unwrap(), HeaderValue::from_static(value))).collect();
            is_ours(&map, &PublicUrl::parse(at).unwrap())
        };
        let ours = |headers: &[(&'static str, &'static str)]| ours_at("https://card.example", headers);
        // An origin never has a path.
        let prefixed = "https://card.example/shopify";
        assert!(
            ours_at(prefixed, &[("origin", "https://card.example")]) && !ours_at(prefixed, &[("origin", prefixed)])
        );
        assert!(ours(&[("sec-fetch-site", "same-origin")]));
        assert!(ours(&[("origin", "https://card.example")]));
        for headers in [
            &[][..],
            &[("sec-fetch-site", "cross-site")],
            &[("sec-fetch-site", "same-site"), ("origin", "https://card.example")],
            &[("sec-fetch-site", "none")],
            &[("origin", "https://evil.example")],
            &[("origin", "null")],
        ] {
            assert!(!ours(headers), "{headers:?}");
        }
    }
}
