//! The keyboard: from one card to the next, and what is done with the one that has the focus.

use leptos::ev::keydown;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{HtmlElement, KeyboardEvent};

use super::super::{dialog, keys};
use super::{Page, card_id, listed, reach};

/// Listens for as long as the page is open.
pub fn listen(page: Page) {
    let listener = window_event_listener(keydown, move |event| {
        if page.state.single_keys.get_untracked() && !dialog::is_any_open() && !keys::is_for_others(&event) {
            untrack(|| pressed(page, &event));
        }
    });
    on_cleanup(move || listener.remove());
}

fn pressed(page: Page, event: &KeyboardEvent) {
    let focused = document().active_element();
    let typing =
        focused.as_ref().is_some_and(|it| matches!(it.tag_name().as_str(), "INPUT" | "TEXTAREA" | "SELECT"));
    if typing {
        return;
    }
    let ids: Vec<String> = listed(page).into_iter().map(|it| it.id).collect();
    let card = focused.and_then(|it| it.closest(".suggestion").ok().flatten()).map(|card| card.id());
    let current = card.and_then(|card| ids.iter().find(|id| card_id(id) == card).cloned());
    let done = match event.key().as_str() {
        "j" => go(page, &ids, current.as_deref(), 1),
        "k" => go(page, &ids, current.as_deref(), -1),
        "a" => press(current.as_deref(), ".accepts"),
        "e" => press(current.as_deref(), ".edits"),
        "x" => press(current.as_deref(), ".rejects"),
        _ => false,
    };
    if done {
        event.prevent_default();
    }
}

fn go(page: Page, ids: &[String], current: Option<&str>, step: isize) -> bool {
    let next = console::neighbour(ids, current, step);
    if let Some(id) = next {
        reach(page, id);
    }
    next.is_some()
}

/// Presses a button of the card that has the focus.
fn press(current: Option<&str>, button: &str) -> bool {
    let found = current.and_then(|id| document().get_element_by_id(&card_id(id)));
    let button = found.and_then(|card| card.query_selector(button).ok().flatten());
    let button = button.and_then(|it| it.dyn_into::<HtmlElement>().ok());
    if let Some(button) = &button {
        button.click();
    }
    button.is_some()
}

/// The one after this, else the one before it.
pub fn after(page: Page, id: &str) -> Option<String> {
    let ids: Vec<String> = listed(page).into_iter().map(|it| it.id).collect();
    let place = ids.iter().position(|known| known == id)?;
    ids.get(place + 1).or_else(|| ids.get(place.checked_sub(1)?)).cloned()
}
