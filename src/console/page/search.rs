//! The field over the tabs in which words are searched for, in all conversations; it asks while one types.

use std::time::Duration;

use console::Look;
use console::words::{Words, fill};
use leptos::leptos_dom::helpers::{TimeoutHandle, set_timeout_with_handle};
use leptos::prelude::*;
use web_sys::KeyboardEvent;

use super::state::State;
use super::{filters, keys, list, words};

/// The element id of the field.
pub const FIELD_ID: &str = "search";
/// The desk holds the same, characters.
const LONGEST: &str = "200";
/// Nothing is asked before one has stopped typing for so long.
const PAUSE: Duration = Duration::from_millis(250);

/// The field, and beside it what unfolds the filters.
pub fn view(state: State) -> impl IntoView {
    let words = words();
    let due = StoredValue::new(None::<TimeoutHandle>);
    let typed = move |text: String| {
        let look = move || state.look_on(Look { words: text, ..state.look() });
        let later = set_timeout_with_handle(look, PAUSE).ok();
        if let Some(before) = due.try_update_value(|due| std::mem::replace(due, later)).flatten() {
            before.clear();
        }
    };
    let pressed = move |event: KeyboardEvent| match event.key().as_str() {
        "Escape" if state.sought.with_untracked(|sought| !sought.is_empty()) => {
            event.prevent_default();
            state.look_on(Look { words: String::new(), ..state.look() });
        }
        "ArrowDown" | "Enter" if !event.is_composing() => {
            if let Some(first) = untrack(|| state.ids()).first() {
                event.prevent_default();
                list::focus_row(state, first);
            }
        }
        _ => {}
    };
    view! {
        <div class="seek" role="search">
            <label class="unseen" for=FIELD_ID>{words.search}</label>
            <input id=FIELD_ID type="search" maxlength=LONGEST placeholder=words.search autocomplete="off" spellcheck="false"
                prop:value=move || state.sought.get()
                on:input:target=move |event| typed(event.target().value()) on:keydown=pressed
            />
            {filters::button(state)}
        </div>
    }
}

/// How many were found, told to a screen reader too; nothing while nothing is searched for.
pub fn count(state: State) -> impl IntoView {
    let words = words();
    let told = move || {
        let is_searching = state.is_searching();
        state.finding.with(|finding| {
            (is_searching && finding.is_here)
                .then(|| count_words(finding.hits.len(), finding.more.is_some(), words))
        })
    };
    let end = move |_| {
        state.look_on(Look { words: String::new(), ..state.look() });
        keys::focus(FIELD_ID);
    };
    view! {
        <div class="sum" class:shown=move || state.is_searching()>
            <span role="status">{told}</span>
            <button class="link" on:click=end>{words.search_end}</button>
        </div>
    }
}

fn count_words(count: usize, more: bool, words: &'static Words) -> String {
    let text = match (count, more) {
        (0, _) => words.found_none,
        (1, _) => words.found_one,
        (_, true) => words.found_first,
        _ => words.found_some,
    };
    fill(text, &[("n", &count.to_string())])
}
