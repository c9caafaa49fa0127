//! The language of somebody of whom we know only what their browser says: who reads the pages that need no account, and
//! owners, who have a cookie and no host token.
//!
//! Nothing more is known of any of them. An owner's panel speaks as their browser asks, so the pages around it do the same;
//! and who opens a link to connect a store is somebody else than who made it.

use crate::app::App;
use crate::public_url::PublicUrl;
use crate::text::{Locale, Text};
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, header};
use std::convert::Infallible;
use std::sync::Arc;

/// So many languages of a browser are looked at. Nobody speaks more.
const MOST: usize = 32;

/// Who reads: the words in their language, and where the proxy is for them.
pub(crate) struct Reader(pub(crate) Arc<Text>, pub(crate) PublicUrl);

impl Reader {
    pub(crate) fn of(app: &App, headers: &HeaderMap) -> Self {
        Self(Text::of(&reader_locale(headers)), app.public_url.clone())
    }

    /// One of the proxy's paths, for a page.
    pub(crate) fn at(&self, path: &str) -> String {
        self.1.path(path)
    }
}

impl FromRequestParts<App> for Reader {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Infallible> {
        Ok(Self::of(app, &parts.headers))
    }
}

/// The language that the browser wants most of those that we speak; English where there is none.
pub(crate) fn reader_locale(headers: &HeaderMap) -> Locale {
    let lines = headers.get_all(header::ACCEPT_LANGUAGE).into_iter().filter_map(|value| value.to_str().ok());
    let mut wanted: Vec<_> = lines.flat_map(|line| line.split(',')).take(MOST).filter_map(wish).collect();
    // Those that are wanted alike stay in their order.
    wanted.sort_by(|(_, a), (_, b)| b.total_cmp(a));
    let mut spoken = wanted.into_iter().map(|(locale, _)| locale).filter(|locale| Text::speaks(&locale.to_string()));
    spoken.next().unwrap_or_default()
}

/// A language and how much it is wanted: `de-CH;q=0.8`. None for what can't be read, and for what is not wanted at all.
fn wish(part: &str) -> Option<(Locale, f32)> {
    let mut parts = part.split(';').map(str::trim);
    let locale = Locale::parse(parts.next()?)?.plain();
    let weight = match parts.next() {
        None => 1.0,
        Some(parameter) => parameter.strip_prefix("q=").or_else(|| parameter.strip_prefix("Q="))?.parse().ok()?,
    };
    // Not a number is in no range.
    (weight > 0.0 && weight <= 1.0).then_some((locale, weight))
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;

    fn locale(lines: &[&str]) -> String {
        let mut headers = HeaderMap::new();
        for line in lines {
            headers.append(header::ACCEPT_LANGUAGE, HeaderValue::from_str(line).unwrap());
        }
        reader_locale(&headers).to_string()
    }

    #[test]
    fn the_language_that_is_wanted_most_and_spoken_here_is_taken() {
        for (wanted, taken) in [
            ("de", "de"),
            ("de-CH, en;q=0.8", "de-CH"),
            ("en;q=0.5, ar-EG;q=0.9", "ar-EG"),
            ("sv, tlh;q=0.9, pl;q=0.1", "pl"),
            ("fr;q=0.7, it;q=0.7", "fr"),
            ("de;q=0, fr;q=0.2", "fr"),
            ("DE_at ; Q=0.3", "de-AT"),
            ("sv", "en"),
            ("*", "en"),
        ] {
            assert_eq!(locale(&[wanted]), taken, "{wanted}");
        }
        assert_eq!(locale(&[]), "en");
        assert_eq!(locale(&["sv", "ja"]), "ja", "the header may come in several lines");
    }

    #[test]
    fn what_no_browser_sends_is_passed_over() {
        for (wanted, taken) in [
            ("de;q=much, fr;q=0.1", "fr"),
            ("de;q=NaN, fr;q=inf, it;q=-1, es;q=2, nl;q=0.001", "nl"),
            ("de;level=1", "en"),
            (";;;,,,=;q=1,\t", "en"),
            ("<script>, ../../etc, de", "de"),
        ] {
            assert_eq!(locale(&[wanted]), taken, "{wanted}");
        }
        assert_eq!(locale(&[&"de-".repeat(50_000)]), "en");
        assert_eq!(locale(&[&format!("{}de", "xx,".repeat(100_000))]), "en", "only so many are looked at");
    }

    #[test]
    fn nothing_but_a_language_and_a_place_is_taken() {
        // Each locale's formats are kept ready; a browser must not make us keep many.
        assert_eq!(locale(&["de-CH-1996-u-nu-thai-x-1"]), "de-CH");
    }
}
