//! The few things that are asked of the browser beside drawing: focus, the clipboard, timers, what is kept across a reload.

use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Document, HtmlElement, Storage, Window};

/// The window. In a page there is always one.
pub(crate) fn window() -> Window {
    js_sys::global().unchecked_into()
}

/// The page. In a window there is always one.
pub(crate) fn document() -> Document {
    window().document().unwrap_or_else(|| JsValue::UNDEFINED.unchecked_into())
}

/// The element with this id.
pub(crate) fn find<T: JsCast>(id: &str) -> Option<T> {
    document().get_element_by_id(id)?.dyn_into().ok()
}

/// Moves the focus. Whether there is such an element.
pub(crate) fn focus(id: &str) -> bool {
    find::<HtmlElement>(id).is_some_and(|element| element.focus().is_ok())
}

/// Moves the focus once what is being drawn is there.
pub(crate) fn focus_soon(id: impl Into<String>) {
    let id = id.into();
    later(0, move || {
        focus(&id);
    });
}

/// Does something later, milliseconds from now.
pub(crate) fn later(milliseconds: i32, work: impl FnOnce() + 'static) {
    let work: js_sys::Function = Closure::once_into_js(work).unchecked_into();
    // A window without timers is none.
    drop(window().set_timeout_with_callback_and_timeout_and_arguments_0(&work, milliseconds));
}

/// Copies a text. Whether the browser let us.
pub(crate) async fn copy(text: &str) -> bool {
    let clipboard = window().navigator().clipboard();
    if clipboard.is_undefined() {
        return false;
    }
    JsFuture::from(clipboard.write_text(text)).await.is_ok()
}

/// Goes to another page.
pub(crate) fn go(address: &str) {
    // Only an address that can't be read would be refused.
    drop(window().location().set_href(address));
}

/// Opens an address in a tab of its own. Whether the browser let us. The tab learns nothing of this page.
pub(crate) fn open(address: &str) -> bool {
    let opened = window().open_with_url_and_target(address, "_blank").ok().flatten();
    opened.inspect(|tab| drop(tab.set_opener(&JsValue::NULL))).is_some()
}

/// The page's own origin.
pub(crate) fn origin() -> String {
    window().location().origin().unwrap_or_default()
}

/// What stands behind the `#` of the address.
pub(crate) fn hash() -> String {
    window().location().hash().unwrap_or_default()
}

/// Changes what stands behind the `#` without a step back: what stood there is done with.
pub(crate) fn replace_hash(name: &str) {
    if let Ok(history) = window().history() {
        // Our own page takes any name behind its `#`.
        drop(history.replace_state_with_url(&JsValue::NULL, "", Some(&format!("#{name}"))));
    }
}

/// The reader's IANA time zone.
pub(crate) fn time_zone() -> Option<String> {
    let options = js_sys::Intl::DateTimeFormat::new(&js_sys::Array::new(), &js_sys::Object::new()).resolved_options();
    js_sys::Reflect::get(&options, &"timeZone".into()).ok()?.as_string()
}

/// The IANA time zones that the browser knows; none where it does not tell.
pub(crate) fn time_zones() -> Vec<String> {
    let told = || {
        let intl = js_sys::Reflect::get(&js_sys::global(), &"Intl".into()).ok()?;
        let tell: js_sys::Function = js_sys::Reflect::get(&intl, &"supportedValuesOf".into()).ok()?.dyn_into().ok()?;
        let zones: js_sys::Array = tell.call1(&intl, &"timeZone".into()).ok()?.dyn_into().ok()?;
        Some(zones.iter().filter_map(|zone| zone.as_string()).collect())
    };
    told().unwrap_or_default()
}

/// 16 random bytes, as hexadecimal digits.
pub(crate) fn random() -> String {
    let mut bytes = [0_u8; 16];
    if let Ok(crypto) = window().crypto() {
        // Random bytes in so small an amount are never refused.
        drop(crypto.get_random_values_with_u8_array(&mut bytes));
    }
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// What is kept on this device. A frame may have none, or throw when it is asked.
fn storage() -> Option<Storage> {
    window().local_storage().ok().flatten()
}

/// Something that was kept.
pub(crate) fn kept(key: &str) -> Option<String> {
    storage()?.get_item(key).ok().flatten()
}

/// Keeps something; forgets it where there is nothing. Where there is no storage it is not kept, and nothing breaks.
pub(crate) fn keep(key: &str, value: Option<&str>) {
    let Some(storage) = storage() else { return };
    match value {
        Some(value) => drop(storage.set_item(key, value)),
        None => drop(storage.remove_item(key)),
    }
}

/// The page's language and direction.
pub(crate) fn speak(language: &str, direction: &str) {
    if let Some(html) = document().document_element() {
        // An attribute with a plain name is never refused.
        drop(html.set_attribute("lang", language));
        drop(html.set_attribute("dir", direction));
    }
}

/// Whether the page is dark now: as the host says, else as the system does.
pub(crate) fn is_dark() -> bool {
    let said = document().document_element().and_then(|html| html.get_attribute("data-scheme"));
    match said.as_deref() {
        Some("dark") => true,
        Some("light") => false,
        _ => window().match_media("(prefers-color-scheme: dark)").ok().flatten().is_some_and(|it| it.matches()),
    }
}
