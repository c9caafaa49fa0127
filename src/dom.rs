//! The few things that are asked of the browser beside drawing: focus, scrolling, the clipboard, timers.
//!
//! The card has a page of its own, or is in an element of somebody else's: then its tree is that element's shadow root, and
//! what stands for the window, `around`, comes from `www/inline/card.js`. Either speaks as a document and a window do, as far
//! as they are asked here.

use crate::decode::get;
use std::cell::RefCell;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    Document, Element, HtmlDocument, HtmlElement, HtmlInputElement, HtmlTextAreaElement, MessageEvent, MouseEvent,
    Window,
};

thread_local! {
    static TREE: RefCell<Option<Document>> = const { RefCell::new(None) };
    static AROUND: RefCell<Option<Window>> = const { RefCell::new(None) };
}

/// Says where the card is, before anything else is asked.
pub(crate) fn settle(tree: Document, around: Window) {
    TREE.set(Some(tree));
    AROUND.set(Some(around));
}

/// What the card's elements are looked for in: the page, or a shadow root.
pub(crate) fn tree() -> Document {
    TREE.with_borrow(Clone::clone).unwrap_or_else(document)
}

/// What scrolls, and says when the agent looks at the page again: the window, or what stands for it.
pub(crate) fn around() -> Window {
    AROUND.with_borrow(Clone::clone).unwrap_or_else(window)
}

/// The window. In a page there is always one.
pub fn window() -> Window {
    js_sys::global().unchecked_into()
}

/// The page. In a window there is always one.
pub(crate) fn document() -> Document {
    window().document().unwrap_or_else(|| JsValue::UNDEFINED.unchecked_into())
}

/// Whether the frame has an origin of its own, which is nobody's: `sandbox` without `allow-same-origin`.
pub(crate) fn is_shut() -> bool {
    window().origin() == "null"
}

/// Opens one of our pages in a window of its own, and takes the code that it hands over: from exactly that window, on our own
/// origin.
pub(crate) fn code_from(address: &str, take: impl Fn(String) + 'static) {
    let Ok(Some(opened)) =
        window().open_with_url_and_target_and_features(address, "_blank", "popup,width=520,height=640")
    else {
        return;
    };
    let listener = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
        let ours = event.origin() == window().origin() && event.source().is_some_and(|it| it.loose_eq(&opened));
        if ours && let Some(code) = get(&event.data(), "code").as_string() {
            drop(opened.close());
            take(code);
        }
    });
    // It stays: the window may be used again, and others get nothing from it.
    drop(window().add_event_listener_with_callback("message", listener.as_ref().unchecked_ref()));
    listener.forget();
}

/// Where the card is.
pub(crate) fn root() -> Option<HtmlElement> {
    find("scx-card")
}

/// Milliseconds since 1970.
pub fn now() -> f64 {
    js_sys::Date::now()
}

/// 16 random bytes, as hexadecimal digits.
pub fn random() -> String {
    let mut bytes = [0_u8; 16];
    if let Ok(crypto) = window().crypto() {
        // Random bytes in so small an amount are never refused.
        drop(crypto.get_random_values_with_u8_array(&mut bytes));
    }
    let digits = b"0123456789abcdef";
    bytes.iter().flat_map(|byte| [byte >> 4, byte & 15]).map(|half| char::from(digits[usize::from(half)])).collect()
}

/// Does something later.
pub(crate) fn later(milliseconds: f64, work: impl FnOnce() + 'static) -> i32 {
    let work: js_sys::Function = Closure::once_into_js(work).unchecked_into();
    window().set_timeout_with_callback_and_timeout_and_arguments_0(&work, milliseconds as i32).unwrap_or(0)
}

/// Does it not after all.
pub(crate) fn never(timer: i32) {
    window().clear_timeout_with_handle(timer);
}

/// The element with this id.
fn find<T: JsCast>(id: &str) -> Option<T> {
    tree().get_element_by_id(id)?.dyn_into().ok()
}

