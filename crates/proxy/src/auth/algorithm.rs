//! The algorithms of host tokens. Each key is accepted with one of them only.

/// How a host token is signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Algorithm {
    /// HMAC with SHA-256, under the inbox's signing secret.
    Hs256,
}

impl Algorithm {
    /// Its name in a token's header.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Hs256 => "HS256",
        }
    }

    /// Reads a name.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        (text == "HS256").then_some(Self::Hs256)
    }
}
