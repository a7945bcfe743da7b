//! Properties and methods of JavaScript's objects by their names, for what few visits need.
//
// A typed import is a line of glue that every visitor downloads; a name stands in the part of the module that uses it.

use js_sys::{Array, Function, Reflect};
use wasm_bindgen::{JsCast, JsValue};

/// A property; undefined where there is none.
pub fn get(object: &JsValue, name: &str) -> JsValue {
    Reflect::get(object, &name.into()).unwrap_or(JsValue::UNDEFINED)
}

/// Sets a property; an object that takes none stays as it is.
pub fn set(object: &JsValue, name: &str, value: &JsValue) {
    let _ = Reflect::set(object, &name.into(), value);
}

/// Calls a method.
///
/// # Errors
/// What the method throws, and where there is no such method.
pub fn call(object: &JsValue, name: &str, arguments: &[&JsValue]) -> Result<JsValue, JsValue> {
    let method: Function = Reflect::get(object, &name.into())?.dyn_into()?;
    Reflect::apply(&method, object, &array(arguments))
}

/// Makes an object of one of the browser's own classes.
///
/// # Errors
/// What its constructor throws, and where the browser has no such class.
pub fn make(class: &str, arguments: &[&JsValue]) -> Result<JsValue, JsValue> {
    let class: Function = Reflect::get(&js_sys::global(), &class.into())?.dyn_into()?;
    Reflect::construct(&class, &array(arguments))
}

/// An array of these.
pub fn array(values: &[&JsValue]) -> Array {
    let array = Array::new();
    for value in values {
        array.push(value);
    }
    array
}
