//! The choices of being called: a sound, a notification, and a visitor's words in it.

use console::words::Words;
use leptos::prelude::*;
use web_sys::NotificationPermission;

use super::bell::{self, Bell};

/// The choices; all are off at first.
pub fn view(words: &'static Words) -> impl IntoView {
    let drawn = RwSignal::new(0_u32);
    let again = move || drawn.update(|drawn| *drawn += 1);
    let notifies = move |on: bool| {
        bell::switch(Bell::Notification, on);
        match bell::permission() {
            Some(NotificationPermission::Default) if on => bell::ask_permission(again),
            _ => again(),
        }
    };
    let refusal = move || {
        drawn.track();
        refusal(words).map(|why| view! { <p class="problem" role="status">{why}</p> })
    };
    let with_words = move || {
        drawn.track();
        bell::is_on(Bell::Notification).then(|| {
            tick(
                Bell::Words,
                words.bell_words,
                words.bell_words_hint,
                Box::new(|on| bell::switch(Bell::Words, on)),
            )
        })
    };
    view! {
        <fieldset class="choices">
            <legend>{words.bell}</legend>
            {tick(Bell::Sound, words.bell_sound, words.bell_sound_hint, Box::new(|on| bell::switch(Bell::Sound, on)))}
            {tick(Bell::Notification, words.bell_note, words.bell_note_hint, Box::new(notifies))}
            {refusal}
            {with_words}
        </fieldset>
    }
}

fn tick(bell: Bell, name: &'static str, hint: &'static str, switch: impl Fn(bool) + 'static) -> AnyView {
    view! {
        <label class="choice">
            <input type="checkbox" checked=bell::is_on(bell) on:change:target=move |event| switch(event.target().checked()) />
            <span><b>{name}</b> <small>{hint}</small></span>
        </label>
    }
    .into_any()
}

/// Why none will come though they are switched on.
fn refusal(words: &'static Words) -> Option<&'static str> {
    if !bell::is_on(Bell::Notification) {
        return None;
    }
    match bell::permission() {
        None => Some(words.bell_unable),
        Some(NotificationPermission::Denied) => Some(words.bell_refused),
        Some(_) => None,
    }
}
