//! JSON by the browser's own parser and escaper: only the walk over serde's shapes is downloaded.
//
// serde-wasm-bindgen does the same, but its errors bring Rust's formatting of fractions along, 10 KB uncompressed, and
// each type a walk over every kind of value that JavaScript knows.

mod read;
mod write;

use serde::{Serialize, de::DeserializeOwned};
use wasm_bindgen::JsValue;

/// A value from what the browser has parsed; none if the shape is another.
pub fn from_js<T: DeserializeOwned>(value: JsValue) -> Option<T> {
    T::deserialize(read::Reader(value)).ok()
}

/// A value from JSON text; none if it is no JSON or its shape is another.
pub fn from_text<T: DeserializeOwned>(text: &str) -> Option<T> {
    from_js(js_sys::JSON::parse(text).ok()?)
}

/// JSON text; none only if the value holds what JSON cannot, such as a map with keys that are no text.
pub fn to_text<T: Serialize>(value: &T) -> Option<String> {
    let mut text = String::new();
    value.serialize(write::Writer(&mut text)).ok()?;
    Some(text)
}

/// The shape is another. Which one is not said: nobody but a developer could use it, and every visitor would load it.
#[derive(Debug)]
pub struct Mismatch;

impl std::fmt::Display for Mismatch {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("the JSON has another shape")
    }
}

impl std::error::Error for Mismatch {}

impl serde::ser::Error for Mismatch {
    fn custom<T: std::fmt::Display>(_: T) -> Self {
        Self
    }
}

impl serde::de::Error for Mismatch {
    fn custom<T: std::fmt::Display>(_: T) -> Self {
        Self
    }
    fn invalid_type(_: serde::de::Unexpected<'_>, _: &dyn serde::de::Expected) -> Self {
        Self
    }
    fn invalid_value(_: serde::de::Unexpected<'_>, _: &dyn serde::de::Expected) -> Self {
        Self
    }
    fn invalid_length(_: usize, _: &dyn serde::de::Expected) -> Self {
        Self
    }
    fn unknown_variant(_: &str, _: &'static [&'static str]) -> Self {
        Self
    }
    fn missing_field(_: &'static str) -> Self {
        Self
    }
    fn duplicate_field(_: &'static str) -> Self {
        Self
    }
}
