//! The settings panel: what admins and owners set the card up with. A Leptos program of its own, in Wasm.
//!
//! - [`state`]: what is chosen and shown, pure; built and tested natively;
//! - `view`: how it looks, a folder for each screen;
//! - `markup`: what `view!` draws with;
//! - `app`: puts the panel on the page and keeps what all screens know;
//! - `client`: the only file that fetches;
//! - `read`: its answers, from JavaScript's values into the wire's types;
//! - `host`: the first words to a helpdesk around the panel;
//! - `dom`: the few things that are asked of the browser beside drawing.
//!
//! The page comes from the proxy (`crates/proxy/src/http/settings/page.rs`); `www/settings.js` starts this.

pub mod state;

#[cfg(target_arch = "wasm32")]
mod app;
#[cfg(target_arch = "wasm32")]
mod client;
#[cfg(target_arch = "wasm32")]
mod dom;
#[cfg(target_arch = "wasm32")]
mod host;
#[cfg(target_arch = "wasm32")]
mod markup;
#[cfg(target_arch = "wasm32")]
mod read;
#[cfg(target_arch = "wasm32")]
mod view;

#[cfg(target_arch = "wasm32")]
pub use app::{StartError, start};
#[cfg(target_arch = "wasm32")]
pub use read::Unreadable;