/// Moves the focus without scrolling. Whether there is such an element.
pub(crate) fn focus(id: &str) -> bool {
    let Some(element) = find::<HtmlElement>(id) else { return false };
    let options = web_sys::FocusOptions::new();
    options.set_prevent_scroll(true);
    // An element that can't be focused leaves the focus where it is.
    drop(element.focus_with_options(&options));
    true
}

/// How high the first element of this kind is; zero where there is none.
pub(crate) fn height(selector: &str) -> f64 {
    let element = tree().query_selector(selector).ok().flatten();
    element.and_then(|it| it.dyn_into::<HtmlElement>().ok()).map_or(0.0, |it| f64::from(it.offset_height()))
}

/// What is typed into a field, where there is one.
pub(crate) fn typed(id: &str) -> Option<String> {
    find::<HtmlInputElement>(id).map(|field| field.value())
}

/// Puts a text into a field.
pub(crate) fn fill(id: &str, text: &str) {
    if let Some(field) = find::<HtmlInputElement>(id) {
        field.set_value(text);
    }
}

/// The id of the element in the card that has the focus; empty where it has none.
pub(crate) fn focused() -> Option<String> {
    tree().active_element().filter(|element| element.tag_name() != "BODY").map(|element| element.id())
}

/// Whether the page has the focus, but nothing in it.
pub(crate) fn lost_focus() -> bool {
    let nothing = document().active_element().is_none_or(|element| element.tag_name() == "BODY");
    nothing && document().has_focus().unwrap_or(false)
}

/// Puts a text on the clipboard: the new way, and where the host's page forbids it, the old one.
pub(crate) async fn copy(text: &str) -> bool {
    let clipboard = window().navigator().clipboard();
    if !clipboard.is_undefined() && JsFuture::from(clipboard.write_text(text)).await.is_ok() {
        return true;
    }
    copy_selected(text).unwrap_or(false)
}

fn copy_selected(text: &str) -> Option<bool> {
    let document = document();
    let had_focus = tree().active_element();
    let field: HtmlTextAreaElement = document.create_element("textarea").ok()?.dyn_into().ok()?;
    field.set_class_name("hid");
    field.set_value(text);
    root()?.append_child(&field).ok()?;
    field.select();
    let done = document.dyn_ref::<HtmlDocument>()?.exec_command("copy").unwrap_or(false);
    field.remove();
    if let Some(element) = had_focus.and_then(|it| it.dyn_into::<HtmlElement>().ok()) {
        drop(element.focus());
    }
    Some(done)
}

/// The button that a click was meant for: what it does, and to what.
pub(crate) fn act_of(event: &web_sys::Event) -> Option<(String, String)> {
    let target: Element = event.target()?.dyn_into().ok()?;
    let button = target.closest("[data-act]").ok()??;
    if button.get_attribute("aria-disabled").as_deref() == Some("true") {
        return None;
    }
    Some((button.get_attribute("data-act")?, button.get_attribute("data-arg").unwrap_or_default()))
}

/// The link that a plain click was meant for. One with a key held down says itself where it is to open.
pub(crate) fn link_of(event: &web_sys::Event) -> Option<String> {
    let event: &MouseEvent = event.dyn_ref()?;
    if event.ctrl_key() || event.meta_key() || event.shift_key() {
        return None;
    }
    let target: Element = event.target()?.dyn_into().ok()?;
    let url = target.closest("a[href]").ok()??.get_attribute("href")?;
    url.starts_with("https://").then_some(url)
}

/// What wears the tokens of the style sheet: the whole page, or in somebody else's page the card alone.
fn wearer() -> Option<HtmlElement> {
    tree().document_element().and_then(|html| html.dyn_into().ok()).or_else(root)
}

/// Light, dark, or the system's.
pub(crate) fn set_scheme(scheme: &str) {
    if let Some(html) = wearer() {
        // Both are names of our own that every browser takes.
        drop(if scheme.is_empty() {
            html.remove_attribute("data-scheme")
        } else {
            html.set_attribute("data-scheme", scheme)
        });
    }
}

/// Sets one of the style sheet's tokens.
pub(crate) fn set_token(name: &str, value: &str) {
    if let Some(html) = wearer() {
        // A value that the browser does not understand leaves the default.
        drop(html.style().set_property(name, value));
    }
}
