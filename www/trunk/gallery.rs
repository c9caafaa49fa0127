//! The card for `trunk serve`, which shows it in all of its states (`gallery.js`). Natively there is nothing in here.

#[cfg(target_arch = "wasm32")]
pub use shopify_context_card::{meet, start};
