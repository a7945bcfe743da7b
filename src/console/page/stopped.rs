//! The last word if the page itself fails: said plainly, with the way on.

use leptos::prelude::{document, window};
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::Closure;

use super::kept;
use console::words::Language;

/// From now on a fault of ours is shown to the agent, not left as a page that no longer answers.
pub fn tell() {
    std::panic::set_hook(Box::new(|fault| {
        leptos::logging::error!("{fault}");
        show();
    }));
}

fn show() {
    let browser = window().navigator().language();
    let words = Language::choose(kept::recall(kept::LANGUAGE).as_deref(), browser.as_deref()).words();
    let (Some(body), Ok(button)) = (document().body(), document().create_element("button")) else { return };
    button.set_class_name("stopped");
    button.set_text_content(Some(words.stopped));
    // Nothing is left to do if even this is refused.
    let _ = button.set_attribute("role", "alert");
    let _ = body.prepend_with_node_1(&button);
    let reload = Closure::<dyn FnMut()>::new(|| {
        let _ = window().location().reload();
    });
    let _ = button.add_event_listener_with_callback("click", reload.as_ref().unchecked_ref());
    reload.forget();
}
