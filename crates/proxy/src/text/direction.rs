//! Which way a text is read: that of its words, which may not be in the agent's own language.

use super::Text;
use icu::locale::LanguageIdentifier;
use icu::locale::{Direction, LocaleDirectionality};

impl Text {
    /// Which way it is read, for the page's `dir`.
    #[must_use]
    pub fn direction(&self) -> &'static str {
        let language = LanguageIdentifier::try_from_str(self.language()).unwrap_or(LanguageIdentifier::UNKNOWN);
        match LocaleDirectionality::new_common().get(&language) {
            Some(Direction::RightToLeft) => "rtl",
            _ => "ltr",
        }
    }
}
