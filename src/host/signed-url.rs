//! A helpdesk that frames a signed address: all that it says stands there, and the proxy has read it before this program is. It
//! is never met, so replies are copied, links open by themselves and the card scrolls.
#![no_main]

use shopify_context_card::host::speak;
use wasm_bindgen::prelude::*;

#[wasm_bindgen(start)]
fn begin() {
    speak(|_, _| None);
}
