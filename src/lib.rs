//! The card: a Leptos component that runs in the agent's browser (`csr`) and draws natively for the proxy (`ssr`).
//! The settings panel previews it with the views alone (`dom`).
//!
//! - [`state`]: what is on screen, as a pure state machine;
//! - [`view`]: how it looks, from plain values;
//! - `app`: carries out what the state machine asks for, in the browser;
//! - `client`: the only file that fetches;
//! - `pace`: how fast things may come one after the other;
//! - `sight`: which rows of a long list can be seen;
//! - `host`: everything that is said to the helpdesk around the card.
//!
//! The page is put together by the proxy; `www/early.js` and `www/boot/` are the scripts that run
//! before this program is there.

#[cfg(all(feature = "dom", feature = "ssr"))]
compile_error!("the card is built for the browser (csr, dom) or for the proxy (ssr), never for both at once");
#[cfg(all(not(target_arch = "wasm32"), not(feature = "ssr"), not(feature = "dom")))]
compile_error!("natively the card needs the feature ssr: cargo build -p shopify-context-card --features ssr");

pub mod state;
pub mod view;

#[cfg(feature = "ssr")]
mod native;
#[cfg(feature = "ssr")]
pub use native::{card_html, notice_html, skeleton_html};

/// Half the bytes of the allocator that Rust brings along.
#[cfg(all(feature = "dom", target_family = "wasm"))]
#[global_allocator]
static ALLOCATOR: talc::wasm::WasmDynamicTalc = talc::wasm::new_wasm_dynamic_allocator();

#[cfg(feature = "csr")]
mod app;
#[cfg(feature = "csr")]
mod client;
#[cfg(feature = "csr")]
mod decode;
#[cfg(feature = "csr")]
mod dom;
#[cfg(feature = "csr")]
mod error;
#[cfg(any(feature = "csr", test))]
pub mod host;
#[cfg(any(feature = "csr", test))]
pub mod pace;
#[cfg(feature = "csr")]
mod sight;

/// Takes over the page from the boot script: one object, described in `host/mod.rs`.
///
/// # Errors
/// Where the page or the object is not what it should be; the boot script then says that the card did not start.
#[cfg(feature = "csr")]
#[wasm_bindgen::prelude::wasm_bindgen]
pub fn start(boot: app::Boot) -> Result<(), wasm_bindgen::JsError> {
    Ok(app::start(&boot)?)
}

/// Takes over a host that answered after [`start`].
///
/// # Errors
/// As for [`start`].
#[cfg(feature = "csr")]
#[wasm_bindgen::prelude::wasm_bindgen]
pub fn meet(host: host::Met) -> Result<(), wasm_bindgen::JsError> {
    Ok(app::meet(&host)?)
}
