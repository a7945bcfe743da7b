//! The list of keys, and the switch for single letters (WCAG 2.1.4).

use leptos::prelude::*;

use super::state::State;
use super::{dialog, kept, words};

/// The dialog.
pub fn view(state: State) -> impl IntoView {
    dialog::view(state.keys_shown, "sheet keys-dialog", "keys-title", move || inside(state))
}

fn inside(state: State) -> impl IntoView {
    let words = words();
    let switch = move |on: bool| {
        kept::keep(kept::SINGLE_KEYS, if on { "on" } else { "off" });
        state.single_keys.set(on);
    };
    let keys = [
        ("J", words.keys_next),
        ("K", words.keys_previous),
        ("Home, End", words.keys_ends),
        ("/", words.keys_search),
        ("R", words.keys_reply),
        ("N", words.keys_note),
        ("@", words.keys_names),
        ("C", words.keys_claim),
        ("U", words.release),
        ("T", words.take_over),
        ("E", words.keys_resolve),
        ("H, B", words.keys_hand_back),
        ("S, D", words.keys_plan),
        ("W", words.wake),
        ("A, P", words.keys_ask),
        ("X", words.keys_exception),
        ("A, E, X", words.keys_suggestions),
        ("M", words.keys_more),
        ("Enter", words.keys_send),
        ("Shift + Enter", words.keys_break),
        ("Esc", words.keys_escape),
        ("?", words.keys_help),
    ];
    let rows = keys.map(|(key, does)| view! { <dt><kbd>{key}</kbd></dt> <dd>{does}</dd> });
    view! {
        <h2 id="keys-title" tabindex="-1" autofocus=true>{words.keys_title}</h2>
        <dl>{rows.collect_view()}</dl>
        <label class="tick">
            <input type="checkbox" prop:checked=state.single_keys on:change:target=move |event| switch(event.target().checked()) />
            {words.keys_single}
        </label>
        <div class="ends">
            <button class="button" on:click=move |_| state.keys_shown.set(false)>{words.close}</button>
        </div>
    }
}
