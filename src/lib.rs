//! The card: a Leptos component that runs in the agent's browser (`csr`) and draws natively for the proxy (`ssr`).
//!
//! - [`state`]: what is on screen, as a pure state machine;
//! - [`view`]: how it looks, from plain values;
//! - `app`: carries out what the state machine asks for, in the browser;
//! - `client`: the only file that fetches;
//! - `host`: everything that is said to the helpdesk around the card.
//!
//! The page is put together by the proxy; `www/boot/` holds the scripts that run before this program is there.

#[cfg(all(feature = "csr", feature = "ssr"))]
compile_error!("the card is built for the browser (csr) or for the proxy (ssr), never for both at once");
#[cfg(all(not(target_arch = "wasm32"), not(feature = "ssr"), not(feature = "csr")))]
compile_error!("natively the card needs the feature ssr: cargo build -p shopify-context-card --features ssr");

pub mod state;
pub mod view;

#[cfg(feature = "ssr")]
mod native;
#[cfg(feature = "ssr")]
pub use native::{card_html, notice_html, skeleton_html};
