//! The answer to "where is my order?".

use crate::handle::Handle;
use serde::{Deserialize, Serialize};

/// The newest order in one sentence, and the reply an agent can send.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Answer {
    /// The order it speaks of.
    pub order: Handle,
    /// For the agent: `#1042 shipped 4 days ago with DHL, due yesterday`.
    pub text: String,
    /// For the customer: what "Insert in reply" puts into the composer, tracking link included.
    pub reply: String,
}
