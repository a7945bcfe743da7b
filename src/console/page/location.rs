//! The page's address, read and set.

use console::conversation_in;
use leptos::prelude::window;

/// Goes to a fragment, as a step that the browser's back button takes back.
pub fn set_address(fragment: &str) {
    // A fragment is always accepted.
    let _ = window().location().set_hash(fragment);
}

/// The same as no step of its own.
pub fn replace_address(fragment: &str) {
    // Replacing the address by a fragment of it cannot be refused.
    let _ = window()
        .history()
        .and_then(|history| history.replace_state_with_url(&wasm_bindgen::JsValue::NULL, "", Some(fragment)));
}

/// The conversation that a fragment opens.
pub fn opened_by(fragment: &str) -> Option<String> {
    conversation_in(fragment).map(str::to_owned)
}

/// The address after and with `#`; empty if there is none.
pub fn location_fragment() -> String {
    window().location().hash().unwrap_or_default()
}
