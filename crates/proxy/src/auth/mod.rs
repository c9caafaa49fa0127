//! Who is asking, and what they may see.

mod handles;

pub use handles::{Handles, Named, SealError};
