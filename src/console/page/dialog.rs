//! A dialog of the browser's own, so that focus stays inside and Esc closes it.

use leptos::html::Dialog;
use leptos::prelude::*;

/// Shows `inside` in a dialog for as long as `shown` holds; it is drawn anew each time. `title_id` is the element id of
/// its title.
pub fn view<V: IntoView + 'static>(
    shown: RwSignal<bool>,
    class: &'static str,
    title_id: &'static str,
    inside: impl Fn() -> V + Send + 'static,
) -> impl IntoView {
    let dialog = NodeRef::<Dialog>::new();
    Effect::new(move |_| {
        let shown = shown.get();
        // What stands in it is drawn by then, and the browser finds what to focus.
        request_animation_frame(move || {
            // By then another conversation may have taken its place.
            let Some(dialog) = dialog.try_get_untracked().flatten() else { return };
            match (shown, dialog.open()) {
                // Refused only while it is open already.
                (true, false) => drop(dialog.show_modal()),
                (false, true) => dialog.close(),
                _ => {}
            }
        });
    });
    view! {
        <dialog class=class node_ref=dialog aria-labelledby=title_id on:close=move |_| shown.set(false)>
            {move || shown.get().then(&inside)}
        </dialog>
    }
}

/// Whether any is open, so that keys are its own.
pub fn is_any_open() -> bool {
    document().query_selector("dialog[open]").ok().flatten().is_some()
}
