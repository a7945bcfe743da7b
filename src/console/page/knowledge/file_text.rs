//! A chosen file as text, whatever its encoding: UTF-8, UTF-16 with its mark, else GB18030 as Chinese spreadsheets save it.

use js_sys::{Promise, Uint8Array};
use ui::reflect;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

/// The text; none where the browser cannot read the file.
pub async fn read(file: &web_sys::File) -> Option<String> {
    let promise: Promise = reflect::call(file, "arrayBuffer", &[]).ok()?.dyn_into().ok()?;
    let bytes = Uint8Array::new(&JsFuture::from(promise).await.ok()?);
    let begin = [bytes.get_index(0), bytes.get_index(1)];
    match begin {
        [0xff, 0xfe] if bytes.length() > 1 => decoded("utf-16le", &bytes, false),
        [0xfe, 0xff] if bytes.length() > 1 => decoded("utf-16be", &bytes, false),
        _ => decoded("utf-8", &bytes, true).or_else(|| decoded("gb18030", &bytes, false)),
    }
}

/// None where the bytes are no text in this encoding and `is_strict`.
fn decoded(encoding: &str, bytes: &Uint8Array, is_strict: bool) -> Option<String> {
    let options = js_sys::Object::new();
    reflect::set(&options, "fatal", &JsValue::from_bool(is_strict));
    let decoder = reflect::make("TextDecoder", &[&encoding.into(), &options]).ok()?;
    reflect::call(&decoder, "decode", &[bytes]).ok()?.as_string()
}
