//! The panel: header, what was said, the answer while typing, the composer.

use leptos::ev;
use leptos::html::section;
use leptos::prelude::*;

use crate::app::App;
use crate::{composer, header, live_answer, transcript};

/// The whole panel, hidden until it is opened.
pub fn panel(app: App) -> AnyView {
    let label = match app.name() {
        Some(name) => app.say_with("panel", "name", &name),
        None => app.say("panel_plain"),
    };
    let leave = move |event: web_sys::KeyboardEvent| {
        if event.key() == "Escape" && !event.is_composing() {
            event.stop_propagation();
            app.close();
        }
    };
    section()
        .class("panel")
        .attr("role", "dialog")
        .attr("aria-label", label)
        .attr("hidden", move || (!app.open.get()).then_some(""))
        .on(ev::keydown, leave)
        .child((
            header::header(app),
            transcript::transcript(app),
            live_answer::live_answer(app),
            composer::composer(app),
        ))
        .into_any()
}
