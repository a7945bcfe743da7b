//! The panel: header, what was said, the answer while typing, the composer.

use ui::{El, el};
use wasm_bindgen::JsCast;
use web_sys::KeyboardEvent;

use crate::app::{App, Part};
use crate::{composer, header, live_answer, transcript};

/// The whole panel, hidden until it is opened.
pub fn panel(app: App) -> El {
    let name = app.look().name().map(str::to_owned);
    let label = name.map_or_else(|| app.say("panel_plain"), |name| app.say_with("panel", "name", &name));
    el("section")
        .class("panel")
        .attr("role", "dialog")
        .attr("aria-label", &label)
        .attr_with("hidden", move || (!app.see(Part::Open).open).then(String::new))
        .on("keydown", move |event| leave(app, &event))
        .child(header::header(app))
        .child(transcript::transcript(app))
        .child(live_answer::live_answer(app))
        .child(composer::composer(app))
}

fn leave(app: App, event: &web_sys::Event) {
    let Some(event) = event.dyn_ref::<KeyboardEvent>() else { return };
    if event.key() == "Escape" && !event.is_composing() {
        event.stop_propagation();
        app.close();
    }
}

/// A button with a word on it; `hear` is what a press does.
pub fn button(class: &str, word: &str, hear: impl FnMut(web_sys::Event) + 'static) -> El {
    bare_button(class, hear).text(word)
}

/// A button that says its word to assistive technology and shows a sign.
pub fn sign_button(class: &str, word: &str, strokes: &str, hear: impl FnMut(web_sys::Event) + 'static) -> El {
    bare_button(class, hear).attr("aria-label", word).child(crate::icon::icon(strokes))
}

/// A button that is still to be filled.
pub fn bare_button(class: &str, hear: impl FnMut(web_sys::Event) + 'static) -> El {
    el("button").attr("type", "button").class(class).on("click", hear)
}
