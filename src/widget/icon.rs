//! The few drawn signs of the widget, as strokes on a 20 by 20 ground.

use ui::{El, svg_el};

/// A cross: close.
pub const CLOSE: &str = "M5 5l10 10M15 5L5 15";
/// Three dots: more.
pub const MORE: &str = "M4 10h.01M10 10h.01M16 10h.01";
/// An arrow upwards: send.
pub const SEND: &str = "M10 16V4M5 9l5-5 5 5";

/// A sign for the eye only; whatever holds it says the word.
pub fn icon(strokes: &str) -> El {
    let drawing = svg_el("svg").attr("viewBox", "0 0 20 20").attr("aria-hidden", "true");
    drawing.child(svg_el("path").attr("d", strokes))
}
