//! Our elements where Leptos draws: for the console, which shows the same words and files as the widget.

use leptos::html::{Div, ElementChild, div};
use leptos::prelude::{Effect, Get, NodeRef, NodeRefAttribute};

use crate::element::El;

/// A box with these elements in it, as a Leptos view.
pub fn leptos_view(elements: Vec<El>) -> impl leptos::IntoView + use<> {
    let place = NodeRef::<Div>::new();
    Effect::new(move || {
        if let Some(place) = place.get() {
            // A box that is drawn anew may be the very one that stood there, with what was in it.
            place.set_text_content(None);
            for element in &elements {
                // A fresh node can always be appended.
                let _ = place.append_child(element.element());
            }
        }
    });
    div().node_ref(place).child(())
}
