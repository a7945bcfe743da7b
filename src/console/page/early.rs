//! What `boot.js` asked of the desk while this code was on its way, and the mark that stood there meanwhile.

use js_sys::Promise;
use leptos::prelude::*;
use serde::de::DeserializeOwned;
use ui::reflect;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

/// The element id of the mark.
const BOOT_ID: &str = "boot";

/// The answer to an early question, once: none where it was not asked, failed, or was refused.
pub async fn answer<T: DeserializeOwned>(path: &str) -> Option<T> {
    let early = reflect::get(&js_sys::global(), "tandemEarly");
    let asked: Promise = reflect::get(&early, path).dyn_into().ok()?;
    reflect::set(&early, path, &JsValue::UNDEFINED);
    ui::from_js(reflect::get(&JsFuture::from(asked).await.ok()?, "body"))
}

/// Takes the mark away that stood where the page is drawn now.
pub fn take_mark_away() {
    if let Some(mark) = document().get_element_by_id(BOOT_ID) {
        mark.remove();
    }
}
