//! The owner's contact links with a summary to copy: how a handoff ends where there is no desk.

use protocol::Author;
use reactive_graph::signal::RwSignal;
use reactive_graph::traits::{Get, Set};
use ui::{El, el};
use wasm_bindgen::prelude::*;

use crate::app::App;
use crate::panel::bare_button;

/// The links, and the summary's copy button.
pub fn contact_card(app: App) -> El {
    let copied = RwSignal::new(false);
    let contacts = app.look().config.contacts.clone();
    let links = contacts.into_iter().map(move |url| {
        ui::link(&with_summary(app, &url), &app.look().contact_label(&url)).class("chip person")
    });
    let press = bare_button("chip", move |_| {
        copied.set(copy(app, &summary(app)));
    });
    let press = press.text_with(move || app.say(if copied.get() { "copied" } else { "contact_copy" }));
    el("div").class("chips").child(press).children(links)
}

/// An e-mail begins with the summary; other links stay as the owner wrote them.
fn with_summary(app: App, url: &str) -> String {
    if !url.starts_with("mailto:") || url.contains('?') {
        return url.to_owned();
    }
    let body = js_sys::encode_uri_component(&summary(app));
    [url, "?body=", &String::from(body)].concat()
}

/// The visitor's words and where they were said, so that nobody says anything twice.
fn summary(app: App) -> String {
    let state = app.look();
    let own = state.kept.turns.iter().filter(|turn| turn.message.author == Author::Visitor);
    let said = own.map(|turn| ["- ", &turn.message.text].concat()).collect::<Vec<_>>().join("\n");
    let page = web_sys::window().and_then(|window| window.location().href().ok()).unwrap_or_default();
    let (question, place) = (app.say("summary_question"), app.say("summary_page"));
    [question.as_str(), ":\n", &said, "\n\n", &place, ": ", &page, "\n"].concat()
}

#[wasm_bindgen]
extern "C" {
    /// The older of the browser's two ways, and the only one that a page without https has.
    #[wasm_bindgen(js_namespace = document, js_name = execCommand)]
    fn exec_command(command: &str) -> bool;
}

/// Puts a text on the clipboard by way of the composer's box, which keeps what stands in it; whether that worked.
pub fn copy(app: App, text: &str) -> bool {
    let Some(area) = app.look().composer.clone() else { return false };
    let typed = area.value();
    area.set_value(text);
    app.focus_composer();
    area.select();
    let copied = exec_command("copy");
    area.set_value(&typed);
    copied
}
