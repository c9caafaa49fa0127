//! Opaque names. The browser never sends a bare Shopify id: what it has is sealed to tenant, store and session.

use serde::{Deserialize, Serialize};

/// An opaque name for a customer, an order or a product. Only the proxy can open it, and only for the session it was made for.
///
/// The same thing has the same handle for as long as a session lives, so a list can be keyed by it.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(transparent)]
pub struct Handle(pub String);

impl Handle {
    /// The text that goes over the wire.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Where the next page of a list begins. Sealed like a [`Handle`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(transparent)]
pub struct Cursor(pub String);
