//! The proxy's own ids: a letter for the kind, and random characters. They name no person and may be logged.

use serde::{Deserialize, Serialize};
use std::fmt;

/// Lower-case letters and digits without those that look alike.
pub(crate) const ALPHABET: &[u8; 32] = b"abcdefghjkmnpqrstuvwxyz023456789";

/// `length` random characters of the alphabet above, five bits each.
///
/// # Errors
/// When the operating system has no randomness to give.
pub fn random_text(length: usize) -> Result<String, getrandom::Error> {
    let mut bytes = vec![0u8; length];
    getrandom::fill(&mut bytes)?;
    Ok(bytes.iter().map(|byte| char::from(ALPHABET[usize::from(byte & 31)])).collect())
}

macro_rules! id {
    ($(#[$doc:meta])+ $name:ident, $prefix:literal) => {
        $(#[$doc])+
        #[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, sqlx::Type)]
        #[serde(transparent)]
        #[sqlx(transparent)]
        pub struct $name(String);

        impl $name {
            /// A new one.
            ///
            /// # Errors
            /// When the operating system has no randomness to give.
            pub fn random() -> Result<Self, getrandom::Error> {
                Ok(Self(format!(concat!($prefix, "_{}"), random_text(16)?)))
            }

            /// Reads one that somebody wrote: the prefix, then letters and digits. `None` for anything else.
            #[must_use]
            pub fn parse(text: &str) -> Option<Self> {
                let rest = text.strip_prefix(concat!($prefix, "_"))?;
                let good = (1..=40).contains(&rest.len()) && rest.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit());
                good.then(|| Self(text.to_owned()))
            }

            /// Its text.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

id!(
    /// An organisation that uses the card.
    TenantId, "t"
);
id!(
    /// One place where the card is embedded.
    InboxId, "i"
);
id!(
    /// A key that signs an inbox's host tokens; the `kid` of their header.
    KeyId, "k"
);
id!(
    /// A sign-in of an agent whose host signs nothing.
    SignInId, "g"
);
id!(
    /// A connected Shopify shop.
    StoreId, "s"
);
id!(
    /// A Shopify app.
    AppId, "a"
);
id!(
    /// An attempt to connect a shop; its reference.
    AttemptId, "c"
);
