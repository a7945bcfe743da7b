//! The style of the conversation with a person, brought with its code.

use js_sys::{Array, Function, Reflect};
use wasm_bindgen::{JsCast, JsValue};

use crate::app::App;

const STYLE: &str = include_str!("../../style/person.css");

/// Adds the style to the panel's, once; a browser that takes none shows the cards plain.
pub fn dress(app: App) {
    let _ = add(app);
}

/// As a constructed style sheet, which a strict CSP allows.
fn add(app: App) -> Result<(), JsValue> {
    let Some(composer) = app.look().composer.clone() else { return Ok(()) };
    let root = composer.get_root_node();
    let make: Function = Reflect::get(&js_sys::global(), &"CSSStyleSheet".into())?.dyn_into()?;
    let sheet = Reflect::construct(&make, &Array::new())?;
    let replace: Function = Reflect::get(&sheet, &"replaceSync".into())?.dyn_into()?;
    replace.call1(&sheet, &STYLE.into())?;
    let key = "adoptedStyleSheets".into();
    let worn = Array::from(&Reflect::get(&root, &key)?);
    worn.push(&sheet);
    Reflect::set(&root, &key, &worn).map(drop)
}
