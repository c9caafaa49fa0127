//! The page's HTML. Fixed pieces with the values that are put in escaped.

use crate::app::App;
use crate::assets;
use crate::db::Inbox;
use crate::host_kind::Trust;
use crate::public_url::PublicUrl;
use crate::text::{Locale, Text};
use context_card_wire::{Arrival, Inline, Notice, Page, SignInWays, Words};
use serde::Serialize;

/// What stands around the card.
pub(super) struct Shell {
    page: Page,
    style: String,
    language: &'static str,
    direction: &'static str,
}

impl Shell {
    /// `provider`: the name of the organisation's provider, where it has one.
    pub(super) fn new(app: &App, inbox: &Inbox, locale: &Locale, provider: Option<String>) -> Self {
        let text = Text::of(locale);
        let at = &app.public_url;
        let [script, wasm] = assets::program(inbox.host.as_str()).map(|name| assets::url(at, &name));
        let page = Page {
            base: at.prefix().to_owned(),
            inbox: inbox.inbox.to_string(),
            origins: inbox.origins.clone(),
            host: inbox.host.as_str().to_owned(),
            options: inbox.options.clone(),
            sign_in: (inbox.host.trust() == Trust::Unsigned).then_some(SignInWays { provider }),
            words: text.words().ui.clone(),
            script,
            wasm,
            version: env!("CARGO_PKG_VERSION").to_owned(),
        };
        Self { page, style: assets::url(at, "card.css"), language: text.language(), direction: text.direction() }
    }

    /// All that is known before any customer is.
    pub(super) fn head(&self) -> String {
        let Page { words, script, wasm, .. } = &self.page;
        [
            "<!doctype html><html lang=\"",
            self.language,
            "\" dir=\"",
            self.direction,
            "\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\"><title>",
            &escape(&words.card),
            "</title><link rel=\"stylesheet\" href=\"",
            &self.style,
            "\"><link rel=\"modulepreload\" href=\"",
            script,
            "\"><link rel=\"preload\" as=\"fetch\" type=\"application/wasm\" crossorigin href=\"",
            wasm,
            "\">",
            &data("scx-page", &self.page),
            "<script>",
            assets::early(),
            "</script></head><body>",
        ]
        .concat()
    }

    /// The same for a page of somebody else's.
    pub(super) fn inline(self, at: &PublicUrl) -> Inline {
        Inline {
            program: assets::url(at, "inline-card.js"),
            language: self.language.to_owned(),
            direction: self.direction.to_owned(),
            html: shopify_context_card::skeleton_html(&self.page.words),
            page: self.page,
        }
    }

    /// The card, drawn.
    pub(super) fn card(&self, html: &str) -> String {
        main(html)
    }

    /// No card yet: its shape, or why it can't be shown.
    pub(super) fn waiting(&self, notice: Option<&Notice>) -> String {
        let words: &Words = &self.page.words;
        main(&match notice {
            Some(notice) => shopify_context_card::notice_html(notice, words),
            None => shopify_context_card::skeleton_html(words),
        })
    }

    /// What came with the ticket, and the first words to the host.
    pub(super) fn tail(&self, arrival: Option<&Arrival>) -> String {
        let arrival = arrival.map(|arrival| data("scx-card-data", arrival)).unwrap_or_default();
        self.end(&arrival)
    }

    /// The same where nothing came. Mostly the boot script asks the host, then; where it has nobody to ask, it hands over why.
    pub(super) fn tail_without(&self, inbox: &Inbox, problem: &Notice) -> String {
        match inbox.host.signs_address() {
            true => self.end(&data("scx-card-data", &Refusal { problem })),
            false => self.tail(None),
        }
    }

    fn end(&self, brought: &str) -> String {
        [brought, "<script>", assets::boot(&self.page.host), "</script></body></html>"].concat()
    }
}

/// The boot script hands it over as it hands over an arrival.
#[derive(Serialize)]
struct Refusal<'a> {
    problem: &'a Notice,
}

fn main(html: &str) -> String {
    ["<main id=\"scx-card\">", html, "</main>"].concat()
}

/// JSON in a script tag that is never run. `<` is written as an escape, so that no text in it can end the tag.
fn data(id: &str, value: &impl Serialize) -> String {
    let json = serde_json::to_string(value).unwrap_or_else(|_| "null".to_owned()).replace('<', "\\u003c");
    ["<script type=\"application/json\" id=\"", id, "\">", &json, "</script>"].concat()
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_text_can_end_the_data() {
        let html = data("x", &"</script><script>alert(1)</script><!--");
        assert_eq!(html.matches('<').count(), 2, "only our own tag");
    }
}
