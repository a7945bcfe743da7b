//! A developer's overlay: beside the panel, how the latest decision came about.

use engine::{Dialogue, Explanation};
use js_sys::Number;
use ui::{El, el};
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

use crate::app::App;

/// Decimals of a number.
const DECIMALS: u8 = 3;

/// Its look, which no visitor downloads.
const LOOK: [(&str, &str); 9] = [
    ("position", "fixed"),
    ("inset", "20px auto 20px 20px"),
    ("width", "min(360px, 40vw)"),
    ("padding", "12px"),
    ("overflow", "auto"),
    ("border-radius", "8px"),
    ("background", "#10201f"),
    ("color", "#d5e6e4"),
    ("font", "12px/1.5 monospace"),
];

/// Shows why `text` is decided as it is, in place of what stood there before.
pub fn show(app: App, before: &Dialogue, text: &str) {
    let explanation = app.look().assistant.explain(before, text);
    let composer = app.look().composer.clone();
    let Some(panel) = composer.and_then(|composer| composer.closest(".panel").ok().flatten()) else { return };
    if let Ok(Some(old)) = panel.query_selector(".debug") {
        old.remove();
    }
    // To be looked at, not to be read out: it is no part of the conversation.
    let overlay = el("aside").class("debug").attr("aria-label", "data-debug").attr("tabindex", "0");
    let overlay = overlay.child(el("b").text(text)).child(el("ul").child(branch(&explanation)));
    let style = overlay.element().unchecked_ref::<HtmlElement>().style();
    LOOK.iter().for_each(|(name, value)| drop(style.set_property(name, value)));
    // It goes with the panel, which takes it down.
    let _ = panel.append_child(overlay.element());
}

fn branch(explanation: &Explanation) -> El {
    let number = Number::from(explanation.value).to_fixed(DECIMALS).map(String::from).unwrap_or_default();
    let item = el("li").text(&[&explanation.name, " ", &number].concat());
    if explanation.parts.is_empty() {
        return item;
    }
    item.child(el("ul").children(explanation.parts.iter().map(branch)))
}
