//! Which language speaks, and whose number formats hold.

use icu::locale::subtags::Variants;
use icu::locale::{LanguageIdentifier, LocaleExpander, locale};
use std::fmt;
use std::sync::Arc;

/// An agent's locale, for example `de-CH`. Shared, since it travels with every request and every error.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Locale(Arc<icu::locale::Locale>);

impl Locale {
    /// Reads a BCP 47 tag. `None` for what is none.
    #[must_use]
    pub fn parse(tag: &str) -> Option<Self> {
        let tag = tag.trim();
        // No honest tag is longer; whoever sends one only fills caches.
        if tag.is_empty() || tag.len() > 64 {
            return None;
        }
        icu::locale::Locale::try_from_str(&tag.replace('_', "-")).ok().map(Arc::new).map(Self)
    }

    /// Its language, for example `de`.
    #[must_use]
    pub fn language(&self) -> String {
        self.0.id.language.to_string()
    }

    /// Its language, script and region alone.
    #[must_use]
    pub fn plain(&self) -> Self {
        let id = LanguageIdentifier { variants: Variants::default(), ..self.0.id.clone() };
        Self(Arc::new(id.into()))
    }

    /// This locale, or `other` where that says more of the same language: `en` of a customer, `en-GB` of the agent.
    #[must_use]
    pub fn or_nearer(self, other: &Self) -> Self {
        let bare = self.0.id.region.is_none() && self.0.id.script.is_none();
        if bare && self.0.id.language == other.0.id.language { other.clone() } else { self }
    }

    /// Numbers and money are written in this locale.
    pub(super) fn numbers(&self) -> &icu::locale::Locale {
        &self.0
    }

    /// Where words come in (relative time, months, plurals): this locale where `language` is its own; else that
    /// language, as it is written in this locale's region.
    pub(super) fn words(&self, language: &str) -> icu::locale::Locale {
        let mut words = icu::locale::Locale::try_from_str(language).unwrap_or(locale!("en"));
        if self.0.id.language == words.id.language {
            return icu::locale::Locale::clone(&self.0);
        }
        let mut id = self.0.id.clone();
        LocaleExpander::new_extended().maximize(&mut id);
        words.id.region = id.region;
        words
    }
}

impl Default for Locale {
    /// English, of no region.
    fn default() -> Self {
        Self(Arc::new(locale!("en")))
    }
}

impl fmt::Display for Locale {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_tags_as_hosts_write_them() {
        assert_eq!(Locale::parse("de-CH").unwrap().to_string(), "de-CH");
        assert_eq!(Locale::parse(" en_gb ").unwrap().to_string(), "en-GB");
        assert_eq!(Locale::parse("zh-Hant-TW").unwrap().language(), "zh");
        for tag in ["", "english please", "-", "x", &"a-".repeat(80)] {
            assert_eq!(Locale::parse(tag), None, "{tag}");
        }
    }

    #[test]
    fn a_bare_language_takes_the_region_of_one_who_speaks_it() {
        let of = |tag| Locale::parse(tag).unwrap();
        for (own, other, expected) in [
            ("en", "en-GB", "en-GB"),
            ("en-US", "en-GB", "en-US"),
            ("de", "en-GB", "de"),
            ("zh-Hant", "zh-CN", "zh-Hant"),
        ] {
            assert_eq!(of(own).or_nearer(&of(other)).to_string(), expected, "{own} {other}");
        }
    }

    #[test]
    fn a_language_without_messages_keeps_its_region() {
        assert_eq!(Locale::parse("de").unwrap().words("en").to_string(), "en-DE");
        assert_eq!(Locale::parse("de-AT").unwrap().words("en").to_string(), "en-AT");
        assert_eq!(Locale::parse("en-GB").unwrap().words("en").to_string(), "en-GB");
        assert_eq!(Locale::parse("de-AT").unwrap().words("de").to_string(), "de-AT");
    }
}
