//! Copying a text to the clipboard.

use leptos::prelude::window;
use wasm_bindgen_futures::JsFuture;

/// Whether the text was copied; pages without TLS have no clipboard.
pub async fn copy(text: &str) -> bool {
    window().is_secure_context()
        && JsFuture::from(window().navigator().clipboard().write_text(text)).await.is_ok()
}
