//! One-time codes by which agents sign in where the host signs nothing: short enough to be read out and typed.
//!
//! Ten characters of the alphabet of our ids. Four find the code, six are secret: thirty bits, which five tries don't guess.

use crate::ids::{ALPHABET, random_text};
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;
use std::fmt;

/// How long a code holds, in seconds.
pub const CODE_LIFE: i64 = 10 * 60;
/// How often somebody may try with the right place and a wrong secret.
pub const CODE_TRIES: i64 = 5;

/// Characters that find a code.
const PLACE: usize = 4;
/// Characters that are secret.
const SECRET: usize = 6;
/// More than this nobody types, with all their spaces and dashes.
const LONGEST: usize = 64;

/// A code. Never logged.
#[derive(Clone)]
pub struct Code {
    place: String,
    secret: String,
}

impl fmt::Debug for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Code(…)")
    }
}

impl Code {
    /// A new one.
    ///
    /// # Errors
    /// When the operating system has no randomness to give.
    pub fn random() -> Result<Self, getrandom::Error> {
        Ok(Self { place: random_text(PLACE)?, secret: random_text(SECRET)? })
    }

    /// Reads what somebody typed: case, spaces and dashes don't matter, nor whether a nought is an O. `None` where it can't be a
    /// code.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        if text.len() > LONGEST {
            return None;
        }
        // A dash of any length, as a helpdesk's editor may have made of it; and what can't be seen, and was copied along.
        let between = |c: &char| {
            !c.is_whitespace()
                && !matches!(c, '-' | '_' | '.' | '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{200b}'..='\u{200f}')
        };
        let plain = |c: char| match c.to_ascii_lowercase() {
            'o' => '0',
            c => c,
        };
        let typed: String = text.chars().filter(between).map(plain).collect();
        let good = typed.len() == PLACE + SECRET && typed.bytes().all(|byte| ALPHABET.contains(&byte));
        let (place, secret) = good.then(|| typed.split_at(PLACE))?;
        Some(Self { place: place.to_owned(), secret: secret.to_owned() })
    }

    /// As it is shown: in three groups.
    #[must_use]
    pub fn text(&self) -> String {
        let (one, two) = self.secret.split_at(SECRET / 2);
        format!("{}-{one}-{two}", self.place)
    }

    /// What it is found by. It opens nothing.
    #[must_use]
    pub fn place(&self) -> &str {
        &self.place
    }

    /// What is secret of it: to be sealed.
    #[must_use]
    pub fn secret(&self) -> &str {
        &self.secret
    }

    /// Whether this is its secret. How long it takes says nothing of how much of it is right.
    #[must_use]
    pub fn has_secret(&self, kept: &str) -> bool {
        let mac =
            |secret: &str| Some(Hmac::<Sha256>::new_from_slice(secret.as_bytes()).ok()?.chain_update(b"sign-in code"));
        let (Some(kept), Some(typed)) = (mac(kept), mac(&self.secret)) else { return false };
        kept.verify(&typed.finalize().into_bytes()).is_ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_read_however_it_was_typed() {
        for typed in [
            "ab0d-efg-h23",
            "AB0D EFG H23",
            " abOd\u{2014}efg\u{2011}h23\n",
            "ab0defgh23",
            "a b o d e f g h 2 3",
            "\u{200e}ab0d\u{a0}efg.h23",
        ] {
            let code = Code::parse(typed).unwrap_or_else(|| panic!("{typed:?}"));
            assert_eq!((code.place(), code.secret()), ("ab0d", "efgh23"), "{typed:?}");
            assert_eq!(code.text(), "ab0d-efg-h23");
        }
    }

    #[test]
    fn what_is_no_code_is_none() {
        for typed in
            ["", "ab0defgh2", "ab0defgh234", "ab0defgh2!", "ab0defgh2l", "ab0defgh21", "äb0defgh23", &"-".repeat(100)]
        {
            assert!(Code::parse(typed).is_none(), "{typed:?}");
        }
    }

    #[test]
    fn a_new_code_reads_its_own_text_and_shows_nothing() {
        let code = Code::random().unwrap();
        let read = Code::parse(&code.text().to_uppercase()).unwrap();
        assert!(read.place() == code.place() && read.has_secret(code.secret()));
        assert_eq!(format!("{code:?}"), "Code(…)");
        for wrong in ["", &code.secret()[1..], &format!("{}a", code.secret()), &code.secret().to_uppercase(), "!!!!!!"]
        {
            assert!(!code.has_secret(wrong) || wrong == code.secret(), "{wrong}");
        }
    }
}
