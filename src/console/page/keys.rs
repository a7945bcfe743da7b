//! The keyboard: single letters walk the inbox and answer; they rest while one types and can be switched off.

use console::{Owner, Place, neighbour, owner};
use leptos::ev::keydown;
use leptos::prelude::*;
use link::Action;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, KeyboardEvent};

use super::state::{Access, NoteTo, State};
use super::{composer, dialog, head, list, more, note_box, search};

/// Listens for as long as the page lives.
pub fn listen(state: State) {
    window_event_listener(keydown, move |event| {
        let signed_in = state.access.with_untracked(|access| matches!(access, Access::In(_)));
        if signed_in && !dialog::is_any_open() && !is_for_others(&event) {
            untrack(|| pressed(state, &event));
        }
    });
}

/// Moves the focus; where the element is not there, nothing happens.
pub fn focus(id: &str) {
    if let Some(element) = element(id) {
        // Focus is refused only to elements that are not shown, and then there is nothing to do.
        let _ = element.focus();
    }
}

/// Moves the focus to what is drawn by the next frame, after a dialog that closes in it has given the focus back.
pub fn focus_soon(id: &'static str) {
    request_animation_frame(move || {
        request_animation_frame(move || {
            // What gets the focus back from a dialog gets no caret in Chromium: typed words would go nowhere.
            if let Some(element) = element(id).filter(|element| element.matches(":focus").unwrap_or(false)) {
                let _ = element.blur();
            }
            focus(id);
        });
    });
}

fn element(id: &str) -> Option<HtmlElement> {
    document().get_element_by_id(id)?.dyn_into().ok()
}

/// Shortcuts of browser and system, and keys inside an input method.
pub fn is_for_others(event: &KeyboardEvent) -> bool {
    event.ctrl_key() || event.meta_key() || event.alt_key() || event.is_composing() || event.key_code() == 229
}

fn pressed(state: State, event: &KeyboardEvent) {
    let key = event.key();
    let focused = document().active_element();
    let typing =
        focused.as_ref().is_some_and(|it| matches!(it.tag_name().as_str(), "INPUT" | "TEXTAREA" | "SELECT"));
    let in_list = focused.as_ref().is_some_and(|it| it.class_list().contains("row"));
    let done = match key.as_str() {
        "Escape" => escape(state, typing),
        "ArrowDown" if in_list => walk(state, 1, focused.as_ref()),
        "ArrowUp" if in_list => walk(state, -1, focused.as_ref()),
        "Home" if in_list => walk(state, isize::MIN, focused.as_ref()),
        "End" if in_list => walk(state, isize::MAX, focused.as_ref()),
        _ if typing || !state.single_keys.get_untracked() => false,
        "j" => walk(state, 1, None),
        "k" => walk(state, -1, None),
        "r" => reply(state),
        "c" => claim(state),
        "n" => note(state),
        "/" => {
            focus(search::FIELD_ID);
            true
        }
        "?" => {
            state.keys_shown.set(true);
            true
        }
        letter => more::by_key(state, letter),
    };
    if done {
        event.prevent_default();
    }
}

/// To the row above or below: from the focused one with the arrows, from the open one with the letters.
fn walk(state: State, step: isize, from: Option<&Element>) -> bool {
    if state.place.get_untracked() != Place::Inbox {
        return false;
    }
    let ids = state.ids();
    let focused = from.and_then(|row| row.id().strip_prefix("row-").map(str::to_owned));
    let current = focused.or_else(|| state.open.get_untracked());
    if let Some(id) = neighbour(&ids, current.as_deref(), step) {
        state.go_to(Some(id));
        list::focus_row(state, id);
    }
    true
}

fn reply(state: State) -> bool {
    let open = state.open.with_untracked(Option::is_some);
    if open && state.noting.get_untracked() {
        note_box::close(state);
    } else if open {
        focus(composer::REPLY_ID);
    }
    open
}

fn note(state: State) -> bool {
    let open = state.open.with_untracked(Option::is_some);
    if open {
        note_box::open(state, NoteTo::Team);
    }
    open
}

fn claim(state: State) -> bool {
    let summary = state.open.get_untracked().and_then(|id| state.summary(&id));
    let free = summary.filter(|summary| owner(summary, &state.me()) == Owner::Nobody);
    if let Some(summary) = &free {
        head::act(state, &summary.id, Action::Claim);
    }
    free.is_some()
}

/// Out of the box to the row; from there back to the list alone.
fn escape(state: State, typing: bool) -> bool {
    if note_box::close_names(state) || more::close(state) {
        return true;
    }
    let Some(open) = state.open.get_untracked() else { return false };
    if typing && document().active_element().is_some_and(|it| it.id() == search::FIELD_ID) {
        return false;
    }
    if typing {
        focus(head::WHO_ID);
    } else {
        state.go_to(None);
        list::focus_row(state, &open);
    }
    true
}
