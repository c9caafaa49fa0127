//! Which language a page is in, and which way it is read: that of the words, which may not be the agent's own language.

use super::Text;
use super::messages::Messages;
use icu::locale::LanguageIdentifier;
use icu::locale::{Direction, LocaleDirectionality};

impl Text {
    /// The language of the words, for the page's `lang`.
    #[must_use]
    pub fn language(&self) -> &'static str {
        Messages::of(&self.locale().language()).0
    }

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
