//! The list of keys, and the switch for single letters (WCAG 2.1.4).

use leptos::html::Dialog;
use leptos::prelude::*;

use super::state::State;
use super::{kept, words};

/// The dialog; the browser's own, so that focus stays inside and Esc closes it.
pub fn view(state: State) -> impl IntoView {
    let words = words();
    let dialog = NodeRef::<Dialog>::new();
    Effect::new(move |_| {
        let Some(dialog) = dialog.get() else { return };
        if state.keys_shown.get() && !dialog.open() {
            // Refused only while it is open already.
            let _ = dialog.show_modal();
        }
    });
    let close = move |_| {
        if let Some(dialog) = dialog.get() {
            dialog.close();
        }
    };
    let switch = move |on: bool| {
        kept::keep(kept::SINGLE_KEYS, if on { "on" } else { "off" });
        state.single_keys.set(on);
    };
    let keys = [
        ("J", words.keys_next),
        ("K", words.keys_previous),
        ("R", words.keys_reply),
        ("C", words.keys_claim),
        ("Enter", words.keys_send),
        ("Shift + Enter", words.keys_break),
        ("Esc", words.keys_escape),
        ("?", words.keys_help),
    ];
    let rows = keys.map(|(key, does)| view! { <dt><kbd>{key}</kbd></dt> <dd>{does}</dd> });
    view! {
        <dialog class="keys-dialog" node_ref=dialog aria-labelledby="keys-title" on:close=move |_| state.keys_shown.set(false)>
            <h2 id="keys-title">{words.keys_title}</h2>
            <dl>{rows.collect_view()}</dl>
            <label>
                <input type="checkbox" prop:checked=state.single_keys on:change:target=move |event| switch(event.target().checked()) />
                {words.keys_single}
            </label>
            <button class="button" on:click=close>{words.close}</button>
        </dialog>
    }
}
