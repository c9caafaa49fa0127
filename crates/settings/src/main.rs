//! The panel's program: what `www/settings.js` starts. All of it is in the library, whose pure parts are tested natively.
#![no_main]

use wasm_bindgen::prelude::*;

/// Takes over the page. `page` is the page's `#scx-page`, `arrived` its `#scx-arrived`.
///
/// # Errors
/// Where the page is not what it should be.
#[wasm_bindgen]
pub fn start(page: JsValue, arrived: JsValue) -> Result<(), JsError> {
    Ok(context_card_settings::start(page, arrived)?)
}
