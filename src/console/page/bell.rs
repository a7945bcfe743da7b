//! A soft sound and a notification of the browser's for an agent who isn't looking; off until switched on.

use std::cell::{Cell, RefCell};

use console::words::{Words, fill};
use console::{Call, Tiding, tidings, visitor_name};
use js_sys::{Function, Object, Promise};
use leptos::prelude::*;
use protocol::ConversationSummary;
use ui::reflect;
use wasm_bindgen::prelude::*;
use web_sys::{AudioContext, Notification, NotificationOptions, NotificationPermission};

use super::kept;
use super::state::{Listed, State};

/// What can be switched on; each is kept in the browser for all tabs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bell {
    /// A sound.
    Sound,
    /// A notification.
    Notification,
    /// The visitor's name and words in it.
    Words,
}

/// Two notes one after the other, hertz; so loud at most, of 1; each so long, seconds.
const NOTES_HZ: [f32; 2] = [660.0, 880.0];
const LOUDNESS: f32 = 0.06;
const NOTE_S: f64 = 0.22;
/// Of an agent's tabs one tells a thing: it holds the thing's lock for so long, in which all have heard of it, milliseconds.
const HELD_MS: i32 = 5_000;

thread_local! {
    static SOUND: RefCell<Option<AudioContext>> = const { RefCell::new(None) };
    static LISTENS: Cell<bool> = const { Cell::new(false) };
}

/// Whether it is switched on.
pub fn is_on(bell: Bell) -> bool {
    kept::recall(kept::BELLS[bell as usize]).as_deref() == Some("on")
}

/// Switches it.
pub fn switch(bell: Bell, on: bool) {
    kept::keep(kept::BELLS[bell as usize], if on { "on" } else { "off" });
    if on && bell == Bell::Sound {
        wake();
        play();
    }
}

/// What the browser lets us show; none where it has no notifications.
pub fn permission() -> Option<NotificationPermission> {
    let known = !reflect::get(&window(), "Notification").is_undefined();
    known.then(Notification::permission)
}

/// Asks for the permission; the answer comes to `then`.
pub fn ask_permission(then: impl FnOnce() + 'static) {
    if let Ok(answer) = Notification::request_permission() {
        leptos::task::spawn_local(async move {
            let _ = wasm_bindgen_futures::JsFuture::from(answer).await;
            then();
        });
    }
}

/// Browsers let a page sound only once it was touched: the first touch wakes the sound, where it is wanted.
pub fn listen() {
    for event in ["pointerdown", "keydown"] {
        window_event_listener_untyped(event, |_| {
            if !LISTENS.get() && is_on(Bell::Sound) {
                wake();
            }
        });
    }
}

fn wake() {
    LISTENS.set(true);
    SOUND.with_borrow_mut(|sound| {
        if sound.is_none() {
            *sound = AudioContext::new().ok();
        }
        // Refused only before the first touch.
        let _ = sound.as_ref().map(AudioContext::resume);
    });
}

/// Tells what is new between two inboxes, as the agent chose.
pub fn ring(state: State, before: &Listed, now: &[ConversationSummary]) {
    if !is_on(Bell::Sound) && !is_on(Bell::Notification) {
        return;
    }
    let looks = !document().hidden() && document().has_focus().unwrap_or(true);
    let reads = state.open.get_untracked().filter(|_| looks);
    let mut news = tidings(|id| before.get(id), now, &state.me());
    // What one reads just now needs no bell.
    news.retain(|tiding| reads.as_ref() != Some(&tiding.row.id));
    if let Some(first) = news.into_iter().next() {
        alone(&first.row.id.clone(), first.row.seq, move || {
            if is_on(Bell::Sound) {
                play();
            }
            if is_on(Bell::Notification) && !looks {
                notify(state, &first);
            }
        });
    }
}

/// Does something in one of the agent's tabs only; in each where the browser has no locks.
fn alone(id: &str, seq: u64, act: impl FnOnce() + 'static) {
    let held = Closure::once_into_js(move |lock: JsValue| -> Promise {
        if !lock.is_null() {
            act();
        }
        Promise::new(&mut |release, _| {
            let hold = window().set_timeout_with_callback_and_timeout_and_arguments_0(&release, HELD_MS);
            if hold.is_err() {
                // It can be called once more without harm.
                let _ = release.call0(&JsValue::NULL);
            }
        })
    });
    let name = ["tandem:bell-", id, "-", &seq.to_string()].concat();
    let options = Object::new();
    reflect::set(&options, "ifAvailable", &true.into());
    let locks = reflect::get(&window().navigator(), "locks");
    if reflect::call(&locks, "request", &[&name.into(), &options, &held]).is_err() {
        // A lock of our own: anything but null.
        let _ = held.unchecked_into::<Function>().call1(&JsValue::NULL, &JsValue::TRUE);
    }
}

/// Two soft notes; where the browser refuses, none.
fn play() {
    SOUND.with_borrow(|sound| {
        for (note, at) in NOTES_HZ.into_iter().zip(0_u8..) {
            let _ = sound.as_ref().map(|sound| note_of(sound, note, f64::from(at) * NOTE_S));
        }
    });
}

fn note_of(sound: &AudioContext, hertz: f32, after_s: f64) -> Result<(), JsValue> {
    let from = sound.current_time() + after_s;
    let (tone, volume) = (sound.create_oscillator()?, sound.create_gain()?);
    tone.frequency().set_value(hertz);
    let level = volume.gain();
    level.set_value_at_time(0.0, from)?;
    level.linear_ramp_to_value_at_time(LOUDNESS, from + 0.02)?;
    level.linear_ramp_to_value_at_time(0.0, from + NOTE_S)?;
    tone.connect_with_audio_node(&volume)?.connect_with_audio_node(&sound.destination())?;
    tone.start_with_when(from)?;
    tone.stop_with_when(from + NOTE_S)
}

/// A notification that leads to its conversation. It says nothing of the visitor unless the agent wants that.
fn notify(state: State, tiding: &Tiding) {
    let words = state.language.get_untracked().words();
    let (title, body) = told(tiding, words);
    let options = NotificationOptions::new();
    options.set_tag(&tiding.row.id);
    if let Some(body) = body {
        options.set_body(&body);
    }
    // Browsers of phones have the name but refuse the making.
    let Ok(shown) = Notification::new_with_options(&title, &options) else { return };
    let id = tiding.row.id.clone();
    let clicked = Closure::once_into_js(move || {
        let _ = window().focus();
        state.go_to(Some(&id));
    });
    shown.set_onclick(Some(clicked.unchecked_ref()));
}

fn told(tiding: &Tiding, words: &'static Words) -> (String, Option<String>) {
    let (plain, named) = match tiding.call {
        Call::Waits => (words.bell_waits, words.bell_waits_name),
        Call::Wrote => (words.bell_wrote, words.bell_wrote_name),
    };
    match is_on(Bell::Words) {
        true => {
            let name = visitor_name(&tiding.row, words);
            (fill(named, &[("name", &name)]), Some(tiding.row.preview.clone()))
        }
        false => (plain.to_owned(), None),
    }
}
