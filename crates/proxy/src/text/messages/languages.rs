//! The languages there are, and which of them speaks for a locale.

use super::Messages;
use icu::locale::{LanguageIdentifier, LocaleExpander};
use std::sync::LazyLock;

// Tags and texts, English first: made by `build/languages.rs` from the files.
include!(concat!(env!("OUT_DIR"), "/languages.rs"));

/// One language.
struct Language {
    tag: &'static str,
    /// With the script and the region that it has where nothing else is said.
    whole: LanguageIdentifier,
    messages: Messages,
}

static CATALOGUE: LazyLock<Vec<Language>> = LazyLock::new(|| {
    #[expect(clippy::expect_used, reason = "the files are embedded, and a test reads every one of them")]
    let read = |text| serde_json::from_str(text).expect("an embedded message file is whole");
    LANGUAGES.iter().map(|(tag, text)| Language { tag, whole: whole(tag), messages: read(text) }).collect()
});

impl Messages {
    /// The messages for a locale, and which language they are in. The locale's own; else its language as it is spoken in
    /// another region (`pt-PT` reads `pt-BR`, `de-AT` reads `de`); else English.
    #[must_use]
    pub fn of(locale: &str) -> (&'static str, &'static Self) {
        let catalogue: &'static [Language] = &CATALOGUE;
        let found = Self::spoken(locale).unwrap_or(&catalogue[0]);
        (found.tag, &found.messages)
    }

    /// Whether there are messages in a locale's language.
    #[must_use]
    pub fn speak(locale: &str) -> bool {
        Self::spoken(locale).is_some()
    }

    /// The tags of all languages.
    #[cfg(test)]
    pub(in crate::text) fn tags() -> impl Iterator<Item = &'static str> {
        LANGUAGES.iter().map(|(tag, _)| *tag)
    }

    fn spoken(locale: &str) -> Option<&'static Language> {
        let wanted = whole(locale);
        let same = CATALOGUE.iter().filter(|known| known.whole.language == wanted.language);
        // The first of those that are nearest; `max_by_key` would give the last.
        same.rev().max_by_key(|known| (known.whole.script == wanted.script, known.whole.region == wanted.region))
    }
}

fn whole(tag: &str) -> LanguageIdentifier {
    let mut id = icu::locale::Locale::try_from_str(tag).map_or(LanguageIdentifier::UNKNOWN, |locale| locale.id);
    LocaleExpander::new_extended().maximize(&mut id);
    id
}

// What the build does with the files; its tests run with the others.
#[cfg(test)]
#[path = "../../../build/languages.rs"]
#[allow(dead_code, reason = "the build script calls the rest")]
mod build;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::{Locale, Text};

    #[test]
    fn the_build_sets_apart_what_is_set_apart_here() {
        assert_eq!(build::SENTENCES, super::super::message::SENTENCES);
    }

    #[test]
    fn every_file_is_a_language_that_can_be_read() {
        assert_eq!(Messages::tags().next(), Some("en"));
        for tag in Messages::tags() {
            assert_eq!(Messages::of(tag).0, tag);
            assert_eq!(Text::of(&Locale::parse(tag).unwrap()).language(), tag);
        }
    }

    #[test]
    fn a_region_without_a_file_reads_its_languages() {
        for (locale, tag) in [
            ("en-GB", "en"),
            ("en-Latn-IN", "en"),
            ("EN-us", "en"),
            ("de-AT", "de"),
            ("pt", "pt-BR"),
            ("pt-PT", "pt-BR"),
            ("fr-CA", "fr"),
            ("es-MX", "es"),
            ("ar-EG", "ar"),
            ("ja-JP", "ja"),
            ("de-u-nu-thai", "de"),
        ] {
            assert_eq!(Messages::of(locale).0, tag, "{locale}");
            assert!(Messages::speak(locale), "{locale}");
        }
        for locale in ["tlh", "sv-SE", "", "!"] {
            assert_eq!(Messages::of(locale).0, "en", "{locale}");
        }
        assert!(!Messages::speak("tlh"));
    }
}
