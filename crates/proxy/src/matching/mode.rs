//! Which identifiers of a contact may match, inbox by inbox: `context-card inbox set --match-email … --match-phone …`.

use serde::{Deserialize, Serialize};

/// Which identifiers of one kind may match.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Mode {
    /// All of them; on the card stands whether the host has verified them.
    #[default]
    All,
    /// Those that the host has verified.
    Verified,
    /// None.
    Off,
}

impl Mode {
    /// Its name on the command line and in the database.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::All => "all",
            Self::Verified => "verified",
            Self::Off => "off",
        }
    }

    /// The mode of this name.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        [Self::All, Self::Verified, Self::Off].into_iter().find(|mode| mode.as_str() == text)
    }

    /// Whether an identifier may match by itself.
    #[must_use]
    pub const fn matches(self, verified: bool) -> bool {
        match self {
            Self::All => true,
            Self::Verified => verified,
            Self::Off => false,
        }
    }

    /// Whether a link that hangs on an identifier counts. Where matching is off, links by hand are what is left; but what
    /// the host has not verified may be anybody's.
    #[must_use]
    pub const fn links(self, verified: bool) -> bool {
        match self {
            Self::All => true,
            Self::Verified | Self::Off => verified,
        }
    }
}

/// Which e-mails and which phones may match.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Matching {
    /// E-mail addresses.
    pub email: Mode,
    /// Phone numbers.
    pub phone: Mode,
}

impl Matching {
    /// Only what the host has verified.
    pub const VERIFIED: Self = Self { email: Mode::Verified, phone: Mode::Verified };

    /// Whether anything that the host has not verified may match.
    #[must_use]
    pub fn has_unverified(self) -> bool {
        self.email == Mode::All || self.phone == Mode::All
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_verified_matches_in_one_mode_only() {
        for (mode, verified, unverified) in
            [(Mode::All, true, true), (Mode::Verified, true, false), (Mode::Off, false, false)]
        {
            assert_eq!((mode.matches(true), mode.matches(false)), (verified, unverified), "{mode:?}");
            assert_eq!(Mode::parse(mode.as_str()), Some(mode));
        }
        assert!(Mode::Off.links(true) && !Mode::Off.links(false), "links by hand are what is left");
        assert_eq!(Mode::parse("some"), None);
    }
}
