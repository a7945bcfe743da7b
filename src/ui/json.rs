//! JSON by the browser's own parser: no parser of ours is downloaded.

use serde::{Serialize, de::DeserializeOwned};
use wasm_bindgen::JsValue;

/// A value from what the browser has parsed; none if the shape is another.
pub fn from_js<T: DeserializeOwned>(value: JsValue) -> Option<T> {
    serde_wasm_bindgen::from_value(value).ok()
}

/// A value from JSON text; none if it is no JSON or its shape is another.
pub fn from_text<T: DeserializeOwned>(text: &str) -> Option<T> {
    from_js(js_sys::JSON::parse(text).ok()?)
}

/// JSON text; none only if the value holds what JSON cannot.
pub fn to_text<T: Serialize>(value: &T) -> Option<String> {
    let value = value.serialize(&serde_wasm_bindgen::Serializer::json_compatible()).ok()?;
    js_sys::JSON::stringify(&value).ok().map(String::from)
}
