//! The style of a part that is downloaded when it is needed, brought with its code.

use js_sys::Reflect;
use ui::reflect;
use wasm_bindgen::JsValue;

use crate::app::App;

/// The conversation with a person.
pub const PERSON: &str = include_str!("../../style/person.css");
/// What is shared.
pub const SHARING: &str = include_str!("../../style/sharing.css");

/// Adds a style to the panel's, once; a browser that takes none shows the part plain.
pub fn dress(app: App, style: &str) {
    let _ = add(app, style);
}

/// As a constructed style sheet, which a strict CSP allows.
fn add(app: App, style: &str) -> Result<(), JsValue> {
    let Some(composer) = app.look().composer.clone() else { return Ok(()) };
    let root = composer.get_root_node();
    let sheet = reflect::make("CSSStyleSheet", &[])?;
    reflect::call(&sheet, "replaceSync", &[&style.into()])?;
    let key = "adoptedStyleSheets".into();
    let worn = js_sys::Array::from(&Reflect::get(&root, &key)?);
    worn.push(&sheet);
    Reflect::set(&root, &key, &worn).map(drop)
}
