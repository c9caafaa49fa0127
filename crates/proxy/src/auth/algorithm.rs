//! The algorithms of host tokens. Each key is accepted with one of them only.

use crate::tokens::SigningSecret;
use jsonwebtoken::DecodingKey;

/// How a host token is signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Algorithm {
    /// HMAC with SHA-256, under the inbox's signing secret.
    Hs256,
    /// RSA with SHA-256 (PKCS #1 v1.5), checked with the host's public key.
    Rs256,
    /// ECDSA on P-256 with SHA-256, checked with the host's public key.
    Es256,
    /// Ed25519, checked with the host's public key.
    EdDsa,
}

/// A public key that can't be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "it holds no public key that can be used: PEM of RSA (2048 bits or more), P-256 or Ed25519, that begins with BEGIN PUBLIC KEY"
)]
pub struct NotAPublicKey;

/// The shortest RSA key that is accepted, by the length of its PEM: 2048 bits make about 450 characters, 1024 about 270.
const SHORTEST_RSA_PEM: usize = 400;

impl Algorithm {
    const ALL: [Self; 4] = [Self::Hs256, Self::Rs256, Self::Es256, Self::EdDsa];

    /// Its name in a token's header.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Hs256 => "HS256",
            Self::Rs256 => "RS256",
            Self::Es256 => "ES256",
            Self::EdDsa => "EdDSA",
        }
    }

    /// Reads a name.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|algorithm| algorithm.as_str() == text)
    }

    /// Which algorithm a public key is for.
    ///
    /// # Errors
    /// When it is no public key, a private one among others, or too weak.
    pub fn of_public_key(pem: &str) -> Result<Self, NotAPublicKey> {
        if !pem.contains("BEGIN PUBLIC KEY") || pem.contains("PRIVATE KEY") {
            return Err(NotAPublicKey);
        }
        [Self::Rs256, Self::Es256, Self::EdDsa]
            .into_iter()
            .find(|algorithm| algorithm.key(&SigningSecret::new(pem.to_owned())).is_ok())
            .filter(|algorithm| *algorithm != Self::Rs256 || pem.len() >= SHORTEST_RSA_PEM)
            .ok_or(NotAPublicKey)
    }

    /// What tokens are checked with: the signing secret, or the public key as PEM.
    ///
    /// # Errors
    /// When the text is no key of this kind.
    pub(super) fn key(self, text: &SigningSecret) -> Result<DecodingKey, NotAPublicKey> {
        let bytes = text.expose().as_bytes();
        match self {
            Self::Hs256 => Ok(DecodingKey::from_secret(bytes)),
            Self::Rs256 => DecodingKey::from_rsa_pem(bytes).map_err(|_| NotAPublicKey),
            Self::Es256 => DecodingKey::from_ec_pem(bytes).map_err(|_| NotAPublicKey),
            Self::EdDsa => DecodingKey::from_ed_pem(bytes).map_err(|_| NotAPublicKey),
        }
    }

    /// The library's name of it.
    pub(super) const fn of_library(self) -> jsonwebtoken::Algorithm {
        match self {
            Self::Hs256 => jsonwebtoken::Algorithm::HS256,
            Self::Rs256 => jsonwebtoken::Algorithm::RS256,
            Self::Es256 => jsonwebtoken::Algorithm::ES256,
            Self::EdDsa => jsonwebtoken::Algorithm::EdDSA,
        }
    }
}
